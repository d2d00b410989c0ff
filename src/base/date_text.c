// SPDX-License-Identifier: Apache-2.0
// Calendar values from and to text. The grammar, with full-width twins for every ASCII character:
//   date  = YYYYMMDD | YYYY sep M[M] sep D[D]      sep: one of - / . (the same twice), or 年 月 日
//   time  = H[H] : M[M] [: S[S] [. digits]] [zone] | 时 分 秒 for the colons; compact: HHMMSS
//   zone  = Z | (+|-) HH[:]MM
#include "base/check.h"
#include "base/date.h"
#include "base/scan_private.h"

enum { NIAN = 0x5E74, YUE = 0x6708, RI = 0x65E5, SHI = 0x65F6, FEN = 0x5206, MIAO = 0x79D2 };
enum { SERIAL_MIN = 20000, SERIAL_MAX = 80000, SERIAL_EPOCH_DAYS = -25569 };
enum { ZONE_CHINA_MINUTES = 8 * 60, ZONE_MINUTES_MAX = 18 * 60 };

static const int64_t US_PER_SECOND = 1000000;
static const int64_t US_PER_MINUTE = 60 * 1000000LL;
static const int64_t US_PER_DAY = 86400 * 1000000LL;

typedef struct Clockface { // a time of day as written
    int64_t us;
    int zone_minutes; // east of Greenwich
} Clockface;

static bool scan_number(Scan *scan, int digits_min, int digits_max, int *out_number) {
    int64_t number = 0;
    int digits = scan_digits(scan, &number);
    if (digits < digits_min || digits > digits_max) {
        return false;
    }
    *out_number = (int)number;
    return true;
}

static bool date_from_parts(int year, int month, int day, Date *out_date) {
    if (!date_is_real(year, month, day)) {
        return false;
    }
    *out_date = date_make(year, month, day);
    return true;
}

static bool time_from_parts(int hour, int minute, int second, Clockface *out_time) {
    if (hour > 23 || minute > 59 || second > 59) {
        return false;
    }
    out_time->us = (hour * 3600LL + minute * 60LL + second) * US_PER_SECOND;
    return true;
}

static uint32_t scan_separator(Scan *scan) {
    uint32_t c = scan_peek(scan);
    if (c != '-' && c != '/' && c != '.' && c != NIAN) {
        return 0;
    }
    return scan_next(scan);
}

// Year and month in any separated form; *out_separator is what must stand before the day.
static bool scan_year_month(Scan *scan, int *out_year, int *out_month, uint32_t *out_separator) {
    if (!scan_number(scan, 4, 4, out_year)) {
        return false;
    }
    uint32_t separator = scan_separator(scan);
    *out_separator = separator == NIAN ? YUE : separator;
    return separator != 0 && scan_number(scan, 1, 2, out_month);
}

static bool scan_separated_date(Scan *scan, Date *out_date) {
    int year = 0;
    int month = 0;
    int day = 0;
    uint32_t separator = 0;
    if (!scan_year_month(scan, &year, &month, &separator) || !scan_take(scan, separator) ||
        !scan_number(scan, 1, 2, &day) || (separator == YUE && !scan_take(scan, RI))) {
        return false;
    }
    return date_from_parts(year, month, day, out_date);
}

// YYYYMMDD, or YYYYMMDDHHMMSS with the time of day.
static bool scan_compact_date(Scan *scan, Date *out_date, Clockface *out_time, bool *out_has_time) {
    int64_t number = 0;
    int digits = scan_digits(scan, &number);
    *out_has_time = digits == 14;
    if (digits == 14) {
        int clock = (int)(number % 1000000);
        number /= 1000000;
        if (!time_from_parts(clock / 10000, clock / 100 % 100, clock % 100, out_time)) {
            return false;
        }
    } else if (digits != 8) {
        return false;
    }
    return date_from_parts((int)(number / 10000), (int)(number / 100 % 100), (int)(number % 100),
                           out_date);
}

static bool scan_fraction(Scan *scan, int64_t *in_out_us) {
    int64_t unit = US_PER_SECOND / 10;
    int digits = 0;
    for (uint32_t c = scan_peek(scan); c >= '0' && c <= '9'; c = scan_peek(scan)) {
        *in_out_us += unit * (int64_t)(c - '0');
        unit /= 10;
        digits++;
        scan_next(scan);
    }
    return digits > 0;
}

static bool scan_zone(Scan *scan, int *out_minutes) {
    if (scan_take(scan, 'Z') || scan_take(scan, 'z')) {
        *out_minutes = 0;
        return true;
    }
    bool is_west = scan_peek(scan) == '-';
    if (!scan_take(scan, '+') && !scan_take(scan, '-')) {
        return true;
    }
    int64_t number = 0;
    int digits = scan_digits(scan, &number);
    if (digits != 2 && digits != 4) {
        return false;
    }
    int hours = (int)(digits == 4 ? number / 100 : number);
    int minutes = (int)(digits == 4 ? number % 100 : 0);
    if (digits == 2 && scan_take(scan, ':') && !scan_number(scan, 2, 2, &minutes)) {
        return false;
    }
    int total = hours * 60 + minutes;
    if (minutes > 59 || total > ZONE_MINUTES_MAX) {
        return false;
    }
    *out_minutes = is_west ? -total : total;
    return true;
}

static bool scan_time(Scan *scan, Clockface *out_time) {
    int hour = 0;
    int minute = 0;
    int second = 0;
    int64_t fraction = 0;
    if (!scan_number(scan, 1, 2, &hour)) {
        return false;
    }
    bool is_chinese = scan_take(scan, SHI);
    if ((!is_chinese && !scan_take(scan, ':')) || !scan_number(scan, 1, 2, &minute)) {
        return false;
    }
    bool has_second =
        is_chinese ? scan_take(scan, FEN) && !scan_is_at_end(scan) : scan_take(scan, ':');
    if (has_second) {
        if (!scan_number(scan, 1, 2, &second) ||
            (scan_take(scan, '.') && !scan_fraction(scan, &fraction)) ||
            (is_chinese && !scan_take(scan, MIAO))) {
            return false;
        }
    }
    if (!time_from_parts(hour, minute, second, out_time)) {
        return false;
    }
    out_time->us += fraction;
    scan_take(scan, ' ');
    return scan_zone(scan, &out_time->zone_minutes);
}

// A date and, when there is one, the time behind it.
static bool scan_moment(Scan *scan, Date *out_date, Clockface *out_time) {
    bool has_time = false;
    Scan start = *scan;
    if (!scan_compact_date(scan, out_date, out_time, &has_time)) {
        *scan = start;
        if (!scan_separated_date(scan, out_date)) {
            return false;
        }
    }
    if (scan_is_at_end(scan)) {
        return true;
    }
    if (has_time) {
        return scan_zone(scan, &out_time->zone_minutes) && scan_is_at_end(scan);
    }
    if (!scan_take(scan, 'T')) {
        while (scan_take(scan, ' ')) {
        }
    }
    return scan_time(scan, out_time) && scan_is_at_end(scan);
}

static Status not_a(const char *what, const char *sample, Str text, Error *error) {
    Str shown = text.length > SCAN_TEXT_MAX ? STR("...") : text;
    return error_set(error, STATUS_INVALID, "'" STR_FMT "' is not a %s; write it like %s",
                     STR_ARG(shown), what, sample);
}

Status date_parse(Str text, Date *out_date, Error *error) {
    text = str_trim(text);
    Scan scan = {.text = text};
    Date date = DATE_NONE;
    Clockface ignored = {0};
    if (text.length > SCAN_TEXT_MAX || !scan_moment(&scan, &date, &ignored)) {
        return not_a("date", "2025-08-22", text, error);
    }
    *out_date = date;
    return STATUS_OK;
}

Status date_from_excel_serial(int64_t serial, Date *out_date, Error *error) {
    if (serial < SERIAL_MIN || serial > SERIAL_MAX) {
        return error_set(error, STATUS_INVALID,
                         "%lld is not a date of a spreadsheet (%d to %d); write it like 2025-08-22",
                         (long long)serial, SERIAL_MIN, SERIAL_MAX);
    }
    out_date->days = (int32_t)serial + SERIAL_EPOCH_DAYS;
    return STATUS_OK;
}

void date_format(Date date, Text *out) {
    if (date.days == DATE_NONE.days || date.days == DATE_FOREVER.days) {
        return;
    }
    int year = 0;
    int month = 0;
    int day = 0;
    date_split(date, &year, &month, &day);
    text_format(out, "%04d-%02d-%02d", year, month, day);
}

void date_format_chinese(Date date, Text *out) {
    if (date.days == DATE_NONE.days || date.days == DATE_FOREVER.days) {
        return;
    }
    int year = 0;
    int month = 0;
    int day = 0;
    date_split(date, &year, &month, &day);
    text_format(out, "%d年%d月%d日", year, month, day);
}

// 202508, 2025-08, 2025年8月.
static bool scan_month(Scan *scan, Month *out_month) {
    int year = 0;
    int month = 0;
    Scan start = *scan;
    int64_t number = 0;
    if (scan_digits(scan, &number) == 6) {
        year = (int)(number / 100);
        month = (int)(number % 100);
    } else {
        uint32_t separator = 0;
        *scan = start;
        if (!scan_year_month(scan, &year, &month, &separator) ||
            (separator == YUE && !scan_take(scan, YUE))) {
            return false;
        }
    }
    if (!scan_is_at_end(scan) || !date_is_real(year, month, 1)) {
        return false;
    }
    *out_month = month_make(year, month);
    return true;
}

Status month_parse(Str text, Month *out_month, Error *error) {
    text = str_trim(text);
    Scan scan = {.text = text};
    Month month = {0};
    if (text.length <= SCAN_TEXT_MAX && scan_month(&scan, &month)) {
        *out_month = month;
        return STATUS_OK;
    }
    Date date = DATE_NONE;
    if (date_parse(text, &date, NULL) != STATUS_OK) {
        return not_a("month", "2025-08", text, error);
    }
    *out_month = month_of(date);
    return STATUS_OK;
}

void month_format(Month month, Text *out) {
    int since_zero = month.months + 1970 * 12;
    CHECK(since_zero >= 0);
    text_format(out, "%04d-%02d", since_zero / 12, since_zero % 12 + 1);
}

Status instant_parse(Str text, Instant *out_instant, Error *error) {
    text = str_trim(text);
    Scan scan = {.text = text};
    Date date = DATE_NONE;
    Clockface time = {.zone_minutes = ZONE_CHINA_MINUTES};
    if (text.length > SCAN_TEXT_MAX || !scan_moment(&scan, &date, &time)) {
        return not_a("time", "2025-08-22 10:11:12", text, error);
    }
    out_instant->us = date.days * US_PER_DAY + time.us - time.zone_minutes * US_PER_MINUTE;
    return STATUS_OK;
}

static int64_t china_us(Instant instant, int64_t *out_us_of_day) {
    int64_t us = instant.us + ZONE_CHINA_MINUTES * US_PER_MINUTE;
    int64_t us_of_day = (us % US_PER_DAY + US_PER_DAY) % US_PER_DAY;
    *out_us_of_day = us_of_day;
    return (us - us_of_day) / US_PER_DAY;
}

Date instant_date(Instant instant) {
    int64_t us_of_day = 0;
    return (Date){(int32_t)china_us(instant, &us_of_day)};
}

void instant_format(Instant instant, Text *out) {
    int64_t us_of_day = 0;
    Date date = {(int32_t)china_us(instant, &us_of_day)};
    int second = (int)(us_of_day / US_PER_SECOND);
    date_format(date, out);
    text_format(out, "T%02d:%02d:%02d+08:00", second / 3600, second / 60 % 60, second % 60);
}
