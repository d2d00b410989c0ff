// SPDX-License-Identifier: Apache-2.0
// A writer is killed at any moment, again and again; what it left is whole.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "platform/random.h"
#include "store/alert_store.h"
#include "store/audit_store.h"
#include "store/batch_store.h"
#include "store_fixture.h"
#include <cmocka.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { ROUNDS = 12, ALERTS = 40, SEGMENT_SIZE = 200000, LIFE_US_MAX = 120000 };

// One batch with everything that follows from it.
static Status write_batch(Store *store, uint32_t number, Str segment) {
    char digest[17] = {0};
    for (size_t i = 0; i < 8; i++) {
        digest[i] = (char)('a' + (number >> (4 * i) & 15));
    }
    BatchRow batch = {.batch = {number}, .feed = STR("F01"), .digest = str_from(digest)};
    AlertRow alerts[ALERTS] = {0};
    for (uint32_t i = 0; i < ALERTS; i++) {
        alerts[i] = (AlertRow){.household = {i + 1}, .batch = {number}, .rule = STR("W01")};
    }
    AuditRow line = {.actor = STR("test"), .action = STR("batch.load")};
    Status status = store_begin(store, NULL);
    status = status != STATUS_OK ? status : batch_store_add(store, &batch, segment, NULL);
    status = status != STATUS_OK ? status : alert_store_add(store, alerts, ALERTS, NULL);
    status = status != STATUS_OK ? status : audit_store_add(store, &line, NULL);
    return status != STATUS_OK ? status : store_commit(store, NULL);
}

// What the child does until it is killed: it tells the number of every batch that is committed.
static void write_for_ever(Str url, int out) {
    Store *store = NULL;
    BatchId newest = {0};
    CLEANUP(text_release) Text segment = {0};
    text_format(&segment, "%*d", SEGMENT_SIZE, 7);
    Status status = store_open(url, fixture_key(), &store, NULL);
    status = status != STATUS_OK ? status : batch_store_newest(store, &newest, NULL);
    for (uint32_t number = newest.number + 1; status == STATUS_OK; number++) {
        status = write_batch(store, number, text_str(&segment));
        if (status == STATUS_OK && write(out, &number, sizeof number) != (ssize_t)sizeof number) {
            break;
        }
    }
    _exit(1);
}

// The last batch that the child said was committed. Every other child lives at least until then,
// however slow the machine is.
static uint32_t run_and_kill(const Fixture *fixture, bool wait_for_first) {
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        write_for_ever(text_str(&fixture->url), ends[1]);
    }
    close(ends[1]);
    uint32_t told = 0;
    if (wait_for_first) {
        assert_int_equal(read(ends[0], &told, sizeof told), sizeof told);
    }
    struct timespec life = {.tv_nsec = (long)(random_number() % LIFE_US_MAX) * 1000};
    nanosleep(&life, NULL);
    assert_int_equal(kill(child, SIGKILL), 0);
    int how = 0;
    assert_int_equal(waitpid(child, &how, 0), child);
    assert_true(WIFSIGNALED(how)); // and did not end by itself
    while (read(ends[0], &told, sizeof told) == (ssize_t)sizeof told) {
    }
    close(ends[0]);
    return told;
}

static void assert_whole(Fixture *fixture, uint32_t told) {
    BatchId newest = {0};
    int64_t alerts = 0;
    int64_t lines = 0;
    AlertFilter all = ALERT_FILTER_ALL;
    assert_ok(batch_store_newest(fixture->store, &newest, &fixture->error));
    assert_ok(alert_store_count(fixture->store, &all, &alerts, &fixture->error));
    assert_ok(audit_store_verify(fixture->store, &lines, &fixture->error));
    assert_true(newest.number >= told);
    assert_int_equal(alerts, (int64_t)newest.number * ALERTS);
    assert_int_equal(lines, newest.number);
    for (uint32_t number = 1; number <= newest.number; number++) {
        CLEANUP(text_release) Text segment = {0};
        assert_ok(
            batch_store_segment(fixture->store, (BatchId){number}, &segment, &fixture->error));
        assert_int_equal(segment.length, SEGMENT_SIZE);
    }
}

// The server may need a moment to see that the writer is gone; store_begin waits for it.
static void what_a_killed_writer_leaves_is_whole(Fixture *fixture) {
    uint32_t told = 0;
    for (int round = 0; round < ROUNDS; round++) {
        uint32_t now = run_and_kill(fixture, round % 2 == 0);
        told = now > told ? now : told;
        fixture_reopen(fixture);
        assert_ok(store_begin(fixture->store, &fixture->error));
        store_rollback(fixture->store);
        assert_whole(fixture, told);
    }
    print_message("# %d kills, %u batches\n", ROUNDS, told);
    assert_true(told > 0);
}

int main(void) {
    static const FixtureCase CASES[] = {CASE(what_a_killed_writer_leaves_is_whole)};
    return fixture_run("kill", CASES, ARRAY_COUNT(CASES));
}
