// SPDX-License-Identifier: Apache-2.0
// A trace as JSON; the form is in docs/decision-models.md.
#include "base/check.h"
#include "dmn/explain.h"
#include "dmn/model.h"
#include "dmn/reason.h"
#include "dmn/trace.h"
#include "format/json.h"

enum { DEPTH_MAX = 24 }; // nodes within nodes; each takes two levels of JSON

typedef struct Writing {
    const DmnTrace *trace;
    const DmnTelling *telling;
    JsonWriter json;
    Arena arena;
} Writing;

static void key_text(Writing *writing, const char *key, Str value) {
    json_key(&writing->json, str_from(key));
    json_string(&writing->json, value);
}

static void key_number(Writing *writing, const char *key, size_t value) {
    json_key(&writing->json, str_from(key));
    json_number(&writing->json, (int64_t)value);
}

static void key_value(Writing *writing, const char *key, FeelValue value) {
    CLEANUP(text_release) Text text = {0};
    feel_format_json(value, &text);
    json_key(&writing->json, str_from(key));
    json_raw(&writing->json, text_str(&text));
}

static void key_list(Writing *writing, const char *key) {
    json_key(&writing->json, str_from(key));
    json_begin_list(&writing->json);
}

static void write_reads(Writing *writing, const DmnNode *node) {
    size_t count = dmn_node_read_count(node);
    if (count == 0) {
        return;
    }
    key_list(writing, "reads");
    for (size_t i = 0; i < count; i++) {
        DmnRead read = dmn_node_read(node, i);
        json_begin_object(&writing->json);
        key_text(writing, "name", read.name);
        key_value(writing, "value", read.value);
        json_end_object(&writing->json);
    }
    json_end_list(&writing->json);
}

// ---- expressions --------------------------------------------------------------------------------
static void write_parts(Writing *writing, const DmnNode *literal) {
    Explained explained = {0};
    if (!explain_literal(writing->trace, literal, &writing->arena, &explained)) {
        return;
    }
    Str text = literal_text(literal);
    key_list(writing, "parts");
    for (size_t i = 0; i < explained.count; i++) {
        const FeelNote *note = &explained.notes[i];
        if (note->kind == FEEL_NOTE_CONSTANT || note->to <= note->from) {
            continue;
        }
        json_begin_object(&writing->json);
        key_number(writing, "from", note->from);
        key_number(writing, "to", note->to);
        key_text(writing, "text", str_trim(str_slice(text, note->from, note->to)));
        key_number(writing, "times", note->times);
        key_value(writing, "value", note->value);
        json_end_object(&writing->json);
    }
    json_end_list(&writing->json);
}

static void write_literal(Writing *writing, const DmnNode *node) {
    key_text(writing, "text", str_trim(literal_text(node)));
    if (writing->telling->has_parts) {
        write_parts(writing, node);
    }
}

// ---- tables -------------------------------------------------------------------------------------
static void write_rule(Writing *writing, const Table *table, size_t number) {
    const Rule *rule = &table->rules[number];
    json_begin_object(&writing->json);
    key_number(writing, "number", number + 1);
    key_number(writing, "line", (size_t)rule->line);
    key_text(writing, "text", rule->annotation);
    key_list(writing, "tested"); // other entries accept every value
    for (size_t i = 0; i < rule->checked_count; i++) {
        json_begin_object(&writing->json);
        key_number(writing, "input", rule->checked[i].input + 1);
        key_text(writing, "test", str_trim(rule->checked[i].code->text));
        json_end_object(&writing->json);
    }
    json_end_list(&writing->json);
    key_list(writing, "outputs");
    for (size_t i = 0; i < table->output_count; i++) {
        json_string(&writing->json, str_trim(rule->outputs[i].text));
    }
    json_end_list(&writing->json);
    json_end_object(&writing->json);
}

static void write_table(Writing *writing, const DmnNode *node) {
    const Table *table = node->origin;
    key_text(writing, "policy", str_from(hit_policy_name(table->policy)));
    key_list(writing, "rules");
    for (size_t i = 0; i < node->rule_count; i++) {
        write_rule(writing, table, node->rules[i]);
    }
    json_end_list(&writing->json);
    json_key(&writing->json, STR("is_default"));
    json_boolean(&writing->json, node->is_default);
}

// ---- nodes --------------------------------------------------------------------------------------
static void write_nodes(Writing *writing, const char *key, const DmnNode *first, int depth);

static void write_node(Writing *writing, const DmnNode *node, int depth) {
    json_begin_object(&writing->json);
    key_text(writing, "kind", str_from(dmn_node_kind_name(node->kind)));
    if (node->name.length > 0) {
        key_text(writing, "name", node->name);
    }
    key_number(writing, "line", (size_t)node->line);
    key_value(writing, "result", node->result);
    if (node->is_skipped) {
        json_key(&writing->json, STR("is_skipped"));
        json_boolean(&writing->json, true);
    }
    write_reads(writing, node);
    if (node->kind == DMN_NODE_LITERAL) {
        write_literal(writing, node);
    }
    if (node->kind == DMN_NODE_FILTER) {
        key_text(writing, "match", filter_text(node));
    }
    if (node->kind == DMN_NODE_TABLE) {
        write_table(writing, node);
    }
    if (node->first != NULL) {
        write_nodes(writing, "nodes", node->first, depth + 1);
    }
    json_end_object(&writing->json);
}

static void write_nodes(Writing *writing, const char *key, const DmnNode *first, int depth) {
    if (depth == DEPTH_MAX) {
        json_key(&writing->json, STR("is_cut"));
        json_boolean(&writing->json, true);
        return;
    }
    key_list(writing, key);
    for (const DmnNode *node = first; node != NULL; node = node->next) {
        write_node(writing, node, depth);
    }
    json_end_list(&writing->json);
}

// ---- reasons ------------------------------------------------------------------------------------
static void write_place(Writing *writing, const DmnReason *reason) {
    if (reason->line > 0) {
        key_text(writing, "file", reason->file);
        key_number(writing, "line", (size_t)reason->line);
    }
    if (reason->rule > 0) {
        key_number(writing, "rule", reason->rule);
    }
    if (reason->column > 0) {
        json_key(&writing->json, reason->part);
        json_number(&writing->json, (int64_t)reason->column);
    }
    if (reason->text.length > 0) {
        key_text(writing, "text", str_trim(reason->text));
        key_number(writing, "character", (size_t)reason->place.column);
    }
}

static void write_sentence(Writing *writing, const DmnReason *reason, bool is_english) {
    CLEANUP(text_release) Text text = {0};
    dmn_reason_sentence(reason, is_english, &text);
    key_text(writing, is_english ? "en" : "zh", text_str(&text));
}

static void write_reason(Writing *writing, const DmnReason *reason, int depth) {
    json_begin_object(&writing->json);
    key_text(writing, "code", dmn_reason_code_name(reason->code));
    key_text(writing, "element", reason->element);
    write_sentence(writing, reason, false);
    write_sentence(writing, reason, true);
    write_place(writing, reason);
    if (reason->is_repeated || (depth == DEPTH_MAX && reason->first != NULL)) {
        json_key(&writing->json, STR("is_cut"));
        json_boolean(&writing->json, true);
    } else if (reason->first != NULL) {
        key_list(writing, "because");
        for (const DmnReason *cause = reason->first; cause != NULL; cause = cause->next) {
            write_reason(writing, cause, depth + 1);
        }
        json_end_list(&writing->json);
    }
    json_end_object(&writing->json);
}

static void write_missing(Writing *writing, const DmnReason *reason) {
    key_list(writing, "missing");
    for (const DmnNode *node = dmn_trace_parts(writing->trace); node != NULL; node = node->next) {
        if (reason != NULL && node->kind == DMN_NODE_INPUT &&
            dmn_reasons_miss(reason, node->name)) {
            json_string(&writing->json, node->name);
        }
    }
    json_end_list(&writing->json);
}

void dmn_trace_json(const DmnTrace *trace, const DmnTelling *telling, Text *out) {
    Writing writing = {.trace = trace, .telling = telling, .json = {.out = out}};
    json_begin_object(&writing.json);
    write_nodes(&writing, "nodes", trace->first, 0);
    json_key(&writing.json, STR("is_cut"));
    json_boolean(&writing.json, trace->is_cut);
    const DmnReason *reason = dmn_reasons(trace, &writing.arena);
    write_missing(&writing, reason);
    key_list(&writing, "reasons");
    if (reason != NULL) {
        write_reason(&writing, reason, 0);
    }
    json_end_list(&writing.json);
    if (reason != NULL && feel_errors_dropped(trace->run) > 0) {
        key_number(&writing, "reasons_left_out", feel_errors_dropped(trace->run));
    }
    json_end_object(&writing.json);
    arena_release(&writing.arena);
}
