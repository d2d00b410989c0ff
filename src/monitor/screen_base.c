// SPDX-License-Identifier: Apache-2.0
// The population, and the columns that are the same whatever a pack decides on them.
#include "base/check.h"
#include "base/map.h"
#include "base/memory.h"
#include "monitor/screen_decide.h"
#include "platform/hands.h"
#include <string.h>

// ---- the population

static void *copy(Arena *arena, const void *items, size_t count, size_t size) {
    void *kept = arena_alloc(arena, count + 1, size);
    if (count > 0) {
        memcpy(kept, items, count * size);
    }
    return kept;
}

size_t base_rows(const ScreenBase *base, FactEntity entity) {
    return entity == FACT_PERSON ? base->person_count : base->household_count;
}

static uint32_t *region_column(ScreenBase *base, FactEntity entity) {
    base->region_of[entity] =
        arena_alloc(&base->arena, base_rows(base, entity) + 1, sizeof(uint32_t));
    return base->region_of[entity];
}

static void take_regions(ScreenBase *base) {
    const Registry *registry = facts_registry_const(base->facts);
    CLEANUP(map_release) Map numbers = {0};
    uint32_t *region_of = region_column(base, FACT_HOUSEHOLD);
    for (size_t i = 0; i < base->household_count; i++) {
        Region home = registry_household(registry, base->households[i])->region;
        uint64_t number = base->region_count;
        if (!map_find(&numbers, (uint64_t)home.code, &number)) {
            map_put(&numbers, (uint64_t)home.code, number);
            base->regions = array_reserve(base->regions, base->region_count, &base->region_capacity,
                                          sizeof *base->regions);
            base->regions[base->region_count++] = home;
        }
        region_of[i] = (uint32_t)number;
    }
    uint32_t *region_of_person = region_column(base, FACT_PERSON);
    for (size_t i = 0; i < base->household_count; i++) {
        for (size_t k = base->first_person[i]; k < base->first_person[i + 1]; k++) {
            region_of_person[k] = region_of[i];
        }
    }
    for (FactEntity entity = FACT_PERSON; entity <= FACT_HOUSEHOLD; entity++) {
        size_t rows = base_rows(base, entity);
        PlanColumn codes = {.values = base->region_of[entity], .width = sizeof(uint32_t)};
        base->region_zones[entity] =
            arena_alloc(&base->arena, rows / PLAN_BLOCK_ROWS + 1, sizeof(PlanZone));
        plan_zones_make(&codes, rows, base->region_zones[entity]);
    }
}

static void take_alive(ScreenBase *base) {
    base->alive = arena_alloc(&base->arena, bit_words(base->household_count), sizeof(uint64_t));
    for (size_t i = 0; i < base->household_count; i++) {
        uint8_t all = 0;
        for (size_t k = base->first_person[i]; k < base->first_person[i + 1]; k++) {
            all |= base->membership[k];
        }
        if ((all & MEMBER_LIVING) != 0) {
            base->alive[i / WORD_BITS] |= UINT64_C(1) << (i % WORD_BITS);
        }
    }
}

static bool is_guarded(HouseholdId household) {
    return map_mix(household.number) % SCREEN_GUARD_EVERY == 0;
}

static void take_guarded(ScreenBase *base) {
    size_t count = 0;
    for (size_t i = 0; i < base->household_count; i++) {
        count += is_guarded(base->households[i]);
    }
    base->guarded = arena_alloc(&base->arena, count + 1, sizeof *base->guarded);
    for (size_t i = 0; i < base->household_count; i++) {
        if (is_guarded(base->households[i])) {
            base->guarded[base->guarded_count++] = (uint32_t)i;
        }
    }
}

static void take_population(ScreenBase *base, const FactColumns *columns) {
    Arena *arena = &base->arena;
    size_t households = columns->household_count;
    size_t persons = columns->person_count;
    base->has_population = true;
    base->household_count = households;
    base->person_count = persons;
    base->households = copy(arena, columns->households, households, sizeof(HouseholdId));
    base->first_person = copy(arena, columns->first_person, households + 1, sizeof(uint32_t));
    base->membership = copy(arena, columns->membership, persons, sizeof(uint8_t));
    take_regions(base);
    take_alive(base);
    take_guarded(base);
}

// ---- facts as they are kept

static bool is_as_plans_read(ScalarType type) {
    return type != SCALAR_MONTH && type != SCALAR_INSTANT && type != SCALAR_DECIMAL;
}

// The column's numbers on one scale; false when one of them has none there.
static bool rescale(Source *source, const FactColumn *column, size_t rows) {
    for (size_t i = 0; column->type == SCALAR_DECIMAL && i < rows; i++) {
        int scale = -column->exponents[i];
        source->shape.scale = scale > source->shape.scale ? scale : source->shape.scale;
    }
    bool is_fine = source->shape.scale <= SCALE_MAX;
    for (size_t i = 0; is_fine && i < rows; i++) {
        is_fine = !bit_at(column->valid, i) ||
                  number_of(fact_column_value(column, i), source->shape, &column->numbers[i]);
    }
    return is_fine;
}

static void take_words(Source *source, const FactColumn *column) {
    Str *words = arena_alloc(&source->arena, column->word_count + 1, sizeof *words);
    for (size_t i = 0; i < column->word_count; i++) {
        words[i] = arena_copy(&source->arena, column->words[i]);
    }
    source->column.words = words;
    source->column.word_count = column->word_count;
}

static void take_valid(Source *source, const uint64_t *valid, size_t rows) {
    bool is_full =
        rows % WORD_BITS == 0 || (~valid[rows / WORD_BITS] << (WORD_BITS - rows % WORD_BITS)) == 0;
    for (size_t i = 0; is_full && i < rows / WORD_BITS; i++) {
        is_full = valid[i] == UINT64_MAX;
    }
    source->valid = is_full ? NULL : copy(&source->arena, valid, bit_words(rows), sizeof *valid);
}

typedef struct Taking {
    const ScreenBase *base;
    const FactColumns *columns;
    Node **nodes; // by column
} Taking;

static void take_column(void *context, size_t at) {
    const Taking *taking = context;
    const FactColumn *column = &taking->columns->columns[at];
    Source *source = &taking->nodes[at]->source;
    size_t rows = base_rows(taking->base, column->entity);
    source->is_impossible = !shape_of(column->type, &source->shape) ||
                            (!is_as_plans_read(column->type) && !rescale(source, column, rows));
    if (!source->is_impossible) {
        take_words(source, column);
        take_valid(source, column->valid, rows);
        source_take(source, column->numbers, rows);
    }
}

const Source *base_fact(const ScreenBase *base, int fact) {
    for (const Node *node = base->nodes; node != NULL; node = node->next) {
        if (node->kind == NODE_FACT && node->index == fact) {
            return &node->source;
        }
    }
    return NULL;
}

// Those of the list that are not there yet.
static void gather(ScreenBase *base, const int *list, size_t count) {
    CLEANUP(arena_release) Arena arena = {0};
    CLEANUP(fact_columns_release) FactColumns columns = {0};
    int *missing = arena_alloc(&arena, count + 1, sizeof *missing);
    Node **nodes = arena_alloc(&arena, count + 1, sizeof(Node *));
    size_t missing_count = 0;
    for (size_t i = 0; i < count; i++) {
        if (base_fact(base, list[i]) == NULL) {
            missing[missing_count++] = list[i];
        }
    }
    if (missing_count == 0 && base->has_population) {
        return;
    }
    fact_columns_fill(base->facts, base->as_of, missing, missing_count, SCREEN_THREADS, &columns);
    if (!base->has_population) {
        take_population(base, &columns);
    }
    for (size_t i = 0; i < missing_count; i++) {
        nodes[i] = node_new(&base->nodes, NODE_FACT, columns.columns[i].entity);
        nodes[i]->index = missing[i];
    }
    Taking taking = {base, &columns, nodes};
    share_out(missing_count, SCREEN_THREADS, take_column, &taking);
}

// ---- parameters, by the region of the household

// Bit per row: its region has a value; NULL: all have.
static uint64_t *rows_with_value(const ScreenBase *base, const Node *node, Arena *arena) {
    size_t rows = base_rows(base, node->entity);
    uint64_t *valid = NULL;
    for (size_t i = 0; i < base->region_count && valid == NULL; i++) {
        valid = node->known[i] ? NULL : bits_full(arena, rows);
    }
    for (size_t row = 0; valid != NULL && row < rows; row++) {
        if (!node->known[base->region_of[node->entity][row]]) {
            bit_clear(valid, row);
        }
    }
    return valid;
}

static bool parameter_shape(const Parameter *parameter, PlanInput *out_shape) {
    if (parameter->value_count == 0) {
        return false;
    }
    ScalarType type = (ScalarType)parameter->values[0].value.type;
    bool is_read = shape_of(type, out_shape) && type != SCALAR_TEXT;
    for (size_t i = 0; is_read && type == SCALAR_DECIMAL && i < parameter->value_count; i++) {
        int scale = -parameter->values[i].value.exponent;
        out_shape->scale = scale > out_shape->scale ? scale : out_shape->scale;
    }
    return is_read && out_shape->scale <= SCALE_MAX;
}

static const Source *find_parameter(const Node *node, const Node *like, size_t regions) {
    for (; node != NULL; node = node->next) {
        bool is_like = node->kind == NODE_PARAMETER && node->entity == like->entity &&
                       node->source.shape.kind == like->source.shape.kind &&
                       node->source.shape.scale == like->source.shape.scale;
        if (is_like && memcmp(node->numbers, like->numbers, regions * sizeof *node->numbers) == 0 &&
            memcmp(node->known, like->known, regions * sizeof *node->known) == 0) {
            return &node->source;
        }
    }
    return NULL;
}

const Source *base_parameter(ScreenBase *base, Node **nodes, const Parameter *parameter,
                             FactEntity entity) {
    CLEANUP(arena_release) Arena arena = {0};
    Node like = {.entity = entity};
    if (!parameter_shape(parameter, &like.source.shape)) {
        return NULL;
    }
    like.numbers = arena_alloc(&arena, base->region_count + 1, sizeof *like.numbers);
    like.known = arena_alloc(&arena, base->region_count + 1, sizeof *like.known);
    for (size_t i = 0; i < base->region_count; i++) {
        const ParameterValue *value = parameter_at(parameter, base->regions[i], base->as_of);
        like.known[i] = value != NULL;
        if (value != NULL && !number_of(value->value, like.source.shape, &like.numbers[i])) {
            return NULL;
        }
    }
    const Source *found = find_parameter(base->nodes, &like, base->region_count);
    found = found == NULL ? find_parameter(*nodes, &like, base->region_count) : found;
    if (found != NULL) {
        return found;
    }
    Node *node = node_new(nodes, NODE_PARAMETER, entity);
    Arena *own = &node->source.arena;
    node->source.shape = like.source.shape;
    node->numbers = copy(own, like.numbers, base->region_count, sizeof *like.numbers);
    node->known = copy(own, like.known, base->region_count, sizeof *like.known);
    node->source.valid = rows_with_value(base, node, own);
    node->source.column = (PlanColumn){.values = node->numbers,
                                       .width = sizeof *node->numbers,
                                       .codes = base->region_of[entity],
                                       .value_count = base->region_count,
                                       .zones = base->region_zones[entity]};
    return &node->source;
}

const Source *base_clock(ScreenBase *base, FactEntity entity) {
    for (const Node *node = base->nodes; node != NULL; node = node->next) {
        if (node->kind == NODE_CLOCK && node->entity == entity) {
            return &node->source;
        }
    }
    Node *node = node_new(&base->nodes, NODE_CLOCK, entity);
    Source *source = &node->source;
    size_t rows = base_rows(base, entity);
    source->shape = (PlanInput){.kind = PLAN_DATE};
    int32_t *days = arena_alloc(&source->arena, rows + 1, sizeof *days);
    for (size_t i = 0; i < rows; i++) {
        days[i] = base->as_of.days;
    }
    source->column.values = days;
    source->column.width = sizeof *days;
    source_finish(source, rows);
    return source;
}

// ---- made and read

bool screen_base_gather(ScreenBase *base, const Pack *pack) {
    CLEANUP(arena_release) Arena arena = {0};
    int *list = arena_alloc(&arena, pack_fact_count(pack) + 1, sizeof *list);
    size_t count = 0;
    bool is_possible = screen_needs(pack, list, &count);
    gather(base, list, count);
    return is_possible;
}

ScreenBase *screen_base_new(const Pack *pack, const Facts *facts, Date as_of) {
    ScreenBase *base = memory_new(1, sizeof *base);
    base->pack = pack;
    base->facts = facts;
    base->last_batch = facts_last_batch(facts);
    base->as_of = as_of;
    (void)screen_base_gather(base, pack);
    return base;
}

void screen_base_free(ScreenBase *base) {
    if (base == NULL) {
        return;
    }
    nodes_free(&base->nodes);
    memory_free(base->regions);
    arena_release(&base->arena);
    memory_free(base);
}

bool screen_base_serves(const ScreenBase *base, const Facts *facts, Date as_of) {
    return base != NULL && base->facts == facts && base->as_of.days == as_of.days &&
           base->last_batch.number == facts_last_batch(facts).number;
}

const Facts *screen_base_facts(const ScreenBase *base) {
    return base->facts;
}

Date screen_base_date(const ScreenBase *base) {
    return base->as_of;
}

size_t screen_base_count(const ScreenBase *base) {
    return base->household_count;
}

const HouseholdId *screen_base_households(const ScreenBase *base) {
    return base->households;
}

const uint32_t *screen_base_guarded(const ScreenBase *base, size_t *out_count) {
    *out_count = base->guarded_count;
    return base->guarded;
}

bool screen_base_is_alive(const ScreenBase *base, size_t row) {
    return bit_at(base->alive, row);
}

const uint32_t *screen_base_region_of(const ScreenBase *base) {
    return base->region_of[FACT_HOUSEHOLD];
}

const Region *screen_base_regions(const ScreenBase *base, size_t *out_count) {
    *out_count = base->region_count;
    return base->regions;
}
