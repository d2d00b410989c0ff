// SPDX-License-Identifier: Apache-2.0
#include "base/date.h"
#include "base/check.h"
#include <limits.h>

enum {
    YEAR_MIN = 1,
    YEAR_MAX = 9999,
    DAYS_IN_400_YEARS = 146097,
    DAYS_TO_EPOCH = 719468, // from 0000-03-01 to 1970-01-01
};

static bool year_is_leap(int year) {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int days_in_month(int year, int month) {
    static const int DAYS[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return DAYS[month - 1] + (month == 2 && year_is_leap(year));
}

bool date_is_real(int year, int month, int day) {
    return year >= YEAR_MIN && year <= YEAR_MAX && month >= 1 && month <= 12 && day >= 1 &&
           day <= days_in_month(year, month);
}

// Years are counted from March, so that the leap day is a year's last and month lengths follow one
// formula: the first day of month m (March = 0) is (153 m + 2) / 5.
bool date_find(int year, int month, int day, Date *out_date) {
    if (!date_is_real(year, month, day)) {
        return false;
    }
    int shifted_year = month <= 2 ? year - 1 : year;
    int shifted_month = month <= 2 ? month + 9 : month - 3;
    int day_of_year = (153 * shifted_month + 2) / 5 + day - 1;
    int days = shifted_year * 365 + shifted_year / 4 - shifted_year / 100 + shifted_year / 400 +
               day_of_year;
    *out_date = (Date){days - DAYS_TO_EPOCH};
    return true;
}

Date date_make(int year, int month, int day) {
    Date date = {0};
    CHECK(date_find(year, month, day, &date));
    return date;
}

void date_split(Date date, int *out_year, int *out_month, int *out_day) {
    int64_t days = (int64_t)date.days + DAYS_TO_EPOCH;
    int64_t era = (days >= 0 ? days : days - DAYS_IN_400_YEARS + 1) / DAYS_IN_400_YEARS;
    int day_of_era = (int)(days - era * DAYS_IN_400_YEARS);
    // The leap days that have passed are taken out, so that years are 365 days long.
    int year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int shifted_month = (5 * day_of_year + 2) / 153;
    int month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
    *out_day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    *out_month = month;
    *out_year = (int)(era * 400) + year_of_era + (month <= 2 ? 1 : 0);
}

static bool date_is_none(Date date) {
    return date.days == DATE_NONE.days || date.days == DATE_FOREVER.days;
}

Date date_add_days(Date date, int days) {
    if (date_is_none(date)) {
        return date;
    }
    Date sum = {0};
    CHECK(!__builtin_add_overflow(date.days, days, &sum.days));
    return sum;
}

int date_days_between(Date from, Date to) {
    int64_t days = (int64_t)to.days - from.days;
    return days > INT_MAX ? INT_MAX : days < INT_MIN ? INT_MIN : (int)days;
}

int date_weekday(Date date) {
    int from_thursday = (int)((int64_t)date.days % 7); // 1970-01-01 was a Thursday
    return (from_thursday + 7 + 3) % 7 + 1;
}

int date_age_in_years(Date birth, Date on) {
    int birth_year = 0;
    int birth_month = 0;
    int birth_day = 0;
    int year = 0;
    int month = 0;
    int day = 0;
    date_split(birth, &birth_year, &birth_month, &birth_day);
    date_split(on, &year, &month, &day);
    bool is_before_birthday = month < birth_month || (month == birth_month && day < birth_day);
    return year - birth_year - (is_before_birthday ? 1 : 0);
}

Month month_of(Date date) {
    int year = 0;
    int month = 0;
    int day = 0;
    date_split(date, &year, &month, &day);
    return (Month){(year - 1970) * 12 + month - 1};
}

Month month_make(int year, int month) {
    CHECK(date_is_real(year, month, 1));
    return (Month){(year - 1970) * 12 + month - 1};
}

static int since_year_zero(Month month) {
    int since_zero = month.months + 1970 * 12;
    CHECK(since_zero >= YEAR_MIN * 12 && since_zero < (YEAR_MAX + 1) * 12);
    return since_zero;
}

Date month_first_day(Month month) {
    int since_zero = since_year_zero(month);
    return date_make(since_zero / 12, since_zero % 12 + 1, 1);
}

Date month_last_day(Month month) {
    int since_zero = since_year_zero(month);
    int year = since_zero / 12;
    int number = since_zero % 12 + 1;
    return date_make(year, number, days_in_month(year, number));
}
