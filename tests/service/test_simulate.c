// SPDX-License-Identifier: Apache-2.0
// Drafts tried on invented counties: what is told equals two full screenings compared household by
// household; a draft that changes nothing changes nothing, also when its facts are made anew.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include "base/check.h"
#include "base/map.h"
#include "by_hand.h"
#include "format/json.h"
#include "monitor/screener.h"
#include "platform/thread.h"
#include "service/service_private.h"
#include "service/simulate.h"
#include <cmocka.h>

// Sums over townships, over villages and over the moves between categories are the total.
static void assert_parts_add_up(const Simulation *simulation) {
    const Comparison *comparison = &simulation->comparison;
    ShiftTally by_level[6] = {0};
    for (size_t i = 0; i < comparison->region_count; i++) {
        const ShiftTally *part = &comparison->regions[i];
        ShiftTally *sum = &by_level[region_level(part->region)];
        sum->households += part->households;
        sum->before.fen += part->before.fen;
        sum->after.fen += part->after.fen;
        for (size_t k = 0; k < SHIFT_COUNT; k++) {
            sum->shifts[k] += part->shifts[k];
        }
    }
    by_level[REGION_LEVEL_TOWNSHIP].region = comparison->total.region;
    by_level[REGION_LEVEL_VILLAGE].region = comparison->total.region;
    assert_memory_equal(&by_level[REGION_LEVEL_TOWNSHIP], &comparison->total, sizeof(ShiftTally));
    assert_memory_equal(&by_level[REGION_LEVEL_VILLAGE], &comparison->total, sizeof(ShiftTally));
    CategoryMove all = {0};
    for (int from = 0; from < CATEGORY_COUNT; from++) {
        for (int to = 0; to < CATEGORY_COUNT; to++) {
            all.households += comparison->moves[from][to].households;
            all.before.fen += comparison->moves[from][to].before.fen;
            all.after.fen += comparison->moves[from][to].after.fen;
        }
    }
    assert_int_equal(all.households, comparison->total.households);
    assert_int_equal(all.before.fen, comparison->total.before.fen);
    assert_int_equal(all.after.fen, comparison->total.after.fen);
}

static void assert_number(const JsonNode *object, const char *key, int64_t expected) {
    char digits[24];
    (void)snprintf(digits, sizeof digits, "%lld", (long long)expected);
    assert_string_equal(json_text(object, key).data, digits);
}

// What is told as JSON is what was found.
static void assert_told(County *county, const Simulation *simulation) {
    CLEANUP(text_release) Text told = {0};
    simulation_json(simulation, &told);
    const JsonNode *root = NULL;
    assert_ok_in(county, json_read(text_str(&told), &county->arena, &root, &county->error));
    const JsonNode *total = json_get(root, "total");
    assert_number(total, "households", simulation->comparison.total.households);
    const JsonNode *draft = json_get(root, "draft");
    assert_int_equal(json_get(draft, "parameters")->count, simulation->draft.parameter_count);
    assert_int_equal(json_get(draft, "differences")->count, simulation->draft.difference_count);
    assert_int_equal(json_get(root, "undetermined")->count, simulation->reason_count);
    const JsonNode *households = json_get(root, "households");
    assert_int_equal(households->count, simulation->comparison.changed_count);
    int64_t shifts[SHIFT_COUNT] = {0};
    for (size_t i = 0; i < households->count; i++) {
        const SimulatedHousehold *household = &simulation->households[i];
        shifts[household->shift]++;
        assert_number(&households->items[i], "household_id", household->household.number);
        Str number = json_text(&households->items[i], "household_number");
        assert_true(str_equal(number, household->household_number));
        Str after = json_text(&households->items[i], "category_after");
        assert_string_equal(after.data, category_id(household->after));
    }
    for (Shift shift = SHIFT_NONE + 1; shift < SHIFT_COUNT; shift++) {
        assert_number(total, shift_id(shift), shifts[shift]);
    }
}

static void assert_nothing_changes(const Simulation *simulation) {
    assert_true(simulation->comparison.total.households > 100);
    assert_int_equal(simulation->comparison.changed_count, 0);
    assert_int_equal(simulation->comparison.total.before.fen,
                     simulation->comparison.total.after.fen);
    assert_memory_equal(simulation->comparison.findings[0], simulation->comparison.findings[1],
                        sizeof simulation->comparison.findings[0]);
    for (size_t i = 0; i < simulation->reason_count; i++) {
        assert_int_equal(simulation->reasons[i].before, simulation->reasons[i].after);
    }
}

// The pack compiles, and every household gets by columns what the interpreter gives it.
static void columns_give_what_the_interpreter_gives(County *county) {
    const Date days[] = {date_make(2024, 8, 31), date_make(2025, 6, 30), date_make(2026, 1, 1)};
    const Pack *pack = county->service->pack;
    const Facts *facts = county->service->facts;
    for (size_t i = 0; i < ARRAY_COUNT(days); i++) {
        CLEANUP(screen_columns_release) ScreenColumns columns = {0};
        CLEANUP(base_release) ScreenBase *base = screen_base_new(pack, facts, days[i]);
        assert_true(screen_columns_fill(base, pack, &columns));
        Seen seen = screen(county, pack, facts, days[i]);
        size_t decided = 0;
        for (size_t k = 0; k < columns.count; k++) {
            ScreenedHousehold by_column = screen_columns_at(&columns, base, k);
            const ScreenedHousehold *alone = &seen.items[by_column.household.number];
            assert_int_equal(by_column.household.number, alone->household.number);
            assert_ok_in(county, screener_same(&by_column, alone, &county->error));
            decided += alone->category != CATEGORY_UNDETERMINED;
        }
        assert_true(columns.count > 100);
        assert_true(i == 0 || decided > 100);
    }
}

static void visit_nobody(void *context, const ScreenedHousehold *screened) {
    (void)context;
    (void)screened;
}

// Whatever column is wrong for somebody with a finding stops the screening.
static void a_wrong_column_stops_the_screening(County *county) {
    const Pack *pack = county->service->pack;
    CLEANUP(screen_columns_release) ScreenColumns columns = {0};
    CLEANUP(base_release)
    ScreenBase *base = screen_base_new(pack, county->service->facts, date_make(2025, 6, 30));
    assert_true(screen_columns_fill(base, pack, &columns));
    assert_ok_in(county,
                 screen_columns_visit(&columns, base, pack, visit_nobody, NULL, &county->error));
    size_t at = 0;
    while (columns.categories[at] != CATEGORY_NONE || columns.registered[at] != REGISTERED_NONE) {
        at++;
    }
    columns.categories[at] = CATEGORY_DIBAO_INCOME;
    columns.findings[at] = FINDING_SHOULD_BE_HELPED;
    assert_int_equal(screen_columns_visit(&columns, base, pack, visit_nobody, NULL, &county->error),
                     STATUS_CORRUPT);
    Str words = arena_format(&county->arena, "household %u: column by column dibao_income",
                             screen_base_households(base)[at].number);
    assert_contains(str_from(county->error.message), words.data);
    columns.categories[at] = CATEGORY_NONE;
    columns.registered[at] = REGISTERED_DIBAO;
    columns.findings[at] = FINDING_SHOULD_NOT_BE_HELPED;
    assert_int_equal(screen_columns_visit(&columns, base, pack, visit_nobody, NULL, &county->error),
                     STATUS_CORRUPT);
}

static void an_unchanged_draft_changes_nothing(County *county) {
    const Date days[] = {DATE_NONE, date_make(2024, 12, 31), date_make(2026, 1, 1)};
    PackFolder draft = folder_load();
    for (size_t i = 0; i < ARRAY_COUNT(days); i++) {
        DraftRequest request = {.pack = {draft.files, draft.count}};
        Simulation simulation = simulate(county, &request, days[i]);
        assert_false(simulation.is_replayed);
        assert_int_equal(simulation.draft.difference_count + simulation.draft.parameter_count, 0);
        assert_nothing_changes(&simulation);
        simulation_release(&simulation);
    }
    folder_release(&draft);
}

// Another spelling of a header means nothing for rows that are in the archive, but is a difference.
static void a_replayed_draft_changes_nothing(County *county) {
    PackFolder draft = folder_load();
    folder_replace(&draft, "feeds/F22.yaml", "also: [救助档案号]", "also: [救助档案号, 案卷号]");
    DraftRequest request = {.pack = {draft.files, draft.count}};
    const Date days[] = {DATE_NONE, date_make(2025, 2, 10)};
    for (size_t i = 0; i < ARRAY_COUNT(days); i++) {
        Simulation simulation = simulate(county, &request, days[i]);
        assert_true(simulation.is_replayed);
        assert_int_equal(simulation.draft.difference_count, 1);
        assert_told(county, &simulation);
        assert_string_equal(simulation.draft.differences[0].id.data, "F22");
        assert_nothing_changes(&simulation);
        simulation_release(&simulation);
    }
    folder_release(&draft);
}

// The same as writing the value into parameters.yaml and screening with that.
static void a_changed_parameter_is_two_screenings_compared(County *county, uint64_t seed) {
    const Date as_of = date_make(2025, 6, 30);
    const Facts *facts = county->service->facts;
    for (uint64_t round = 1; round <= 6; round++) {
        uint64_t random = map_mix(seed * 1000 + round);
        unsigned yuan = 600 + (unsigned)(random % 1400);
        Str change =
            arena_format(&county->arena, "standard=%u.%02u", yuan, (unsigned)(random >> 32) % 100);
        PackFolder edited = folder_load();
        Str line = arena_format(&county->arena, "value: " STR_FMT,
                                STR_ARG(str_slice(change, 9, change.length)));
        folder_replace(&edited, "parameters.yaml", "value: 1190", line.data);
        Pack *by_hand = folder_read(&edited);
        Seen before = screen(county, county->service->pack, facts, as_of);
        Seen after = screen(county, by_hand, facts, as_of);
        DraftRequest request = {.changes = &change, .change_count = 1};
        Simulation simulation = simulate(county, &request, as_of);
        assert_int_equal(simulation.draft.parameter_count, 1);
        assert_int_equal(simulation.draft.parameters[0].before->value.number, 119000);
        assert_same_as_by_hand(county, &simulation, &before, &after);
        assert_parts_add_up(&simulation);
        assert_true(simulation.comparison.changed_count > 0);
        assert_told(county, &simulation);
        simulation_release(&simulation);
        pack_free(by_hand);
        folder_release(&edited);
    }
}

// A fact that counts other rows: the draft's facts come from the archive.
static void a_changed_fact_is_made_from_the_archive(County *county) {
    PackFolder edited = folder_load();
    folder_replace(&edited, "facts.yaml", "months: 12\n", "months: 1\n");
    Pack *pack = folder_read(&edited);
    Facts *facts = facts_new(pack);
    Date as_of = facts_clock(county->service->facts);
    assert_ok_in(county, service_enter(county->service, &county->error));
    assert_ok_in(county, service_replay(county->service, facts, DATE_FOREVER, (ReplayProgress){0},
                                        &county->error));
    assert_ok_in(county, service_identify(county->service, facts, &county->error));
    service_leave(county->service);
    Seen before = screen(county, county->service->pack, county->service->facts, as_of);
    Seen after = screen(county, pack, facts, as_of);
    DraftRequest request = {.pack = {edited.files, edited.count}};
    Simulation simulation = simulate(county, &request, DATE_NONE);
    assert_true(simulation.is_replayed);
    assert_same_as_by_hand(county, &simulation, &before, &after);
    assert_parts_add_up(&simulation);
    simulation_release(&simulation);
    facts_free(facts);
    pack_free(pack);
    folder_release(&edited);
}

// A draft in which the amount of destitute families depends on one thing more.
typedef struct AmountDraft {
    const char *input, *type; // as in decisions.dmn
    const char *amount;
    const char *parameter; // of this name, in parameters.yaml; "" when there is none
    bool is_compiled;
} AmountDraft;

static void edit_amount(PackFolder *folder, const AmountDraft *draft) {
    Str input = arena_format(&folder->arena,
                             "<inputData id=\"i999\" name=\"%s\"><variable name=\"%s\" "
                             "typeRef=\"%s\"/></inputData><decision id=\"d14\"",
                             draft->input, draft->input, draft->type);
    folder_replace(folder, "decisions.dmn", "<decision id=\"d14\"", input.data);
    folder_replace(folder, "decisions.dmn", "<variable name=\"月保障金额\" typeRef=\"number\"/>",
                   "<variable name=\"月保障金额\" typeRef=\"number\"/><informationRequirement>"
                   "<requiredInput href=\"#i999\"/></informationRequirement>");
    folder_replace(folder, "decisions.dmn", "ceiling(特困供养倍数 * 保障标准 * 人数)",
                   draft->amount);
    Str parameters = arena_format(&folder->arena, "\n%s\nstandard:\n", draft->parameter);
    folder_replace(folder, "parameters.yaml", "\nstandard:\n", parameters.data);
}

// By columns where a plan can be made of it, else one by one: always what the interpreter says.
static void amounts_may_depend_on_anything(County *county) {
    static const char TRIAL[] = "trial:\n  name: 试行\n  english: trial\n  unit: %s\n  type: %s\n"
                                "  values:\n    - from: %s\n      region: 330303\n      value: %s\n"
                                "      sureness: uncertain\n      reference: 试行\n";
    Arena *arena = &county->arena;
    const char *later = arena_format(arena, TRIAL, "yuan", "money", "2030-01-01", "7").data;
    const char *words = arena_format(arena, TRIAL, "text", "text", "2020-01-01", "甲").data;
    const AmountDraft drafts[] = {
        {"监测日期", "date",
         "ceiling(特困供养倍数 * 保障标准 * 人数) + (if 监测日期 &gt;= date(\"2025-01-01\") then 7 "
         "else 0)",
         "", true},
        {"监测日期", "date", "人数 + string length(string(监测日期))", "", false},
        {"试行", "number", "ceiling(特困供养倍数 * 保障标准 * 人数) + 试行", later, true},
        {"试行", "string", "人数 + (if 试行 = \"甲\" then 1 else 0)", words, false},
        {"监测日期", "date", "0.12345 * 保障标准 * 人数", "", true},
        {"在世人数", "number", "人数 + 在世人数", "", true}, // no columns of the base
        {"户有不予确认", "boolean", "人数 + (if 户有不予确认 then 1 else 0)", "", true},
    };
    const Date as_of = date_make(2025, 6, 30);
    const Facts *facts = county->service->facts;
    for (size_t i = 0; i < ARRAY_COUNT(drafts); i++) {
        PackFolder edited = folder_load();
        edit_amount(&edited, &drafts[i]);
        Pack *pack = folder_read(&edited);
        CLEANUP(screen_columns_release) ScreenColumns columns = {0};
        CLEANUP(base_release)
        ScreenBase *base = screen_base_new(county->service->pack, facts, as_of);
        assert_int_equal(screen_columns_fill(base, pack, &columns), drafts[i].is_compiled);
        Seen before = screen(county, county->service->pack, facts, as_of);
        Seen after = screen(county, pack, facts, as_of);
        DraftRequest request = {.pack = {edited.files, edited.count}};
        Simulation simulation = simulate(county, &request, as_of);
        assert_same_as_by_hand(county, &simulation, &before, &after);
        assert_told(county, &simulation);
        simulation_release(&simulation);
        pack_free(pack);
        folder_release(&edited);
    }
}

// Somebody who loads a file as soon as the replay has begun.
typedef struct Guest {
    County *county;
    LoadFile file;
    Thread thread;
    Error error;
    uint32_t batch_before;
    bool has_come, has_been_seen;
} Guest;

static void guest_run(void *context) {
    Guest *guest = context;
    LoadReport report = {0};
    (void)!load_file(guest->county->service, &guest->file, &report, &guest->error);
}

static void guest_invite(void *context, int64_t done, int64_t all) {
    (void)done;
    (void)all;
    Guest *guest = context;
    Service *service = guest->county->service;
    uint32_t batch = facts_last_batch(service->facts).number;
    if (!guest->has_come) {
        guest->has_come = true;
        guest->batch_before = batch;
        assert_int_equal(thread_start(&guest->thread, guest_run, guest, NULL), STATUS_OK);
        while (!service_is_wanted(service)) {
        }
    }
    guest->has_been_seen |= batch > guest->batch_before;
}

// Both sides of the comparison are of the same files, whatever comes in meanwhile.
static void others_come_in_while_a_draft_is_replayed(County *county) {
    PackFolder draft = folder_load();
    folder_replace(&draft, "feeds/F22.yaml", "also: [救助档案号]", "also: [救助档案号, 案卷号]");
    for (int days = 0; days <= 1; days++) { // on the day of the simulation, and after it
        CLEANUP(text_release) Text name = {0};
        Date clock = facts_clock(county->service->facts);
        Date delivered = date_add_days(clock, days);
        int year = 0;
        int month = 0;
        int day = 0;
        date_split(delivered, &year, &month, &day);
        text_format(&name, "F06-%04d%02d%02d-9.csv", year, month, day);
        Str row =
            arena_format(&county->arena, "33030300120199000%d,户主,周大山,%s,330303001201,初始,,",
                         days, citizen(county, "1970-05-05", days));
        CLEANUP(text_release) Text line = {0};
        text_append(&line, row);
        date_format(clock, &line);
        Guest guest = {
            .county = county,
            .file = {.name = text_str(&name), .bytes = county_csv(county, HEAD_F06, line.data)}};
        DraftRequest request = {.pack = {draft.files, draft.count},
                                .progress = {guest_invite, &guest}};
        Simulation simulation = simulate(county, &request, DATE_NONE);
        thread_join(&guest.thread);
        assert_string_equal(guest.error.message, "");
        assert_true(guest.has_been_seen); // while the replay was going on
        assert_true(simulation.is_replayed);
        assert_int_equal(simulation.as_of.days, clock.days);
        assert_nothing_changes(&simulation);
        simulation_release(&simulation);
    }
    folder_release(&draft);
}

static void nothing_was_written(County *county, int64_t audit_lines) {
    assert_int_equal(county_count(county, "audit"), audit_lines);
    assert_int_equal(county_count(county, "screening_run"), 0);
    assert_whole(county);
}

static void drafts_tried_on_everybody(void **state) {
    const uint64_t *seed = *state;
    Sent sent;
    Fixture fixture = {0};
    County county;
    invent(&sent, *seed);
    invented_make(&sent, "county", &fixture, &county);
    invented_load(&sent, &county);
    int64_t audit_lines = county_count(&county, "audit");
    columns_give_what_the_interpreter_gives(&county);
    a_wrong_column_stops_the_screening(&county);
    an_unchanged_draft_changes_nothing(&county);
    a_replayed_draft_changes_nothing(&county);
    a_changed_parameter_is_two_screenings_compared(&county, *seed);
    a_changed_fact_is_made_from_the_archive(&county);
    amounts_may_depend_on_anything(&county);
    nothing_was_written(&county, audit_lines);
    others_come_in_while_a_draft_is_replayed(&county);
    invented_close(&fixture, &county);
    forget(&sent);
}

int main(void) {
    uint64_t seeds[] = {5, 43};
    const struct CMUnitTest tests[] = {
        {"drafts_tried_on_everybody_in_county_5", drafts_tried_on_everybody, NULL, NULL, &seeds[0]},
        {"drafts_tried_on_everybody_in_county_43", drafts_tried_on_everybody, NULL, NULL,
         &seeds[1]},
    };
    return cmocka_run_group_tests_name("simulate", tests, NULL, NULL);
}
