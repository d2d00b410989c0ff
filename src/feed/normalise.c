// SPDX-License-Identifier: Apache-2.0
// One function a kind of value. The plain forms that nearly all cells have are read at once; every
// other spelling goes to the readers of base/.
#include "feed/normalise_private.h"

#include "base/check.h"
#include "base/region.h"
#include "feed/fold_private.h"
#include <string.h>

__extension__ typedef __int128 Wide;

static const int64_t SECOND_US = 1000000;
static const int64_t CHINA_SECONDS = 8 * 3600; // a day in UTC+8 begins so much earlier

// ---- plain forms
// --------------------------------------------------------------------------------------------------------------

// `count` digits from `at`; -1 when there is another character among them.
static int plain_digits(Str text, size_t at, size_t count) {
    int number = 0;
    for (size_t i = at; i < at + count; i++) {
        unsigned digit = (unsigned)(unsigned char)text.data[i] - '0';
        if (digit > 9) {
            return -1;
        }
        number = number * 10 + (int)digit;
    }
    return number;
}

// 4812.50, 4812.5, 4812, -3
static bool plain_money(Str text, int64_t *out_fen) {
    enum { WHOLE_MAX = 14 };
    size_t at = text.data[0] == '-' ? 1 : 0;
    bool is_negative = at == 1;
    int64_t fen = 0;
    size_t first = at;
    for (; at < text.length && text.data[at] >= '0' && text.data[at] <= '9'; at++) {
        fen = fen * 10 + (text.data[at] - '0');
        if (at - first >= WHOLE_MAX) {
            return false;
        }
    }
    if (at == first) {
        return false;
    }
    int places = 0;
    if (at < text.length && text.data[at] == '.') {
        for (at++; at < text.length && places < 2 && text.data[at] >= '0' && text.data[at] <= '9';
             at++, places++) {
            fen = fen * 10 + (text.data[at] - '0');
        }
        if (places == 0) {
            return false;
        }
    }
    if (at < text.length) {
        return false;
    }
    fen *= places == 2 ? 1 : places == 1 ? 10 : 100;
    *out_fen = is_negative ? -fen : fen;
    return true;
}

// 2025-08-22 or 2025/08/22 at the start of a text of at least ten characters.
static bool plain_date(Str text, Date *out_date) {
    char separator = text.data[4];
    if ((separator != '-' && separator != '/') || text.data[7] != separator) {
        return false;
    }
    int year = plain_digits(text, 0, 4);
    int month = plain_digits(text, 5, 2);
    int day = plain_digits(text, 8, 2);
    if (year < 0 || month < 0 || day < 0 || !date_is_real(year, month, day)) {
        return false;
    }
    *out_date = date_make(year, month, day);
    return true;
}

static Scalar instant_scalar(Date date, int64_t seconds) {
    int64_t moment = date.days * INT64_C(86400) + seconds - CHINA_SECONDS;
    return (Scalar){.type = SCALAR_INSTANT, .number = moment * SECOND_US};
}

// 2025-08-22 10:11:12 or with a T between
static bool plain_instant(Str text, Scalar *out_value) {
    enum { LENGTH = 19 };
    Date date = DATE_NONE;
    bool is_shaped = text.length == LENGTH && (text.data[10] == ' ' || text.data[10] == 'T') &&
                     text.data[13] == ':' && text.data[16] == ':';
    if (!is_shaped || !plain_date(text, &date)) {
        return false;
    }
    int hour = plain_digits(text, 11, 2);
    int minute = plain_digits(text, 14, 2);
    int second = plain_digits(text, 17, 2);
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) {
        return false;
    }
    *out_value = instant_scalar(date, hour * 3600 + minute * 60 + second);
    return true;
}

// ---- numbers
// ------------------------------------------------------------------------------------------------------------------

// A million million yuan: no amount of one row is larger, and sums of many still fit.
static const int64_t FEN_MAX = INT64_C(100000000000000);

static bool read_money(Str text, Scalar *out_value, QuarantineReason *out_reason) {
    Money amount = {0};
    *out_reason = QUARANTINE_NOT_MONEY;
    if (!plain_money(text, &amount.fen) && money_parse(text, &amount, NULL) != STATUS_OK) {
        return false;
    }
    *out_reason = amount.fen < 0 ? QUARANTINE_BELOW_MINIMUM : QUARANTINE_ABOVE_MAXIMUM;
    *out_value = scalar_money(amount);
    return amount.fen <= FEN_MAX && amount.fen >= -FEN_MAX;
}

// Sign, digits with or without separators between groups of three, and digits behind a point, of
// which trailing zeros count: 89.50 is 8950 * 10^-2.
static bool read_decimal(Str text, Scalar *out_value) {
    enum { DIGITS_MAX = 18, GROUP = 3 };
    bool has_sign = text.data[0] == '-' || text.data[0] == '+';
    int64_t number = 0;
    int digits = 0;
    int places = -1;   // digits behind the point, -1 before it
    int in_group = -1; // digits since the last separator, -1 before the first
    for (size_t i = has_sign ? 1 : 0; i < text.length; i++) {
        char c = text.data[i];
        bool ends_group = in_group < 0 || in_group == GROUP;
        if (c == ',' && places < 0 && ends_group && digits > 0 &&
            (in_group >= 0 || digits <= GROUP)) {
            in_group = 0;
        } else if (c == '.' && places < 0 && ends_group) {
            places = 0;
        } else if (c >= '0' && c <= '9' && digits < DIGITS_MAX) {
            number = number * 10 + (c - '0');
            digits += number > 0 || places >= 0;
            places += places >= 0;
            in_group += in_group >= 0 && places < 0;
        } else {
            return false;
        }
    }
    bool has_digit = text.data[text.length - 1] >= '0' && text.data[text.length - 1] <= '9';
    if (!has_digit || (places < 0 && in_group >= 0 && in_group != GROUP)) {
        return false;
    }
    *out_value = (Scalar){.type = SCALAR_DECIMAL,
                          .exponent = (int8_t)(places > 0 ? -places : 0),
                          .number = text.data[0] == '-' ? -number : number};
    return true;
}

// A decimal without anything but zeros behind the point.
static bool read_integer(Str text, Scalar *out_value) {
    Scalar value = SCALAR_NONE;
    if (!read_decimal(text, &value)) {
        return false;
    }
    for (; value.exponent < 0; value.exponent++) {
        if (value.number % 10 != 0) {
            return false;
        }
        value.number /= 10;
    }
    *out_value = scalar_integer(value.number);
    return true;
}

static bool read_boolean(Str text, Arena *arena, Scalar *out_value) {
    static const char *const TRUE_WORDS[] = {"是", "1", "y", "true", "yes", "t"};
    static const char *const FALSE_WORDS[] = {"否", "0", "n", "false", "no", "f"};
    Str key = fold_key(text, arena);
    for (size_t i = 0; i < ARRAY_COUNT(TRUE_WORDS); i++) {
        bool is_true = str_equal(key, str_from(TRUE_WORDS[i]));
        if (is_true || str_equal(key, str_from(FALSE_WORDS[i]))) {
            *out_value = scalar_boolean(is_true);
            return true;
        }
    }
    return false;
}

// ---- calendar
// -----------------------------------------------------------------------------------------------------------------

typedef struct Moment { // what the cell is besides its text
    bool is_number;
    bool is_1904;
} Moment;

// A workbook's number is a day count unless it is written like a date: 20250822.
static bool is_serial(Str text, Moment moment) {
    return moment.is_number && (text.length <= 5 || text.data[5] == '.');
}

// 2025-08-21T16:00:00Z is the 22nd here.
static bool zoned_date(Str text, Date *out_date) {
    enum { DATE_LENGTH = 10 };
    size_t at = 0;
    Instant instant = {0};
    bool is_zoned = text.length > DATE_LENGTH &&
                    (str_ends_with(text, STR("Z")) ||
                     str_find(str_slice(text, DATE_LENGTH, text.length), STR("+"), &at));
    if (!is_zoned || instant_parse(text, &instant, NULL) != STATUS_OK) {
        return false;
    }
    *out_date = instant_date(instant);
    return true;
}

static bool read_date(Str text, Moment moment, Scalar *out_value) {
    Date date = DATE_NONE;
    int64_t seconds = 0;
    bool is_read = false;
    if (is_serial(text, moment)) {
        is_read = excel_moment(text, moment.is_1904, &date, &seconds);
    } else {
        is_read = (text.length == 10 && plain_date(text, &date)) || zoned_date(text, &date) ||
                  date_parse(text, &date, NULL) == STATUS_OK;
    }
    *out_value = is_read ? scalar_date(date) : SCALAR_NONE;
    return is_read;
}

// 2025.1 is January, or what a spreadsheet left of 2025.10.
static bool is_cut_month(Str text) {
    enum { LENGTH = 6 };
    return text.length == LENGTH && str_ends_with(text, STR(".1"));
}

static bool read_month(Str text, Moment moment, Scalar *out_value) {
    Date date = DATE_NONE;
    int64_t seconds = 0;
    Month month = {0};
    if (is_serial(text, moment)) {
        if (!excel_moment(text, moment.is_1904, &date, &seconds)) {
            return false;
        }
        month = month_of(date);
    } else if (zoned_date(text, &date)) {
        month = month_of(date);
    } else if (is_cut_month(text) || month_parse(text, &month, NULL) != STATUS_OK) {
        return false;
    }
    *out_value = scalar_month(month);
    return true;
}

static bool read_instant(Str text, Moment moment, Scalar *out_value) {
    Date date = DATE_NONE;
    int64_t seconds = 0;
    Instant instant = {0};
    if (is_serial(text, moment)) {
        bool is_read = excel_moment(text, moment.is_1904, &date, &seconds);
        *out_value = is_read ? instant_scalar(date, seconds) : SCALAR_NONE;
        return is_read;
    }
    if (plain_instant(text, out_value)) {
        return true;
    }
    if (instant_parse(text, &instant, NULL) != STATUS_OK) {
        return false;
    }
    *out_value = (Scalar){.type = SCALAR_INSTANT, .number = instant.us};
    return true;
}

// ---- texts
// --------------------------------------------------------------------------------------------------------------------

static bool read_identity(Str text, Scalar *out_value, QuarantineReason *out_reason) {
    static const QuarantineReason REASONS[] = {
        [IDENTITY_EMPTY] = QUARANTINE_REQUIRED_EMPTY,
        [IDENTITY_LENGTH] = QUARANTINE_IDENTITY_LENGTH,
        [IDENTITY_CHARACTERS] = QUARANTINE_IDENTITY_CHARACTERS,
        [IDENTITY_CHECKSUM] = QUARANTINE_IDENTITY_CHECKSUM,
        [IDENTITY_BIRTH_DATE] = QUARANTINE_IDENTITY_BIRTH_DATE,
        [IDENTITY_EXCEL_DAMAGE] = QUARANTINE_IDENTITY_EXCEL_DAMAGE,
    };
    Identity identity = {0};
    IdentityFault fault = identity_parse(text, &identity);
    if (fault != IDENTITY_FINE) {
        *out_reason = REASONS[fault];
        return false;
    }
    *out_value = (Scalar){.type = SCALAR_PERSON, .number = (int64_t)identity.packed};
    return true;
}

static bool read_text(Str text, Arena *arena, Scalar *out_value, QuarantineReason *out_reason) {
    Str folded = {0};
    if (text.length > VALUE_SIZE_MAX) {
        *out_reason = QUARANTINE_TEXT_LARGE;
        return false;
    }
    if (excel_is_damaged(text)) {
        *out_reason = QUARANTINE_TEXT_EXCEL_DAMAGE;
        return false;
    }
    *out_reason = QUARANTINE_TEXT_CHARACTERS;
    bool is_read = fold_text(text, arena, &folded);
    *out_value = is_read ? scalar_text(folded) : SCALAR_NONE;
    return is_read;
}

static bool read_name(Str text, Arena *arena, Scalar *out_value, QuarantineReason *out_reason) {
    enum { NAME_SIZE_MAX = 300 };
    Str folded = {0};
    if (text.length > NAME_SIZE_MAX) {
        *out_reason = QUARANTINE_TEXT_LARGE;
        return false;
    }
    *out_reason = QUARANTINE_NAME_CHARACTERS;
    bool is_read = fold_name(text, arena, &folded);
    *out_value = is_read ? scalar_text(folded) : SCALAR_NONE;
    return is_read;
}

// As written first: that is nearly always enough.
static bool find_code(const Field *field, Str text, Arena *arena, Str *out_code) {
    for (size_t i = 0; i < field->code_count; i++) {
        if (str_equal(field->codes[i].spelling, text) || str_equal(field->codes[i].code, text)) {
            *out_code = field->codes[i].code;
            return true;
        }
    }
    Str key = fold_key(text, arena);
    for (size_t i = 0; i < field->code_count; i++) {
        if (str_equal(fold_key(field->codes[i].spelling, arena), key) ||
            str_equal(fold_key(field->codes[i].code, arena), key)) {
            *out_code = field->codes[i].code;
            return true;
        }
    }
    return false;
}

static bool read_region(Str text, Scalar *out_value) {
    Region region = {0};
    bool is_read = region_parse(text, &region);
    *out_value = is_read ? scalar_integer(region.code) : SCALAR_NONE;
    return is_read;
}

// ---- any of them
// --------------------------------------------------------------------------------------------------------------

static bool read_plain(const Field *field, Str text, Moment moment, Arena *arena, Scalar *out_value,
                       QuarantineReason *out_reason) {
    switch (field->type) {
    case SCALAR_MONEY: return read_money(text, out_value, out_reason);
    case SCALAR_INTEGER:
        *out_reason = QUARANTINE_NOT_INTEGER;
        return read_integer(fold_width(text, arena), out_value);
    case SCALAR_DECIMAL:
        *out_reason = QUARANTINE_NOT_DECIMAL;
        return read_decimal(fold_width(text, arena), out_value);
    case SCALAR_BOOLEAN:
        *out_reason = QUARANTINE_NOT_BOOLEAN;
        return read_boolean(text, arena, out_value);
    case SCALAR_DATE: *out_reason = QUARANTINE_NOT_DATE; return read_date(text, moment, out_value);
    case SCALAR_MONTH:
        *out_reason = QUARANTINE_NOT_MONTH;
        return read_month(text, moment, out_value);
    case SCALAR_INSTANT:
        *out_reason = QUARANTINE_NOT_INSTANT;
        return read_instant(text, moment, out_value);
    case SCALAR_TEXT: return read_text(text, arena, out_value, out_reason);
    case SCALAR_PERSON: return read_identity(text, out_value, out_reason);
    case SCALAR_NULL: break;
    }
    CHECK(false);
    return false;
}

static bool read_kind(const Field *field, Str text, Moment moment, Arena *arena, Scalar *out_value,
                      QuarantineReason *out_reason) {
    switch (field->kind) {
    case FIELD_IDENTITY: return read_identity(text, out_value, out_reason);
    case FIELD_NAME: return read_name(text, arena, out_value, out_reason);
    case FIELD_REGION: *out_reason = QUARANTINE_NOT_REGION; return read_region(text, out_value);
    case FIELD_CODE:
    case FIELD_PLAIN: return read_plain(field, text, moment, arena, out_value, out_reason);
    case FIELD_NEWBORN: break; // never in a file
    }
    CHECK(false);
    return false;
}

// -1, 0 or 1 as a is below, at or above b; both are of the field's type.
static int compare(Scalar a, Scalar b) {
    Wide x = a.number;
    Wide y = b.number;
    enum { EXPONENT_SPAN = 18 };
    int span = a.exponent - b.exponent;
    span = span > EXPONENT_SPAN ? EXPONENT_SPAN : span < -EXPONENT_SPAN ? -EXPONENT_SPAN : span;
    for (; span > 0; span--) {
        x *= 10;
    }
    for (; span < 0; span++) {
        y *= 10;
    }
    return x < y ? -1 : x > y;
}

static bool is_within_limits(const Field *field, Scalar value, QuarantineReason *out_reason) {
    if (field->minimum.type != SCALAR_NULL && compare(value, field->minimum) < 0) {
        *out_reason = QUARANTINE_BELOW_MINIMUM;
        return false;
    }
    if (field->maximum.type != SCALAR_NULL && compare(value, field->maximum) > 0) {
        *out_reason = QUARANTINE_ABOVE_MAXIMUM;
        return false;
    }
    return true;
}

// The apostrophe that our own exports put before what a spreadsheet would take for a formula or a
// number.
static Str unguard(Str text) {
    static const char STARTS[] = "=+-@\t\r0123456789";
    bool is_guarded = text.length > 1 && text.data[0] == '\'' && text.data[1] != '\0' &&
                      strchr(STARTS, text.data[1]) != NULL;
    return is_guarded ? str_slice(text, 1, text.length) : text;
}

static bool is_workbook_number(Cell cell) {
    return cell.kind == CELL_NUMBER || cell.kind == CELL_NUMBER_1904;
}

// What the cell says as text; false when its digits are lost. Programs keep numbers as doubles of
// 15 digits; a number of more may still look right, and even have the right check character.
static bool cell_text(const Field *field, Cell cell, Arena *arena, Str *out_text,
                      QuarantineReason *out_reason) {
    *out_text = unguard(fold_trim(cell.text));
    if (cell.kind == CELL_TEXT) {
        return true;
    }
    bool is_identity = field->kind == FIELD_IDENTITY;
    *out_reason = is_identity ? QUARANTINE_IDENTITY_EXCEL_DAMAGE : QUARANTINE_TEXT_EXCEL_DAMAGE;
    Str plain = {0};
    if (!excel_number(*out_text, arena, &plain)) {
        return false;
    }
    if (is_workbook_number(cell) && !is_identity) {
        *out_text = plain;
    }
    return true;
}

static bool is_of_calendar(const Field *field) {
    return field->kind == FIELD_PLAIN &&
           (field->type == SCALAR_DATE || field->type == SCALAR_MONTH ||
            field->type == SCALAR_INSTANT);
}

// ---- the plain forms that nearly all cells have
// ------------------------------------------------------------------------------------------------

static const uint64_t EVERY_BYTE = 0x0101010101010101ULL;

// The high bit of every byte from `first` to `last`; no byte of `bytes` has its own set.
static uint64_t bytes_between(uint64_t bytes, unsigned char first, unsigned char last) {
    return (bytes + EVERY_BYTE * (0x80U - first)) & ~(bytes + EVERY_BYTE * (0x7FU - last));
}

// Letters, digits, - and _ only.
static bool are_plain(uint64_t bytes) {
    const uint64_t high = EVERY_BYTE * 0x80;
    uint64_t plain = bytes_between(bytes | EVERY_BYTE * 0x20, 'a', 'z') |
                     bytes_between(bytes, '0', '9') | bytes_between(bytes, '-', '-') |
                     bytes_between(bytes, '_', '_');
    return (bytes & high) == 0 && (plain & high) == high;
}

// Nothing to trim, to fold or to suspect.
static bool is_plain_word(Str text) {
    uint64_t eight = EVERY_BYTE * '0';
    if (text.length > VALUE_SIZE_MAX) {
        return false;
    }
    if (text.length < sizeof eight) {
        memcpy(&eight, text.data, text.length);
        return are_plain(eight);
    }
    for (size_t at = 0; text.length - at > sizeof eight; at += sizeof eight) {
        memcpy(&eight, text.data + at, sizeof eight);
        if (!are_plain(eight)) {
            return false;
        }
    }
    memcpy(&eight, text.data + text.length - sizeof eight, sizeof eight);
    return are_plain(eight);
}

static bool read_plain_form(const Field *field, Str text, Scalar *out_value) {
    Money amount = {0};
    Date date = DATE_NONE;
    switch (field->type) {
    case SCALAR_MONEY:
        if (!plain_money(text, &amount.fen) || amount.fen > FEN_MAX || amount.fen < -FEN_MAX) {
            return false;
        }
        *out_value = scalar_money(amount);
        return true;
    case SCALAR_INSTANT: return plain_instant(text, out_value);
    case SCALAR_DATE:
        if (text.length != 10 || !plain_date(text, &date)) {
            return false;
        }
        *out_value = scalar_date(date);
        return true;
    case SCALAR_TEXT: *out_value = scalar_text(text); return is_plain_word(text);
    case SCALAR_NULL:
    case SCALAR_BOOLEAN:
    case SCALAR_INTEGER:
    case SCALAR_DECIMAL:
    case SCALAR_MONTH:
    case SCALAR_PERSON: return false;
    }
    return false;
}

// False when the cell has to be looked at closely; then nothing is said of it.
static bool read_at_once(const Field *field, Str text, Scalar *out_value) {
    QuarantineReason ignored = QUARANTINE_MALFORMED_ROW;
    if (field->kind == FIELD_IDENTITY) {
        return read_identity(text, out_value, &ignored);
    }
    return field->kind == FIELD_PLAIN && field->code_count == 0 &&
           read_plain_form(field, text, out_value) && is_within_limits(field, *out_value, &ignored);
}

bool normalise_cell(const Field *field, Cell cell, Arena *arena, Scalar *out_value,
                    QuarantineReason *out_reason) {
    if (cell.kind == CELL_TEXT && cell.text.length > 0 &&
        read_at_once(field, cell.text, out_value)) {
        return true;
    }
    *out_value = SCALAR_NONE;
    if (cell.kind == CELL_FAULT) {
        *out_reason = cell.fault;
        return false;
    }
    Str text = {0};
    if (!cell_text(field, cell, arena, &text, out_reason)) {
        return false;
    }
    if (text.length == 0) {
        return true;
    }
    if (cell.is_date && !is_of_calendar(field)) {
        *out_reason = QUARANTINE_EXCEL_DATE;
        return false;
    }
    if (excel_is_error(text)) {
        *out_reason = QUARANTINE_FORMULA_ERROR;
        return false;
    }
    bool is_known_code = field->code_count > 0 && find_code(field, text, arena, &text);
    if (field->kind == FIELD_CODE && !is_known_code && !field->is_open) {
        *out_reason = QUARANTINE_UNKNOWN_CODE;
        return false;
    }
    Moment moment = {.is_number = is_workbook_number(cell),
                     .is_1904 = cell.kind == CELL_NUMBER_1904};
    return read_kind(field, text, moment, arena, out_value, out_reason) &&
           is_within_limits(field, *out_value, out_reason);
}
