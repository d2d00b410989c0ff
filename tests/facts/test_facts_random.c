// SPDX-License-Identifier: Apache-2.0
// Random counties: what the facts keep running must be what a fresh count over all rows gives, in
// whatever order rows, corrections, refunds and late months arrive; and a replay of the segments,
// or a checkpoint taken on the way, must lead to the same bytes.
#include "base/check.h"
#include "facts/fake_pack.h"
#include "facts/naive.h"
#include "facts/reader.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

enum { SEEDS = 12, BATCHES = 40, ROWS_MAX = 12, PERSONS = 9 };

typedef struct Dice {
    uint64_t state;
} Dice;

static int roll(Dice *dice, int sides) {
    dice->state = dice->state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (int)((dice->state >> 33) % (uint64_t)sides);
}

static const char *month_text(Dice *dice, char out[16]) {
    int month = roll(dice, 20);
    snprintf(out, 16, "%d-%02d", 2024 + month / 12, month % 12 + 1);
    return out;
}

static const char *date_text(Dice *dice, char out[16]) {
    int month = roll(dice, 20);
    snprintf(out, 16, "%d-%02d-%02d", 2024 + month / 12, month % 12 + 1, roll(dice, 28) + 1);
    return out;
}

static void medical_row(Dice *dice, Segment *segment) {
    static const char *const CODES[] = {"dise_codg=C34", "dise_codg=N18.5", "dise_codg=J06",
                                        "med_type=11"};
    char cells[256];
    char date[16];
    int refund = roll(dice, 12);
    snprintf(cells, sizeof cells,
             "setl_id=S%d certno=%d setl_time=%s %s medfee_sumamt=%d psn_part_amt=%d "
             "refd_setl_flag=%s",
             roll(dice, 50), roll(dice, PERSONS) + 1, date_text(dice, date), CODES[roll(dice, 4)],
             refund == 0 ? -100 : 100 * roll(dice, 3), 100 * roll(dice, 40),
             refund == 1 ? "true" : "false");
    fake_row(segment, cells);
}

static void pension_row(Dice *dice, Segment *segment) {
    static const char *const STATUS[] = {"paid", "paused", "ended"};
    char cells[256];
    char month[16];
    snprintf(cells, sizeof cells, "id_no=%d pension_kind=%s amount=%d status=%s pay_month=%s",
             roll(dice, PERSONS) + 1, roll(dice, 2) == 0 ? "worker" : "resident",
             100 * roll(dice, 30), STATUS[roll(dice, 3)], month_text(dice, month));
    fake_row(segment, cells);
}

static void tax_row(Dice *dice, Segment *segment) {
    char cells[256];
    char month[16];
    snprintf(cells, sizeof cells, "id_no=%d withholder_code=W%d tax_month=%s income=%d",
             roll(dice, PERSONS) + 1, roll(dice, 3), month_text(dice, month), 100 * roll(dice, 50));
    fake_row(segment, cells);
}

static void civil_row(Dice *dice, Segment *segment) {
    static const char *const STATUS[] = {"在享", "渐退", "停发", "不予确认"};
    static const char *const PROGRAMMES[] = {"低保", "低边", "临时"};
    char cells[400];
    char dates[4][16];
    int length = snprintf(
        cells, sizeof cells,
        "case_no=K%d programme=%s id_no=%d region=%d00%d000 status=%s start_date=%s share=%d "
        "change_date=%s",
        roll(dice, 6), PROGRAMMES[roll(dice, 3)], roll(dice, PERSONS) + 1, 330300 + roll(dice, 3),
        roll(dice, 3), STATUS[roll(dice, 4)], date_text(dice, dates[0]), roll(dice, 10000),
        date_text(dice, dates[1]));
    if (roll(dice, 2) == 0) {
        length += snprintf(cells + length, sizeof cells - (size_t)length, " end_date=%s",
                           date_text(dice, dates[2]));
    }
    if (roll(dice, 2) == 0) {
        length += snprintf(cells + length, sizeof cells - (size_t)length,
                           " guardian_id=%d supporter_id=%d", roll(dice, PERSONS) + 1,
                           roll(dice, PERSONS) + 1);
    }
    if (roll(dice, 2) == 0) {
        snprintf(cells + length, sizeof cells - (size_t)length, " last_paid_month=%s",
                 month_text(dice, dates[3]));
    }
    fake_row(segment, cells);
}

static Segment random_segment(Dice *dice, const Pack *pack, uint32_t batch) {
    static const char *const FEEDS[] = {"F01", "F12", "F15", "F22"};
    int feed = roll(dice, 4);
    char clock[16];
    snprintf(clock, sizeof clock, "2025-%02u-%02u", 1 + batch / 8, 1 + batch % 8 * 3);
    Segment segment = fake_segment(pack, FEEDS[feed], batch, clock);
    for (int i = roll(dice, ROWS_MAX); i >= 0; i--) {
        if (feed == 0) {
            medical_row(dice, &segment);
        } else if (feed == 1) {
            pension_row(dice, &segment);
        } else if (feed == 2) {
            tax_row(dice, &segment);
        } else {
            civil_row(dice, &segment);
        }
    }
    return segment;
}

static void values_agree(const Pack *pack, const Facts *facts, const Naive *naive, Date clock) {
    FactReader *reader = fact_reader_new(facts, NULL);
    fact_reader_start(reader, clock);
    for (size_t i = 0; i < pack_fact_count(pack); i++) {
        const Fact *fact = pack_fact(pack, i);
        if (fact->feed < 0 || fact->aggregate == FACT_BUILT_IN) {
            continue;
        }
        for (uint32_t person = 1; person <= PERSONS; person++) {
            Scalar value = fact_reader_value(reader, (int)i, (PersonId){person}, (HouseholdId){0});
            Scalar expected = naive_value(naive, (int)i, (PersonId){person}, clock);
            if (!scalar_equal(value, expected)) {
                CLEANUP(text_release) Text text = {0};
                scalar_format(value, &text);
                text_append(&text, STR(" instead of "));
                scalar_format(expected, &text);
                fail_msg(STR_FMT " of person %u after batch %u: %s", STR_ARG(fact->id), person,
                         facts_last_batch(facts).number, text.data);
            }
        }
    }
    fact_reader_free(reader);
}

static void fates_agree(const Facts *facts, Naive *naive, const Segment *segment, int feed) {
    RowFate fates[ROWS_MAX];
    bool is_live[ROWS_MAX];
    facts_row_fates(facts, feed, &segment->rows, fates);
    facts_rows_live(facts, feed, &segment->rows, is_live); // must not change anything
    for (size_t row = 0; row < segment->rows.row_count; row++) {
        assert_int_equal(naive_accept(naive, feed, &segment->rows, row), fates[row]);
    }
}

static Facts *restored(const Pack *pack, const Facts *facts) {
    CLEANUP(text_release) Text bytes = {0};
    facts_checkpoint(facts, &bytes);
    Facts *copy = facts_new(pack);
    Error error = {0};
    assert_int_equal(facts_restore(copy, text_str(&bytes), &error), STATUS_OK);
    CLEANUP(text_release) Text again = {0};
    facts_checkpoint(copy, &again);
    assert_true(str_equal(text_str(&bytes), text_str(&again)));
    return copy;
}

static void same_state(const Facts *a, const Facts *b) {
    CLEANUP(text_release) Text difference = {0};
    if (!facts_equal(a, b, &difference)) {
        fail_msg("%s", difference.data);
    }
}

static void a_county_lives(uint64_t seed) {
    Pack *pack = fake_county();
    Facts *facts = facts_new(pack);
    Facts *resumed = NULL; // from a checkpoint half-way
    Naive *naive = naive_new(pack);
    Dice dice = {seed};
    Segment segments[BATCHES];
    for (uint32_t i = 0; i < BATCHES; i++) {
        segments[i] = random_segment(&dice, pack, i + 1);
        fates_agree(facts, naive, &segments[i], pack_find_feed(pack, segments[i].head.feed));
        assert_int_equal(facts_apply(facts, &segments[i], NULL), STATUS_OK);
        if (resumed != NULL) {
            assert_int_equal(facts_apply(resumed, &segments[i], NULL), STATUS_OK);
        }
        if (i == BATCHES / 2) {
            resumed = restored(pack, facts);
        }
        values_agree(pack, facts, naive, facts_clock(facts));
    }
    values_agree(pack, facts, naive, fake_date("2026-07-01"));
    values_agree(pack, resumed, naive, facts_clock(facts));
    same_state(facts, resumed);
    Facts *replayed = facts_new(pack);
    for (uint32_t i = 0; i < BATCHES; i++) {
        assert_int_equal(facts_apply(replayed, &segments[i], NULL), STATUS_OK);
        fake_segment_release(&segments[i]);
    }
    same_state(facts, replayed);
    facts_free(replayed);
    facts_free(resumed);
    facts_free(facts);
    naive_free(naive);
    pack_free(pack);
}

static void random_counties_agree_with_a_fresh_count(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        print_message("# seed %llu\n", (unsigned long long)seed);
        a_county_lives(seed);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_counties_agree_with_a_fresh_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
