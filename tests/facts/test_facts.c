// SPDX-License-Identifier: Apache-2.0
#include "base/check.h"
#include "facts/fake_facts.h"
#include "facts/hash.h"
#include "facts/reader.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static int county_open(void **state) {
    return fake_facts_open(state, fake_county());
}

static void accept(FakeFacts *county, const char *feed, const char *clock, const char *cells) {
    Segment segment = fake_segment(county->pack, feed, ++county->batch, clock);
    fake_row(&segment, cells);
    Error error = {0};
    if (facts_apply(county->facts, &segment, &error) != STATUS_OK) {
        fail_msg("%s", error.message);
    }
    fake_segment_release(&segment);
}

static void move(FakeFacts *county, int person, const char *household, const char *relation,
                 const char *date) {
    CLEANUP(text_release) Text cells = {0};
    text_format(&cells,
                "id_no=%d household_no=%s relation=%s region=330303001001 change_kind=initial "
                "change_date=%s birth=1980-01-15 sex=M",
                person, household, relation, date);
    accept(county, "F06", date, cells.data);
}

// The value as text: households as "H...", else the person's number.
static void assert_value(FakeFacts *county, const char *fact, int subject, const char *clock,
                         const char *expected) {
    int index = fake_find_fact(county->pack, fact);
    bool is_person = pack_fact(county->pack, (size_t)index)->entity == FACT_PERSON;
    FactReader *reader = fact_reader_new(county->facts, NULL);
    fact_reader_start(reader, fake_date(clock));
    PersonId person = {is_person ? (uint32_t)subject : 0};
    HouseholdId household = {is_person ? 0 : (uint32_t)subject};
    if (is_person && person.number <= registry_person_count(facts_registry(county->facts))) {
        household = registry_household_on(facts_registry(county->facts), person, fake_date(clock));
    }
    CLEANUP(text_release) Text text = {0};
    text_append(&text, STR(""));
    scalar_format(fact_reader_value(reader, index, person, household), &text);
    if (strcmp(text.data, expected) != 0) {
        fail_msg("%s of %d on %s is \"%s\", not \"%s\"", fact, subject, clock, text.data, expected);
    }
    fact_reader_free(reader);
}

static void a_refund_cancels_whichever_arrives_first(void **state) {
    FakeFacts *county = *state;
    accept(county, "F01", "2025-08-25",
           "setl_id=S1 certno=1 setl_time=2025-08-22 psn_part_amt=7500000 medfee_sumamt=21800000");
    assert_value(county, "own_12m", 1, "2025-08-25", "75000.00");
    accept(county, "F01", "2025-08-26",
           "setl_id=S1 certno=1 setl_time=2025-08-22 psn_part_amt=7500000 refd_setl_flag=true");
    assert_value(county, "own_12m", 1, "2025-08-26", "0.00");
    accept(county, "F01", "2025-08-27",
           "setl_id=S2 certno=1 setl_time=2025-08-22 psn_part_amt=-500 medfee_sumamt=-500");
    accept(county, "F01", "2025-08-28",
           "setl_id=S2 certno=1 setl_time=2025-08-22 psn_part_amt=500 medfee_sumamt=500");
    assert_value(county, "own_ever", 1, "2025-08-28", "0.00");
}

static void a_corrected_row_replaces_even_for_another_person(void **state) {
    FakeFacts *county = *state;
    accept(county, "F01", "2025-08-25",
           "setl_id=S1 certno=1 setl_time=2025-08-22 psn_part_amt=900");
    accept(county, "F01", "2025-08-26",
           "setl_id=S1 certno=2 setl_time=2025-07-01 psn_part_amt=800");
    assert_value(county, "own_12m", 1, "2025-08-26", "0.00");
    assert_value(county, "own_12m", 2, "2025-08-26", "8.00");
}

static void windows_end_with_the_clock_or_with_the_newest_month(void **state) {
    FakeFacts *county = *state;
    accept(county, "F01", "2025-08-25",
           "setl_id=S1 certno=1 setl_time=2024-09-30 psn_part_amt=100");
    accept(county, "F01", "2025-08-25",
           "setl_id=S2 certno=1 setl_time=2024-08-31 psn_part_amt=900");
    assert_value(county, "own_12m", 1, "2025-08-25", "1.00");
    assert_value(county, "own_12m", 1, "2025-09-01", "0.00");
    assert_value(county, "own_ever", 1, "2025-09-01", "10.00");
    assert_value(county, "wages_1m", 1, "2025-08-25", ""); // nothing of the feed: unknown
    accept(county, "F15", "2025-09-10",
           "id_no=2 withholder_code=W tax_month=2025-07 income=500000");
    assert_value(county, "wages_1m", 2, "2025-12-31", "5000.00");
    assert_value(county, "wages_1m", 1, "2025-12-31", "0.00"); // known: no income
    assert_value(county, "wages_3m", 2, "2025-12-31", "");     // begins before the first month
    accept(county, "F15", "2025-09-11", "id_no=2 withholder_code=W tax_month=2025-05 income=100");
    assert_value(county, "wages_3m", 2, "2025-12-31", "5001.00");
    assert_value(county, "wages_12m_before", 2, "2025-12-31", "");
}

static void a_late_month_is_known_at_once(void **state) {
    FakeFacts *county = *state;
    accept(county, "F15", "2025-09-10", "id_no=2 withholder_code=W tax_month=2025-07 income=500");
    accept(county, "F15", "2025-09-11", "id_no=2 withholder_code=W tax_month=2024-02 income=100");
    accept(county, "F15", "2025-09-12", "id_no=2 withholder_code=V tax_month=2025-06 income=300");
    assert_value(county, "wages_3m", 2, "2025-09-12", "8.00");
    assert_value(county, "wages_12m_before", 2, "2025-09-12", "0.00");
}

static void rows_of_a_state_feed_hold_by_version_and_are_active_by_date(void **state) {
    FakeFacts *county = *state;
    accept(county, "F22", "2025-03-01",
           "case_no=K1 programme=低保 id_no=1 status=停发 start_date=2024-01-01 "
           "change_date=2025-02-01");
    accept(county, "F22", "2025-03-02",
           "case_no=K1 programme=低保 id_no=1 status=在享 start_date=2024-01-01 "
           "change_date=2025-01-01"); // an older version, arriving late
    assert_value(county, "aid_rows", 1, "2025-03-02", "0");
    accept(county, "F22", "2025-03-03",
           "case_no=K1 programme=低保 id_no=1 status=在享 start_date=2024-01-01 "
           "end_date=2025-06-30 change_date=2025-02-01"); // equal dates: the later one
    assert_value(county, "aid_rows", 1, "2023-12-31", "0");
    assert_value(county, "aid_rows", 1, "2024-01-01", "1");
    assert_value(county, "aid_rows", 1, "2025-06-30", "1");
    assert_value(county, "aid_rows", 1, "2025-07-01", "0");
}

static void household_facts_gather_the_counted_or_living_members(void **state) {
    FakeFacts *county = *state;
    move(county, 1, "A", "head", "2025-01-01");
    move(county, 2, "A", "spouse", "2025-01-01");
    accept(county, "F01", "2025-08-25",
           "setl_id=S1 certno=1 setl_time=2025-08-22 psn_part_amt=900");
    accept(county, "F01", "2025-08-25",
           "setl_id=S2 certno=2 setl_time=2025-08-22 psn_part_amt=100");
    accept(county, "F22", "2025-08-25",
           "case_no=K1 programme=低保 id_no=2 status=在享 start_date=2024-01-01 share=1250 "
           "change_date=2025-02-01");
    assert_value(county, "household_own_12m", 1, "2025-08-25", "10.00");
    assert_value(county, "largest_own_12m", 1, "2025-08-25", "9.00");
    assert_value(county, "smallest_own_12m", 1, "2025-08-25", "1.00");
    assert_value(county, "has_aid", 1, "2025-08-25", "true");
    assert_value(county, "all_have_aid", 1, "2025-08-25", "false");
    assert_value(county, "household_share", 1, "2025-08-25", "12.5");
    assert_value(county, "household_share_once", 1, "2025-08-25", "12.5");
    assert_value(county, "household_wages_1m", 1, "2025-08-25", "");
    assert_value(county, "registered_class", 1, "2025-08-25", "低保");
    accept(county, "F04", "2025-08-28", "death_cert_no=D1 id_no=2 death_date=2025-08-26");
    assert_value(county, "counted_members", 1, "2025-08-28", "2");
    assert_value(county, "living_members", 1, "2025-08-28", "1");
    assert_value(county, "household_own_12m", 1, "2025-08-28", "10.00"); // counted this month
    assert_value(county, "registered_class", 1, "2025-08-28", "无");     // but not living
    assert_value(county, "household_own_12m", 1, "2025-09-01", "9.00");
    assert_value(county, "counted_members", 1, "2025-09-01", "1");
    assert_value(county, "is_dead", 2, "2025-08-25", "false");
    assert_value(county, "is_dead", 2, "2025-08-26", "true");
    assert_value(county, "death_date", 2, "2025-08-26", "2025-08-26");
}

static void a_household_of_nobody_has_empty_facts(void **state) {
    FakeFacts *county = *state;
    assert_value(county, "household_own_12m", 0, "2025-08-25", "0.00");
    assert_value(county, "largest_own_12m", 0, "2025-08-25", "");
    assert_value(county, "has_aid", 0, "2025-08-25", "false");
    assert_value(county, "all_have_aid", 0, "2025-08-25", "true");
    assert_value(county, "counted_members", 0, "2025-08-25", "0");
    assert_value(county, "own_12m", 0, "2025-08-25", "");
    assert_value(county, "is_dead", 77, "2025-08-25", "false"); // nothing known of him
    assert_value(county, "own_12m", 77, "2025-08-25", "0.00");
}

static void the_registry_follows_the_rows(void **state) {
    FakeFacts *county = *state;
    move(county, 1, "A", "head", "2025-01-01");
    move(county, 2, "A", "spouse", "2025-01-01");
    assert_value(county, "age", 1, "2025-01-14", "44");
    assert_value(county, "age", 1, "2025-01-15", "45");
    assert_value(county, "is_head", 1, "2025-02-01", "true");
    assert_value(county, "is_head", 2, "2025-02-01", "false");
    accept(county, "F06", "2025-03-01",
           "id_no=1 household_no=A change_kind=cancel change_reason=death change_date=2025-03-01");
    assert_value(county, "is_head", 1, "2025-03-01", "true");
    assert_value(county, "death_sources", 1, "2025-03-01", "1");
    accept(county, "F04", "2025-03-05", "death_cert_no=D1 id_no=1 death_date=2025-02-27");
    assert_value(county, "death_sources", 1, "2025-03-05", "2");
    assert_value(county, "death_date", 1, "2025-03-05", "2025-02-27");
    accept(county, "F06", "2025-04-01",
           "id_no=2 household_no=A relation=head change_kind=update change_date=2025-04-01 "
           "region=330303001001");
    assert_value(county, "is_head", 2, "2025-04-01", "true");
    accept(county, "F06", "2025-05-01",
           "id_no=2 household_no=A change_kind=cancel change_reason=emigrated "
           "change_date=2025-05-01");
    assert_value(county, "living_members", 1, "2025-05-01", "0");
}

static void a_birth_adds_a_child_to_the_mothers_household_once(void **state) {
    FakeFacts *county = *state;
    move(county, 1, "A", "head", "2025-01-01");
    accept(county, "F03", "2025-09-02",
           "birth_cert_no=B1 child_sex=F birth_time=2025-08-31 mother_id=1 child=2");
    assert_value(county, "children_added", 1, "2025-09-02", "1");
    assert_value(county, "counted_members", 1, "2025-09-02", "2");
    assert_value(county, "counted_members", 1, "2025-08-01", "1");
    accept(county, "F03", "2025-09-03",
           "birth_cert_no=B1 child_sex=F birth_time=2025-08-31 mother_id=1 father_id=3 child=2");
    assert_value(county, "children_added", 1, "2025-09-03", "0");
    assert_value(county, "counted_members", 1, "2025-09-03", "2");
    Segment again = fake_segment(county->pack, "F03", 9, "2025-09-04");
    fake_row(&again, "birth_cert_no=B1 child_sex=F birth_time=2025-08-31");
    fake_row(&again, "birth_cert_no=B2 child_sex=F birth_time=2025-08-31");
    int feed = pack_find_feed(county->pack, STR("F03"));
    assert_int_equal(facts_newborn_of(county->facts, feed, &again.rows, 0).number, 2);
    assert_int_equal(facts_newborn_of(county->facts, feed, &again.rows, 1).number, 0);
    fake_segment_release(&again);
}

static void being_named_in_care_counts_only_for_registered_households(void **state) {
    FakeFacts *county = *state;
    move(county, 1, "A", "head", "2025-01-01");
    move(county, 2, "B", "head", "2025-01-01");
    static const char *const ROWS[] = {
        "case_no=K1 programme=低保 id_no=1 status=在享 start_date=2024-01-01 guardian_id=3 "
        "supporter_id=3 change_date=2025-02-01",
        "case_no=K2 programme=低保 id_no=2 status=停发 start_date=2024-01-01 guardian_id=3 "
        "change_date=2025-02-01"};
    accept(county, "F22", "2025-03-01", ROWS[0]);
    accept(county, "F22", "2025-03-01", ROWS[1]);
    assert_value(county, "named", 3, "2025-03-01", "2");
    assert_value(county, "named_in_care", 3, "2025-03-01", "1");
    assert_value(county, "named_in_care", 3, "2023-12-31", "0"); // not active yet
}

// Whether persons 1 and 2 are registered is asked between two members of another household.
static void members_are_summed_while_other_households_are_looked_at(void **state) {
    FakeFacts *county = *state;
    move(county, 1, "A", "head", "2025-01-01");
    move(county, 2, "B", "head", "2025-01-01");
    move(county, 3, "C", "head", "2025-01-01");
    move(county, 4, "C", "spouse", "2025-01-01");
    move(county, 5, "C", "child", "2025-01-01");
    static const char *const ROWS[] = {
        "case_no=K1 programme=低保 id_no=1 status=在享 start_date=2024-01-01 guardian_id=3 "
        "supporter_id=4 change_date=2025-02-01",
        "case_no=K2 programme=低保 id_no=2 status=在享 start_date=2024-01-01 guardian_id=5 "
        "supporter_id=4 change_date=2025-02-01"};
    accept(county, "F22", "2025-03-01", ROWS[0]);
    accept(county, "F22", "2025-03-01", ROWS[1]);
    assert_value(county, "household_in_care", 3, "2025-03-01", "4");
    assert_value(county, "household_in_care", 1, "2025-03-01", "0");
}

static void assert_touched(const Touched *touched, const uint32_t *persons, size_t person_count,
                           const uint32_t *households, size_t household_count) {
    assert_int_equal(touched->person_count, person_count);
    assert_int_equal(touched->household_count, household_count);
    for (size_t i = 0; i < person_count; i++) {
        assert_int_equal(touched->persons[i].number, persons[i]);
    }
    for (size_t i = 0; i < household_count; i++) {
        assert_int_equal(touched->households[i].number, households[i]);
    }
}

static void rows_touch_persons_and_the_households_on_both_sides_of_a_move(void **state) {
    FakeFacts *county = *state;
    move(county, 5, "A", "head", "2025-01-01");
    move(county, 4, "B", "head", "2025-01-01");
    Segment segment = fake_segment(county->pack, "F06", 3, "2025-02-01");
    fake_row(&segment, "id_no=5 household_no=B relation=other change_kind=in "
                       "region=330303001001 change_date=2025-02-01");
    fake_row(&segment, "id_no=6 household_no=C relation=head change_kind=in "
                       "region=330303001001 change_date=2025-02-01");
    CLEANUP(touched_release) Touched touched = {0};
    CLEANUP(touched_release) Touched foreseen = {0};
    assert_int_equal(facts_touched(county->facts, &segment, &touched, NULL), STATUS_OK);
    assert_touched(&touched, (uint32_t[]){5, 6}, 2, (uint32_t[]){1}, 1);
    assert_int_equal(facts_foresee(county->facts, &segment, &foreseen, NULL), STATUS_OK);
    assert_touched(&foreseen, NULL, 0, (uint32_t[]){2}, 1);
    assert_int_equal(facts_apply(county->facts, &segment, NULL), STATUS_OK);
    assert_int_equal(facts_touched(county->facts, &segment, &touched, NULL), STATUS_OK);
    assert_touched(&touched, (uint32_t[]){5, 6}, 2, (uint32_t[]){1, 2, 3}, 3);
    fake_segment_release(&segment);
}

static void a_birth_foresees_the_parents_households(void **state) {
    FakeFacts *county = *state;
    move(county, 1, "A", "head", "2025-01-01");
    move(county, 2, "B", "head", "2025-01-01");
    Segment segment = fake_segment(county->pack, "F03", 3, "2025-09-02");
    fake_row(&segment,
             "birth_cert_no=B1 child_sex=F birth_time=2025-08-31 mother_id=2 father_id=1 child=3");
    CLEANUP(touched_release) Touched foreseen = {0};
    assert_int_equal(facts_foresee(county->facts, &segment, &foreseen, NULL), STATUS_OK);
    assert_touched(&foreseen, NULL, 0, (uint32_t[]){1, 2}, 2);
    fake_segment_release(&segment);
}

static void assert_refused(FakeFacts *county, const Segment *segment, Status status,
                           const char *words) {
    CLEANUP(text_release) Text before = {0};
    CLEANUP(text_release) Text after = {0};
    facts_checkpoint(county->facts, &before);
    Error error = {0};
    assert_int_equal(facts_apply(county->facts, segment, &error), status);
    if (strstr(error.message, words) == NULL) {
        fail_msg("\"%s\" does not say \"%s\"", error.message, words);
    }
    facts_checkpoint(county->facts, &after);
    assert_true(str_equal(text_str(&before), text_str(&after)));
}

static void a_segment_that_does_not_fit_is_refused_whole(void **state) {
    FakeFacts *county = *state;
    accept(county, "F15", "2025-09-10", "id_no=2 withholder_code=W tax_month=2025-07 income=500");
    Segment segment = fake_segment(county->pack, "F15", 1, "2025-09-11");
    fake_row(&segment, "id_no=2 withholder_code=W tax_month=2025-08 income=500");
    assert_refused(county, &segment, STATUS_CONFLICT, "batch 1 was applied already");
    segment.head.batch.number = 2;
    segment.head.feed = STR("F99");
    assert_refused(county, &segment, STATUS_INVALID, "F99");
    segment.head.feed = STR("F15");
    segment.head.clock = fake_date("2025-09-01");
    assert_refused(county, &segment, STATUS_CORRUPT, "clock");
    segment.head.clock = fake_date("2025-09-11");
    segment.rows.columns[0].numbers[0] = -3;
    assert_refused(county, &segment, STATUS_CORRUPT, "id_no");
    segment.rows.columns[0].numbers[0] = 2;
    segment.rows.columns[0].type = SCALAR_INTEGER;
    assert_refused(county, &segment, STATUS_INVALID, "integer");
    segment.rows.columns[0].type = SCALAR_PERSON;
    segment.head.feed = STR("F22"); // none of its columns are there: all null
    assert_int_equal(facts_apply(county->facts, &segment, NULL), STATUS_OK);
    segment.head.feed = STR("F99");
    Touched touched = {0};
    assert_int_equal(facts_touched(county->facts, &segment, &touched, NULL), STATUS_INVALID);
    assert_int_equal(facts_foresee(county->facts, &segment, &touched, NULL), STATUS_INVALID);
    fake_segment_release(&segment);
}

static void fill(FakeFacts *county) {
    move(county, 1, "A", "head", "2025-01-01");
    accept(county, "F01", "2025-08-25",
           "setl_id=S1 certno=1 setl_time=2025-08-22 psn_part_amt=900");
    accept(county, "F12", "2025-08-25",
           "id_no=1 pension_kind=worker amount=100 status=paid pay_month=2025-07");
}

static void a_broken_or_foreign_checkpoint_is_refused(void **state) {
    FakeFacts *county = *state;
    fill(county);
    CLEANUP(text_release) Text bytes = {0};
    facts_checkpoint(county->facts, &bytes);
    Error error = {0};
    Pack *other = fake_pack_new();
    Facts *fresh = facts_new(other);
    assert_int_equal(facts_restore(fresh, held_copy(text_str(&bytes)), 0, &error),
                     STATUS_NOT_FOUND);
    assert_non_null(strstr(error.message, "another version of the pack"));
    facts_free(fresh);
    pack_free(other);
    fresh = facts_new(county->pack);
    for (size_t at = 0; at < bytes.length; at += 11) {
        bytes.data[at] = (char)(bytes.data[at] ^ 1);
        assert_int_not_equal(facts_restore(fresh, held_copy(text_str(&bytes)), 0, &error),
                             STATUS_OK);
        bytes.data[at] = (char)(bytes.data[at] ^ 1);
        Str cut = {bytes.data, at};
        assert_int_equal(facts_restore(fresh, held_copy(cut), 0, &error), STATUS_CORRUPT);
    }
    text_append_char(&bytes, 'x');
    assert_int_equal(facts_restore(fresh, held_copy(text_str(&bytes)), 0, &error), STATUS_CORRUPT);
    bytes.length--;
    assert_int_equal(facts_restore(fresh, held_copy(text_str(&bytes)), 0, &error), STATUS_OK);
    CLEANUP(text_release) Text difference = {0};
    assert_true(facts_equal(county->facts, fresh, &difference));
    facts_free(fresh);
}

// Its head is a section as any: length, hash, bytes; the checksum agrees.
static void a_checkpoint_of_another_version_of_the_program_is_refused(void **state) {
    enum { LENGTH_SIZE = 8, HEAD_AT = 32, VERSION_AT = 7 };
    FakeFacts *county = *state;
    fill(county);
    CLEANUP(text_release) Text bytes = {0};
    facts_checkpoint(county->facts, &bytes);
    uint64_t length = 0;
    memcpy(&length, bytes.data, sizeof length);
    bytes.data[HEAD_AT + VERSION_AT]--;
    Hash hash = hash_start(1);
    hash_text(&hash, (Str){bytes.data + HEAD_AT, (size_t)length});
    hash = hash_end(hash);
    memcpy(bytes.data + LENGTH_SIZE, &hash, sizeof hash);
    Facts *fresh = facts_new(county->pack);
    Error error = {0};
    assert_int_equal(facts_restore(fresh, held_copy(text_str(&bytes)), 0, &error), STATUS_CORRUPT);
    assert_non_null(strstr(error.message, "another version of the program"));
    facts_free(fresh);
}

static size_t given_back;

static void give_back(HeldBytes *held) {
    memset(held->data, 0xA5, held->length);
    test_free(held->data);
    given_back++;
}

// Until then the state lies in the bytes; afterwards it has nothing to do with them.
static void the_first_change_takes_the_state_out_of_the_checkpoint(void **state) {
    FakeFacts *county = *state;
    fill(county);
    CLEANUP(text_release) Text bytes = {0};
    facts_checkpoint(county->facts, &bytes);
    HeldBytes held = {test_malloc(bytes.length), bytes.length, give_back};
    memcpy(held.data, bytes.data, bytes.length);
    Facts *fresh = facts_new(county->pack);
    assert_int_equal(facts_restore(fresh, held, 0, NULL), STATUS_OK);
    assert_int_equal(given_back, 0);
    Facts *before = county->facts;
    CLEANUP(text_release) Text difference = {0};
    uint32_t batch = county->batch;
    for (int i = 0; i < 2; i++, county->batch = batch) {
        county->facts = i == 0 ? before : fresh;
        accept(county, "F01", "2025-08-26",
               "setl_id=S2 certno=1 setl_time=2025-08-23 psn_part_amt=100");
    }
    county->facts = before;
    assert_int_equal(given_back, 1);
    assert_true(facts_equal(before, fresh, &difference));
    facts_free(fresh);
    assert_int_equal(given_back, 1);
}

static void differences_between_states_are_described(void **state) {
    FakeFacts *county = *state;
    fill(county);
    Facts *other = facts_new(county->pack);
    Segment segment = fake_segment(county->pack, "F01", 1, "2025-08-25");
    fake_row(&segment, "setl_id=S1 certno=1 setl_time=2025-08-22 psn_part_amt=901");
    assert_int_equal(facts_apply(other, &segment, NULL), STATUS_OK);
    fake_segment_release(&segment);
    CLEANUP(text_release) Text difference = {0};
    assert_false(facts_equal(county->facts, other, &difference));
    assert_non_null(strstr(difference.data, "registry:"));
    assert_non_null(strstr(difference.data, "last batch: 3 and 1"));
    assert_non_null(strstr(difference.data, "F01 totals:"));
    assert_true(facts_memory(county->facts) > facts_memory(other) / 2);
    FactsMemory memory = facts_memory_parts(county->facts);
    assert_true(memory.registry > 0 && memory.rows > 0 && memory.keys > 0 && memory.totals > 0);
    assert_int_equal(memory.registry + memory.rows + memory.keys + memory.totals + memory.chains +
                         memory.words + memory.settled,
                     facts_memory(county->facts));
    facts_free(other);
}

static void a_pack_that_asks_for_too_much_of_a_feed_is_refused(void **state) {
    FakeFacts *county = *state;
    Error error = {0};
    assert_int_equal(facts_check_pack(county->pack, &error), STATUS_OK);
    Fact fact = *pack_fact(county->pack, (size_t)fake_find_fact(county->pack, "critical"));
    static Str codes[80];
    static const char DIGITS[] = "0123456789";
    Pack *pack = fake_county();
    for (size_t i = 0; i < ARRAY_COUNT(codes); i++) { // a different condition each
        codes[i] = (Str){DIGITS + i % 10, 1};
        fact.id = STR("one_too_many");
        fact.filters[0].values = codes;
        fact.filters[0].value_count = i + 1;
        if (pack_fact_count(pack) < 120) {
            fake_fact(pack, fact);
        }
    }
    Status status = facts_check_pack(pack, &error);
    assert_int_equal(status, STATUS_INVALID);
    assert_non_null(strstr(error.message, "one_too_many"));
    pack_free(pack);
}

static void the_checkpoint_keeps_no_identity_numbers(void **state) {
    FakeFacts *county = *state;
    Identity identity = identity_make(330303, fake_date("1980-01-15"), 1);
    registry_add_person(facts_registry(county->facts), identity, DATE_NONE, SEX_UNKNOWN);
    fill(county);
    CLEANUP(text_release) Text bytes = {0};
    facts_checkpoint(county->facts, &bytes);
    size_t at = 0;
    assert_false(str_find(text_str(&bytes),
                          (Str){(const char *)&identity.packed, sizeof identity.packed}, &at));
}

// Two members have rows of the case K1 (the first column of the key): one thing of 12.50. The third
// row is of another case, whose name begins with the same letters.
static void what_two_members_share_counts_once(void **state) {
    FakeFacts *county = *state;
    move(county, 1, "A", "head", "2025-01-01");
    move(county, 2, "A", "spouse", "2025-01-01");
    assert_value(county, "household_share_once", 1, "2025-08-25", "0");
    static const char *const ROWS[] = {
        "case_no=K1 programme=低保 id_no=1 status=在享 start_date=2024-01-01 share=1250 "
        "change_date=2025-02-01",
        "case_no=K1 programme=低保 id_no=2 status=在享 start_date=2024-01-01 share=1250 "
        "change_date=2025-02-01",
        "case_no=K11 programme=低保 id_no=2 status=在享 start_date=2024-01-01 share=300 "
        "change_date=2025-02-01"};
    for (size_t i = 0; i < ARRAY_COUNT(ROWS); i++) {
        accept(county, "F22", "2025-08-25", ROWS[i]);
    }
    assert_value(county, "household_share", 1, "2025-08-25", "28.0");
    assert_value(county, "household_share_once", 1, "2025-08-25", "15.5");
    accept(county, "F04", "2025-09-02", "death_cert_no=D1 id_no=1 death_date=2025-08-26");
    assert_value(county, "household_share_once", 1, "2025-09-02", "15.5"); // hers all the same
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_refund_cancels_whichever_arrives_first, county_open,
                                        fake_facts_close),
        cmocka_unit_test_setup_teardown(a_corrected_row_replaces_even_for_another_person,
                                        county_open, fake_facts_close),
        cmocka_unit_test_setup_teardown(windows_end_with_the_clock_or_with_the_newest_month,
                                        county_open, fake_facts_close),
        cmocka_unit_test_setup_teardown(a_late_month_is_known_at_once, county_open,
                                        fake_facts_close),
        cmocka_unit_test_setup_teardown(rows_of_a_state_feed_hold_by_version_and_are_active_by_date,
                                        county_open, fake_facts_close),
        cmocka_unit_test_setup_teardown(household_facts_gather_the_counted_or_living_members,
                                        county_open, fake_facts_close),
        cmocka_unit_test_setup_teardown(a_household_of_nobody_has_empty_facts, county_open,
                                        fake_facts_close),
        cmocka_unit_test_setup_teardown(the_registry_follows_the_rows, county_open,
                                        fake_facts_close),
        cmocka_unit_test_setup_teardown(a_birth_adds_a_child_to_the_mothers_household_once,
                                        county_open, fake_facts_close),
        cmocka_unit_test_setup_teardown(members_are_summed_while_other_households_are_looked_at,
                                        county_open, fake_facts_close),
        cmocka_unit_test_setup_teardown(being_named_in_care_counts_only_for_registered_households,
                                        county_open, fake_facts_close),
        cmocka_unit_test_setup_teardown(
            rows_touch_persons_and_the_households_on_both_sides_of_a_move, county_open,
            fake_facts_close),
        cmocka_unit_test_setup_teardown(a_birth_foresees_the_parents_households, county_open,
                                        fake_facts_close),
        cmocka_unit_test_setup_teardown(a_segment_that_does_not_fit_is_refused_whole, county_open,
                                        fake_facts_close),
        cmocka_unit_test_setup_teardown(a_broken_or_foreign_checkpoint_is_refused, county_open,
                                        fake_facts_close),
        cmocka_unit_test_setup_teardown(a_checkpoint_of_another_version_of_the_program_is_refused,
                                        county_open, fake_facts_close),
        cmocka_unit_test_setup_teardown(the_first_change_takes_the_state_out_of_the_checkpoint,
                                        county_open, fake_facts_close),
        cmocka_unit_test_setup_teardown(differences_between_states_are_described, county_open,
                                        fake_facts_close),
        cmocka_unit_test_setup_teardown(a_pack_that_asks_for_too_much_of_a_feed_is_refused,
                                        county_open, fake_facts_close),
        cmocka_unit_test_setup_teardown(the_checkpoint_keeps_no_identity_numbers, county_open,
                                        fake_facts_close),
        cmocka_unit_test_setup_teardown(what_two_members_share_counts_once, county_open,
                                        fake_facts_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
