// SPDX-License-Identifier: Apache-2.0
#include "column/scalar.h"

#include "base/check.h"

Scalar scalar_boolean(bool value) {
    return (Scalar){.type = SCALAR_BOOLEAN, .number = value};
}

Scalar scalar_integer(int64_t value) {
    return (Scalar){.type = SCALAR_INTEGER, .number = value};
}

Scalar scalar_money(Money value) {
    return (Scalar){.type = SCALAR_MONEY, .number = value.fen};
}

Scalar scalar_date(Date value) {
    return (Scalar){.type = SCALAR_DATE, .number = value.days};
}

Scalar scalar_month(Month value) {
    return (Scalar){.type = SCALAR_MONTH, .number = value.months};
}

Scalar scalar_text(Str value) {
    return (Scalar){.type = SCALAR_TEXT, .text = value};
}

// 1.50 and 1.5 are one value: trailing zeros move into the exponent, and zero has one form.
static int64_t decimal_reduce(Scalar value, int *out_exponent) {
    int64_t number = value.number;
    int exponent = number == 0 ? 0 : value.exponent;
    for (; number != 0 && number % 10 == 0; number /= 10) {
        exponent++;
    }
    *out_exponent = exponent;
    return number;
}

static bool decimal_equal(Scalar a, Scalar b) {
    int exponent_a = 0;
    int exponent_b = 0;
    int64_t number_a = decimal_reduce(a, &exponent_a);
    int64_t number_b = decimal_reduce(b, &exponent_b);
    return number_a == number_b && exponent_a == exponent_b;
}

bool scalar_is_same(Scalar a, Scalar b) {
    return a.type == b.type && a.exponent == b.exponent && a.number == b.number &&
           (a.type != SCALAR_TEXT || str_equal(a.text, b.text));
}

bool scalar_equal(Scalar a, Scalar b) {
    if (a.type != b.type) {
        return false;
    }
    switch ((ScalarType)a.type) {
    case SCALAR_NULL: return true;
    case SCALAR_TEXT: return str_equal(a.text, b.text);
    case SCALAR_DECIMAL: return decimal_equal(a, b);
    case SCALAR_BOOLEAN:
    case SCALAR_INTEGER:
    case SCALAR_MONEY:
    case SCALAR_DATE:
    case SCALAR_MONTH:
    case SCALAR_INSTANT:
    case SCALAR_PERSON: return a.number == b.number;
    }
    CHECK(false);
    return false;
}

static void decimal_format(Scalar value, Text *out) {
    uint64_t size = value.number < 0 ? 0 - (uint64_t)value.number : (uint64_t)value.number;
    char digits[24];
    size_t count = 0;
    for (; size > 0 || count == 0; size /= 10) {
        digits[count++] = (char)('0' + size % 10);
    }
    if (value.number < 0) {
        text_append_char(out, '-');
    }
    int places = value.exponent < 0 ? -value.exponent : 0;
    // At least one digit stands before the point.
    for (int at = (int)count > places ? (int)count : places + 1; at > 0; at--) {
        text_append_char(out, at > (int)count ? '0' : digits[at - 1]);
        if (at - 1 == places && places > 0) {
            text_append_char(out, '.');
        }
    }
    for (int i = 0; i < value.exponent && value.number != 0; i++) {
        text_append_char(out, '0');
    }
}

void scalar_format(Scalar value, Text *out) {
    switch ((ScalarType)value.type) {
    case SCALAR_NULL: return;
    case SCALAR_BOOLEAN: text_append(out, value.number != 0 ? STR("true") : STR("false")); return;
    case SCALAR_INTEGER:
    case SCALAR_PERSON: text_format(out, "%lld", (long long)value.number); return;
    case SCALAR_DECIMAL: decimal_format(value, out); return;
    case SCALAR_MONEY: money_format((Money){value.number}, out); return;
    case SCALAR_DATE: date_format((Date){(int32_t)value.number}, out); return;
    case SCALAR_MONTH: month_format((Month){(int32_t)value.number}, out); return;
    case SCALAR_INSTANT: instant_format((Instant){value.number}, out); return;
    case SCALAR_TEXT: text_append(out, value.text); return;
    }
    CHECK(false);
}

const char *scalar_type_name(ScalarType type) {
    static const char *const NAMES[] = {
        [SCALAR_NULL] = "null",       [SCALAR_BOOLEAN] = "boolean", [SCALAR_INTEGER] = "integer",
        [SCALAR_DECIMAL] = "decimal", [SCALAR_MONEY] = "money",     [SCALAR_DATE] = "date",
        [SCALAR_MONTH] = "month",     [SCALAR_INSTANT] = "instant", [SCALAR_PERSON] = "person",
        [SCALAR_TEXT] = "text",
    };
    CHECK((size_t)type < ARRAY_COUNT(NAMES));
    return NAMES[type];
}
