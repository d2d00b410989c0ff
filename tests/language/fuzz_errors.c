// SPDX-License-Identifier: Apache-2.0
// Any bytes as a message: the words end, and a message of no row is left as it is.
#include "base/check.h"
#include "language/errors.h"
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Text words = {0};
    Str message = {(const char *)data, size};
    errors_in_chinese(message, &words);
    CHECK(words.length > 0 || size == 0);
    bool has_letter = false;
    for (size_t i = 0; i < size; i++) {
        has_letter = has_letter || ((data[i] | 0x20) >= 'a' && (data[i] | 0x20) <= 'z');
    }
    CHECK(has_letter || str_equal(text_str(&words), message)); // no row is without words
    text_release(&words);
    return 0;
}
