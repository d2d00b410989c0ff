// SPDX-License-Identifier: Apache-2.0
// Random counties: what the facts keep running must be what a fresh count over all rows gives, in
// whatever order rows, corrections, refunds and late months arrive; and a replay of the segments,
// or a checkpoint taken on the way, must lead to the same bytes.
#include "base/check.h"
#include "facts/naive.h"
#include "facts/random_rows.h"
#include "facts/reader.h"
#include "facts/row_hashes.h"
#include "facts/row_view.h"
#include "facts/selection.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>
#include <string.h>

enum { SEEDS = 12, BATCHES = 40, PERSONS = 9 };

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

static void fates_agree(const Facts *facts, Naive *naive, Segment *segment, int feed) {
    RowFate fates[ROWS_MAX];
    bool is_live[ROWS_MAX];
    memset(is_live, true, sizeof is_live);
    facts_row_fates(facts, feed, &segment->rows, fates);
    facts_rows_live(facts, feed, &segment->rows, is_live); // must not change anything
    for (size_t row = 0; row < segment->rows.row_count; row++) {
        assert_int_equal(naive_accept(naive, feed, &segment->rows, row), fates[row]);
    }
}

// Facts that were asked for the rows' fates know of some already that they hold, others look.
static void live_agree(const Facts *asked, const Facts *other, const Segment *segment, int feed) {
    bool is_live[ROWS_MAX];
    bool expected[ROWS_MAX];
    memset(is_live, true, sizeof is_live);
    memset(expected, true, sizeof expected);
    facts_rows_live(asked, feed, &segment->rows, is_live);
    facts_rows_live(other, feed, &segment->rows, expected);
    assert_memory_equal(is_live, expected, segment->rows.row_count * sizeof *is_live);
}

static Facts *restored(const Pack *pack, const Facts *facts) {
    CLEANUP(text_release) Text bytes = {0};
    facts_checkpoint(facts, &bytes);
    Facts *copy = facts_new(pack);
    Error error = {0};
    assert_int_equal(facts_restore(copy, held_copy(text_str(&bytes)), 0, &error), STATUS_OK);
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

// Equal texts of a column lie in one place, as a reader of files leaves them.
static void texts_share(Column *column, size_t count) {
    for (size_t row = 0; column->type == SCALAR_TEXT && row < count; row++) {
        for (size_t i = 0; i < row; i++) {
            if (str_equal(column->texts[i], column->texts[row])) {
                column->texts[row] = column->texts[i];
            }
        }
    }
}

// What loading makes before the facts are there.
static void make_ahead(const Catalogue *catalogue, Segment *segment) {
    Batch *rows = &segment->rows;
    const FeedPlan *plan = &catalogue->feeds[pack_find_feed(catalogue->pack, segment->head.feed)];
    for (size_t i = 0; i < rows->column_count; i++) {
        texts_share(&rows->columns[i], rows->row_count);
    }
    RowSpan all = {0, rows->row_count};
    rows->key_hashes = arena_alloc(&rows->arena, all.to + 1, sizeof(uint64_t));
    rows->rest_hashes = arena_alloc(&rows->arena, all.to + 1, sizeof(uint64_t));
    rows->selected = arena_alloc(&rows->arena, all.to + 1, sizeof(uint64_t));
    row_hashes_begin(plan, rows, all, (RowHashes){rows->key_hashes, rows->rest_hashes});
    row_hashes_end(plan, rows, all, (RowHashes){rows->key_hashes, rows->rest_hashes});
    selection_of_rows(plan, rows, rows->selected);
    rows->reversals = arena_alloc(&rows->arena, all.to / COLUMN_BITS + 1, sizeof(uint64_t));
    reversals_of_rows(plan, rows, rows->reversals);
}

// Whoever asks for the fates before another batch is applied has asked in vain.
static void ask_too_early(const Facts *facts, const Pack *pack, Segment *segment) {
    RowFate fates[ROWS_MAX];
    facts_row_fates(facts, pack_find_feed(pack, segment->head.feed), &segment->rows, fates);
}

static Facts *replayed_ahead(const Pack *pack, Segment *segments) {
    Catalogue catalogue = catalogue_of(pack);
    Facts *replayed = facts_new(pack);
    for (uint32_t i = 0; i < BATCHES; i++) {
        make_ahead(&catalogue, &segments[i]);
        if (i + 1 < BATCHES) {
            ask_too_early(replayed, pack, &segments[i + 1]);
        }
        assert_int_equal(facts_apply(replayed, &segments[i], NULL), STATUS_OK);
        fake_segment_release(&segments[i]);
    }
    catalogue_release(&catalogue);
    return replayed;
}

static void a_county_lives(uint64_t seed) {
    Pack *pack = fake_county();
    Facts *facts = facts_new(pack);
    Facts *resumed = NULL; // from a checkpoint half-way
    Naive *naive = naive_new(pack);
    Dice dice = {seed};
    Segment segments[BATCHES];
    for (uint32_t i = 0; i < BATCHES; i++) {
        segments[i] = random_segment(&dice, pack, i + 1, PERSONS);
        fates_agree(facts, naive, &segments[i], pack_find_feed(pack, segments[i].head.feed));
        assert_int_equal(facts_apply(facts, &segments[i], NULL), STATUS_OK);
        if (resumed != NULL) {
            assert_int_equal(facts_apply(resumed, &segments[i], NULL), STATUS_OK);
            live_agree(facts, resumed, &segments[i], pack_find_feed(pack, segments[i].head.feed));
        }
        if (i == BATCHES / 2) {
            resumed = restored(pack, facts);
        }
        values_agree(pack, facts, naive, facts_clock(facts));
    }
    values_agree(pack, facts, naive, fake_date("2026-07-01"));
    values_agree(pack, resumed, naive, facts_clock(facts));
    same_state(facts, resumed);
    Facts *replayed = replayed_ahead(pack, segments);
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
