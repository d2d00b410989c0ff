// SPDX-License-Identifier: Apache-2.0
// The oracle: fractions, three truth values, and what FEEL reports.
#include "oracle.h"
#include "base/check.h"

typedef struct Trial {
    const RandomModel *model;
    OracleRow *row;
    bool has_error;   // FEEL would report something
    bool is_too_wide; // a number does not fit: nothing is said of this row
} Trial;

#define WIDE_UNIT ((Wide)1000000000000000000 * 10000000000000000) // 10^34
static const Exact NOTHING = {.is_null = true, .divisor = 1};

static Exact whole(Wide number) {
    return (Exact){.number = number, .divisor = 1};
}

static Exact fail(Trial *trial) {
    trial->has_error = true;
    return NOTHING;
}

static Wide magnitude(Wide number) {
    return number < 0 ? -number : number;
}

static Exact fraction(Wide number, Wide divisor) {
    Wide a = magnitude(number);
    Wide b = magnitude(divisor);
    while (b != 0) {
        Wide rest = a % b;
        a = b;
        b = rest;
    }
    a = a == 0 ? 1 : a;
    a = divisor < 0 ? -a : a;
    return (Exact){.number = number / a, .divisor = divisor / a};
}

static Wide product(Trial *trial, Wide a, Wide b) {
    Wide result = 0;
    bool is_wide = __builtin_mul_overflow(a, b, &result) || magnitude(result) >> 125 != 0;
    trial->is_too_wide = trial->is_too_wide || is_wide;
    return is_wide ? 0 : result;
}

// The least power of ten that the divisor divides; 0: it divides none.
static Wide decimal_unit(Wide divisor) {
    int twos = 0;
    int fives = 0;
    for (; divisor % 2 == 0; divisor /= 2) {
        twos++;
    }
    for (; divisor % 5 == 0; divisor /= 5) {
        fives++;
    }
    Wide unit = 1;
    for (int i = 0; divisor == 1 && i < (twos > fives ? twos : fives); i++) {
        unit = unit < WIDE_UNIT ? unit * 10 : 0;
    }
    return divisor == 1 ? unit : 0;
}

// A number of more than 34 digits FEEL rounds: of such rows nothing is said. Quotients without an
// end it rounds always; of large ones that could be seen.
static Exact narrow(Trial *trial, Exact value) {
    Wide unit = decimal_unit(value.divisor);
    Wide limit = unit == 0 ? WIDE_UNIT / 10000000 : WIDE_UNIT / (unit / value.divisor);
    trial->is_too_wide = trial->is_too_wide || magnitude(value.number) >= limit;
    return value;
}

static Exact add(Trial *trial, Exact a, Exact b, int sign) {
    Wide left = product(trial, a.number, b.divisor);
    Wide right = product(trial, b.number, a.divisor);
    Wide divisor = product(trial, a.divisor, b.divisor) + trial->is_too_wide;
    return narrow(trial, fraction(left + sign * right, divisor));
}

static Exact multiply(Trial *trial, Exact a, Exact b) {
    // Across first, so that less is too wide.
    Exact left = fraction(a.number, b.divisor);
    Exact right = fraction(b.number, a.divisor);
    Wide divisor = product(trial, left.divisor, right.divisor) + trial->is_too_wide;
    return narrow(trial, fraction(product(trial, left.number, right.number), divisor));
}

static Exact divide(Trial *trial, Exact a, Exact b) {
    if (b.number == 0) {
        return fail(trial);
    }
    return multiply(trial, a, fraction(b.divisor, b.number));
}

static int compare(Trial *trial, Exact a, Exact b) {
    Wide left = product(trial, a.number, b.divisor);
    Wide right = product(trial, b.number, a.divisor);
    return (left > right) - (left < right);
}

static Wide floor_of(Exact a) {
    Wide whole_part = a.number / a.divisor;
    return whole_part - (a.number % a.divisor < 0);
}

static Wide nearest(Exact a, RoundMode mode) {
    Wide down = floor_of(a);
    Wide twice = 2 * (a.number - down * a.divisor);
    if (twice == 0) {
        return down;
    }
    bool is_half = twice == a.divisor;
    bool is_negative = a.number < 0;
    switch (mode) {
    case ROUND_FLOOR: return down;
    case ROUND_CEILING: return down + 1;
    case ROUND_DOWN: return down + is_negative;
    case ROUND_UP: return down + !is_negative;
    case ROUND_HALF_DOWN: return down + (is_half ? is_negative : twice > a.divisor);
    case ROUND_HALF_UP: return down + (is_half ? !is_negative : twice > a.divisor);
    case ROUND_HALF_EVEN: return down + (is_half ? down % 2 != 0 : twice > a.divisor);
    case ROUND_MODES: break;
    }
    return down;
}

static Exact round_to(Trial *trial, Exact a, int scale, RoundMode mode) {
    Exact unit = whole(1);
    for (int i = 0; i < scale; i++) {
        unit = fraction(unit.number, unit.divisor * 10);
    }
    for (int i = 0; i > scale; i--) {
        unit = whole(unit.number * 10);
    }
    return multiply(trial, whole(nearest(divide(trial, a, unit), mode)), unit);
}

bool exact_equal(Exact a, Exact b) {
    return a.is_null == b.is_null &&
           (a.is_null || (a.number == b.number && a.divisor == b.divisor));
}

// ---- trees --------------------------------------------------------------------------------------
static Exact decide_tree(Trial *trial, const Tree *tree);

static bool is_true(Exact value) {
    return !value.is_null && value.number != 0;
}

static bool is_false(Exact value) {
    return !value.is_null && value.number == 0;
}

static Exact both(Exact a, Exact b) {
    return is_false(a) || is_false(b) ? whole(0) : a.is_null || b.is_null ? NOTHING : whole(1);
}

static Exact either(Exact a, Exact b) {
    return is_true(a) || is_true(b) ? whole(1) : a.is_null || b.is_null ? NOTHING : whole(0);
}

static Exact ordered(Trial *trial, Exact a, Exact b, TreeOp op) {
    if (a.is_null || b.is_null) {
        return fail(trial);
    }
    int order = compare(trial, a, b);
    switch (op) {
    case TREE_LESS: return whole(order < 0);
    case TREE_LESS_EQUAL: return whole(order <= 0);
    case TREE_GREATER: return whole(order > 0);
    default: return whole(order >= 0);
    }
}

static Exact in_range(Trial *trial, Exact value, Exact low, Exact high, int closed) {
    Exact above = ordered(trial, value, low, (closed & 1) != 0 ? TREE_GREATER_EQUAL : TREE_GREATER);
    Exact below = ordered(trial, value, high, (closed & 2) != 0 ? TREE_LESS_EQUAL : TREE_LESS);
    return both(above, below);
}

static Exact decide_numbers(Trial *trial, const Tree *tree, Exact a, Exact b) {
    if (a.is_null || b.is_null) {
        return fail(trial);
    }
    switch (tree->op) {
    case TREE_ADD: return add(trial, a, b, 1);
    case TREE_SUBTRACT: return add(trial, a, b, -1);
    case TREE_MULTIPLY: return multiply(trial, a, b);
    case TREE_DIVIDE: return divide(trial, a, b);
    case TREE_MIN: return compare(trial, a, b) <= 0 ? a : b;
    case TREE_MAX: return compare(trial, a, b) >= 0 ? a : b;
    default: break;
    }
    if (b.number == 0) {
        return fail(trial);
    }
    Exact times = whole(floor_of(divide(trial, a, b)));
    return add(trial, a, multiply(trial, times, b), -1);
}

static Exact decide_one(Trial *trial, const Tree *tree, Exact a) {
    if (tree->op == TREE_NOT) {
        return a.is_null ? a : whole(a.number == 0);
    }
    if (a.is_null) {
        return fail(trial);
    }
    if (tree->op == TREE_ROUND) {
        return round_to(trial, a, tree->scale, tree->mode);
    }
    return tree->op == TREE_NEGATE || a.number < 0 ? fraction(-a.number, a.divisor) : a;
}

static Exact decide_logic(Trial *trial, const Tree *tree) {
    Exact a = decide_tree(trial, tree->kids[0]);
    bool is_and = tree->op == TREE_AND;
    if (is_and ? is_false(a) : is_true(a)) {
        return a;
    }
    Exact b = decide_tree(trial, tree->kids[1]);
    return is_and ? both(a, b) : either(a, b);
}

static Exact decide_list(Trial *trial, const Tree *tree) {
    Exact tested = decide_tree(trial, tree->kids[0]);
    for (size_t i = 1; i < tree->kid_count; i++) {
        if (exact_equal(tested, decide_tree(trial, tree->kids[i]))) {
            return whole(1);
        }
    }
    return whole(0);
}

static Exact decide_tree(Trial *trial, const Tree *tree) {
    if (tree->op == TREE_AND || tree->op == TREE_OR) {
        return decide_logic(trial, tree);
    }
    if (tree->op == TREE_IF) {
        Exact condition = decide_tree(trial, tree->kids[0]);
        return decide_tree(trial, tree->kids[is_true(condition) ? 1 : 2]);
    }
    if (tree->op == TREE_IN_LIST) {
        return decide_list(trial, tree);
    }
    Exact kids[3] = {NOTHING, NOTHING, NOTHING};
    for (size_t i = 0; i < tree->kid_count; i++) {
        kids[i] = decide_tree(trial, tree->kids[i]);
    }
    switch (tree->op) {
    case TREE_INPUT: return trial->row->inputs[tree->index];
    case TREE_DECISION: return trial->row->values[tree->index];
    case TREE_CONSTANT:
        return fraction(tree->number, tree->scale == 2 ? 100 : tree->scale == 1 ? 10 : 1);
    case TREE_NULL: return NOTHING;
    case TREE_DEFINED: return whole(!kids[0].is_null);
    case TREE_EQUAL: return whole(exact_equal(kids[0], kids[1]));
    case TREE_NOT_EQUAL: return whole(!exact_equal(kids[0], kids[1]));
    case TREE_BETWEEN: return in_range(trial, kids[0], kids[1], kids[2], 3);
    case TREE_IN_RANGE: return in_range(trial, kids[0], kids[1], kids[2], tree->closed);
    case TREE_LESS:
    case TREE_LESS_EQUAL:
    case TREE_GREATER:
    case TREE_GREATER_EQUAL: return ordered(trial, kids[0], kids[1], tree->op);
    case TREE_NEGATE:
    case TREE_ABS:
    case TREE_ROUND:
    case TREE_NOT: return decide_one(trial, tree, kids[0]);
    default: return decide_numbers(trial, tree, kids[0], kids[1]);
    }
}

// ---- tables -------------------------------------------------------------------------------------
static bool cell_accepts(Trial *trial, const Cell *cell, Exact value) {
    Exact ends[2] = {NOTHING, NOTHING};
    for (size_t i = 0; i < 2; i++) {
        if (cell->ends[i] != NULL) {
            ends[i] = decide_tree(trial, cell->ends[i]);
        }
    }
    bool is_listed = exact_equal(value, ends[0]) || exact_equal(value, ends[1]);
    switch (cell->op) {
    case CELL_ANY: return true;
    case CELL_LESS: return is_true(ordered(trial, value, ends[0], TREE_LESS));
    case CELL_AT_LEAST: return is_true(ordered(trial, value, ends[0], TREE_GREATER_EQUAL));
    case CELL_RANGE: return is_true(in_range(trial, value, ends[0], ends[1], 1));
    case CELL_TRUTH: return exact_equal(value, ends[0]);
    case CELL_LIST: return is_listed;
    case CELL_NOT_LIST: return !is_listed;
    }
    return false;
}

static bool policy_is(const RandomTable *table, const char *policy) {
    return str_equal(str_from(table->policy), str_from(policy));
}

static Exact collect(Trial *trial, const RandomTable *table, const Exact *values, size_t count) {
    char first = table->aggregation[0];
    bool is_min = str_equal(str_from(table->aggregation), STR("MIN"));
    if (first == 'C') {
        return whole((Wide)count);
    }
    Exact result = values[0];
    for (size_t i = 0; i < count; i++) {
        if (values[i].is_null) {
            return fail(trial);
        }
        if (i > 0 && first == 'S') {
            result = add(trial, result, values[i], 1);
        } else if (i > 0) {
            int order = compare(trial, values[i], result);
            result = (is_min ? order < 0 : order > 0) ? values[i] : result;
        }
    }
    return result;
}

// Of PRIORITY: the hit whose value stands first in the list of outputs, read backwards.
static size_t best_of(const RandomTable *table, const size_t *rules, const Exact *values,
                      size_t count, Trial *trial) {
    for (size_t i = table->rule_count; i > 0; i--) {
        Exact listed = decide_tree(trial, table->outputs[i - 1]);
        for (size_t k = 0; k < count; k++) {
            if (exact_equal(listed, values[k])) {
                return k;
            }
        }
    }
    CHECK(rules != NULL);
    return 0;
}

static Exact decide_hits(Trial *trial, const RandomTable *table, const size_t *rules, size_t count,
                         int *out_rule) {
    Exact values[RULES_MAX];
    *out_rule = (int)rules[0];
    if (policy_is(table, "UNIQUE") && count > 1) {
        return fail(trial);
    }
    count = policy_is(table, "FIRST") ? 1 : count;
    for (size_t i = 0; i < count; i++) {
        values[i] = decide_tree(trial, table->outputs[rules[i]]);
    }
    if (policy_is(table, "PRIORITY")) {
        size_t best = best_of(table, rules, values, count, trial);
        *out_rule = (int)rules[best];
        return values[best];
    }
    for (size_t i = 1; policy_is(table, "ANY") && i < count; i++) {
        if (!exact_equal(values[i], values[0])) {
            return fail(trial);
        }
    }
    return policy_is(table, "COLLECT") ? collect(trial, table, values, count) : values[0];
}

static Exact decide_table(Trial *trial, const RandomTable *table, bool is_strict, int *out_rule) {
    Exact inputs[CELLS_MAX];
    size_t rules[RULES_MAX];
    size_t count = 0;
    *out_rule = -1;
    for (size_t i = 0; i < table->input_count; i++) {
        inputs[i] = decide_tree(trial, table->inputs[i]);
    }
    size_t enough = policy_is(table, "FIRST") ? 1 : policy_is(table, "UNIQUE") ? 2 : RULES_MAX;
    for (size_t i = 0; i < table->rule_count && count < enough; i++) {
        bool is_hit = true;
        for (size_t k = 0; k < table->input_count && is_hit; k++) {
            is_hit = cell_accepts(trial, &table->cells[i][k], inputs[k]);
        }
        if (is_hit) {
            rules[count++] = i;
        }
    }
    if (count > 0) {
        return decide_hits(trial, table, rules, count, out_rule);
    }
    if (table->has_default) {
        return decide_tree(trial, table->default_output);
    }
    return is_strict ? fail(trial) : NOTHING;
}

bool oracle_decide(const RandomModel *model, bool is_strict, OracleRow *row) {
    Trial trial = {.model = model, .row = row};
    for (size_t i = 0; i < model->decision_count; i++) {
        const RandomDecision *decision = &model->decisions[i];
        bool has_null = false;
        for (size_t k = 0; k < INPUTS; k++) {
            has_null = has_null || (decision->reads[k] && row->inputs[k].is_null);
        }
        for (size_t k = 0; k < i; k++) {
            has_null = has_null || (decision->uses[k] && row->values[k].is_null);
        }
        row->rules[i] = -1;
        row->values[i] = NOTHING;
        if (is_strict && has_null) {
            continue;
        }
        trial.has_error = false;
        row->values[i] = decision->tree != NULL
                             ? decide_tree(&trial, decision->tree)
                             : decide_table(&trial, &decision->table, is_strict, &row->rules[i]);
        if (is_strict && trial.has_error) {
            row->values[i] = NOTHING;
        }
    }
    return !trial.is_too_wide;
}
