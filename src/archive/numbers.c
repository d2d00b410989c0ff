// SPDX-License-Identifier: Apache-2.0
// Streams of integers. Differences and offsets are unsigned and wrap, so that every int64_t
// survives; a block whose differences overflow is not written as differences.
#include "archive/bytes_private.h"
#include "base/check.h"
#include <string.h>

enum { BLOCK = 1024, WORD_BITS = 64 };
enum { MODE_OFFSETS, MODE_DIFFERENCES };

typedef struct Frame { // values lie in base .. base + 2^width - 1
    int64_t base;
    int width;
} Frame;

static Frame frame_between(int64_t least, int64_t most) {
    uint64_t range = (uint64_t)most - (uint64_t)least;
    return (Frame){least, range == 0 ? 0 : WORD_BITS - __builtin_clzll(range)};
}

// In lanes, so that no value waits for the one before it.
static Frame frame_of(const int64_t *values, size_t count) {
    enum { LANES = 4 };
    int64_t first = count > 0 ? values[0] : 0;
    int64_t least[LANES] = {first, first, first, first};
    int64_t most[LANES] = {first, first, first, first};
    size_t whole = count / LANES * LANES;
    for (size_t i = 0; i < whole; i += LANES) {
        for (size_t lane = 0; lane < LANES; lane++) {
            int64_t value = values[i + lane];
            least[lane] = value < least[lane] ? value : least[lane];
            most[lane] = value > most[lane] ? value : most[lane];
        }
    }
    for (size_t i = whole; i < count; i++) {
        least[0] = values[i] < least[0] ? values[i] : least[0];
        most[0] = values[i] > most[0] ? values[i] : most[0];
    }
    for (size_t lane = 1; lane < LANES; lane++) {
        least[0] = least[lane] < least[0] ? least[lane] : least[0];
        most[0] = most[lane] > most[0] ? most[lane] : most[0];
    }
    return frame_between(least[0], most[0]);
}

static size_t packed_size(size_t count, int width) {
    return (count * (size_t)width + 7) / 8;
}

static void pack(const int64_t *values, size_t count, Frame frame, Text *out) {
    uint64_t words[BLOCK + 1];
    memset(words, 0, sizeof words);
    size_t bit = 0;
    for (size_t i = 0; i < count && frame.width > 0; i++, bit += (size_t)frame.width) {
        uint64_t offset = (uint64_t)values[i] - (uint64_t)frame.base;
        size_t shift = bit % WORD_BITS;
        words[bit / WORD_BITS] |= offset << shift;
        if (shift > 0 && shift + (size_t)frame.width > WORD_BITS) {
            words[bit / WORD_BITS + 1] = offset >> (WORD_BITS - shift);
        }
    }
    text_append(out, (Str){(const char *)words, packed_size(count, frame.width)});
}

static void unpack(Str packed, int64_t *out_values, size_t count, Frame frame) {
    uint64_t words[BLOCK + 1];
    CHECK(packed.length <= BLOCK * sizeof words[0]);
    memset(words, 0, sizeof words);
    if (packed.length > 0) {
        memcpy(words, packed.data, packed.length);
    }
    uint64_t mask = frame.width == WORD_BITS ? UINT64_MAX : (UINT64_C(1) << frame.width) - 1;
    size_t bit = 0;
    for (size_t i = 0; i < count; i++, bit += (size_t)frame.width) {
        size_t shift = bit % WORD_BITS;
        uint64_t offset = words[bit / WORD_BITS] >> shift;
        if (shift > 0 && shift + (size_t)frame.width > WORD_BITS) {
            offset |= words[bit / WORD_BITS + 1] << (WORD_BITS - shift);
        }
        out_values[i] = (int64_t)((uint64_t)frame.base + (offset & mask));
    }
}

static bool differences_of(const int64_t *values, size_t count, int64_t *out_differences) {
    bool overflows = false;
    for (size_t i = 1; i < count; i++) {
        overflows |= __builtin_sub_overflow(values[i], values[i - 1], &out_differences[i - 1]);
    }
    return count > 1 && !overflows;
}

static void block_encode(const int64_t *values, size_t count, Text *out) {
    int64_t differences[BLOCK];
    Frame direct = frame_of(values, count);
    Frame stepped = {0};
    bool has_differences = differences_of(values, count, differences);
    if (has_differences) {
        stepped = frame_of(differences, count - 1);
    }
    bool is_stepped = has_differences && packed_size(count - 1, stepped.width) + sizeof(int64_t) <
                                             packed_size(count, direct.width);
    Frame frame = is_stepped ? stepped : direct;
    write_number(out, is_stepped ? MODE_DIFFERENCES : MODE_OFFSETS, 1);
    write_number(out, (uint64_t)frame.width, 1);
    write_number(out, (uint64_t)frame.base, 8);
    if (is_stepped) {
        write_number(out, (uint64_t)values[0], 8);
        pack(differences, count - 1, frame, out);
    } else {
        pack(values, count, frame, out);
    }
}

static bool block_decode(ByteReader *reader, int64_t *out_values, size_t count) {
    uint64_t mode = reader_number(reader, 1);
    uint64_t width = reader_number(reader, 1);
    Frame frame = {.base = reader_signed(reader), .width = (int)width};
    if (mode > MODE_DIFFERENCES || width > WORD_BITS) {
        return false;
    }
    if (mode == MODE_OFFSETS) {
        unpack(reader_bytes(reader, packed_size(count, frame.width)), out_values, count, frame);
        return !reader->is_broken;
    }
    out_values[0] = reader_signed(reader);
    Str packed = reader_bytes(reader, packed_size(count - 1, frame.width));
    unpack(packed, out_values + 1, count - 1, frame);
    for (size_t i = 1; i < count; i++) {
        out_values[i] = (int64_t)((uint64_t)out_values[i - 1] + (uint64_t)out_values[i]);
    }
    return !reader->is_broken;
}

void numbers_encode(const int64_t *numbers, size_t count, Text *out) {
    for (size_t at = 0; at < count; at += BLOCK) {
        block_encode(numbers + at, count - at < BLOCK ? count - at : BLOCK, out);
    }
}

bool numbers_decode(ByteReader *reader, int64_t *out_numbers, size_t count) {
    for (size_t at = 0; at < count; at += BLOCK) {
        if (!block_decode(reader, out_numbers + at, count - at < BLOCK ? count - at : BLOCK)) {
            return false;
        }
    }
    return true;
}
