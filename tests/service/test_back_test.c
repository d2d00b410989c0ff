// SPDX-License-Identifier: Apache-2.0
// Rules tried on the archive. Replaying under the present pack gives the alerts of the store;
// under a draft those of a county that had the draft from its first day; and the outcomes are what
// the register told.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include "base/check.h"
#include "base/map.h"
#include "format/json.h"
#include "invented.h"
#include "service/back_test.h"
#include "store/alert_store.h"
#include <cmocka.h>

static BackTest back_test(County *county, const DraftRequest *draft) {
    BackTest result = {0};
    BackTestRequest request = {.draft = *draft, .from = {-1}, .to = {-1}};
    assert_ok_in(county, back_test_run(county->service, &request, &result, &county->error));
    return result;
}

// "W01 household person raised urgency direction merged", in order.
static Str tell_store(County *county) {
    CLEANUP(text_release) Text text = {0};
    AlertFilter all = ALERT_FILTER_ALL;
    AlertRow *rows = NULL;
    size_t count = 0;
    assert_ok_in(county, alert_store_list(county->fixture->store, &all, &county->arena, &rows,
                                          &count, &county->error));
    assert_true(count > 10); // the county has troubles
    for (size_t i = 0; i < count; i++) {
        text_format(&text, STR_FMT " %u %u %u %d %d %d %d\n", STR_ARG(rows[i].rule),
                    rows[i].household.number, rows[i].person.number, rows[i].batch.number,
                    rows[i].raised.days, rows[i].urgency, rows[i].direction,
                    rows[i].merged_into.number != 0);
    }
    return arena_copy(&county->arena, text_str(&text));
}

static Str tell_trial(County *county, const BackTest *result, size_t side) {
    CLEANUP(text_release) Text text = {0};
    const Trial *trial = &result->trials[side];
    for (size_t i = 0; i < trial->count; i++) {
        const TrialAlert *alert = &trial->alerts[i];
        Str rule = back_test_rule_of(result, side, (int64_t)i);
        text_format(&text, STR_FMT " %u %u %u %d %d %d %d\n", STR_ARG(rule),
                    alert->household.number, alert->person.number, alert->batch.number,
                    alert->raised.days, (int)alert->urgency, (int)alert->direction,
                    alert->is_merged);
    }
    return arena_copy(&county->arena, text_str(&text));
}

// Departments deliver late and out of order: every file may change places with one of the next few.
static void disorder(Sent *sent, uint64_t seed) {
    uint64_t random = seed;
    for (size_t i = 0; i + 8 < sent->count; i++) {
        random = map_mix(random + i);
        size_t other = i + (size_t)(random % 8);
        LoadFile file = sent->files[i];
        sent->files[i] = sent->files[other];
        sent->files[other] = file;
    }
}

static void assert_sums_agree(const BackTest *result, size_t side) {
    const Trial *trial = &result->trials[side];
    int64_t alerts = 0;
    int64_t sequels = 0;
    int64_t caught = 0;
    int64_t in_cells = 0;
    for (size_t i = 0; i < result->rule_count; i++) {
        alerts += result->rules[i].alerts[side];
        caught += result->rules[i].caught[side];
        for (size_t k = 0; k < SEQUEL_COUNT; k++) {
            sequels += result->rules[i].sequels[side][k];
        }
    }
    for (size_t i = 0; i < result->cell_count; i++) {
        in_cells += result->cells[i].alerts[side];
    }
    assert_int_equal(alerts, trial->count); // the span is the whole archive
    assert_int_equal(sequels, trial->count);
    assert_int_equal(in_cells, trial->count);
    assert_int_equal(caught, trial->caught[0] + trial->caught[1]);
    assert_int_equal(result->outcome_count, result->outcome_sums[0] + result->outcome_sums[1]);
}

// What is told as JSON is what was found.
static void assert_told(County *county, const BackTest *result) {
    CLEANUP(text_release) Text told = {0};
    back_test_json(result, &told);
    const JsonNode *root = NULL;
    assert_ok_in(county, json_read(text_str(&told), &county->arena, &root, &county->error));
    assert_string_equal(json_text(root, "store").data, agreement_id(result->agreement));
    assert_int_equal(json_get(root, "rules")->count, result->rule_count);
    const JsonNode *outcomes = json_get(root, "outcomes");
    assert_int_equal(outcomes->count, result->outcome_count);
    for (size_t i = 0; i < outcomes->count; i++) {
        const OutcomeView *view = &result->outcomes[i];
        Str number = json_text(&outcomes->items[i], "household_number");
        assert_true(str_equal(number, view->household_number));
        Str kind = json_text(&outcomes->items[i], "outcome");
        assert_string_equal(kind.data, outcome_id(view->outcome.kind));
    }
}

static void the_present_pack_gives_what_the_store_has(County *county) {
    DraftRequest nothing = {0};
    BackTest result = back_test(county, &nothing);
    assert_string_equal(agreement_id(result.agreement), "same");
    assert_string_equal(tell_trial(county, &result, SIDE_PRESENT).data, tell_store(county).data);
    assert_false(result.has_draft);
    assert_sums_agree(&result, SIDE_PRESENT);
    assert_true(result.outcome_count > 0);
    assert_told(county, &result);
    back_test_release(&result);
}

// With the county's facts, and with facts of its own (another spelling of a header).
static void an_unchanged_draft_gives_the_same(County *county) {
    for (int round = 0; round < 2; round++) {
        PackFolder draft = folder_load();
        if (round == 1) {
            folder_replace(&draft, "feeds/F22.yaml", "救助档案号", "案卷号");
        }
        DraftRequest request = {.pack = {draft.files, draft.count}};
        BackTest result = back_test(county, &request);
        assert_string_equal(tell_trial(county, &result, SIDE_DRAFT).data, tell_store(county).data);
        assert_int_equal(result.trials[SIDE_DRAFT].caught[0],
                         result.trials[SIDE_PRESENT].caught[0]);
        assert_int_equal(result.trials[SIDE_DRAFT].caught[1],
                         result.trials[SIDE_PRESENT].caught[1]);
        assert_sums_agree(&result, SIDE_DRAFT);
        assert_told(county, &result);
        back_test_release(&result);
        folder_release(&draft);
    }
}

// The same files, loaded by a county that has the draft.
static Str tell_life_under(Sent *sent, const char *name, void (*edit)(PackFolder *folder)) {
    Fixture fixture = {0};
    County county;
    invented_make(sent, name, &fixture, &county);
    service_close(county.service);
    county.service = NULL;
    edit(&county.pack);
    county_reopen(&county);
    invented_load(sent, &county);
    Str told = arena_copy(&sent->arena, tell_store(&county));
    invented_close(&fixture, &county);
    return told;
}

static void ask_less_money(PackFolder *folder) {
    folder_replace(folder, "parameters.yaml", "value: 1190", "value: 2600");
    folder_replace(folder, "parameters.yaml", "value: 10000", "value: 2500");
    folder_replace(folder, "parameters.yaml", "value: 15000", "value: 4000");
}

static void count_one_month(PackFolder *folder) {
    folder_replace(folder, "facts.yaml", "months: 12\n", "months: 2\n");
    folder_replace(folder, "facts.yaml", "months: 3\n", "months: 2\n");
}

static void a_draft_gives_what_life_under_it_gives(Sent *sent, County *county) {
    static const struct {
        const char *name;
        void (*edit)(PackFolder *folder);
    } DRAFTS[] = {{"money", ask_less_money}, {"months", count_one_month}};
    Str present = tell_store(county);
    for (size_t i = 0; i < ARRAY_COUNT(DRAFTS); i++) {
        PackFolder draft = folder_load();
        DRAFTS[i].edit(&draft);
        DraftRequest request = {.pack = {draft.files, draft.count}};
        BackTest result = back_test(county, &request);
        Str told = tell_trial(county, &result, SIDE_DRAFT);
        assert_string_equal(told.data, tell_life_under(sent, DRAFTS[i].name, DRAFTS[i].edit).data);
        assert_string_not_equal(told.data, present.data);
        assert_string_equal(tell_trial(county, &result, SIDE_PRESENT).data, present.data);
        assert_sums_agree(&result, SIDE_DRAFT);
        back_test_release(&result);
        folder_release(&draft);
    }
}

static void rules_tried_on_the_archive(void **state) {
    const uint64_t *seed = *state;
    Sent sent;
    Fixture fixture = {0};
    County county;
    invent(&sent, *seed);
    if (*seed % 2 == 0) {
        disorder(&sent, *seed);
    }
    invented_make(&sent, "county", &fixture, &county);
    invented_load(&sent, &county);
    int64_t audit_lines = county_count(&county, "audit");
    the_present_pack_gives_what_the_store_has(&county);
    an_unchanged_draft_gives_the_same(&county);
    a_draft_gives_what_life_under_it_gives(&sent, &county);
    assert_int_equal(county_count(&county, "audit"), audit_lines);
    assert_whole(&county);
    invented_close(&fixture, &county);
    forget(&sent);
}

// ---- outcomes, told by hand

#define HEAD_F22_END HEAD_F22 ",end_date"

static void tell_register(County *county, const char *file, const char *person, const char *rest) {
    Str row = arena_format(&county->arena, "%s", rest);
    size_t at = 0;
    assert_true(str_find(row, STR("PERSON"), &at));
    Str line = arena_format(&county->arena, STR_FMT "%s" STR_FMT, STR_ARG(str_slice(row, 0, at)),
                            person, STR_ARG(str_slice(row, at + 6, row.length)));
    LoadReport report = county_load(county, file, HEAD_F22_END, line.data);
    assert_int_equal(report.accepted, 1);
}

static void settle(County *county, const char *father, const char *son) {
    Str family =
        arena_format(&county->arena,
                     COUNTY_HOUSE ",户主,丁国栋,%s,330303001201,初始,,2024-01-01|" COUNTY_HOUSE
                                  ",子,丁小明,%s,330303001201,初始,,2024-01-01",
                     father, son);
    (void)county_load(county, "F06-20240105.csv", HEAD_F06, family.data);
}

static void the_register_tells_every_outcome_once(void **state) {
    (void)state;
    Sent sent;
    Fixture fixture = {0};
    County county;
    invent(&sent, 9);
    invented_make(&sent, "by_hand", &fixture, &county);
    const char *father = citizen(&county, "1968-03-12", 11);
    const char *son = citizen(&county, "2001-03-12", 13);
    settle(&county, father, son);
    // The opening: who is in the register on its first day did not enter on it.
    tell_register(&county, "F22-20240205.csv", father,
                  "A1,低边,PERSON,330303001201,在享,2024-02-01,2024-02-01,");
    tell_register(&county, "F22-20240310.csv", father,
                  "A1,低边,PERSON,330303001201,在享,2024-02-01,2024-03-01,"); // paid again
    tell_register(&county, "F22-20240402.csv", father,
                  "A2,低保,PERSON,330303001201,在享,2024-04-01,2024-04-01,2024-05-20");
    // The entry runs out on 20 May; the first batch of June finds out. Edge is left.
    (void)county_load(
        &county, "F01-20240603.csv", HEAD_F01,
        arena_format(&county.arena, "S1,%s,住院,2024-06-01 10:00:00,100,50,0", son).data);
    tell_register(&county, "F22-20240615.csv", father,
                  "A1,低边,PERSON,330303001201,渐退,2024-02-01,2024-06-14,2024-09-10");
    tell_register(&county, "F22-20241001.csv", father,
                  "A1,低边,PERSON,330303001201,停发,2024-02-01,2024-09-30,2024-09-10");
    tell_register(&county, "F22-20241105.csv", son,
                  "A3,低保,PERSON,330303001201,在享,2024-11-01,2024-11-01,");
    // The son founds a household of his own and takes his aid with him.
    (void)county_load(
        &county, "F06-20241210.csv", HEAD_F06,
        arena_format(&county.arena,
                     "330303001201000099,户主,丁小明,%s,330303001201,迁入,,2024-12-09", son)
            .data);
    tell_register(&county, "F22-20250110.csv", son,
                  "A3,低保,PERSON,330303001201,停发,2024-11-01,2025-01-09,2025-01-08");
    static const struct {
        const char *date;
        OutcomeKind kind;
        uint32_t household;
        RegisteredClass before, after;
    } EXPECTED[] = {
        {"2024-04-02", OUTCOME_RISES, 1, REGISTERED_EDGE, REGISTERED_DIBAO},
        {"2024-06-03", OUTCOME_FALLS, 1, REGISTERED_DIBAO, REGISTERED_EDGE},
        {"2024-06-15", OUTCOME_FADES, 1, REGISTERED_EDGE, REGISTERED_EDGE},
        {"2024-11-05", OUTCOME_ENTERS, 1, REGISTERED_NONE, REGISTERED_DIBAO},
        {"2024-12-10", OUTCOME_LEAVES, 1, REGISTERED_DIBAO, REGISTERED_NONE},
        {"2025-01-10", OUTCOME_LEAVES, 2, REGISTERED_DIBAO, REGISTERED_NONE},
    };
    DraftRequest nothing = {0};
    BackTest result = back_test(&county, &nothing);
    assert_int_equal(result.outcome_count, ARRAY_COUNT(EXPECTED));
    for (size_t i = 0; i < ARRAY_COUNT(EXPECTED); i++) {
        const Outcome *outcome = &result.outcomes[i].outcome;
        assert_int_equal(outcome->date.days, day(EXPECTED[i].date).days);
        assert_string_equal(outcome_id(outcome->kind), outcome_id(EXPECTED[i].kind));
        assert_int_equal(outcome->household.number, EXPECTED[i].household);
        assert_int_equal(outcome->before, EXPECTED[i].before);
        assert_int_equal(outcome->after, EXPECTED[i].after);
    }
    assert_string_equal(result.outcomes[0].head_name.data, "丁*");
    back_test_release(&result);
    invented_close(&fixture, &county);
    forget(&sent);
}

static void a_span_without_days_is_refused(void **state) {
    (void)state;
    Sent sent;
    Fixture fixture = {0};
    County county;
    invent(&sent, 9);
    invented_make(&sent, "empty", &fixture, &county);
    BackTest result = {0};
    BackTestRequest request = {.from = {-1}, .to = {-1}};
    assert_int_equal(back_test_run(county.service, &request, &result, &county.error),
                     STATUS_NOT_FOUND);
    settle(&county, citizen(&county, "1968-03-12", 11), citizen(&county, "2001-03-12", 13));
    request.from = month_make(2024, 2);
    assert_int_equal(back_test_run(county.service, &request, &result, &county.error),
                     STATUS_INVALID);
    assert_contains(str_from(county.error.message), "2024-01-05");
    invented_close(&fixture, &county);
    forget(&sent);
}

int main(void) {
    uint64_t seeds[] = {5, 44};
    const struct CMUnitTest tests[] = {
        {"rules_tried_on_the_archive_of_county_5", rules_tried_on_the_archive, NULL, NULL,
         &seeds[0]},
        {"rules_tried_on_the_archive_of_county_44", rules_tried_on_the_archive, NULL, NULL,
         &seeds[1]},
        cmocka_unit_test(the_register_tells_every_outcome_once),
        cmocka_unit_test(a_span_without_days_is_refused),
    };
    return cmocka_run_group_tests_name("back_test", tests, NULL, NULL);
}
