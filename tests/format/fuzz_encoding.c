// SPDX-License-Identifier: Apache-2.0
// What is accepted comes out as valid UTF-8, and what was valid UTF-8 comes out as it was.
#include "base/check.h"
#include "format/encoding.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Str bytes = {(const char *)data, size};
    Text storage = {0};
    Str utf8 = {0};
    Encoding encoding = ENCODING_UTF8;
    Error error = {0};
    Status status = encoding_to_utf8(bytes, &storage, &utf8, &encoding, &error);
    CHECK(status == STATUS_OK || error.message[0] != '\0');
    if (status == STATUS_OK) {
        CHECK(str_is_utf8(utf8));
        CHECK((encoding == ENCODING_UTF8) == str_is_utf8(bytes));
    }
    text_release(&storage);
    return 0;
}
