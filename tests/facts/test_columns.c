// SPDX-License-Identifier: Apache-2.0
// Columns over the whole population: each value must be the one that the reader gives household by
// household, with one thread and with several.
#include "base/check.h"
#include "facts/columns.h"
#include "facts/random_rows.h"
#include "facts/reader.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { SEEDS = 12, PERSONS = 60, HOUSEHOLDS = 20, BATCHES = 60, FACTS_MAX = 96 };

static void apply(Facts *facts, Segment *segment) {
    Error error = {0};
    if (facts_apply(facts, segment, &error) != STATUS_OK) {
        fail_msg("%s", error.message);
    }
    fake_segment_release(segment);
}

static void register_row(Dice *dice, Segment *segment) {
    static const char *const CHANGES[] = {"initial", "in", "in", "out", "cancel", "update"};
    static const char *const RELATIONS[] = {"head", "spouse", "child", "parent"};
    char cells[256];
    char dates[2][16];
    bool has_birth = roll(dice, 8) != 0;
    bool is_death = roll(dice, 3) == 0;
    snprintf(cells, sizeof cells,
             "id_no=%d household_no=H%d relation=%s region=330303001001 change_kind=%s "
             "change_date=%s sex=%s%s%s%s",
             roll(dice, PERSONS) + 1, roll(dice, HOUSEHOLDS), RELATIONS[roll(dice, 4)],
             CHANGES[roll(dice, 6)], date_text(dice, dates[0]), roll(dice, 2) == 0 ? "M" : "F",
             has_birth ? " birth=" : "", has_birth ? date_text(dice, dates[1]) : "",
             is_death ? " change_reason=death" : "");
    fake_row(segment, cells);
}

static Segment population_segment(Dice *dice, const Pack *pack, uint32_t batch, const char *clock) {
    Segment segment = fake_segment(pack, "F06", batch, clock);
    for (int i = 0; i < ROWS_MAX; i++) {
        register_row(dice, &segment);
    }
    return segment;
}

static Facts *random_facts(const Pack *pack, Dice *dice) {
    Facts *facts = facts_new(pack);
    char clock[24];
    for (uint32_t batch = 1; batch <= BATCHES; batch++) {
        clock_text(batch, clock);
        Segment segment = batch % 2 == 1 ? population_segment(dice, pack, batch, clock)
                                         : random_segment(dice, pack, batch, PERSONS);
        apply(facts, &segment);
    }
    return facts;
}

static void column_agrees(const FactColumns *columns, const FactColumn *column, const Pack *pack,
                          FactReader *reader) {
    const Fact *fact = pack_fact(pack, (size_t)column->fact);
    bool is_person = fact->entity == FACT_PERSON;
    size_t count = is_person ? columns->person_count : columns->household_count;
    for (size_t i = 0; i < count; i++) {
        PersonId person = is_person ? columns->persons[i] : (PersonId){0};
        HouseholdId household = columns->households[is_person ? columns->household_of[i] : i];
        Scalar expected = fact_reader_value(reader, column->fact, person, household);
        Scalar value = fact_column_value(column, i);
        if (!scalar_equal(value, expected)) {
            CLEANUP(text_release) Text text = {0};
            scalar_format(value, &text);
            text_append(&text, STR(" instead of "));
            scalar_format(expected, &text);
            fail_msg(STR_FMT " of person %u, household %u: %s", STR_ARG(fact->id), person.number,
                     household.number, text.data);
        }
    }
}

// The persons of the columns are the counted and the living members, the counted first.
static void population_agrees(const FactColumns *columns, const Registry *registry) {
    size_t at = 0;
    size_t persons = 0;
    for (uint32_t i = 1; i <= registry_household_count(registry); i++) {
        MemberCursor counted = registry_counted_members(registry, (HouseholdId){i}, columns->date);
        size_t count = 0;
        while (member_next(&counted) != NULL) {
            count++;
        }
        if (count == 0) {
            continue;
        }
        assert_int_equal(columns->households[at].number, i);
        for (size_t k = 0; k < columns->first_person[at + 1] - columns->first_person[at]; k++) {
            assert_int_equal(columns->household_of[persons], at);
            assert_int_equal((columns->membership[persons] & MEMBER_COUNTED) != 0, k < count);
            assert_int_not_equal(columns->membership[persons], 0);
            persons++;
        }
        at++;
    }
    assert_int_equal(columns->household_count, at);
    assert_int_equal(columns->person_count, persons);
}

static void columns_agree(const Pack *pack, const Facts *facts, Date date, size_t threads) {
    int list[FACTS_MAX];
    size_t count = pack_fact_count(pack);
    assert_in_range(count, 1, FACTS_MAX - 1);
    for (size_t i = 0; i < count; i++) {
        list[i] = (int)(count - 1 - i);
    }
    list[count] = list[0]; // asked for twice
    CLEANUP(fact_columns_release) FactColumns columns = {0};
    fact_columns_fill(facts, date, list, count + 1, threads, &columns);
    population_agrees(&columns, facts_registry_const(facts));
    FactReader *reader = fact_reader_new(facts, NULL);
    fact_reader_start(reader, date);
    for (size_t i = 0; i <= count; i++) {
        assert_int_equal(columns.columns[i].fact, list[i]);
        column_agrees(&columns, &columns.columns[i], pack, reader);
    }
    fact_reader_free(reader);
}

static void columns_say_what_the_reader_says(void **state) {
    (void)state;
    Pack *pack = fake_county();
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        print_message("# seed %llu\n", (unsigned long long)seed);
        Dice dice = {seed};
        Facts *facts = random_facts(pack, &dice);
        columns_agree(pack, facts, facts_clock(facts), 1);
        columns_agree(pack, facts, facts_clock(facts), 3);
        columns_agree(pack, facts, fake_date("2024-11-30"), 2);
        columns_agree(pack, facts, fake_date("2026-02-01"), 2);
        facts_free(facts);
    }
    pack_free(pack);
}

// More households than one thread takes, so that the pieces' edges lie within them.
static void threads_share_a_large_population(void **state) {
    (void)state;
    enum { LARGE = 20000 };
    Pack *pack = fake_county();
    Facts *facts = facts_new(pack);
    Segment people = fake_segment(pack, "F06", 1, "2025-01-31");
    Segment wages = fake_segment(pack, "F15", 2, "2025-02-28");
    char cells[256];
    for (int i = 1; i <= LARGE; i++) {
        snprintf(cells, sizeof cells,
                 "id_no=%d household_no=H%d relation=head region=330303001001 change_kind=in "
                 "change_date=2025-01-01 birth=1980-01-15",
                 i, i / 2);
        fake_row(&people, cells);
        snprintf(cells, sizeof cells, "id_no=%d withholder_code=W tax_month=2025-01 income=%d", i,
                 i * 7 % 1000);
        fake_row(&wages, cells);
    }
    apply(facts, &people);
    apply(facts, &wages);
    columns_agree(pack, facts, facts_clock(facts), 1);
    columns_agree(pack, facts, facts_clock(facts), 5);
    facts_free(facts);
    pack_free(pack);
}

static void a_county_without_people_has_empty_columns(void **state) {
    (void)state;
    Pack *pack = fake_county();
    Facts *facts = facts_new(pack);
    columns_agree(pack, facts, fake_date("2025-01-01"), 2);
    facts_free(facts);
    pack_free(pack);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_say_what_the_reader_says),
        cmocka_unit_test(threads_share_a_large_population),
        cmocka_unit_test(a_county_without_people_has_empty_columns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
