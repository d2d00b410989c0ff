// SPDX-License-Identifier: Apache-2.0
#include "facts/packed.h"
#include <string.h>

enum { WIDTH_MAX = 8 };

Packed packed_empty(void) {
    return (Packed){.bytes = vector_of(1)};
}

void packed_release(Packed *packed) {
    vector_release(&packed->bytes);
    *packed = packed_empty();
}

void packed_extend(Packed *packed, size_t count) {
    if (count > packed->count) {
        packed->count = count;
        vector_extend(&packed->bytes, count * packed->width);
    }
}

static uint64_t width_of(uint64_t number) {
    return number == 0 ? 0 : (uint64_t)(8 * WIDTH_MAX + 7 - __builtin_clzll(number)) / 8;
}

static void bytes_put(uint8_t *bytes, uint64_t width, uint64_t number) {
    for (uint64_t i = 0; i < width; i++) {
        bytes[i] = (uint8_t)(number >> (8 * i));
    }
}

static uint8_t *bytes_at(Packed *packed, size_t index) {
    return (uint8_t *)packed->bytes.items + index * packed->width;
}

static void widen(Packed *packed, uint64_t width) {
    Packed wide = {.bytes = vector_of(1), .width = width};
    packed_extend(&wide, packed->count);
    for (size_t i = 0; packed->width > 0 && i < packed->count; i++) {
        bytes_put(bytes_at(&wide, i), width, packed_get(packed, i));
    }
    vector_release(&packed->bytes);
    *packed = wide;
}

void packed_add(Packed *packed, const uint64_t *numbers, size_t step, size_t count) {
    uint64_t bits = 0;
    for (size_t i = 0; i < count; i++) {
        bits |= numbers[i * step];
    }
    if (width_of(bits) > packed->width) {
        widen(packed, width_of(bits));
    }
    size_t width = packed->width;
    packed->count += count;
    if (width > 0) { // all bytes of each at once: those in excess are written over or cut off
        uint8_t *bytes = vector_push(&packed->bytes, count * width + WIDTH_MAX);
        for (size_t i = 0; i < count; i++) {
            bytes_put(bytes + i * width, WIDTH_MAX, numbers[i * step]);
        }
        packed->bytes.count -= WIDTH_MAX;
    }
}

void packed_set(Packed *packed, size_t index, uint64_t number) {
    CHECK(index < packed->count);
    uint64_t width = width_of(number);
    if (width > packed->width) {
        widen(packed, width);
    }
    if (packed->width > 0) {
        bytes_put(bytes_at(packed, index), packed->width, number);
    }
}

void packed_close_up(Packed *packed, const uint32_t *new_places) {
    size_t staying = 0;
    for (size_t i = 0; i < packed->count; i++) {
        if (new_places[i] != 0 && packed->width > 0) {
            memmove(bytes_at(packed, staying), bytes_at(packed, i), (size_t)packed->width);
        }
        staying += new_places[i] != 0;
    }
    if (staying == 0) {
        packed_release(packed);
        return;
    }
    packed->count = staying;
    packed->bytes.count = staying * (size_t)packed->width;
    vector_fit(&packed->bytes);
}

bool packed_holds(const Packed *packed, size_t count) {
    return packed->count == count && packed->width <= WIDTH_MAX &&
           packed->bytes.count == count * packed->width;
}
