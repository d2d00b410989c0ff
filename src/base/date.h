// SPDX-License-Identifier: Apache-2.0
#ifndef BASE_DATE_H
#define BASE_DATE_H
// Calendar values. Date: days since 1970-01-01 (proleptic Gregorian). Month: months since 1970-01.
// Instant: microseconds since 1970-01-01T00:00:00Z. All one-field structs so that a mix-up does not
// compile. Not here: the clock and time zones (platform/). Feeds speak China Standard Time, UTC+8,
// which has no summer time.
#include "base/status.h"
#include "base/text.h"
#include <stdint.h>

typedef struct Date {
    int32_t days;
} Date;
typedef struct Month {
    int32_t months;
} Month;
typedef struct Instant {
    int64_t us;
} Instant;

#define DATE_NONE ((Date){INT32_MIN}) // "no such date"; sorts before every date
#define DATE_FOREVER ((Date){INT32_MAX})

bool date_is_real(int year, int month, int day);
Date date_make(int year, int month, int day);                 // CHECKs date_is_real
bool date_find(int year, int month, int day, Date *out_date); // false: there is no such day
void date_split(Date date, int *out_year, int *out_month, int *out_day);
Date date_add_days(Date date, int days);
int date_days_between(Date from, Date to); // to - from
int date_weekday(Date date);               // 1 Monday ... 7 Sunday (ISO 8601)
int date_age_in_years(Date birth,
                      Date on); // completed years; born on 29 February: a year older on 1 March
// Accepts 2025-08-22, 2025/8/22, 2025.8.22, 20250822, 2025年8月22日 and the same with a time behind
// it (ignored), full-width digits too; an Excel serial (20000..80000, whole or with a day fraction)
// only by date_from_excel_serial.
MUST_CHECK Status date_parse(Str text, Date *out_date, Error *error);
MUST_CHECK Status date_from_excel_serial(int64_t serial, Date *out_date,
                                         Error *error); // 1900 date system
void date_format(Date date, Text *out);                 // 2025-08-22
void date_format_chinese(Date date, Text *out);         // 2025年8月22日

Month month_of(Date date);
Month month_make(int year, int month);
Date month_first_day(Month month);
Date month_last_day(Month month);
// 2025-08, 202508, 2025/8, 2025年8月, or a date (its month).
MUST_CHECK Status month_parse(Str text, Month *out_month, Error *error);
void month_format(Month month, Text *out); // 2025-08

// 2025-08-22 10:11:12, 2025-08-22T10:11:12+08:00, 20250822101112; no zone means UTC+8; a bare date
// is its midnight.
MUST_CHECK Status instant_parse(Str text, Instant *out_instant, Error *error);
Date instant_date(Instant instant);              // the calendar date in UTC+8
void instant_format(Instant instant, Text *out); // 2025-08-22T10:11:12+08:00
#endif
