// SPDX-License-Identifier: Apache-2.0
// Values of any kind: logic of three values, comparison, choice.
#include "base/check.h"
#include "feel/number.h"
#include "feel/temporal.h"
#include "plan/build.h"

Term term_null(void) {
    return term_of(TERM_NULL, NODE_FALSE, NODE_FALSE);
}

NodeId build_and(Builder *builder, NodeId a, NodeId b) {
    return graph_add2(&builder->graph, OP_AND, a, b);
}

NodeId build_or(Builder *builder, NodeId a, NodeId b) {
    return graph_add2(&builder->graph, OP_OR, a, b);
}

NodeId build_not(Builder *builder, NodeId a) {
    return graph_add1(&builder->graph, OP_NOT, a);
}

void build_trouble(Builder *builder, NodeId node) {
    if (builder->is_strict) {
        NodeId here = build_and(builder, builder->active, node);
        builder->trouble = build_or(builder, builder->trouble, here);
    }
}

NodeId build_known(Builder *builder, NodeId known) {
    build_trouble(builder, build_not(builder, known));
    return builder->is_strict ? NODE_TRUE : known;
}

NodeId build_word(Builder *builder, Str word) {
    uint64_t key = str_hash(word);
    uint64_t place = 0;
    while (map_find(&builder->word_places, key, &place)) {
        if (str_equal(builder->words[place], word)) {
            return graph_constant(&builder->graph, (int64_t)place);
        }
        key = map_mix(key + 1);
    }
    builder->words = array_reserve(builder->words, builder->word_count, &builder->word_capacity,
                                   sizeof *builder->words);
    builder->words[builder->word_count] = arena_copy(builder->arena, word);
    map_put(&builder->word_places, key, builder->word_count);
    return graph_constant(&builder->graph, (int64_t)builder->word_count++);
}

// ---- constants ----------------------------------------------------------------------------------
static Term number_constant(Builder *builder, FeelValue value) {
    int64_t number = 0;
    int scale = 0;
    while (scale <= PLAN_SCALE_MAX && !feel_to_scaled(value, -scale, &number)) {
        scale++;
    }
    if (scale > PLAN_SCALE_MAX || number == INT64_MIN) {
        return build_refuse(builder, "这个数超过 18 位", "the number has more than 18 digits");
    }
    Term constant = term_of(TERM_NUMBER, graph_constant(&builder->graph, number), NODE_TRUE);
    constant.scale = scale;
    return constant;
}

static Term seconds_constant(Builder *builder, FeelValue value) {
    Nanos nanos = temporal_duration(value);
    Nanos seconds = nanos / NANOS_PER_SECOND;
    if (nanos % NANOS_PER_SECOND != 0 || seconds > INT64_MAX || seconds < -INT64_MAX) {
        return build_refuse(builder, "时长不是整秒", "the duration is not in whole seconds");
    }
    return term_of(TERM_SECONDS, graph_constant(&builder->graph, (int64_t)seconds), NODE_TRUE);
}

Term term_constant(Builder *builder, FeelValue value) {
    Graph *graph = &builder->graph;
    switch ((FeelKind)value.kind) {
    case FEEL_NULL: return term_null();
    case FEEL_BOOLEAN: return term_of(TERM_BOOLEAN, graph_truth(value.number != 0), NODE_TRUE);
    case FEEL_NUMBER: return number_constant(builder, value);
    case FEEL_STRING:
        return term_of(TERM_STRING, build_word(builder, feel_as_string(value)), NODE_TRUE);
    case FEEL_DATE: return term_of(TERM_DATE, graph_constant(graph, value.number), NODE_TRUE);
    case FEEL_DAYS_DURATION: return seconds_constant(builder, value);
    case FEEL_MONTHS_DURATION:
        return term_of(TERM_MONTHS, graph_constant(graph, value.number), NODE_TRUE);
    case FEEL_TIME:
    case FEEL_DATE_TIME:
    case FEEL_LIST:
    case FEEL_CONTEXT:
    case FEEL_RANGE:
    case FEEL_FUNCTION: break;
    }
    return build_refuse(builder, "整列计算没有时刻、列表一类的值",
                        "programs over columns have no values like times and lists");
}

bool term_is_constant(const Builder *builder, Term value, int64_t *out_number) {
    return value.divisor == NODE_NONE && value.known == NODE_TRUE &&
           graph_is_constant(&builder->graph, value.node, out_number);
}

// ---- logic of three values ----------------------------------------------------------------------
Term term_truth(NodeId node, NodeId known) {
    return term_of(TERM_BOOLEAN, node, known);
}

static bool as_truth(Builder *builder, Term *value) {
    if (value->kind == TERM_NULL) {
        *value = term_truth(NODE_FALSE, NODE_FALSE);
    } else if (value->kind != TERM_BOOLEAN) {
        *value = build_refuse(builder, "这里要求真或假", "this is not a truth value");
        return false;
    }
    return true;
}

static NodeId is_surely_false(Builder *builder, Term value) {
    return graph_add2(&builder->graph, OP_AND_NOT, value.known, value.node);
}

Term term_and(Builder *builder, Term a, Term b) {
    if (!as_truth(builder, &a) || !as_truth(builder, &b)) {
        return term_of(TERM_NONE, NODE_FALSE, NODE_FALSE);
    }
    NodeId both = build_and(builder, a.node, b.node);
    if (a.known == NODE_TRUE && b.known == NODE_TRUE) {
        return term_truth(both, NODE_TRUE);
    }
    NodeId neither = build_or(builder, is_surely_false(builder, a), is_surely_false(builder, b));
    return term_truth(both, build_or(builder, both, neither));
}

Term term_or(Builder *builder, Term a, Term b) {
    if (!as_truth(builder, &a) || !as_truth(builder, &b)) {
        return term_of(TERM_NONE, NODE_FALSE, NODE_FALSE);
    }
    NodeId any = build_or(builder, a.node, b.node);
    return term_truth(any, build_or(builder, any, build_and(builder, a.known, b.known)));
}

Term term_not(Builder *builder, Term a) {
    return as_truth(builder, &a) ? term_truth(is_surely_false(builder, a), a.known) : a;
}

// ---- comparison ---------------------------------------------------------------------------------
static Term refuse_kinds(Builder *builder) {
    return build_refuse(builder, "两边的类型不同", "the two sides are of different kinds");
}

static bool is_any_none(Term a, Term b) {
    return term_is_none(a) || term_is_none(b);
}

Term term_compare(Builder *builder, Op op, Term a, Term b) {
    if (is_any_none(a, b)) {
        return term_of(TERM_NONE, NODE_FALSE, NODE_FALSE);
    }
    NodeId known = build_known(builder, build_and(builder, a.known, b.known));
    if (a.kind == TERM_NULL || b.kind == TERM_NULL) {
        return term_truth(NODE_FALSE, NODE_FALSE);
    }
    if (a.kind != b.kind) {
        return refuse_kinds(builder);
    }
    if (a.kind == TERM_STRING || a.kind > TERM_MONTHS) {
        return build_refuse(builder, "文字只能比较是否相等", "texts can only be equal or not");
    }
    if (a.kind == TERM_BOOLEAN) {
        return build_refuse(builder, "真假不分大小", "truth values have no order");
    }
    NodeId node = number_compare_nodes(builder, op, a, b);
    return builder->has_failed ? term_of(TERM_NONE, NODE_FALSE, NODE_FALSE)
                               : term_truth(build_and(builder, node, known), known);
}

Term term_equal(Builder *builder, Term a, Term b) {
    if (is_any_none(a, b)) {
        return term_of(TERM_NONE, NODE_FALSE, NODE_FALSE);
    }
    NodeId neither = build_not(builder, build_or(builder, a.known, b.known));
    if (a.kind == TERM_NULL || b.kind == TERM_NULL) {
        return term_truth(neither, NODE_TRUE);
    }
    if (a.kind != b.kind) {
        return refuse_kinds(builder);
    }
    if (a.kind > TERM_MONTHS) {
        return build_refuse(builder, "整列计算没有时刻、列表一类的值",
                            "programs over columns have no values like times and lists");
    }
    NodeId equal = a.kind == TERM_BOOLEAN ? graph_add2(&builder->graph, OP_SAME, a.node, b.node)
                                          : number_compare_nodes(builder, OP_EQUAL, a, b);
    NodeId known = build_and(builder, a.known, b.known);
    NodeId node = build_or(builder, build_and(builder, equal, known), neither);
    return builder->has_failed ? term_of(TERM_NONE, NODE_FALSE, NODE_FALSE)
                               : term_truth(node, NODE_TRUE);
}

// ---- choice -------------------------------------------------------------------------------------
static NodeId choose(Builder *builder, NodeId condition, NodeId b, NodeId c) {
    return graph_add(&builder->graph, OP_CHOOSE, condition, b, c);
}

static Term select_fields(Builder *builder, NodeId condition, Term b, Term c) {
    Term chosen = b;
    TermField *fields = arena_alloc(builder->arena, b.field_count, sizeof *fields);
    for (size_t i = 0; i < b.field_count; i++) {
        if (b.field_count != c.field_count || !str_equal(b.fields[i].name, c.fields[i].name)) {
            return build_refuse(builder, "两种结果的条目不同",
                                "the two contexts differ in entries");
        }
        fields[i].name = b.fields[i].name;
        fields[i].value = term_select(builder, condition, b.fields[i].value, c.fields[i].value);
    }
    chosen.fields = fields;
    return chosen;
}

Term term_select(Builder *builder, NodeId condition, Term b, Term c) {
    if (is_any_none(b, c)) {
        return term_of(TERM_NONE, NODE_FALSE, NODE_FALSE);
    }
    if (condition == NODE_TRUE || condition == NODE_FALSE) {
        return condition == NODE_TRUE ? b : c;
    }
    NodeId known = choose(builder, condition, b.known, c.known);
    if (b.kind == TERM_NULL || c.kind == TERM_NULL) {
        Term chosen = b.kind == TERM_NULL ? c : b;
        chosen.known = known;
        if (chosen.kind == TERM_BOOLEAN) {
            chosen.node = build_and(builder, chosen.node, known);
        }
        return chosen.kind == TERM_CONTEXT ? build_refuse(builder, "结果有时是空值，有时是一组值",
                                                          "the result is now null, now a context")
                                           : chosen;
    }
    if (b.kind != c.kind) {
        return build_refuse(builder, "两种结果的类型不同",
                            "the two results are of different kinds");
    }
    if (b.kind == TERM_CONTEXT) {
        return select_fields(builder, condition, b, c);
    }
    if (b.kind == TERM_BOOLEAN) {
        return term_truth(choose(builder, condition, b.node, c.node), known);
    }
    if (b.kind == TERM_FUNCTION) {
        return build_refuse(builder, "整列计算没有时刻、列表一类的值",
                            "programs over columns have no values like times and lists");
    }
    if (b.kind == TERM_NUMBER && !number_align(builder, &b, &c)) {
        return term_of(TERM_NONE, NODE_FALSE, NODE_FALSE);
    }
    Term chosen = b;
    chosen.node = graph_add(&builder->graph, OP_SELECT, condition, b.node, c.node);
    number_note(builder, chosen.node, chosen.scale);
    chosen.known = known;
    return chosen;
}
