// SPDX-License-Identifier: Apache-2.0
// Screening: the category of every household beside what it is registered in.
#include "base/check.h"
#include "base/map.h"
#include "domain/category.h"
#include "monitor/figures.h"
#include "monitor/monitor.h"
#include "monitor/screen_columns.h"

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

// ---- everybody

static bool is_alive_at(const FactColumns *facts, size_t at) {
    for (size_t i = facts->first_person[at]; i < facts->first_person[at + 1]; i++) {
        if ((facts->membership[i] & MEMBER_LIVING) != 0) {
            return true;
        }
    }
    return false;
}

static ScreenedHousehold screened_at(const ScreenColumns *columns, size_t at) {
    Category category = (Category)columns->categories[at];
    RegisteredClass registered = (RegisteredClass)columns->registered[at];
    return (ScreenedHousehold){.household = columns->facts.households[at],
                               .category = category,
                               .amount = {columns->amounts[at]},
                               .registered = registered,
                               .finding = is_alive_at(&columns->facts, at)
                                              ? finding_of(category, registered)
                                              : FINDING_AGREES};
}

static Status check_same(const ScreenedHousehold *plan, const ScreenedHousehold *row,
                         Error *error) {
    if (plan->category == row->category && plan->amount.fen == row->amount.fen &&
        plan->registered == row->registered && plan->finding == row->finding) {
        return STATUS_OK;
    }
    return error_set(error, STATUS_CORRUPT,
                     "household %u: column by column %s, %lld fen, registered %s; alone %s, %lld "
                     "fen, registered %s; nothing of this screening is kept, please report it",
                     plan->household.number, category_id(plan->category),
                     (long long)plan->amount.fen, registered_id(plan->registered),
                     category_id(row->category), (long long)row->amount.fen,
                     registered_id(row->registered));
}

static Status screen_by_column(Screening *screening, const ScreenColumns *columns,
                               ScreenVisit visit, void *context, Error *error) {
    for (size_t i = 0; i < columns->facts.household_count; i++) {
        ScreenedHousehold screened = screened_at(columns, i);
        bool is_guarded = map_mix(screened.household.number) % SCREEN_GUARD_EVERY == 0;
        if (screened.finding != FINDING_AGREES || is_guarded) {
            ScreenedHousehold alone = screen(screening, screened.household);
            Status status = check_same(&screened, &alone, error);
            if (status != STATUS_OK) {
                return status;
            }
            screened = alone; // with figures and reason
        }
        visit(context, &screened);
        arena_clear(&screening->arena);
    }
    return STATUS_OK;
}

static void screen_one_by_one(Screening *screening, ScreenVisit visit, void *context) {
    for (uint32_t i = 1; i <= registry_household_count(screening->registry); i++) {
        HouseholdId household = {i};
        if (has_counted_member(screening->registry, household, screening->as_of)) {
            ScreenedHousehold screened = screen(screening, household);
            visit(context, &screened);
            arena_clear(&screening->arena);
        }
    }
}

typedef struct Screener {
    Decider *decider;
    Screening screening;
} Screener;

static Screener screener_new(const Pack *pack, const Facts *facts, Date as_of) {
    int category = pack_find_decision(pack, STR("救助类别"));
    int amount = pack_find_decision(pack, STR("月保障金额"));
    int registered = pack_find_fact(pack, STR("registered_class"));
    CHECK(category >= 0 && amount >= 0 && registered >= 0); // pack_read sees to it
    Decider *decider = decider_new(pack);
    FactReader *reader = fact_reader_new(facts, decider);
    fact_reader_start(reader, as_of);
    return (Screener){.decider = decider,
                      .screening = {.pack = pack,
                                    .decider = decider,
                                    .reader = reader,
                                    .registry = facts_registry_const(facts),
                                    .as_of = as_of,
                                    .category = (size_t)category,
                                    .amount = (size_t)amount,
                                    .registered = registered,
                                    .inputs_max = decision_inputs_max(pack)}};
}

static void screener_release(Screener *screener) {
    fact_reader_free(screener->screening.reader);
    decider_free(screener->decider);
    arena_release(&screener->screening.arena);
}

void monitor_screen_one_by_one(const Pack *pack, const Facts *facts, Date as_of, ScreenVisit visit,
                               void *context) {
    CLEANUP(screener_release) Screener screener = screener_new(pack, facts, as_of);
    screen_one_by_one(&screener.screening, visit, context);
}

Status screen_columns_visit(const ScreenColumns *columns, const Pack *pack, const Facts *facts,
                            ScreenVisit visit, void *context, Error *error) {
    CLEANUP(screener_release) Screener screener = screener_new(pack, facts, columns->facts.date);
    return screen_by_column(&screener.screening, columns, visit, context, error);
}

Status monitor_screen(const Pack *pack, const Facts *facts, Date as_of, ScreenVisit visit,
                      void *context, Error *error) {
    CLEANUP(screen_columns_release) ScreenColumns columns = {0};
    if (screen_columns_fill(pack, facts, as_of, &columns)) {
        return screen_columns_visit(&columns, pack, facts, visit, context, error);
    }
    monitor_screen_one_by_one(pack, facts, as_of, visit, context);
    return STATUS_OK;
}
