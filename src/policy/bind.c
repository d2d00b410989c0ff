// SPDX-License-Identifier: Apache-2.0
// Joins the decision models to the rest of the pack: every decision that a fact or rule names, and
// every input of every decision.
#include "policy/source_private.h"

#include "base/check.h"
#include <openssl/evp.h>

static const char *const MODEL_FILES[MODEL_COUNT] = {
    [MODEL_DECISIONS] = "decisions.dmn",
    [MODEL_ALERTS] = "alerts.dmn",
};

void read_models(Source *source) {
    for (size_t i = 0; i < MODEL_COUNT; i++) {
        Str xml = source_bytes(source, MODEL_FILES[i]);
        if (!source_is_fine(source)) {
            return;
        }
        source->status =
            dmn_model_read(xml, str_from(MODEL_FILES[i]), &source->pack->models[i], source->error);
        CHECK(EVP_Digest(xml.data, xml.length, source->pack->model_digests[i], NULL, EVP_sha256(),
                         NULL) == 1);
    }
}

// Line of the first element of this name, so that messages can point at it.
int model_line(Source *source, ModelKind model, Str name) {
    Str xml = source_bytes(source, MODEL_FILES[model]); // also makes it the file of messages
    CLEANUP(text_release) Text wanted = {0};
    text_format(&wanted, "name=\"" STR_FMT "\"", STR_ARG(name));
    size_t at = 0;
    if (!str_find(xml, text_str(&wanted), &at)) {
        return 0;
    }
    int line = 1;
    for (size_t i = 0; i < at; i++) {
        line += xml.data[i] == '\n';
    }
    return line;
}

// ---- decisions

static void list_decisions(Source *source) {
    Pack *pack = source->pack;
    size_t count = 0;
    for (size_t i = 0; i < MODEL_COUNT; i++) {
        count += dmn_decision_count(pack->models[i]);
    }
    pack->bindings = arena_alloc(source->arena, count + 1, sizeof *pack->bindings);
    for (size_t model = 0; model < MODEL_COUNT; model++) {
        for (size_t i = 0; i < dmn_decision_count(pack->models[model]); i++) {
            Str name = dmn_decision_name(pack->models[model], i);
            if (pack_find_decision(pack, name) >= 0) {
                int line = model_line(source, (ModelKind)model, name);
                source_fail(source, line, "two decisions are named " STR_FMT "; rename one",
                            STR_ARG(name));
                return;
            }
            pack->bindings[pack->binding_count++] = (Binding){
                .public = {.name = name}, .model = (ModelKind)model, .decision = i, .row_feed = -1};
        }
    }
}

static Binding *find_binding(Source *source, Str name, const char *file, int line) {
    int index = pack_find_decision(source->pack, name);
    if (index < 0) {
        source->file = str_from(file);
        source_fail(source, line, "neither decisions.dmn nor alerts.dmn has a decision " STR_FMT,
                    STR_ARG(name));
        return NULL;
    }
    return &source->pack->bindings[index];
}

// A decision has one type of result, whoever asks.
static void bind_fact(Source *source, size_t index) {
    Pack *pack = source->pack;
    Fact *fact = &pack->facts[index];
    if (fact->aggregate != FACT_DECISION) {
        return;
    }
    int line = pack->fact_lines[index];
    Binding *binding = find_binding(source, pack->fact_decisions[index], "facts.yaml", line);
    if (binding == NULL) {
        return;
    }
    if (binding->result != SCALAR_NULL) {
        source->file = STR("facts.yaml");
        source_fail(source, line, "another fact is the decision " STR_FMT " already",
                    STR_ARG(binding->public.name));
    }
    binding->result = fact->type;
    binding->when_unknown = pack->facts_when_unknown[index];
    fact->of = (int)(binding - pack->bindings);
}

static void bind_rule(Source *source, size_t index) {
    Pack *pack = source->pack;
    AlertRule *rule = &pack->rules[index];
    int line = pack->rule_lines[index];
    Binding *binding = find_binding(source, pack->rule_decisions[index], "alerts.yaml", line);
    if (binding == NULL) {
        return;
    }
    rule->decision = (int)(binding - pack->bindings);
    if (rule->scope == ALERT_SCOPE_ROW) {
        binding->row_feed = rule->feeds[0];
    }
    if (rule->scope == ALERT_SCOPE_ROW && rule->feed_count != 1) {
        source->file = STR("alerts.yaml");
        source_fail(source, line, "a rule about rows listens to exactly one feed");
    }
}

// ---- inputs

static bool bind_prefixed(const Pack *pack, Str name, int row_feed, Input *out_input) {
    Str before = STR("变更前"), row = STR("本行");
    if (str_starts_with(name, before)) {
        out_input->kind = INPUT_FACT_BEFORE;
        out_input->index = pack_find_fact(pack, str_slice(name, before.length, name.length));
        return out_input->index >= 0;
    }
    if (str_starts_with(name, row) && row_feed >= 0) {
        out_input->kind = INPUT_ROW;
        out_input->index =
            feed_find_field(&pack->feeds[row_feed], str_slice(name, row.length, name.length));
        return out_input->index >= 0;
    }
    return false;
}

static bool bind_name(const Pack *pack, Str name, int row_feed, Input *out_input) {
    out_input->name = name;
    if (str_equal(name, STR("监测日期"))) {
        out_input->kind = INPUT_CLOCK;
        return true;
    }
    out_input->kind = INPUT_PARAMETER;
    out_input->index = pack_find_parameter(pack, name);
    if (out_input->index >= 0) {
        return true;
    }
    out_input->kind = INPUT_FACT;
    out_input->index = pack_find_fact(pack, name);
    return out_input->index >= 0 || bind_prefixed(pack, name, row_feed, out_input);
}

// A decision that only helps a row rule reads the rows of that rule's feed.
static int row_feed_of(const Pack *pack, const Binding *binding, size_t model_input) {
    if (binding->row_feed >= 0) {
        return binding->row_feed;
    }
    const DmnModel *model = pack->models[binding->model];
    bool used[PACK_INPUTS_MAX] = {0};
    for (size_t i = 0; i < pack->rule_count; i++) {
        const Binding *rule = &pack->bindings[pack->rules[i].decision];
        if (rule->model == binding->model && rule->row_feed >= 0) {
            dmn_inputs_used(model, rule->decision, used);
            if (used[model_input]) {
                return rule->row_feed;
            }
        }
    }
    return -1;
}

static void bind_inputs(Source *source, Binding *binding) {
    const Pack *pack = source->pack;
    const DmnModel *model = pack->models[binding->model];
    size_t count = dmn_input_count(model);
    bool used[PACK_INPUTS_MAX] = {0};
    dmn_inputs_used(model, binding->decision, used);
    Input *inputs = arena_alloc(source->arena, count + 1, sizeof *inputs);
    binding->model_inputs = arena_alloc(source->arena, count + 1, sizeof(size_t));
    binding->public.inputs = inputs;
    for (size_t i = 0; i < count && source_is_fine(source); i++) {
        if (!used[i]) {
            continue;
        }
        Str name = dmn_input_name(model, i);
        size_t at = binding->public.input_count++;
        binding->model_inputs[at] = i;
        if (!bind_name(pack, name, row_feed_of(pack, binding, i), &inputs[at])) {
            int line = model_line(source, binding->model, name);
            source_fail(source, line,
                        "the input " STR_FMT " is bound to nothing: no parameter, no fact, not "
                        "变更前 + a fact, not 本行 + a column of the rule's feed, not 监测日期",
                        STR_ARG(name));
        }
    }
}

static void check_input_counts(Source *source) {
    for (size_t model = 0; model < MODEL_COUNT && source_is_fine(source); model++) {
        size_t count = dmn_input_count(source->pack->models[model]);
        if (count > PACK_INPUTS_MAX) {
            source->file = str_from(MODEL_FILES[model]);
            source_fail(source, 0, "has %zu input data, at most %d are allowed", count,
                        PACK_INPUTS_MAX);
        }
    }
}

void bind_decisions(Source *source) {
    Pack *pack = source->pack;
    if (!source_is_fine(source)) {
        return;
    }
    check_input_counts(source);
    list_decisions(source);
    for (size_t i = 0; i < pack->fact_count && source_is_fine(source); i++) {
        bind_fact(source, i);
    }
    for (size_t i = 0; i < pack->rule_count && source_is_fine(source); i++) {
        bind_rule(source, i);
    }
    for (size_t i = 0; i < pack->binding_count && source_is_fine(source); i++) {
        bind_inputs(source, &pack->bindings[i]);
    }
    for (size_t i = 0; i < pack->binding_count && source_is_fine(source); i++) {
        bind_order(pack, &pack->bindings[i], source->arena);
    }
}
