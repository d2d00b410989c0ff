// SPDX-License-Identifier: Apache-2.0
// From decisions of a model to a plan: each element is built once, after those it requires.
#include "base/check.h"
#include "plan/plan_private.h"
#include <string.h>

enum { EXCERPT_LENGTH_MAX = 200 };

typedef struct PlanMaker {
    Builder builder;
    PlanInput *inputs;
    PlanDecision *elements;
} PlanMaker;

// ---- refusals -----------------------------------------------------------------------------------
// The part that is meant, or the whole text, on one line.
static Str excerpt_of(Builder *builder, size_t *out_offset, int *out_line) {
    const Code *code = builder->code;
    const Ast *ast = builder->ast;
    *out_offset = 0;
    *out_line = builder->line;
    if (code == NULL) {
        return STR("");
    }
    Str text = str_trim(code->text);
    size_t before = (size_t)(text.data - code->text.data);
    bool has_span = ast != NULL && ast->span != NULL && ast->span->to > ast->span->from &&
                    ast->span->to <= code->text.length;
    *out_offset = has_span ? ast->span->from : before;
    text = has_span ? str_slice(code->text, ast->span->from, ast->span->to) : text;
    *out_line = code->line + place_of(code->text, *out_offset).line - 1;
    return text.length > EXCERPT_LENGTH_MAX ? STR("") : text;
}

Term build_refuse(Builder *builder, const char *chinese, const char *english) {
    if (!builder->has_failed) {
        builder->has_failed = true;
        PlanRefusal *refusal = &builder->refusal;
        *refusal = (PlanRefusal){.reason = str_from(english), .reason_chinese = str_from(chinese)};
        refusal->text = builder->code == NULL ? STR("") : builder->code->text;
        refusal->excerpt = excerpt_of(builder, &refusal->offset, &refusal->line);
    }
    return term_of(TERM_NONE, NODE_FALSE, NODE_FALSE);
}

Term build_too_large(Builder *builder) {
    return build_refuse(
        builder, "步骤太多，编不成程序；拆成几个决策，或少用几层调用",
        "it takes too many steps for a program: split it into several decisions, or "
        "call less deeply");
}

// A decision that needs a refused one is refused for the same reason.
static PlanRefusal refusal_through(Arena *arena, const Element *required, PlanRefusal refusal) {
    if (!str_starts_with(refusal.reason, STR("needs '"))) {
        Str name = required->variable.name;
        refusal.reason = arena_format(arena, "needs '" STR_FMT "': " STR_FMT, STR_ARG(name),
                                      STR_ARG(refusal.reason));
        refusal.reason_chinese = arena_format(arena, "需要“" STR_FMT "”：" STR_FMT, STR_ARG(name),
                                              STR_ARG(refusal.reason_chinese));
    }
    return refusal;
}

// ---- elements -----------------------------------------------------------------------------------
static Term input_value(Builder *builder, size_t input) {
    PlanInput shape = builder->inputs[input];
    if (shape.is_list) {
        Term list = term_of(TERM_LIST, NODE_FALSE, NODE_TRUE);
        list.input = input;
        list.scale = shape.kind == PLAN_NUMBER ? shape.scale : 0;
        return list;
    }
    bool is_truth = shape.kind == PLAN_BOOLEAN;
    NodeId known = graph_input(&builder->graph, OP_KNOWN, input);
    NodeId node = graph_input(&builder->graph, is_truth ? OP_INPUT_TRUTH : OP_INPUT, input);
    build_trouble(builder, build_not(builder, known));
    Term value = term_of((TermKind)shape.kind, node, builder->is_strict ? NODE_TRUE : known);
    value.scale = shape.kind == PLAN_NUMBER ? shape.scale : 0;
    builder->graph.nodes[node].scale = (int8_t)value.scale;
    return value;
}

// Of a number that a type keeps within limits nothing else is expected: min(max(input, low), high).
static void expect_limits(const Graph *graph, NodeId node, PlanInput *input) {
    const Node *high = &graph->nodes[node];
    const Node *low = &graph->nodes[high->operands[0]];
    int64_t ends[2];
    bool is_free = input->low == 0 && input->high == 0;
    if (is_free && high->op == OP_MIN && low->op == OP_MAX &&
        graph_is_constant(graph, low->operands[1], &ends[0]) &&
        graph_is_constant(graph, high->operands[1], &ends[1])) {
        input->low = ends[0];
        input->high = ends[1];
    }
}

static void build_input(PlanMaker *maker, const Element *element, PlanDecision *out) {
    Builder *builder = &maker->builder;
    Term value = input_value(builder, element->ordinal);
    out->value = build_fit(builder, value, element->variable.type);
    if (out->value.kind == TERM_NUMBER) {
        expect_limits(&builder->graph, out->value.node, &maker->inputs[element->ordinal]);
    }
}

// What the decision requires into its frame; false: one of them is refused.
static bool fill_frame(PlanMaker *maker, const Element *element, Frame *frame, PlanDecision *out) {
    Builder *builder = &maker->builder;
    for (size_t i = 0; i < element->requirement_count; i++) {
        Source source = element->sources[i];
        const Element *required = &builder->model->elements[source.element];
        if (source.is_function) {
            frame->values[i] = term_of(TERM_FUNCTION, NODE_FALSE, NODE_TRUE);
            frame->values[i].element = required;
            continue;
        }
        const PlanDecision *built = &maker->elements[source.element];
        CHECK(built->is_built);
        if (built->is_refused) {
            out->refusal = refusal_through(builder->arena, required, built->refusal);
            return false;
        }
        frame->values[i] = built->value;
        // What reported something, or is null, makes null of all that needs it.
        build_trouble(builder, built->trouble);
        build_trouble(builder, build_not(builder, built->value.known));
        if (builder->is_strict) {
            frame->values[i].known =
                built->value.kind == TERM_NULL ? built->value.known : NODE_TRUE;
        }
    }
    return true;
}

static bool build_decision(PlanMaker *maker, const Element *element, PlanDecision *out) {
    Builder *builder = &maker->builder;
    Frame frame = {.owner = element};
    frame.count = element->frame_size + element->requirement_count;
    frame.values = arena_alloc(builder->arena, frame.count, sizeof *frame.values);
    if (!fill_frame(maker, element, &frame, out)) {
        return false;
    }
    const Expression *logic = element->logic;
    builder->line = element->line;
    if (logic != NULL && logic->kind == EXPRESSION_TABLE) {
        Term value = build_table(builder, &frame, logic->table, &out->rule);
        out->value = build_fit(builder, value, logic->type);
    } else {
        out->value = build_expression(builder, &frame, logic);
    }
    out->value = build_fit(builder, out->value, element->variable.type);
    return true;
}

static void build_element(PlanMaker *maker, size_t at) {
    Builder *builder = &maker->builder;
    const Element *element = &builder->model->elements[at];
    PlanDecision *out = &maker->elements[at];
    if (out->is_built) {
        return;
    }
    *out = (PlanDecision){.is_built = true, .element = at, .rule = NODE_NONE};
    size_t before = builder->graph.count;
    builder->active = NODE_TRUE;
    builder->trouble = NODE_FALSE;
    builder->has_failed = false;
    builder->code = NULL;
    builder->ast = NULL;
    builder->line = element->line;
    bool has_all = true;
    if (element->kind == ELEMENT_INPUT) {
        build_input(maker, element, out);
    } else {
        has_all = build_decision(maker, element, out);
    }
    if (builder->graph.is_too_large) {
        graph_cut(&builder->graph, before);
        (void)build_too_large(builder);
    }
    out->trouble = builder->trouble;
    out->is_refused = !has_all || builder->has_failed;
    if (builder->has_failed) {
        out->refusal = builder->refusal;
    }
}

// ---- asked decisions ----------------------------------------------------------------------------
static NodeId result_node(Builder *builder, Term value) {
    NodeId nothing = graph_constant(&builder->graph, 0);
    return value.kind == TERM_BOOLEAN
               ? value.node
               : graph_add(&builder->graph, OP_SELECT, value.known, value.node, nothing);
}

static void ask(PlanMaker *maker, size_t decision, PlanDecision *out) {
    Builder *builder = &maker->builder;
    size_t at = builder->model->decisions[decision];
    const Element *element = &builder->model->elements[at];
    for (size_t i = 0; i < element->plan.input_count; i++) {
        build_element(maker, element->plan.inputs[i]);
    }
    for (size_t i = 0; i < element->plan.decision_count; i++) {
        build_element(maker, element->plan.decisions[i]);
    }
    *out = maker->elements[at];
    builder->has_failed = false;
    builder->code = element->logic == NULL || element->logic->kind != EXPRESSION_LITERAL
                        ? NULL
                        : &element->logic->code;
    builder->ast = NULL;
    builder->line = element->line;
    if (out->is_refused) {
        return;
    }
    if (out->value.kind > TERM_MONTHS) {
        (void)build_refuse(builder, "结果是一组值或列表，不是单个值",
                           "the result is a context or a list, not a single value");
    } else if (out->value.divisor != NODE_NONE) {
        (void)build_refuse(builder, "结果是除不尽的商，先取整",
                           "the result is a quotient that is not exact: round it");
    }
    size_t before = builder->graph.count;
    if (!builder->has_failed) {
        out->result = result_node(builder, out->value);
    }
    if (builder->graph.is_too_large) {
        graph_cut(&builder->graph, before);
        (void)build_too_large(builder);
    }
    if (builder->has_failed) {
        out->is_refused = true;
        out->refusal = builder->refusal;
    }
}

static PlanKind kind_by_type(Str type) {
    static const struct {
        Str name;
        PlanKind kind;
    } KINDS[] = {
        {{"boolean", 7}, PLAN_BOOLEAN},
        {{"string", 6}, PLAN_STRING},
        {{"date", 4}, PLAN_DATE},
        {{"days and time duration", 22}, PLAN_SECONDS},
        {{"years and months duration", 25}, PLAN_MONTHS},
    };
    for (size_t i = 0; i < ARRAY_COUNT(KINDS); i++) {
        if (str_equal(type, KINDS[i].name)) {
            return KINDS[i].kind;
        }
    }
    return PLAN_NUMBER;
}

void plan_inputs_by_type(const DmnModel *model, PlanInput *out_inputs) {
    for (size_t i = 0; i < dmn_input_count(model); i++) {
        PlanKind kind = kind_by_type(dmn_input_type(model, i));
        out_inputs[i] = (PlanInput){.kind = kind, .scale = kind == PLAN_NUMBER ? 2 : 0};
    }
}

static void take_inputs(VectorPlan *plan, const PlanOptions *options) {
    size_t count = dmn_input_count(plan->model);
    plan->inputs = arena_alloc(&plan->arena, count, sizeof *plan->inputs);
    if (options->inputs == NULL) {
        plan_inputs_by_type(plan->model, plan->inputs);
    } else if (count > 0) {
        memcpy(plan->inputs, options->inputs, count * sizeof *plan->inputs);
    }
    for (size_t i = 0; i < count; i++) {
        CHECK(plan->inputs[i].scale >= 0 && plan->inputs[i].scale <= 9);
        CHECK(!plan->inputs[i].is_list || plan->inputs[i].kind != PLAN_STRING);
    }
}

VectorPlan *plan_compile(const DmnModel *model, const size_t *decisions, size_t count,
                         const PlanOptions *options) {
    VectorPlan *plan = memory_new(1, sizeof *plan);
    *plan = (VectorPlan){.model = model, .is_strict = options->is_strict, .decision_count = count};
    take_inputs(plan, options);
    plan->decisions = arena_alloc(&plan->arena, count, sizeof *plan->decisions);
    plan->asked = arena_alloc(&plan->arena, count, sizeof *plan->asked);
    PlanMaker maker = {.inputs = plan->inputs,
                       .builder = {.arena = &plan->arena,
                                   .model = model,
                                   .inputs = plan->inputs,
                                   .is_strict = options->is_strict}};
    graph_init(&maker.builder.graph);
    maker.elements = memory_new(model->element_count, sizeof *maker.elements);
    for (size_t i = 0; i < count; i++) {
        CHECK(decisions[i] < model->decision_count);
        plan->asked[i] = decisions[i];
        ask(&maker, decisions[i], &plan->decisions[i]);
    }
    graph_spread_limits(&maker.builder.graph);
    plan->graph = maker.builder.graph;
    plan->words = arena_alloc(&plan->arena, maker.builder.word_count, sizeof *plan->words);
    plan->word_count = maker.builder.word_count;
    if (plan->word_count > 0) {
        memcpy(plan->words, maker.builder.words, plan->word_count * sizeof *plan->words);
    }
    memory_free(maker.builder.words);
    map_release(&maker.builder.word_places);
    memory_free(maker.elements);
    return plan;
}

void plan_free(VectorPlan *plan) {
    if (plan != NULL) {
        graph_release(&plan->graph);
        arena_release(&plan->arena);
        memory_free(plan);
    }
}

size_t plan_decision_count(const VectorPlan *plan) {
    return plan->decision_count;
}

const PlanRefusal *plan_refusal(const VectorPlan *plan, size_t decision) {
    CHECK(decision < plan->decision_count);
    const PlanDecision *asked = &plan->decisions[decision];
    return asked->is_refused ? &asked->refusal : NULL;
}

PlanInput plan_result(const VectorPlan *plan, size_t decision) {
    CHECK(plan_refusal(plan, decision) == NULL);
    Term value = plan->decisions[decision].value;
    return (PlanInput){.kind = (PlanKind)value.kind, .scale = value.scale};
}

bool plan_has_rules(const VectorPlan *plan, size_t decision) {
    CHECK(decision < plan->decision_count);
    return plan->decisions[decision].rule != NODE_NONE;
}

static void mark(NodeId node, bool *marked) {
    if (node != NODE_NONE) {
        marked[node] = true;
    }
}

// Backwards, since operands come before who uses them.
static void mark_operands(const Graph *graph, bool *marked) {
    for (size_t i = graph->count; i > 0; i--) {
        const Node *node = &graph->nodes[i - 1];
        for (size_t k = 0; marked[i - 1] && k < op_shape(node->op)->count; k++) {
            marked[node->operands[k]] = true;
        }
    }
}

void plan_inputs_used(const VectorPlan *plan, bool *used) {
    const Graph *graph = &plan->graph;
    bool *marked = memory_new(graph->count, sizeof *marked);
    for (size_t i = 0; i < plan->decision_count; i++) {
        const PlanDecision *asked = &plan->decisions[i];
        if (!asked->is_refused) {
            mark(asked->result, marked);
            mark(asked->value.known, marked);
            mark(asked->trouble, marked);
            mark(asked->rule, marked);
        }
    }
    mark_operands(graph, marked);
    for (size_t i = 0; i < graph->count; i++) {
        Op op = graph->nodes[i].op;
        bool is_input = op_shape(op)->count == 0 && op != OP_CONSTANT && op != OP_TRUTH;
        if (marked[i] && is_input) {
            used[graph->nodes[i].constant] = true;
        }
    }
    memory_free(marked);
}
