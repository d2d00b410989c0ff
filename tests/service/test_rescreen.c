// SPDX-License-Identifier: Apache-2.0
// What is kept between screenings of a day: never taken for another day, batch or pack.
#include "base/check.h"
#include "base/map.h"
#include "by_hand.h"

// A household of one more person comes into being: one file.
static void load_household(County *county, int number, Date delivered) {
    CLEANUP(text_release) Text name = {0};
    CLEANUP(text_release) Text line = {0};
    int year = 0;
    int month = 0;
    int day = 0;
    date_split(delivered, &year, &month, &day);
    text_format(&name, "F06-%04d%02d%02d-8.csv", year, month, day);
    text_append(&line, arena_format(&county->arena,
                                    "33030300120198000%d,户主,周小山,%s,330303001201,初始,,",
                                    number, citizen(county, "1971-05-05", number)));
    date_format(delivered, &line);
    LoadFile file = {.name = text_str(&name), .bytes = county_csv(county, HEAD_F06, line.data)};
    LoadReport report = {0};
    assert_ok_in(county, load_file(county->service, &file, &report, &county->error));
}

static void simulate_and_compare(County *county, Str change, Date as_of) {
    PackFolder present = folder_load();
    Pack *by_hand = NULL;
    assert_ok_in(county, pack_read_changed(present.files, present.count, &change, 1, &by_hand,
                                           &county->error));
    DraftRequest request = {.changes = &change, .change_count = 1};
    Simulation simulation = simulate(county, &request, as_of);
    const Facts *facts = county->service->facts;
    Seen before = screen(county, county->service->pack, facts, simulation.as_of);
    Seen after = screen(county, by_hand, facts, simulation.as_of);
    assert_same_as_by_hand(county, &simulation, &before, &after);
    simulation_release(&simulation);
    pack_free(by_hand);
    folder_release(&present);
}

static void the_base_is_kept_for_the_day_until_a_batch_comes(County *county) {
    Service *service = county->service;
    Date clock = facts_clock(service->facts);
    simulate_and_compare(county, STR("standard=900"), DATE_NONE);
    const ScreenBase *base = service->kept.base;
    assert_true(screen_base_serves(base, service->facts, clock));
    assert_false(screen_base_serves(base, service->facts, date_add_days(clock, 1)));
    simulate_and_compare(county, STR("standard=1400"), DATE_NONE);
    simulate_and_compare(county, STR("money_months=3"), DATE_NONE);
    assert_ptr_equal(service->kept.base, base);
    size_t households = screen_base_count(base);

    simulate_and_compare(county, STR("standard=1400"), date_add_days(clock, 400));
    assert_int_equal(screen_base_date(service->kept.base).days, clock.days + 400);
    simulate_and_compare(county, STR("standard=1400"), DATE_NONE);
    assert_int_equal(screen_base_date(service->kept.base).days, clock.days);

    load_household(county, 1, clock);
    assert_false(screen_base_serves(service->kept.base, service->facts, clock));
    simulate_and_compare(county, STR("standard=1400"), DATE_NONE);
    assert_int_equal(screen_base_count(service->kept.base), households + 1);
    load_household(county, 2, date_add_days(clock, 1));
    simulate_and_compare(county, STR("standard=1400"), DATE_NONE);
    assert_int_equal(screen_base_count(service->kept.base), households + 2);

    service_hold(service);
    service_forget(service);
    assert_null(service->kept.base);
    service_let_go(service);
    simulate_and_compare(county, STR("standard=1400"), DATE_NONE);
}

// On one base: what was made for one draft is not taken for another.
static void drafts_on_one_base_do_not_mix(County *county, uint64_t seed) {
    static const char *const PARAMETERS[] = {
        "standard=",           "money_months=", "edge_multiple=1.",
        "standard@330303001=", "old_age=",      "low_income_multiple="};
    const Date as_of = date_make(2025, 6, 30);
    const Facts *facts = county->service->facts;
    PackFolder present = folder_load();
    CLEANUP(base_release) ScreenBase *base = screen_base_new(county->service->pack, facts, as_of);
    for (uint64_t round = 0; round < 24; round++) {
        uint64_t random = map_mix(seed * 977 + round);
        size_t which = random % ARRAY_COUNT(PARAMETERS);
        unsigned value = which == 0 || which == 3 ? 500 + (unsigned)(random >> 32) % 1500
                         : which == 4             ? 40 + (unsigned)(random >> 32) % 40
                                                  : 1 + (unsigned)(random >> 32) % 9;
        Str change = arena_format(&county->arena, "%s%u", PARAMETERS[which], value);
        Pack *draft = NULL;
        assert_ok_in(county, pack_read_changed(present.files, present.count, &change, 1, &draft,
                                               &county->error));
        const Pack *packs[] = {draft, county->service->pack};
        for (size_t i = 0; i < 1 + round % 2; i++) {
            CLEANUP(screen_columns_release) ScreenColumns columns = {0};
            assert_true(screen_columns_fill(base, packs[i], &columns));
            Seen seen = screen(county, packs[i], facts, as_of);
            for (size_t k = 0; k < columns.count; k++) {
                ScreenedHousehold by_column = screen_columns_at(&columns, base, k);
                assert_ok_in(county,
                             screener_same(&by_column, &seen.items[by_column.household.number],
                                           &county->error));
            }
        }
        pack_free(draft);
    }
    folder_release(&present);
}

static void an_unknown_region_is_refused(County *county) {
    Str change = STR("standard=1250");
    SimulationRequest request = {.draft = {.changes = &change, .change_count = 1},
                                 .as_of = DATE_NONE,
                                 .region = {330399000000}};
    Simulation simulation = {0};
    assert_int_equal(simulation_run(county->service, &request, &simulation, &county->error),
                     STATUS_INVALID);
    assert_contains(str_from(county->error.message), "region 330399000000");
    const int64_t known[] = {330000000000, 330300000000, 330303000000, 330303001000};
    for (size_t i = 0; i < ARRAY_COUNT(known); i++) {
        request.region.code = known[i];
        assert_ok_in(county,
                     simulation_run(county->service, &request, &simulation, &county->error));
        assert_int_equal(simulation.household_count, 0); // none was asked for
        assert_true(i == 3 || simulation.comparison.total.households > 0);
        simulation_release(&simulation);
    }
}

// Registers alone: what the other departments know of the households is not known yet.
static void who_is_undetermined_is_so_for_the_same_reasons(void **state) {
    const uint64_t *seed = *state;
    Sent sent;
    Fixture fixture = {0};
    County county;
    invent(&sent, *seed);
    invented_make(&sent, "county", &fixture, &county);
    const Date day = date_make(2025, 6, 30);
    load_household(&county, 1, day);
    load_household(&county, 2, date_add_days(day, 1));
    Str change = STR("standard=1400");
    DraftRequest draft = {.changes = &change, .change_count = 1};
    Simulation simulation = simulate(&county, &draft, DATE_NONE);
    assert_int_equal(simulation.comparison.total.households, 2);
    assert_int_equal(simulation.reason_count, 1);
    assert_int_equal(simulation.reasons[0].before, 2);
    assert_int_equal(simulation.reasons[0].after, 2);
    assert_contains(simulation.reasons[0].reason, "is not known");
    simulation_release(&simulation);
    simulate_and_compare(&county, change, DATE_NONE);
    invented_close(&fixture, &county);
    forget(&sent);
}

static void screenings_on_one_base(void **state) {
    const uint64_t *seed = *state;
    Sent sent;
    Fixture fixture = {0};
    County county;
    invent(&sent, *seed);
    invented_make(&sent, "county", &fixture, &county);
    invented_load(&sent, &county);
    drafts_on_one_base_do_not_mix(&county, *seed);
    an_unknown_region_is_refused(&county);
    the_base_is_kept_for_the_day_until_a_batch_comes(&county);
    invented_close(&fixture, &county);
    forget(&sent);
}

int main(void) {
    uint64_t seeds[] = {6, 44};
    const struct CMUnitTest tests[] = {
        {"who_is_undetermined_is_so_for_the_same_reasons",
         who_is_undetermined_is_so_for_the_same_reasons, NULL, NULL, &seeds[0]},
        {"screenings_on_one_base_in_county_6", screenings_on_one_base, NULL, NULL, &seeds[0]},
        {"screenings_on_one_base_in_county_44", screenings_on_one_base, NULL, NULL, &seeds[1]},
    };
    return cmocka_run_group_tests_name("rescreen", tests, NULL, NULL);
}
