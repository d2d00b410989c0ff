// SPDX-License-Identifier: Apache-2.0
#include "base/held.h"
#include "base/memory.h"
#include <string.h>

static void give_back(HeldBytes *held) {
    memory_free(held->data);
}

HeldBytes held_copy(Str bytes) {
    HeldBytes held = {memory_new(bytes.length + 1, 1), bytes.length, give_back};
    if (bytes.length > 0) {
        memcpy(held.data, bytes.data, bytes.length);
    }
    return held;
}

void held_release(HeldBytes *held) {
    if (held->give_back != NULL) {
        held->give_back(held);
    }
    *held = (HeldBytes){0};
}
