// SPDX-License-Identifier: Apache-2.0
// The parts that facts are kept in, each beside the plainest way to keep the same.
#include "base/map.h"
#include "base/memory.h"
#include "facts/key_texts.h"
#include "facts/packed.h"
#include "facts/random_rows.h"
#include "facts/row_hashes.h"
#include "facts/series.h"
#include "facts/slots.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void a_column_is_as_wide_as_its_largest_number(void **state) {
    (void)state;
    enum { COUNT = 300 };
    Packed packed = packed_empty();
    uint64_t expected[COUNT] = {0};
    Dice dice = {7};
    packed_extend(&packed, COUNT);
    assert_int_equal(packed.bytes.count, 0);
    for (unsigned bits = 1; bits <= 64; bits++) {
        size_t at = (size_t)roll(&dice, COUNT);
        expected[at] = UINT64_MAX >> (64 - bits);
        packed_set(&packed, at, expected[at]);
        assert_int_equal(packed.width, (bits + 7) / 8);
        assert_true(packed_holds(&packed, COUNT));
        for (size_t i = 0; i < COUNT; i++) {
            assert_int_equal(packed_get(&packed, i), expected[i]);
        }
    }
    packed_release(&packed);
}

static void numbers_close_up_over_those_left_out(void **state) {
    (void)state;
    enum { COUNT = 5000 };
    static uint32_t new_places[COUNT + 1];
    for (unsigned every = 1; every < 5; every++) {
        Packed packed = packed_empty();
        uint32_t staying = 0;
        for (size_t i = 0; i < COUNT; i++) {
            packed_add(&packed, &(uint64_t){i * i}, 1, 1);
            new_places[i] = i % every == 0 ? ++staying : 0;
        }
        packed_close_up(&packed, new_places);
        assert_true(packed_holds(&packed, staying));
        for (size_t i = 0; i < staying; i++) {
            assert_int_equal(packed_get(&packed, i), i * every * i * every);
        }
        packed_add(&packed, &(uint64_t){UINT64_MAX}, 1, 1);
        assert_int_equal(packed_get(&packed, staying), UINT64_MAX);
        memset(new_places, 0, sizeof new_places);
        packed_close_up(&packed, new_places);
        assert_int_equal(packed.width + packed.count + packed.bytes.count, 0);
        packed_release(&packed);
    }
}

static void numbers_below_zero_are_kept(void **state) {
    (void)state;
    static const int64_t NUMBERS[] = {0, 1, -1, 127, -128, 1 << 30, INT64_MAX, INT64_MIN};
    for (size_t i = 0; i < sizeof NUMBERS / sizeof *NUMBERS; i++) {
        assert_int_equal(packed_to_signed(packed_from_signed(NUMBERS[i])), NUMBERS[i]);
    }
    assert_int_equal(packed_from_signed(-1), 1);
    assert_int_equal(packed_from_signed(63), 126);
}

// Each text twice in a row: what comes rarely is kept where it is met, but never twice as a word.
static void texts_of_keys_come_back(void **state) {
    (void)state;
    enum { COUNT = 50000 };
    KeyTexts texts = key_texts_empty();
    uint64_t *numbers = memory_new(COUNT, sizeof *numbers);
    char text[32];
    for (size_t i = 0; i < COUNT; i++) {
        snprintf(text, sizeof text, "certificate %zu", i / 2);
        numbers[i] = key_texts_put(&texts, str_from(text));
    }
    assert_int_equal(texts.counts.is_full, 1);
    for (size_t i = 0; i < COUNT; i++) {
        snprintf(text, sizeof text, "certificate %zu", i / 2);
        assert_true(str_equal(key_texts_get(&texts, numbers[i]), str_from(text)));
        assert_true(key_texts_hold(&texts, numbers[i]));
        bool is_word = numbers[i] % 2 == 0;
        assert_true(is_word == (key_texts_put(&texts, str_from(text)) % 2 == 0));
    }
    assert_int_equal(key_texts_put(&texts, STR("")), 0);
    assert_false(key_texts_hold(&texts, 2 * (texts.words.ends.count + 1)));
    assert_false(key_texts_hold(&texts, 2 * texts.bytes.count + 1));
    memory_free(numbers);
    key_texts_release(&texts);
}

static void texts_that_come_again_stay_words(void **state) {
    (void)state;
    enum { EMPLOYERS = 20000, MONTHS = 12 };
    KeyTexts texts = key_texts_empty();
    char text[32];
    for (size_t i = 0; i < EMPLOYERS; i++) {
        snprintf(text, sizeof text, "employer %zu", i);
        for (size_t month = 0; month < MONTHS; month++) {
            assert_int_equal(key_texts_put(&texts, str_from(text)), 2 * (i + 1));
        }
    }
    assert_int_equal(texts.counts.is_full, 0);
    key_texts_release(&texts);
}

// A column of certificate numbers is not searched for words for ever; one that repeats is.
static void texts_that_never_come_again_are_no_longer_looked_for(void **state) {
    (void)state;
    enum { COUNT = 40000 };
    KeyTexts texts = key_texts_empty();
    char text[32];
    for (size_t i = 0; i < COUNT; i++) {
        snprintf(text, sizeof text, "certificate %zu", i);
        (void)key_texts_put(&texts, str_from(text));
    }
    assert_int_equal(texts.counts.is_full, 1);
    assert_int_equal(texts.counts.put, COUNT);
    Str first = STR("certificate 0");
    uint64_t again = key_texts_put(&texts, first);
    assert_int_equal(again % 2, 1);
    assert_int_equal(texts.counts.met, 0);
    assert_true(str_equal(key_texts_get(&texts, again), first));
    assert_true(str_equal(key_texts_get(&texts, 2), first));
    key_texts_release(&texts);
}

// ---- totals

enum { PERSONS = 3000, MONTHS = 24, WIDTH = 2 };
typedef struct Plain { // amounts of every person and month
    int64_t amounts[PERSONS][MONTHS][WIDTH];
} Plain;

// Nearly all months lie where narrow entries reach.
static int32_t month_number(size_t person, int month) {
    return person % 100 == 0 ? 100000 + month : 24290 + month;
}

static void add(SeriesTable *table, Plain *plain, size_t person, int month, int64_t amount) {
    int64_t amounts[WIDTH] = {amount, 1};
    int sign = amount % 3 == 0 ? -1 : 1;
    series_add(table, (uint32_t)person, month_number(person, month), amounts, sign);
    for (size_t k = 0; k < WIDTH; k++) {
        plain->amounts[person][month][k] += sign * amounts[k];
    }
}

static void sums_agree(const SeriesTable *table, const Plain *plain, Dice *dice) {
    for (size_t person = 0; person < PERSONS; person++) {
        int from = roll(dice, MONTHS);
        int to = from + roll(dice, MONTHS - from);
        size_t series = (size_t)roll(dice, WIDTH);
        int64_t expected = 0;
        for (int month = from; month <= to; month++) {
            expected += plain->amounts[person][month][series];
        }
        int64_t sum = series_sum(table, (uint32_t)person, series, month_number(person, from),
                                 month_number(person, to));
        if (sum != expected) {
            fail_msg("person %zu, months %d to %d, series %zu: %lld instead of %lld", person, from,
                     to, series, (long long)sum, (long long)expected);
        }
    }
}

static void grow(SeriesTable *table, Plain *plain, Dice *dice) {
    for (int month = 0; month < MONTHS; month++) {
        for (size_t person = 0; person < PERSONS; person++) {
            if (roll(dice, 4) == 0) {
                continue;
            }
            int at = roll(dice, 8) == 0 ? roll(dice, month + 1) : month; // some are late
            int64_t amount = roll(dice, 1000000) - 1000;
            add(table, plain, person, at, roll(dice, 2000) == 0 ? amount << 30 : amount);
        }
        sums_agree(table, plain, dice);
        assert_true(series_table_holds(table, PERSONS));
    }
}

static void windows_are_what_was_added(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= 4; seed++) {
        print_message("# seed %llu\n", (unsigned long long)seed);
        Plain *plain = memory_new(1, sizeof *plain);
        SeriesTable table = series_table_of(WIDTH);
        Dice dice = {seed};
        grow(&table, plain, &dice);
        const SeriesPool *narrow = &table.pools[0];
        assert_true(table.pools[1].bytes.count > 0);
        assert_true(narrow->unused < narrow->bytes.count / narrow->entry_size / 4 + 4096);
        series_table_release(&table);
        memory_free(plain);
    }
}

static void what_was_added_can_be_taken_away_from_the_edge(void **state) {
    (void)state;
    static const int64_t EDGES[] = {INT32_MAX, INT32_MIN, INT64_MAX, INT64_MIN};
    SeriesTable table = series_table_of(1);
    int64_t one = 1;
    for (uint32_t i = 0; i < 4; i++) {
        series_add(&table, i, 24300, &EDGES[i], 1);
        series_add(&table, i, 24300, &one, 1); // one too many: wraps, or grows wide
        series_add(&table, i, 24300, &one, -1);
        series_add(&table, i, 24301, &one, -1);
        assert_int_equal(series_sum(&table, i, 0, 24300, 24300), EDGES[i]);
        assert_int_equal(series_sum(&table, i, 0, 24301, 24301), -1);
    }
    assert_int_equal(series_sum(&table, 99, 0, 24300, 24301), 0);
    series_table_release(&table);
}

// Numbers that a checkpoint may say, each alone, with rooms left over in one pool.
static void ranges_and_released_rooms_fill_the_pool(void **state) {
    (void)state;
    SeriesTable table = series_table_of(1);
    const int64_t one = 1;
    for (int32_t month = 0; month < 9; month++) {
        series_add(&table, 1, month, &one, 1);
        series_add(&table, 2, month, &one, 1);
    }
    assert_true(series_table_holds(&table, 2));
    assert_false(series_table_holds(&table, 1));
    SeriesPool *pool = &table.pools[0];
    SeriesRange *range = vector_at(&table.ranges, 1);
    assert_true(pool->unused > 0 && pool->released[1] != 0);
    pool->unused++;
    assert_false(series_table_holds(&table, 2));
    pool->unused--;
    range->size_class--;
    assert_false(series_table_holds(&table, 2));
    range->size_class++;
    const uint64_t released = pool->released[1];
    pool->released[1] = 0;
    assert_false(series_table_holds(&table, 2));
    pool->released[1] = released;
    char *next = vector_at(&pool->bytes, (size_t)((released - 1) * pool->entry_size));
    uint32_t chained = 0;
    memcpy(&chained, next, sizeof chained);
    memcpy(next, &(uint32_t){(uint32_t)released}, sizeof chained); // round and round
    assert_false(series_table_holds(&table, 2));
    memcpy(next, &chained, sizeof chained);
    assert_true(series_table_holds(&table, 2));
    series_table_release(&table);
}

static RowHashes hash_span(const FeedPlan *plan, const Batch *batch, RowSpan span, uint64_t *room) {
    RowHashes hashes = {room, room + span.to - span.from};
    row_hashes_begin(plan, batch, span, hashes);
    row_hashes_end(plan, batch, span, hashes);
    return hashes;
}

static void a_row_has_its_hashes_whatever_is_hashed_with_it(void **state) {
    (void)state;
    Pack *pack = fake_county();
    Catalogue catalogue = catalogue_of(pack);
    Dice dice = {11};
    for (uint32_t batch = 1; batch < 40; batch++) {
        Segment segment = random_segment(&dice, pack, batch, 5);
        const FeedPlan *plan = &catalogue.feeds[pack_find_feed(pack, segment.head.feed)];
        uint64_t room[2 * ROWS_MAX];
        size_t count = segment.rows.row_count;
        RowHashes all = hash_span(plan, &segment.rows, (RowSpan){0, count}, room);
        for (size_t i = 0; i < count; i++) {
            uint64_t own[2];
            RowHashes one = hash_span(plan, &segment.rows, (RowSpan){i, i + 1}, own);
            assert_int_equal(*one.keys, all.keys[i]);
            assert_int_equal(*one.rests, all.rests[i]);
        }
        fake_segment_release(&segment);
    }
    catalogue_release(&catalogue);
    pack_free(pack);
}

// What one cell says changes the row's hash: a person, nothing instead of zero, another column.
static void another_cell_is_another_hash(void **state) {
    (void)state;
    static const char *const ROWS[] = {
        "setl_id=A certno=1 psn_part_amt=0",
        "setl_id=A certno=2 psn_part_amt=0",
        "setl_id=A certno=1",
        "setl_id=A psn_part_amt=1",
        "setl_id=B certno=1 psn_part_amt=0",
        "setl_id=A certno=1 psn_part_amt=100",
        "setl_id=A certno=1 psn_part_amt=-1",
        "setl_id=AAAAAAAA certno=1",
        "setl_id=AAAAAAAAA certno=1",
        "setl_id=AAAA certno=1",
    };
    Pack *pack = fake_county();
    Catalogue catalogue = catalogue_of(pack);
    Segment segment = fake_segment(pack, "F01", 1, "2025-08-22");
    uint64_t room[2 * ARRAY_COUNT(ROWS)];
    uint64_t rows[ARRAY_COUNT(ROWS)];
    for (size_t i = 0; i < ARRAY_COUNT(ROWS); i++) {
        fake_row(&segment, ROWS[i]);
    }
    const FeedPlan *plan = &catalogue.feeds[pack_find_feed(pack, STR("F01"))];
    int *columns = contract_columns(plan->contract, &segment.rows);
    RowHashes hashes = hash_span(plan, &segment.rows, (RowSpan){0, ARRAY_COUNT(ROWS)}, room);
    for (size_t i = 0; i < ARRAY_COUNT(ROWS); i++) {
        rows[i] = row_content_hash(plan->contract, &segment.rows, columns, i);
    }
    memory_free(columns);
    assert_int_equal(hashes.keys[0], hashes.keys[1]);
    assert_int_not_equal(hashes.keys[0], hashes.keys[4]);
    for (size_t i = 0; i < ARRAY_COUNT(ROWS); i++) {
        for (size_t k = 0; k < i; k++) {
            assert_int_not_equal(rows[i], rows[k]);
        }
    }
    fake_segment_release(&segment);
    catalogue_release(&catalogue);
    pack_free(pack);
}

// The first hundred have one hash.
static uint64_t hash_of_row(size_t row) {
    return map_mix(row < 100 ? 1 : row);
}

static void add_row(Slots *slots, uint64_t hash, size_t row) {
    slots_add(slots, slots_part(hash), hash, row);
}

static bool is_found(const Slots *slots, uint64_t hash, size_t row) {
    const uint64_t *slot = slots_first(slots, slots_part(hash), hash);
    while (slot != NULL && slot_row(*slot) != row) {
        slot = slots_next(slot);
    }
    return slot != NULL;
}

static void a_row_is_found_by_its_hash_whatever_grows(void **state) {
    (void)state;
    enum { ROWS = 30000, EVERY = 3, STAYING = ROWS / EVERY };
    static uint32_t new_rows[ROWS];
    Slots slots = slots_empty();
    assert_null(slots_first(&slots, slots_part(hash_of_row(0)), hash_of_row(0)));
    for (size_t row = 0; row < ROWS; row++) {
        assert_false(is_found(&slots, hash_of_row(row), row));
        add_row(&slots, hash_of_row(row), row);
        new_rows[row] = row % EVERY == 0 ? (uint32_t)(row / EVERY + 1) : 0;
    }
    for (size_t row = 0; row < ROWS; row++) {
        assert_true(is_found(&slots, hash_of_row(row), row));
    }
    assert_true(slots_hold(&slots, ROWS, ROWS));
    assert_true(slots_hold(&slots, ROWS, ROWS + 1));
    assert_false(slots_hold(&slots, ROWS, ROWS - 1));
    assert_false(slots_hold(&slots, ROWS - 1, ROWS));
    assert_false(slots_hold(&slots, ROWS + 1, ROWS));
    slots_move(&slots, new_rows);
    for (size_t row = 0; row < ROWS; row += EVERY) {
        assert_true(is_found(&slots, hash_of_row(row), row / EVERY));
    }
    assert_true(slots_hold(&slots, STAYING, STAYING));
    slots.taken[0]++;
    assert_false(slots_hold(&slots, STAYING, STAYING));
    slots_release(&slots);
}

// A part of a county of many millions: what is wanted is told from half a hash there too.
static void no_row_is_lost_in_a_large_part(void **state) {
    (void)state;
    enum { ROWS = 300000, PART_BITS = 6, EVERY = 2 };
    Slots slots = slots_empty();
    uint32_t *new_rows = memory_new(ROWS, sizeof *new_rows);
    for (size_t row = 0; row < ROWS; row++) {
        add_row(&slots, map_mix(row + 1) << PART_BITS, row);
        new_rows[row] = row % EVERY == 0 ? 0 : (uint32_t)(row / EVERY + 1);
    }
    for (size_t row = 0; row < ROWS; row++) {
        assert_true(is_found(&slots, map_mix(row + 1) << PART_BITS, row));
    }
    slots_move(&slots, new_rows);
    for (size_t row = 1; row < ROWS; row += EVERY) {
        assert_true(is_found(&slots, map_mix(row + 1) << PART_BITS, row / EVERY));
    }
    memory_free(new_rows);
    slots_release(&slots);
}

// Hashes that want the last slot, and more of them than a part has room for behind it.
static void a_part_has_room_behind_its_last_slot(void **state) {
    (void)state;
    enum { ROWS = 200 };
    Slots slots = slots_empty();
    for (size_t row = 0; row < ROWS; row++) {
        add_row(&slots, UINT64_MAX - (row % 3 << 32), row);
    }
    for (size_t row = 0; row < ROWS; row++) {
        assert_true(is_found(&slots, UINT64_MAX - (row % 3 << 32), row));
    }
    assert_true(slots_hold(&slots, ROWS, ROWS));
    slots_release(&slots);
}

// Of one part some rows stay; of the others all.
static void the_slots_of_a_part_can_leave(void **state) {
    (void)state;
    enum { ROWS = 20000, PART = 5, EVERY = 3 };
    Slots slots = slots_empty();
    Slots expected = slots_empty();
    for (size_t row = 0; row < ROWS; row++) {
        add_row(&slots, hash_of_row(row), row);
        if (slots_part(hash_of_row(row)) != PART || row % EVERY == 0) {
            add_row(&expected, hash_of_row(row), row);
        }
    }
    Vector staying = vector_of(sizeof(uint64_t));
    for (size_t i = 0; i < slots.parts[PART].count; i++) {
        uint64_t slot = *(const uint64_t *)vector_at(&slots.parts[PART], i);
        if (slot != 0 && slot_row(slot) % EVERY == 0) {
            *(uint64_t *)vector_add(&staying, 1) = slot;
        }
    }
    slots_keep(&slots, PART, &staying);
    for (size_t row = 0; row < ROWS; row++) {
        assert_true(is_found(&slots, hash_of_row(row), row) ==
                    is_found(&expected, hash_of_row(row), row));
    }
    assert_memory_equal(slots.taken, expected.taken, sizeof slots.taken);
    Vector none = vector_of(sizeof(uint64_t));
    slots_keep(&slots, PART, &none);
    assert_int_equal(slots.parts[PART].count, 0);
    assert_int_equal(slots.taken[PART], 0);
    slots_release(&slots);
    slots_release(&expected);
}

// Whatever order the rows came in.
static void equal_rows_have_equal_slots(void **state) {
    (void)state;
    enum { ROWS = 5000 };
    Slots one = slots_empty();
    Slots other = slots_empty();
    for (size_t row = 0; row < ROWS; row++) {
        add_row(&one, hash_of_row(row), row);
        add_row(&other, hash_of_row(ROWS - 1 - row), ROWS - 1 - row);
    }
    for (size_t i = 0; i < SLOT_PARTS; i++) {
        assert_int_equal(one.parts[i].count, other.parts[i].count);
        assert_memory_equal(one.parts[i].items, other.parts[i].items,
                            one.parts[i].count * sizeof(uint64_t));
    }
    slots_release(&one);
    slots_release(&other);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_has_its_hashes_whatever_is_hashed_with_it),
        cmocka_unit_test(another_cell_is_another_hash),
        cmocka_unit_test(a_column_is_as_wide_as_its_largest_number),
        cmocka_unit_test(numbers_close_up_over_those_left_out),
        cmocka_unit_test(numbers_below_zero_are_kept),
        cmocka_unit_test(texts_of_keys_come_back),
        cmocka_unit_test(texts_that_come_again_stay_words),
        cmocka_unit_test(texts_that_never_come_again_are_no_longer_looked_for),
        cmocka_unit_test(windows_are_what_was_added),
        cmocka_unit_test(what_was_added_can_be_taken_away_from_the_edge),
        cmocka_unit_test(ranges_and_released_rooms_fill_the_pool),
        cmocka_unit_test(a_row_is_found_by_its_hash_whatever_grows),
        cmocka_unit_test(no_row_is_lost_in_a_large_part),
        cmocka_unit_test(a_part_has_room_behind_its_last_slot),
        cmocka_unit_test(the_slots_of_a_part_can_leave),
        cmocka_unit_test(equal_rows_have_equal_slots),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
