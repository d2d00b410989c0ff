// SPDX-License-Identifier: Apache-2.0
// A trace as sentences for people who never saw a decision model: what came out, from which
// figures, by which rule or sum; then the same for what it rests on.
#include "base/check.h"
#include "dmn/explain.h"
#include "dmn/model.h"
#include "dmn/reason.h"
#include "dmn/trace.h"
#include <string.h>

enum {
    DEPTH_SHOWN = 12,      // deeper sentences are not pushed further in
    ITEMS_SHOWN = 20,      // of a loop
    VALUE_BYTES_MAX = 160, // longer values are cut
    PART_BYTES_MAX = 40,   // longer values stay names in a sum
};

typedef struct Saying {
    const DmnTrace *trace;
    const DmnTelling *telling;
    Text *out;
    Arena arena;
    const DmnNode **told;
    size_t told_count;
} Saying;

__attribute__((format_arg(2), format_arg(3))) static const char *
words(const Saying *saying, const char *chinese, const char *english) {
    return saying->telling->is_english ? english : chinese;
}

static void say(Saying *saying, const char *chinese, const char *english) {
    text_append(saying->out, str_from(words(saying, chinese, english)));
}

static void indent(Saying *saying, int depth) {
    text_format(saying->out, "%*s", 2 * (depth > DEPTH_SHOWN ? DEPTH_SHOWN : depth), "");
}

// ---- values -------------------------------------------------------------------------------------
static void say_cut(Saying *saying, Str text) {
    size_t length = text.length > VALUE_BYTES_MAX ? VALUE_BYTES_MAX : text.length;
    while (length < text.length && ((unsigned char)text.data[length] & 0xC0) == 0x80) {
        length--;
    }
    text_append(saying->out, str_slice(text, 0, length));
    text_append(saying->out, length < text.length ? STR("…") : STR(""));
}

static void say_value(Saying *saying, FeelValue value) {
    if (value.kind == FEEL_NULL) {
        say(saying, "未知", "unknown");
    } else if (value.kind == FEEL_BOOLEAN) {
        say(saying, value.number != 0 ? "是" : "否", value.number != 0 ? "yes" : "no");
    } else if (value.kind == FEEL_FUNCTION) {
        say(saying, "函数", "a function");
    } else {
        CLEANUP(text_release) Text text = {0};
        bool is_string = value.kind == FEEL_STRING;
        feel_format(value, &text);
        text_append(saying->out, str_from(is_string ? words(saying, "“", "\"") : ""));
        say_cut(saying, text_str(&text));
        text_append(saying->out, str_from(is_string ? words(saying, "”", "\"") : ""));
    }
}

// Of inputs and decisions of the trace itself.
static bool is_told(Saying *saying, const DmnNode *node) {
    for (size_t i = 0; i < saying->told_count; i++) {
        if (saying->told[i] == node) {
            return true;
        }
    }
    saying->told[saying->told_count++] = node;
    return false;
}

static void say_read(Saying *saying, const DmnNode *node, size_t index) {
    const DmnTelling *telling = saying->telling;
    DmnRead read = dmn_node_read(node, index);
    const DmnNode *source = dmn_node_read_source(saying->trace, node, index);
    CLEANUP(text_release) Text before = {0};
    CLEANUP(text_release) Text after = {0};
    if (telling->describe != NULL && source != NULL && source->kind == DMN_NODE_INPUT) {
        telling->describe(telling->data, source->name, !is_told(saying, source), &before, &after);
    }
    say(saying, index == 0 ? "" : "，", index == 0 ? "" : ", ");
    text_append(saying->out, text_str(&before));
    text_format(saying->out, STR_FMT " = ", STR_ARG(read.name));
    say_value(saying, read.value);
    text_append(saying->out, text_str(&after));
}

static void say_reads(Saying *saying, const DmnNode *node) {
    for (size_t i = 0; i < dmn_node_read_count(node); i++) {
        say_read(saying, node, i);
    }
}

// What a decision that was not evaluated lacks.
static void say_missing(Saying *saying, const DmnNode *node) {
    bool is_first = true;
    say(saying, "：缺 ", ": it lacks ");
    for (size_t i = 0; i < dmn_node_read_count(node); i++) {
        DmnRead read = dmn_node_read(node, i);
        if (read.value.kind == FEEL_NULL) {
            say(saying, is_first ? "" : "、", is_first ? "" : ", ");
            text_append(saying->out, read.name);
            is_first = false;
        }
    }
}

// ---- sums ---------------------------------------------------------------------------------------
// Text and values of one expression.
typedef struct Sum {
    Str text;
    const FeelNote *notes;
    size_t count;
} Sum;

static Str trimmed(Str text, const FeelNote *note) {
    return str_trim(str_slice(text, note->from, note->to));
}

// A name is replaced where its value is short and was the same all the time.
static bool value_for_name(const FeelNote *note, Text *out) {
    text_clear(out);
    bool is_data = note->value.kind != FEEL_CONTEXT && note->value.kind != FEEL_FUNCTION;
    if (note->kind != FEEL_NOTE_NAME || note->times != 1 || !is_data) {
        return false;
    }
    if (note->value.kind == FEEL_STRING) {
        text_append_char(out, '"');
    }
    feel_format(note->value, out);
    if (note->value.kind == FEEL_STRING) {
        text_append_char(out, '"');
    }
    return out->length <= PART_BYTES_MAX;
}

// The text of part `at` with values in the place of names; false: there was no name to replace.
static bool put_values(const Sum *sum, size_t at, Text *out) {
    const FeelNote *whole = &sum->notes[at];
    CLEANUP(text_release) Text value = {0};
    size_t from = whole->from;
    bool is_changed = false;
    for (size_t i = at; i < sum->count && sum->notes[i].from < whole->to; i++) {
        const FeelNote *note = &sum->notes[i];
        if (note->from < from || note->to > whole->to || !value_for_name(note, &value)) {
            continue;
        }
        text_append(out, str_slice(sum->text, from, note->from));
        text_append(out, text_str(&value));
        from = note->to;
        is_changed = true;
    }
    text_append(out, str_slice(sum->text, from, whole->to));
    return is_changed;
}

// On one line.
static void say_text(Saying *saying, Str text) {
    bool is_blank = false;
    for (size_t i = 0; i < text.length; i++) {
        bool is_space = text.data[i] == ' ' || text.data[i] == '\n' || text.data[i] == '\t' ||
                        text.data[i] == '\r';
        if (!is_space || !is_blank) {
            text_append_char(saying->out, is_space ? ' ' : text.data[i]);
        }
        is_blank = is_space;
    }
}

// "家庭收入 / 人数 = 4812 / 4 = 1203"; a test, which may hold "=" itself, is told in words.
static void say_sum(Saying *saying, const Sum *sum, size_t at) {
    CLEANUP(text_release) Text values = {0};
    const FeelNote *note = &sum->notes[at];
    bool is_changed = put_values(sum, at, &values);
    bool is_test = note->value.kind == FEEL_BOOLEAN && note->kind != FEEL_NOTE_NAME;
    say_text(saying, trimmed(sum->text, note));
    if (is_changed && note->kind != FEEL_NOTE_NAME) {
        say(saying, is_test ? "，即 " : " = ", is_test ? ", that is " : " = ");
        say_text(saying, text_str(&values));
    }
    if (note->kind != FEEL_NOTE_CONSTANT) {
        say(saying, is_test ? "，得 " : " = ", is_test ? ", gives " : " = ");
        say_value(saying, note->value);
    }
}

static size_t inner_part(const Sum *sum, size_t outer, size_t number) {
    for (size_t i = outer + 1; i < sum->count; i++) {
        if (sum->notes[i].outer == outer && number-- == 0) {
            return i;
        }
    }
    return outer;
}

// An "if" is told by its condition and the branch that was taken.
static void say_part(Saying *saying, const Sum *sum, size_t at) {
    while (sum->notes[at].kind == FEEL_NOTE_IF) {
        size_t condition = inner_part(sum, at, 0);
        bool is_met = sum->notes[condition].value.kind == FEEL_BOOLEAN &&
                      sum->notes[condition].value.number != 0;
        size_t taken = inner_part(sum, at, is_met ? 1 : 2);
        if (taken == at) {
            break;
        }
        say(saying, "条件 ", "condition ");
        say_sum(saying, sum, condition);
        say(saying, "，所以取 ", ", so ");
        at = taken;
    }
    say_sum(saying, sum, at);
}

static void say_literal(Saying *saying, const DmnNode *literal) {
    Explained explained = {0};
    if (explain_literal(saying->trace, literal, &saying->arena, &explained) &&
        explained.notes[0].to > explained.notes[0].from) {
        Sum sum = {literal_text(literal), explained.notes, explained.count};
        if (sum.notes[0].kind != FEEL_NOTE_CONSTANT) {
            say_part(saying, &sum, 0);
            return;
        }
    }
    say_text(saying, str_trim(literal_text(literal)));
}

// ---- tables -------------------------------------------------------------------------------------
static void say_rule(Saying *saying, const DmnNode *node, const Rule *rule, size_t number) {
    text_format(saying->out,
                words(saying, "决策表第 %zu 条规则符合", "rule %zu of the table applies"),
                number + 1);
    if (rule->annotation.length > 0) {
        text_format(saying->out, words(saying, "：%.*s", ": %.*s"), STR_ARG(rule->annotation));
    }
    for (size_t i = 0; i < rule->checked_count; i++) {
        DmnRead read = dmn_node_read(node, rule->checked[i].input);
        say(saying, i == 0 ? "（" : "，", i == 0 ? " (" : ", ");
        text_format(saying->out, STR_FMT " = ", STR_ARG(read.name));
        say_value(saying, read.value);
        text_format(saying->out, words(saying, " 符合 %.*s", " fits %.*s"),
                    STR_ARG(str_trim(rule->checked[i].code->text)));
    }
    say(saying, rule->checked_count == 0 ? "" : "）", rule->checked_count == 0 ? "" : ")");
}

static void say_table(Saying *saying, const DmnNode *node) {
    const Table *table = node->origin;
    if (node->values == NULL && table->input_count > 0) {
        say(saying, "决策表的输入不合要求", "the table does not take its inputs");
    } else if (node->rule_count == 0) {
        say(saying, node->is_default ? "决策表没有规则符合，取默认结果" : "决策表没有规则符合",
            node->is_default ? "no rule of the table applies, so its default holds"
                             : "no rule of the table applies");
        say(saying, "（", " (");
        say_reads(saying, node);
        say(saying, "）", ")");
    }
    for (size_t i = 0; i < node->rule_count; i++) {
        say(saying, i == 0 ? "" : "；", i == 0 ? "" : "; ");
        say_rule(saying, node, &table->rules[node->rules[i]], node->rules[i]);
    }
}

// ---- nodes --------------------------------------------------------------------------------------
static void say_title(Saying *saying, const DmnNode *node) {
    static const char *const TITLES[][2] = {
        [DMN_NODE_INPUT] = {"输入", "input"},
        [DMN_NODE_DECISION] = {"", ""},
        [DMN_NODE_KNOWLEDGE] = {"调用 ", "call of "},
        [DMN_NODE_SERVICE] = {"调用决策服务 ", "call of the decision service "},
        [DMN_NODE_FUNCTION] = {"调用函数", "call of a function"},
        [DMN_NODE_ENTRY] = {"其中 ", "where "},
        [DMN_NODE_LITERAL] = {"算式", "expression"},
        [DMN_NODE_TABLE] = {"决策表", "decision table"},
        [DMN_NODE_CONTEXT] = {"分项", "context"},
        [DMN_NODE_INVOCATION] = {"调用", "call"},
        [DMN_NODE_LIST] = {"列表", "list"},
        [DMN_NODE_RELATION] = {"表格", "relation"},
        [DMN_NODE_DEFINITION] = {"函数定义", "definition of a function"},
        [DMN_NODE_CONDITIONAL] = {"条件", "condition"},
        [DMN_NODE_FILTER] = {"筛选", "filter"},
        [DMN_NODE_FOR] = {"逐项计算", "for each"},
        [DMN_NODE_SOME] = {"是否有一项满足", "whether one satisfies"},
        [DMN_NODE_EVERY] = {"是否每项满足", "whether each satisfies"},
    };
    say(saying, TITLES[node->kind][0], TITLES[node->kind][1]);
    if (node->kind == DMN_NODE_ENTRY && node->name.length == 0) {
        say(saying, "结果", "the result");
    }
    text_append(saying->out, node->name);
    if (node->kind == DMN_NODE_FILTER) {
        text_append_char(saying->out, ' ');
        say_text(saying, filter_text(node));
    }
}

// A sum or a table is told in the sentence of what it is the logic of.
static const DmnNode *only_logic(const DmnNode *node) {
    const DmnNode *inner = node->first;
    bool is_simple = inner != NULL && inner->next == NULL &&
                     (inner->kind == DMN_NODE_LITERAL || inner->kind == DMN_NODE_TABLE);
    return is_simple ? inner : NULL;
}

static void say_logic(Saying *saying, const DmnNode *logic) {
    if (logic->kind == DMN_NODE_TABLE) {
        say_table(saying, logic);
    } else {
        say(saying, "算式 ", "computed ");
        say_literal(saying, logic);
    }
}

static void say_inner(Saying *saying, const DmnNode *node, int depth);

static void say_node(Saying *saying, const DmnNode *node, int depth) {
    indent(saying, depth);
    say_title(saying, node);
    if (node->kind == DMN_NODE_LITERAL || node->kind == DMN_NODE_TABLE) {
        say(saying, "：", ": ");
        if (node->kind == DMN_NODE_TABLE) {
            say_table(saying, node);
        } else {
            say_literal(saying, node);
        }
        text_append_char(saying->out, '\n');
        say_inner(saying, node, depth + 1);
        return;
    }
    bool is_known = node->result.kind != FEEL_NULL;
    bool is_asked = node == dmn_trace_asked(saying->trace);
    if (is_known || (node->kind != DMN_NODE_DECISION && !is_asked)) {
        text_append(saying->out, STR(" = "));
        say_value(saying, node->result);
    } else {
        say(saying, saying->trace->is_strict ? " 无法判定" : " 没有值",
            saying->trace->is_strict ? " is undetermined" : " has no value");
    }
    const DmnNode *logic = only_logic(node);
    size_t read_count = dmn_node_read_count(node);
    if (node->is_skipped) {
        say_missing(saying, node);
    } else if (read_count > 0) {
        say(saying, "：因为 ", ": because ");
        say_reads(saying, node);
    }
    if (logic != NULL) {
        say(saying, read_count > 0 ? "；" : "：", read_count > 0 ? "; " : ": ");
        say_logic(saying, logic);
    }
    text_append_char(saying->out, '\n');
    if (!is_asked || node->kind != DMN_NODE_SERVICE) {
        say_inner(saying, logic == NULL ? node : logic, depth + 1);
    }
}

// The call tells what it was given: the names of function and arguments say no more.
static bool is_told_by_call(const DmnNode *invocation, const DmnNode *inner) {
    bool has_call = false;
    for (const DmnNode *node = invocation->first; node != NULL; node = node->next) {
        has_call |= node->kind == DMN_NODE_KNOWLEDGE || node->kind == DMN_NODE_SERVICE ||
                    node->kind == DMN_NODE_FUNCTION;
    }
    return has_call && invocation->kind == DMN_NODE_INVOCATION && inner->kind == DMN_NODE_LITERAL &&
           literal_program(inner) == NULL;
}

static void say_inner(Saying *saying, const DmnNode *node, int depth) {
    bool is_loop = node->kind == DMN_NODE_FOR || node->kind == DMN_NODE_SOME ||
                   node->kind == DMN_NODE_EVERY || node->kind == DMN_NODE_FILTER;
    size_t count = 0;
    for (const DmnNode *inner = node->first; inner != NULL; inner = inner->next) {
        if ((!is_loop || count <= ITEMS_SHOWN) &&
            !is_told_by_call(node, inner)) { // what is gone through, then its items
            say_node(saying, inner, depth);
        }
        count++;
    }
    if (is_loop && count > ITEMS_SHOWN + 1) {
        indent(saying, depth);
        text_format(saying->out, words(saying, "另有 %zu 项\n", "%zu more\n"),
                    count - ITEMS_SHOWN - 1);
    }
}

// The decision, then each decision it rests on that was not told yet, further in: of a service its
// outputs, then what else is inside it.
static void say_decision(Saying *saying, const DmnNode *decision, int depth) {
    if (is_told(saying, decision)) {
        return;
    }
    say_node(saying, decision, depth);
    const DmnNode *service = decision->kind == DMN_NODE_SERVICE ? decision : NULL;
    const DmnNode *first = service == NULL ? NULL : service->first;
    for (const DmnNode *part = first; part != NULL; part = part->next) {
        if (dmn_node_is_output(saying->trace, service, part)) {
            say_decision(saying, part, depth + 1);
        }
    }
    for (const DmnNode *part = first; part != NULL; part = part->next) {
        if (part->kind == DMN_NODE_DECISION) {
            say_decision(saying, part, depth + 1);
        }
    }
    for (size_t i = 0; i < dmn_node_read_count(decision); i++) {
        const DmnNode *required = dmn_node_read_source(saying->trace, decision, i);
        if (required != NULL && required->kind == DMN_NODE_DECISION) {
            say_decision(saying, required, depth + 1);
        }
    }
}

static void say_all_missing(Saying *saying, const DmnReason *reason) {
    bool is_first = true;
    for (const DmnNode *node = dmn_trace_parts(saying->trace); node != NULL; node = node->next) {
        if (reason == NULL || node->kind != DMN_NODE_INPUT ||
            !dmn_reasons_miss(reason, node->name)) {
            continue;
        }
        say(saying, is_first ? "缺少的输入：" : "、", is_first ? "missing inputs: " : ", ");
        text_append(saying->out, node->name);
        is_first = false;
    }
    text_append(saying->out, is_first ? STR("") : STR("\n"));
}

void dmn_trace_words(const DmnTrace *trace, const DmnTelling *telling, Text *out) {
    const DmnNode *asked = dmn_trace_asked(trace);
    if (asked == NULL) {
        return;
    }
    Saying saying = {.trace = trace, .telling = telling, .out = out};
    size_t count = 1; // the asked service
    for (const DmnNode *node = dmn_trace_parts(trace); node != NULL; node = node->next) {
        count++;
    }
    saying.told = arena_alloc(&saying.arena, count, sizeof(const DmnNode *));
    const DmnReason *reason = dmn_reasons(trace, &saying.arena);
    dmn_reasons_words(reason, telling->is_english, out);
    if (reason != NULL && feel_errors_dropped(trace->run) > 0) {
        text_format(out, telling->is_english ? "and %zu more\n" : "另有 %zu 条\n",
                    feel_errors_dropped(trace->run));
    }
    say_all_missing(&saying, reason);
    say_decision(&saying, asked, 0);
    if (trace->is_cut) {
        say(&saying, "（步骤太多，其余从略）\n",
            "(there were too many steps: the rest is left out)\n");
    }
    arena_release(&saying.arena);
}
