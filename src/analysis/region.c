// SPDX-License-Identifier: Apache-2.0
// What a test accepts, as atoms of its column. Null is kept out of the sets until the end: FEEL's
// three-valued logic answers for it.
#include "analysis/column.h"
#include "analysis/column_private.h"
#include "analysis/write.h"
#include "base/check.h"
#include <string.h>

typedef struct Reading {
    const Column *column;
    Arena *arena;
    FaultSink sink;
} Reading;

typedef enum Answer { ANSWER_NO, ANSWER_NULL, ANSWER_YES } Answer; // in the order of "or"

static void fault(const Reading *reading, TestFault what, const Ast *at) {
    if (reading->sink.call != NULL) {
        reading->sink.call(reading->sink.data, what, at);
    }
}

// ---- sets ---------------------------------------------------------------------------------------
static Region region_none(const Reading *reading) {
    uint64_t *words = arena_alloc(reading->arena, reading->column->word_count, sizeof *words);
    return (Region){words, true};
}

static Region region_all(const Reading *reading, bool is_exact) {
    const Column *column = reading->column;
    Region region = region_none(reading);
    memcpy(region.words, column->everything, column->word_count * sizeof *region.words);
    region.is_exact = is_exact;
    return region;
}

static bool axis_is_empty(const uint64_t *words, size_t count) {
    return bits_first(words, count) == SIZE_MAX;
}

static bool region_is_empty(const Reading *reading, Region region) {
    const Column *column = reading->column;
    bool is_empty = axis_is_empty(region.words, value_word_count(column));
    for (size_t i = 0; i < column->symbol_count; i++) {
        is_empty = is_empty || *symbol_words(column, i, region.words) == 0;
    }
    return is_empty;
}

static bool words_lie_within(const uint64_t *inner, const uint64_t *outer, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if ((inner[i] & ~outer[i]) != 0) {
            return false;
        }
    }
    return true;
}

// On how many axes two sets differ; *out_first is the first word of the last of them.
static size_t count_differences(const Column *column, const uint64_t *a, const uint64_t *b,
                                size_t *out_first, size_t *out_count) {
    size_t values = value_word_count(column);
    size_t different = 0;
    if (memcmp(a, b, values * sizeof *a) != 0) {
        *out_first = 0;
        *out_count = values;
        different++;
    }
    for (size_t i = values; i < column->word_count; i++) {
        if (a[i] != b[i]) {
            *out_first = i;
            *out_count = 1;
            different++;
        }
    }
    return different;
}

static Region region_and(const Reading *reading, Region a, Region b) {
    for (size_t i = 0; i < reading->column->word_count; i++) {
        a.words[i] &= b.words[i];
    }
    a.is_exact = (a.is_exact && b.is_exact) || region_is_empty(reading, a);
    return a;
}

static Region region_or(const Reading *reading, Region a, Region b) {
    size_t count = reading->column->word_count;
    size_t first = 0;
    size_t axis_count = 0;
    if (region_is_empty(reading, a) || words_lie_within(a.words, b.words, count)) {
        b.is_exact = b.is_exact && (a.is_exact || !region_is_empty(reading, b));
        return b;
    }
    if (region_is_empty(reading, b) || words_lie_within(b.words, a.words, count)) {
        return a;
    }
    size_t different = count_differences(reading->column, a.words, b.words, &first, &axis_count);
    for (size_t i = 0; i < count; i++) {
        a.words[i] |= b.words[i];
    }
    a.is_exact = a.is_exact && b.is_exact && different == 1;
    return a;
}

static Region region_not(const Reading *reading, Region region) {
    size_t first = 0;
    size_t count = 0;
    Region all = region_all(reading, region.is_exact);
    if (!region.is_exact || region_is_empty(reading, region)) {
        return all;
    }
    size_t different = count_differences(reading->column, all.words, region.words, &first, &count);
    if (different == 0) {
        return region_none(reading);
    }
    for (size_t i = first; i < first + count && different == 1; i++) {
        all.words[i] &= ~region.words[i];
    }
    all.is_exact = different == 1;
    return all;
}

// ---- comparisons --------------------------------------------------------------------------------
static size_t find_bound(const Column *column, FeelValue value) {
    size_t low = 0;
    size_t high = column->bound_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = 0;
        (void)feel_compare(column->bounds[middle], value, &order);
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

// Values for which "? operator value" holds, of values on a line.
static void fill_line(const Column *column, TokenKind operator, size_t bound, uint64_t *words) {
    size_t at = 2 * bound + 1;
    size_t end = column_null_atom(column);
    switch (operator) {
    case TOKEN_LESS: bits_fill(words, 0, at); break;
    case TOKEN_LESS_EQUAL: bits_fill(words, 0, at + 1); break;
    case TOKEN_GREATER: bits_fill(words, at + 1, end); break;
    case TOKEN_GREATER_EQUAL: bits_fill(words, at, end); break;
    case TOKEN_EQUAL: bits_fill(words, at, at + 1); break;
    default:
        bits_fill(words, 0, at);
        bits_fill(words, at + 1, end);
        break;
    }
}

static Region compare_constant(const Reading *reading, TokenKind operator, FeelValue value,
                               const Ast *at) {
    const Column *column = reading->column;
    bool is_equality = operator== TOKEN_EQUAL || operator== TOKEN_NOT_EQUAL;
    if (value.kind == FEEL_NULL) {
        return operator== TOKEN_NOT_EQUAL ? region_all(reading, true) : region_none(reading);
    }
    if (column->is_closed || column->kind == KIND_UNKNOWN) {
        return region_all(reading, false);
    }
    if ((int)value.kind != column->kind) {
        fault(reading, TEST_WRONG_KIND, at);
        return region_none(reading);
    }
    Region region = region_all(reading, true);
    memset(region.words, 0, value_word_count(column) * sizeof *region.words);
    if (kind_is_ordered(column->kind)) {
        fill_line(column, operator, find_bound(column, value), region.words);
    } else if (!is_equality) {
        return region_all(reading, false); // strings have an order, but few neighbours
    } else {
        size_t atom =
            column->kind == FEEL_BOOLEAN ? (size_t)(value.number != 0) : find_bound(column, value);
        bits_fill(region.words, atom, atom + 1);
        if (operator== TOKEN_NOT_EQUAL) {
            return region_not(reading, region);
        }
    }
    for (size_t i = 0; i < value_word_count(column); i++) {
        region.words[i] &= column->everything[i]; // not the stretches that hold nothing
    }
    return region;
}

static Region compare_symbol(const Reading *reading, TokenKind operator, const Ast * end) {
    const Column *column = reading->column;
    enum { BELOW = 1U << ATOM_BELOW, AT = 1U << ATOM_AT, ABOVE = 1U << ATOM_ABOVE };
    Str text = end->has_tested ? STR("") : write_tree_copy(reading->arena, end);
    size_t symbol = column_symbol(column, text);
    bool may_be_else = end->type->kind != column->kind;
    if (symbol == column->symbol_count || (may_be_else && end->type->kind != TYPE_ANY)) {
        return region_all(reading, false);
    }
    Region region = region_all(reading, true);
    uint64_t *word = symbol_words(column, symbol, region.words);
    switch (operator) {
    case TOKEN_LESS: *word = BELOW; break;
    case TOKEN_LESS_EQUAL: *word = BELOW | AT; break;
    case TOKEN_GREATER: *word = ABOVE; break;
    case TOKEN_GREATER_EQUAL: *word = AT | ABOVE; break;
    case TOKEN_EQUAL: *word = AT; break;
    default: *word = BELOW | ABOVE; break;
    }
    return region;
}

static Region compare(const Reading *reading, TokenKind operator, const Ast * end) {
    FeelValue value = FEEL_NULL_VALUE;
    return tree_constant(reading->arena, end, &value)
               ? compare_constant(reading, operator, value, end)
               : compare_symbol(reading, operator, end);
}

// ---- tests --------------------------------------------------------------------------------------
static Region range_region(const Reading *reading, const Ast *ast) {
    bool has_low = (ast->number & RANGE_WITHOUT_LOW) == 0;
    bool has_high = (ast->number & RANGE_WITHOUT_HIGH) == 0;
    FeelValue low = FEEL_NULL_VALUE;
    FeelValue high = FEEL_NULL_VALUE;
    int order = 0;
    if (has_low && has_high && tree_constant(reading->arena, ast->parts[0], &low) &&
        tree_constant(reading->arena, ast->parts[1], &high) && feel_compare(low, high, &order) &&
        order > 0) {
        fault(reading, TEST_EMPTY_RANGE, ast);
    }
    Region region = region_all(reading, true);
    if (has_low) {
        TokenKind sign =
            (ast->number & RANGE_LOW_CLOSED) != 0 ? TOKEN_GREATER_EQUAL : TOKEN_GREATER;
        region = region_and(reading, region, compare(reading, sign, ast->parts[0]));
    }
    if (has_high) {
        TokenKind sign = (ast->number & RANGE_HIGH_CLOSED) != 0 ? TOKEN_LESS_EQUAL : TOKEN_LESS;
        region = region_and(reading, region, compare(reading, sign, ast->parts[1]));
    }
    return region;
}

static Region constant_region(const Reading *reading, FeelValue value, const Ast *at) {
    if (value.kind == FEEL_RANGE) {
        FeelEnds ends = feel_range_ends(value);
        Region region = region_all(reading, true);
        if (ends.low.kind != FEEL_NULL) {
            TokenKind sign = ends.is_low_closed ? TOKEN_GREATER_EQUAL : TOKEN_GREATER;
            region = region_and(reading, region, compare_constant(reading, sign, ends.low, at));
        }
        if (ends.high.kind != FEEL_NULL) {
            TokenKind sign = ends.is_high_closed ? TOKEN_LESS_EQUAL : TOKEN_LESS;
            region = region_and(reading, region, compare_constant(reading, sign, ends.high, at));
        }
        return region;
    }
    if (value.kind == FEEL_LIST) {
        Region region = region_none(reading);
        for (size_t i = 0; i < value.length; i++) {
            region = region_or(reading, region, constant_region(reading, feel_items(value)[i], at));
        }
        return region;
    }
    if (value.kind == FEEL_BOOLEAN && reading->column->kind != FEEL_BOOLEAN &&
        reading->column->kind != KIND_UNKNOWN) {
        fault(reading, TEST_WRONG_KIND, at); // true accepts, false refuses everything
        return value.number != 0 ? region_all(reading, true) : region_none(reading);
    }
    return compare_constant(reading, TOKEN_EQUAL, value, at);
}

static bool is_comparison(TokenKind kind) {
    return kind == TOKEN_LESS || kind == TOKEN_LESS_EQUAL || kind == TOKEN_GREATER ||
           kind == TOKEN_GREATER_EQUAL || kind == TOKEN_EQUAL || kind == TOKEN_NOT_EQUAL;
}

static TokenKind mirrored(TokenKind kind) {
    switch (kind) {
    case TOKEN_LESS: return TOKEN_GREATER;
    case TOKEN_LESS_EQUAL: return TOKEN_GREATER_EQUAL;
    case TOKEN_GREATER: return TOKEN_LESS;
    case TOKEN_GREATER_EQUAL: return TOKEN_LESS_EQUAL;
    default: return kind;
    }
}

static Region test_region(const Reading *reading, const Ast *test);

static Region binary_region(const Reading *reading, const Ast *ast);

// An expression with "?" that must be true.
static Region predicate_region(const Reading *reading, const Ast *ast) {
    if (ast->kind == AST_BINARY) {
        return binary_region(reading, ast);
    }
    bool is_of_tested =
        (ast->kind == AST_BETWEEN || ast->kind == AST_IN) && ast->parts[0]->kind == AST_TESTED;
    if (!is_of_tested) {
        return region_all(reading, false);
    }
    return ast->kind == AST_IN
               ? test_region(reading, ast->parts[1])
               : region_and(reading, compare(reading, TOKEN_GREATER_EQUAL, ast->parts[1]),
                            compare(reading, TOKEN_LESS_EQUAL, ast->parts[2]));
}

static Region binary_region(const Reading *reading, const Ast *ast) {
    const Ast *left = ast->parts[0];
    const Ast *right = ast->parts[1];
    if (ast->operator== TOKEN_AND) {
        return region_and(reading, predicate_region(reading, left),
                          predicate_region(reading, right));
    }
    if (ast->operator== TOKEN_OR) {
        return region_or(reading, predicate_region(reading, left),
                         predicate_region(reading, right));
    }
    if (is_comparison(ast->operator) && left->kind == AST_TESTED && !right->has_tested) {
        return compare(reading, ast->operator, right);
    }
    if (is_comparison(ast->operator) && right->kind == AST_TESTED && !left->has_tested) {
        return compare(reading, mirrored(ast->operator), left);
    }
    return region_all(reading, false);
}

static Region value_region(const Reading *reading, const Ast *test) {
    const Ast *value = test->parts[0];
    FeelValue constant = FEEL_NULL_VALUE;
    if (test->has_tested) {
        return predicate_region(reading, value);
    }
    if (tree_constant(reading->arena, value, &constant)) {
        return constant_region(reading, constant, value);
    }
    if (value->kind == AST_RANGE) {
        return range_region(reading, value);
    }
    if (value->kind == AST_LIST) {
        Region region = region_none(reading);
        for (size_t i = 0; i < value->part_count; i++) {
            const Ast *item = value->parts[i];
            Region part = tree_constant(reading->arena, item, &constant)
                              ? constant_region(reading, constant, item)
                          : item->kind == AST_RANGE ? range_region(reading, item)
                                                    : region_all(reading, false);
            region = region_or(reading, region, part);
        }
        return region;
    }
    // An expression may be a list or a range: only its type tells.
    return value->type->kind == reading->column->kind ? compare_symbol(reading, TOKEN_EQUAL, value)
                                                      : region_all(reading, false);
}

static Region any_region(const Reading *reading, const Ast *test) {
    Region region = test_region(reading, test->parts[0]);
    for (size_t i = 1; i < test->part_count; i++) {
        region = region_or(reading, region, test_region(reading, test->parts[i]));
    }
    return region;
}

static Region test_region(const Reading *reading, const Ast *test) {
    switch (test->kind) {
    case AST_TEST_ANY: return region_all(reading, true);
    case AST_TEST_OR: return any_region(reading, test);
    case AST_TEST_NOT: return region_not(reading, any_region(reading, test));
    case AST_TEST_COMPARE: return compare(reading, test->operator, test->parts[0]);
    case AST_TEST_VALUE: return value_region(reading, test);
    default: return region_all(reading, false);
    }
}

// ---- null ---------------------------------------------------------------------------------------
static Answer null_compared(Arena *arena, TokenKind operator, const Ast * end) {
    FeelValue value = FEEL_NULL_VALUE;
    if (operator!= TOKEN_EQUAL && operator!= TOKEN_NOT_EQUAL) {
        return ANSWER_NULL;
    }
    bool is_null = tree_constant(arena, end, &value) && value.kind == FEEL_NULL;
    return is_null == (operator== TOKEN_EQUAL) ? ANSWER_YES : ANSWER_NO;
}

static Answer null_is(Arena *arena, const Ast *value) {
    FeelValue constant = FEEL_NULL_VALUE;
    if (value->kind == AST_RANGE) {
        return ANSWER_NULL;
    }
    if (!tree_constant(arena, value, &constant)) {
        return ANSWER_NO;
    }
    if (constant.kind == FEEL_RANGE) {
        return ANSWER_NULL;
    }
    Answer answer = constant.kind == FEEL_NULL ? ANSWER_YES : ANSWER_NO;
    for (size_t i = 0; constant.kind == FEEL_LIST && i < constant.length; i++) {
        answer = feel_items(constant)[i].kind == FEEL_NULL ? ANSWER_YES : answer;
    }
    return answer;
}

static Answer null_answer(Arena *arena, const Ast *test) {
    Answer answer = ANSWER_NO;
    switch (test->kind) {
    case AST_TEST_ANY: return ANSWER_YES;
    case AST_TEST_NOT:
    case AST_TEST_OR:
        for (size_t i = 0; i < test->part_count; i++) {
            Answer part = null_answer(arena, test->parts[i]);
            answer = part > answer ? part : answer;
        }
        return test->kind == AST_TEST_OR ? answer : (Answer)(ANSWER_YES - answer);
    case AST_TEST_COMPARE: return null_compared(arena, test->operator, test->parts[0]);
    case AST_TEST_VALUE: return test->has_tested ? ANSWER_NULL : null_is(arena, test->parts[0]);
    default: return ANSWER_NULL;
    }
}

// Whether an expression with "?" is surely not true of null: comparisons with other things.
static bool refuses_null(Arena *arena, const Ast *ast) {
    bool is_logic =
        ast->kind == AST_BINARY && (ast->operator== TOKEN_AND || ast->operator== TOKEN_OR);
    if (is_logic) {
        return refuses_null(arena, ast->parts[0]) && refuses_null(arena, ast->parts[1]);
    }
    if (ast->kind == AST_BETWEEN) {
        return true;
    }
    if (ast->kind == AST_IN) {
        return null_answer(arena, ast->parts[1]) != ANSWER_YES;
    }
    bool is_tested_first = ast->kind == AST_BINARY && ast->parts[0]->kind == AST_TESTED;
    return ast->kind == AST_BINARY && is_comparison(ast->operator) &&
           null_compared(arena, ast->operator, ast->parts[is_tested_first ? 1 : 0]) != ANSWER_YES;
}

// Whether null may be accepted where that is not certain.
static bool may_accept_null(Arena *arena, const Ast *test, bool is_exact) {
    if (test->kind == AST_TEST_VALUE && test->has_tested) {
        return !is_exact || !refuses_null(arena, test->parts[0]);
    }
    bool may = !is_exact;
    for (size_t i = 0;
         i < test->part_count && (test->kind == AST_TEST_OR || test->kind == AST_TEST_NOT); i++) {
        may =
            may || (test->parts[i]->has_tested && may_accept_null(arena, test->parts[i], is_exact));
    }
    return may;
}

Region column_accepts(const Column *column, Arena *arena, const Ast *test, FaultSink sink) {
    Reading reading = {column, arena, sink};
    if (column->is_closed) {
        return region_all(&reading, test->kind == AST_TEST_ANY);
    }
    Region region = test_region(&reading, test);
    bool is_bound_by_symbol = false;
    for (size_t i = 0; i < column->symbol_count; i++) {
        is_bound_by_symbol |= *symbol_words(column, i, region.words) != SYMBOL_ATOMS;
    }
    bool is_certain = null_answer(arena, test) == ANSWER_YES;
    if (is_certain || may_accept_null(arena, test, region.is_exact)) {
        size_t null = column_null_atom(column);
        region.is_exact = region.is_exact && is_certain && !is_bound_by_symbol;
        bits_fill(region.words, null, null + 1);
    }
    return region;
}
