// SPDX-License-Identifier: Apache-2.0
// One function a kind of value: spellings that are not plain go to the readers of base/.
#include "feed/normalise_private.h"

#include "base/check.h"
#include "base/region.h"
#include "feed/fold_private.h"
#include "feed/plain_private.h"
#include <string.h>

__extension__ typedef __int128 Wide;

// ---- numbers
// ------------------------------------------------------------------------------------------------------------------

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
        is_read = plain_date(text, &date) || zoned_date(text, &date) ||
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
        instant = is_read ? china_instant(date, seconds) : instant;
        *out_value = (Scalar){.type = SCALAR_INSTANT, .number = instant.us};
        return is_read;
    }
    if (!plain_instant(text, &instant.us) && instant_parse(text, &instant, NULL) != STATUS_OK) {
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

bool normalise_cell(const Field *field, Cell cell, Arena *arena, Scalar *out_value,
                    QuarantineReason *out_reason) {
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
