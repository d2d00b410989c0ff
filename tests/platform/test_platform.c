// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "base/text.h"
#include "platform/clock.h"
#include "platform/log.h"
#include "platform/random.h"
#include "platform/signals.h"
#include "platform/thread.h"
#include <cmocka.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

// ---- clock, random

static void the_machine_clock_is_after_this_was_written(void **state) {
    (void)state;
    Clock clock = clock_machine();
    Date today = instant_date(clock.now(clock.context));
    assert_true(today.days > date_make(2025, 1, 1).days);
    int64_t before = clock_monotonic_us();
    nanosleep(&(struct timespec){.tv_nsec = 2000000}, NULL);
    assert_true(clock_monotonic_us() - before >= 2000);
}

static void random_numbers_differ(void **state) {
    (void)state;
    uint64_t a = random_number();
    uint64_t b = random_number();
    assert_true(a != b);
    unsigned char bytes[1000] = {0};
    random_bytes(bytes, sizeof bytes);
    size_t zeros = 0;
    for (size_t i = 0; i < sizeof bytes; i++) {
        zeros += bytes[i] == 0;
    }
    assert_true(zeros < 100);
    random_bytes(bytes, 0);
}

// ---- log

static Instant fixed_now(void *context) {
    (void)context;
    Instant instant = {0};
    CHECK(instant_parse(STR("2025-08-22 10:11:12"), &instant, NULL) == STATUS_OK);
    return instant;
}

// What log_line writes, through a pipe.
static Str logged(LogLevel level, const LogField *fields, size_t count, char *out, size_t size) {
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    Log log = {.fd = ends[1], .clock = {.now = fixed_now}};
    log_line(&log, level, "batch.loaded", fields, count);
    close(ends[1]);
    size_t length = 0;
    ssize_t got = 0;
    while ((got = read(ends[0], out + length, size - length)) > 0) {
        length += (size_t)got;
    }
    close(ends[0]);
    return (Str){out, length};
}

static void log_lines_are_json(void **state) {
    (void)state;
    char out[1024];
    LogField fields[] = {log_text("file", STR("a\"\\\n\x01陈\xFF.csv")),
                         log_number("rows", INT64_MIN)};
    assert_true(str_equal(
        logged(LEVEL_INFO, fields, 2, out, sizeof out),
        STR("{\"at\":\"2025-08-22T10:11:12+08:00\",\"level\":\"info\",\"event\":\"batch.loaded\","
            "\"file\":\"a\\\"\\\\\\u000a\\u0001陈\uFFFD.csv\",\"rows\":-9223372036854775808}\n")));
    assert_true(
        str_equal(logged(LEVEL_WARNING, NULL, 0, out, sizeof out),
                  STR("{\"at\":\"2025-08-22T10:11:12+08:00\",\"level\":\"warning\",\"event\":"
                      "\"batch.loaded\"}\n")));
    assert_true(
        str_find(logged(LEVEL_ERROR, NULL, 0, out, sizeof out), STR("\"error\""), &(size_t){0}));
}

static void long_log_lines_stay_json(void **state) {
    (void)state;
    static char out[40000];
    CLEANUP(text_release) Text large = {0};
    text_format(&large, "%5000d", 1);
    LogField fields[20];
    for (size_t i = 0; i < ARRAY_COUNT(fields); i++) {
        fields[i] = log_text("x", text_str(&large));
    }
    Str line = logged(LEVEL_INFO, fields, ARRAY_COUNT(fields), out, sizeof out);
    assert_true(line.length <= 16 * 1024);
    assert_true(str_ends_with(line, STR("\"}\n")));
}

static void a_log_that_nobody_reads_is_no_failure(void **state) {
    (void)state;
    Log log = {.fd = -1, .clock = {.now = fixed_now}};
    log_line(&log, LEVEL_ERROR, "x", NULL, 0);
    assert_int_equal(log_to_stderr(clock_machine()).fd, STDERR_FILENO);
}

// ---- threads

enum { THREADS = 4, STEPS = 20000 };

typedef struct Shared {
    Mutex mutex;
    Condition condition;
    int64_t sum;
    int waiting;
    bool may_go;
} Shared;

static void add_many(void *context) {
    Shared *shared = context;
    mutex_lock(&shared->mutex);
    shared->waiting++;
    condition_broadcast(&shared->condition);
    while (!shared->may_go) {
        condition_wait(&shared->condition, &shared->mutex);
    }
    mutex_unlock(&shared->mutex);
    for (int i = 0; i < STEPS; i++) {
        mutex_lock(&shared->mutex);
        shared->sum++;
        mutex_unlock(&shared->mutex);
    }
}

static void threads_wait_for_each_other_and_lose_nothing(void **state) {
    (void)state;
    Shared shared = {0};
    Thread threads[THREADS];
    Error error = {0};
    mutex_init(&shared.mutex);
    condition_init(&shared.condition);
    for (size_t i = 0; i < THREADS; i++) {
        assert_int_equal(thread_start(&threads[i], add_many, &shared, &error), STATUS_OK);
    }
    mutex_lock(&shared.mutex);
    while (shared.waiting < THREADS) {
        condition_wait(&shared.condition, &shared.mutex);
    }
    assert_int_equal(shared.sum, 0);
    shared.may_go = true;
    condition_broadcast(&shared.condition);
    mutex_unlock(&shared.mutex);
    for (size_t i = 0; i < THREADS; i++) {
        thread_join(&threads[i]);
    }
    assert_int_equal(shared.sum, THREADS * STEPS);
    condition_release(&shared.condition);
    mutex_release(&shared.mutex);
}

static void waiting_ends_with_its_time(void **state) {
    (void)state;
    Shared shared = {0};
    mutex_init(&shared.mutex);
    condition_init(&shared.condition);
    mutex_lock(&shared.mutex);
    int64_t before = clock_monotonic_us();
    while (condition_wait_for(&shared.condition, &shared.mutex, 20)) {
    }
    assert_true(clock_monotonic_us() - before >= 20000);
    while (condition_wait_for(&shared.condition, &shared.mutex, 0)) {
    }
    mutex_unlock(&shared.mutex);
    condition_signal(&shared.condition);
    condition_release(&shared.condition);
    mutex_release(&shared.mutex);
}

// ---- being asked to stop

static void a_signal_is_seen_once_and_for_ever(void **state) {
    (void)state;
    static const int SIGNALS[] = {SIGTERM, SIGINT};
    for (size_t i = 0; i < ARRAY_COUNT(SIGNALS); i++) {
        StopSignal stop;
        Error error = {0};
        assert_int_equal(stop_signal_init(&stop, &error), STATUS_OK);
        assert_false(stop_signal_is_raised(&stop));
        assert_false(stop_signal_wait(&stop, 1));
        assert_int_equal(kill(getpid(), SIGNALS[i]), 0);
        assert_true(stop_signal_wait(&stop, -1));
        assert_true(stop_signal_is_raised(&stop));
        assert_true(stop_signal_wait(&stop, -1));
        stop_signal_release(&stop);
    }
}

static void a_broken_pipe_is_an_error_and_no_signal(void **state) {
    (void)state;
    StopSignal stop;
    assert_int_equal(stop_signal_init(&stop, NULL), STATUS_OK);
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    close(ends[0]);
    assert_int_equal(write(ends[1], "x", 1), -1);
    close(ends[1]);
    stop_signal_release(&stop);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_machine_clock_is_after_this_was_written),
        cmocka_unit_test(random_numbers_differ),
        cmocka_unit_test(log_lines_are_json),
        cmocka_unit_test(long_log_lines_stay_json),
        cmocka_unit_test(a_log_that_nobody_reads_is_no_failure),
        cmocka_unit_test(threads_wait_for_each_other_and_lose_nothing),
        cmocka_unit_test(waiting_ends_with_its_time),
        cmocka_unit_test(a_signal_is_seen_once_and_for_ever),
        cmocka_unit_test(a_broken_pipe_is_an_error_and_no_signal),
    };
    return cmocka_run_group_tests_name("platform", tests, NULL, NULL);
}
