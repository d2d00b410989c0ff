// SPDX-License-Identifier: Apache-2.0
// Screening: the category of every household beside what it is registered in.
#include "base/check.h"
#include "domain/category.h"
#include "monitor/figures.h"
#include "monitor/monitor.h"

typedef struct Screening {
    const Pack *pack;
    Decider *decider;
    FactReader *reader;
    const Registry *registry;
    Date as_of;
    size_t category, amount; // decisions
    int registered;          // fact
    size_t inputs_max;
    Arena arena; // of one household
} Screening;

static bool has_counted_member(const Registry *registry, HouseholdId household, Date date) {
    MemberCursor cursor = registry_counted_members(registry, household, date);
    return member_next(&cursor) != NULL;
}

static bool is_nobody_alive(const Screening *screening, HouseholdId household) {
    MemberCursor living = registry_living_members(screening->registry, household, screening->as_of);
    return member_next(&living) == NULL;
}

static void inputs_read(const Screening *screening, size_t binding, HouseholdId household,
                        Scalar *out_inputs) {
    const DecisionBinding *decision = pack_decision(screening->pack, binding);
    for (size_t i = 0; i < decision->input_count; i++) {
        out_inputs[i] =
            fact_reader_input(screening->reader, &decision->inputs[i], (PersonId){0}, household);
    }
}

// The decision's number in fen; what is below a fen is cut off (amounts are whole yuan).
static Money money_of(Scalar value) {
    if (value.type == SCALAR_MONEY) {
        return (Money){value.number};
    }
    if (value.type != SCALAR_DECIMAL && value.type != SCALAR_INTEGER) {
        return (Money){0};
    }
    int64_t fen = value.number;
    int exponent = (int)value.exponent;
    for (; exponent < -2; exponent++) {
        fen /= 10;
    }
    for (; exponent > -2; exponent--) {
        if (__builtin_mul_overflow(fen, 10, &fen)) {
            return (Money){0};
        }
    }
    return (Money){fen};
}

static Scalar *inputs_new(Screening *screening) {
    return arena_alloc(&screening->arena, screening->inputs_max, sizeof(Scalar));
}

static Money amount_of(Screening *screening, HouseholdId household) {
    Scalar *inputs = inputs_new(screening);
    inputs_read(screening, screening->amount, household, inputs);
    return money_of(
        decider_decide(screening->decider, screening->amount, inputs, screening->as_of, NULL));
}

static ScreenFinding finding_of(Category category, RegisteredClass registered) {
    if (category == CATEGORY_UNDETERMINED) {
        return FINDING_UNDETERMINED;
    }
    RegisteredClass deserved = category_class(category);
    if (deserved == registered) {
        return FINDING_AGREES;
    }
    return deserved > registered ? FINDING_SHOULD_BE_HELPED : FINDING_SHOULD_NOT_BE_HELPED;
}

static ScreenedHousehold screen(Screening *screening, HouseholdId household) {
    ScreenedHousehold screened = {.household = household};
    Scalar *inputs = inputs_new(screening);
    inputs_read(screening, screening->category, household, inputs);
    Str reason = {0};
    Scalar answer =
        decider_decide(screening->decider, screening->category, inputs, screening->as_of, &reason);
    Category category = CATEGORY_UNDETERMINED;
    if (answer.type == SCALAR_TEXT) {
        category = category_from_words(answer.text);
    }
    if (category == CATEGORY_UNDETERMINED && reason.length == 0) {
        screened.reason =
            arena_format(&screening->arena, "救助类别 is \"" STR_FMT "\"", STR_ARG(answer.text));
    } else if (category == CATEGORY_UNDETERMINED) {
        screened.reason = arena_copy(&screening->arena, reason);
    }
    screened.category = category;
    Scalar class =
        fact_reader_value(screening->reader, screening->registered, (PersonId){0}, household);
    screened.registered =
        class.type == SCALAR_TEXT ? registered_from_words(class.text) : REGISTERED_NONE;
    screened.finding = is_nobody_alive(screening, household)
                           ? FINDING_AGREES // counted until the month ends, but beyond help
                           : finding_of(category, screened.registered);
    if (category != CATEGORY_UNDETERMINED) {
        screened.amount = amount_of(screening, household);
    }
    if (screened.finding != FINDING_AGREES) {
        FigureSource source = {
            .pack = screening->pack, .reader = screening->reader, .household = household};
        screened.figures = figures_of(&source, (int)screening->category, inputs, &screening->arena,
                                      &screened.figure_count);
    }
    return screened;
}

size_t monitor_screen(const Pack *pack, const Facts *facts, Date as_of, ScreenVisit visit,
                      void *context) {
    int category = pack_find_decision(pack, STR("救助类别"));
    int amount = pack_find_decision(pack, STR("月保障金额"));
    int registered = pack_find_fact(pack, STR("registered_class"));
    CHECK(category >= 0 && amount >= 0 && registered >= 0); // pack_read sees to it
    Decider *decider = decider_new(pack);
    Screening screening = {.pack = pack,
                           .decider = decider,
                           .reader = fact_reader_new(facts, decider),
                           .registry = facts_registry_const(facts),
                           .as_of = as_of,
                           .category = (size_t)category,
                           .amount = (size_t)amount,
                           .registered = registered,
                           .inputs_max = decision_inputs_max(pack)};
    fact_reader_start(screening.reader, as_of);
    size_t count = 0;
    for (uint32_t i = 1; i <= registry_household_count(screening.registry); i++) {
        HouseholdId household = {i};
        if (!has_counted_member(screening.registry, household, as_of)) {
            continue;
        }
        ScreenedHousehold screened = screen(&screening, household);
        visit(context, &screened);
        arena_clear(&screening.arena);
        count++;
    }
    fact_reader_free(screening.reader);
    decider_free(decider);
    arena_release(&screening.arena);
    return count;
}
