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

enum {
    PERSONS = 1200,
    ROUNDS = 12,
    ADDED_MAX = 40,
    KNOWN_MAX = ROUNDS * ADDED_MAX,
    PARTS_WRITTEN = 4
};

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

// Every person of the part, those of other parts left as they are.
static void part_more(Settled *settled, size_t part, Known *known, Dice *dice) {
    SettledWriter writer = settled_writer(settled);
    PersonId person = settled_person(part, 0);
    for (size_t i = 0; person.number <= PERSONS; person = settled_person(part, ++i)) {
        KeptRow added[ADDED_MAX];
        size_t count = 0;
        assert_int_equal(settled_part(person), part);
        assert_int_equal(settled_index(person), i);
        while (known->count < KNOWN_MAX && count < 8 && person.number % 3 != 1 &&
               roll(dice, 3) == 0) {
            size_t serial = (size_t)roll(dice, 2) * 1000 + known->count;
            KeptRow row = random_row(dice, settled->plan, person.number, serial);
            known->rows[known->count++] = added[count++] = row;
        }
        settled_write(&writer, person, added, count);
    }
    settled_written(&writer, settled, part);
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
    assert_int_equal(settled_count(settled), expected);
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

static void all_can_be_read(const Settled *settled) {
    for (uint32_t person = 0; person <= PERSONS; person++) {
        SettledCursor cursor = settled_rows(settled, (PersonId){person});
        while (settled_next(&cursor)) {
        }
        assert_ptr_equal(cursor.at, cursor.end);
    }
}

// Any one byte changed is refused, or still rows that can be read to their end.
static void damage_is_no_harm(const Settled *settled, SettledPart *part,
                              const RowColumns *columns) {
    for (size_t i = 0; i < part->bytes.count + part->starts.count * 8; i++) {
        bool is_start = i >= part->bytes.count;
        size_t at = is_start ? i - part->bytes.count : i;
        uint8_t *bytes = is_start ? part->starts.items : part->bytes.items;
        for (unsigned bit = 0; bit < 8; bit++) {
            bytes[at] ^= (uint8_t)(1U << bit);
            if (settled_holds(settled, columns, PERSONS)) {
                all_can_be_read(settled);
            }
            bytes[at] ^= (uint8_t)(1U << bit);
        }
    }
    part->count++;
    assert_false(settled_holds(settled, columns, PERSONS));
    part->count--;
    part->month_last++;
    assert_false(settled_holds(settled, columns, PERSONS));
    part->month_last--;
    assert_true(settled_holds(settled, columns, PERSONS));
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
        for (size_t part = 0; part < PARTS_WRITTEN; part++) {
            part_more(&settled, part * part, known, &dice);
        }
        rows_agree(&settled, known);
        for (int i = 0; known->count > 0 && i < 5; i++) {
            remove_one(&settled, known, (size_t)roll(&dice, (int)known->count));
        }
        rows_agree(&settled, known);
        assert_true(settled_holds(&settled, &columns, PERSONS));
    }
    assert_false(settled_holds(&settled, &columns, PERSONS / 2));
    damage_is_no_harm(&settled, &settled.parts[4], &columns);
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
    Settled settled = settled_empty(plan);
    SettledWriter writer = settled_writer(&settled);
    KeptRow rows[MONTHS];
    for (size_t i = 0; i < MONTHS; i++) {
        rows[i] = (KeptRow){.at = {[KEPT_PERSONS] = 7, [KEPT_REST] = 99}};
        rows[i].at[KEPT_MONTH] = packed_from_signed(24000 + (int64_t)i) + 1;
    }
    assert_false(settled_may_have(&settled, (PersonId){7}, 24000));
    settled_write(&writer, (PersonId){7}, rows, MONTHS);
    settled_written(&writer, &settled, 0);
    assert_true(settled.parts[0].bytes.count < 20 + MONTHS);
    assert_true(settled_may_have(&settled, (PersonId){7}, 24000 + MONTHS - 1));
    assert_false(settled_may_have(&settled, (PersonId){7}, 24000 + MONTHS));
    assert_true(settled_may_have(&settled, (PersonId){7}, MONTH_UNKNOWN));
    assert_false(settled_may_have(&settled, (PersonId){7 + SETTLED_GROUP}, 24000));
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
        expected[person] = roll(&dice, 3) == 0 ? 0 : 1 + (uint32_t)roll(&dice, 1000);
        heads_put(&heads, person, expected[person]);
    }
    size_t count = 0;
    for (uint32_t person = 0; person < HEADS; person++) {
        assert_int_equal(heads_get(&heads, person), expected[person]);
        count += expected[person] != 0;
    }
    assert_int_equal(heads.count, count);
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
