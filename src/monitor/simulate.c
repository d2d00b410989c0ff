// SPDX-License-Identifier: Apache-2.0
#include "monitor/simulate.h"
#include "base/check.h"
#include "base/map.h"
#include "base/memory.h"
#include "monitor/screener.h"
#include "platform/hands.h"
#include <stdlib.h>
#include <string.h>

// ---- one pack

static uint32_t reason_number(Standings *standings, Str reason) {
    for (size_t i = 0; i < standings->reason_count; i++) {
        if (str_equal(standings->reasons[i], reason)) {
            return (uint32_t)i;
        }
    }
    if (standings->reason_count == REASONS_MAX) {
        return reason_number(standings, REASON_OTHERS);
    }
    standings->reasons = array_reserve(standings->reasons, standings->reason_count,
                                       &standings->reason_capacity, sizeof(Str));
    standings->reasons[standings->reason_count] = arena_copy(&standings->arena, reason);
    return (uint32_t)standings->reason_count++;
}

typedef struct Judging {
    const ScreenBase *base;
    Screener *screener;
    Standings *out;
} Judging;

static void judging_release(Judging *judging) {
    screener_free(judging->screener);
}

static Status judge_again(const Judging *judging, size_t row, ScreenedHousehold *out_alone,
                          Error *error) {
    ScreenedHousehold screened = screen_columns_at(&judging->out->columns, judging->base, row);
    *out_alone = screener_screen(judging->screener, screened.household, false);
    return screener_same(&screened, out_alone, error);
}

static Status guard(const Judging *judging, Error *error) {
    size_t count = 0;
    const uint32_t *rows = screen_base_guarded(judging->base, &count);
    Status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        ScreenedHousehold alone;
        status = judge_again(judging, rows[i], &alone, error);
    }
    return status;
}

// Who lacks the same figures has the same reason; where none is lacking the interpreter is asked.
static Status give_reasons(const Judging *judging, Error *error) {
    CLEANUP(map_release) Map numbers = {0};
    Standings *out = judging->out;
    const ScreenColumns *columns = &out->columns;
    uint64_t number = 0;
    for (size_t i = 0; i < columns->unclear_count; i++) {
        uint64_t unknown = columns->unknown[i];
        bool is_as_before = i > 0 && unknown == columns->unknown[i - 1];
        if (unknown == 0 || (!is_as_before && !map_find(&numbers, unknown, &number))) {
            ScreenedHousehold alone;
            Status status = judge_again(judging, columns->unclear[i], &alone, error);
            if (status != STATUS_OK) {
                return status;
            }
            number = reason_number(out, alone.reason);
            map_put(&numbers, unknown, number);
        }
        out->reason_of[columns->unclear[i]] = (uint32_t)number;
    }
    return STATUS_OK;
}

static void judge_all(const Judging *judging) {
    ScreenColumns *columns = &judging->out->columns;
    const HouseholdId *households = screen_base_households(judging->base);
    screen_columns_reserve(columns, screen_base_count(judging->base));
    for (size_t row = 0; row < columns->count; row++) {
        ScreenedHousehold alone = screener_screen(judging->screener, households[row], false);
        screen_columns_put(columns, row, &alone);
        judging->out->reason_of[row] = reason_number(judging->out, alone.reason);
    }
}

Status standings_of(ScreenBase *base, const Pack *pack, Standings *standings, Error *error) {
    *standings = (Standings){0};
    bool is_by_column = screen_columns_fill(base, pack, &standings->columns);
    standings->reason_of = memory_new(screen_base_count(base) + 1, sizeof(uint32_t));
    (void)reason_number(standings, STR(""));
    (void)reason_number(standings, REASON_OTHERS);
    CLEANUP(judging_release)
    Judging judging = {.base = base,
                       .screener =
                           screener_new(pack, screen_base_facts(base), screen_base_date(base)),
                       .out = standings};
    if (!is_by_column) {
        judge_all(&judging);
        return STATUS_OK;
    }
    Status status = guard(&judging, error);
    return status == STATUS_OK ? give_reasons(&judging, error) : status;
}

void standings_release(Standings *standings) {
    screen_columns_release(&standings->columns);
    memory_free(standings->reason_of);
    memory_free(standings->reasons);
    arena_release(&standings->arena);
    *standings = (Standings){0};
}

// ---- two packs

const char *shift_id(Shift shift) {
    static const char *const IDS[SHIFT_COUNT] = {
        [SHIFT_NONE] = "same",       [SHIFT_ENTERS] = "enters", [SHIFT_LEAVES] = "leaves",
        [SHIFT_GAINS] = "gains",     [SHIFT_LOSES] = "loses",   [SHIFT_MOVES] = "moves",
        [SHIFT_UNCLEAR] = "unclear", [SHIFT_CLEAR] = "clear"};
    CHECK(shift < SHIFT_COUNT);
    return IDS[shift];
}

static Shift shift_between(Category old, Category new, int64_t old_fen, int64_t new_fen) {
    if (old == new &&old_fen == new_fen) {
        return SHIFT_NONE;
    }
    bool was_unclear = old == CATEGORY_UNDETERMINED;
    bool is_unclear = new == CATEGORY_UNDETERMINED;
    if (was_unclear || is_unclear) {
        return is_unclear ? SHIFT_UNCLEAR : SHIFT_CLEAR;
    }
    bool was_helped = category_class(old) != REGISTERED_NONE;
    bool is_helped = category_class(new) != REGISTERED_NONE;
    if (was_helped != is_helped) {
        return is_helped ? SHIFT_ENTERS : SHIFT_LEAVES;
    }
    return old_fen == new_fen ? SHIFT_MOVES : new_fen > old_fen ? SHIFT_GAINS : SHIFT_LOSES;
}

Shift shift_of(const Standings *before, const Standings *after, size_t row) {
    return shift_between((Category)before->columns.categories[row],
                         (Category)after->columns.categories[row], before->columns.amounts[row],
                         after->columns.amounts[row]);
}

// Sums of some rows; those of several parts are added up.
typedef struct Part {
    ShiftTally *tallies; // by region of the base
    Comparison sums;     // without regions
} Part;

// Of two amounts: whether the new one is less, the same, more.
enum { AMOUNT_ORDERS = 3 };

typedef struct Comparing {
    const Standings *before, *after;
    const uint32_t *region_of;
    const bool *is_wanted; // by region of the base
    size_t row_count, part_count;
    uint8_t shifts[CATEGORY_COUNT][CATEGORY_COUNT][AMOUNT_ORDERS]; // Shift
    Part *parts;
} Comparing;

static void shifts_fill(Comparing *comparing) {
    for (int old = 0; old < CATEGORY_COUNT; old++) {
        for (int new = 0; new < CATEGORY_COUNT; new ++) {
            for (int order = 0; order < AMOUNT_ORDERS; order++) {
                comparing->shifts[old][new][order] =
                    (uint8_t)shift_between((Category)old, (Category) new, 1, order);
            }
        }
    }
}

static void tally_add(ShiftTally *tally, const ShiftTally *added) {
    tally->households += added->households;
    for (size_t i = 0; i < SHIFT_COUNT; i++) {
        tally->shifts[i] += added->shifts[i];
    }
    tally->before.fen += added->before.fen;
    tally->after.fen += added->after.fen;
}

// Rows of one region. Without branches on what a row says: one in three differs, and which is not
// to be foreseen.
static void compare_rows(const Comparing *comparing, Part *part, size_t from, size_t to) {
    const ScreenColumns *before = &comparing->before->columns;
    const ScreenColumns *after = &comparing->after->columns;
    Comparison *out = &part->sums;
    ShiftTally tally = {.households = (int64_t)(to - from)};
    int64_t in_register[2] = {0};
    for (size_t row = from; row < to; row++) {
        uint8_t old = before->categories[row];
        uint8_t new = after->categories[row];
        int64_t old_fen = before->amounts[row];
        int64_t new_fen = after->amounts[row];
        int order = (new_fen > old_fen) - (new_fen < old_fen) + 1;
        uint8_t shift = comparing->shifts[old][new][order];
        int64_t is_registered = -(int64_t)(before->registered[row] != REGISTERED_NONE);
        CategoryMove *move = &out->moves[old][new];
        tally.shifts[shift]++;
        tally.before.fen += old_fen;
        tally.after.fen += new_fen;
        in_register[0] += old_fen & is_registered;
        in_register[1] += new_fen & is_registered;
        move->households++;
        move->before.fen += old_fen;
        move->after.fen += new_fen;
        out->findings[0][before->findings[row]]++;
        out->findings[1][after->findings[row]]++;
        out->changed[out->changed_count] = (uint32_t)row; // written over where nothing changed
        out->changed_count += shift != SHIFT_NONE;
    }
    out->in_register[0].fen += in_register[0];
    out->in_register[1].fen += in_register[1];
    tally_add(&part->tallies[comparing->region_of[from]], &tally);
}

static void compare_part(void *context, size_t at) {
    const Comparing *comparing = context;
    Part *part = &comparing->parts[at];
    const uint32_t *region_of = comparing->region_of;
    size_t from = comparing->row_count * at / comparing->part_count;
    size_t to = comparing->row_count * (at + 1) / comparing->part_count;
    part->sums.changed = memory_grow(NULL, to - from + 1, sizeof *part->sums.changed);
    for (size_t row = from, next = from; row < to; row = next) {
        while (next < to && region_of[next] == region_of[row]) {
            next++;
        }
        if (comparing->is_wanted[region_of[row]]) {
            compare_rows(comparing, part, row, next);
        }
    }
}

static void part_add(Comparison *out, const Comparison *part) {
    CategoryMove *moves = &out->moves[0][0];
    for (size_t i = 0; i < CATEGORY_COUNT * CATEGORY_COUNT; i++) {
        const CategoryMove *added = &part->moves[0][0] + i;
        moves[i].households += added->households;
        moves[i].before.fen += added->before.fen;
        moves[i].after.fen += added->after.fen;
    }
    for (size_t side = 0; side < 2; side++) {
        for (size_t i = 0; i < FINDING_COUNT; i++) {
            out->findings[side][i] += part->findings[side][i];
        }
        out->in_register[side].fen += part->in_register[side].fen;
    }
    if (part->changed_count > 0) {
        memcpy(out->changed + out->changed_count, part->changed,
               part->changed_count * sizeof *out->changed);
        out->changed_count += part->changed_count;
    }
}

// ---- regions

static int by_region(const void *a, const void *b) {
    int64_t left = ((const ShiftTally *)a)->region.code;
    int64_t right = ((const ShiftTally *)b)->region.code;
    return left < right ? -1 : left > right;
}

static ShiftTally *tally_of(Comparison *out, Map *numbers, Region region) {
    uint64_t number = out->region_count;
    if (!map_find(numbers, (uint64_t)region.code, &number)) {
        out->regions = array_reserve(out->regions, out->region_count, &out->region_capacity,
                                     sizeof *out->regions);
        out->regions[out->region_count++] = (ShiftTally){.region = region};
        map_put(numbers, (uint64_t)region.code, number);
    }
    return &out->regions[number];
}

static void add_regions(Comparison *out, const Part *part, const Region *regions, size_t count,
                        Map *numbers) {
    for (size_t i = 0; i < count; i++) {
        const ShiftTally *tally = &part->tallies[i];
        Region township = region_at_level(regions[i], REGION_LEVEL_TOWNSHIP);
        if (tally->households == 0) {
            continue;
        }
        tally_add(&out->total, tally);
        tally_add(tally_of(out, numbers, regions[i]), tally);
        if (township.code != regions[i].code) {
            tally_add(tally_of(out, numbers, township), tally);
        }
    }
}

static Comparison add_up(const Comparing *comparing, const Region *regions, size_t region_count) {
    CLEANUP(map_release) Map numbers = {0};
    Comparison out = {0};
    size_t changed = 0;
    for (size_t i = 0; i < comparing->part_count; i++) {
        changed += comparing->parts[i].sums.changed_count;
    }
    out.changed = memory_new(changed + 1, sizeof *out.changed);
    for (size_t i = 0; i < comparing->part_count; i++) {
        part_add(&out, &comparing->parts[i].sums);
        add_regions(&out, &comparing->parts[i], regions, region_count, &numbers);
        memory_free(comparing->parts[i].sums.changed);
    }
    if (out.region_count > 0) {
        qsort(out.regions, out.region_count, sizeof(ShiftTally), by_region);
    }
    return out;
}

Comparison standings_compare(const ScreenBase *base, const Standings *before,
                             const Standings *after, Region region) {
    enum { PARTS = 2 };
    CLEANUP(arena_release) Arena arena = {0};
    size_t region_count = 0;
    const Region *regions = screen_base_regions(base, &region_count);
    bool *is_wanted = arena_alloc(&arena, region_count + 1, sizeof *is_wanted);
    for (size_t i = 0; i < region_count; i++) {
        is_wanted[i] = region.code == 0 || region_contains(region, regions[i]);
    }
    Comparing comparing = {.before = before,
                           .after = after,
                           .region_of = screen_base_region_of(base),
                           .is_wanted = is_wanted,
                           .row_count = screen_base_count(base),
                           .part_count = PARTS};
    CHECK(before->columns.count == comparing.row_count &&
          after->columns.count == comparing.row_count);
    comparing.parts = arena_alloc(&arena, PARTS, sizeof *comparing.parts);
    for (size_t i = 0; i < PARTS; i++) {
        comparing.parts[i].tallies = arena_alloc(&arena, region_count + 1, sizeof(ShiftTally));
    }
    shifts_fill(&comparing);
    share_out(PARTS, PARTS, compare_part, &comparing);
    Comparison comparison = add_up(&comparing, regions, region_count);
    comparison.total.region = region;
    return comparison;
}

void comparison_release(Comparison *comparison) {
    memory_free(comparison->regions);
    memory_free(comparison->changed);
    *comparison = (Comparison){0};
}
