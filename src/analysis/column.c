// SPDX-License-Identifier: Apache-2.0
#include "analysis/column.h"
#include "analysis/column_private.h"
#include "analysis/values.h"
#include "analysis/write.h"
#include "base/check.h"
#include <stdlib.h>
#include <string.h>

bool kind_is_ordered(int kind) {
    return kind == FEEL_NUMBER || (kind >= FEEL_DATE && kind <= FEEL_MONTHS_DURATION);
}

uint64_t *symbol_words(const Column *column, size_t symbol, uint64_t *words) {
    return words + value_word_count(column) + symbol;
}

size_t value_word_count(const Column *column) {
    return (column->atom_count + 63) / 64;
}

// ---- collecting ---------------------------------------------------------------------------------
static void add_bound(Column *column, FeelValue value) {
    if (column->bound_count == column->bound_capacity) {
        size_t capacity = column->bound_capacity == 0 ? 16 : column->bound_capacity * 2;
        FeelValue *more = arena_alloc(column->arena, capacity, sizeof *more);
        if (column->bound_count > 0) {
            memcpy(more, column->bounds, column->bound_count * sizeof *more);
        }
        column->bounds = more;
        column->bound_capacity = capacity;
    }
    column->bounds[column->bound_count++] = value;
}

static void collect_constant(Column *column, FeelValue value) {
    if (value.kind == FEEL_NULL) {
        column->knows_null = true;
    } else if (value.kind == FEEL_LIST) {
        for (size_t i = 0; i < value.length; i++) {
            collect_constant(column, feel_items(value)[i]);
        }
    } else if (value.kind == FEEL_RANGE) {
        FeelEnds ends = feel_range_ends(value);
        if (ends.low.kind != FEEL_NULL) {
            collect_constant(column, ends.low);
        }
        if (ends.high.kind != FEEL_NULL) {
            collect_constant(column, ends.high);
        }
    } else if (column->kind == KIND_UNKNOWN || column->kind == (int)value.kind) {
        add_bound(column, value);
    }
}

size_t column_symbol(const Column *column, Str text) {
    size_t i = 0;
    while (i < column->symbol_count && !str_equal(column->symbols[i], text)) {
        i++;
    }
    return i;
}

// A constant, or an expression that other names give its value.
static void collect_end(Column *column, const Ast *end) {
    FeelValue value = FEEL_NULL_VALUE;
    if (tree_constant(column->arena, end, &value)) {
        collect_constant(column, value);
        return;
    }
    Str text = end->has_tested ? STR("") : write_tree_copy(column->arena, end);
    if (text.length > 0 && column->symbol_count < COLUMN_SYMBOLS_MAX &&
        column_symbol(column, text) == column->symbol_count) {
        column->symbols[column->symbol_count++] = text;
    }
}

void column_collect(Column *column, const Ast *test) {
    switch (test->kind) {
    case AST_TEST_COMPARE: collect_end(column, test->parts[0]); break;
    case AST_TEST_VALUE:
        if (test->has_tested || test->parts[0]->kind == AST_RANGE ||
            test->parts[0]->kind == AST_LIST) {
            column_collect(column, test->parts[0]);
        } else {
            collect_end(column, test->parts[0]);
        }
        break;
    case AST_TEST_NOT:
    case AST_TEST_OR:
    case AST_BINARY:
    case AST_BETWEEN:
    case AST_IN:
    case AST_RANGE:
    case AST_LIST:
        for (size_t i = 0; i < test->part_count; i++) {
            column_collect(column, test->parts[i]);
        }
        break;
    case AST_CONSTANT: // an open end of a range is written as null: not a test for it
        if (test->value.kind != FEEL_NULL) {
            collect_constant(column, test->value);
        }
        break;
    case AST_TEST_ANY:
    case AST_TESTED: break;
    default: collect_end(column, test); break;
    }
}

// ---- atoms --------------------------------------------------------------------------------------
static int bound_compare(const void *left, const void *right) {
    int order = 0;
    (void)feel_compare(*(const FeelValue *)left, *(const FeelValue *)right, &order);
    return order;
}

static void infer_kind(Column *column) {
    for (size_t i = 0; i < column->bound_count && !column->is_closed; i++) {
        int kind = column->bounds[i].kind;
        column->is_closed = i > 0 && kind != column->kind;
        column->kind = kind;
    }
    if (column->is_closed) {
        column->kind = KIND_UNKNOWN;
    }
}

static void sort_bounds(Column *column) {
    if (column->bound_count == 0) {
        return;
    }
    qsort(column->bounds, column->bound_count, sizeof(FeelValue), bound_compare);
    size_t kept = 1;
    for (size_t i = 1; i < column->bound_count; i++) {
        if (bound_compare(&column->bounds[kept - 1], &column->bounds[i]) != 0) {
            column->bounds[kept++] = column->bounds[i];
        }
    }
    column->bound_count = kept;
}

static bool has_bound(const Column *column, Str text) {
    for (size_t i = 0; i < column->bound_count; i++) {
        if (str_equal(feel_as_string(column->bounds[i]), text)) {
            return true;
        }
    }
    return false;
}

// A string that no cell names.
static FeelValue other_string(const Column *column) {
    Str text = STR("(other)");
    for (int i = 2; has_bound(column, text); i++) {
        text = arena_format(column->arena, "(other %d)", i);
    }
    return feel_string_borrowed(text);
}

static FeelValue any_of_kind(Arena *arena, int kind) {
    static const char *const TEXTS[] = {
        [FEEL_NUMBER] = "0",
        [FEEL_DATE] = "date(\"2025-01-01\")",
        [FEEL_TIME] = "time(\"12:00:00\")",
        [FEEL_DATE_TIME] = "date and time(\"2025-01-01T12:00:00\")",
        [FEEL_DAYS_DURATION] = "duration(\"P1D\")",
        [FEEL_MONTHS_DURATION] = "duration(\"P1M\")",
    };
    if (!kind_is_ordered(kind)) {
        return FEEL_NULL_VALUE;
    }
    const FeelProgram *program = NULL;
    FeelPlace place = {0};
    Status status = feel_compile(arena, str_from(TEXTS[kind]), NULL, &program, &place, NULL);
    CHECK(status == STATUS_OK);
    FeelRun run = {.arena = arena, .today = DATE_NONE};
    return feel_run(program, &run, NULL);
}

static FeelValue stretch_sample(const Column *column, size_t stretch) {
    size_t count = column->bound_count;
    if (count == 0) {
        return any_of_kind(column->arena, column->kind);
    }
    return value_between(column->arena,
                         stretch == 0 ? FEEL_NULL_VALUE : column->bounds[stretch - 1],
                         stretch == count ? FEEL_NULL_VALUE : column->bounds[stretch]);
}

static FeelValue atom_sample(const Column *column, size_t atom) {
    if (atom + 1 == column->atom_count || column->is_closed) {
        return FEEL_NULL_VALUE;
    }
    if (column->kind == FEEL_BOOLEAN) {
        return feel_boolean(atom == 1);
    }
    if (kind_is_ordered(column->kind)) {
        return atom % 2 == 1 ? column->bounds[atom / 2] : stretch_sample(column, atom / 2);
    }
    if (column->kind == FEEL_STRING) {
        return atom < column->bound_count ? column->bounds[atom] : other_string(column);
    }
    return FEEL_NULL_VALUE;
}

static void fill_everything(Column *column) {
    column->word_count = value_word_count(column) + column->symbol_count;
    column->everything = arena_alloc(column->arena, column->word_count, sizeof(uint64_t));
    bool is_line = kind_is_ordered(column->kind);
    for (size_t i = 0; i + 1 < column->atom_count; i++) {
        // A stretch between two days that follow each other holds nothing.
        if (!is_line || column->samples[i].kind != FEEL_NULL) {
            bits_fill(column->everything, i, i + 1);
        }
    }
    for (size_t i = 0; i < column->symbol_count; i++) {
        *symbol_words(column, i, column->everything) = SYMBOL_ATOMS;
    }
}

void column_close(Column *column) {
    if (column->kind == KIND_UNKNOWN) {
        infer_kind(column);
    }
    bool is_line = kind_is_ordered(column->kind);
    if (column->is_closed || (!is_line && column->kind != FEEL_STRING)) {
        column->bound_count = 0;
    }
    sort_bounds(column);
    column->symbol_count = is_line ? column->symbol_count : 0;
    column->atom_count = column->kind == FEEL_BOOLEAN ? 3
                         : is_line                    ? 2 * column->bound_count + 2
                                                      : column->bound_count + 2;
    column->samples = arena_alloc(column->arena, column->atom_count, sizeof(FeelValue));
    for (size_t i = 0; i < column->atom_count; i++) {
        column->samples[i] = atom_sample(column, i);
    }
    fill_everything(column);
}

size_t column_axis_count(const Column *column) {
    return 1 + column->symbol_count;
}

size_t column_axis_atoms(const Column *column, size_t axis) {
    return axis == 0 ? column->atom_count : SYMBOL_ATOM_COUNT;
}

size_t column_null_atom(const Column *column) {
    return column->atom_count - 1;
}

// ---- showing ------------------------------------------------------------------------------------
size_t column_pick(const Column *column, const uint64_t *words) {
    size_t first = SIZE_MAX;
    bool is_line = kind_is_ordered(column->kind);
    for (size_t i = 0; i + 1 < column->atom_count; i++) {
        if (bit_get(words, i)) {
            if (!is_line || i % 2 == 1) {
                return i;
            }
            first = first == SIZE_MAX ? i : first;
        }
    }
    return first == SIZE_MAX ? column_null_atom(column) : first;
}

static bool symbol_is_free(const Column *column, size_t symbol, const uint64_t *words) {
    return words[value_word_count(column) + symbol] == SYMBOL_ATOMS;
}

static bool values_are_free(const Column *column, const uint64_t *words) {
    for (size_t i = 0; i < value_word_count(column); i++) {
        if ((column->everything[i] & ~words[i]) != 0) {
            return false;
        }
    }
    return true;
}

bool column_is_conditional(const Column *column, const uint64_t *words) {
    size_t bound = !values_are_free(column, words);
    for (size_t i = 0; i < column->symbol_count; i++) {
        bound += !symbol_is_free(column, i, words);
    }
    return column->symbol_count > 0 && bound > 1;
}

// 门槛 - 1, 门槛, 门槛 + 1: one unit off the bound.
static void write_symbol(const Column *column, size_t symbol, size_t atom, Text *out) {
    static const char *const UNITS[] = {
        [FEEL_NUMBER] = "1",
        [FEEL_DATE] = "duration(\"P1D\")",
        [FEEL_TIME] = "duration(\"PT1S\")",
        [FEEL_DATE_TIME] = "duration(\"PT1S\")",
        [FEEL_DAYS_DURATION] = "duration(\"PT1S\")",
        [FEEL_MONTHS_DURATION] = "duration(\"P1M\")",
    };
    text_append(out, column->symbols[symbol]);
    if (atom != ATOM_AT) {
        text_format(out, " %c %s", atom == ATOM_BELOW ? '-' : '+', UNITS[column->kind]);
    }
}

void column_write(const Column *column, const uint64_t *words, Text *out) {
    size_t atom = column_pick(column, words);
    if (atom == column_null_atom(column)) {
        text_append(out, STR("null"));
        return;
    }
    bool is_written = false;
    if (column->symbol_count == 0 || !values_are_free(column, words)) {
        if (column->samples[atom].kind == FEEL_NULL) {
            text_append_char(out, '-');
        } else {
            write_value(column->samples[atom], out);
        }
        is_written = true;
    }
    for (size_t i = 0; i < column->symbol_count; i++) {
        if (symbol_is_free(column, i, words) && (is_written || i + 1 < column->symbol_count)) {
            continue;
        }
        static const size_t ORDER[] = {ATOM_AT, ATOM_BELOW, ATOM_ABOVE};
        const uint64_t *bits = words + value_word_count(column) + i;
        size_t k = 0;
        while (k + 1 < ARRAY_COUNT(ORDER) && !bit_get(bits, ORDER[k])) {
            k++;
        }
        text_append(out, is_written ? STR(" = ") : STR(""));
        write_symbol(column, i, ORDER[k], out);
        is_written = true;
    }
}

bool column_is_fraction(const Column *column, const uint64_t *words) {
    if (column->kind != FEEL_NUMBER) {
        return false;
    }
    for (size_t i = 0; i < column->atom_count; i++) {
        bool is_fraction = i % 2 == 0 && i > 0 && i / 2 < column->bound_count &&
                           value_scale(column->samples[i]) > 0 &&
                           value_scale(column->bounds[i / 2 - 1]) == 0 &&
                           value_scale(column->bounds[i / 2]) == 0;
        if (bit_get(words, i) && !is_fraction) {
            return false;
        }
    }
    return true;
}
