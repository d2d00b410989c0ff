// SPDX-License-Identifier: Apache-2.0
// Inputs asked for one by one: the answer must be the one over all inputs, for every decision of
// the pack; and the rules that whole files are put to must know early that they are silent.
#include "base/check.h"
#include "pack_folder.h"
#include "policy/decide.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first.
#include <cmocka.h>

enum { INPUTS_MAX = 64, ROUNDS = 6000, DAY = 20331 }; // 2025-08-31
static PackFolder folder;
static Pack *pack;
static Decider *decider;

static int set_up(void **state) {
    (void)state;
    folder = folder_load();
    pack = folder_read(&folder);
    decider = decider_new(pack);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    decider_free(decider);
    pack_free(pack);
    folder_release(&folder);
    return 0;
}

typedef struct Given { // all inputs, and which were asked for
    Scalar inputs[INPUTS_MAX];
    bool asked[INPUTS_MAX];
    size_t count;
} Given;

static Scalar give(void *context, size_t input) {
    Given *given = context;
    assert_false(given->asked[input]);
    given->asked[input] = true;
    given->count++;
    return given->inputs[input];
}

// ---- any values

static uint64_t draw(uint64_t *state) { // xorshift64*
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return (*state * UINT64_C(2685821657736338717)) >> 33;
}

static ScalarType type_of(const Input *input, const AlertRule *rule) {
    switch (input->kind) {
    case INPUT_PARAMETER: return pack_parameter(pack, (size_t)input->index)->values[0].value.type;
    case INPUT_FACT:
    case INPUT_FACT_BEFORE: return pack_fact(pack, (size_t)input->index)->type;
    case INPUT_ROW: return pack_feed(pack, (size_t)rule->feeds[0])->fields[input->index].type;
    case INPUT_CLOCK: break;
    }
    return SCALAR_DATE;
}

// Few values, so that those of several inputs often meet at the limits.
static Scalar draw_value(uint64_t *state, ScalarType type) {
    static const char *const WORDS[] = {
        "无", "低保", "低边",  "刚支",   "特困",       "其他",       "监测",        "21",
        "11", "paid", "ended", "paused", "支出型低保", "支出型低边", "刚性支出困难"};
    static const int64_t NUMBERS[] = {0, 1, 2, 3, 100, 101, 99, 300, 301, -1, 100000};
    int64_t number = NUMBERS[draw(state) % ARRAY_COUNT(NUMBERS)];
    if (draw(state) % 20 == 0) {
        return SCALAR_NONE;
    }
    switch (type) {
    case SCALAR_BOOLEAN: return scalar_boolean(draw(state) % 2 == 0);
    case SCALAR_TEXT: return scalar_text(str_from(WORDS[draw(state) % ARRAY_COUNT(WORDS)]));
    case SCALAR_DATE: return scalar_date((Date){DAY + (int32_t)(draw(state) % 3)});
    case SCALAR_MONTH: return scalar_month(month_make(2025, 8 + (int)(draw(state) % 3)));
    case SCALAR_NULL:
    case SCALAR_INTEGER:
    case SCALAR_DECIMAL:
    case SCALAR_MONEY:
    case SCALAR_INSTANT:
    case SCALAR_PERSON: break;
    }
    return (Scalar){.type = (uint8_t)type, .number = number};
}

static void draw_inputs(uint64_t *state, size_t binding, const AlertRule *rule, Given *out_given) {
    const DecisionBinding *decision = pack_decision(pack, binding);
    assert_true(decision->input_count <= INPUTS_MAX);
    *out_given = (Given){0};
    for (size_t i = 0; i < decision->input_count; i++) {
        out_given->inputs[i] = draw_value(state, type_of(&decision->inputs[i], rule));
    }
}

static void assert_same(Scalar asked, Scalar decided) {
    assert_int_equal(asked.type, decided.type);
    if (asked.type == SCALAR_TEXT) {
        assert_true(str_equal(asked.text, decided.text));
    } else {
        assert_int_equal(asked.number, decided.number);
        assert_int_equal(asked.exponent, decided.exponent);
    }
}

typedef struct Tally {
    size_t early, spoken;
} Tally;

static void ask_once(size_t binding, Given *given, Tally *tally) {
    Date clock = {DAY};
    Scalar inputs[INPUTS_MAX] = {0};
    Scalar answer = decider_ask(decider, binding, give, given, clock, inputs);
    Str reason; // whoever wants to know it gets nothing that is remembered
    assert_same(answer, decider_decide(decider, binding, given->inputs, clock, &reason));
    assert_same(answer, decider_decide(decider, binding, given->inputs, clock, NULL));
    size_t count = pack_decision(pack, binding)->input_count;
    tally->early += given->count < count;
    if (answer.type != SCALAR_NULL) {
        tally->spoken++;
        assert_int_equal(given->count, count);
        assert_memory_equal(inputs, given->inputs, count * sizeof *inputs);
    }
}

static void every_rule_answers_as_over_all_inputs(void **state) {
    (void)state;
    uint64_t random = 20260102;
    for (size_t i = 0; i < pack_rule_count(pack); i++) {
        const AlertRule *rule = pack_rule(pack, i);
        Tally tally = {0};
        for (int round = 0; round < ROUNDS; round++) {
            Given given;
            draw_inputs(&random, (size_t)rule->decision, rule, &given);
            ask_once((size_t)rule->decision, &given, &tally);
        }
        if (tally.spoken == 0 || tally.early == 0) {
            fail_msg(STR_FMT " spoke %zu times and was silent early %zu times", STR_ARG(rule->id),
                     tally.spoken, tally.early);
        }
    }
}

static void every_other_decision_does_so_too(void **state) {
    (void)state;
    uint64_t random = 20260103;
    Tally tally = {0};
    for (size_t i = 0; i < pack_fact_count(pack); i++) {
        const Fact *fact = pack_fact(pack, i);
        for (int round = 0; fact->aggregate == FACT_DECISION && round < ROUNDS / 10; round++) {
            Given given;
            draw_inputs(&random, (size_t)fact->of, NULL, &given);
            ask_once((size_t)fact->of, &given, &tally);
        }
    }
    assert_true(tally.spoken > 0 && tally.early > 0);
}

// ---- values that are enough

typedef struct Word {
    const char *input;
    Scalar value;
} Word;

static void ask_with(const char *rule, const Word *words, size_t count, Given *out_given) {
    size_t binding =
        (size_t)pack_rule(pack, (size_t)pack_find_rule(pack, str_from(rule)))->decision;
    const DecisionBinding *decision = pack_decision(pack, binding);
    *out_given = (Given){0};
    for (size_t i = 0; i < decision->input_count; i++) {
        out_given->inputs[i] = scalar_integer(0);
        for (size_t k = 0; k < count; k++) {
            if (words[k].input != NULL &&
                str_equal(decision->inputs[i].name, str_from(words[k].input))) {
                out_given->inputs[i] = words[k].value;
            }
        }
    }
    Scalar inputs[INPUTS_MAX];
    Scalar answer = decider_ask(decider, binding, give, out_given, (Date){DAY}, inputs);
    assert_int_equal(answer.type, SCALAR_NULL);
}

static void a_silent_rule_asks_for_no_more_than_it_needs(void **state) {
    (void)state;
    static const struct {
        const char *rule;
        Word words[2];
        size_t asked;
    } CASES[] = {
        {"W02", {{"本行医疗类别", {.type = SCALAR_TEXT, .text = {"11", 2}}}}, 1},
        {"W03",
         {{"家庭近12个月医疗自付", {.type = SCALAR_MONEY, .number = 1}},
          {"医疗负担起点", {.type = SCALAR_MONEY, .number = 2}}},
         2},
        {"W06", {{"变更前重特大疾病结算数", {.type = SCALAR_INTEGER, .number = 1}}}, 1},
        {"W55", {{"在册类别", {.type = SCALAR_TEXT, .text = {"低保", 6}}}}, 1},
        {"W55",
         {{"在册类别", {.type = SCALAR_TEXT, .text = {"无", 3}}},
          {"家庭救助类别", {.type = SCALAR_TEXT, .text = {"无", 3}}}},
         2},
        {"W56", {{"在册类别", {.type = SCALAR_TEXT, .text = {"低保", 6}}}}, 1},
        {"W56",
         {{"在册类别", {.type = SCALAR_TEXT, .text = {"低边", 6}}},
          {"家庭救助类别", {.type = SCALAR_TEXT, .text = {"无", 3}}}},
         2},
        {"W67", {{"生活用机动车数", {.type = SCALAR_INTEGER, .number = 0}}}, 2},
        {"W55", {{"在册类别", {.type = SCALAR_NULL}}}, 1},
    };
    for (size_t i = 0; i < ARRAY_COUNT(CASES); i++) {
        Given given;
        ask_with(CASES[i].rule, CASES[i].words, ARRAY_COUNT(CASES[i].words), &given);
        if (given.count != CASES[i].asked) {
            fail_msg("case %zu: %s asked for %zu inputs", i, CASES[i].rule, given.count);
        }
    }
}

static void where_unknown_is_an_answer_all_is_asked_for(void **state) {
    (void)state;
    int binding = pack_find_decision(pack, STR("判定三倍线内"));
    assert_true(binding >= 0);
    Given given = {0};
    Scalar inputs[INPUTS_MAX];
    Scalar answer = decider_ask(decider, (size_t)binding, give, &given, (Date){DAY}, inputs);
    assert_int_equal(answer.type, SCALAR_BOOLEAN);
    assert_int_equal(answer.number, 0);
    assert_int_equal(given.count, pack_decision(pack, (size_t)binding)->input_count);
}

// W55 with a last rule that speaks of everybody.
static void a_rule_that_may_speak_of_anybody_asks_for_everything(void **state) {
    (void)state;
    static const char LAST[] = "<outputEntry><text>%s</text></outputEntry>\n        "
                               "<annotationEntry><text>不响</text></annotationEntry>\n      </rule>"
                               "\n    </decisionTable>\n  </decision>\n\n"
                               "  <decision id=\"d16\"";
    PackFolder changed = folder_load();
    Str silent = arena_format(&changed.arena, LAST, "null");
    Str speaking = arena_format(&changed.arena, LAST, "\"蓝\"");
    folder_replace(&changed, "alerts.dmn", silent.data, speaking.data);
    Pack *other = folder_read(&changed);
    Decider *of_other = decider_new(other);
    size_t binding = (size_t)pack_rule(other, (size_t)pack_find_rule(other, STR("W55")))->decision;
    Given given = {0};
    for (size_t i = 0; i < pack_decision(other, binding)->input_count; i++) {
        bool is_class = pack_decision(other, binding)->inputs[i].kind == INPUT_FACT &&
                        str_ends_with(pack_decision(other, binding)->inputs[i].name, STR("类别"));
        given.inputs[i] = is_class ? scalar_text(STR("低保")) : scalar_integer(0);
    }
    Scalar inputs[INPUTS_MAX];
    Scalar answer = decider_ask(of_other, binding, give, &given, (Date){DAY}, inputs);
    assert_true(answer.type == SCALAR_TEXT && str_equal(answer.text, STR("蓝")));
    decider_free(of_other);
    pack_free(other);
    folder_release(&changed);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_rule_answers_as_over_all_inputs),
        cmocka_unit_test(every_other_decision_does_so_too),
        cmocka_unit_test(a_silent_rule_asks_for_no_more_than_it_needs),
        cmocka_unit_test(where_unknown_is_an_answer_all_is_asked_for),
        cmocka_unit_test(a_rule_that_may_speak_of_anybody_asks_for_everything),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
