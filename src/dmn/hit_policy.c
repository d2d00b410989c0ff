// SPDX-License-Identifier: Apache-2.0
// From the outputs of the matching rules to the result of the table (DMN 1.5 section 8.2.8).
#include "base/check.h"
#include "dmn/eval.h"
#include <stdlib.h>

typedef struct RankedHit {
    uint64_t rank; // smaller is better
    size_t hit;
} RankedHit;

FeelValue hits_row(const Table *table, const FeelValue *values, Arena *arena) {
    if (table->output_count == 1) {
        return values[0];
    }
    FeelEntry *entries = arena_alloc(arena, table->output_count, sizeof *entries);
    for (size_t i = 0; i < table->output_count; i++) {
        entries[i] = (FeelEntry){table->outputs[i].name, values[i]};
    }
    return feel_context(arena, entries, table->output_count);
}

static FeelValue hit_row(const Table *table, const Hits *hits, size_t hit, Arena *arena) {
    return hits_row(table, &hits->values[hit * table->output_count], arena);
}

static bool values_are_same(FeelValue a, FeelValue b) {
    bool is_equal = false;
    return feel_equal(a, b, &is_equal) && is_equal;
}

// A value that is not listed ranks behind all that are.
static uint64_t value_rank(FeelValue value, FeelValue priorities) {
    const FeelValue *items = feel_items(priorities);
    for (size_t i = 0; i < priorities.length; i++) {
        if (values_are_same(items[i], value)) {
            return i;
        }
    }
    return priorities.length;
}

// The first output counts most, then the second, as digits do.
static uint64_t hit_rank(const Table *table, const FeelValue *values) {
    uint64_t rank = 0;
    for (size_t i = 0; i < table->output_count; i++) {
        FeelValue priorities = table->outputs[i].priorities;
        if (priorities.kind == FEEL_LIST) {
            rank = rank * (priorities.length + 1) + value_rank(values[i], priorities);
        }
    }
    return rank;
}

static int ranked_hit_compare(const void *left, const void *right) {
    const RankedHit *a = left;
    const RankedHit *b = right;
    if (a->rank != b->rank) {
        return a->rank < b->rank ? -1 : 1;
    }
    return a->hit < b->hit ? -1 : a->hit > b->hit;
}

static FeelValue best_hit(const Table *table, const Hits *hits, Arena *arena) {
    size_t best = 0;
    uint64_t best_rank = hit_rank(table, hits->values);
    for (size_t i = 1; i < hits->count; i++) {
        uint64_t rank = hit_rank(table, &hits->values[i * table->output_count]);
        if (rank < best_rank) {
            best = i;
            best_rank = rank;
        }
    }
    return hit_row(table, hits, best, arena);
}

static FeelValue ordered_hits(const Table *table, const Hits *hits, Arena *arena) {
    RankedHit *ranked = arena_alloc(arena, hits->count, sizeof *ranked);
    for (size_t i = 0; i < hits->count; i++) {
        ranked[i] = (RankedHit){hit_rank(table, &hits->values[i * table->output_count]), i};
    }
    qsort(ranked, hits->count, sizeof *ranked, ranked_hit_compare);
    FeelValue *rows = arena_alloc(arena, hits->count, sizeof *rows);
    for (size_t i = 0; i < hits->count; i++) {
        rows[i] = hit_row(table, hits, ranked[i].hit, arena);
    }
    return feel_list(arena, rows, hits->count);
}

static FeelValue all_hits(const Table *table, const Hits *hits, Arena *arena) {
    FeelValue *rows = arena_alloc(arena, hits->count, sizeof *rows);
    for (size_t i = 0; i < hits->count; i++) {
        rows[i] = hit_row(table, hits, i, arena);
    }
    return feel_list(arena, rows, hits->count);
}

// ANY: several rules may match when they say the same.
static FeelValue same_hits(const Table *table, const Hits *hits, const Eval *eval) {
    for (size_t i = table->output_count; i < hits->count * table->output_count; i++) {
        size_t column = i % table->output_count;
        size_t hit = i / table->output_count;
        if (!values_are_same(hits->values[i], hits->values[column])) {
            eval_report(eval, table->rules[hits->rules[hit]].line,
                        STR_FMT ": rules %u and %u both match with different outputs; hit policy "
                                "ANY allows no difference",
                        STR_ARG(table->owner), hits->rules[0] + 1, hits->rules[hit] + 1);
            return FEEL_NULL_VALUE;
        }
    }
    return hit_row(table, hits, 0, eval->run->arena);
}

FeelValue hits_result(const Table *table, const Hits *hits, const Eval *eval) {
    CHECK(hits->count > 0);
    Arena *arena = eval->run->arena;
    switch (table->policy) {
    case HIT_UNIQUE:
    case HIT_FIRST: return hit_row(table, hits, 0, arena);
    case HIT_ANY: return same_hits(table, hits, eval);
    case HIT_PRIORITY: return best_hit(table, hits, arena);
    case HIT_OUTPUT_ORDER: return ordered_hits(table, hits, arena);
    case HIT_RULE_ORDER: return all_hits(table, hits, arena);
    case HIT_COLLECT: break;
    }
    FeelValue list = all_hits(table, hits, arena);
    return table->aggregation == AGGREGATE_NONE ? list : code_run(&table->aggregate, eval, &list);
}
