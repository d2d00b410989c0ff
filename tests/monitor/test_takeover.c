// SPDX-License-Identifier: Apache-2.0
// The same segments raise the same alerts, also when another process takes over in between, and
// whoever asks the rules.
#include "base/check.h"
#include "free_hands.h"
#include "monitor/fake_rules.h"
#include "monitor/monitor.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

typedef struct County {
    Pack *pack;
    Facts *facts;
    Monitor *monitor;
    Hands *hands;
    MonitorResult result; // of the last batch
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
    if (monitor_apply(county->monitor, county->facts, segment, county->hands, &county->result,
                      &error) != STATUS_OK) {
        fail_msg("%s", error.message);
    }
    fake_segment_release(segment);
}

typedef struct Storm {
    int persons, households, rows_max;
    uint32_t batches, takeover_every; // 0 never
    uint64_t dice;
} Storm;

static int roll(uint64_t *state, int sides) {
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (int)((*state >> 33) % (uint64_t)sides);
}

static Segment storm_segment(const Pack *pack, const Storm *storm, uint64_t *state,
                             uint32_t batch) {
    static const char *const FEEDS[] = {"F01", "F01", "F06", "F15", "F22", "F04"};
    static const char *const STATUS[] = {"在享", "渐退", "不予确认"};
    CLEANUP(text_release) Text date = {0};
    date_format(date_add_days(fake_date("2025-01-01"), (int)batch * 4), &date);
    int kind = roll(state, batch % 9 == 0 ? 6 : 5);
    Segment segment = fake_segment(pack, FEEDS[kind], batch, date.data);
    for (int i = roll(state, storm->rows_max); i >= 0; i--) {
        CLEANUP(text_release) Text cells = {0};
        int person = roll(state, storm->persons) + 1;
        if (kind < 2) {
            text_format(&cells,
                        "setl_id=S%d certno=%d setl_time=%s med_type=%s psn_part_amt=%d "
                        "dise_codg=%s refd_setl_flag=%s",
                        roll(state, storm->persons * 8), person, date.data,
                        i % 2 == 0 ? "21" : "11", roll(state, 900000), i % 3 == 0 ? "C34" : "J06",
                        roll(state, 9) == 0 ? "true" : "false");
        } else if (kind == 2) {
            text_format(&cells,
                        "id_no=%d household_no=H%d relation=other region=330303001001 "
                        "change_kind=in change_date=%s",
                        person, roll(state, storm->households), date.data);
        } else if (kind == 3) {
            text_format(&cells, "id_no=%d withholder_code=W tax_month=2025-0%d income=%d", person,
                        roll(state, 9) + 1, roll(state, 900000));
        } else if (kind == 4) {
            text_format(&cells,
                        "case_no=K%d programme=低保 id_no=%d status=%s start_date=2024-01-01 "
                        "change_date=%s",
                        person, person, STATUS[roll(state, 3)], date.data);
        } else {
            text_format(&cells, "death_cert_no=D%d id_no=%d death_date=%s", person, person,
                        date.data);
        }
        fake_row(&segment, cells.data);
    }
    return segment;
}

// Another process takes over: facts from a checkpoint, memory from the alerts of the store.
static void take_over(County *county, const RaisedAlert *told, size_t told_count) {
    CLEANUP(text_release) Text bytes = {0};
    facts_checkpoint(county->facts, &bytes);
    facts_free(county->facts);
    monitor_free(county->monitor);
    county->facts = facts_new(county->pack);
    county->monitor = monitor_new(county->pack);
    assert_int_equal(facts_restore(county->facts, held_copy(text_str(&bytes)), 0, NULL), STATUS_OK);
    for (size_t i = 0; i < told_count; i++) {
        monitor_remember(county->monitor, told[i].rule, told[i].household, told[i].person,
                         told[i].raised, pack_rule(county->pack, (size_t)told[i].rule)->direction,
                         told[i].value);
    }
}

static bool same_alert(const RaisedAlert *a, const RaisedAlert *b) {
    if (a->figure_count != b->figure_count || a->source_count != b->source_count) {
        return false;
    }
    bool same = a->rule == b->rule && a->household.number == b->household.number &&
                a->person.number == b->person.number && a->raised.days == b->raised.days &&
                a->due.days == b->due.days && a->urgency == b->urgency &&
                a->direction == b->direction && a->is_raised == b->is_raised &&
                a->is_lowered == b->is_lowered && a->merged_with == b->merged_with &&
                scalar_equal(a->value, b->value);
    for (size_t i = 0; i < a->figure_count; i++) {
        same = same && scalar_equal(a->figures[i].value, b->figures[i].value);
    }
    for (size_t i = 0; i < a->source_count; i++) {
        same = same && a->sources[i].segment_row == b->sources[i].segment_row;
    }
    return same;
}

// How many alerts it raised.
static size_t storm(County *steady, County *shaken, const Storm *storm) {
    enum { TOLD_MAX = 20000 };
    RaisedAlert *told = test_calloc(TOLD_MAX, sizeof *told);
    size_t told_count = 0;
    uint64_t dice = storm->dice;
    for (uint32_t batch = 1; batch <= storm->batches; batch++) {
        uint64_t again = dice;
        Segment segment = storm_segment(steady->pack, storm, &dice, batch);
        Segment same = storm_segment(shaken->pack, storm, &again, batch);
        load(steady, &segment);
        load(shaken, &same);
        assert_int_equal(steady->result.alert_count, shaken->result.alert_count);
        assert_int_equal(steady->result.suppressed, shaken->result.suppressed);
        assert_int_equal(steady->result.evaluated, shaken->result.evaluated);
        for (size_t i = 0; i < steady->result.alert_count; i++) {
            assert_true(same_alert(&steady->result.alerts[i], &shaken->result.alerts[i]));
            assert_true(told_count < TOLD_MAX);
            told[told_count++] = shaken->result.alerts[i];
        }
        if (storm->takeover_every != 0 && batch % storm->takeover_every == 0) {
            take_over(shaken, told, told_count);
        }
    }
    test_free(told);
    return told_count;
}

static void alerts_are_the_same_whatever_happened_in_between(void **state) {
    void *shaken = NULL;
    county_open(&shaken);
    Storm small = {.persons = 8,
                   .households = 3,
                   .rows_max = 5,
                   .batches = 60,
                   .takeover_every = 5,
                   .dice = 7};
    assert_true(storm(*state, shaken, &small) > 20);
    county_close(&shaken);
}

static void alerts_are_the_same_whoever_asks_the_rules(void **state) {
    void *other = NULL;
    county_open(&other);
    County *shaken = other;
    FreeHands free_hands;
    free_hands_init(&free_hands);
    shaken->hands = &free_hands.hands;
    Storm large = {.persons = 900,
                   .households = 300,
                   .rows_max = 1200,
                   .batches = 40,
                   .takeover_every = 9,
                   .dice = 11};
    assert_true(storm(*state, shaken, &large) > 500);
    free_hands_release(&free_hands);
    county_close(&other);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(alerts_are_the_same_whatever_happened_in_between,
                                        county_open, county_close),
        cmocka_unit_test_setup_teardown(alerts_are_the_same_whoever_asks_the_rules, county_open,
                                        county_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
