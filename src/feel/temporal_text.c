// SPDX-License-Identifier: Apache-2.0
#include "base/check.h"
#include "feel/temporal.h"
#include <stdlib.h>

enum {
    FRACTION_DIGITS = 9,
    OFFSET_HOURS_MAX = 18,
    OFFSET_UNKNOWN = 1000000,
    DURATION_DIGITS_MAX = 18
};

// A text being read; every read_ function moves `at` only when it succeeds.
typedef struct Reader {
    Str text;
    size_t at;
} Reader;

static bool at_digit(const Reader *reader) {
    return reader->at < reader->text.length && reader->text.data[reader->at] >= '0' &&
           reader->text.data[reader->at] <= '9';
}

static bool at_end(const Reader *reader) {
    return reader->at == reader->text.length;
}

static bool read_char(Reader *reader, char c) {
    if (at_end(reader) || reader->text.data[reader->at] != c) {
        return false;
    }
    reader->at++;
    return true;
}

// Between `least` and `most` digits, and no digit behind them.
static bool read_digits(Reader *reader, size_t least, size_t most, int64_t *out_number) {
    Reader start = *reader;
    int64_t number = 0;
    while (at_digit(reader) && reader->at - start.at < most) {
        number = number * 10 + (reader->text.data[reader->at] - '0');
        reader->at++;
    }
    if (reader->at - start.at < least || at_digit(reader)) {
        *reader = start;
        return false;
    }
    *out_number = number;
    return true;
}

static bool read_two(Reader *reader, int64_t *out_number) {
    return read_digits(reader, 2, 2, out_number);
}

static bool read_day(Reader *reader, int64_t *out_days) {
    int64_t year = 0;
    int64_t month = 0;
    int64_t day = 0;
    bool is_negative = read_char(reader, '-');
    size_t first = reader->at;
    if (!read_digits(reader, 4, 9, &year) || !read_char(reader, '-') || !read_two(reader, &month) ||
        !read_char(reader, '-') || !read_two(reader, &day)) {
        return false;
    }
    bool is_padded = reader->text.data[first] == '0' && year > 9999;
    Day parts = {is_negative ? -year : year, (int)month, (int)day};
    bool has_leading_zero = reader->text.data[first] == '0' && reader->at - first > 10;
    if (is_padded || has_leading_zero || !day_is_real(parts)) {
        return false;
    }
    *out_days = day_to_number(parts);
    return true;
}

// ".5" as nanoseconds; digits past the ninth are dropped. may_be_empty: those of durations may be
// none ("PT1.S").
static bool read_fraction(Reader *reader, bool may_be_empty, int64_t *out_nanos) {
    int64_t unit = NANOS_PER_SECOND;
    int64_t nanos = 0;
    if (!read_char(reader, '.')) {
        *out_nanos = 0;
        return true;
    }
    if (!at_digit(reader) && !may_be_empty) {
        return false;
    }
    while (at_digit(reader)) {
        unit /= 10;
        nanos += unit * (reader->text.data[reader->at] - '0');
        reader->at++;
    }
    *out_nanos = nanos;
    return true;
}

static bool read_offset(Reader *reader, bool is_negative, Moment *moment) {
    int64_t hours = 0;
    int64_t minutes = 0;
    int64_t seconds = 0;
    if (!read_two(reader, &hours) || !read_char(reader, ':') || !read_two(reader, &minutes) ||
        (read_char(reader, ':') && !read_two(reader, &seconds))) {
        return false;
    }
    int64_t offset = hours * 3600 + minutes * 60 + seconds;
    if (minutes > 59 || seconds > 59 || offset > OFFSET_HOURS_MAX * 3600) {
        return false;
    }
    moment->zone = ZONE_OFFSET;
    moment->offset = (int32_t)(is_negative ? -offset : offset);
    return true;
}

static bool read_zone_name(Reader *reader, Moment *moment) {
    moment->named = zone_find(str_slice(reader->text, reader->at, reader->text.length));
    moment->zone = ZONE_NAMED;
    moment->offset = OFFSET_UNKNOWN;
    reader->at = reader->text.length;
    return moment->named != NULL;
}

static bool read_zone(Reader *reader, Moment *moment) {
    if (at_end(reader)) {
        return true;
    }
    // The standard itself writes a small z (table 72).
    if (read_char(reader, 'Z') || read_char(reader, 'z')) {
        moment->zone = ZONE_OFFSET;
        return true;
    }
    if (read_char(reader, '+')) {
        return read_offset(reader, false, moment);
    }
    if (read_char(reader, '-')) {
        return read_offset(reader, true, moment);
    }
    return read_char(reader, '@') && read_zone_name(reader, moment);
}

static bool read_clock(Reader *reader, Moment *moment) {
    int64_t hours = 0;
    int64_t minutes = 0;
    int64_t seconds = 0;
    int64_t nanos = 0;
    if (!read_two(reader, &hours) || !read_char(reader, ':') || !read_two(reader, &minutes) ||
        !read_char(reader, ':') || !read_two(reader, &seconds) ||
        !read_fraction(reader, false, &nanos)) {
        return false;
    }
    bool is_midnight = hours == 24 && minutes == 0 && seconds == 0 && nanos == 0;
    if ((hours > 23 && !is_midnight) || minutes > 59 || seconds > 59) {
        return false;
    }
    moment->days += is_midnight ? 1 : 0; // the end of a day is the beginning of the next
    hours = is_midnight ? 0 : hours;
    moment->nanos = (hours * 3600 + minutes * 60 + seconds) * NANOS_PER_SECOND + nanos;
    return read_zone(reader, moment);
}

// XML Schema lets a zone stand behind a date, which a date of FEEL does not keep.
static bool read_zone_of_day(Reader *reader, Moment *moment) {
    bool is_named = !at_end(reader) && reader->text.data[reader->at] == '@';
    return !is_named && read_zone(reader, moment) && at_end(reader);
}

FeelValue temporal_parse_date(Str text) {
    Reader reader = {text, 0};
    Moment zone = {0};
    int64_t days = 0;
    if (!read_day(&reader, &days) || !read_zone_of_day(&reader, &zone)) {
        return FEEL_NULL_VALUE;
    }
    return temporal_date(days);
}

FeelValue temporal_parse_time(Arena *arena, Str text) {
    Reader reader = {text, 0};
    Moment moment = {0};
    if (!read_clock(&reader, &moment) || !at_end(&reader)) {
        return FEEL_NULL_VALUE;
    }
    return temporal_time(arena, moment);
}

FeelValue temporal_parse_date_time(Arena *arena, Str text) {
    Reader reader = {text, 0};
    Moment moment = {0};
    if (!read_day(&reader, &moment.days) ||
        !(read_char(&reader, 'T') ? read_clock(&reader, &moment)
                                  : read_zone_of_day(&reader, &moment)) ||
        !at_end(&reader)) {
        return FEEL_NULL_VALUE;
    }
    return temporal_date_time(arena, moment);
}

// "12D" when the letter is there; *out_number 0 otherwise. *count counts the parts found.
static bool read_part(Reader *reader, char letter, int *count, int64_t *out_number) {
    Reader start = *reader;
    if (read_digits(reader, 1, DURATION_DIGITS_MAX, out_number) && read_char(reader, letter)) {
        (*count)++;
        return true;
    }
    *reader = start;
    *out_number = 0;
    return true;
}

static bool read_seconds(Reader *reader, int *count, Nanos *out_nanos) {
    Reader start = *reader;
    int64_t seconds = 0;
    int64_t fraction = 0;
    if (read_digits(reader, 1, DURATION_DIGITS_MAX, &seconds) &&
        read_fraction(reader, true, &fraction) && read_char(reader, 'S')) {
        (*count)++;
        *out_nanos = (Nanos)seconds * NANOS_PER_SECOND + fraction;
        return true;
    }
    *reader = start;
    *out_nanos = 0;
    return true;
}

static FeelValue parse_months(Reader reader, bool is_negative) {
    int64_t years = 0;
    int64_t months = 0;
    int count = 0;
    read_part(&reader, 'Y', &count, &years);
    read_part(&reader, 'M', &count, &months);
    int64_t total = 0;
    if (count == 0 || !at_end(&reader) || __builtin_mul_overflow(years, 12, &total) ||
        __builtin_add_overflow(total, months, &total)) {
        return FEEL_NULL_VALUE;
    }
    return temporal_months(is_negative ? -total : total);
}

static FeelValue parse_nanos(Arena *arena, Reader reader, bool is_negative) {
    int64_t days = 0;
    int64_t hours = 0;
    int64_t minutes = 0;
    Nanos nanos = 0;
    int count = 0;
    int clock_count = 0;
    read_part(&reader, 'D', &count, &days);
    if (read_char(&reader, 'T')) {
        read_part(&reader, 'H', &clock_count, &hours);
        read_part(&reader, 'M', &clock_count, &minutes);
        read_seconds(&reader, &clock_count, &nanos);
        if (clock_count == 0) {
            return FEEL_NULL_VALUE;
        }
    }
    if (count + clock_count == 0 || !at_end(&reader)) {
        return FEEL_NULL_VALUE;
    }
    nanos += (Nanos)days * NANOS_PER_DAY + (Nanos)hours * 3600 * NANOS_PER_SECOND +
             (Nanos)minutes * 60 * NANOS_PER_SECOND;
    return temporal_nanos(arena, is_negative ? -nanos : nanos);
}

FeelValue temporal_parse_duration(Arena *arena, Str text) {
    Reader reader = {text, 0};
    bool is_negative = read_char(&reader, '-');
    if (!read_char(&reader, 'P')) {
        return FEEL_NULL_VALUE;
    }
    FeelValue months = parse_months(reader, is_negative);
    return months.kind != FEEL_NULL ? months : parse_nanos(arena, reader, is_negative);
}

FeelValue temporal_parse(Arena *arena, Str text) {
    FeelValue value = temporal_parse_date(text);
    value = value.kind == FEEL_NULL ? temporal_parse_date_time(arena, text) : value;
    value = value.kind == FEEL_NULL ? temporal_parse_time(arena, text) : value;
    return value.kind == FEEL_NULL ? temporal_parse_duration(arena, text) : value;
}

static void format_day(int64_t days, Text *out) {
    Day day = day_from_number(days);
    long long year = day.year < 0 ? -day.year : day.year;
    text_format(out, "%s%04lld-%02d-%02d", day.year < 0 ? "-" : "", year, day.month, day.day);
}

static void format_fraction(int64_t nanos, Text *out) {
    if (nanos == 0) {
        return;
    }
    int digits = FRACTION_DIGITS;
    while (nanos % 10 == 0) {
        nanos /= 10;
        digits--;
    }
    text_format(out, ".%0*lld", digits, (long long)nanos);
}

static void format_zone(Moment moment, Text *out) {
    if (moment.zone == ZONE_NAMED) {
        text_append_char(out, '@');
        text_append(out, zone_name(moment.named));
    } else if (moment.zone == ZONE_OFFSET && moment.offset == 0) {
        text_append_char(out, 'Z');
    } else if (moment.zone == ZONE_OFFSET) {
        int seconds = abs(moment.offset);
        text_format(out, "%c%02d:%02d", moment.offset < 0 ? '-' : '+', seconds / 3600,
                    seconds / 60 % 60);
        if (seconds % 60 != 0) {
            text_format(out, ":%02d", seconds % 60);
        }
    }
}

static void format_clock(Moment moment, Text *out) {
    int seconds = (int)(moment.nanos / NANOS_PER_SECOND);
    text_format(out, "%02d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    format_fraction(moment.nanos % NANOS_PER_SECOND, out);
    format_zone(moment, out);
}

static void format_months(int64_t months, Text *out) {
    uint64_t size = months < 0 ? 0 - (uint64_t)months : (uint64_t)months;
    text_append(out, months < 0 ? STR("-P") : STR("P"));
    if (size / 12 > 0) {
        text_format(out, "%lluY", (unsigned long long)size / 12);
    }
    if (size % 12 > 0 || size == 0) {
        text_format(out, "%lluM", (unsigned long long)size % 12);
    }
}

static void format_nanos(Nanos nanos, Text *out) {
    Nanos size = nanos < 0 ? -nanos : nanos;
    long long days = (long long)(size / NANOS_PER_DAY);
    int64_t rest = (int64_t)(size % NANOS_PER_DAY);
    int seconds = (int)(rest / NANOS_PER_SECOND);
    int64_t fraction = rest % NANOS_PER_SECOND;
    text_append(out, nanos < 0 ? STR("-P") : STR("P"));
    if (days > 0) {
        text_format(out, "%lldD", days);
    }
    if (rest == 0 && days > 0) {
        return;
    }
    text_append_char(out, 'T');
    if (seconds / 3600 > 0) {
        text_format(out, "%dH", seconds / 3600);
    }
    if (seconds / 60 % 60 > 0) {
        text_format(out, "%dM", seconds / 60 % 60);
    }
    if (seconds % 60 > 0 || fraction > 0 || rest == 0) {
        text_format(out, "%d", seconds % 60);
        format_fraction(fraction, out);
        text_append_char(out, 'S');
    }
}

void temporal_format(FeelValue value, Text *out) {
    if (value.kind == FEEL_DATE) {
        format_day(value.number, out);
    } else if (value.kind == FEEL_MONTHS_DURATION) {
        format_months(value.number, out);
    } else if (value.kind == FEEL_DAYS_DURATION) {
        format_nanos(temporal_duration(value), out);
    } else if (value.kind == FEEL_TIME) {
        format_clock(temporal_moment(value), out);
    } else {
        Moment moment = temporal_moment(value);
        format_day(moment.days, out);
        text_append_char(out, 'T');
        format_clock(moment, out);
    }
}
