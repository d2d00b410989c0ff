// SPDX-License-Identifier: Apache-2.0
#include "monitor/screener.h"
#include "base/check.h"
#include "base/memory.h"
#include "domain/category.h"
#include "facts/reader.h"
#include "monitor/figures.h"

struct Screener {
    const Pack *pack;
    Decider *decider;
    FactReader *reader;
    const Registry *registry;
    Date as_of;
    size_t category, amount; // decisions
    int registered;          // fact
    size_t inputs_max;
    Arena arena; // of one household
};

static bool is_nobody_alive(const Screener *screener, HouseholdId household) {
    MemberCursor living = registry_living_members(screener->registry, household, screener->as_of);
    return member_next(&living) == NULL;
}

static void inputs_read(const Screener *screener, size_t binding, HouseholdId household,
                        Scalar *out_inputs) {
    const DecisionBinding *decision = pack_decision(screener->pack, binding);
    for (size_t i = 0; i < decision->input_count; i++) {
        out_inputs[i] =
            fact_reader_input(screener->reader, &decision->inputs[i], (PersonId){0}, household);
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

static Scalar *inputs_new(Screener *screener) {
    return arena_alloc(&screener->arena, screener->inputs_max, sizeof(Scalar));
}

static Money amount_of(Screener *screener, HouseholdId household) {
    Scalar *inputs = inputs_new(screener);
    inputs_read(screener, screener->amount, household, inputs);
    return money_of(
        decider_decide(screener->decider, screener->amount, inputs, screener->as_of, NULL));
}

ScreenedHousehold screener_screen(Screener *screener, HouseholdId household, bool with_figures) {
    arena_clear(&screener->arena);
    ScreenedHousehold screened = {.household = household};
    Scalar *inputs = inputs_new(screener);
    inputs_read(screener, screener->category, household, inputs);
    Str reason = {0};
    Scalar answer =
        decider_decide(screener->decider, screener->category, inputs, screener->as_of, &reason);
    Category category = CATEGORY_UNDETERMINED;
    if (answer.type == SCALAR_TEXT) {
        category = category_from_words(answer.text);
    }
    if (category == CATEGORY_UNDETERMINED && reason.length == 0) {
        screened.reason =
            arena_format(&screener->arena, "救助类别 is \"" STR_FMT "\"", STR_ARG(answer.text));
    } else if (category == CATEGORY_UNDETERMINED) {
        screened.reason = arena_copy(&screener->arena, reason);
    }
    screened.category = category;
    Scalar class =
        fact_reader_value(screener->reader, screener->registered, (PersonId){0}, household);
    screened.registered =
        class.type == SCALAR_TEXT ? registered_from_words(class.text) : REGISTERED_NONE;
    screened.finding = is_nobody_alive(screener, household)
                           ? FINDING_AGREES // counted until the month ends, but beyond help
                           : screen_finding(category, screened.registered);
    if (category != CATEGORY_UNDETERMINED) {
        screened.amount = amount_of(screener, household);
    }
    if (with_figures && screened.finding != FINDING_AGREES) {
        FigureSource source = {
            .pack = screener->pack, .reader = screener->reader, .household = household};
        screened.figures = figures_of(&source, (int)screener->category, inputs, &screener->arena,
                                      &screened.figure_count);
    }
    return screened;
}

// ---- made and compared

Screener *screener_new(const Pack *pack, const Facts *facts, Date as_of) {
    int category = pack_find_decision(pack, STR("救助类别"));
    int amount = pack_find_decision(pack, STR("月保障金额"));
    int registered = pack_find_fact(pack, STR("registered_class"));
    CHECK(category >= 0 && amount >= 0 && registered >= 0); // pack_read sees to it
    Screener *screener = memory_new(1, sizeof *screener);
    *screener = (Screener){.pack = pack,
                           .decider = decider_new(pack),
                           .registry = facts_registry_const(facts),
                           .as_of = as_of,
                           .category = (size_t)category,
                           .amount = (size_t)amount,
                           .registered = registered,
                           .inputs_max = decision_inputs_max(pack)};
    screener->reader = fact_reader_new(facts, screener->decider);
    fact_reader_start(screener->reader, as_of);
    return screener;
}

void screener_free(Screener *screener) {
    if (screener == NULL) {
        return;
    }
    fact_reader_free(screener->reader);
    decider_free(screener->decider);
    arena_release(&screener->arena);
    memory_free(screener);
}

Status screener_same(const ScreenedHousehold *by_column, const ScreenedHousehold *alone,
                     Error *error) {
    if (by_column->category == alone->category && by_column->amount.fen == alone->amount.fen &&
        by_column->registered == alone->registered && by_column->finding == alone->finding) {
        return STATUS_OK;
    }
    return error_set(error, STATUS_CORRUPT,
                     "household %u: column by column %s, %lld fen, registered %s; alone %s, %lld "
                     "fen, registered %s; nothing of this screening is kept, please report it",
                     by_column->household.number, category_id(by_column->category),
                     (long long)by_column->amount.fen, registered_id(by_column->registered),
                     category_id(alone->category), (long long)alone->amount.fen,
                     registered_id(alone->registered));
}
