// SPDX-License-Identifier: Apache-2.0
// Unpacking ends within its limit on any bytes, and undoes packing.
#include "base/check.h"
#include "format/gzip.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    enum { LIMIT = 100 * 1000 };
    Str bytes = {(const char *)data, size};
    Text out = {0};
    Text packed = {0};
    Status status = gzip_unpack(bytes, LIMIT, &out, NULL);
    CHECK(out.length <= LIMIT && !out.is_cut);
    CHECK(status != STATUS_OK || gzip_is(bytes));
    text_clear(&out);
    gzip_pack(bytes, &packed);
    CHECK(gzip_unpack(text_str(&packed), size, &out, NULL) == STATUS_OK);
    CHECK(str_equal(text_str(&out), bytes));
    text_release(&packed);
    text_release(&out);
    return 0;
}
