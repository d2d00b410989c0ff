// SPDX-License-Identifier: Apache-2.0
#include "policy/source_private.h"

// 0.70 -> 70 * 10^-2; at most 18 digits.
static bool decimal_parse(Str text, Scalar *out_value) {
    char digits[24];
    size_t length = 0;
    int exponent = 0;
    bool has_point = false;
    for (size_t i = 0; i < text.length; i++) {
        if (text.data[i] == '.' && !has_point) {
            has_point = true;
            continue;
        }
        if (length == sizeof digits) {
            return false;
        }
        digits[length++] = text.data[i];
        exponent -= has_point ? 1 : 0;
    }
    int64_t number = 0;
    if (!str_to_int64((Str){digits, length}, &number)) {
        return false;
    }
    *out_value = (Scalar){.type = SCALAR_DECIMAL, .exponent = (int8_t)exponent, .number = number};
    return true;
}

static bool boolean_parse(Str text, Scalar *out_value) {
    bool is_true = str_equal(text, STR("true")) || str_equal(text, STR("yes"));
    bool is_false = str_equal(text, STR("false")) || str_equal(text, STR("no"));
    *out_value = (Scalar){.type = SCALAR_BOOLEAN, .number = is_true};
    return is_true || is_false;
}

static bool integer_parse(Str text, Scalar *out_value) {
    out_value->type = SCALAR_INTEGER;
    return str_to_int64(text, &out_value->number);
}

static Status calendar_parse(ScalarType type, Str text, Scalar *out_value, Error *error) {
    Date date = {0};
    Month month = {0};
    Instant instant = {0};
    Status status = STATUS_OK;
    if (type == SCALAR_DATE) {
        status = date_parse(text, &date, error);
        out_value->number = date.days;
    } else if (type == SCALAR_MONTH) {
        status = month_parse(text, &month, error);
        out_value->number = month.months;
    } else {
        status = instant_parse(text, &instant, error);
        out_value->number = instant.us;
    }
    return status;
}

Status value_parse(Arena *arena, ScalarType type, Str text, Scalar *out_value, Error *error) {
    Scalar value = {.type = (uint8_t)type};
    Money money = {0};
    bool is_fine = true;
    Status status = STATUS_OK;
    switch (type) {
    case SCALAR_TEXT: value.text = arena_copy(arena, text); break;
    case SCALAR_BOOLEAN: is_fine = boolean_parse(text, &value); break;
    case SCALAR_DECIMAL: is_fine = decimal_parse(text, &value); break;
    case SCALAR_INTEGER: is_fine = integer_parse(text, &value); break;
    case SCALAR_MONEY:
        status = money_parse(text, &money, error);
        value.number = money.fen;
        break;
    case SCALAR_DATE:
    case SCALAR_MONTH:
    case SCALAR_INSTANT: status = calendar_parse(type, text, &value, error); break;
    case SCALAR_NULL:
    case SCALAR_PERSON: is_fine = false; break;
    }
    if (!is_fine) {
        return error_set(error, STATUS_INVALID, "\"" STR_FMT "\" is no value of type %s",
                         STR_ARG(text), scalar_type_name(type));
    }
    if (status == STATUS_OK) {
        *out_value = value;
    }
    return status;
}
