// SPDX-License-Identifier: Apache-2.0
// Whether a union of boxes covers a box is answered by taking the box apart. Either the rule that
// fills most of it is cut out, axis by axis, or the box is split in two where the fewest rules lie
// across; whichever leaves fewer rules to look at. A part is settled when one rule covers it or
// none meets it, so the work follows the structure of the table and not the size of the space. The
// worst case stays exponential; steps are counted against a limit.
#include "analysis/space.h"
#include "base/check.h"
#include "base/memory.h"
#include <string.h>

Axis axis_after(size_t first_word, size_t atom_count) {
    return (Axis){first_word, (atom_count + 63) / 64, atom_count};
}

void bits_fill(uint64_t *words, size_t from, size_t to) {
    for (size_t bit = from; bit < to; bit++) {
        if (bit % 64 == 0 && bit + 64 <= to) {
            words[bit / 64] = UINT64_MAX;
            bit += 63;
        } else {
            words[bit / 64] |= (uint64_t)1 << (bit % 64);
        }
    }
}

size_t bits_first(const uint64_t *words, size_t word_count) {
    for (size_t i = 0; i < word_count; i++) {
        if (words[i] != 0) {
            return i * 64 + (size_t)__builtin_ctzll(words[i]);
        }
    }
    return SIZE_MAX;
}

uint64_t *box_new(Arena *arena, const Space *space) {
    return arena_alloc(arena, space->word_count, sizeof(uint64_t));
}

void box_copy(const Space *space, uint64_t *to, const uint64_t *from) {
    memcpy(to, from, space->word_count * sizeof *to);
}

bool box_is_empty(const Space *space, const uint64_t *box) {
    for (size_t i = 0; i < space->axis_count; i++) {
        Axis axis = space->axes[i];
        if (bits_first(box + axis.first_word, axis.word_count) == SIZE_MAX) {
            return true;
        }
    }
    return false;
}

static bool axis_meets(Axis axis, const uint64_t *a, const uint64_t *b) {
    for (size_t i = axis.first_word; i < axis.first_word + axis.word_count; i++) {
        if ((a[i] & b[i]) != 0) {
            return true;
        }
    }
    return false;
}

static bool axis_lies_within(Axis axis, const uint64_t *inner, const uint64_t *outer) {
    for (size_t i = axis.first_word; i < axis.first_word + axis.word_count; i++) {
        if ((inner[i] & ~outer[i]) != 0) {
            return false;
        }
    }
    return true;
}

bool boxes_meet(const Space *space, const uint64_t *a, const uint64_t *b) {
    for (size_t i = 0; i < space->axis_count; i++) {
        if (!axis_meets(space->axes[i], a, b)) {
            return false;
        }
    }
    return true;
}

bool box_lies_within(const Space *space, const uint64_t *inner, const uint64_t *outer) {
    for (size_t i = 0; i < space->word_count; i++) {
        if ((inner[i] & ~outer[i]) != 0) {
            return false;
        }
    }
    return true;
}

void box_intersect(const Space *space, uint64_t *into, const uint64_t *with) {
    for (size_t i = 0; i < space->word_count; i++) {
        into[i] &= with[i];
    }
}

// ---- covering -----------------------------------------------------------------------------------
enum { LEVELS_MAX = 4096 };

// What one step of the way down needs; kept for the next box at the same depth.
typedef struct CoverLevel {
    uint64_t *box; // what is left to settle here
    uint32_t *active;
    size_t active_count;
} CoverLevel;

void cover_release(Cover *cover) {
    memory_free(cover->levels);
    cover->levels = NULL;
}

static CoverLevel *cover_level(Cover *cover, size_t depth) {
    if (depth == cover->level_count) {
        cover->levels = array_reserve(cover->levels, cover->level_count, &cover->level_capacity,
                                      sizeof *cover->levels);
        cover->levels[cover->level_count++] = (CoverLevel){
            .box = box_new(cover->arena, cover->space),
            .active = arena_alloc(cover->arena, cover->box_capacity + 1, sizeof(uint32_t))};
    }
    return &cover->levels[depth];
}

// How many axes of `box` the rule cuts; SIZE_MAX when it does not meet the box at all.
static size_t count_cuts(const Space *space, const uint64_t *box, const uint64_t *rule) {
    size_t cuts = 0;
    for (size_t i = 0; i < space->axis_count; i++) {
        Axis axis = space->axes[i];
        if (!axis_meets(axis, box, rule)) {
            return SIZE_MAX;
        }
        cuts += !axis_lies_within(axis, box, rule);
    }
    return cuts;
}

// Keeps of `from` what meets the level's box; returns the one that cuts the fewest axes, or
// SIZE_MAX when none meets it. *out_cuts 0: that one covers the box.
static size_t cover_narrow(Cover *cover, CoverLevel *level, const uint32_t *from, size_t count,
                           size_t *out_cuts) {
    size_t best = SIZE_MAX;
    size_t best_cuts = SIZE_MAX;
    level->active_count = 0;
    for (size_t i = 0; i < count && best_cuts > 0; i++) {
        size_t cuts = count_cuts(cover->space, level->box, cover->boxes[from[i]]);
        cover->steps++;
        if (cuts == SIZE_MAX) {
            continue;
        }
        level->active[level->active_count++] = from[i];
        if (cuts < best_cuts) {
            best = from[i];
            best_cuts = cuts;
        }
    }
    *out_cuts = best_cuts;
    return best;
}

static CoverAnswer cover_settle(Cover *cover, size_t depth, const uint32_t *from, size_t count,
                                uint64_t *out_open);

static void words_remove(uint64_t *from, const uint64_t *what, size_t count) {
    for (size_t i = 0; i < count; i++) {
        from[i] &= ~what[i];
    }
}

// ---- taking apart
// What lies beside the rule, axis by axis: beside it on the first, within it on the first and
// beside it on the second, and so on.
static CoverAnswer cover_cut(Cover *cover, size_t depth, size_t rule, uint64_t *out_open) {
    const Space *space = cover->space;
    const uint64_t *cutter = cover->boxes[rule];
    for (size_t i = 0; i < space->axis_count; i++) {
        Axis axis = space->axes[i];
        CoverLevel *below = cover_level(cover, depth + 1);
        CoverLevel *level = &cover->levels[depth];
        if (axis_lies_within(axis, level->box, cutter)) {
            continue;
        }
        box_copy(space, below->box, level->box);
        words_remove(below->box + axis.first_word, cutter + axis.first_word, axis.word_count);
        CoverAnswer answer =
            cover_settle(cover, depth + 1, level->active, level->active_count, out_open);
        if (answer != COVER_WHOLE) {
            return answer;
        }
        level = &cover->levels[depth];
        for (size_t k = axis.first_word; k < axis.first_word + axis.word_count; k++) {
            level->box[k] &= cutter[k];
        }
    }
    return COVER_WHOLE;
}

// How many rules the parts beside the cutter have to look at, all together.
static size_t count_beside(const Cover *cover, const CoverLevel *level, const uint64_t *cutter) {
    const Space *space = cover->space;
    size_t total = 0;
    for (size_t i = 0; i < level->active_count; i++) {
        const uint64_t *rule = cover->boxes[level->active[i]];
        bool is_within = true;
        for (size_t k = 0; k < space->axis_count && is_within; k++) {
            Axis axis = space->axes[k];
            uint64_t beside = 0;
            uint64_t within = 0;
            for (size_t w = axis.first_word; w < axis.first_word + axis.word_count; w++) {
                beside |= level->box[w] & rule[w] & ~cutter[w];
                within |= level->box[w] & rule[w] & cutter[w];
            }
            total += beside != 0;
            is_within = within != 0;
        }
    }
    return total;
}

typedef struct Split {
    size_t axis;
    size_t atom;  // the first of the upper part
    size_t total; // rules of both parts; SIZE_MAX: no axis can be split
    size_t larger;
    bool is_upper_smaller;
} Split;

static size_t last_bit(const uint64_t *a, const uint64_t *b, size_t word_count) {
    for (size_t i = word_count; i > 0; i--) {
        uint64_t both = a[i - 1] & b[i - 1];
        if (both != 0) {
            return (i - 1) * 64 + 63 - (size_t)__builtin_clzll(both);
        }
    }
    return SIZE_MAX;
}

static size_t first_bit(const uint64_t *a, const uint64_t *b, size_t word_count) {
    for (size_t i = 0; i < word_count; i++) {
        if ((a[i] & b[i]) != 0) {
            return i * 64 + (size_t)__builtin_ctzll(a[i] & b[i]);
        }
    }
    return SIZE_MAX;
}

// Where an axis is best split, by where the rules begin and end on it.
static void split_axis(Cover *cover, const CoverLevel *level, size_t index, Split *best) {
    Axis axis = cover->space->axes[index];
    const uint64_t *box = level->box + axis.first_word;
    size_t first = first_bit(box, box, axis.word_count);
    size_t last = last_bit(box, box, axis.word_count);
    uint32_t *begins = cover->begins;
    uint32_t *ends = cover->ends;
    memset(begins + first, 0, (last - first + 1) * sizeof *begins);
    memset(ends + first, 0, (last - first + 1) * sizeof *ends);
    for (size_t i = 0; i < level->active_count; i++) {
        const uint64_t *rule = cover->boxes[level->active[i]] + axis.first_word;
        begins[first_bit(box, rule, axis.word_count)]++;
        ends[last_bit(box, rule, axis.word_count)]++;
    }
    size_t lower = 0;
    size_t upper = level->active_count;
    for (size_t atom = first + 1; atom <= last; atom++) {
        lower += begins[atom - 1];
        upper -= ends[atom - 1];
        size_t larger = lower > upper ? lower : upper;
        if (lower + upper < best->total ||
            (lower + upper == best->total && larger < best->larger)) {
            *best = (Split){index, atom, lower + upper, larger, upper < lower};
        }
    }
}

static Split cover_find_split(Cover *cover, const CoverLevel *level) {
    Split best = {.total = SIZE_MAX};
    for (size_t i = 0; i < cover->space->axis_count; i++) {
        split_axis(cover, level, i, &best);
    }
    return best;
}

static CoverAnswer cover_split(Cover *cover, size_t depth, Split split, uint64_t *out_open) {
    Axis axis = cover->space->axes[split.axis];
    CoverAnswer answer = COVER_WHOLE;
    for (size_t i = 0; i < 2 && answer == COVER_WHOLE; i++) {
        size_t part = split.is_upper_smaller ? 1 - i : i; // an open part is found sooner there
        CoverLevel *below = cover_level(cover, depth + 1);
        const CoverLevel *level = &cover->levels[depth];
        uint64_t *words = below->box + axis.first_word;
        box_copy(cover->space, below->box, level->box);
        for (size_t k = 0; k < axis.word_count; k++) {
            size_t from = k * 64;
            uint64_t lower = split.atom >= from + 64 ? UINT64_MAX
                             : split.atom <= from    ? 0
                                                     : ((uint64_t)1 << (split.atom - from)) - 1;
            words[k] &= part == 0 ? lower : ~lower;
        }
        answer = cover_settle(cover, depth + 1, level->active, level->active_count, out_open);
    }
    return answer;
}

static CoverAnswer cover_settle(Cover *cover, size_t depth, const uint32_t *from, size_t count,
                                uint64_t *out_open) {
    if (cover->steps > cover->step_limit || depth + 1 >= LEVELS_MAX) {
        return COVER_STOPPED;
    }
    CoverLevel *level = &cover->levels[depth];
    size_t cuts = 0;
    size_t rule = cover_narrow(cover, level, from, count, &cuts);
    if (rule == SIZE_MAX) {
        box_copy(cover->space, out_open, level->box);
        return COVER_OPEN;
    }
    if (cuts == 0) {
        if (cover->used != NULL) {
            cover->used[rule] = true;
        }
        return COVER_WHOLE;
    }
    if (cuts > 1) {
        Split split = cover_find_split(cover, level);
        cover->steps += level->active_count;
        if (split.total < count_beside(cover, level, cover->boxes[rule])) {
            return cover_split(cover, depth, split, out_open);
        }
    }
    if (cover->used != NULL) {
        cover->used[rule] = true;
    }
    return cover_cut(cover, depth, rule, out_open);
}

// ---- a quick look -------------------------------------------------------------------------------
// The atom of the axis that the fewest of the level's rules hold; *out_count: how many.
static size_t least_held(Cover *cover, const CoverLevel *level, Axis axis, size_t *out_count) {
    uint32_t *held = cover->begins;
    size_t best = SIZE_MAX;
    memset(held, 0, axis.atom_count * sizeof *held);
    for (size_t i = 0; i < level->active_count; i++) {
        const uint64_t *rule = cover->boxes[level->active[i]] + axis.first_word;
        for (size_t w = 0; w < axis.word_count; w++) {
            for (uint64_t bits = rule[w]; bits != 0; bits &= bits - 1) {
                held[w * 64 + (size_t)__builtin_ctzll(bits)]++;
            }
        }
    }
    for (size_t atom = 0; atom < axis.atom_count; atom++) {
        if (bit_get(level->box + axis.first_word, atom) &&
            (best == SIZE_MAX || held[atom] < held[best])) {
            best = atom;
        }
    }
    *out_count = held[best];
    return best;
}

static void keep_holders(const Cover *cover, CoverLevel *level, Axis axis, size_t atom) {
    size_t kept = 0;
    for (size_t i = 0; i < level->active_count; i++) {
        if (bit_get(cover->boxes[level->active[i]] + axis.first_word, atom)) {
            level->active[kept++] = level->active[i];
        }
    }
    level->active_count = kept;
}

// Most open boxes have an open corner where few rules reach: axis by axis to the atom with the
// fewest. true: that led to a point that no rule holds.
static bool cover_probe(Cover *cover, const uint32_t *from, size_t count) {
    CoverLevel *level = &cover->levels[0];
    size_t cuts = 0;
    (void)cover_narrow(cover, level, from, count, &cuts);
    for (size_t i = 0; i < cover->space->axis_count && cuts > 0 && level->active_count > 0; i++) {
        Axis axis = cover->space->axes[i];
        size_t holders = 0;
        size_t atom = least_held(cover, level, axis, &holders);
        memset(level->box + axis.first_word, 0, axis.word_count * sizeof(uint64_t));
        bits_fill(level->box + axis.first_word, atom, atom + 1);
        keep_holders(cover, level, axis, atom);
        cover->steps += holders;
    }
    return cuts > 0 && level->active_count == 0;
}

static size_t most_atoms(const Space *space) {
    size_t most = 0;
    for (size_t i = 0; i < space->axis_count; i++) {
        most = space->axes[i].atom_count > most ? space->axes[i].atom_count : most;
    }
    return most;
}

CoverAnswer cover_ask(Cover *cover, const uint64_t *within, const bool *allowed,
                      uint64_t *out_open) {
    uint32_t *all = memory_new(cover->box_count + 1, sizeof *all);
    size_t count = 0;
    if (cover->begins == NULL) {
        cover->begins = arena_alloc(cover->arena, most_atoms(cover->space), sizeof(uint32_t));
        cover->ends = arena_alloc(cover->arena, most_atoms(cover->space), sizeof(uint32_t));
    }
    for (size_t i = 0; i < cover->box_count; i++) {
        if (allowed == NULL || allowed[i]) {
            all[count++] = (uint32_t)i;
        }
    }
    CoverAnswer answer = COVER_WHOLE;
    box_copy(cover->space, cover_level(cover, 0)->box, within);
    if (!box_is_empty(cover->space, within)) {
        bool is_open = cover_probe(cover, all, count);
        if (is_open) {
            box_copy(cover->space, out_open, cover->levels[0].box);
            answer = COVER_OPEN;
        } else {
            box_copy(cover->space, cover->levels[0].box, within);
            answer = cover_settle(cover, 0, all, count, out_open);
        }
    }
    memory_free(all);
    return answer;
}

// Whether `box` meets `open` on every axis but one.
static bool meets_beside(const Space *space, const uint64_t *box, const uint64_t *open,
                         size_t beside) {
    for (size_t i = 0; i < space->axis_count; i++) {
        if (i != beside && !axis_meets(space->axes[i], box, open)) {
            return false;
        }
    }
    return true;
}

void cover_widen(const Cover *cover, const uint64_t *within, uint64_t *open) {
    const Space *space = cover->space;
    for (size_t i = 0; i < space->axis_count; i++) {
        Axis axis = space->axes[i];
        uint64_t *words = open + axis.first_word;
        memcpy(words, within + axis.first_word, axis.word_count * sizeof *words);
        for (size_t k = 0; k < cover->box_count; k++) {
            if (meets_beside(space, cover->boxes[k], open, i)) {
                words_remove(words, cover->boxes[k] + axis.first_word, axis.word_count);
            }
        }
    }
}
