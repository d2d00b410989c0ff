// SPDX-License-Identifier: Apache-2.0
#ifndef BASE_HELD_H
#define BASE_HELD_H
// HeldBytes: bytes that may be written, together with how they are given back: a piece of heap, or
// a private map of a file. Who takes them over gives them back. A zeroed one holds nothing.
#include "base/str.h"

typedef struct HeldBytes {
    char *data;
    size_t length;
    void (*give_back)(struct HeldBytes *held);
} HeldBytes;

HeldBytes held_copy(Str bytes); // on the heap
void held_release(HeldBytes *held);
#endif
