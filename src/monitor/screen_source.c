// SPDX-License-Identifier: Apache-2.0
// Values as numbers, numbers as columns.
#include "base/check.h"
#include "base/memory.h"
#include "monitor/screen_base_private.h"
#include <string.h>

// ---- bits

bool bit_at(const uint64_t *bits, size_t row) {
    return bits == NULL || (bits[row / WORD_BITS] >> (row % WORD_BITS) & 1) != 0;
}

void bit_clear(uint64_t *bits, size_t row) {
    bits[row / WORD_BITS] &= ~(UINT64_C(1) << (row % WORD_BITS));
}

size_t bit_words(size_t rows) {
    return rows / WORD_BITS + 1;
}

uint64_t *bits_full(Arena *arena, size_t rows) {
    uint64_t *bits = arena_alloc(arena, bit_words(rows), sizeof *bits);
    memset(bits, 0xff, bit_words(rows) * sizeof *bits);
    return bits;
}

// ---- numbers as plans have them

bool source_shift(int64_t number, int places, int64_t *out_number) {
    for (; places > 0; places--) {
        if (__builtin_mul_overflow(number, 10, &number)) {
            return false;
        }
    }
    for (; places < 0; places++) {
        if (number % 10 != 0) {
            return false;
        }
        number /= 10;
    }
    *out_number = number;
    return true;
}

bool shape_of(ScalarType type, PlanInput *out_shape) {
    static const int KINDS[] = {[SCALAR_BOOLEAN] = PLAN_BOOLEAN, [SCALAR_INTEGER] = PLAN_NUMBER,
                                [SCALAR_DECIMAL] = PLAN_NUMBER,  [SCALAR_MONEY] = PLAN_NUMBER,
                                [SCALAR_DATE] = PLAN_DATE,       [SCALAR_MONTH] = PLAN_DATE,
                                [SCALAR_INSTANT] = PLAN_DATE,    [SCALAR_PERSON] = -1,
                                [SCALAR_TEXT] = PLAN_STRING,     [SCALAR_NULL] = -1};
    *out_shape = (PlanInput){.scale = type == SCALAR_MONEY ? MONEY_SCALE : 0};
    if (KINDS[type] < 0) {
        return false;
    }
    out_shape->kind = (PlanKind)KINDS[type];
    return true;
}

bool number_of(Scalar value, PlanInput shape, int64_t *out_number) {
    switch ((ScalarType)value.type) {
    case SCALAR_MONTH:
        *out_number = month_first_day((Month){(int32_t)value.number}).days;
        return true;
    case SCALAR_INSTANT: *out_number = instant_date((Instant){value.number}).days; return true;
    case SCALAR_DECIMAL:
        return source_shift(value.number, shape.scale + value.exponent, out_number);
    case SCALAR_MONEY:
    case SCALAR_INTEGER:
    case SCALAR_BOOLEAN:
    case SCALAR_DATE: *out_number = value.number; return true;
    case SCALAR_NULL:
    case SCALAR_PERSON:
    case SCALAR_TEXT: break;
    }
    return false;
}

// ---- columns

static const Str NO_WORDS[] = {{"", 0}};

void source_finish(Source *source, size_t rows) {
    PlanColumn *column = &source->column;
    if (source->shape.kind == PLAN_STRING && column->word_count == 0) {
        column->words = NO_WORDS; // every row is null; the numbers stand for something all the same
        column->word_count = 1;
    }
    size_t blocks = (rows + PLAN_BLOCK_ROWS - 1) / PLAN_BLOCK_ROWS;
    PlanZone *zones = arena_alloc(&source->arena, blocks + 1, sizeof *zones);
    plan_zones_make(column, rows, zones);
    column->zones = zones;
}

void source_take(Source *source, int64_t *numbers, size_t rows) {
    source->column.width = plan_values_pack(numbers, rows, numbers);
    size_t bytes = rows * source->column.width;
    void *values = arena_alloc(&source->arena, bytes + sizeof(int64_t), 1);
    memcpy(values, numbers, bytes);
    source->column.values = values;
    source_finish(source, rows);
}

int64_t source_value(const Source *source, size_t row) {
    const void *values = source->column.values;
    switch (source->column.width) {
    case 8: return ((const int64_t *)values)[row];
    case 4: return ((const int32_t *)values)[row];
    case 2: return ((const int16_t *)values)[row];
    default: return ((const int8_t *)values)[row];
    }
}

// ---- nodes

Node *node_new(Node **nodes, NodeKind kind, FactEntity entity) {
    Node *node = memory_new(1, sizeof *node);
    node->next = *nodes;
    node->kind = kind;
    node->entity = entity;
    *nodes = node;
    return node;
}

void nodes_free(Node **nodes) {
    while (*nodes != NULL) {
        Node *node = *nodes;
        *nodes = node->next;
        arena_release(&node->source.arena);
        memory_free(node);
    }
}
