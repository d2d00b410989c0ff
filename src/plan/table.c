// SPDX-License-Identifier: Apache-2.0
// Decision tables as masks: where each rule matches, and from these which output is taken.
#include "base/check.h"
#include "plan/build.h"
#include <string.h>

typedef struct TableBuild {
    Builder *builder;
    const Frame *frame;
    const Table *table;
    Term *inputs;
    NodeId is_given; // all inputs are of their types and among their allowed values
    NodeId *hits;    // by rule
    size_t *order;   // of the rules: the first that matches is taken
    NodeId any;      // a rule matches
    NodeId outer;    // active, outside
} TableBuild;

static NodeId and_not(Builder *builder, NodeId a, NodeId b) {
    return graph_add2(&builder->graph, OP_AND_NOT, a, b);
}

// Where the value is not among those the clause allows; null is always allowed.
static NodeId is_forbidden(TableBuild *build, Term value, const Code *values) {
    Builder *builder = build->builder;
    NodeId accepts = build_test(builder, build->frame, values, value);
    return value.kind == TERM_NULL ? NODE_FALSE : and_not(builder, value.known, accepts);
}

static void build_inputs(TableBuild *build) {
    Builder *builder = build->builder;
    const Table *table = build->table;
    build->is_given = NODE_TRUE;
    build->inputs = arena_alloc(builder->arena, table->input_count, sizeof *build->inputs);
    for (size_t i = 0; i < table->input_count && !builder->has_failed; i++) {
        const InputClause *input = &table->inputs[i];
        Term value = build_code(builder, build->frame, &input->expression);
        Term fitted = build_fit(builder, value, input->type);
        NodeId misfit = and_not(builder, value.known, fitted.known);
        NodeId bad = build_or(builder, misfit, is_forbidden(build, fitted, &input->values));
        build->inputs[i] = fitted;
        build->is_given = and_not(builder, build->is_given, bad);
        build_trouble(builder, bad);
    }
    builder->active = build_and(builder, build->outer, build->is_given);
}

static void build_hits(TableBuild *build) {
    Builder *builder = build->builder;
    const Table *table = build->table;
    build->hits = arena_alloc(builder->arena, table->rule_count, sizeof *build->hits);
    for (size_t i = 0; i < table->rule_count && !builder->has_failed; i++) {
        NodeId hit = NODE_TRUE;
        for (size_t k = 0; k < table->rules[i].checked_count; k++) {
            const RuleTest *test = &table->rules[i].checked[k];
            hit = build_and(
                builder, hit,
                build_test(builder, build->frame, test->code, build->inputs[test->input]));
        }
        build->hits[i] = hit;
    }
}

// ---- outputs ------------------------------------------------------------------------------------
static Term build_cell(TableBuild *build, size_t column, const Code *code) {
    Builder *builder = build->builder;
    const OutputClause *output = &build->table->outputs[column];
    Term value = build_code(builder, build->frame, code);
    value = build_fit(builder, value, output->type);
    if (builder->has_failed) {
        return value;
    }
    NodeId bad = is_forbidden(build, value, &output->values);
    build_trouble(builder, bad);
    value.known = builder->is_strict ? value.known : and_not(builder, value.known, bad);
    return value.kind == TERM_BOOLEAN
               ? term_truth(build_and(builder, value.node, value.known), value.known)
               : value;
}

// The outputs of a rule, without one the default: one value, or a context.
static Term build_row(TableBuild *build, const Rule *rule) {
    const Table *table = build->table;
    TermField *fields = arena_alloc(build->builder->arena, table->output_count, sizeof *fields);
    for (size_t i = 0; i < table->output_count; i++) {
        fields[i].name = table->outputs[i].name;
        fields[i].value = build_cell(
            build, i, rule == NULL ? &table->outputs[i].default_entry : &rule->outputs[i]);
    }
    if (table->output_count == 1 || build->builder->has_failed) {
        return table->output_count == 0 ? term_null() : fields[0].value;
    }
    Term row = term_of(TERM_CONTEXT, NODE_FALSE, NODE_TRUE);
    row.fields = fields;
    row.field_count = table->output_count;
    return row;
}

// What a table without a matching rule says.
static Term build_default(TableBuild *build) {
    Builder *builder = build->builder;
    NodeId inner = builder->active;
    builder->active = and_not(builder, inner, build->any);
    Term value = term_null();
    if (build->table->has_default) {
        value = build_row(build, NULL);
    } else {
        build_trouble(builder, NODE_TRUE);
    }
    builder->active = inner;
    return value;
}

// In strict mode rows without a match are not for us, so the last output will do there.
static bool needs_default(const TableBuild *build) {
    return build->any != NODE_TRUE && (build->table->has_default || !build->builder->is_strict);
}

// ---- one rule is taken --------------------------------------------------------------------------
static bool rank_of(TableBuild *build, const Rule *rule, uint64_t *out_rank) {
    Builder *builder = build->builder;
    uint64_t rank = 0;
    for (size_t i = 0; i < build->table->output_count; i++) {
        FeelValue priorities = build->table->outputs[i].priorities;
        NodeId outer =
            builder->trouble; // what is wrong with a cell is noted where its rule matches
        Term value = build_cell(build, i, &rule->outputs[i]);
        builder->trouble = outer;
        int64_t number = 0;
        int64_t listed = 0;
        if (priorities.kind != FEEL_LIST) {
            continue;
        }
        if (!term_is_constant(builder, value, &number)) {
            (void)build_refuse(builder, "按优先级取值的表，输出要写成常数",
                               "outputs ranked by priority must be constants");
            return false;
        }
        size_t at = 0;
        while (at < priorities.length) {
            Term item = term_constant(builder, feel_items(priorities)[at]);
            Term same = term_equal(builder, value, item);
            if (term_is_constant(builder, same, &listed) && listed != 0) {
                break;
            }
            at++;
        }
        rank = rank * (priorities.length + 1) + at;
    }
    *out_rank = rank;
    return !builder->has_failed;
}

// By rank, and of equal ranks the first rule first.
static void order_rules(TableBuild *build) {
    Builder *builder = build->builder;
    const Table *table = build->table;
    build->order = arena_alloc(builder->arena, table->rule_count, sizeof *build->order);
    uint64_t *ranks = arena_alloc(builder->arena, table->rule_count, sizeof *ranks);
    for (size_t i = 0; i < table->rule_count; i++) {
        if (table->policy == HIT_PRIORITY && !rank_of(build, &table->rules[i], &ranks[i])) {
            return;
        }
        size_t at = i;
        while (at > 0 && ranks[build->order[at - 1]] > ranks[i]) {
            build->order[at] = build->order[at - 1];
            at--;
        }
        build->order[at] = i;
    }
}

// Where two rules match that must not: of UNIQUE any two, of ANY those with other outputs.
static NodeId find_conflicts(TableBuild *build, const Term *rows) {
    Builder *builder = build->builder;
    NodeId conflict = NODE_FALSE;
    NodeId any = NODE_FALSE;
    Term said = term_null();
    for (size_t i = 0; i < build->table->rule_count && !builder->has_failed; i++) {
        NodeId again = build_and(builder, any, build->hits[i]);
        if (build->table->policy == HIT_ANY && i > 0) {
            Term same = term_equal(builder, said, rows[i]);
            again = and_not(builder, again, same.node);
        }
        conflict = build_or(builder, conflict, again);
        said = i == 0 ? rows[0] : term_select(builder, any, said, rows[i]);
        any = build_or(builder, any, build->hits[i]);
    }
    return conflict;
}

static Term take_one(TableBuild *build) {
    Builder *builder = build->builder;
    const Table *table = build->table;
    order_rules(build);
    Term *rows = arena_alloc(builder->arena, table->rule_count, sizeof *rows);
    NodeId inner = builder->active;
    bool takes_all = table->policy == HIT_ANY || table->policy == HIT_PRIORITY;
    build->any = NODE_FALSE;
    for (size_t i = 0; i < table->rule_count && !builder->has_failed; i++) {
        size_t rule = build->order[i];
        NodeId taken =
            takes_all ? build->hits[rule] : and_not(builder, build->hits[rule], build->any);
        builder->active = build_and(builder, inner, taken);
        rows[rule] = build_row(build, &table->rules[rule]);
        build->any = build_or(builder, build->any, build->hits[rule]);
    }
    builder->active = inner;
    if (builder->has_failed) {
        return term_of(TERM_NONE, NODE_FALSE, NODE_FALSE);
    }
    Term result = build_default(build);
    bool is_open = needs_default(build) || table->rule_count == 0;
    for (size_t i = table->rule_count; i > 0 && !builder->has_failed; i--) {
        size_t rule = build->order[i - 1];
        bool is_last = i == table->rule_count && !is_open;
        result = is_last ? rows[rule] : term_select(builder, build->hits[rule], rows[rule], result);
    }
    if (!builder->has_failed && (table->policy == HIT_UNIQUE || table->policy == HIT_ANY)) {
        NodeId conflict = find_conflicts(build, rows);
        build_trouble(builder, conflict);
        if (!builder->is_strict) {
            result = term_select(builder, conflict, term_null(), result);
        }
    }
    return result;
}

// ---- all rules are taken ------------------------------------------------------------------------
typedef struct Gathered {
    Term value;
    NodeId has_some;
    NodeId has_null;
} Gathered;

static Term number_value(NodeId node) {
    return term_of(TERM_NUMBER, node, NODE_TRUE);
}

static void gather(Builder *builder, Aggregation aggregation, NodeId hit, Term row,
                   Gathered *gathered) {
    NodeId counted = build_and(builder, hit, row.known);
    gathered->has_null = build_or(builder, gathered->has_null, and_not(builder, hit, row.known));
    Term known = row;
    known.known = NODE_TRUE;
    if (aggregation == AGGREGATE_COUNT || aggregation == AGGREGATE_SUM) {
        Term none = number_value(graph_constant(&builder->graph, 0));
        Term term =
            aggregation == AGGREGATE_SUM
                ? term_select(builder, counted, known, none)
                : term_select(builder, hit, number_value(graph_constant(&builder->graph, 1)), none);
        gathered->value = term_add(builder, gathered->value, term);
    } else {
        Term better = term_extreme(builder, gathered->value, known,
                                   aggregation == AGGREGATE_MIN ? OP_MIN : OP_MAX);
        Term first = term_select(builder, gathered->has_some, better, known);
        gathered->value = term_select(builder, counted, first, gathered->value);
    }
    gathered->has_some = build_or(builder, gathered->has_some, counted);
}

static Term take_all(TableBuild *build) {
    Builder *builder = build->builder;
    const Table *table = build->table;
    NodeId inner = builder->active;
    Gathered gathered = {.has_some = NODE_FALSE, .has_null = NODE_FALSE};
    gathered.value = number_value(graph_constant(&builder->graph, 0));
    build->any = NODE_FALSE;
    for (size_t i = 0; i < table->rule_count && !builder->has_failed; i++) {
        builder->active = build_and(builder, inner, build->hits[i]);
        Term row = build_row(build, &table->rules[i]);
        if (row.kind != TERM_NUMBER || row.divisor != NODE_NONE) {
            return build_refuse(builder, "汇总的输出不是数",
                                "the collected output is not a number");
        }
        gather(builder, table->aggregation, build->hits[i], row, &gathered);
        build->any = build_or(builder, build->any, build->hits[i]);
    }
    builder->active = build_and(builder, inner, build->any);
    Term result = gathered.value;
    if (table->aggregation != AGGREGATE_COUNT && !builder->has_failed) {
        build_trouble(builder, gathered.has_null);
        result.known = build_not(builder, gathered.has_null);
    }
    builder->active = inner;
    Term nothing = build_default(build);
    return needs_default(build) ? term_select(builder, build->any, result, nothing) : result;
}

// ---- the whole ----------------------------------------------------------------------------------
static NodeId rule_number(TableBuild *build) {
    Graph *graph = &build->builder->graph;
    NodeId number = graph_constant(graph, PLAN_NO_RULE);
    for (size_t i = build->table->rule_count; i > 0; i--) {
        size_t rule = build->order == NULL ? i - 1 : build->order[i - 1];
        number = graph_add(graph, OP_SELECT, build->hits[rule],
                           graph_constant(graph, (int64_t)rule), number);
    }
    return graph_add(graph, OP_SELECT, build->is_given, number,
                     graph_constant(graph, PLAN_NO_RULE));
}

static bool is_supported(Builder *builder, const Table *table) {
    bool gathers = table->policy == HIT_COLLECT;
    bool is_list = table->policy == HIT_RULE_ORDER || table->policy == HIT_OUTPUT_ORDER ||
                   (gathers && table->aggregation == AGGREGATE_NONE);
    builder->line = table->line;
    builder->code = NULL;
    if (is_list) {
        (void)build_refuse(builder, "结果是列表", "the result is a list");
    } else if (gathers && table->output_count != 1) {
        (void)build_refuse(builder, "汇总只能有一列输出", "only one output can be collected");
    } else if (table->rule_count >= PLAN_NO_RULE) {
        (void)build_refuse(builder, "规则超过 65,534 条", "there are more than 65,534 rules");
    }
    return !builder->has_failed;
}

Term build_table(Builder *builder, const Frame *frame, const Table *table, NodeId *out_rule) {
    TableBuild build = {
        .builder = builder, .frame = frame, .table = table, .outer = builder->active};
    Term result = term_of(TERM_NONE, NODE_FALSE, NODE_FALSE);
    if (!is_supported(builder, table)) {
        return result;
    }
    build_inputs(&build);
    build_hits(&build);
    if (!builder->has_failed) {
        result = table->policy == HIT_COLLECT ? take_all(&build) : take_one(&build);
    }
    builder->active = build.outer;
    if (builder->has_failed) {
        return term_of(TERM_NONE, NODE_FALSE, NODE_FALSE);
    }
    *out_rule = rule_number(&build);
    return builder->is_strict ? result : term_select(builder, build.is_given, result, term_null());
}
