// SPDX-License-Identifier: Apache-2.0
// Chains against the ordinary way: every model at hand is evaluated with its chains, without them
// and with a trace, on many inputs, known and unknown, fitting and not. Values, reasons and places
// must be the same.
#include "base/check.h"
#include "dmn/model.h"
#include "feel/chain.h"
#include "support.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define SOURCE_FROM_MODELS "../../../"

enum { ROUNDS = 400, PLACES_MAX = 64 };

typedef struct Outcome {
    Arena arena;
    FeelRun run;
    Text words;
} Outcome;

// The chains of a model, while it does without them.
typedef struct Kept {
    DmnModel *model;
    const FeelChain **chains;
} Kept;

static Kept take_chains(DmnModel *model) {
    Kept kept = {model, calloc(model->element_count, sizeof(const FeelChain *))};
    assert_non_null(kept.chains);
    for (size_t i = 0; i < model->element_count; i++) {
        kept.chains[i] = model->elements[i].plan.chain;
        model->elements[i].plan.chain = NULL;
    }
    return kept;
}

static void give_back(Kept kept) {
    for (size_t i = 0; i < kept.model->element_count; i++) {
        kept.model->elements[i].plan.chain = kept.chains[i];
    }
    free(kept.chains);
}

// ---- inputs -------------------------------------------------------------------------------------
static uint64_t draw(uint64_t *state) { // xorshift64*
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return (*state * UINT64_C(2685821657736338717)) >> 33;
}

static FeelValue draw_number(uint64_t *state) {
    static const int64_t EDGES[] = {0, 1, 2, 4, 5, 10, 20, 100, -1, INT64_MAX, INT64_MIN};
    switch (draw(state) % 4) {
    case 0: return feel_integer(EDGES[draw(state) % ARRAY_COUNT(EDGES)]);
    case 1: return feel_decimal((int64_t)(draw(state) % 100000) - 500, -2);
    default: return feel_integer((int64_t)(draw(state) % 60) - 4);
    }
}

static FeelValue draw_text(uint64_t *state) {
    static const char *const TEXTS[] = {"甲", "乙", "丙", "高", "中", "", "330381"};
    return feel_string_borrowed(str_from(TEXTS[draw(state) % ARRAY_COUNT(TEXTS)]));
}

static FeelValue draw_of_kind(uint64_t *state, Str type, Arena *arena) {
    bool is_any = type.length == 0;
    if (str_equal(type, STR("boolean")) || (is_any && draw(state) % 5 == 0)) {
        return feel_boolean(draw(state) % 2 == 0);
    }
    if (str_equal(type, STR("string")) || (is_any && draw(state) % 2 == 0)) {
        return draw_text(state);
    }
    if (str_equal(type, STR("date"))) {
        return feel_date((Date){(int32_t)(draw(state) % 40000)});
    }
    FeelValue number = draw_number(state);
    bool is_list = str_equal(type, STR("list")) || (is_any && draw(state) % 4 == 0);
    return is_list ? feel_list(arena, &number, 1) : number;
}

// Most rounds give every input a value of its type; some leave out or give something else.
static FeelValue draw_input(uint64_t *state, Str type, bool is_wild, Arena *arena) {
    if (is_wild && draw(state) % 6 == 0) {
        return FEEL_NULL_VALUE;
    }
    return draw_of_kind(state, is_wild && draw(state) % 6 == 0 ? STR("") : type, arena);
}

// ---- comparing ----------------------------------------------------------------------------------
static void assert_same(const Outcome *a, const Outcome *b, Str name) {
    if (!str_equal(text_str(&a->words), text_str(&b->words)) ||
        a->run.error_count != b->run.error_count) {
        fail_msg(STR_FMT ": " STR_FMT " with %zu reasons, or " STR_FMT " with %zu", STR_ARG(name),
                 STR_ARG(text_str(&a->words)), a->run.error_count, STR_ARG(text_str(&b->words)),
                 b->run.error_count);
    }
    for (size_t i = 0; i < a->run.error_count && i < FEEL_ERRORS_MAX; i++) {
        const FeelError *one = &a->run.errors[i];
        const FeelError *other = &b->run.errors[i];
        if (one->program != other->program || one->place.offset != other->place.offset ||
            one->place.line != other->place.line || !str_equal(one->message, other->message)) {
            fail_msg(STR_FMT ": reason %zu: " STR_FMT ", or " STR_FMT, STR_ARG(name), i,
                     STR_ARG(one->message), STR_ARG(other->message));
        }
    }
    assert_int_equal(a->run.depth, b->run.depth);
}

static void outcome_open(Outcome *outcome) {
    *outcome = (Outcome){0};
    outcome->run = (FeelRun){.arena = &outcome->arena, .today = date_make(2025, 8, 25)};
}

static void outcome_release(Outcome *outcome) {
    text_release(&outcome->words);
    arena_release(&outcome->arena);
}

static void decide(Outcome *outcome, const DmnModel *model, size_t decision,
                   const FeelValue *inputs, bool is_strict, bool is_traced) {
    outcome_open(outcome);
    DmnTrace trace = {0};
    FeelValue value = dmn_decide(model, decision, inputs, &outcome->run, (DmnOptions){is_strict},
                                 is_traced ? &trace : NULL);
    feel_format(value, &outcome->words);
}

static void compare_decision(DmnModel *model, size_t decision, const FeelValue *inputs,
                             bool is_strict) {
    Outcome chained;
    Outcome ordinary;
    Outcome traced;
    Str name = dmn_decision_name(model, decision);
    decide(&chained, model, decision, inputs, is_strict, false);
    decide(&traced, model, decision, inputs, is_strict, true);
    Kept kept = take_chains(model);
    decide(&ordinary, model, decision, inputs, is_strict, false);
    give_back(kept);
    assert_same(&chained, &ordinary, name);
    assert_same(&chained, &traced, name);
    outcome_release(&chained);
    outcome_release(&ordinary);
    outcome_release(&traced);
}

static void call(Outcome *outcome, const DmnModel *model, size_t service,
                 const FeelValue *arguments, bool is_strict) {
    outcome_open(outcome);
    feel_format(
        dmn_call_service(model, service, arguments, &outcome->run, (DmnOptions){is_strict}, NULL),
        &outcome->words);
}

static void compare_service(DmnModel *model, size_t service, const FeelValue *arguments,
                            bool is_strict) {
    Outcome chained;
    Outcome ordinary;
    call(&chained, model, service, arguments, is_strict);
    Kept kept = take_chains(model);
    call(&ordinary, model, service, arguments, is_strict);
    give_back(kept);
    assert_same(&chained, &ordinary, dmn_service_name(model, service));
    outcome_release(&chained);
    outcome_release(&ordinary);
}

static void compare_services(DmnModel *model, uint64_t *state, bool is_wild, bool is_strict) {
    for (size_t i = 0; i < dmn_service_count(model); i++) {
        Arena arena = {0};
        FeelValue arguments[PLACES_MAX] = {{0}};
        for (size_t k = 0; k < dmn_service_parameter_count(model, i); k++) {
            Str type = dmn_service_parameter_type(model, i, k);
            arguments[k] = draw_input(state, type, is_wild, &arena);
        }
        compare_service(model, i, arguments, is_strict);
        arena_release(&arena);
    }
}

static void compare_model(DmnModel *model) {
    uint64_t state = 20260101;
    for (size_t round = 0; round < ROUNDS; round++) {
        Arena arena = {0};
        FeelValue *inputs = arena_alloc(&arena, dmn_input_count(model), sizeof *inputs);
        bool is_wild = round % 3 == 0;
        for (size_t i = 0; i < dmn_input_count(model); i++) {
            inputs[i] = draw_input(&state, dmn_input_type(model, i), is_wild, &arena);
        }
        for (size_t i = 0; i < dmn_decision_count(model); i++) {
            compare_decision(model, i, inputs, round % 2 == 0);
        }
        compare_services(model, &state, is_wild, round % 2 == 0);
        arena_release(&arena);
    }
    dmn_model_free(model);
}

// ---- the tests ----------------------------------------------------------------------------------
static void small_models_give_the_same_either_way(void **state) {
    (void)state;
    static const char *const FILES[] = {"chain.dmn", "boxed.dmn", "graph.dmn", "hit_policies.dmn",
                                        "means_test.dmn"};
    for (size_t i = 0; i < ARRAY_COUNT(FILES); i++) {
        compare_model(read_model(FILES[i]));
    }
}

static void large_models_give_the_same_either_way(void **state) {
    (void)state;
    compare_model(read_model(SOURCE_FROM_MODELS "packs/zhejiang-longwan/decisions.dmn"));
    compare_model(read_model(SOURCE_FROM_MODELS "packs/zhejiang-longwan/alerts.dmn"));
    compare_model(read_model(SOURCE_FROM_MODELS "bench/rules/means_test.dmn"));
}

static const Element *decision_named(const DmnModel *model, Str name) {
    int decision = dmn_find_decision(model, name);
    assert_true(decision >= 0);
    return &model->elements[model->decisions[decision]];
}

// How many decisions of the plan the chain does before it stops, when all inputs are the same.
static size_t parts_done(const DmnModel *model, Str name, FeelValue input, size_t first) {
    Arena arena = {0};
    FeelRun run = {.arena = &arena, .today = DATE_NONE};
    const Plan *plan = &decision_named(model, name)->plan;
    FeelValue *values = chain_open(plan->chain, &run);
    for (size_t i = 0; i < plan->input_count; i++) {
        bool is_boolean =
            str_equal(model->elements[plan->inputs[i]].variable.type_reference, STR("boolean"));
        values[plan->inputs[i]] = is_boolean ? feel_boolean(true) : input;
    }
    size_t done = chain_run(plan->chain, &run, values, first);
    assert_int_equal(run.error_count, 0);
    assert_int_equal(run.depth, 0);
    arena_release(&arena);
    return done;
}

static void a_model_of_expressions_and_tables_is_one_chain_from_end_to_end(void **state) {
    (void)state;
    DmnModel *model = read_model(SOURCE_FROM_MODELS "bench/rules/means_test.dmn");
    const Plan *plan = &decision_named(model, STR("核对结论"))->plan;
    assert_int_equal(plan->decision_count, 14);
    assert_int_equal(parts_done(model, STR("核对结论"), feel_integer(1), 0), 14);
    dmn_model_free(model);
}

static void a_chain_stops_in_front_of_what_it_cannot_do_and_reports_nothing(void **state) {
    (void)state;
    DmnModel *model = read_model("chain.dmn");
    // 和, 商: the quotient by zero has no value.
    assert_int_equal(parts_done(model, STR("商"), feel_integer(0), 0), 1);
    assert_int_equal(parts_done(model, STR("商"), feel_integer(1), 0), 2);
    // 和, 条件, 调用: a call of a function is left to the ordinary way.
    assert_int_equal(parts_done(model, STR("调用"), feel_integer(1), 0), 2);
    assert_int_equal(parts_done(model, STR("调用"), feel_integer(1), 2), 2);
    // 和, 唯一: two rules match 12 and 6.
    assert_int_equal(parts_done(model, STR("唯一"), feel_integer(6), 0), 2);
    assert_int_equal(parts_done(model, STR("唯一"), feel_integer(4), 0), 1);
    dmn_model_free(model);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_models_give_the_same_either_way),
        cmocka_unit_test(large_models_give_the_same_either_way),
        cmocka_unit_test(a_model_of_expressions_and_tables_is_one_chain_from_end_to_end),
        cmocka_unit_test(a_chain_stops_in_front_of_what_it_cannot_do_and_reports_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
