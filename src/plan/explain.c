// SPDX-License-Identifier: Apache-2.0
// A decision's program as people and programs read it.
#include "base/check.h"
#include "format/json.h"
#include "plan/code.h"

// Where nothing is expected of a number, so many units either way are.
static const int64_t EXPECTED_UNITS = 1000000;
static const int64_t EXPECTED_ITEMS = 20; // of a list

typedef enum Need {
    NEED_NOTHING,
    NEED_TROUBLE, // only to find the rows for the interpreter
    NEED_RESULT,
} Need;

typedef struct Explanation {
    const VectorPlan *plan;
    const PlanDecision *asked;
    Range *ranges;
    uint8_t *needs; // Need, of each node
} Explanation;

static int64_t power_of_ten(int digits) {
    int64_t power = 1;
    for (int i = 0; i < digits; i++) {
        power *= 10;
    }
    return power;
}

static Range expected_range(PlanInput input, size_t word_count) {
    static const int64_t DAYS = 100000;
    bool is_given = input.low != 0 || input.high != 0;
    if (is_given) {
        return (Range){input.low, input.high};
    }
    int64_t units = EXPECTED_UNITS * power_of_ten(input.scale);
    switch (input.kind) {
    case PLAN_NUMBER: return (Range){-units, units};
    case PLAN_BOOLEAN: return (Range){0, 1};
    case PLAN_STRING: return (Range){0, (Int128)word_count + EXPECTED_UNITS};
    case PLAN_DATE: return (Range){-DAYS, DAYS};
    case PLAN_SECONDS: return (Range){-DAYS * 86400, DAYS * 86400};
    case PLAN_MONTHS: return (Range){-EXPECTED_UNITS, EXPECTED_UNITS};
    }
    return (Range){0, 0};
}

static void need(Explanation *explanation, NodeId node, Need purpose) {
    if (node != NODE_NONE && explanation->needs[node] < purpose) {
        explanation->needs[node] = (uint8_t)purpose;
    }
}

// Backwards, since operands come before who uses them.
static void need_operands(Explanation *explanation) {
    const Graph *graph = &explanation->plan->graph;
    for (size_t i = graph->count; i > 0; i--) {
        const Node *node = &graph->nodes[i - 1];
        for (size_t k = 0; k < op_shape(node->op)->count; k++) {
            need(explanation, node->operands[k], (Need)explanation->needs[i - 1]);
        }
    }
}

static void explanation_init(Explanation *explanation, const VectorPlan *plan, size_t decision) {
    size_t input_count = dmn_input_count(plan->model);
    *explanation = (Explanation){.plan = plan, .asked = &plan->decisions[decision]};
    explanation->ranges = memory_new(plan->graph.count, sizeof(Range));
    explanation->needs = memory_new(plan->graph.count, sizeof *explanation->needs);
    InputRows *inputs = memory_new(input_count, sizeof *inputs);
    for (size_t i = 0; i < input_count; i++) {
        inputs[i].range = expected_range(plan->inputs[i], plan->word_count);
        inputs[i].known = (Range){0, 1};
        inputs[i].lengths = (Range){0, EXPECTED_ITEMS};
    }
    ranges_find(plan, inputs, explanation->ranges);
    memory_free(inputs);
    need(explanation, explanation->asked->result, NEED_RESULT);
    need(explanation, explanation->asked->value.known, NEED_RESULT);
    need(explanation, explanation->asked->trouble, NEED_TROUBLE);
    need(explanation, explanation->asked->rule, NEED_RESULT);
    need_operands(explanation);
}

static void explanation_release(Explanation *explanation) {
    memory_free(explanation->ranges);
    memory_free(explanation->needs);
}

// ---- texts --------------------------------------------------------------------------------------
static void write_wide(Int128 number, int scale, Text *out) {
    char digits[64];
    int count = 0;
    Int128 rest = number < 0 ? -number : number;
    do {
        if (count == scale && scale > 0) {
            digits[count++] = '.';
            scale = 0;
        }
        digits[count++] = (char)('0' + (int)(rest % 10));
        rest /= 10;
    } while (rest > 0 || count <= scale);
    if (number < 0) {
        text_append_char(out, '-');
    }
    while (count > 0) {
        text_append_char(out, digits[--count]);
    }
}

static const char *list_words(Op op) {
    return op == OP_LIST_COUNT ? "count"
           : op == OP_LIST_SUM ? "sum"
           : op == OP_LIST_MIN ? "min"
           : op == OP_LIST_MAX ? "max"
                               : "all known";
}

static void write_operand(const Explanation *explanation, NodeId at, Text *out) {
    const Node *node = &explanation->plan->graph.nodes[at];
    const DmnModel *model = explanation->plan->model;
    switch (node->op) {
    case OP_CONSTANT: text_format(out, "%lld", (long long)node->constant); break;
    case OP_TRUTH: text_append(out, node->constant != 0 ? STR("true") : STR("false")); break;
    case OP_INPUT:
    case OP_INPUT_TRUTH: text_append(out, dmn_input_name(model, (size_t)node->constant)); break;
    case OP_KNOWN:
        text_format(out, "known(" STR_FMT ")",
                    STR_ARG(dmn_input_name(model, (size_t)node->constant)));
        break;
    case OP_LIST_COUNT:
    case OP_LIST_SUM:
    case OP_LIST_MIN:
    case OP_LIST_MAX:
    case OP_LIST_WHOLE:
        text_format(out, "%s(" STR_FMT ")", list_words(node->op),
                    STR_ARG(dmn_input_name(model, (size_t)node->constant)));
        break;
    default: text_format(out, "n%u", (unsigned)at); break;
    }
}

// The words of the operation with its operands in the places of a, b and c.
static void write_step(const Explanation *explanation, NodeId at, Text *out) {
    const Node *node = &explanation->plan->graph.nodes[at];
    const char *words = op_shape(node->op)->words;
    for (const char *letter = words; *letter != '\0'; letter++) {
        bool is_alone =
            (letter == words || letter[-1] == ' ' || letter[-1] == '(') &&
            (letter[1] == '\0' || letter[1] == ' ' || letter[1] == ',' || letter[1] == ')');
        if (is_alone && *letter >= 'a' && *letter <= 'c') {
            write_operand(explanation, node->operands[*letter - 'a'], out);
        } else {
            text_append_char(out, *letter);
        }
    }
}

static bool is_step(const Explanation *explanation, NodeId at) {
    return explanation->needs[at] != NEED_NOTHING &&
           op_shape(explanation->plan->graph.nodes[at].op)->count > 0;
}

static bool is_truth(const Explanation *explanation, NodeId at) {
    return op_shape(explanation->plan->graph.nodes[at].op)->is_truth;
}

// E: an exact integer; Q: a comparison or rounding of a quotient, which FEEL rounds so often.
static char class_of(const Explanation *explanation, NodeId at) {
    const Node *node = &explanation->plan->graph.nodes[at];
    return node->roundings > 0 ? 'Q' : is_truth(explanation, at) ? '-' : 'E';
}

static const char *kind_name(TermKind kind) {
    switch (kind) {
    case TERM_NUMBER: return "number";
    case TERM_BOOLEAN: return "boolean";
    case TERM_STRING: return "string";
    case TERM_DATE: return "date";
    case TERM_SECONDS: return "days and time duration";
    case TERM_MONTHS: return "years and months duration";
    case TERM_NULL:
    case TERM_CONTEXT:
    case TERM_FUNCTION:
    case TERM_LIST:
    case TERM_NONE: break;
    }
    return "";
}

static void write_limits(const Explanation *explanation, NodeId at, Text *out) {
    const Node *node = &explanation->plan->graph.nodes[at];
    Range range = explanation->ranges[at];
    if (is_truth(explanation, at)) {
        return;
    }
    if (!range_is_within(range, node->limit)) {
        text_append(out, STR("   [beyond 34 digits]"));
        return;
    }
    text_append(out, STR("   ["));
    write_wide(range.low, node->scale, out);
    text_append(out, STR(" .. "));
    write_wide(range.high, node->scale, out);
    text_append(out, range_fits(range) ? STR("]") : STR("] 128 bits"));
}

static void write_refusal(const PlanRefusal *refusal, bool is_chinese, Text *out) {
    text_format(out,
                is_chinese ? "  由解释器逐行计算：第 %d 行：" STR_FMT "\n"
                           : "  stays in the interpreter: line %d: " STR_FMT "\n",
                refusal->line, STR_ARG(is_chinese ? refusal->reason_chinese : refusal->reason));
    if (refusal->excerpt.length > 0) {
        text_format(out, "  " STR_FMT "\n", STR_ARG(refusal->excerpt));
    }
}

static void write_steps(const Explanation *explanation, Need purpose, Text *out) {
    for (NodeId i = 0; i < explanation->plan->graph.count; i++) {
        if (!is_step(explanation, i) || explanation->needs[i] != purpose) {
            continue;
        }
        text_format(out, "  n%-5u %c  ", (unsigned)i, class_of(explanation, i));
        write_step(explanation, i, out);
        write_limits(explanation, i, out);
        text_append_char(out, '\n');
    }
}

static void write_result(const Explanation *explanation, bool is_chinese, Text *out) {
    const PlanDecision *asked = explanation->asked;
    text_format(out, is_chinese ? "  结果 %s，小数 %d 位：" : "  result %s, scale %d: ",
                kind_name(asked->value.kind), asked->value.scale);
    write_operand(explanation, asked->result, out);
    if (asked->value.known != NODE_TRUE) {
        text_append(out, is_chinese ? STR("；非空：") : STR("; known: "));
        write_operand(explanation, asked->value.known, out);
    }
    if (asked->rule != NODE_NONE) {
        text_append(out, is_chinese ? STR("；规则：") : STR("; rule: "));
        write_operand(explanation, asked->rule, out);
    }
    text_append_char(out, '\n');
}

void plan_explain_words(const VectorPlan *plan, size_t decision, bool is_chinese, Text *out) {
    CHECK(decision < plan->decision_count);
    const PlanDecision *asked = &plan->decisions[decision];
    text_format(out, STR_FMT "\n", STR_ARG(dmn_decision_name(plan->model, plan->asked[decision])));
    if (asked->is_refused) {
        write_refusal(&asked->refusal, is_chinese, out);
        return;
    }
    Explanation explanation;
    explanation_init(&explanation, plan, decision);
    write_steps(&explanation, NEED_RESULT, out);
    write_result(&explanation, is_chinese, out);
    if (asked->trouble != NODE_FALSE) {
        text_append(out,
                    is_chinese ? STR("  交解释器的行：") : STR("  rows for the interpreter: "));
        write_operand(&explanation, asked->trouble, out);
        text_append_char(out, '\n');
        write_steps(&explanation, NEED_TROUBLE, out);
    }
    explanation_release(&explanation);
}

// ---- JSON ---------------------------------------------------------------------------------------
static void json_key_string(JsonWriter *json, Str key, Str value) {
    json_key(json, key);
    json_string(json, value);
}

static void json_node(JsonWriter *json, const Explanation *explanation, Str key, NodeId node) {
    CLEANUP(text_release) Text words = {0};
    json_key(json, key);
    if (node == NODE_NONE) {
        json_null(json);
        return;
    }
    write_operand(explanation, node, &words);
    json_string(json, text_str(&words));
}

static void json_step(JsonWriter *json, const Explanation *explanation, NodeId at) {
    const Node *node = &explanation->plan->graph.nodes[at];
    CLEANUP(text_release) Text words = {0};
    char class[2] = {class_of(explanation, at), '\0'};
    json_begin_object(json);
    json_node(json, explanation, STR("node"), at);
    json_key_string(json, STR("op"), str_from(op_shape(node->op)->name));
    write_step(explanation, at, &words);
    json_key_string(json, STR("words"), text_str(&words));
    json_key_string(json, STR("class"), str_from(class));
    if (node->roundings > 0) {
        json_key(json, STR("roundings"));
        json_number(json, node->roundings);
    }
    if (!is_truth(explanation, at)) {
        Range range = explanation->ranges[at];
        json_key(json, STR("scale"));
        json_number(json, node->scale);
        text_clear(&words);
        write_wide(range.low, node->scale, &words);
        json_key_string(json, STR("low"), text_str(&words));
        text_clear(&words);
        write_wide(range.high, node->scale, &words);
        json_key_string(json, STR("high"), text_str(&words));
        json_key(json, STR("fits_64_bits"));
        json_boolean(json, range_fits(range));
    }
    json_end_object(json);
}

static void json_refusal(JsonWriter *json, const PlanRefusal *refusal) {
    json_key(json, STR("refusal"));
    json_begin_object(json);
    json_key(json, STR("line"));
    json_number(json, refusal->line);
    json_key(json, STR("offset"));
    json_number(json, (int64_t)refusal->offset);
    json_key_string(json, STR("excerpt"), refusal->excerpt);
    json_key_string(json, STR("reason"), refusal->reason_chinese);
    json_key_string(json, STR("reason_english"), refusal->reason);
    json_end_object(json);
}

static void json_program(JsonWriter *json, const Explanation *explanation) {
    const PlanDecision *asked = explanation->asked;
    json_key_string(json, STR("kind"), str_from(kind_name(asked->value.kind)));
    json_key(json, STR("scale"));
    json_number(json, asked->value.scale);
    json_node(json, explanation, STR("result"), asked->result);
    json_node(json, explanation, STR("known"), asked->value.known);
    json_node(json, explanation, STR("rule"), asked->rule);
    json_node(json, explanation, STR("for_interpreter"), asked->trouble);
    json_key(json, STR("steps"));
    json_begin_list(json);
    for (NodeId i = 0; i < explanation->plan->graph.count; i++) {
        if (is_step(explanation, i)) {
            json_step(json, explanation, i);
        }
    }
    json_end_list(json);
}

void plan_explain_json(const VectorPlan *plan, size_t decision, Text *out) {
    CHECK(decision < plan->decision_count);
    const PlanDecision *asked = &plan->decisions[decision];
    JsonWriter json = {.out = out};
    json_begin_object(&json);
    json_key_string(&json, STR("decision"), dmn_decision_name(plan->model, plan->asked[decision]));
    json_key(&json, STR("is_compiled"));
    json_boolean(&json, !asked->is_refused);
    json_key(&json, STR("is_strict"));
    json_boolean(&json, plan->is_strict);
    if (asked->is_refused) {
        json_refusal(&json, &asked->refusal);
    } else {
        Explanation explanation;
        explanation_init(&explanation, plan, decision);
        json_program(&json, &explanation);
        explanation_release(&explanation);
    }
    json_end_object(&json);
}
