// SPDX-License-Identifier: Apache-2.0
// Streams of integers. Differences and offsets are unsigned and wrap, so that every int64_t
// survives; a block whose differences overflow is not written as differences.
#include "archive/bytes_private.h"
#include "base/avx2.h"
#include "base/check.h"
#include <string.h>

enum { BLOCK = 1024, WORD_BITS = 64 };
enum { MODE_OFFSETS, MODE_DIFFERENCES };

// What encodes is made twice, with and without AVX2: so it must be inlined whatever its size.
#define INLINED __attribute__((always_inline)) static inline

typedef struct Frame {  // values lie in base .. base + 2^width - 1
    int64_t base, most; // the least and the most of them
    int width;
} Frame;

static int width_of(uint64_t range) {
    return range == 0 ? 0 : WORD_BITS - __builtin_clzll(range);
}

// In lanes, so that no value waits for the one before it.
INLINED Frame frame_of(const int64_t *values, size_t count) {
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
    return (Frame){least[0], most[0], width_of((uint64_t)most[0] - (uint64_t)least[0])};
}

static size_t packed_size(size_t count, int width) {
    return (count * (size_t)width + 7) / 8;
}

INLINED void pack(const int64_t *values, size_t count, Frame frame, uint64_t *words, Text *out) {
    uint64_t word = 0;
    const int width = frame.width;
    int filled = 0; // bits of the word, always fewer than it has
    size_t at = 0;
    for (size_t i = 0; i < count && width > 0; i++) {
        uint64_t offset = (uint64_t)values[i] - (uint64_t)frame.base;
        word |= offset << filled;
        filled += width;
        if (filled >= WORD_BITS) {
            words[at++] = word;
            filled -= WORD_BITS;
            word = offset >> 1 >> (width - filled - 1); // what the full word had no room for
        }
    }
    if (filled > 0) {
        words[at] = word;
    }
    text_append(out, (Str){(const char *)words, packed_size(count, width)});
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

// The steps up to the largest value and down from it alone may need as many bits as the values do:
// then differences save nothing, and need not be made.
static inline bool is_jagged(const int64_t *values, size_t count, Frame frame) {
    size_t peak = 0;
    while (peak < count && values[peak] != frame.most) {
        peak++;
    }
    if (peak == 0 || peak + 1 >= count || frame.width >= WORD_BITS - 1) {
        return false;
    }
    uint64_t up = (uint64_t)frame.most - (uint64_t)values[peak - 1];
    uint64_t down = (uint64_t)frame.most - (uint64_t)values[peak + 1];
    return width_of(up + down) >= frame.width;
}

// False when differences overflow.
static inline bool differences_of(const int64_t *values, size_t count, int64_t *out_differences) {
    bool overflows = false;
    for (size_t i = 1; i < count; i++) {
        overflows |= __builtin_sub_overflow(values[i], values[i - 1], &out_differences[i - 1]);
    }
    return !overflows;
}

typedef struct Room { // for the work on one block
    int64_t differences[BLOCK];
    uint64_t words[BLOCK];
} Room;

INLINED void block_encode(const int64_t *values, size_t count, Room *room, Text *out) {
    Frame direct = frame_of(values, count);
    Frame stepped = {0};
    bool has_differences = count > 1 && !is_jagged(values, count, direct) &&
                           differences_of(values, count, room->differences);
    if (has_differences) {
        stepped = frame_of(room->differences, count - 1);
    }
    bool is_stepped = has_differences && packed_size(count - 1, stepped.width) + sizeof(int64_t) <
                                             packed_size(count, direct.width);
    Frame frame = is_stepped ? stepped : direct;
    write_number(out, is_stepped ? MODE_DIFFERENCES : MODE_OFFSETS, 1);
    write_number(out, (uint64_t)frame.width, 1);
    write_number(out, (uint64_t)frame.base, 8);
    if (is_stepped) {
        write_number(out, (uint64_t)values[0], 8);
        pack(room->differences, count - 1, frame, room->words, out);
    } else {
        pack(values, count, frame, room->words, out);
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

INLINED void blocks_encode(const int64_t *numbers, size_t count, Text *out) {
    Room room; // once for all blocks: it is large, and made zero
    for (size_t at = 0; at < count; at += BLOCK) {
        block_encode(numbers + at, count - at < BLOCK ? count - at : BLOCK, &room, out);
    }
}

#ifdef AVX2_CODE
AVX2_CODE static void blocks_encode_avx2(const int64_t *numbers, size_t count, Text *out) {
    blocks_encode(numbers, count, out);
}
#endif

void numbers_encode(const int64_t *numbers, size_t count, Text *out) {
#ifdef AVX2_CODE
    if (avx2_is_there()) {
        blocks_encode_avx2(numbers, count, out);
        return;
    }
#endif
    blocks_encode(numbers, count, out);
}

bool numbers_decode(ByteReader *reader, int64_t *out_numbers, size_t count) {
    for (size_t at = 0; at < count; at += BLOCK) {
        if (!block_decode(reader, out_numbers + at, count - at < BLOCK ? count - at : BLOCK)) {
            return false;
        }
    }
    return true;
}
