// SPDX-License-Identifier: Apache-2.0
// Any bytes as a segment, and, because checksums would stop nearly all of them, as the streams
// inside one.
#include "archive/bytes_private.h"
#include "archive/segment.h"
#include "base/check.h"
#include "base/memory.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void streams_read(Str bytes, size_t count) {
    Arena arena = {0};
    int64_t *numbers = memory_new(count, sizeof *numbers);
    Str *texts = memory_new(count, sizeof *texts);
    ByteReader reader = {.left = bytes};
    (void)numbers_decode(&reader, numbers, count);
    reader = (ByteReader){.left = bytes};
    size_t sum = 0;
    if (texts_decode(&reader, &arena, texts, count)) {
        for (size_t i = 0; i < count; i++) {
            sum += str_hash(texts[i]); // touches every byte
        }
    }
    CHECK(sum + 1 != 0 || count > 0);
    memory_free(numbers);
    memory_free(texts);
    arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Str bytes = {(const char *)data, size};
    Segment segment = {0};
    Error error = {0};
    if (segment_decode(bytes, &segment, &error) == STATUS_OK) {
        CLEANUP(text_release) Text again = {0};
        segment_encode(&segment, NULL, &again);
        segment_release(&segment);
    }
    if (size > 2) {
        streams_read(str_slice(bytes, 2, size), (size_t)data[0] * 16 + data[1] % 16);
    }
    return 0;
}
