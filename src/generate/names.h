// SPDX-License-Identifier: Apache-2.0
#ifndef GENERATE_NAMES_H
#define GENERATE_NAMES_H
// Invented names, kept as one number each: which surname, which characters. 0 is no name.
#include "generate/buffer.h"
#include "generate/rng.h"

typedef uint32_t NameId;

typedef enum NameDot {
    NAME_DOT_MIDDLE,
    NAME_DOT_BULLET,
    NAME_DOT_KATAKANA,
    NAME_DOT_COUNT
} NameDot;

NameId name_invent(Rng *rng);                    // with a surname of its own
NameId name_invent_child(Rng *rng, NameId from); // the parent's surname
NameId name_fixed(int surname, int first, int second);
// The dot only matters for names of several words; it is what departments cannot agree on.
void name_put(Buffer *out, NameId name, NameDot dot);
#endif
