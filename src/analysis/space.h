// SPDX-License-Identifier: Apache-2.0
#ifndef ANALYSIS_SPACE_H
#define ANALYSIS_SPACE_H
// The inputs of a decision table as a space of finitely many cells. Every axis is cut into atoms,
// values that no test of the table tells apart; a box holds a set of atoms per axis, as bits, all
// axes one behind the other. A rule is a box; so is a gap.
// Not here: what the atoms stand for (domain.h). Invariant: bits beyond an axis's atoms are zero.
#include "base/arena.h"

typedef struct Axis {
    size_t first_word;
    size_t word_count;
    size_t atom_count;
} Axis;

typedef struct Space {
    const Axis *axes;
    size_t axis_count;
    size_t word_count; // of a box
} Space;

// Where an axis goes: behind those before it.
Axis axis_after(size_t first_word, size_t atom_count);

static inline bool bit_get(const uint64_t *words, size_t bit) {
    return (words[bit / 64] >> (bit % 64) & 1) != 0;
}
void bits_fill(uint64_t *words, size_t from, size_t to);     // sets bits from .. to - 1
size_t bits_first(const uint64_t *words, size_t word_count); // SIZE_MAX: none is set

uint64_t *box_new(Arena *arena, const Space *space); // empty
void box_copy(const Space *space, uint64_t *to, const uint64_t *from);
bool box_is_empty(const Space *space, const uint64_t *box); // without an atom on some axis
bool boxes_meet(const Space *space, const uint64_t *a, const uint64_t *b);
bool box_lies_within(const Space *space, const uint64_t *inner, const uint64_t *outer);
void box_intersect(const Space *space, uint64_t *into, const uint64_t *with);

// ---- whether boxes cover a box ------------------------------------------------------------------
typedef enum CoverAnswer {
    COVER_WHOLE,   // every point is in some box
    COVER_OPEN,    // a part is in none
    COVER_STOPPED, // not known: too many steps
} CoverAnswer;

// One set of boxes to ask about. Takes memory of its arena, level by level, and uses it again.
typedef struct Cover {
    Arena *arena;
    const Space *space;
    const uint64_t *const *boxes;
    size_t box_count;
    size_t box_capacity; // box_count may grow this far between questions
    uint64_t step_limit; // boxes looked at; for all questions together
    uint64_t steps;
    bool *used;       // per box: it was needed to answer COVER_WHOLE; may be NULL
    uint32_t *begins; // scratch: rules by the atom of an axis they begin and end on
    uint32_t *ends;
    struct CoverLevel *levels;
    size_t level_count;
    size_t level_capacity;
} Cover;
void cover_release(Cover *cover);
// out_open: of COVER_OPEN, a box inside `within` that none of the boxes meets. `allowed` (may be
// NULL) tells which boxes count.
CoverAnswer cover_ask(Cover *cover, const uint64_t *within, const bool *allowed,
                      uint64_t *out_open);
// Makes such a box as large as it can be: axis after axis, all atoms of `within` that no box
// stands against.
void cover_widen(const Cover *cover, const uint64_t *within, uint64_t *open);
#endif
