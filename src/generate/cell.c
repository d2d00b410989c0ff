// SPDX-License-Identifier: Apache-2.0
#include "generate/cell.h"
#include "base/check.h"
#include "base/identity.h"

enum {
    SECONDS_PER_DAY = 86400,
    IDENTITY_DIGITS = 18,
    FUTURE_DAYS = 400,
    WIDE_EVERY = 7,
    OLD_EVERY = 9
};

// ---- reading a value out of a row
static uint64_t value_u64(const void *row, const Column *column) {
    uint64_t value = 0;
    memcpy(&value, (const char *)row + column->offset, sizeof value);
    return value;
}

static int64_t value_i64(const void *row, const Column *column) {
    int64_t value = 0;
    memcpy(&value, (const char *)row + column->offset, sizeof value);
    return value;
}

static int32_t value_i32(const void *row, const Column *column) {
    int32_t value = 0;
    memcpy(&value, (const char *)row + column->offset, sizeof value);
    return value;
}

static uint32_t value_u32(const void *row, const Column *column) {
    uint32_t value = 0;
    memcpy(&value, (const char *)row + column->offset, sizeof value);
    return value;
}

static uint16_t value_u16(const void *row, const Column *column) {
    uint16_t value = 0;
    memcpy(&value, (const char *)row + column->offset, sizeof value);
    return value;
}

static uint8_t value_u8(const void *row, const Column *column) {
    uint8_t value = 0;
    memcpy(&value, (const char *)row + column->offset, sizeof value);
    return value;
}

static Damage row_damage(const void *row) {
    return (Damage) * (const uint8_t *)row;
}

static bool feed_has_part(Feed feed, ColumnPart part) {
    const FeedColumns *columns = feed_columns(feed);
    for (uint32_t i = 0; i < columns->count; i++) {
        if (columns->columns[i].part == part) {
            return true;
        }
    }
    return false;
}

static ColumnPart damage_part(Damage damage) {
    static const ColumnPart PARTS[DAMAGE_COUNT] = {
        [DAMAGE_NONE] = PART_NONE,     [DAMAGE_CHECKSUM] = PART_SUBJECT,
        [DAMAGE_EXCEL] = PART_SUBJECT, [DAMAGE_DATE] = PART_EVENT,
        [DAMAGE_FUTURE] = PART_EVENT,  [DAMAGE_MISSING] = PART_NEEDED,
        [DAMAGE_CODE] = PART_CLOSED,
    };
    return PARTS[damage];
}

Damage damage_of(Feed feed, Damage damage) {
    if (damage == DAMAGE_NONE || feed_has_part(feed, damage_part(damage))) {
        return damage;
    }
    return DAMAGE_CHECKSUM;
}

const char *damage_name(Damage damage) {
    static const char *const NAMES[DAMAGE_COUNT] = {
        [DAMAGE_NONE] = "none",          [DAMAGE_CHECKSUM] = "identity_checksum",
        [DAMAGE_EXCEL] = "excel_damage", [DAMAGE_DATE] = "unreal_date",
        [DAMAGE_FUTURE] = "future_date", [DAMAGE_MISSING] = "missing_value",
        [DAMAGE_CODE] = "unknown_code",
    };
    return NAMES[damage];
}

// ---- identity numbers
static void identity_put(Buffer *out, uint64_t packed, const CellPlace *place) {
    char text[IDENTITY_DIGITS + 1];
    if (packed == 0) {
        return;
    }
    identity_format((Identity){packed}, text);
    if (place->form->has_apostrophes) {
        buffer_char(out, '\'');
    }
    if (place->form->has_old_numbers && place->row % OLD_EVERY == 0 &&
        memcmp(text + 6, "19", 2) == 0) {
        buffer_put(out, text, 6); // without the century and the check character
        buffer_put(out, text + 8, IDENTITY_DIGITS - 9);
        return;
    }
    if (text[IDENTITY_DIGITS - 1] == 'X' && place->row % 3 == 1) {
        text[IDENTITY_DIGITS - 1] = 'x';
    }
    buffer_put(out, text, IDENTITY_DIGITS);
}

static void identity_put_wrong(Buffer *out, uint64_t packed) {
    char text[IDENTITY_DIGITS + 1];
    identity_format((Identity){packed}, text);
    char *last = &text[IDENTITY_DIGITS - 1];
    *last = *last == '7' ? '3' : '7';
    buffer_put(out, text, IDENTITY_DIGITS);
}

// What is left of a number that a spreadsheet took for a quantity.
static void identity_put_excel(Buffer *out, uint64_t packed) {
    char text[IDENTITY_DIGITS + 1];
    Identity ignored = {0};
    identity_format((Identity){packed}, text);
    memset(text + IDENTITY_DIGITS - 3, '0', 3);
    if (packed % 2 == 0 &&
        identity_parse((Str){text, IDENTITY_DIGITS}, &ignored) != IDENTITY_FINE) {
        buffer_put(out, text, IDENTITY_DIGITS);
        return;
    }
    buffer_char(out, text[0]);
    buffer_char(out, '.');
    buffer_put(out, text + 1, 5);
    buffer_text(out, "E+17");
}

// ---- dates
typedef struct Day {
    int year;
    int month;
    int day;
} Day;

static Day day_of(int32_t days) {
    Day day = {0};
    date_split((Date){days}, &day.year, &day.month, &day.day);
    return day;
}

static void day_put(Buffer *out, Day day, DateForm form) {
    static const char SEPARATORS[] = {'-', '/', '.'};
    buffer_digits(out, (uint64_t)day.year, 4);
    switch (form) {
    case DATE_DASHES:
    case DATE_SLASHES:
    case DATE_DOTS: {
        int width = form == DATE_DASHES ? 2 : 1;
        buffer_char(out, SEPARATORS[form]);
        buffer_digits(out, (uint64_t)day.month, width);
        buffer_char(out, SEPARATORS[form]);
        buffer_digits(out, (uint64_t)day.day, width);
        return;
    }
    case DATE_COMPACT:
        buffer_digits(out, (uint64_t)day.month, 2);
        buffer_digits(out, (uint64_t)day.day, 2);
        return;
    case DATE_CHINESE:
        buffer_text(out, "年");
        buffer_digits(out, (uint64_t)day.month, 1);
        buffer_text(out, "月");
        buffer_digits(out, (uint64_t)day.day, 1);
        buffer_text(out, "日");
        return;
    case DATE_FORM_COUNT: return;
    }
}

static void month_put(Buffer *out, int32_t months, DateForm form) {
    int year = 1970 + months / 12;
    int month = months % 12 + 1;
    buffer_digits(out, (uint64_t)year, 4);
    if (form == DATE_CHINESE) {
        buffer_text(out, "年");
        buffer_digits(out, (uint64_t)month, 1);
        buffer_text(out, "月");
        return;
    }
    if (form == DATE_DASHES) {
        buffer_char(out, '-');
    } else if (form == DATE_SLASHES) {
        buffer_char(out, '/');
    }
    buffer_digits(out, (uint64_t)month, form == DATE_SLASHES ? 1 : 2);
}

static void clock_put(Buffer *out, int second, char separator) {
    buffer_digits(out, (uint64_t)(second / 3600), 2);
    if (separator != 0) {
        buffer_char(out, separator);
    }
    buffer_digits(out, (uint64_t)(second / 60 % 60), 2);
    if (separator != 0) {
        buffer_char(out, separator);
    }
    buffer_digits(out, (uint64_t)(second % 60), 2);
}

static void instant_put(Buffer *out, int64_t seconds, DateForm form) {
    int32_t days = (int32_t)(seconds / SECONDS_PER_DAY);
    int second = (int)(seconds % SECONDS_PER_DAY);
    if (form == DATE_COMPACT) {
        day_put(out, day_of(days), DATE_COMPACT);
        clock_put(out, second, 0);
    } else if (form == DATE_DOTS) {
        day_put(out, day_of(days), DATE_DASHES);
        buffer_char(out, 'T');
        clock_put(out, second, ':');
        buffer_text(out, "+08:00");
    } else {
        day_put(out, day_of(days), form == DATE_CHINESE ? DATE_DASHES : form);
        buffer_char(out, ' ');
        clock_put(out, second, ':');
    }
}

static void unreal_date_put(Buffer *out, CellKind kind) {
    if (kind == CELL_MONTH) {
        buffer_text(out, "2024-13");
        return;
    }
    buffer_text(out, kind == CELL_INSTANT ? "2024-02-30 10:00:00" : "2024-02-30");
}

static void future_put(Buffer *out, CellKind kind, Date delivered) {
    Day day = day_of(delivered.days + FUTURE_DAYS);
    if (kind == CELL_MONTH) {
        month_put(out, (day.year - 1970) * 12 + day.month - 1, DATE_DASHES);
        return;
    }
    day_put(out, day, DATE_DASHES);
    if (kind == CELL_INSTANT) {
        buffer_text(out, " 10:00:00");
    }
}

// ---- money
static void digits_put_commas(Buffer *out, uint64_t yuan) {
    if (yuan >= 1000) {
        digits_put_commas(out, yuan / 1000);
        buffer_char(out, ',');
        buffer_digits(out, yuan % 1000, 3);
        return;
    }
    buffer_digits(out, yuan, 1);
}

static void digits_widen(Buffer *out, size_t from) {
    char narrow[64];
    size_t length = out->length - from;
    CHECK(length <= sizeof narrow);
    memcpy(narrow, out->data + from, length);
    out->length = from;
    for (size_t i = 0; i < length; i++) {
        if (narrow[i] < '0' || narrow[i] > '9') {
            buffer_char(out, narrow[i]);
            continue;
        }
        const char wide[] = {(char)0xEF, (char)0xBC, (char)(0x90 + narrow[i] - '0')};
        buffer_put(out, wide, sizeof wide); // U+FF10 and following
    }
}

static void money_put(Buffer *out, int64_t fen, const CellPlace *place) {
    MoneyForm form = place->form->money;
    size_t from = out->length;
    uint64_t size = (uint64_t)(fen < 0 ? -fen : fen);
    bool is_quoted = form == MONEY_COMMAS && place->form->kind == FORM_CSV;
    if (is_quoted) {
        buffer_char(out, '"');
    }
    if (fen < 0) {
        buffer_char(out, '-');
    }
    if (form == MONEY_COMMAS) {
        digits_put_commas(out, size / 100);
    } else {
        buffer_digits(out, size / 100, 1);
    }
    if (form != MONEY_SHORT || size % 100 != 0) {
        buffer_char(out, '.');
        buffer_digits(out, size % 100, 2);
    }
    if (form == MONEY_WIDE && place->row % WIDE_EVERY == 0) {
        digits_widen(out, from);
    }
    if (is_quoted) {
        buffer_char(out, '"');
    }
}

// ---- the rest
static void hundredths_put(Buffer *out, int32_t value) {
    buffer_digits(out, (uint64_t)value / 100, 1);
    buffer_char(out, '.');
    buffer_digits(out, (uint64_t)value % 100, 2);
}

static void code_put(Buffer *out, const CodeList *codes, uint8_t code, bool has_codes) {
    CHECK(code < codes->count);
    buffer_text(out, has_codes ? codes->words[code].code : codes->words[code].chinese);
}

static void word_put(Buffer *out, const WordList *words, uint32_t word) {
    CHECK(word < words->count);
    buffer_text(out, words->words[word]);
}

static void flag_put(Buffer *out, bool flag, bool has_codes) {
    buffer_text(out, has_codes ? (flag ? "1" : "0") : (flag ? "是" : "否"));
}

static void serial_put(Buffer *out, const char *prefix, uint64_t serial, int width) {
    if (prefix != NULL) {
        buffer_text(out, prefix);
    }
    buffer_digits(out, serial, width);
}

static bool damaged_put(Buffer *out, const Column *column, const void *row,
                        const CellPlace *place) {
    Damage damage = row_damage(row);
    if (damage == DAMAGE_NONE || column->part != damage_part(damage)) {
        return false;
    }
    switch (damage) {
    case DAMAGE_NONE:
    case DAMAGE_COUNT: return false;
    case DAMAGE_CHECKSUM: identity_put_wrong(out, value_u64(row, column)); return true;
    case DAMAGE_EXCEL: identity_put_excel(out, value_u64(row, column)); return true;
    case DAMAGE_DATE: unreal_date_put(out, column->kind); return true;
    case DAMAGE_FUTURE: future_put(out, column->kind, place->delivered); return true;
    case DAMAGE_MISSING: return true;
    case DAMAGE_CODE: buffer_text(out, "不详99"); return true;
    }
    return false;
}

static void date_cell_put(Buffer *out, const Column *column, const void *row, DateForm form) {
    if (column->kind == CELL_INSTANT) {
        instant_put(out, value_i64(row, column), form);
        return;
    }
    int32_t value = value_i32(row, column);
    if (value == 0) {
        return;
    }
    if (column->kind == CELL_MONTH) {
        month_put(out, value, form);
    } else {
        day_put(out, day_of(value), form);
    }
}

static void text_cell_put(Buffer *out, const Column *column, const void *row,
                          const CellPlace *place) {
    switch (column->kind) {
    case CELL_SERIAL: serial_put(out, column->prefix, value_u64(row, column), 10); return;
    case CELL_SERIAL32: serial_put(out, column->prefix, value_u32(row, column), 4); return;
    case CELL_HOUSEHOLD: buffer_digits(out, value_u64(row, column), 15); return;
    case CELL_ADDRESS: address_put(out, value_u64(row, column)); return;
    case CELL_EMPLOYER: company_name_put(out, value_u16(row, column)); return;
    case CELL_EMPLOYER_CODE: credit_code_put(out, value_u16(row, column)); return;
    case CELL_FIRM: company_name_put(out, value_u32(row, column)); return;
    case CELL_FIRM_CODE: credit_code_put(out, value_u32(row, column)); return;
    case CELL_PLATE: plate_put(out, value_u64(row, column)); return;
    case CELL_NAME: {
        NameId name = value_u32(row, column);
        if (name != 0) {
            name_put(out, name, place->form->dot);
        }
        return;
    }
    case CELL_CODE:
        code_put(out, column->codes, value_u8(row, column), place->form->has_codes);
        return;
    case CELL_WORD8: word_put(out, column->words, value_u8(row, column)); return;
    case CELL_WORD16: word_put(out, column->words, value_u16(row, column)); return;
    case CELL_FLAG: flag_put(out, value_u8(row, column) != 0, place->form->has_codes); return;
    default: CHECK(false);
    }
}

void cell_put(Buffer *out, const Column *column, const void *row, const CellPlace *place) {
    if (damaged_put(out, column, row, place)) {
        return;
    }
    switch (column->kind) {
    case CELL_IDENTITY: identity_put(out, value_u64(row, column), place); return;
    case CELL_DATE:
    case CELL_MONTH:
    case CELL_INSTANT: date_cell_put(out, column, row, place->form->dates); return;
    case CELL_MONEY: money_put(out, value_i64(row, column), place); return;
    case CELL_INTEGER: buffer_digits(out, (uint64_t)value_i32(row, column), 1); return;
    case CELL_REGION: buffer_digits(out, (uint64_t)value_i64(row, column), 12); return;
    case CELL_HUNDREDTHS: hundredths_put(out, value_i32(row, column)); return;
    default: text_cell_put(out, column, row, place); return;
    }
}

bool cell_is_date(const Column *column, const void *row, int32_t *out_days) {
    Damage damage = row_damage(row);
    bool is_damaged = damage != DAMAGE_NONE && damage_part(damage) == column->part;
    if (column->kind != CELL_DATE || is_damaged) {
        return false;
    }
    *out_days = value_i32(row, column);
    return *out_days != 0;
}
