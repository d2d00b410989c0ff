// SPDX-License-Identifier: Apache-2.0
// Families of the seed's stories, told with rows and the real pack: Ding's alert, the newborn who
// raises the allowance, the death that lowers it in the next month, and the boundaries of amounts.
#include "base/check.h"
#include "base/memory.h"
#include "domain/category.h"
#include "facts/fake_segment.h"
#include "monitor/monitor.h"
#include "policy/pack_folder.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

typedef struct Story {
    Pack *pack;
    Facts *facts;
    Monitor *monitor;
    MonitorResult result;
    Text found; // what screening found of household 1
} Story;

static int story_open(void **state) {
    Story *story = memory_new(1, sizeof *story);
    PackFolder folder = folder_load();
    story->pack = folder_read(&folder);
    folder_release(&folder);
    story->facts = facts_new(story->pack);
    story->monitor = monitor_new(story->pack);
    *state = story;
    return 0;
}

static int story_close(void **state) {
    Story *story = *state;
    monitor_result_release(&story->result);
    text_release(&story->found);
    monitor_free(story->monitor);
    facts_free(story->facts);
    pack_free(story->pack);
    memory_free(story);
    return 0;
}

static void load(Story *story, Segment *segment) {
    segment->head.batch.number = facts_last_batch(story->facts).number + 1;
    monitor_result_release(&story->result);
    Error error = {0};
    if (monitor_apply(story->monitor, story->facts, segment, NULL, &story->result, &error) !=
        STATUS_OK) {
        fail_msg("%s", error.message);
    }
    fake_segment_release(segment);
}

static void accept(Story *story, const char *feed, const char *clock, const char *cells) {
    Segment segment = fake_segment(story->pack, feed, 1, clock);
    fake_row(&segment, cells);
    load(story, &segment);
}

// Members 1.. of household 330303001000001.
static void family(Story *story, int members) {
    Segment segment = fake_segment(story->pack, "F06", 1, "2024-01-05");
    for (int i = 1; i <= members; i++) {
        CLEANUP(text_release) Text cells = {0};
        text_format(&cells,
                    "household_no=330303001000001 relation=%s id_no=%d region=330303001001 "
                    "birth=1980-05-0%d change_kind=initial change_date=2024-01-01",
                    i == 1 ? "head" : "other", i, i);
        fake_row(&segment, cells.data);
    }
    load(story, &segment);
}

static void aid(Story *story, int person, const char *programme) {
    CLEANUP(text_release) Text cells = {0};
    text_format(&cells,
                "case_no=K%d programme=%s id_no=%d region=330303001001 status=在享 "
                "start_date=2024-01-01 change_date=2024-01-01",
                person, programme, person);
    accept(story, "F22", "2024-02-01", cells.data);
}

// Twelve months of wages for person 1, and somebody's pension, so that both feeds are known.
static void income(Story *story, int fen) {
    Segment wages = fake_segment(story->pack, "F15", 1, "2025-08-10");
    Segment pensions = fake_segment(story->pack, "F12", 1, "2025-08-10");
    for (int i = 0; i < 12; i++) {
        CLEANUP(text_release) Text cells = {0};
        int year = i < 5 ? 2024 : 2025;
        int month = i < 5 ? 8 + i : i - 4;
        text_format(&cells,
                    "id_no=1 income_item=wage withholder_code=W tax_month=%d-%02d income=%d", year,
                    month, fen);
        fake_row(&wages, cells.data);
        text_clear(&cells);
        text_format(&cells, "id_no=99 pension_kind=worker status=paid amount=1 pay_month=%d-%02d",
                    year, month);
        fake_row(&pensions, cells.data);
    }
    load(story, &wages);
    load(story, &pensions);
}

static void visit(void *context, const ScreenedHousehold *screened) {
    Story *story = context;
    if (screened->household.number == 1) {
        text_format(&story->found, "%s %lld", category_id(screened->category),
                    (long long)screened->amount.fen / 100);
        text_append(&story->found, screened->reason);
    }
}

static void assert_screened(Story *story, const char *as_of, const char *expected) {
    text_clear(&story->found);
    assert_int_equal(
        monitor_screen(story->pack, story->facts, fake_date(as_of), visit, story, NULL), STATUS_OK);
    assert_string_equal(story->found.data, expected);
}

static const RaisedAlert *assert_alert(const Story *story, const char *rule, PersonId person,
                                       AlertUrgency urgency) {
    for (size_t i = 0; i < story->result.alert_count; i++) {
        const RaisedAlert *alert = &story->result.alerts[i];
        Str id = pack_rule(story->pack, (size_t)alert->rule)->id;
        if (str_equal(id, str_from(rule))) {
            assert_int_equal(alert->person.number, person.number);
            assert_int_equal(alert->urgency, urgency);
            return alert;
        }
    }
    fail_msg("%s is silent", rule);
    return NULL;
}

static void ding_leaves_hospital_on_friday_and_is_red_on_monday(void **state) {
    Story *story = *state;
    family(story, 3);
    aid(story, 1, "低保");
    Segment segment = fake_segment(story->pack, "F01", 1, "2025-08-25");
    fake_row(&segment, "setl_id=S1 certno=1 med_type=21 setl_time=2025-08-22 dise_codg=I63 "
                       "medfee_sumamt=9000000 psn_part_amt=3000000");
    for (int month = 1; month <= 8; month++) {
        CLEANUP(text_release) Text cells = {0};
        text_format(&cells,
                    "setl_id=T%d certno=1 med_type=11 setl_time=2025-%02d-05 "
                    "medfee_sumamt=1600000 psn_part_amt=562500",
                    month, month);
        fake_row(&segment, cells.data);
    }
    load(story, &segment);
    const RaisedAlert *alert = assert_alert(story, "W01", (PersonId){1}, URGENCY_RED);
    assert_int_equal(alert->value.number, 7500000);
    assert_int_equal(alert->raised.days, fake_date("2025-08-25").days);
    assert_int_equal(alert->due.days, fake_date("2025-08-28").days);
    assert_int_equal(alert->source_count, 9);
    const RaisedAlert *stay = assert_alert(story, "W02", (PersonId){1}, URGENCY_RED);
    assert_true(stay->is_raised); // orange by itself; W01 spoke about the household before it
    assert_int_equal(stay->merged_with, 0);
    CLEANUP(text_release) Text sentence = {0};
    monitor_sentence(pack_rule(story->pack, (size_t)alert->rule), alert->figures,
                     alert->figure_count, STR("丁某"), false, &sentence);
    assert_non_null(strstr(sentence.data, "丁某近12个月医疗自付75000元，超过门槛5000元"));
}

static void a_stay(Story *story, int fen) {
    CLEANUP(text_release) Text cells = {0};
    text_format(&cells,
                "setl_id=S1 certno=2 med_type=21 setl_time=2025-08-01 medfee_sumamt=9000000 "
                "psn_part_amt=%d",
                fen);
    accept(story, "F01", "2025-08-20", cells.data);
}

static void cen_earns_too_much_until_the_hospital_is_paid(void **state) {
    Story *story = *state;
    family(story, 4);
    income(story, 481200);
    assert_screened(story, "2025-08-20", "edge 0"); // 1,203 per head
    a_stay(story, 4200000);
    assert_screened(story, "2025-08-20", "dibao_expenditure 4760");
}

static void the_allowance_grows_with_the_newborn(void **state) {
    Story *story = *state;
    family(story, 4);
    aid(story, 1, "低保");
    income(story, 0);
    a_stay(story, 700000);
    assert_screened(story, "2025-08-20", "dibao_income 4760");
    accept(story, "F03", "2025-09-02",
           "birth_cert_no=B1 child_sex=F birth_time=2025-08-31 mother_id=2 child=5");
    assert_screened(story, "2025-08-30", "dibao_income 4760"); // not a member yet
    assert_screened(story, "2025-08-31", "dibao_income 5950");
    const RaisedAlert *alert = assert_alert(story, "W25", (PersonId){0}, URGENCY_RED);
    assert_true(alert->is_raised); // the stay raised help rules two weeks before
}

static void a_death_after_the_25th_lowers_the_allowance_in_the_next_month(void **state) {
    Story *story = *state;
    family(story, 4);
    aid(story, 1, "低保");
    income(story, 0);
    assert_screened(story, "2025-08-20", "dibao_income 4760");
    accept(story, "F04", "2025-08-29", "death_cert_no=D1 id_no=4 death_date=2025-08-27");
    assert_alert(story, "W27", (PersonId){4}, URGENCY_RED);
    assert_screened(story, "2025-08-31", "dibao_income 4760");
    assert_screened(story, "2025-09-01", "dibao_income 3570");
}

typedef struct IncomeCase {
    int members;
    int wage_fen; // per month
    const char *expected;
} IncomeCase;

static void the_line_of_dibao_is_below_the_standard_and_of_edge_up_to_it(void **state) {
    static const IncomeCase CASES[] = {
        {1, 118999, "dibao_income 1"}, // a fen below: rounded up to a yuan
        {1, 119000, "edge 0"},         // exactly the standard is not below it
        {4, 481200, "edge 0"},         // 1203 per head
        {1, 178500, "edge 0"},         // exactly one and a half times
        {1, 178501, "low_income 0"},   {1, 356999, "low_income 0"},
        {1, 357000, "none 0"}, // three times is not below it
    };
    for (size_t i = 0; i < ARRAY_COUNT(CASES); i++) {
        story_close(state);
        story_open(state);
        Story *story = *state;
        family(story, CASES[i].members);
        income(story, CASES[i].wage_fen);
        assert_screened(story, "2025-08-20", CASES[i].expected);
    }
}

// ---- where the law leaves a family more room than a bare comparison would

typedef struct Told { // a row, delivered on 2025-08-15
    const char *feed;
    const char *cells;
} Told;
enum { TOLD_MAX = 3 };
typedef struct LawCase {
    const char *why;
    int members;
    int wage_fen; // of person 1, per month
    Told told[TOLD_MAX];
    const char *expected;
} LawCase;

static const LawCase LAW[] = {
    {"a home that two of the family own together is one home",
     4,
     100000,
     {{"F09",
       "unit_no=U1 owner_id=1 use=home area=8000 register_kind=first register_date=2020-01-02"},
      {"F09",
       "unit_no=U1 owner_id=2 use=home area=8000 register_kind=first register_date=2020-01-02"}},
     "dibao_income 3760"},
    {"two homes are two",
     4,
     100000,
     {{"F09",
       "unit_no=U1 owner_id=1 use=home area=9000 register_kind=first register_date=2020-01-02"},
      {"F09",
       "unit_no=U2 owner_id=2 use=home area=9000 register_kind=first register_date=2020-01-02"}},
     "edge 0"}, // 45 square metres per head: not below the local mean
    {"unless both are small",
     4,
     100000,
     {{"F09",
       "unit_no=U1 owner_id=1 use=home area=9000 register_kind=first register_date=2020-01-02"},
      {"F09",
       "unit_no=U2 owner_id=2 use=home area=8999 register_kind=first register_date=2020-01-02"}},
     "dibao_income 3760"},
    {"a supporter who is not able to support is none",
     1,
     0,
     {{"F18", "cert_no=C1 id_no=1 kind=4 level=1 status=valid change_date=2024-01-01"},
      {"F22", "case_no=K1 programme=特困 id_no=1 region=330303001001 status=在享 "
              "start_date=2024-01-01 change_date=2024-01-01 supporter_status=unable"}},
     "destitute 1547"},
    {"one who is able is one",
     1,
     0,
     {{"F18", "cert_no=C1 id_no=1 kind=4 level=1 status=valid change_date=2024-01-01"},
      {"F22", "case_no=K1 programme=特困 id_no=1 region=330303001001 status=在享 "
              "start_date=2024-01-01 change_date=2024-01-01 supporter_status=able"}},
     "dibao_income 1190"},
    {"income from work does not count in gradual exit",
     1,
     300000,
     {{"F22", "case_no=K1 programme=低保 id_no=1 region=330303001001 status=渐退 "
              "start_date=2024-01-01 end_date=2025-08-20 change_date=2025-08-01"}},
     "dibao_income 1190"},
    {"up to three times the standard a month",
     1,
     357001,
     {{"F22", "case_no=K1 programme=低保 id_no=1 region=330303001001 status=渐退 "
              "start_date=2024-01-01 end_date=2025-08-20 change_date=2025-08-01"}},
     "dibao_income 1190"}, // one fen a month counts
    {"and no longer when that has ended",
     1,
     300000,
     {{"F22", "case_no=K1 programme=低保 id_no=1 region=330303001001 status=渐退 "
              "start_date=2024-01-01 end_date=2025-08-19 change_date=2025-08-01"}},
     "low_income 0"},
};

static void the_law_leaves_room(void **state) {
    for (size_t i = 0; i < ARRAY_COUNT(LAW); i++) {
        story_close(state);
        story_open(state);
        Story *story = *state;
        family(story, LAW[i].members);
        income(story, LAW[i].wage_fen);
        for (size_t k = 0; k < TOLD_MAX && LAW[i].told[k].feed != NULL; k++) {
            accept(story, LAW[i].told[k].feed, "2025-08-15", LAW[i].told[k].cells);
        }
        text_clear(&story->found);
        assert_int_equal(
            monitor_screen(story->pack, story->facts, fake_date("2025-08-20"), visit, story, NULL),
            STATUS_OK);
        if (strcmp(story->found.data, LAW[i].expected) != 0) {
            fail_msg("%s: %s, not %s", LAW[i].why, story->found.data, LAW[i].expected);
        }
    }
}

static bool speaks(const Story *story, const char *rule) {
    for (size_t i = 0; i < story->result.alert_count; i++) {
        Str id = pack_rule(story->pack, (size_t)story->result.alerts[i].rule)->id;
        if (str_equal(id, str_from(rule))) {
            return true;
        }
    }
    return false;
}

static void a_family_is_measured_by_the_limits_of_its_own_class(void **state) {
    static const struct {
        const char *programme;
        const char *feed;
        const char *cells;
        const char *rule;
        bool speaks;
    } CASES[] = {
        {"低边", "F07",
         "plate_no=A owner_id=1 use_kind=private status=normal price=8000000 "
         "change_date=2025-08-01",
         "W67", false},
        {"低边", "F07",
         "plate_no=A owner_id=1 use_kind=private status=normal price=8000001 "
         "change_date=2025-08-01",
         "W67", true},
        {"低边", "F07",
         "plate_no=A owner_id=1 use_kind=private status=normal "
         "change_date=2025-08-01",
         "W67", true}, // of unknown price
        {"低保", "F07",
         "plate_no=A owner_id=1 use_kind=private status=normal price=1000000 "
         "change_date=2025-08-01",
         "W67", true},
        {"低保", "F28",
         "institution=B account_tail=1 id_no=1 balance=4284000 "
         "query_date=2025-08-01",
         "W73", true}, // 36 months
        {"刚支", "F28",
         "institution=B account_tail=1 id_no=1 balance=5711999 "
         "query_date=2025-08-01",
         "W73", false},
        {"刚支", "F28",
         "institution=B account_tail=1 id_no=1 balance=5712000 "
         "query_date=2025-08-01",
         "W73", true}, // 48 months
    };
    for (size_t i = 0; i < ARRAY_COUNT(CASES); i++) {
        story_close(state);
        story_open(state);
        Story *story = *state;
        family(story, 1);
        aid(story, 1, CASES[i].programme);
        accept(story, CASES[i].feed, "2025-08-15", CASES[i].cells);
        if (speaks(story, CASES[i].rule) != CASES[i].speaks) {
            fail_msg("%s, %s: wrong", CASES[i].programme, CASES[i].cells);
        }
    }
}

// A wage that with the pension reaches the standard, the basic part of which does not count.
static void the_income_that_grows_counts_the_pension(void **state) {
    Story *story = *state;
    family(story, 1);
    aid(story, 1, "低保");
    income(story, 0);
    accept(story, "F12", "2025-08-11",
           "id_no=1 pension_kind=resident status=paid amount=50000 basic_amount=20000 "
           "pay_month=2025-07");
    accept(story, "F15", "2025-08-12",
           "id_no=1 income_item=wage withholder_code=W tax_month=2025-07 income=88999");
    assert_false(speaks(story, "W76"));
    accept(story, "F15", "2025-08-13",
           "id_no=1 income_item=wage withholder_code=W tax_month=2025-07 income=89000");
    assert_true(speaks(story, "W76"));
}

static void only_the_last_application_raises_the_colour(void **state) {
    Story *story = *state;
    family(story, 1);
    accept(story, "F22", "2025-07-01",
           "case_no=K1 programme=低保 id_no=1 region=330303001001 status=不予确认 "
           "start_date=2025-06-01 change_date=2025-06-01");
    accept(story, "F01", "2025-08-15",
           "setl_id=S8 certno=1 med_type=11 setl_time=2025-08-10 medfee_sumamt=9000000 "
           "psn_part_amt=1500100");
    assert_alert(story, "W01", (PersonId){1}, URGENCY_RED); // raised
    story_close(state);
    story_open(state);
    story = *state;
    family(story, 1);
    accept(story, "F22", "2025-07-01",
           "case_no=K1 programme=低保 id_no=1 region=330303001001 status=不予确认 "
           "start_date=2025-06-01 change_date=2025-06-01");
    accept(story, "F22", "2025-07-20",
           "case_no=K2 programme=低边 id_no=1 region=330303001001 status=在享 "
           "start_date=2025-07-15 change_date=2025-07-15");
    accept(story, "F01", "2025-08-15",
           "setl_id=S8 certno=1 med_type=11 setl_time=2025-08-10 medfee_sumamt=9000000 "
           "psn_part_amt=1500100");
    assert_alert(story, "W01", (PersonId){1}, URGENCY_ORANGE); // it was helped since
}

static void a_household_is_undetermined_while_a_feed_is_missing(void **state) {
    Story *story = *state;
    family(story, 1);
    text_clear(&story->found);
    assert_int_equal(
        monitor_screen(story->pack, story->facts, fake_date("2025-08-20"), visit, story, NULL),
        STATUS_OK);
    assert_non_null(strstr(story->found.data, "undetermined 0"));
    assert_non_null(strstr(story->found.data, "is not known"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(ding_leaves_hospital_on_friday_and_is_red_on_monday,
                                        story_open, story_close),
        cmocka_unit_test_setup_teardown(cen_earns_too_much_until_the_hospital_is_paid, story_open,
                                        story_close),
        cmocka_unit_test_setup_teardown(the_allowance_grows_with_the_newborn, story_open,
                                        story_close),
        cmocka_unit_test_setup_teardown(
            a_death_after_the_25th_lowers_the_allowance_in_the_next_month, story_open, story_close),
        cmocka_unit_test_setup_teardown(
            the_line_of_dibao_is_below_the_standard_and_of_edge_up_to_it, story_open, story_close),
        cmocka_unit_test_setup_teardown(the_law_leaves_room, story_open, story_close),
        cmocka_unit_test_setup_teardown(a_family_is_measured_by_the_limits_of_its_own_class,
                                        story_open, story_close),
        cmocka_unit_test_setup_teardown(the_income_that_grows_counts_the_pension, story_open,
                                        story_close),
        cmocka_unit_test_setup_teardown(only_the_last_application_raises_the_colour, story_open,
                                        story_close),
        cmocka_unit_test_setup_teardown(a_household_is_undetermined_while_a_feed_is_missing,
                                        story_open, story_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
