// SPDX-License-Identifier: Apache-2.0
// What a pack answers: parameters by region and date, working days, names of regions, contracts.
#include "pack_folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first.
#include <cmocka.h>

static PackFolder folder;
static Pack *pack;

static int set_up(void **state) {
    (void)state;
    folder = folder_load();
    pack = folder_read(&folder);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    pack_free(pack);
    folder_release(&folder);
    return 0;
}

static Region region_of(const char *code) {
    Region region = {0};
    assert_true(region_parse(str_from(code), &region));
    return region;
}

static const Parameter *parameter_named(const char *id) {
    for (size_t i = 0; i < pack_parameter_count(pack); i++) {
        if (str_equal(pack_parameter(pack, i)->id, str_from(id))) {
            return pack_parameter(pack, i);
        }
    }
    fail_msg("no parameter %s", id);
    return NULL;
}

static void parameters_hold_from_their_day_in_their_region(void **state) {
    (void)state;
    static const struct {
        const char *id;
        const char *region;
        int year, month, day;
        int64_t number; // -1: nothing is in force
    } CASES[] = {
        {"standard", "330303001201", 2021, 12, 31, -1},
        {"standard", "330303001201", 2022, 1, 1, 111000},
        {"standard", "330303001201", 2024, 12, 31, 111000},
        {"standard", "330303001201", 2025, 1, 1, 119000},
        {"standard", "330303", 2030, 1, 1, 119000},
        {"standard", "330302", 2025, 1, 1, -1},
        {"standard", "3303", 2025, 1, 1, -1},
        {"money_months", "330303001201", 2025, 1, 1, 36},
        {"money_months", "330302001", 2025, 1, 1, 36},
        {"money_months", "320102001", 2025, 1, 1, -1},
        {"rigid_in_force", "330303012201", 2025, 10, 31, 0},
        {"rigid_in_force", "330303012201", 2025, 11, 1, 1},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        Date date = date_make(CASES[i].year, CASES[i].month, CASES[i].day);
        const ParameterValue *value =
            parameter_at(parameter_named(CASES[i].id), region_of(CASES[i].region), date);
        assert_int_equal(value == NULL ? -1 : value->value.number, CASES[i].number);
    }
    assert_null(parameter_at(parameter_named("standard"), (Region){0}, date_make(2025, 1, 1)));
}

static void working_days_follow_the_announced_calendar(void **state) {
    (void)state;
    static const struct {
        int year, month, day;
        bool is_working;
    } CASES[] = {
        {2025, 8, 22, true},  // a Friday
        {2025, 8, 23, false}, // a Saturday
        {2025, 10, 1, false}, // National Day
        {2025, 9, 28, true},  // a Sunday made up
        {2025, 10, 11, true}, // a Saturday made up
        {2024, 2, 9, true},   // the eve of 2024 was no holiday
        {2024, 2, 17, false}, // a Saturday
        {2024, 2, 18, true},  // a Sunday made up
        {2023, 10, 7, true},  // a Saturday made up
        {2030, 10, 1, true},  // nothing is announced: the weekday counts
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        Date date = date_make(CASES[i].year, CASES[i].month, CASES[i].day);
        assert_int_equal(pack_is_working_day(pack, date), CASES[i].is_working);
    }
}

static void working_days_are_counted_after_the_date(void **state) {
    (void)state;
    static const struct {
        int year, month, day, days;
        int to_year, to_month, to_day;
    } CASES[] = {
        {2025, 8, 25, 3, 2025, 8, 28},  {2025, 8, 22, 1, 2025, 8, 25}, // over a weekend
        {2025, 8, 23, 1, 2025, 8, 25},                                 // from a Saturday
        {2025, 9, 30, 3, 2025, 10, 11}, // over National Day, with the Saturday made up
        {2025, 8, 25, 0, 2025, 8, 25},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        Date from = date_make(CASES[i].year, CASES[i].month, CASES[i].day);
        Date to = date_make(CASES[i].to_year, CASES[i].to_month, CASES[i].to_day);
        assert_int_equal(pack_add_working_days(pack, from, CASES[i].days).days, to.days);
    }
    assert_int_equal(pack_calendar_end(pack).days, date_make(2026, 12, 31).days);
}

static void regions_have_names_in_both_languages(void **state) {
    (void)state;
    Str name = pack_region_name(pack, region_of("330303001"), false);
    assert_true(str_equal(name, STR("永中街道")));
    name = pack_region_name(pack, region_of("330303001"), true);
    assert_true(str_equal(name, STR("Yongzhong street")));
    assert_int_equal(pack_region_name(pack, region_of("330302"), false).length, 0);
    assert_int_equal(pack_county(pack).code, region_of("330303").code);
    assert_true(str_equal(pack_title(pack, true), STR("Longwan district, Wenzhou, Zhejiang")));
    for (size_t i = 0; i < pack_region_count(pack); i++) {
        assert_true(pack_region(pack, i)->name.length > 0);
    }
}

static void contracts_name_their_columns(void **state) {
    (void)state;
    assert_int_equal(pack_feed_count(pack), 14);
    assert_int_equal(pack_find_feed(pack, STR("F99")), -1);
    const FeedContract *medical = pack_feed(pack, (size_t)pack_find_feed(pack, STR("F01")));
    assert_false(medical->is_state);
    assert_true(str_equal(medical->fields[medical->event_field].name, STR("setl_time")));
    assert_true(str_equal(medical->fields[medical->reversal_field].name, STR("refd_setl_flag")));
    assert_true(str_equal(medical->fields[medical->negative_field].name, STR("medfee_sumamt")));
    const FeedContract *births = pack_feed(pack, (size_t)pack_find_feed(pack, STR("F03")));
    assert_int_equal(births->effect, FEED_EFFECT_BIRTHS);
    assert_int_equal(births->effect_fields[EFFECT_RELATION], -1);
    const Field *child = &births->fields[births->effect_fields[EFFECT_PERSON]];
    assert_int_equal(child->kind, FIELD_NEWBORN);
    const FeedContract *marriage = pack_feed(pack, (size_t)pack_find_feed(pack, STR("F20")));
    assert_int_equal(marriage->subject_count, 2);
    assert_int_equal(marriage->version_field, -1);
}

static void facts_are_found_by_name_and_by_id(void **state) {
    (void)state;
    int fact = pack_find_fact(pack, STR("近12个月医疗自付"));
    assert_true(fact >= 0);
    assert_int_equal(pack_find_fact(pack, STR("own_paid_12m")), fact);
    assert_int_equal(pack_fact(pack, (size_t)fact)->window_months, 12);
    assert_false(pack_fact(pack, (size_t)fact)->is_until_latest);
    const Fact *household =
        pack_fact(pack, (size_t)pack_find_fact(pack, STR("household_own_paid_12m")));
    assert_int_equal(household->of, fact);
    assert_int_equal(household->type, SCALAR_MONEY);
    const Fact *before = pack_fact(pack, (size_t)pack_find_fact(pack, STR("wages_12m_before")));
    assert_int_equal(before->window_offset, 3);
    assert_true(before->is_until_latest);
    assert_int_equal(pack_find_fact(pack, STR("nothing")), -1);
}

static void the_version_changes_with_every_byte(void **state) {
    (void)state;
    Str version = pack_version(pack);
    assert_true(str_starts_with(version, STR("0.1.0+")));
    assert_int_equal(version.length, 18);
    Pack *same = folder_read(&folder);
    assert_true(str_equal(pack_version(same), version));
    pack_free(same);
    folder_replace(&folder, "alerts.yaml", "元，超过门槛", "元，超出门槛");
    Pack *other = folder_read(&folder);
    assert_false(str_equal(pack_version(other), version));
    pack_free(other);
}

static void codes_are_told_in_words(void **state) {
    (void)state;
    const FeedContract *feed = pack_feed(pack, (size_t)pack_find_feed(pack, STR("F12")));
    const Field *status = NULL;
    for (size_t i = 0; i < feed->field_count; i++) {
        status = str_equal(feed->fields[i].name, STR("status")) ? &feed->fields[i] : status;
    }
    assert_non_null(status);
    assert_true(str_equal(field_code_words(status, STR("paused")), STR("暂停")));
    assert_true(str_equal(field_code_words(status, STR("lost")), STR("lost")));
}

// Outside the holes a Chinese sentence has no Latin letter, and an English one nothing else.
static void assert_one_language(Str sentence, bool is_english) {
    bool is_in_hole = false;
    for (size_t i = 0; i < sentence.length; i++) {
        unsigned char byte = (unsigned char)sentence.data[i];
        is_in_hole = byte == '{' || (is_in_hole && byte != '}');
        bool is_letter = (byte | 0x20) >= 'a' && (byte | 0x20) <= 'z';
        if (!is_in_hole && (is_english ? byte >= 0x80 : is_letter)) {
            fail_msg("two languages in: " STR_FMT, STR_ARG(sentence));
        }
    }
}

static void every_rule_speaks_both_languages_and_mixes_none(void **state) {
    (void)state;
    for (size_t i = 0; i < pack_rule_count(pack); i++) {
        const AlertRule *rule = pack_rule(pack, i);
        assert_one_language(rule->sentence, false);
        assert_one_language(rule->sentence_english, true);
        assert_one_language(rule->english, true);
        assert_true(str_ends_with(rule->sentence, STR("。")));
        assert_true(str_ends_with(rule->sentence_english, STR(".")));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parameters_hold_from_their_day_in_their_region),
        cmocka_unit_test(working_days_follow_the_announced_calendar),
        cmocka_unit_test(working_days_are_counted_after_the_date),
        cmocka_unit_test(regions_have_names_in_both_languages),
        cmocka_unit_test(contracts_name_their_columns),
        cmocka_unit_test(facts_are_found_by_name_and_by_id),
        cmocka_unit_test(the_version_changes_with_every_byte),
        cmocka_unit_test(codes_are_told_in_words),
        cmocka_unit_test(every_rule_speaks_both_languages_and_mixes_none),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
