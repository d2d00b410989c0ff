// SPDX-License-Identifier: Apache-2.0
// Invented counties, loaded file by file. What is kept up to date along the way equals what is
// recomputed from the archive; and it makes no difference whether the service stays open, is
// closed between files, or loses its checkpoint.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include "base/check.h"
#include "base/map.h"
#include "invented.h"
#include "store/alert_store.h"
#include <cmocka.h>

enum { VERIFY_EVERY = 40 };

// ---- one county after another with the same files

typedef struct Way { // how the service is treated while it loads
    const char *name;
    size_t reopen_every; // files; 0: stays open
    bool loses_checkpoint;
    size_t verify_every; // files
} Way;

static void append_alert(const AlertRow *row, Text *out) {
    text_format(out, "%lld|%u|%u|%u|" STR_FMT "|%d|%d|%d|%d|%d|%d|%lld|%lld|",
                (long long)row->alert.number, row->household.number, row->person.number,
                row->batch.number, STR_ARG(row->rule), row->raised.days, row->due.days,
                row->urgency, row->direction, row->is_raised, row->is_lowered,
                (long long)row->merged_into.number, (long long)row->created_at.us);
    text_format(out, STR_FMT "|" STR_FMT "|" STR_FMT "|" STR_FMT "\n", STR_ARG(row->value),
                STR_ARG(row->figures), STR_ARG(row->sources), STR_ARG(row->pack_version));
}

static void tell_alerts(County *county, Text *out) {
    CLEANUP(arena_release) Arena arena = {0};
    AlertFilter all = ALERT_FILTER_ALL;
    AlertRow *rows = NULL;
    size_t count = 0;
    assert_ok_in(county, alert_store_list(county->fixture->store, &all, &arena, &rows, &count,
                                          &county->error));
    assert_true(count > 10); // the county has troubles
    for (size_t i = 0; i < count; i++) {
        append_alert(&rows[i], out);
    }
}

static void tell_screening(County *county, Date as_of, Text *out) {
    Screening screening = {0};
    assert_ok_in(county, screening_run(county->service, as_of, false, &screening, &county->error));
    screening.took_us = 0;
    screening_json(&screening, out);
    text_append(out, STR("\n"));
    screening_release(&screening);
}

static void load_all(County *county, const Sent *sent, const Way *way) {
    for (size_t i = 0; i < sent->count; i++) {
        (void)county_load_into(county, county->service, &sent->files[i]);
        if (way->reopen_every > 0 && i % way->reopen_every == 0) {
            service_close(county->service);
            county->service = NULL;
            county->has_checkpoint = county->has_checkpoint && !way->loses_checkpoint;
            county_reopen(county);
        }
        if (way->verify_every > 0 && i % way->verify_every == 0) {
            assert_whole(county);
        }
    }
}

static void tell_county(Sent *sent, const Way *way, Text *out) {
    Fixture fixture = {0};
    County county;
    invented_make(sent, way->name, &fixture, &county);
    load_all(&county, sent, way);
    tell_alerts(&county, out);
    tell_screening(&county, DATE_NONE, out);
    tell_screening(&county, date_make(2025, 3, 31), out);
    assert_whole(&county);
    invented_close(&fixture, &county);
}

static void closing_and_losing_the_checkpoint_change_nothing(void **state) {
    static const Way OPEN = {.name = "open", .verify_every = VERIFY_EVERY};
    static const Way OTHERS[] = {
        {.name = "reopened", .reopen_every = 3},
        {.name = "rebuilt", .reopen_every = 17, .loses_checkpoint = true},
    };
    const uint64_t *seed = *state;
    Sent sent;
    invent(&sent, *seed);
    CLEANUP(text_release) Text expected = {0};
    tell_county(&sent, &OPEN, &expected);
    for (size_t i = 0; i < ARRAY_COUNT(OTHERS); i++) {
        CLEANUP(text_release) Text found = {0};
        tell_county(&sent, &OTHERS[i], &found);
        assert_string_equal(found.data, expected.data);
    }
    forget(&sent);
}

// Departments deliver late and out of order; here nothing comes in its order.
static void files_in_any_order_give_what_the_archive_says(void **state) {
    static const Way SHUFFLED = {
        .name = "shuffled", .reopen_every = 50, .verify_every = VERIFY_EVERY};
    const uint64_t *seed = *state;
    Sent sent;
    invent(&sent, *seed);
    uint64_t random = *seed;
    for (size_t i = sent.count - 1; i > 0; i--) {
        random = map_mix(random + i);
        size_t other = (size_t)(random % (i + 1));
        LoadFile file = sent.files[i];
        sent.files[i] = sent.files[other];
        sent.files[other] = file;
    }
    CLEANUP(text_release) Text found = {0};
    tell_county(&sent, &SHUFFLED, &found);
    forget(&sent);
}

int main(void) {
    uint64_t seeds[] = {3, 71};
    const struct CMUnitTest tests[] = {
        {"closing_and_losing_the_checkpoint_change_nothing_in_county_3",
         closing_and_losing_the_checkpoint_change_nothing, NULL, NULL, &seeds[0]},
        {"closing_and_losing_the_checkpoint_change_nothing_in_county_71",
         closing_and_losing_the_checkpoint_change_nothing, NULL, NULL, &seeds[1]},
        {"files_in_any_order_give_what_the_archive_says",
         files_in_any_order_give_what_the_archive_says, NULL, NULL, &seeds[1]},
    };
    return cmocka_run_group_tests_name("random", tests, NULL, NULL);
}
