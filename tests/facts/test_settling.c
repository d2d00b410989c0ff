// SPDX-License-Identifier: Apache-2.0
// Rows that settle part by part, beside the same rows when none settles: the same fates and facts.
// A state restored in the middle of a turn, after every batch, comes to the same bytes.
#include "base/memory.h"
#include "facts/facts_private.h"
#include "facts/fake_facts.h"
#include "facts/random_rows.h"
#include "facts/reader.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { PERSONS = 1300, SENT_MAX = 20000, BATCH_ROWS_MAX = 400 };

static int feed_of(const Pack *pack, const char *id) {
    return pack_find_feed(pack, str_from(id));
}

// Pensions below zero are reversals; wages have versions.
static Pack *settling_county(void) {
    Pack *pack = fake_county();
    FeedContract *pension = fake_contract(pack, feed_of(pack, "F12"));
    pension->negative_field =
        fake_field(pack, feed_of(pack, "F12"), "correction", FIELD_PLAIN, SCALAR_MONEY);
    int reported = fake_field(pack, feed_of(pack, "F15"), "reported", FIELD_PLAIN, SCALAR_INTEGER);
    fake_contract(pack, feed_of(pack, "F15"))->version_field = reported;
    return pack;
}

static RowStore *store_of(Facts *facts, const char *feed) {
    return &facts->stores[feed_of(facts->pack, feed)];
}

static Facts *facts_that_never_settle(const Pack *pack) {
    Facts *facts = facts_new(pack);
    for (size_t i = 0; i < facts->catalogue.feed_count; i++) {
        facts->catalogue.feeds[i].settles = false;
    }
    return facts;
}

static void apply(Facts *facts, const Segment *segment) {
    Error error = {0};
    if (facts_apply(facts, segment, &error) != STATUS_OK) {
        fail_msg("%s", error.message);
    }
}

// ---- random rows

typedef struct Sent { // what makes its key
    int person, kind, month;
} Sent;
typedef struct Sender {
    Dice dice;
    Sent sent[SENT_MAX];
    size_t count;
} Sender;

static const char *const FEEDS[] = {"F12", "F15"};

// Mostly months one after the other; every fourth row is about a key that was sent.
static Sent key_of_row(Sender *sender, uint32_t batch) {
    Dice *dice = &sender->dice;
    if (sender->count > 0 && roll(dice, 4) == 0) {
        return sender->sent[roll(dice, (int)sender->count)];
    }
    int month = roll(dice, 8) == 0 ? roll(dice, 24) : (int)batch / 10;
    Sent key = {1 + roll(dice, PERSONS), roll(dice, 2), month};
    if (sender->count < SENT_MAX) {
        sender->sent[sender->count++] = key;
    }
    return key;
}

static void row_add(Segment *segment, Dice *dice, const char *feed, const Sent *key) {
    static const char *const STATUS[] = {"paid", "paused"};
    char cells[256];
    int year = 2024 + key->month / 12;
    int month = 1 + key->month % 12;
    if (strcmp(feed, "F12") == 0) {
        snprintf(cells, sizeof cells,
                 "id_no=%d pension_kind=%s pay_month=%d-%02d amount=%d status=%s correction=%d",
                 key->person, key->kind == 0 ? "worker" : "resident", year, month,
                 100 * roll(dice, 3), STATUS[roll(dice, 8) == 0], roll(dice, 10) == 0 ? -1 : 0);
    } else {
        snprintf(cells, sizeof cells,
                 "id_no=%d withholder_code=W%d tax_month=%d-%02d income=%d reported=%d",
                 key->person, key->kind, year, month, 100 * roll(dice, 3), 5 + roll(dice, 3));
    }
    fake_row(segment, cells);
}

// A few rows mostly, sometimes hundreds.
static Segment segment_of(Sender *sender, const Pack *pack, uint32_t batch) {
    Dice *dice = &sender->dice;
    const char *feed = FEEDS[roll(dice, 2)];
    Segment segment = fake_segment(pack, feed, batch, "2026-02-01");
    for (int i = roll(dice, roll(dice, 6) == 0 ? BATCH_ROWS_MAX : 40); i >= 0; i--) {
        Sent key = key_of_row(sender, batch);
        row_add(&segment, dice, feed, &key);
    }
    return segment;
}

// ---- comparing

static void fates_agree(const Facts *a, const Facts *b, Segment *segment) {
    int feed = pack_find_feed(a->pack, segment->head.feed);
    RowFate fates[2][BATCH_ROWS_MAX];
    bool is_live[2][BATCH_ROWS_MAX];
    memset(is_live, true, sizeof is_live);
    facts_row_fates(a, feed, &segment->rows, fates[0]);
    facts_row_fates(b, feed, &segment->rows, fates[1]);
    facts_rows_live(a, feed, &segment->rows, is_live[0]);
    facts_rows_live(b, feed, &segment->rows, is_live[1]);
    for (size_t row = 0; row < segment->rows.row_count; row++) {
        assert_int_equal(fates[0][row], fates[1][row]);
        assert_int_equal(is_live[0][row], is_live[1][row]);
    }
}

static void values_agree(const Facts *a, const Facts *b, uint32_t every) {
    FactReader *readers[] = {fact_reader_new(a, NULL), fact_reader_new(b, NULL)};
    fact_reader_start(readers[0], facts_clock(a));
    fact_reader_start(readers[1], facts_clock(a));
    for (size_t i = 0; i < pack_fact_count(a->pack); i++) {
        const Fact *fact = pack_fact(a->pack, i);
        if (fact->feed != feed_of(a->pack, "F12") && fact->feed != feed_of(a->pack, "F15")) {
            continue;
        }
        for (uint32_t person = 1; person <= PERSONS; person += every) {
            Scalar values[2];
            for (size_t k = 0; k < 2; k++) {
                values[k] =
                    fact_reader_value(readers[k], (int)i, (PersonId){person}, (HouseholdId){0});
            }
            assert_true(scalar_equal(values[0], values[1]));
        }
    }
    fact_reader_free(readers[0]);
    fact_reader_free(readers[1]);
}

static Facts *restored(const Pack *pack, Str bytes) {
    Facts *facts = facts_new(pack);
    Error error = {0};
    if (facts_restore(facts, held_copy(bytes), 0, &error) != STATUS_OK) {
        fail_msg("%s", error.message);
    }
    return facts;
}

static void same_bytes(const Facts *facts, const Text *bytes) {
    CLEANUP(text_release) Text own = {0};
    facts_checkpoint(facts, &own);
    assert_true(str_equal(text_str(&own), text_str(bytes)));
}

// What settled in the middle of a turn, and places that were filled again, were met.
typedef struct Seen {
    bool is_within_turn, is_refilled, is_closed_up;
} Seen;

static void turns_see(Facts *facts, Seen *seen, const uint64_t *places_before) {
    for (size_t i = 0; i < ARRAY_COUNT(FEEDS); i++) {
        const RowStore *store = store_of(facts, FEEDS[i]);
        assert_true(row_store_holds(store, PERSONS));
        assert_true(store->places.count <= store->rows.count / 2);
        seen->is_within_turn |= store->part_next > 0 && store->places.count > 0;
        seen->is_refilled |= places_before[i] > 0 && store->places.count > 0 &&
                             store->places.count < places_before[i];
        seen->is_closed_up |= places_before[i] > 0 && store->places.count == 0;
    }
}

static void a_county_settles(uint64_t seed) {
    enum { BATCHES = 160 };
    Pack *pack = settling_county();
    Facts *facts = facts_new(pack);
    Facts *resumed = facts_new(pack); // from its checkpoint, after every batch
    Facts *never = facts_that_never_settle(pack);
    Sender *sender = memory_new(1, sizeof *sender);
    sender->dice = (Dice){seed};
    Seen seen = {0};
    for (uint32_t batch = 1; batch <= BATCHES; batch++) {
        Segment segment = segment_of(sender, pack, batch);
        uint64_t places[] = {store_of(facts, "F12")->places.count,
                             store_of(facts, "F15")->places.count};
        fates_agree(facts, never, &segment);
        apply(facts, &segment);
        apply(never, &segment);
        apply(resumed, &segment);
        turns_see(facts, &seen, places);
        values_agree(facts, never, 37);
        CLEANUP(text_release) Text bytes = {0};
        facts_checkpoint(facts, &bytes);
        same_bytes(resumed, &bytes);
        facts_free(resumed);
        resumed = restored(pack, text_str(&bytes));
        fake_segment_release(&segment);
    }
    assert_true(seen.is_within_turn && seen.is_refilled && seen.is_closed_up);
    assert_int_equal(store_of(never, "F15")->places.count, 0);
    values_agree(facts, never, 1);
    values_agree(resumed, never, 1);
    facts_free(facts);
    facts_free(resumed);
    facts_free(never);
    memory_free(sender);
    pack_free(pack);
}

static void settling_changes_no_fact_and_is_resumed_anywhere(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= 2; seed++) {
        print_message("# seed %llu\n", (unsigned long long)seed);
        a_county_settles(seed);
    }
}

// ---- a turn, step by step

static int county_open(void **state) {
    return fake_facts_open(state, settling_county());
}

static Segment segment_start(FakeFacts *county, const char *feed) {
    return fake_segment(county->pack, feed, ++county->batch, "2026-02-01");
}

static void pension_add(Segment *segment, uint32_t person, int month, int amount, int correction) {
    char cells[128];
    snprintf(cells, sizeof cells,
             "id_no=%u pension_kind=worker pay_month=2025-%02d amount=%d status=paid correction=%d",
             person, month, amount, correction);
    fake_row(segment, cells);
}

static RowFate send(FakeFacts *county, uint32_t person, int month, int amount, int correction) {
    RowFate fate = ROW_NEW;
    Segment segment = segment_start(county, "F12");
    pension_add(&segment, person, month, amount, correction);
    facts_row_fates(county->facts, feed_of(county->pack, "F12"), &segment.rows, &fate);
    apply(county->facts, &segment);
    fake_segment_release(&segment);
    return fate;
}

// Persons from one to another, all with 100 in the month.
static void send_all(FakeFacts *county, uint32_t from, uint32_t to, int month) {
    Segment segment = segment_start(county, "F12");
    for (uint32_t person = from; person <= to; person++) {
        pension_add(&segment, person, month, 100, 0);
    }
    apply(county->facts, &segment);
    fake_segment_release(&segment);
}

static int64_t pension_of(const FakeFacts *county, uint32_t person) {
    FactReader *reader = fact_reader_new(county->facts, NULL);
    fact_reader_start(reader, fake_date("2026-02-01"));
    int fact = fake_find_fact(county->pack, "pension_rows");
    Scalar rows = fact_reader_value(reader, fact, (PersonId){person}, (HouseholdId){0});
    fact_reader_free(reader);
    return rows.number;
}

static bool is_settled(const FakeFacts *county, uint32_t person) {
    return settled_has(&store_of(county->facts, "F12")->settled, (PersonId){person});
}

// A person whose part is the first to settle, and one whose part is not among the first half.
enum { BEFORE = 5, AFTER = SETTLED_GROUP * (SETTLED_PARTS / 2 + 4) };

// Six months of everybody, then rows of the seventh, one after the other, till half of the parts
// settled with them.
static void come_to_the_middle_of_a_turn(FakeFacts *county) {
    RowStore *store = store_of(county->facts, "F12");
    for (int month = 1; month <= 6; month++) {
        send_all(county, 1, PERSONS, month);
    }
    assert_int_equal(settled_count(&store->settled), 6 * PERSONS);
    assert_int_equal(store->part_next, 0);
    for (uint32_t i = 0; store->part_next < SETTLED_PARTS / 2; i++) {
        send(county, 1 + (BEFORE - 1 + i * 37) % PERSONS, 7, 100, 0);
    }
    assert_true(store->places.count > 0);
}

// A row of the sixth month is settled; one of the seventh is if the person's part had its turn.
static void rows_of_both_can_be_changed(FakeFacts *county, uint32_t person) {
    int64_t rows = pension_of(county, person);
    for (int month = 6; month <= 7; month++) {
        assert_int_equal(send(county, person, month, 100, 0), ROW_UNCHANGED);
        assert_int_equal(send(county, person, month, 200, 0), ROW_REPLACES);
        assert_int_equal(send(county, person, month, 200, 0), ROW_UNCHANGED);
        assert_int_equal(pension_of(county, person), rows);
        assert_int_equal(send(county, person, month, 200, -1), ROW_REVERSES);
        assert_int_equal(send(county, person, month, 200, -1), ROW_UNCHANGED);
        assert_int_equal(pension_of(county, person), --rows);
    }
}

static void a_row_can_be_changed_before_and_after_its_part_settled(void **state) {
    FakeFacts *county = *state;
    RowStore *store = store_of(county->facts, "F12");
    come_to_the_middle_of_a_turn(county);
    send(county, AFTER, 7, 100, 0);
    assert_true(settled_part((PersonId){AFTER}) >= store->part_next);
    assert_int_equal(row_store_first(store, 0, (PersonId){BEFORE}), 0); // all of his settled
    assert_int_not_equal(row_store_first(store, 0, (PersonId){AFTER}), 0);
    assert_true(is_settled(county, BEFORE) && is_settled(county, AFTER));
    rows_of_both_can_be_changed(county, BEFORE);
    rows_of_both_can_be_changed(county, AFTER);
    for (int turn = 0; turn < 3; turn++) {
        send_all(county, 100, PERSONS, 8 + turn);
    }
    assert_int_equal(pension_of(county, BEFORE), 5);
    assert_int_equal(pension_of(county, AFTER), 8);
}

// A batch of one row settles one part at most; among them they settle all.
static void no_batch_settles_more_than_its_share(void **state) {
    FakeFacts *county = *state;
    RowStore *store = store_of(county->facts, "F12");
    send_all(county, 1, PERSONS, 1);
    uint32_t turns = 0;
    uint64_t unsettled_most = 0;
    for (uint32_t person = 1; person <= 600; person++) {
        uint32_t part = store->part_next;
        uint64_t settled = settled_count(&store->settled);
        send_all(county, person, person, 2);
        uint32_t stepped = (store->part_next + SETTLED_PARTS - part) % SETTLED_PARTS;
        assert_true(stepped <= 1);
        assert_true(stepped == 1 || settled_count(&store->settled) == settled);
        turns += stepped == 1 && store->part_next == 0;
        uint64_t unsettled = store->rows.count - store->places.count;
        unsettled_most = unsettled > unsettled_most ? unsettled : unsettled_most;
    }
    assert_true(turns >= 2);
    assert_true(unsettled_most < 200); // an eighth of what is settled, and the rounding of steps
    assert_int_equal(settled_count(&store->settled) + store->rows.count - store->places.count,
                     PERSONS + 600);
}

// ---- damage

static void is_refused(const FakeFacts *county, const RowStore *store) {
    assert_false(row_store_holds(store, PERSONS));
    Facts *fresh = facts_new(county->pack);
    CLEANUP(text_release) Text bytes = {0};
    facts_checkpoint(county->facts, &bytes);
    assert_int_equal(facts_restore(fresh, held_copy(text_str(&bytes)), 0, NULL), STATUS_CORRUPT);
    facts_free(fresh);
}

static void number_is_checked(const FakeFacts *county, uint32_t *number, uint32_t damaged) {
    uint32_t right = *number;
    *number = damaged;
    is_refused(county, store_of(county->facts, "F12"));
    *number = right;
}

static void damaged_numbers_of_a_turn_are_refused(void **state) {
    FakeFacts *county = *state;
    come_to_the_middle_of_a_turn(county);
    RowStore *store = store_of(county->facts, "F12");
    assert_true(row_store_holds(store, PERSONS));
    uint32_t *places = store->places.items;
    size_t live = 0;
    while (packed_get(&store->rows.states, live) != 0) {
        live++;
    }
    number_is_checked(county, &store->part_next, SETTLED_PARTS);
    number_is_checked(county, &store->person_last, 20);
    number_is_checked(county, &places[0], places[1]);
    number_is_checked(county, &places[0], (uint32_t)live);
    number_is_checked(county, &places[0], (uint32_t)store->rows.count);
    packed_set(&store->rows.states, places[0], 0); // a row without a slot
    is_refused(county, store);
    packed_set(&store->rows.states, places[0], ROW_HAS_LEFT);
    packed_set(&store->rows.states, live, ROW_HAS_LEFT); // a place with a slot
    is_refused(county, store);
    packed_set(&store->rows.states, live, 0);
    uint64_t person = packed_get(&store->rows.columns[KEPT_PERSONS], live);
    packed_set(&store->rows.columns[KEPT_PERSONS], live, person ^ SETTLED_GROUP); // another part
    is_refused(county, store);
    packed_set(&store->rows.columns[KEPT_PERSONS], live, person);
    store->places.count--;
    is_refused(county, store);
    store->places.count++;
    SettledPart *part = &store->settled.parts[3];
    SettledPart other = store->settled.parts[4];
    store->settled.parts[4] = *part; // of other persons, or with other counts
    part->count++;
    is_refused(county, store);
    part->count--;
    store->settled.parts[4] = other;
    assert_true(row_store_holds(store, PERSONS));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(settling_changes_no_fact_and_is_resumed_anywhere),
        cmocka_unit_test_setup_teardown(a_row_can_be_changed_before_and_after_its_part_settled,
                                        county_open, fake_facts_close),
        cmocka_unit_test_setup_teardown(no_batch_settles_more_than_its_share, county_open,
                                        fake_facts_close),
        cmocka_unit_test_setup_teardown(damaged_numbers_of_a_turn_are_refused, county_open,
                                        fake_facts_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
