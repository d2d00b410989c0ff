// SPDX-License-Identifier: Apache-2.0
// Dates and durations against an oracle that knows only how to walk a calendar from one day to the
// next, and against the C library's calendar for moments: random and boundary operands, results
// compared as texts.
// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
// clang-format on
#include "base/check.h"
#include "base/text.h"
#include "feel/feel.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROUNDS = 20000, TEXT_SIZE = 96, SOURCE_SIZE = 256 };

// ---- the oracle's calendar ----------------------------------------------------------------------
typedef struct Ymd {
    long year;
    int month, day;
} Ymd;

static int days_in_month(long year, int month) {
    static const int DAYS[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && is_leap ? 29 : DAYS[month - 1];
}

static Ymd next_day(Ymd at) {
    if (at.day < days_in_month(at.year, at.month)) {
        return (Ymd){at.year, at.month, at.day + 1};
    }
    return at.month < 12 ? (Ymd){at.year, at.month + 1, 1} : (Ymd){at.year + 1, 1, 1};
}

static Ymd day_before(Ymd at) {
    if (at.day > 1) {
        return (Ymd){at.year, at.month, at.day - 1};
    }
    return at.month > 1 ? (Ymd){at.year, at.month - 1, days_in_month(at.year, at.month - 1)}
                        : (Ymd){at.year - 1, 12, 31};
}

static Ymd walk(Ymd at, int days) {
    for (int i = 0; i < abs(days); i++) {
        at = days > 0 ? next_day(at) : day_before(at);
    }
    return at;
}

// Month by month; a day that the month does not have becomes its last.
static Ymd walk_months(Ymd at, int months) {
    int wanted = at.day;
    for (int i = 0; i < abs(months); i++) {
        at.month += months > 0 ? 1 : -1;
        if (at.month == 13 || at.month == 0) {
            at.year += months > 0 ? 1 : -1;
            at.month = at.month == 13 ? 1 : 12;
        }
    }
    int last = days_in_month(at.year, at.month);
    at.day = wanted > last ? last : wanted;
    return at;
}

static int ymd_compare(Ymd a, Ymd b) {
    long left[] = {a.year, a.month, a.day};
    long right[] = {b.year, b.month, b.day};
    for (int i = 0; i < 3; i++) {
        if (left[i] != right[i]) {
            return left[i] < right[i] ? -1 : 1;
        }
    }
    return 0;
}

// ---- random operands ----------------------------------------------------------------------------
static uint64_t next_random(uint64_t *seed) {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

static int between(uint64_t *seed, int low, int high) {
    return low + (int)((next_random(seed) >> 16) % (uint64_t)(high - low + 1));
}

static Ymd random_day(uint64_t *seed) {
    static const Ymd BORDERS[] = {
        {1900, 2, 28}, {2000, 2, 29},  {2100, 2, 28}, {2024, 2, 29},  {2023, 12, 31},
        {0, 1, 1},     {0, 2, 29},     {-1, 12, 31},  {-4, 2, 29},    {9999, 12, 31},
        {10000, 1, 1}, {1582, 10, 15}, {1970, 1, 1},  {1969, 12, 31}, {2020, 12, 28},
        {2021, 1, 3},  {2026, 1, 1},   {2027, 1, 1},
    };
    if (between(seed, 0, 4) == 0) {
        return BORDERS[between(seed, 0, (int)ARRAY_COUNT(BORDERS) - 1)];
    }
    bool is_far = between(seed, 0, 9) == 0;
    Ymd day = {is_far ? between(seed, -9999, 30000) : between(seed, 1890, 2110),
               between(seed, 1, 12), 0};
    int last = days_in_month(day.year, day.month);
    day.day = between(seed, 0, 3) == 0 ? last : between(seed, 1, last);
    return day;
}

// ---- asking FEEL --------------------------------------------------------------------------------
static void ask(const char *source, char answer[TEXT_SIZE]) {
    CLEANUP(arena_release) Arena arena = {0};
    CLEANUP(text_release) Text text = {0};
    const FeelProgram *program = NULL;
    FeelPlace place = {0};
    Error error = {0};
    FeelScope scope = {0};
    if (feel_compile(&arena, str_from(source), &scope, &program, &place, &error) != STATUS_OK) {
        fail_msg("%s", error.message);
    }
    FeelRun run = {.arena = &arena, .today = DATE_NONE};
    feel_format(feel_run(program, &run, NULL), &text);
    (void)snprintf(answer, TEXT_SIZE, STR_FMT, STR_ARG(text_str(&text)));
}

static void expect(const char *source, const char *expected) {
    char answer[TEXT_SIZE];
    ask(source, answer);
    if (strcmp(answer, expected) != 0) {
        fail_msg("%s is %s, not %s", source, answer, expected);
    }
}

static void day_text(Ymd day, char text[TEXT_SIZE]) {
    (void)snprintf(text, TEXT_SIZE, "%s%04ld-%02d-%02d", day.year < 0 ? "-" : "", labs(day.year),
                   day.month, day.day);
}

static void days_text(long days, char text[TEXT_SIZE]) {
    (void)snprintf(text, TEXT_SIZE, days == 0 ? "PT0S" : days < 0 ? "-P%ldD" : "P%ldD", labs(days));
}

static void months_text(long months, char text[TEXT_SIZE]) {
    long years = labs(months) / 12;
    long rest = labs(months) % 12;
    size_t at = (size_t)snprintf(text, TEXT_SIZE, "%sP", months < 0 ? "-" : "");
    if (years != 0) {
        at += (size_t)snprintf(text + at, TEXT_SIZE - at, "%ldY", years);
    }
    if (rest != 0 || years == 0) {
        (void)snprintf(text + at, TEXT_SIZE - at, "%ldM", rest);
    }
}

// ---- the tests ----------------------------------------------------------------------------------
static void days_added_and_taken_between_are_those_walked(void **state) {
    (void)state;
    uint64_t seed = 20251124;
    for (int i = 0; i < ROUNDS; i++) {
        Ymd from = random_day(&seed);
        int days = between(&seed, 0, 3) == 0 ? between(&seed, -800, 800) : between(&seed, -40, 40);
        Ymd to = walk(from, days);
        char from_text[TEXT_SIZE], to_text[TEXT_SIZE], span[TEXT_SIZE], source[SOURCE_SIZE];
        day_text(from, from_text);
        day_text(to, to_text);
        days_text(days, span);
        (void)snprintf(source, sizeof source, "date(\"%s\") + duration(\"%s\")", from_text, span);
        expect(source, to_text);
        (void)snprintf(source, sizeof source, "date(\"%s\") - duration(\"%s\")", to_text, span);
        expect(source, from_text);
        (void)snprintf(source, sizeof source, "date(\"%s\") - date(\"%s\")", to_text, from_text);
        expect(source, span);
        (void)snprintf(source, sizeof source, "date(\"%s\") < date(\"%s\")", from_text, to_text);
        expect(source, days > 0 ? "true" : "false");
    }
}

static void months_added_end_with_the_month(void **state) {
    (void)state;
    uint64_t seed = 19491001;
    for (int i = 0; i < ROUNDS; i++) {
        Ymd from = random_day(&seed);
        int months = between(&seed, -60, 60);
        char from_text[TEXT_SIZE], to_text[TEXT_SIZE], span[TEXT_SIZE], source[SOURCE_SIZE];
        day_text(from, from_text);
        day_text(walk_months(from, months), to_text);
        months_text(months, span);
        (void)snprintf(source, sizeof source, "date(\"%s\") + duration(\"%s\")", from_text, span);
        expect(source, to_text);
        months_text(-months, span);
        (void)snprintf(source, sizeof source, "date(\"%s\") - duration(\"%s\")", from_text, span);
        expect(source, to_text);
    }
}

// How many months from one day to another are whole: the most that do not pass it.
static void months_between_two_days_are_whole_ones(void **state) {
    (void)state;
    uint64_t seed = 19780101;
    for (int i = 0; i < ROUNDS; i++) {
        Ymd from = random_day(&seed);
        Ymd to = walk(from, between(&seed, -1500, 1500));
        int sign = ymd_compare(from, to) <= 0 ? 1 : -1;
        int whole = 0;
        for (;;) {
            // The day of the month decides, also where the month of arrival is too short for it.
            Ymd reached = walk_months((Ymd){from.year, from.month, 1}, sign * (whole + 1));
            reached.day = from.day;
            if (ymd_compare(reached, to) * sign > 0) {
                break;
            }
            whole++;
        }
        char from_text[TEXT_SIZE], to_text[TEXT_SIZE], span[TEXT_SIZE], source[SOURCE_SIZE];
        day_text(from, from_text);
        day_text(to, to_text);
        months_text((long)sign * whole, span);
        (void)snprintf(source, sizeof source,
                       "years and months duration(date(\"%s\"), date(\"%s\"))", from_text, to_text);
        expect(source, span);
    }
}

static struct tm calendar_of(Ymd day) {
    struct tm tm = {.tm_year = (int)day.year - 1900, .tm_mon = day.month - 1, .tm_mday = day.day};
    time_t seconds = timegm(&tm);
    (void)gmtime_r(&seconds, &tm);
    return tm;
}

static void days_of_week_and_year_and_weeks_are_the_librarys(void **state) {
    (void)state;
    static const char *const WEEKDAYS[] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                           "Thursday", "Friday", "Saturday"};
    static const char *const MONTHS[] = {"January",   "February", "March",    "April",
                                         "May",       "June",     "July",     "August",
                                         "September", "October",  "November", "December"};
    uint64_t seed = 20210101;
    for (int i = 0; i < ROUNDS; i++) {
        Ymd day = random_day(&seed);
        struct tm tm = calendar_of(day);
        char text[TEXT_SIZE], number[TEXT_SIZE], source[SOURCE_SIZE];
        day_text(day, text);
        (void)snprintf(source, sizeof source, "day of week(date(\"%s\"))", text);
        expect(source, WEEKDAYS[tm.tm_wday]);
        (void)snprintf(source, sizeof source, "month of year(date(\"%s\"))", text);
        expect(source, MONTHS[tm.tm_mon]);
        (void)snprintf(source, sizeof source, "day of year(date(\"%s\"))", text);
        (void)snprintf(number, sizeof number, "%d", tm.tm_yday + 1);
        expect(source, number);
        (void)snprintf(source, sizeof source, "date(\"%s\").weekday", text);
        (void)snprintf(number, sizeof number, "%d", tm.tm_wday == 0 ? 7 : tm.tm_wday);
        expect(source, number);
        CHECK(strftime(number, sizeof number, "%V", &tm) == 2);
        (void)snprintf(source, sizeof source, "week of year(date(\"%s\"))", text);
        expect(source, number + (number[0] == '0'));
    }
}

static void moment_text(time_t seconds, int offset_minutes, char text[TEXT_SIZE]) {
    time_t local = seconds + (time_t)offset_minutes * 60;
    struct tm tm;
    (void)gmtime_r(&local, &tm);
    char day[TEXT_SIZE];
    day_text((Ymd){tm.tm_year + 1900L, tm.tm_mon + 1, tm.tm_mday}, day);
    char zone[16] = "Z";
    if (offset_minutes != 0) {
        (void)snprintf(zone, sizeof zone, "%c%02d:%02d", offset_minutes < 0 ? '-' : '+',
                       abs(offset_minutes) / 60, abs(offset_minutes) % 60);
    }
    (void)snprintf(text, TEXT_SIZE, "%.40sT%02d:%02d:%02d%s", day, tm.tm_hour, tm.tm_min, tm.tm_sec,
                   zone);
}

static void span_text(int64_t seconds, char text[TEXT_SIZE]) {
    int64_t left = seconds < 0 ? -seconds : seconds;
    (void)snprintf(text, TEXT_SIZE, "%sP%lldDT%lldH%lldM%lldS", seconds < 0 ? "-" : "",
                   (long long)(left / 86400), (long long)(left / 3600 % 24),
                   (long long)(left / 60 % 60), (long long)(left % 60));
}

static void moments_move_and_compare_across_zones(void **state) {
    (void)state;
    uint64_t seed = 19700101;
    for (int i = 0; i < ROUNDS; i++) {
        struct tm tm = calendar_of(random_day(&seed));
        time_t from = timegm(&tm) + between(&seed, 0, 86399);
        int64_t span = between(&seed, -400000, 400000);
        int zone = between(&seed, -14 * 4, 14 * 4) * 15;
        int other_zone = between(&seed, -14 * 4, 14 * 4) * 15;
        char from_text[TEXT_SIZE], to_text[TEXT_SIZE], other[TEXT_SIZE], length[TEXT_SIZE];
        char source[SOURCE_SIZE * 2];
        moment_text(from, zone, from_text);
        moment_text(from + span, zone, to_text);
        moment_text(from + span, other_zone, other);
        span_text(span, length);
        (void)snprintf(source, sizeof source, "date and time(\"%s\") + duration(\"%s\")", from_text,
                       length);
        expect(source, to_text);
        (void)snprintf(source, sizeof source,
                       "date and time(\"%s\") - date and time(\"%s\") = duration(\"%s\")", other,
                       from_text, length);
        expect(source, "true");
        (void)snprintf(source, sizeof source, "date and time(\"%s\") > date and time(\"%s\")",
                       other, from_text);
        expect(source, span > 0 ? "true" : "false");
        (void)snprintf(source, sizeof source, "date and time(\"%s\") in [date and time(\"%s\")]",
                       other, to_text);
        expect(source, "true");
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_added_and_taken_between_are_those_walked),
        cmocka_unit_test(months_added_end_with_the_month),
        cmocka_unit_test(months_between_two_days_are_whole_ones),
        cmocka_unit_test(days_of_week_and_year_and_weeks_are_the_librarys),
        cmocka_unit_test(moments_move_and_compare_across_zones),
    };
    return cmocka_run_group_tests_name("temporal", tests, NULL, NULL);
}
