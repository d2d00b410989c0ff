// SPDX-License-Identifier: Apache-2.0
#include "feed/plain_private.h"

#include "base/check.h"
#include "base/word.h"

// ---- numbers
// ------------------------------------------------------------------------------------------------------------------

// 0.00 to 99999.99
static inline bool short_money(Str text, int64_t *out_fen) {
    enum { LENGTH_MIN = 4, LENGTH_MAX = 8 };
    if (text.length < LENGTH_MIN || text.length > LENGTH_MAX) {
        return false;
    }
    uint32_t first = 0;
    uint32_t last = 0;
    memcpy(&first, text.data, sizeof first);
    memcpy(&last, text.data + text.length - sizeof last, sizeof last);
    // The last digit in the highest byte, the point in the third from there; both halves may say
    // the same of bytes between.
    size_t before = (LENGTH_MAX - text.length) * 8; // bits
    uint64_t word = (uint64_t)last << 32 | (uint64_t)first << before;
    uint64_t places = word & UINT64_C(0xFFFF) << 48;
    uint64_t whole = word << 24 >> 16;                 // without point and places, up to them
    uint64_t zeros = WORD_EACH * '0' >> (56 - before); // before the first digit
    uint64_t digits = 0;
    if ((word >> 40 & 0xFF) != '.' || !word_digits(places | whole | zeros, &digits)) {
        return false;
    }
    *out_fen = (int64_t)word_number(digits, 10);
    return true;
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// 4812.50, 4812.5, 4812, -3; at most FEN_MAX
static bool long_money(Str text, int64_t *out_fen) {
    enum { WHOLE_MAX = 14 };
    size_t at = text.length > 0 && text.data[0] == '-' ? 1 : 0;
    bool is_negative = at == 1;
    int64_t fen = 0;
    size_t first = at;
    for (; at < text.length && is_digit(text.data[at]); at++) {
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
        for (at++; at < text.length && places < 2 && is_digit(text.data[at]); at++, places++) {
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
    return fen <= FEN_MAX;
}

static inline bool read_money(Str text, int64_t *out_fen) {
    return short_money(text, out_fen) || long_money(text, out_fen);
}

// Number of sixteen bits `index` of four.
static int part_of(uint64_t parts, int index) {
    return (int)(parts >> 16 * index & 0xFFFF);
}

typedef struct RecentDay { // what a cell said, which the next one mostly says too
    uint64_t word;         // eight characters, and two
    uint16_t rest;
    Date date;
} RecentDay;

static RecentDay first_day(void) {
    static const char text[] = "1970-01-01";
    RecentDay first = {.word = word_at(text), .date = {0}};
    memcpy(&first.rest, text + sizeof first.word, sizeof first.rest);
    return first;
}

// 2025-08-22 or 2025/08/22 at the start of a text of at least ten characters.
static inline bool read_day(const char *text, RecentDay *recent) {
    enum { DAY_AT = 8 };
    uint64_t word = word_at(text);
    uint16_t day_digits = 0;
    memcpy(&day_digits, text + DAY_AT, sizeof day_digits);
    if (word == recent->word && day_digits == recent->rest) {
        return true;
    }
    unsigned separator = word >> 32 & 0xFF;
    uint64_t digits =
        (word & 0xFFFFFFFF) | (word >> 8 & UINT64_C(0xFFFF) << 32) | (uint64_t)day_digits << 48;
    if ((separator != '-' && separator != '/') || word >> 56 != separator ||
        !word_digits(digits, &digits)) {
        return false;
    }
    uint64_t parts = word_pairs(digits);
    int year = part_of(parts, 0) * 100 + part_of(parts, 1);
    Date date = DATE_NONE;
    if (!date_find(year, part_of(parts, 2), part_of(parts, 3), &date)) {
        return false;
    }
    *recent = (RecentDay){word, day_digits, date};
    return true;
}

static inline bool read_date(Str text, RecentDay *recent, int64_t *out_days) {
    enum { LENGTH = 10 };
    bool is_read = text.length == LENGTH && read_day(text.data, recent);
    *out_days = recent->date.days;
    return is_read;
}

// 2025-08-22 10:11:12 or with a T between
static inline bool read_instant(Str text, RecentDay *recent, int64_t *out_us) {
    enum { LENGTH = 19, SPACE_AT = 10, TIME_AT = 11, HOURS = 24, SIXTY = 60 };
    if (text.length != LENGTH || (text.data[SPACE_AT] != ' ' && text.data[SPACE_AT] != 'T') ||
        !read_day(text.data, recent)) {
        return false;
    }
    uint64_t word = word_at(text.data + TIME_AT);
    const uint64_t colons = UINT64_C(0xFF) << 40 | UINT64_C(0xFF) << 16;
    uint64_t digits = (word & 0xFFFF) | (word >> 8 & UINT64_C(0xFFFF) << 16) |
                      (word >> 16 & UINT64_C(0xFFFF) << 32) |
                      (WORD_EACH * '0' & ~(UINT64_MAX >> 16));
    if ((word & colons) != (WORD_EACH * ':' & colons) || !word_digits(digits, &digits)) {
        return false;
    }
    uint64_t parts = word_pairs(digits);
    int hour = part_of(parts, 0);
    int minute = part_of(parts, 1);
    int second = part_of(parts, 2);
    *out_us = china_instant(recent->date, (hour * SIXTY + minute) * SIXTY + second).us;
    return hour < HOURS && minute < SIXTY && second < SIXTY;
}

static inline bool read_identity(Str text, int64_t *out_packed) {
    Identity identity = {0};
    IdentityFault fault = identity_parse(text, &identity);
    *out_packed = (int64_t)identity.packed;
    return fault == IDENTITY_FINE;
}

bool plain_money(Str text, int64_t *out_fen) {
    return read_money(text, out_fen);
}

bool plain_date(Str text, Date *out_date) {
    RecentDay recent = first_day();
    int64_t days = 0;
    bool is_read = read_date(text, &recent, &days);
    *out_date = (Date){(int32_t)days};
    return is_read;
}

bool plain_instant(Str text, int64_t *out_us) {
    RecentDay recent = first_day();
    return read_instant(text, &recent, out_us);
}

// ---- texts
// --------------------------------------------------------------------------------------------------------------------

// The high bit of every byte from `first` to `last`; no byte of `bytes` has its own set.
static uint64_t bytes_between(uint64_t bytes, unsigned char first, unsigned char last) {
    return (bytes + WORD_EACH * (0x80U - first)) & ~(bytes + WORD_EACH * (0x7FU - last));
}

// Letters, digits, - and _ only.
static bool are_plain(uint64_t bytes) {
    uint64_t plain = bytes_between(bytes | WORD_EACH * 0x20, 'a', 'z') |
                     bytes_between(bytes, '0', '9') | bytes_between(bytes, '-', '-') |
                     bytes_between(bytes, '_', '_');
    return word_is_ascii(bytes) && (plain & WORD_HIGH) == WORD_HIGH;
}

// Nothing to trim, to fold or to suspect.
static inline bool is_word(Str text) {
    enum { STEP = sizeof(uint64_t) };
    if (text.length < STEP) {
        uint64_t filled = word_of_short(text) | (WORD_EACH * '0') << text.length * 8;
        return text.length > 0 && are_plain(filled);
    }
    bool is_plain =
        text.length <= VALUE_SIZE_MAX && are_plain(word_at(text.data + text.length - STEP));
    for (size_t at = 0; text.length - at > STEP && is_plain; at += STEP) {
        is_plain = are_plain(word_at(text.data + at));
    }
    return is_plain;
}

// Three-byte characters U+4000 to U+9FFF only, which is nearly every Chinese name.
static inline bool is_name(Str text) {
    bool is_plain = text.length > 0 && text.length <= NAME_SIZE_MAX && text.length % 3 == 0;
    for (size_t i = 0; i < text.length && is_plain; i += 3) {
        unsigned char lead = (unsigned char)text.data[i];
        is_plain = lead >= 0xE4 && lead <= 0xE9;
    }
    return is_plain;
}

// ---- columns
// ------------------------------------------------------------------------------------------------------------------

typedef bool (*IsPlain)(Str text);

__attribute__((always_inline)) static inline bool
read_number(PlainForm form, Str text, RecentDay *recent, int64_t *out_number) {
    return form == PLAIN_MONEY     ? read_money(text, out_number)
           : form == PLAIN_DATE    ? read_date(text, recent, out_number)
           : form == PLAIN_INSTANT ? read_instant(text, recent, out_number)
                                   : read_identity(text, out_number);
}

// Without the rows whose cells are no texts.
static uint64_t text_rows(const CellColumn *column, uint64_t rows) {
    for (size_t row = 0; row < column->count; row++) {
        if (!cell_is_text(column, row)) {
            rows &= ~(UINT64_C(1) << row);
        }
    }
    return rows;
}

static uint64_t rows_within(PlainField field, const int64_t *numbers, size_t count, uint64_t rows) {
    for (size_t row = 0; row < count; row++) {
        bool is_within = numbers[row] >= field.least && numbers[row] <= field.most;
        rows &= ~((is_within ? UINT64_C(0) : 1) << row);
    }
    return rows;
}

// One loop for each way of reading, made from this one whatever its size. Few fields have limits,
// and few columns cells that are no texts: so both are looked at afterwards.
__attribute__((always_inline)) static inline uint64_t
numbers_of(PlainForm form, PlainField field, const CellColumn *column, int64_t *out_numbers) {
    uint64_t rows = 0;
    RecentDay recent = first_day();
    const Str *text = column->texts;
    for (size_t row = 0; row < column->count; row++, text += column->step) {
        int64_t number = 0;
        bool is_read = read_number(form, *text, &recent, &number);
        out_numbers[row] = is_read ? number : 0;
        rows |= (is_read ? UINT64_C(1) : 0) << row;
    }
    uint64_t kept = column->odd == NULL ? rows : text_rows(column, rows);
    if (field.least > INT64_MIN || field.most < INT64_MAX) {
        kept = rows_within(field, out_numbers, column->count, kept);
    }
    for (uint64_t left = rows & ~kept; left != 0; left &= left - 1) {
        out_numbers[__builtin_ctzll(left)] = 0;
    }
    return kept;
}

__attribute__((always_inline)) static inline uint64_t texts_of(const CellColumn *column,
                                                               IsPlain is_plain, Str *out_texts) {
    uint64_t rows = 0;
    const Str *text = column->texts;
    for (size_t row = 0; row < column->count; row++, text += column->step) {
        bool is_read = is_plain(*text) && cell_is_text(column, row);
        out_texts[row] = is_read ? *text : (Str){0};
        rows |= (is_read ? UINT64_C(1) : 0) << row;
    }
    return rows;
}

uint64_t plain_numbers(PlainField field, const CellColumn *column, int64_t *out_numbers) {
    CHECK(column->count <= BLOCK_ROWS);
    switch (field.form) {
    case PLAIN_MONEY: return numbers_of(PLAIN_MONEY, field, column, out_numbers);
    case PLAIN_DATE: return numbers_of(PLAIN_DATE, field, column, out_numbers);
    case PLAIN_INSTANT: return numbers_of(PLAIN_INSTANT, field, column, out_numbers);
    case PLAIN_IDENTITY: return numbers_of(PLAIN_IDENTITY, field, column, out_numbers);
    case PLAIN_NONE:
    case PLAIN_WORD:
    case PLAIN_NAME: break;
    }
    return 0;
}

uint64_t plain_texts(PlainField field, const CellColumn *column, Str *out_texts) {
    CHECK(column->count <= BLOCK_ROWS);
    if (field.form == PLAIN_WORD) {
        return texts_of(column, is_word, out_texts);
    }
    if (field.form == PLAIN_NAME) {
        return texts_of(column, is_name, out_texts);
    }
    return 0;
}

// ---- fields
// -------------------------------------------------------------------------------------------------------------------

static PlainForm form_of(const Field *field) {
    if (field->kind == FIELD_IDENTITY) {
        return PLAIN_IDENTITY;
    }
    if (field->kind == FIELD_NAME) {
        return PLAIN_NAME;
    }
    if (field->kind != FIELD_PLAIN || field->code_count > 0 || field->minimum.exponent != 0 ||
        field->maximum.exponent != 0) {
        return PLAIN_NONE;
    }
    switch (field->type) {
    case SCALAR_MONEY: return PLAIN_MONEY;
    case SCALAR_DATE: return PLAIN_DATE;
    case SCALAR_INSTANT: return PLAIN_INSTANT;
    case SCALAR_TEXT: return PLAIN_WORD;
    case SCALAR_NULL:
    case SCALAR_BOOLEAN:
    case SCALAR_INTEGER:
    case SCALAR_DECIMAL:
    case SCALAR_MONTH:
    case SCALAR_PERSON: break;
    }
    return PLAIN_NONE;
}

static int64_t least_of(int64_t a, int64_t b) {
    return a < b ? a : b;
}

PlainField plain_field(const Field *field, Date latest) {
    PlainField plain = {.form = form_of(field), .least = INT64_MIN, .most = INT64_MAX};
    if (field->minimum.type != SCALAR_NULL) {
        plain.least = field->minimum.number;
    }
    if (field->maximum.type != SCALAR_NULL) {
        plain.most = field->maximum.number;
    }
    bool is_dated = latest.days != DATE_NONE.days;
    if (plain.form == PLAIN_DATE && is_dated) {
        plain.most = least_of(plain.most, latest.days);
    } else if (plain.form == PLAIN_INSTANT && is_dated) {
        plain.most = least_of(plain.most, china_instant(date_add_days(latest, 1), 0).us - 1);
    }
    return plain;
}
