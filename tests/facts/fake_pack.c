// SPDX-License-Identifier: Apache-2.0
#include "facts/fake_pack.h"
#include "base/check.h"
#include "base/memory.h"
#include "policy/plan.h"

enum {
    FEEDS_MAX = 16,
    FIELDS_MAX = 24,
    FACTS_MAX = 128,
    RULES_MAX = 32,
    DECISIONS_MAX = 40,
    INPUTS_MAX = 12,
    PARAMETERS_MAX = 8
};

struct Pack {
    FeedContract feeds[FEEDS_MAX];
    Field fields[FEEDS_MAX][FIELDS_MAX];
    size_t feed_count;
    Fact facts[FACTS_MAX];
    size_t fact_count;
    Parameter parameters[PARAMETERS_MAX];
    ParameterValue values[PARAMETERS_MAX];
    size_t parameter_count;
    DecisionBinding decisions[DECISIONS_MAX];
    Input inputs[DECISIONS_MAX][INPUTS_MAX];
    FakeDecide decide[DECISIONS_MAX];
    size_t decision_count;
    AlertRule rules[RULES_MAX];
    size_t rule_count;
};
struct Decider {
    const Pack *pack;
};

// ---- making

Pack *fake_pack_new(void) {
    return memory_new(1, sizeof(Pack));
}

void pack_free(Pack *pack) {
    memory_free(pack);
}

int fake_feed(Pack *pack, const char *id, bool is_state) {
    CHECK(pack->feed_count < FEEDS_MAX);
    FeedContract *feed = &pack->feeds[pack->feed_count];
    *feed = (FeedContract){.id = str_from(id),
                           .fields = pack->fields[pack->feed_count],
                           .event_field = -1,
                           .version_field = -1,
                           .reversal_field = -1,
                           .negative_field = -1,
                           .active_from_field = -1,
                           .active_to_field = -1,
                           .is_state = is_state};
    for (size_t i = 0; i < EFFECT_FIELD_COUNT; i++) {
        feed->effect_fields[i] = -1;
    }
    return (int)pack->feed_count++;
}

FeedContract *fake_contract(Pack *pack, int feed) {
    return &pack->feeds[feed];
}

int fake_field(Pack *pack, int feed, const char *name, FieldKind kind, ScalarType type) {
    FeedContract *contract = &pack->feeds[feed];
    CHECK(contract->field_count < FIELDS_MAX);
    contract->fields[contract->field_count] =
        (Field){.name = str_from(name), .kind = kind, .type = type, .name_field = -1};
    return (int)contract->field_count++;
}

int fake_fact(Pack *pack, Fact fact) {
    CHECK(pack->fact_count < FACTS_MAX);
    pack->facts[pack->fact_count] = fact;
    return (int)pack->fact_count++;
}

Fact *fake_last_fact(Pack *pack) {
    return &pack->facts[pack->fact_count - 1];
}

int fake_parameter(Pack *pack, const char *name, Scalar value) {
    CHECK(pack->parameter_count < PARAMETERS_MAX);
    size_t index = pack->parameter_count++;
    pack->values[index] =
        (ParameterValue){.from = DATE_NONE, .value = value, .reference = STR("article 10")};
    pack->parameters[index] = (Parameter){.name = str_from(name),
                                          .id = str_from(name),
                                          .unit = STR("yuan"),
                                          .values = &pack->values[index],
                                          .value_count = 1};
    return (int)index;
}

int fake_decision(Pack *pack, const char *name, FakeDecide decide) {
    CHECK(pack->decision_count < DECISIONS_MAX);
    size_t index = pack->decision_count++;
    pack->decisions[index] =
        (DecisionBinding){.name = str_from(name), .inputs = pack->inputs[index]};
    pack->decide[index] = decide;
    return (int)index;
}

void fake_input(Pack *pack, int decision, InputKind kind, int index, const char *name) {
    DecisionBinding *binding = &pack->decisions[decision];
    CHECK(binding->input_count < INPUTS_MAX);
    pack->inputs[decision][binding->input_count++] =
        (Input){.kind = kind, .index = index, .name = str_from(name)};
}

int fake_rule(Pack *pack, AlertRule rule) {
    CHECK(pack->rule_count < RULES_MAX);
    pack->rules[pack->rule_count] = rule;
    return (int)pack->rule_count++;
}

// ---- what facts/ and monitor/ call

Str pack_version(const Pack *pack) {
    return pack->feed_count > 1 ? STR("county-1") : STR("other-1");
}

size_t pack_feed_count(const Pack *pack) {
    return pack->feed_count;
}

const FeedContract *pack_feed(const Pack *pack, size_t index) {
    CHECK(index < pack->feed_count);
    return &pack->feeds[index];
}

int pack_find_feed(const Pack *pack, Str id) {
    for (size_t i = 0; i < pack->feed_count; i++) {
        if (str_equal(pack->feeds[i].id, id)) {
            return (int)i;
        }
    }
    return -1;
}

size_t pack_fact_count(const Pack *pack) {
    return pack->fact_count;
}

const Fact *pack_fact(const Pack *pack, size_t index) {
    CHECK(index < pack->fact_count);
    return &pack->facts[index];
}

int pack_find_fact(const Pack *pack, Str name_or_id) {
    for (size_t i = 0; i < pack->fact_count; i++) {
        if (str_equal(pack->facts[i].id, name_or_id)) {
            return (int)i;
        }
    }
    return -1;
}

int fake_find_fact(const Pack *pack, const char *id) {
    int fact = pack_find_fact(pack, str_from(id));
    CHECK(fact >= 0);
    return fact;
}

size_t pack_parameter_count(const Pack *pack) {
    return pack->parameter_count;
}

const Parameter *pack_parameter(const Pack *pack, size_t index) {
    CHECK(index < pack->parameter_count);
    return &pack->parameters[index];
}

const ParameterValue *parameter_at(const Parameter *parameter, Region region, Date date) {
    (void)date;
    return region.code == 0 ? NULL : &parameter->values[0];
}

size_t pack_decision_count(const Pack *pack) {
    return pack->decision_count;
}

const DecisionBinding *pack_decision(const Pack *pack, size_t binding) {
    CHECK(binding < pack->decision_count);
    return &pack->decisions[binding];
}

int pack_find_decision(const Pack *pack, Str name) {
    for (size_t i = 0; i < pack->decision_count; i++) {
        if (str_equal(pack->decisions[i].name, name)) {
            return (int)i;
        }
    }
    return -1;
}

size_t pack_rule_count(const Pack *pack) {
    return pack->rule_count;
}

const AlertRule *pack_rule(const Pack *pack, size_t index) {
    CHECK(index < pack->rule_count);
    return &pack->rules[index];
}

Date pack_add_working_days(const Pack *pack, Date date, int days) {
    (void)pack;
    while (days > 0) {
        date = date_add_days(date, 1);
        days -= date_weekday(date) <= 5;
    }
    return date;
}

Decider *decider_new(const Pack *pack) {
    Decider *decider = memory_new(1, sizeof *decider);
    decider->pack = pack;
    return decider;
}

// Functions, not models: nothing compiles.
PlannedDecision pack_planned(const Pack *pack, size_t binding) {
    (void)pack;
    (void)binding;
    static size_t columns[INPUTS_MAX];
    return (PlannedDecision){.model_inputs = columns};
}

size_t pack_plan_inputs(const Pack *pack, size_t binding) {
    (void)pack;
    (void)binding;
    return 1;
}

bool pack_plan(const Pack *pack, const size_t *bindings, size_t count, const PlanInput *inputs,
               VectorPlan **out_plan) {
    (void)pack;
    (void)bindings;
    (void)count;
    (void)inputs;
    (void)out_plan;
    return false;
}

bool pack_plans_alike(const Pack *a, size_t binding_a, const Pack *b, size_t binding_b) {
    return a == b && binding_a == binding_b;
}

const Pack *decider_pack(const Decider *decider) {
    return decider->pack;
}

void decider_free(Decider *decider) {
    memory_free(decider);
}

Scalar decider_decide(Decider *decider, size_t binding, const Scalar *inputs, Date clock,
                      Str *out_reason) {
    (void)clock;
    CHECK(binding < decider->pack->decision_count);
    Scalar result = decider->pack->decide[binding](inputs);
    if (out_reason != NULL && result.type == SCALAR_NULL) {
        *out_reason = STR("something is not known");
    }
    return result;
}

// Nothing is known early of a function.
Scalar decider_ask(Decider *decider, size_t binding, InputAsk ask, void *context, Date clock,
                   Scalar *out_inputs) {
    size_t count = pack_decision(decider->pack, binding)->input_count;
    for (size_t i = 0; i < count; i++) {
        out_inputs[i] = ask(context, i);
    }
    return decider_decide(decider, binding, out_inputs, clock, NULL);
}
