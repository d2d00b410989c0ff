// SPDX-License-Identifier: Apache-2.0
// Decisions as JSON: inputs by name, the result with its steps, and where parameters come from.
#include "policy/decide_private.h"

#include "base/check.h"
#include "format/json.h"
#include "policy/source_private.h"

// ---- inputs

static int find_input(const DecisionBinding *binding, Str name) {
    for (size_t i = 0; i < binding->input_count; i++) {
        if (str_equal(binding->inputs[i].name, name)) {
            return (int)i;
        }
    }
    return -1;
}

static Status fail_no_input(const DecisionBinding *binding, Str name, Error *error) {
    CLEANUP(text_release) Text names = {0};
    for (size_t i = 0; i < binding->input_count; i++) {
        text_append(&names, i == 0 ? STR("") : STR(", "));
        text_append(&names, binding->inputs[i].name);
    }
    return error_set(error, STATUS_INVALID,
                     STR_FMT " is no input of " STR_FMT "; it takes " STR_FMT, STR_ARG(name),
                     STR_ARG(binding->name), STR_ARG(text_str(&names)));
}

Status inputs_fill(const Pack *pack, size_t index, const GivenInput *given, size_t given_count,
                   Arena *arena, Scalar *out_inputs, Error *error) {
    const Binding *binding = &pack->bindings[index];
    for (size_t i = 0; i < given_count; i++) {
        int at = find_input(&binding->public, given[i].name);
        if (at < 0) {
            return fail_no_input(&binding->public, given[i].name, error);
        }
        if (given[i].is_null) {
            out_inputs[at] = SCALAR_NONE;
            continue;
        }
        ScalarType type = input_type(pack, &binding->public.inputs[at], binding->row_feed);
        Status status = value_parse(arena, type, given[i].text, &out_inputs[at], error);
        if (status != STATUS_OK) {
            error_prefix(error, STR_FMT ": ", STR_ARG(given[i].name));
            return status;
        }
    }
    return STATUS_OK;
}

void inputs_fill_parameters(const Pack *pack, size_t index, Region region, Date date,
                            Scalar *in_out_inputs) {
    const DecisionBinding *binding = &pack->bindings[index].public;
    for (size_t i = 0; i < binding->input_count; i++) {
        const Input *input = &binding->inputs[i];
        if (input->kind == INPUT_CLOCK && date.days != DATE_FOREVER.days) {
            in_out_inputs[i] = scalar_date(date);
        }
        if (input->kind == INPUT_PARAMETER) {
            const ParameterValue *value =
                parameter_at(&pack->parameters[input->index], region, date);
            in_out_inputs[i] = value == NULL ? SCALAR_NONE : value->value;
        }
    }
}

// ---- writing

static void write_scalar(JsonWriter *writer, Scalar value) {
    CLEANUP(text_release) Text text = {0};
    scalar_format(value, &text);
    switch ((ScalarType)value.type) {
    case SCALAR_NULL: json_null(writer); return;
    case SCALAR_BOOLEAN:
    case SCALAR_INTEGER:
    case SCALAR_DECIMAL:
    case SCALAR_MONEY: json_raw(writer, text_str(&text)); return;
    case SCALAR_DATE:
    case SCALAR_MONTH:
    case SCALAR_INSTANT:
    case SCALAR_PERSON:
    case SCALAR_TEXT: json_string(writer, text_str(&text)); return;
    }
}

static void write_feel(JsonWriter *writer, FeelValue value) {
    CLEANUP(text_release) Text text = {0};
    feel_format_json(value, &text);
    json_raw(writer, text_str(&text));
}

static const char *sureness_word(Sureness sureness) {
    static const char *const WORDS[] = {
        [SURENESS_SURE] = "sure", [SURENESS_LIKELY] = "likely", [SURENESS_UNCERTAIN] = "uncertain"};
    return WORDS[sureness];
}

// The source of the value that is used; a parameter given otherwise than the pack has it has none.
static void write_source(JsonWriter *writer, const ParameterValue *source) {
    json_key(writer, STR("reference"));
    json_string(writer, source->reference);
    json_key(writer, STR("from"));
    CLEANUP(text_release) Text from = {0};
    scalar_format(scalar_date(source->from), &from);
    json_string(writer, text_str(&from));
    json_key(writer, STR("sureness"));
    json_string(writer, str_from(sureness_word(source->sureness)));
}

static void write_inputs(JsonWriter *writer, const Asked *asked) {
    const DecisionBinding *binding = &asked->binding->public;
    json_key(writer, STR("inputs"));
    json_begin_list(writer);
    for (size_t i = 0; i < binding->input_count; i++) {
        const Input *input = &binding->inputs[i];
        json_begin_object(writer);
        json_key(writer, STR("name"));
        json_string(writer, input->name);
        json_key(writer, STR("value"));
        write_scalar(writer, asked->inputs[i]);
        json_key(writer, STR("unit"));
        json_string(writer, asked_unit(asked, i));
        const ParameterValue *source = asked_source(asked, i);
        if (source != NULL) {
            write_source(writer, source);
        }
        json_end_object(writer);
    }
    json_end_list(writer);
}

static void write_step(JsonWriter *writer, const DmnNode *decision) {
    const DmnNode *table = dmn_node_table(decision);
    bool has_rule = table != NULL && table->rule_count > 0;
    json_begin_object(writer);
    json_key(writer, STR("name"));
    json_string(writer, decision->name);
    json_key(writer, STR("result"));
    write_feel(writer, decision->result);
    json_key(writer, STR("rule"));
    json_number(writer, has_rule ? (int64_t)table->rules[0] + 1 : 0);
    json_key(writer, STR("text"));
    json_string(writer, has_rule ? dmn_node_rule_text(table, table->rules[0]) : STR(""));
    json_end_object(writer);
}

static void write_steps(JsonWriter *writer, const DmnTrace *trace) {
    json_key(writer, STR("steps"));
    json_begin_list(writer);
    for (const DmnNode *node = trace->first; node != NULL; node = node->next) {
        if (node->kind == DMN_NODE_DECISION) {
            write_step(writer, node);
        }
    }
    json_end_list(writer);
}

// All of it: the tree, the chain of reasons, and the same in sentences.
static void write_trace(JsonWriter *writer, const Asked *asked, const DmnTrace *trace) {
    CLEANUP(text_release) Text part = {0};
    dmn_trace_json(trace, &(DmnTelling){.has_parts = true}, &part);
    json_key(writer, STR("trace"));
    json_raw(writer, text_str(&part));
    json_key(writer, STR("text"));
    json_begin_object(writer);
    for (int english = 0; english < 2; english++) {
        text_clear(&part);
        asked_tell(asked, trace, english == 1, &part);
        json_key(writer, english == 1 ? STR("en") : STR("zh"));
        json_string(writer, text_str(&part));
    }
    json_end_object(writer);
}

static void write_reasons(JsonWriter *writer, const Decider *decider) {
    const FeelRun *run = &decider->run;
    json_key(writer, STR("reasons"));
    json_begin_list(writer);
    for (size_t i = 0; i < run->error_count && i < FEEL_ERRORS_MAX; i++) {
        json_string(writer, run->errors[i].message);
    }
    json_end_list(writer);
    if (feel_errors_dropped(run) > 0) {
        json_key(writer, STR("reasons_left_out"));
        json_number(writer, (int64_t)feel_errors_dropped(run));
    }
}

// Lists and contexts, which are no scalars, are shown as FEEL has them.
static void write_result(JsonWriter *writer, Decider *decider, const Binding *binding,
                         FeelValue result) {
    Scalar scalar = value_from_feel(decider, result, binding->result);
    if (result.kind == FEEL_NULL) {
        write_scalar(writer, binding->when_unknown);
    } else if (scalar.type == SCALAR_NULL && binding->result == SCALAR_NULL) {
        write_feel(writer, result);
    } else {
        write_scalar(writer, scalar);
    }
}

typedef enum Detail { DETAIL_NONE, DETAIL_STEPS, DETAIL_ALL } Detail;

static void write_decided(Decider *decider, const Asked *asked, Detail detail, Text *out_json) {
    size_t index = (size_t)(asked->binding - asked->pack->bindings);
    DmnTrace trace = {0};
    FeelValue result = decider_run(decider, index, asked->inputs, asked->date,
                                   detail == DETAIL_NONE ? NULL : &trace);
    JsonWriter writer = {.out = out_json};
    json_begin_object(&writer);
    json_key(&writer, STR("decision"));
    json_string(&writer, asked->binding->public.name);
    json_key(&writer, STR("result"));
    write_result(&writer, decider, asked->binding, result);
    if (detail != DETAIL_NONE) {
        write_steps(&writer, &trace);
    }
    if (detail == DETAIL_ALL) {
        write_trace(&writer, asked, &trace);
    }
    write_inputs(&writer, asked);
    write_reasons(&writer, decider);
    json_end_object(&writer);
}

void decider_trace(Decider *decider, size_t binding, const Scalar *inputs, Region region,
                   Date clock, Text *out_json) {
    CHECK(binding < decider->pack->binding_count);
    Asked asked = {.pack = decider->pack,
                   .binding = &decider->pack->bindings[binding],
                   .inputs = inputs,
                   .region = region,
                   .date = clock};
    write_decided(decider, &asked, DETAIL_STEPS, out_json);
}

// ---- reading

typedef struct Question { // the JSON, taken apart
    Region region;
    Date date;
    GivenInput *given;
    size_t given_count;
} Question;

static Status read_given(Str name, const JsonNode *node, GivenInput *out_given, Error *error) {
    *out_given = (GivenInput){.name = name, .text = node->text};
    switch (node->kind) {
    case JSON_NULL: out_given->is_null = true; return STATUS_OK;
    case JSON_TRUE: out_given->text = STR("true"); return STATUS_OK;
    case JSON_FALSE: out_given->text = STR("false"); return STATUS_OK;
    case JSON_NUMBER:
    case JSON_STRING: return STATUS_OK;
    case JSON_LIST:
    case JSON_OBJECT: break;
    }
    return error_set(error, STATUS_INVALID, STR_FMT " must be a number, text, true, false or null",
                     STR_ARG(name));
}

static Status read_question(const Pack *pack, const JsonNode *root, Arena *arena,
                            Question *out_question, Error *error) {
    if (root->kind != JSON_OBJECT) {
        return error_set(error, STATUS_INVALID, "the inputs must be an object of names and values");
    }
    // Without a date the newest value of every parameter holds.
    *out_question = (Question){.region = pack->county, .date = DATE_FOREVER};
    out_question->given = arena_alloc(arena, root->count + 1, sizeof *out_question->given);
    for (size_t i = 0; i < root->count; i++) {
        Status status = STATUS_OK;
        const JsonNode *node = &root->items[i];
        if (str_equal(root->keys[i], STR("date"))) {
            status = date_parse(node->text, &out_question->date, error);
        } else if (str_equal(root->keys[i], STR("region"))) {
            status = region_parse(node->text, &out_question->region)
                         ? STATUS_OK
                         : error_set(error, STATUS_INVALID, "\"region\" is no region code");
        } else {
            GivenInput *given = &out_question->given[out_question->given_count++];
            status = read_given(root->keys[i], node, given, error);
        }
        if (status != STATUS_OK) {
            return status;
        }
    }
    return STATUS_OK;
}

static Status decide_question(Decider *decider, size_t index, const Question *question,
                              bool with_trace, Arena *arena, Text *out_json, Error *error) {
    const Pack *pack = decider->pack;
    const Binding *binding = &pack->bindings[index];
    Scalar *inputs = arena_alloc(arena, binding->public.input_count + 1, sizeof *inputs);
    inputs_fill_parameters(pack, index, question->region, question->date, inputs);
    Status status =
        inputs_fill(pack, index, question->given, question->given_count, arena, inputs, error);
    if (status != STATUS_OK) {
        return status;
    }
    Asked asked = {.pack = pack,
                   .binding = binding,
                   .inputs = inputs,
                   .region = question->region,
                   .date = question->date};
    write_decided(decider, &asked, with_trace ? DETAIL_ALL : DETAIL_NONE, out_json);
    return STATUS_OK;
}

Status decider_decide_json(Decider *decider, Str decision, Str json, bool with_trace,
                           Text *out_json, Error *error) {
    int index = pack_find_decision(decider->pack, decision);
    if (index < 0) {
        return error_set(error, STATUS_NOT_FOUND, "the pack has no decision " STR_FMT,
                         STR_ARG(decision));
    }
    CLEANUP(arena_release) Arena arena = {0};
    const JsonNode *root = NULL;
    Status status = json_read(json, &arena, &root, error);
    Question question = {0};
    if (status == STATUS_OK) {
        status = read_question(decider->pack, root, &arena, &question, error);
    }
    if (status != STATUS_OK) {
        return status;
    }
    return decide_question(decider, (size_t)index, &question, with_trace, &arena, out_json, error);
}
