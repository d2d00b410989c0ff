// SPDX-License-Identifier: Apache-2.0
#include "base/check.h"
#include "monitor/fake_rules.h"
#include "monitor/monitor.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

typedef struct County {
    Pack *pack;
    Facts *facts;
    Monitor *monitor;
    MonitorResult result; // of the last batch
    uint32_t batch;
} County;

static int county_open(void **state) {
    County *county = test_calloc(1, sizeof *county);
    county->pack = fake_watched_county();
    county->facts = facts_new(county->pack);
    county->monitor = monitor_new(county->pack);
    *state = county;
    return 0;
}

static int county_close(void **state) {
    County *county = *state;
    monitor_result_release(&county->result);
    monitor_free(county->monitor);
    facts_free(county->facts);
    pack_free(county->pack);
    test_free(county);
    return 0;
}

static void load(County *county, Segment *segment) {
    monitor_result_release(&county->result);
    Error error = {0};
    if (monitor_apply(county->monitor, county->facts, segment, NULL, &county->result, &error) !=
        STATUS_OK) {
        fail_msg("%s", error.message);
    }
    fake_segment_release(segment);
}

static void accept(County *county, const char *feed, const char *clock, const char *cells) {
    Segment segment = fake_segment(county->pack, feed, ++county->batch, clock);
    fake_row(&segment, cells);
    load(county, &segment);
}

static void move(County *county, int person, const char *household, const char *date) {
    CLEANUP(text_release) Text cells = {0};
    text_format(&cells,
                "id_no=%d household_no=%s relation=head region=330303001001 change_kind=in "
                "change_date=%s",
                person, household, date);
    accept(county, "F06", date, cells.data);
}

static void settle(County *county, const char *id, int person, const char *date, int fen) {
    CLEANUP(text_release) Text cells = {0};
    text_format(&cells, "setl_id=%s certno=%d setl_time=%s psn_part_amt=%d med_type=11", id, person,
                date, fen);
    accept(county, "F01", date, cells.data);
}

// The alerts as one line: "W01/household/person/urgency[+][v][@merged_with] ...".
static void assert_alerts(const County *county, const char *expected) {
    static const char URGENCY[] = "-BYOR";
    CLEANUP(text_release) Text line = {0};
    text_append(&line, STR(""));
    for (size_t i = 0; i < county->result.alert_count; i++) {
        const RaisedAlert *alert = &county->result.alerts[i];
        text_format(&line, "%s" STR_FMT "/%u/%u/%c%s%s", i == 0 ? "" : " ",
                    STR_ARG(pack_rule(county->pack, (size_t)alert->rule)->id),
                    alert->household.number, alert->person.number, URGENCY[alert->urgency],
                    alert->is_raised ? "+" : "", alert->is_lowered ? "v" : "");
        if (alert->merged_with >= 0) {
            text_format(&line, "@%d", alert->merged_with);
        }
    }
    assert_string_equal(line.data, expected);
}

// ---- the tests

static void a_person_above_the_limit_raises_an_alert_with_its_figures(void **state) {
    County *county = *state;
    move(county, 1, "A", "2025-01-01");
    settle(county, "S1", 1, "2025-08-22", 500000);
    assert_alerts(county, "");
    settle(county, "S2", 1, "2025-08-25", 1);
    assert_alerts(county, "W01/1/1/O");
    const RaisedAlert *alert = &county->result.alerts[0];
    assert_int_equal(alert->raised.days, fake_date("2025-08-25").days);
    assert_int_equal(alert->due.days, fake_date("2025-09-01").days); // five working days
    assert_int_equal(alert->value.number, 500001);
    assert_int_equal(alert->figure_count, 2);
    assert_true(str_equal(alert->figures[0].name, STR("own_12m")));
    assert_true(str_equal(alert->figures[0].unit, STR("unit")));
    assert_true(str_equal(alert->figures[1].reference, STR("article 10")));
    assert_int_equal(alert->figures[1].value.number, 500000);
    assert_int_equal(alert->source_count, 1);
    assert_int_equal(alert->sources[0].batch.number, 3);
    assert_int_equal(alert->sources[0].row, 2);
    assert_int_equal(county->result.evaluated, 3); // W01, the row by W02, W06
}

static void a_person_without_household_is_nobodys_alert(void **state) {
    County *county = *state;
    settle(county, "S1", 1, "2025-08-22", 9000000);
    assert_alerts(county, "");
    move(county, 1, "A", "2025-08-23");
    settle(county, "S2", 1, "2025-08-25", 0);
    assert_alerts(county, "W01/1/1/R");
    assert_int_equal(county->result.alerts[0].due.days, fake_date("2025-08-28").days);
}

static void a_rule_rests_for_ninety_days_unless_the_value_grows_by_half(void **state) {
    County *county = *state;
    move(county, 1, "A", "2025-01-01");
    settle(county, "S1", 1, "2025-03-01", 600000);
    assert_alerts(county, "W01/1/1/O");
    settle(county, "S2", 1, "2025-03-02", 299400); // 1.499 times
    assert_alerts(county, "");
    assert_int_equal(county->result.suppressed, 1);
    settle(county, "S3", 1, "2025-03-03", 600); // 1.5 times
    assert_alerts(county, "W01/1/1/O");
    settle(county, "S4", 1, "2025-05-31", 0); // day 89
    assert_alerts(county, "");
    settle(county, "S5", 1, "2025-06-01", 0); // day 90
    assert_alerts(county, "W01/1/1/O");
}

static void what_the_store_remembers_holds_a_rule_back(void **state) {
    County *county = *state;
    move(county, 1, "A", "2025-01-01");
    monitor_remember(county->monitor, 0, (HouseholdId){1}, (PersonId){1}, fake_date("2025-02-01"),
                     DIRECTION_HELP, scalar_money((Money){600000}));
    monitor_remember(county->monitor, 3, (HouseholdId){1}, (PersonId){0}, fake_date("2025-02-01"),
                     DIRECTION_HELP, SCALAR_NONE);
    settle(county, "S1", 1, "2025-03-01", 600000);
    assert_alerts(county, "");
    assert_int_equal(county->result.suppressed, 1);
    settle(county, "S2", 1, "2025-05-02", 0); // day 90, and W25 spoke 90 days ago
    assert_alerts(county, "W01/1/1/R+");
}

static void the_largest_live_row_of_a_person_speaks(void **state) {
    County *county = *state;
    move(county, 1, "A", "2025-01-01");
    Segment segment = fake_segment(county->pack, "F01", ++county->batch, "2025-08-25");
    static const char *const ROWS[] = {
        "setl_id=S1 certno=1 setl_time=2024-01-01 med_type=21 psn_part_amt=700000",
        "setl_id=S2 certno=1 setl_time=2024-01-01 med_type=21 psn_part_amt=800000",
        "setl_id=S3 certno=1 setl_time=2024-01-01 med_type=21 psn_part_amt=800000",
        "setl_id=S4 certno=1 setl_time=2024-01-01 med_type=21 psn_part_amt=900000",
        "setl_id=S4 certno=1 setl_time=2024-01-01 refd_setl_flag=true",
        "setl_id=S5 certno=1 setl_time=2024-01-01 med_type=21 psn_part_amt=950000",
        "setl_id=S5 certno=1 setl_time=2024-01-01 med_type=21 psn_part_amt=1",
        "setl_id=S6 certno=1 setl_time=2024-01-01 med_type=11 psn_part_amt=990000",
    };
    for (size_t i = 0; i < ARRAY_COUNT(ROWS); i++) {
        fake_row(&segment, ROWS[i]);
    }
    load(county, &segment);
    assert_alerts(county, "W02/1/1/Y");
    const RaisedAlert *alert = &county->result.alerts[0];
    assert_int_equal(alert->value.number, 800000);
    assert_int_equal(alert->source_count, 1);
    assert_int_equal(alert->sources[0].segment_row, 1); // the first among equals
    assert_true(str_equal(alert->figures[1].unit, STR("yuan")));
    assert_int_equal(alert->due.days, fake_date("2025-09-08").days); // ten working days
}

static void a_second_kind_of_help_raises_the_colour_also_in_one_batch(void **state) {
    County *county = *state;
    move(county, 1, "A", "2025-01-01");
    move(county, 2, "A", "2025-01-01");
    Segment segment = fake_segment(county->pack, "F01", ++county->batch, "2025-08-25");
    fake_row(&segment, "setl_id=S1 certno=2 setl_time=2025-08-20 psn_part_amt=600000");
    fake_row(&segment, "setl_id=S2 certno=1 setl_time=2025-08-20 dise_codg=C34 med_type=21 "
                       "psn_part_amt=700000");
    load(county, &segment);
    // rule by rule, then person by person; the first is not raised by what comes after it
    assert_alerts(county, "W01/1/1/O W01/1/2/O@0 W02/1/1/O+@0 W06/1/1/Y+@0");
}

static void a_failed_application_raises_the_colour(void **state) {
    County *county = *state;
    move(county, 1, "A", "2025-01-01");
    move(county, 2, "A", "2025-01-01");
    accept(county, "F22", "2025-02-01",
           "case_no=K1 programme=临时 id_no=2 status=不予确认 start_date=2025-02-01 "
           "change_date=2025-02-01");
    settle(county, "S1", 1, "2025-03-01", 600000);
    assert_alerts(county, "W01/1/1/R+");
    accept(county, "F04", "2025-03-05", "death_cert_no=D1 id_no=2 death_date=2025-03-05");
    settle(county, "S2", 1, "2025-03-06", 400000); // his application no longer counts
    assert_alerts(county, "W01/1/1/O");
    settle(county, "S3", 1, "2025-03-07", 900000);
    assert_alerts(county, "W01/1/1/R");
}

static void aid(County *county, int person, const char *status) {
    CLEANUP(text_release) Text cells = {0};
    text_format(&cells,
                "case_no=K%d programme=低保 id_no=%d status=%s start_date=2024-01-01 "
                "change_date=2025-02-01",
                person, person, status);
    accept(county, "F22", "2025-02-01", cells.data);
}

static void a_death_in_a_registered_household_speaks_once(void **state) {
    County *county = *state;
    move(county, 1, "A", "2025-01-01");
    aid(county, 1, "在享"); // lives alone: afterwards nobody living is registered
    accept(county, "F04", "2025-03-05", "death_cert_no=D1 id_no=1 death_date=2025-03-04");
    assert_alerts(county, "W27/1/1/R");
    accept(county, "F06", "2025-03-06",
           "id_no=1 household_no=A change_kind=cancel change_reason=death "
           "change_date=2025-03-04");
    assert_alerts(county, "");
    assert_int_equal(county->result.suppressed, 0); // known dead before: no hit at all
}

static void help_for_the_dead_is_silent(void **state) {
    County *county = *state;
    move(county, 1, "A", "2025-01-01");
    accept(county, "F04", "2025-03-05", "death_cert_no=D1 id_no=1 death_date=2025-03-04");
    settle(county, "S1", 1, "2025-03-06", 9000000);
    assert_alerts(county, "");
    assert_int_equal(county->result.suppressed, 1);
}

static void nothing_is_taken_from_the_dead(void **state) {
    County *county = *state;
    move(county, 1, "A", "2025-01-01");
    accept(county, "F15", "2025-02-10", "id_no=1 withholder_code=W tax_month=2025-01 income=100");
    accept(county, "F04", "2025-03-05", "death_cert_no=D1 id_no=1 death_date=2025-03-04");
    accept(county, "F15", "2025-03-10", "id_no=1 withholder_code=W tax_month=2025-02 income=900");
    assert_alerts(county, ""); // counted in the month of death, but nobody is left
    assert_int_equal(county->result.suppressed, 1);
}

static void exit_becomes_verify_in_grace(void **state) {
    County *county = *state;
    move(county, 1, "A", "2025-01-01");
    move(county, 2, "A", "2025-01-01");
    aid(county, 1, "渐退");
    accept(county, "F04", "2025-03-05", "death_cert_no=D1 id_no=2 death_date=2025-03-04");
    assert_alerts(county, "W27/1/2/Rv");
    assert_int_equal(county->result.alerts[0].direction, DIRECTION_VERIFY);
    accept(county, "F04", "2025-03-06", "death_cert_no=D2 id_no=1 death_date=2025-03-05");
    assert_alerts(county, "W27/1/1/R"); // nobody in grace lives there now
    assert_int_equal(county->result.alerts[0].direction, DIRECTION_EXIT);
}

static void a_newborn_speaks_for_the_mothers_household(void **state) {
    County *county = *state;
    move(county, 1, "A", "2025-01-01");
    accept(county, "F03", "2025-09-02",
           "birth_cert_no=B1 child_sex=F birth_time=2025-08-31 mother_id=1 child=2");
    assert_alerts(county, "W25/1/0/O");
    assert_int_equal(county->result.alerts[0].source_count, 1);
    assert_int_equal(county->result.alerts[0].figures[1].value.type, SCALAR_DATE);
    accept(county, "F03", "2025-12-30",
           "birth_cert_no=B1 child_sex=F birth_time=2025-08-31 mother_id=1 father_id=9 child=2");
    assert_alerts(county, ""); // corrected: the child was added before
}

static void before_and_now_of_a_household_use_the_newest_month_of_their_time(void **state) {
    County *county = *state;
    move(county, 1, "A", "2025-01-01");
    accept(county, "F15", "2025-02-10",
           "id_no=1 withholder_code=W tax_month=2025-01 income=100000");
    assert_alerts(county, ""); // before: nothing of the feed, unknown
    accept(county, "F15", "2025-03-10",
           "id_no=1 withholder_code=W tax_month=2025-02 income=100000");
    assert_alerts(county, "");
    accept(county, "F15", "2025-04-10",
           "id_no=1 withholder_code=W tax_month=2025-03 income=300000");
    assert_alerts(county, "W76/1/0/Y");
    assert_int_equal(county->result.alerts[0].figures[0].value.number, 100000);
    assert_int_equal(county->result.alerts[0].figures[1].value.number, 300000);
}

static void households_are_evaluated_in_order_and_merged_apart(void **state) {
    County *county = *state;
    move(county, 3, "A", "2025-01-01");
    move(county, 1, "B", "2025-01-01");
    Segment segment = fake_segment(county->pack, "F01", ++county->batch, "2025-08-25");
    fake_row(&segment,
             "setl_id=S1 certno=1 setl_time=2025-08-20 dise_codg=C34 psn_part_amt=600000");
    fake_row(&segment,
             "setl_id=S2 certno=3 setl_time=2025-08-20 dise_codg=C34 psn_part_amt=600000");
    load(county, &segment);
    assert_alerts(county, "W01/1/3/O W06/1/3/Y+@0 W01/2/1/O W06/2/1/Y+@2");
}

static void a_refund_touches_its_person_but_does_not_speak_itself(void **state) {
    County *county = *state;
    move(county, 1, "A", "2025-01-01");
    settle(county, "S1", 1, "2025-03-01", 600000);
    settle(county, "S2", 1, "2025-03-01", 100000);
    accept(county, "F01", "2025-07-01",
           "setl_id=S2 certno=1 setl_time=2025-03-01 refd_setl_flag=true med_type=21 "
           "psn_part_amt=700000");
    assert_alerts(county, "W01/1/1/O"); // 6,000 still stand, 90 days are over
    assert_int_equal(county->result.alerts[0].value.number, 600000);
}

static void a_blue_alert_has_no_deadline(void **state) {
    County *county = *state;
    move(county, 1, "A", "2025-01-01");
    accept(county, "F01", "2025-08-25",
           "setl_id=S1 certno=1 setl_time=2025-08-20 dise_codg=N18.5 psn_part_amt=1");
    assert_alerts(county, "W06/1/1/B");
    assert_int_equal(county->result.alerts[0].due.days, DATE_NONE.days);
    assert_int_equal(county->result.alerts[0].value.type, SCALAR_NULL);
}

static void a_segment_that_does_not_fit_changes_nothing(void **state) {
    County *county = *state;
    move(county, 1, "A", "2025-01-01");
    Segment segment = fake_segment(county->pack, "F01", 1, "2025-08-25"); // batch 1 was before
    fake_row(&segment, "setl_id=S1 certno=1 setl_time=2025-08-20 psn_part_amt=600000");
    Error error = {0};
    MonitorResult result = {0};
    assert_int_equal(monitor_apply(county->monitor, county->facts, &segment, NULL, &result, &error),
                     STATUS_CONFLICT);
    assert_int_equal(result.alert_count, 0);
    segment.head.batch.number = 2;
    segment.head.feed = STR("F99");
    assert_int_equal(monitor_apply(county->monitor, county->facts, &segment, NULL, &result, &error),
                     STATUS_INVALID);
    fake_segment_release(&segment);
    settle(county, "S1", 1, "2025-08-25", 600000);
    county->batch = 1;
    assert_alerts(county, "W01/1/1/O");
}

static void sources_are_the_rows_about_the_subject_and_at_most_thirty_two(void **state) {
    County *county = *state;
    move(county, 1, "A", "2025-01-01");
    Segment segment = fake_segment(county->pack, "F01", ++county->batch, "2025-08-25");
    for (int i = 0; i < 80; i++) {
        CLEANUP(text_release) Text cells = {0};
        text_format(&cells, "setl_id=S%d certno=%d setl_time=2025-08-20 psn_part_amt=100000", i,
                    1 + i % 2);
        fake_row(&segment, cells.data);
    }
    load(county, &segment);
    assert_alerts(county, "W01/1/1/R");
    const RaisedAlert *alert = &county->result.alerts[0];
    assert_int_equal(alert->source_count, 32);
    for (size_t i = 0; i < 32; i++) {
        assert_int_equal(alert->sources[i].segment_row, 2 * i);
        assert_int_equal(alert->sources[i].row, 2 * i + 2);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_person_above_the_limit_raises_an_alert_with_its_figures,
                                        county_open, county_close),
        cmocka_unit_test_setup_teardown(a_person_without_household_is_nobodys_alert, county_open,
                                        county_close),
        cmocka_unit_test_setup_teardown(a_rule_rests_for_ninety_days_unless_the_value_grows_by_half,
                                        county_open, county_close),
        cmocka_unit_test_setup_teardown(what_the_store_remembers_holds_a_rule_back, county_open,
                                        county_close),
        cmocka_unit_test_setup_teardown(the_largest_live_row_of_a_person_speaks, county_open,
                                        county_close),
        cmocka_unit_test_setup_teardown(a_second_kind_of_help_raises_the_colour_also_in_one_batch,
                                        county_open, county_close),
        cmocka_unit_test_setup_teardown(a_failed_application_raises_the_colour, county_open,
                                        county_close),
        cmocka_unit_test_setup_teardown(a_death_in_a_registered_household_speaks_once, county_open,
                                        county_close),
        cmocka_unit_test_setup_teardown(help_for_the_dead_is_silent, county_open, county_close),
        cmocka_unit_test_setup_teardown(nothing_is_taken_from_the_dead, county_open, county_close),
        cmocka_unit_test_setup_teardown(exit_becomes_verify_in_grace, county_open, county_close),
        cmocka_unit_test_setup_teardown(a_newborn_speaks_for_the_mothers_household, county_open,
                                        county_close),
        cmocka_unit_test_setup_teardown(
            before_and_now_of_a_household_use_the_newest_month_of_their_time, county_open,
            county_close),
        cmocka_unit_test_setup_teardown(households_are_evaluated_in_order_and_merged_apart,
                                        county_open, county_close),
        cmocka_unit_test_setup_teardown(a_refund_touches_its_person_but_does_not_speak_itself,
                                        county_open, county_close),
        cmocka_unit_test_setup_teardown(a_blue_alert_has_no_deadline, county_open, county_close),
        cmocka_unit_test_setup_teardown(a_segment_that_does_not_fit_changes_nothing, county_open,
                                        county_close),
        cmocka_unit_test_setup_teardown(
            sources_are_the_rows_about_the_subject_and_at_most_thirty_two, county_open,
            county_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
