// SPDX-License-Identifier: Apache-2.0
// Numbers with a fixed point. Exact ones (class E) are integers of 10^-scale: as long as they have
// 34 digits at most, decimals do not round them either. Quotients (class Q) are kept as
// a numerator and a divisor until a comparison or a rounding asks for them; then nothing is rounded
// at all. FEEL's answer is the same as long as its error is smaller than the distance of the exact
// quotient to the nearest number that it is compared with:
//     a/b and t*10^-s, when they differ, differ by 10^-s/b at least, and
//     each rounding of FEEL moves a/b by 0.5*10^-33*|a/b| at most;
// and when they do not differ, a/b ends after s digits, and FEEL has not rounded it.
#include "base/check.h"
#include "plan/build.h"

// roundings * 10^(digits - base) * dividend has to stay below CERTIFIED_MAX; with at most so many
// roundings and digits every dividend of 64 bits does.
#define CERTIFIED_MAX (2 * ((GRAPH_LIMIT + 1) / 10))
enum { ROUNDINGS_MAX = 9, SPREAD_MAX = 13 };
// FEEL's dates, and durations in seconds, go as far; what goes further is left to FEEL.
static const int64_t DAYS_LIMIT = 365000000000;
static const int64_t COMMON_MAX = 1000000000000000;

static Term none(void) {
    return term_of(TERM_NONE, NODE_FALSE, NODE_FALSE);
}

static NodeId constant(Builder *builder, int64_t number) {
    return graph_constant(&builder->graph, number);
}

static int64_t power_of_ten(int digits) {
    int64_t power = 1;
    for (int i = 0; i < digits; i++) {
        power *= 10;
    }
    return power;
}

NodeId number_shift(Builder *builder, NodeId node, int digits) {
    if (digits < 0 || digits > PLAN_SCALE_MAX) {
        (void)build_refuse(builder, "小数位数相差超过 18 位",
                           "the numbers of digits behind the point are more than 18 apart");
        return NODE_FALSE;
    }
    return graph_add2(&builder->graph, OP_MULTIPLY, node, constant(builder, power_of_ten(digits)));
}

void number_note(Builder *builder, NodeId node, int scale) {
    builder->graph.nodes[node].scale = (int8_t)scale;
}

static Term exact(Builder *builder, NodeId node, int scale, NodeId known) {
    Term value = term_of(TERM_NUMBER, node, known);
    value.scale = scale;
    if (scale > PLAN_SCALE_MAX) {
        return build_refuse(builder, "小数超过 18 位，先取整",
                            "there are more than 18 digits behind the point: round it first");
    }
    number_note(builder, node, scale);
    return value;
}

static bool rescale(Builder *builder, Term *value, int scale) {
    value->node = number_shift(builder, value->node, scale - value->scale);
    value->scale = scale;
    number_note(builder, value->node, scale);
    return !builder->has_failed;
}

// Over the divisor: number * divisor / divisor.
static void put_over(Builder *builder, Term *value, Term like) {
    value->node = graph_add2(&builder->graph, OP_MULTIPLY, value->node, like.divisor);
    value->divisor = like.divisor;
    value->base = like.base < value->scale ? like.base : value->scale;
}

static void share_history(Term *a, Term *b) {
    int base = a->base < b->base ? a->base : b->base;
    int roundings = a->roundings > b->roundings ? a->roundings : b->roundings;
    bool has_addend = a->has_addend || b->has_addend;
    a->base = b->base = base;
    a->roundings = b->roundings = roundings;
    a->has_addend = b->has_addend = has_addend;
}

bool number_align(Builder *builder, Term *a, Term *b) {
    if (a->divisor == NODE_NONE && b->divisor != NODE_NONE) {
        put_over(builder, a, *b);
    } else if (b->divisor == NODE_NONE && a->divisor != NODE_NONE) {
        put_over(builder, b, *a);
    } else if (a->divisor != b->divisor) {
        (void)build_refuse(builder, "两个除数不同的商，先取整再用",
                           "quotients by different divisors: round them first");
        return false;
    }
    if (a->divisor != NODE_NONE) {
        share_history(a, b);
    }
    int scale = a->scale > b->scale ? a->scale : b->scale;
    return rescale(builder, a, scale) && rescale(builder, b, scale);
}

static bool both_known(Builder *builder, Term a, Term b, NodeId *out_known) {
    *out_known = build_known(builder, build_and(builder, a.known, b.known));
    return a.kind != TERM_NULL && b.kind != TERM_NULL;
}

static Term refuse_quotient(Builder *builder) {
    return build_refuse(builder, "除不尽的商又参与运算，取整可能差一；先乘后除，或先取整",
                        "a quotient that is not exact is calculated with: multiply first, or "
                        "round it first");
}

static Term refuse_kinds(Builder *builder) {
    return build_refuse(builder, "整列计算没有这些种类的值之间的这种运算",
                        "programs over columns have no such operation between values of these "
                        "kinds");
}

// ---- sums ---------------------------------------------------------------------------------------
static Term limited(Builder *builder, TermKind kind, NodeId node, NodeId known) {
    int64_t limit = kind == TERM_SECONDS  ? DAYS_LIMIT * 86400
                    : kind == TERM_MONTHS ? DAYS_LIMIT / 31
                                          : DAYS_LIMIT;
    graph_limit(&builder->graph, node, limit);
    return term_of(kind, node, known);
}

static Term add_quotient(Builder *builder, Op op, Term a, Term b, NodeId known) {
    if (a.divisor != NODE_NONE && b.divisor != NODE_NONE) {
        return refuse_quotient(builder);
    }
    if (!number_align(builder, &a, &b)) {
        return none();
    }
    Term sum = a;
    sum.node = graph_add2(&builder->graph, op, a.node, b.node);
    sum.known = known;
    sum.roundings++;
    sum.has_addend = true;
    return sum;
}

static Term add_numbers(Builder *builder, Op op, Term a, Term b, NodeId known) {
    if (a.divisor != NODE_NONE || b.divisor != NODE_NONE) {
        return add_quotient(builder, op, a, b, known);
    }
    if (!number_align(builder, &a, &b)) {
        return none();
    }
    return exact(builder, graph_add2(&builder->graph, op, a.node, b.node), a.scale, known);
}

// A date moves by the whole days below the duration.
static Term move_date(Builder *builder, Op op, Term date, Term seconds, NodeId known) {
    Graph *graph = &builder->graph;
    NodeId amount = op == OP_SUBTRACT
                        ? graph_add2(graph, OP_SUBTRACT, constant(builder, 0), seconds.node)
                        : seconds.node;
    NodeId days = graph_add2(graph, OP_FLOOR, amount, constant(builder, 86400));
    return limited(builder, TERM_DATE, graph_add2(graph, OP_ADD, date.node, days), known);
}

static bool is_duration(Term value) {
    return value.kind == TERM_SECONDS || value.kind == TERM_MONTHS;
}

static Term add_or_subtract(Builder *builder, Op op, Term a, Term b) {
    NodeId known = NODE_FALSE;
    if (term_is_none(a) || term_is_none(b)) {
        return none();
    }
    if (!both_known(builder, a, b, &known)) {
        return term_null();
    }
    if (a.kind == TERM_NUMBER && b.kind == TERM_NUMBER) {
        return add_numbers(builder, op, a, b, known);
    }
    if (a.kind == TERM_DATE && b.kind == TERM_SECONDS) {
        return move_date(builder, op, a, b, known);
    }
    if (op == OP_ADD && a.kind == TERM_SECONDS && b.kind == TERM_DATE) {
        return move_date(builder, op, b, a, known);
    }
    bool are_dates = op == OP_SUBTRACT && a.kind == TERM_DATE;
    if (a.kind != b.kind || !(are_dates || is_duration(a))) {
        return refuse_kinds(builder);
    }
    NodeId node = graph_add2(&builder->graph, op, a.node, b.node);
    if (are_dates) {
        node = graph_add2(&builder->graph, OP_MULTIPLY, node, constant(builder, 86400));
    }
    return limited(builder, are_dates ? TERM_SECONDS : a.kind, node, known);
}

Term term_add(Builder *builder, Term a, Term b) {
    return add_or_subtract(builder, OP_ADD, a, b);
}

Term term_subtract(Builder *builder, Term a, Term b) {
    return add_or_subtract(builder, OP_SUBTRACT, a, b);
}

// 0 - a or abs(a).
static Term change_sign(Builder *builder, Op op, Term a) {
    if (a.kind == TERM_NULL || term_is_none(a)) {
        build_trouble(builder, NODE_TRUE);
        return a;
    }
    if (a.kind != TERM_NUMBER && !is_duration(a)) {
        return refuse_kinds(builder);
    }
    a.known = build_known(builder, a.known);
    a.node = op == OP_ABSOLUTE
                 ? graph_add1(&builder->graph, OP_ABSOLUTE, a.node)
                 : graph_add2(&builder->graph, OP_SUBTRACT, constant(builder, 0), a.node);
    number_note(builder, a.node, a.scale);
    return a;
}

Term term_negate(Builder *builder, Term a) {
    return change_sign(builder, OP_SUBTRACT, a);
}

Term term_absolute(Builder *builder, Term a) {
    return change_sign(builder, OP_ABSOLUTE, a);
}

// ---- products -----------------------------------------------------------------------------------
static int64_t without(int64_t number, int64_t factor, int *out_times) {
    *out_times = 0;
    while (number % factor == 0) {
        number /= factor;
        (*out_times)++;
    }
    return number;
}

// How many digits behind the point dividing by the number adds; -1: quotients by it have no end.
static int digits_behind(int64_t number) {
    int twos = 0;
    int fives = 0;
    bool ends =
        number != 0 && without(without(number < 0 ? -number : number, 2, &twos), 5, &fives) == 1;
    return !ends ? -1 : twos > fives ? twos : fives;
}

static int digits_of(int64_t number) {
    int digits = 1;
    while (number >= 10 || number <= -10) {
        number /= 10;
        digits++;
    }
    return digits;
}

static Term multiply_quotient(Builder *builder, Term a, Term b, NodeId known) {
    Term quotient = a.divisor != NODE_NONE ? a : b;
    Term factor = a.divisor != NODE_NONE ? b : a;
    int64_t number = 0;
    // By twos and fives alone: an endless quotient stays endless.
    int behind = term_is_constant(builder, factor, &number) ? digits_behind(number) : -1;
    if (behind < 0) {
        return refuse_quotient(builder);
    }
    // The error grows with the factor; and what ends in the product was longer before by `behind`.
    int digits = digits_of(number);
    Term product = quotient;
    product.node = graph_add2(&builder->graph, OP_MULTIPLY, quotient.node, factor.node);
    product.known = known;
    product.scale += factor.scale;
    product.base += factor.scale - (digits > behind ? digits : behind);
    product.roundings++;
    return product;
}

Term term_multiply(Builder *builder, Term a, Term b) {
    NodeId known = NODE_FALSE;
    if (term_is_none(a) || term_is_none(b)) {
        return none();
    }
    if (!both_known(builder, a, b, &known)) {
        return term_null();
    }
    if (a.kind != TERM_NUMBER || b.kind != TERM_NUMBER) {
        return refuse_kinds(builder);
    }
    if (a.divisor != NODE_NONE || b.divisor != NODE_NONE) {
        return multiply_quotient(builder, a, b, known);
    }
    NodeId product = graph_add2(&builder->graph, OP_MULTIPLY, a.node, b.node);
    return exact(builder, product, a.scale + b.scale, known);
}

// ---- quotients ----------------------------------------------------------------------------------
static int64_t greatest_common(int64_t a, int64_t b) {
    while (b != 0) {
        int64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a < 0 ? -a : a;
}

// Takes factors that the dividend surely has out of both. FEEL does not, so that what is left has
// to be smaller by that much; by COMMON_MAX 64 bits always are.
static NodeId reduce(Builder *builder, NodeId dividend, int64_t *divisor) {
    const Node *node = &builder->graph.nodes[dividend];
    int64_t factor = 0;
    if (node->op != OP_MULTIPLY ||
        !graph_is_constant(&builder->graph, node->operands[1], &factor) || factor == 0) {
        return dividend;
    }
    NodeId other = node->operands[0];
    int64_t common = greatest_common(factor, *divisor);
    if (common > COMMON_MAX) {
        return dividend;
    }
    *divisor /= common;
    NodeId rest =
        graph_add2(&builder->graph, OP_MULTIPLY, other, constant(builder, factor / common));
    graph_limit(&builder->graph, rest, builder->graph.nodes[dividend].limit / common);
    return rest;
}

// Not 0 where the quotient is null, so that what is put over it stays what it is.
static NodeId safe_divisor(Builder *builder, NodeId node) {
    NodeId size = graph_add1(&builder->graph, OP_ABSOLUTE, node);
    return graph_add2(&builder->graph, OP_MAX, size, constant(builder, 1));
}

static Term quotient_new(Builder *builder, Term a, Term b, NodeId known) {
    Graph *graph = &builder->graph;
    Term quotient = a;
    NodeId divisor = safe_divisor(builder, b.node);
    quotient.node = graph_add2(graph, OP_TURN, a.node, b.node);
    number_note(builder, quotient.node, a.scale);
    number_note(builder, divisor, b.scale);
    quotient.divisor =
        a.divisor == NODE_NONE ? divisor : graph_add2(graph, OP_MULTIPLY, a.divisor, divisor);
    quotient.scale = a.scale - b.scale;
    quotient.base = a.divisor == NODE_NONE ? quotient.scale : a.base - b.scale;
    quotient.roundings = a.roundings + 1;
    quotient.known = known;
    return quotient;
}

static Term divide_by_constant(Builder *builder, Term a, Term b, int64_t number, NodeId known) {
    if (number < 0) {
        a.node = graph_add2(&builder->graph, OP_SUBTRACT, constant(builder, 0), a.node);
        number = -number;
    }
    if (a.divisor == NODE_NONE) {
        a.node = reduce(builder, a.node, &number);
    }
    int digits = digits_behind(number);
    if (digits < 0 || a.divisor != NODE_NONE || digits > PLAN_SCALE_MAX) {
        b.node = constant(builder, number);
        return quotient_new(builder, a, b, known);
    }
    CHECK(number > 0);
    // a / number = a * (10^digits / number) * 10^-digits; then b's own point.
    NodeId node = graph_add2(&builder->graph, OP_MULTIPLY, a.node,
                             constant(builder, power_of_ten(digits) / number));
    int scale = a.scale + digits - b.scale;
    return scale < 0 ? exact(builder, number_shift(builder, node, -scale), 0, known)
                     : exact(builder, node, scale, known);
}

Term term_divide(Builder *builder, Term a, Term b) {
    NodeId known = NODE_FALSE;
    int64_t number = 0;
    if (term_is_none(a) || term_is_none(b)) {
        return none();
    }
    if (!both_known(builder, a, b, &known)) {
        return term_null();
    }
    if (a.kind != TERM_NUMBER || b.kind != TERM_NUMBER) {
        return refuse_kinds(builder);
    }
    if (b.divisor != NODE_NONE) {
        return refuse_quotient(builder);
    }
    NodeId is_zero = graph_add2(&builder->graph, OP_EQUAL, b.node, constant(builder, 0));
    known = build_known(builder, graph_add2(&builder->graph, OP_AND_NOT, known, is_zero));
    if (is_zero == NODE_TRUE) {
        return term_null();
    }
    return term_is_constant(builder, b, &number) ? divide_by_constant(builder, a, b, number, known)
                                                 : quotient_new(builder, a, b, known);
}

Term term_modulo(Builder *builder, Term a, Term b) {
    NodeId known = NODE_FALSE;
    if (term_is_none(a) || term_is_none(b)) {
        return none();
    }
    if (!both_known(builder, a, b, &known)) {
        return term_null();
    }
    if (a.kind != TERM_NUMBER || b.kind != TERM_NUMBER) {
        return refuse_kinds(builder);
    }
    if (a.divisor != NODE_NONE || b.divisor != NODE_NONE) {
        return refuse_quotient(builder);
    }
    if (!number_align(builder, &a, &b)) {
        return none();
    }
    Graph *graph = &builder->graph;
    NodeId is_zero = graph_add2(graph, OP_EQUAL, b.node, constant(builder, 0));
    known = build_known(builder, graph_add2(graph, OP_AND_NOT, known, is_zero));
    NodeId divisor = safe_divisor(builder, b.node);
    NodeId dividend = graph_add2(graph, OP_TURN, a.node, b.node);
    NodeId whole = graph_add2(graph, OP_FLOOR, dividend, divisor);
    NodeId rest =
        graph_add2(graph, OP_SUBTRACT, dividend, graph_add2(graph, OP_MULTIPLY, whole, divisor));
    return exact(builder, graph_add2(graph, OP_TURN, rest, b.node), a.scale, known);
}

// Whether FEEL's error is too small to be seen at `digits` digits behind the point; the dividend is
// limited to where it is.
static bool is_certified(Builder *builder, Term quotient, int digits) {
    int spread = digits > quotient.base ? digits - quotient.base : 0;
    bool is_fine = quotient.roundings <= ROUNDINGS_MAX && spread <= SPREAD_MAX;
    if (!is_fine) {
        (void)build_refuse(builder, "商的误差可能影响结果；先乘后除，或少几步",
                           "the error of the quotient could show: multiply first, or take fewer "
                           "steps");
        return false;
    }
    Int128 limit = CERTIFIED_MAX / power_of_ten(spread) / quotient.roundings;
    graph_limit(&builder->graph, quotient.node, limit);
    return true;
}

static void note_roundings(Builder *builder, NodeId node, Term quotient) {
    builder->graph.nodes[node].roundings = (uint8_t)quotient.roundings;
}

static Term round_quotient(Builder *builder, Term a, int scale, DivideMode mode) {
    int grid = a.scale > scale + 1 ? a.scale : scale + 1; // halves lie on the next digit
    if (!is_certified(builder, a, grid)) {
        return none();
    }
    int digits = scale - a.scale;
    NodeId dividend = digits > 0 ? number_shift(builder, a.node, digits) : a.node;
    NodeId divisor = digits < 0 ? number_shift(builder, a.divisor, -digits) : a.divisor;
    NodeId node = graph_add2(&builder->graph, (Op)(OP_FLOOR + (int)mode), dividend, divisor);
    note_roundings(builder, node, a);
    return scale < 0 ? exact(builder, number_shift(builder, node, -scale), 0, a.known)
                     : exact(builder, node, scale, a.known);
}

Term term_round(Builder *builder, Term a, int scale, DivideMode mode) {
    if (a.kind == TERM_NULL || term_is_none(a)) {
        build_trouble(builder, NODE_TRUE);
        return a;
    }
    if (a.kind != TERM_NUMBER) {
        return refuse_kinds(builder);
    }
    a.known = build_known(builder, a.known);
    if (a.divisor != NODE_NONE) {
        return round_quotient(builder, a, scale, mode);
    }
    if (scale >= a.scale) {
        return a;
    }
    NodeId unit = number_shift(builder, constant(builder, 1), a.scale - scale);
    NodeId node = graph_add2(&builder->graph, (Op)(OP_FLOOR + (int)mode), a.node, unit);
    return scale < 0 ? exact(builder, number_shift(builder, node, -scale), 0, a.known)
                     : exact(builder, node, scale, a.known);
}

// ---- comparison ---------------------------------------------------------------------------------
static NodeId compare_quotients(Builder *builder, Op op, Term a, Term b) {
    bool are_single = a.roundings <= 1 && b.roundings <= 1 && !a.has_addend && !b.has_addend;
    if (!are_single) {
        (void)refuse_quotient(builder);
        return NODE_FALSE;
    }
    a.roundings = b.roundings = 2; // both err
    NodeId left = a.divisor;
    a.node = graph_add2(&builder->graph, OP_MULTIPLY, a.node, b.divisor);
    b.node = graph_add2(&builder->graph, OP_MULTIPLY, b.node, left);
    int scale = a.scale > b.scale ? a.scale : b.scale;
    if (!is_certified(builder, a, scale) || !is_certified(builder, b, scale) ||
        !rescale(builder, &a, scale) || !rescale(builder, &b, scale)) {
        return NODE_FALSE;
    }
    return graph_add2(&builder->graph, op, a.node, b.node);
}

NodeId number_compare_nodes(Builder *builder, Op op, Term a, Term b) {
    bool has_quotient = a.divisor != NODE_NONE || b.divisor != NODE_NONE;
    bool has_two = a.divisor != NODE_NONE && b.divisor != NODE_NONE;
    if (has_two) {
        NodeId compared = compare_quotients(builder, op, a, b);
        note_roundings(builder, compared, a);
        return compared;
    }
    if (!number_align(builder, &a, &b) || (has_quotient && !(is_certified(builder, a, a.scale) &&
                                                             is_certified(builder, b, b.scale)))) {
        return NODE_FALSE;
    }
    NodeId compared = graph_add2(&builder->graph, op, a.node, b.node);
    if (has_quotient) {
        note_roundings(builder, compared, a);
    }
    return compared;
}

static bool is_ordered(TermKind kind) {
    return kind == TERM_NUMBER || kind == TERM_DATE || kind == TERM_SECONDS || kind == TERM_MONTHS;
}

Term term_extreme(Builder *builder, Term a, Term b, Op op) {
    NodeId known = NODE_FALSE;
    if (term_is_none(a) || term_is_none(b)) {
        return none();
    }
    if (!both_known(builder, a, b, &known)) {
        return term_null();
    }
    if (a.kind != b.kind || !is_ordered(a.kind)) {
        return refuse_kinds(builder);
    }
    if (a.kind == TERM_NUMBER && (a.divisor != NODE_NONE || b.divisor != NODE_NONE) &&
        number_compare_nodes(builder, OP_LESS, a, b) == NODE_FALSE && builder->has_failed) {
        return none();
    }
    if (a.kind == TERM_NUMBER && !number_align(builder, &a, &b)) {
        return none();
    }
    a.node = graph_add2(&builder->graph, op, a.node, b.node);
    number_note(builder, a.node, a.scale);
    a.known = known;
    return a;
}

// ---- lists --------------------------------------------------------------------------------------
Term term_count(Builder *builder, Term list) {
    return exact(builder, graph_input(&builder->graph, OP_LIST_COUNT, list.input), 0, NODE_TRUE);
}

// Of no items there is none of these, and nothing is reported; a null among them is.
Term term_reduce(Builder *builder, Op op, Term list) {
    const PlanInput *shape = &builder->inputs[list.input];
    bool is_sum = op == OP_LIST_SUM;
    bool has_order = shape->kind != PLAN_BOOLEAN && shape->kind != PLAN_STRING;
    if (is_sum ? shape->kind != PLAN_NUMBER : !has_order) {
        return refuse_kinds(builder);
    }
    Graph *graph = &builder->graph;
    NodeId whole = build_known(builder, graph_input(graph, OP_LIST_WHOLE, list.input));
    NodeId has_items = graph_add2(graph, OP_LESS, constant(builder, 0),
                                  graph_input(graph, OP_LIST_COUNT, list.input));
    NodeId node = graph_input(graph, op, list.input);
    Term reduced = term_of((TermKind)shape->kind, node, build_and(builder, whole, has_items));
    reduced.scale = list.scale;
    number_note(builder, node, list.scale);
    return reduced;
}
