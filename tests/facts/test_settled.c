// SPDX-License-Identifier: Apache-2.0
// Settled rows and the heads of chains, each beside the plainest way to keep the same.
#include "base/check.h"
#include "base/memory.h"
#include "facts/heads.h"
#include "facts/random_rows.h"
#include "facts/settled.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

enum { PERSONS = 60, ROUNDS = 12, ADDED_MAX = 40, KNOWN_MAX = ROUNDS * ADDED_MAX };

typedef struct Known {
    KeptRow rows[KNOWN_MAX];
    bool is_gone[KNOWN_MAX];
    size_t count;
} Known;

static const FeedPlan *pension_plan(const Catalogue *catalogue) {
    return &catalogue->feeds[pack_find_feed(catalogue->pack, STR("F12"))];
}

// Mostly the row of one month after the other, sometimes anything.
static KeptRow random_row(Dice *dice, const FeedPlan *plan, uint32_t person, size_t serial) {
    KeptRow row = {0};
    for (size_t i = 0; i < plan->kept_count; i++) {
        bool is_odd = roll(dice, 6) == 0;
        row.at[plan->kept[i]] = is_odd ? (uint64_t)roll(dice, 1 << 30) << roll(dice, 33) : 5;
    }
    for (size_t i = 0; i < plan->value_count; i++) { // words that there are: the empty one
        bool is_text = plan->contract->fields[plan->values[i]].type == SCALAR_TEXT;
        row.at[KEPT_VALUES + i] = is_text ? 0 : row.at[KEPT_VALUES + i];
    }
    for (size_t i = KEPT_KEYS; i < KEPT_UNSELECTED; i++) {
        row.at[i] = 0;
    }
    row.at[KEPT_MONTH] = packed_from_signed((int64_t)serial) + 1; // no two alike
    row.at[KEPT_PERSONS] = person;
    return row;
}

static void vectors_are_equal(const Vector *a, const Vector *b) {
    assert_int_equal(a->count, b->count);
    assert_memory_equal(a->items, b->items, a->count * a->item_size);
}

// What is written in pieces is, joined, what one writer writes.
static void joined_is_whole(SettledWriter *writers, size_t count, const Settled *whole) {
    Settled parts[PERSONS];
    for (size_t i = 0; i < count; i++) {
        parts[i] = settled_written(&writers[i]);
    }
    Settled joined = settled_joined(parts, count);
    assert_int_equal(joined.count, whole->count);
    assert_int_equal(joined.month_last, whole->month_last);
    if (whole->count > 0) {
        vectors_are_equal(&joined.starts, &whole->starts);
        vectors_are_equal(&joined.bytes, &whole->bytes);
    }
    settled_release(&joined);
}

static Settled with_more(const Settled *old, Known *known, Dice *dice) {
    enum { PIECES = 3 };
    SettledWriter writer = settled_writer(old->plan);
    SettledWriter pieces[PIECES];
    for (size_t i = 0; i < PIECES; i++) {
        pieces[i] = settled_writer(old->plan);
    }
    uint32_t groups = 1 + (uint32_t)roll(dice, 4); // of a piece: the last may be left empty
    for (uint32_t person = 0; person <= PERSONS; person++) {
        KeptRow added[ADDED_MAX];
        size_t count = 0;
        while (known->count < KNOWN_MAX && count < 8 && person % 3 != 1 && roll(dice, 20) == 0) {
            KeptRow row =
                random_row(dice, old->plan, person, (size_t)roll(dice, 2) * 1000 + known->count);
            known->rows[known->count++] = added[count++] = row;
        }
        settled_write(&writer, old, (PersonId){person}, added, count);
        size_t piece = person / (SETTLED_GROUP * groups);
        settled_write(&pieces[piece < PIECES ? piece : PIECES - 1], old, (PersonId){person}, added,
                      count);
    }
    Settled whole = settled_written(&writer);
    joined_is_whole(pieces, PIECES, &whole);
    return whole;
}

static void rows_agree(const Settled *settled, const Known *known) {
    size_t found = 0;
    for (uint32_t person = 0; person <= PERSONS + 40; person++) {
        SettledCursor cursor = settled_rows(settled, (PersonId){person});
        while (settled_next(&cursor)) {
            bool is_known = false;
            for (size_t i = 0; i < known->count; i++) {
                is_known = is_known || (!known->is_gone[i] && memcmp(&known->rows[i], &cursor.row,
                                                                     sizeof cursor.row) == 0);
            }
            assert_true(is_known);
            found++;
        }
    }
    size_t expected = 0;
    for (size_t i = 0; i < known->count; i++) {
        expected += !known->is_gone[i];
    }
    assert_int_equal(found, expected);
    assert_int_equal(settled->count, expected);
}

static void remove_one(Settled *settled, Known *known, size_t which) {
    const KeptRow *row = &known->rows[which];
    SettledCursor cursor = settled_rows(settled, kept_person(row, 0));
    while (settled_next(&cursor)) {
        if (memcmp(row, &cursor.row, sizeof *row) == 0) {
            settled_remove(settled, &cursor);
            known->is_gone[which] = true;
            return;
        }
    }
    assert_true(known->is_gone[which]);
}

// Any one byte changed is refused, or still rows that can be read to their end.
static void damage_is_no_harm(const Settled *settled, const RowColumns *columns) {
    for (size_t i = 0; i < settled->bytes.count + settled->starts.count * 8; i++) {
        bool is_start = i >= settled->bytes.count;
        size_t at = is_start ? i - settled->bytes.count : i;
        uint8_t *bytes = is_start ? settled->starts.items : settled->bytes.items;
        for (unsigned bit = 0; bit < 8; bit++) {
            bytes[at] ^= (uint8_t)(1U << bit);
            if (settled_holds(settled, columns, PERSONS)) {
                for (uint32_t person = 0; person <= PERSONS; person++) {
                    SettledCursor cursor = settled_rows(settled, (PersonId){person});
                    while (settled_next(&cursor)) {
                    }
                    assert_ptr_equal(cursor.at, cursor.end);
                }
            }
            bytes[at] ^= (uint8_t)(1U << bit);
        }
    }
}

static void settled_rows_come_back(void **state) {
    (void)state;
    Pack *pack = fake_county();
    Catalogue catalogue = catalogue_of(pack);
    const FeedPlan *plan = pension_plan(&catalogue);
    assert_true(plan->settles);
    Words words = words_empty();
    RowColumns columns = row_columns_of(plan, &words);
    Settled settled = settled_empty(plan);
    Known *known = memory_new(1, sizeof *known);
    Dice dice = {3};
    assert_true(settled_holds(&settled, &columns, PERSONS));
    for (int round = 0; round < ROUNDS; round++) {
        Settled more = with_more(&settled, known, &dice);
        settled_release(&settled);
        settled = more;
        rows_agree(&settled, known);
        for (int i = 0; known->count > 0 && i < 5; i++) {
            remove_one(&settled, known, (size_t)roll(&dice, (int)known->count));
        }
        rows_agree(&settled, known);
        assert_true(settled_holds(&settled, &columns, PERSONS));
    }
    assert_false(settled_holds(&settled, &columns, PERSONS / 2));
    damage_is_no_harm(&settled, &columns);
    memory_free(known);
    settled_release(&settled);
    row_columns_release(&columns);
    words_release(&words);
    catalogue_release(&catalogue);
    pack_free(pack);
}

static void a_month_more_of_the_same_takes_a_byte(void **state) {
    (void)state;
    enum { MONTHS = 40 };
    Pack *pack = fake_county();
    Catalogue catalogue = catalogue_of(pack);
    const FeedPlan *plan = &catalogue.feeds[pack_find_feed(pack, STR("F15"))];
    Settled none = settled_empty(plan);
    SettledWriter writer = settled_writer(plan);
    KeptRow rows[MONTHS];
    for (size_t i = 0; i < MONTHS; i++) {
        rows[i] = (KeptRow){.at = {[KEPT_PERSONS] = 7, [KEPT_REST] = 99}};
        rows[i].at[KEPT_MONTH] = packed_from_signed(24000 + (int64_t)i) + 1;
    }
    settled_write(&writer, &none, (PersonId){7}, rows, MONTHS);
    Settled settled = settled_written(&writer);
    assert_true(settled.bytes.count < 20 + MONTHS);
    assert_int_equal(settled.month_last, 24000 + MONTHS - 1);
    assert_true(settled_has(&settled, (PersonId){7}));
    assert_false(settled_has(&settled, (PersonId){8}));
    assert_false(settled_has(&settled, (PersonId){700}));
    settled_release(&settled);
    catalogue_release(&catalogue);
    pack_free(pack);
}

static void heads_are_found_again(void **state) {
    (void)state;
    enum { HEADS = 3000 };
    uint32_t *expected = memory_new(HEADS, sizeof *expected);
    Heads heads = heads_empty();
    Dice dice = {5};
    assert_int_equal(heads_get(&heads, 1), 0);
    for (int i = 0; i < 20000; i++) {
        uint32_t person = 1 + (uint32_t)roll(&dice, HEADS - 1);
        expected[person] = (uint32_t)roll(&dice, 1000);
        heads_put(&heads, person, expected[person]);
    }
    for (uint32_t person = 0; person < HEADS; person++) {
        assert_int_equal(heads_get(&heads, person), expected[person]);
    }
    heads_release(&heads);
    assert_int_equal(heads_get(&heads, 1), 0);
    memory_free(expected);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(settled_rows_come_back),
        cmocka_unit_test(a_month_more_of_the_same_takes_a_byte),
        cmocka_unit_test(heads_are_found_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
