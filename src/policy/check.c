// SPDX-License-Identifier: Apache-2.0
// What must hold in a whole pack: types fit, facts do not go in circles, rules see only what their
// subject has, sentences name figures that are there.
#include "policy/source_private.h"

#include "base/check.h"

ScalarType input_type(const Pack *pack, const Input *input, int row_feed) {
    switch (input->kind) {
    case INPUT_PARAMETER: return pack->parameter_types[input->index];
    case INPUT_FACT:
    case INPUT_FACT_BEFORE: return pack->facts[input->index].type;
    case INPUT_ROW: return pack->feeds[row_feed].fields[input->index].type;
    case INPUT_CLOCK: return SCALAR_DATE;
    }
    CHECK(false);
    return SCALAR_NULL;
}

// ---- types

static const char *feel_type_of(ScalarType type) {
    switch (type) {
    case SCALAR_BOOLEAN: return "boolean";
    case SCALAR_INTEGER:
    case SCALAR_DECIMAL:
    case SCALAR_MONEY: return "number";
    case SCALAR_DATE:
    case SCALAR_MONTH:
    case SCALAR_INSTANT: return "date";
    case SCALAR_TEXT: return "string";
    case SCALAR_NULL:
    case SCALAR_PERSON: break;
    }
    return "";
}

static void check_types(Source *source, const Binding *binding) {
    const Pack *pack = source->pack;
    for (size_t i = 0; i < binding->public.input_count && source_is_fine(source); i++) {
        const Input *input = &binding->public.inputs[i];
        ScalarType type = input_type(pack, input, binding->row_feed);
        Str wanted = dmn_input_type(pack->models[binding->model], binding->model_inputs[i]);
        Str given = str_from(feel_type_of(type));
        if (given.length == 0 || (wanted.length > 0 && !str_equal(wanted, given))) {
            source_fail(source, model_line(source, binding->model, input->name),
                        "the input " STR_FMT " is declared as " STR_FMT ", but in the pack it is "
                        "of type %s (%s)",
                        STR_ARG(input->name), STR_ARG(wanted), scalar_type_name(type),
                        given.length == 0 ? "no decision can read it" : given.data);
        }
    }
}

// An input data that no decision needs is most often a mistake in the diagram.
static void check_no_idle_inputs(Source *source, ModelKind kind) {
    const DmnModel *model = source->pack->models[kind];
    bool needed[PACK_INPUTS_MAX] = {0}, used[PACK_INPUTS_MAX] = {0};
    for (size_t i = 0; i < dmn_decision_count(model); i++) {
        dmn_inputs_used(model, i, used);
        for (size_t j = 0; j < dmn_input_count(model); j++) {
            needed[j] = needed[j] || used[j];
        }
    }
    for (size_t i = 0; i < dmn_input_count(model); i++) {
        if (!needed[i]) {
            Str name = dmn_input_name(model, i);
            source_fail(source, model_line(source, kind, name),
                        "no decision needs the input " STR_FMT "; remove it", STR_ARG(name));
        }
    }
}

// ---- facts

static const Binding *fact_binding(const Pack *pack, const Fact *fact) {
    return fact->aggregate == FACT_DECISION ? &pack->bindings[fact->of] : NULL;
}

// A decision about a household cannot see one person's facts, and no fact sees a row or the past.
static void check_fact_inputs(Source *source, size_t index) {
    const Pack *pack = source->pack;
    const Fact *fact = &pack->facts[index];
    const Binding *binding = fact_binding(pack, fact);
    source->file = STR("facts.yaml");
    for (size_t i = 0; binding != NULL && i < binding->public.input_count; i++) {
        const Input *input = &binding->public.inputs[i];
        bool is_past = input->kind == INPUT_FACT_BEFORE || input->kind == INPUT_ROW;
        if (is_past) {
            source_fail(source, pack->fact_lines[index],
                        "a fact cannot depend on " STR_FMT "; only rules may",
                        STR_ARG(input->name));
        }
        bool is_person =
            input->kind == INPUT_FACT && pack->facts[input->index].entity == FACT_PERSON;
        if (is_person && fact->entity == FACT_HOUSEHOLD) {
            source_fail(source, pack->fact_lines[index],
                        "a fact about a household cannot depend on " STR_FMT
                        ", which is about a person",
                        STR_ARG(input->name));
        }
    }
}

typedef enum Mark { MARK_NEW, MARK_OPEN, MARK_DONE } Mark;

// Depth-first through what facts are made of; a fact that is still open is met again in a circle.
static bool fact_goes_in_circle(const Pack *pack, int index, unsigned char *marks) {
    if (marks[index] != MARK_NEW) {
        return marks[index] == MARK_OPEN;
    }
    marks[index] = MARK_OPEN;
    const Fact *fact = &pack->facts[index];
    const Binding *binding = fact_binding(pack, fact);
    bool is_circle = false;
    if (binding == NULL && fact->of >= 0) {
        is_circle = fact_goes_in_circle(pack, fact->of, marks);
    }
    for (size_t i = 0; binding != NULL && i < binding->public.input_count; i++) {
        const Input *input = &binding->public.inputs[i];
        is_circle = is_circle ||
                    (input->kind == INPUT_FACT && fact_goes_in_circle(pack, input->index, marks));
    }
    marks[index] = MARK_DONE;
    return is_circle;
}

static void check_facts(Source *source) {
    const Pack *pack = source->pack;
    unsigned char *marks = arena_alloc(source->arena, pack->fact_count + 1, 1);
    for (size_t i = 0; i < pack->fact_count && source_is_fine(source); i++) {
        check_fact_inputs(source, i);
        if (pack_find_parameter(pack, pack->facts[i].name) >= 0) {
            source_fail(source, pack->fact_lines[i], "a parameter is named " STR_FMT " too",
                        STR_ARG(pack->facts[i].name));
        }
        if (source_is_fine(source) && fact_goes_in_circle(pack, (int)i, marks)) {
            source_fail(source, pack->fact_lines[i], STR_FMT " depends on itself",
                        STR_ARG(pack->facts[i].name));
        }
    }
}

// ---- rules

static int find_input(const DecisionBinding *binding, Str name) {
    for (size_t i = 0; i < binding->input_count; i++) {
        if (str_equal(binding->inputs[i].name, name)) {
            return (int)i;
        }
    }
    return -1;
}

static void check_sentence(Source *source, const DecisionBinding *binding, Str sentence, int line) {
    Str rest = sentence;
    size_t at = 0;
    while (str_find(rest, STR("{"), &at)) {
        str_cut(&rest, '{');
        Str hole = str_cut(&rest, '}');
        if (!str_equal(hole, STR("姓名")) && find_input(binding, hole) < 0) {
            source_fail(source, line,
                        "the sentence names {" STR_FMT
                        "}, which is no input of the decision " STR_FMT,
                        STR_ARG(hole), STR_ARG(binding->name));
            return;
        }
    }
}

static void check_rule_inputs(Source *source, const AlertRule *rule, int line) {
    const Pack *pack = source->pack;
    const DecisionBinding *binding = &pack->bindings[rule->decision].public;
    for (size_t i = 0; i < binding->input_count; i++) {
        const Input *input = &binding->inputs[i];
        bool is_fact = input->kind == INPUT_FACT || input->kind == INPUT_FACT_BEFORE;
        bool is_person = is_fact && pack->facts[input->index].entity == FACT_PERSON;
        if (is_person && rule->scope == ALERT_SCOPE_HOUSEHOLD) {
            source_fail(source, line,
                        "a rule about a household cannot see " STR_FMT ", which is about a person",
                        STR_ARG(input->name));
        }
    }
}

static void check_rule(Source *source, size_t index) {
    Pack *pack = source->pack;
    AlertRule *rule = &pack->rules[index];
    int line = pack->rule_lines[index];
    const DecisionBinding *binding = &pack->bindings[rule->decision].public;
    source->file = STR("alerts.yaml");
    check_rule_inputs(source, rule, line);
    check_sentence(source, binding, rule->sentence, line);
    check_sentence(source, binding, rule->sentence_english, line);
    Str value = pack->rule_values[index];
    rule->value_input = value.length == 0 ? -1 : find_input(binding, value);
    if (value.length > 0 && rule->value_input < 0) {
        source_fail(source, line, "the value " STR_FMT " is no input of the decision " STR_FMT,
                    STR_ARG(value), STR_ARG(binding->name));
    }
}

// ---- what the rest of the program asks for by name

static void check_well_known(Source *source) {
    static const struct {
        const char *id;
        ScalarType type;
    } FACTS[] = {{"registered_class", SCALAR_TEXT},
                 {"monitored_class", SCALAR_TEXT},
                 {"failed_application", SCALAR_BOOLEAN},
                 {"in_grace", SCALAR_BOOLEAN}};
    static const char *const DECISIONS[] = {"救助类别", "月保障金额", "监测类别"};
    source->file = STR("facts.yaml");
    for (size_t i = 0; i < ARRAY_COUNT(FACTS); i++) {
        int index = pack_find_fact(source->pack, str_from(FACTS[i].id));
        const Fact *fact = index < 0 ? NULL : &source->pack->facts[index];
        if (fact == NULL || fact->entity != FACT_HOUSEHOLD || fact->type != FACTS[i].type) {
            source_fail(source, 0, "a fact %s about a household, of type %s, is needed",
                        FACTS[i].id, scalar_type_name(FACTS[i].type));
        }
    }
    source->file = STR("decisions.dmn");
    for (size_t i = 0; i < ARRAY_COUNT(DECISIONS); i++) {
        if (pack_find_decision(source->pack, str_from(DECISIONS[i])) < 0) {
            source_fail(source, 0, "a decision %s is needed; add it", DECISIONS[i]);
        }
    }
}

void check_decisions(Source *source) {
    const Pack *pack = source->pack;
    if (!source_is_fine(source)) {
        return;
    }
    check_well_known(source);
    for (size_t i = 0; i < pack->binding_count && source_is_fine(source); i++) {
        check_types(source, &pack->bindings[i]);
    }
    check_no_idle_inputs(source, MODEL_DECISIONS);
    check_no_idle_inputs(source, MODEL_ALERTS);
    check_facts(source);
    for (size_t i = 0; i < pack->rule_count && source_is_fine(source); i++) {
        check_rule(source, i);
    }
}
