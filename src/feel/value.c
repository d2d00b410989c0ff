// SPDX-License-Identifier: Apache-2.0
#include "feel/value.h"
#include "base/check.h"
#include "feel/number.h"
#include "feel/temporal.h"
#include "feel/value_private.h"
#include <string.h>

FeelValue feel_boolean(bool value) {
    return (FeelValue){.kind = FEEL_BOOLEAN, .number = value};
}

FeelValue feel_integer(int64_t value) {
    return (FeelValue){.kind = FEEL_NUMBER, .number = value};
}

FeelValue feel_decimal(int64_t coefficient, int exponent) {
    CHECK(exponent >= INT8_MIN && exponent <= INT8_MAX);
    return (FeelValue){.kind = FEEL_NUMBER, .exponent = (int8_t)exponent, .number = coefficient};
}

FeelValue feel_date(Date date) {
    return (FeelValue){.kind = FEEL_DATE, .number = date.days};
}

FeelValue feel_string_borrowed(Str text) {
    CHECK(text.length <= UINT32_MAX);
    return (FeelValue){.kind = FEEL_STRING, .length = (uint32_t)text.length, .pointer = text.data};
}

FeelValue feel_string(Arena *arena, Str text) {
    return feel_string_borrowed(arena_copy(arena, text));
}

FeelValue feel_list(Arena *arena, const FeelValue *items, size_t count) {
    CHECK(count <= UINT32_MAX);
    FeelValue *copy = arena_alloc(arena, count, sizeof(FeelValue));
    if (count > 0) {
        memcpy(copy, items, count * sizeof(FeelValue));
    }
    return (FeelValue){.kind = FEEL_LIST, .length = (uint32_t)count, .pointer = copy};
}

FeelValue feel_context(Arena *arena, const FeelEntry *entries, size_t count) {
    CHECK(count <= UINT32_MAX);
    FeelEntry *copy = arena_alloc(arena, count, sizeof(FeelEntry));
    if (count > 0) {
        memcpy(copy, entries, count * sizeof(FeelEntry));
    }
    return (FeelValue){.kind = FEEL_CONTEXT, .length = (uint32_t)count, .pointer = copy};
}

Str feel_as_string(FeelValue value) {
    CHECK(value.kind == FEEL_STRING);
    return (Str){value.pointer, value.length};
}

const FeelValue *feel_items(FeelValue list) {
    CHECK(list.kind == FEEL_LIST);
    return list.pointer;
}

const FeelEntry *feel_entries(FeelValue context) {
    CHECK(context.kind == FEEL_CONTEXT);
    return context.pointer;
}

bool feel_get(FeelValue context, Str name, FeelValue *out_value) {
    if (context.kind != FEEL_CONTEXT) {
        return false;
    }
    const FeelEntry *entries = feel_entries(context);
    for (size_t i = 0; i < context.length; i++) {
        if (str_equal(entries[i].name, name)) {
            *out_value = entries[i].value;
            return true;
        }
    }
    return false;
}

bool feel_to_date(FeelValue value, Date *out_date) {
    if (value.kind != FEEL_DATE || value.number <= INT32_MIN || value.number >= INT32_MAX) {
        return false;
    }
    *out_date = (Date){(int32_t)value.number};
    return true;
}

const FeelRange *range_of(FeelValue range) {
    CHECK(range.kind == FEEL_RANGE);
    return range.pointer;
}

FeelValue range_make(Arena *arena, FeelRange range) {
    FeelRange *box = arena_alloc(arena, 1, sizeof(range));
    *box = range;
    return (FeelValue){.kind = FEEL_RANGE, .pointer = box};
}

const FeelFunction *function_of(FeelValue function) {
    CHECK(function.kind == FEEL_FUNCTION);
    return function.pointer;
}

FeelValue feel_function(Arena *arena, const Str *parameter_names, size_t parameter_count,
                        FeelCall call, const void *data) {
    Str *names = arena_alloc(arena, parameter_count, sizeof(Str));
    for (size_t i = 0; i < parameter_count; i++) {
        names[i] = arena_copy(arena, parameter_names[i]);
    }
    FeelFunction *function = arena_alloc(arena, 1, sizeof(*function));
    *function = (FeelFunction){.kind = FEEL_FUNCTION_NATIVE,
                               .parameters = names,
                               .parameter_count = parameter_count,
                               .call = call,
                               .data = data};
    return (FeelValue){.kind = FEEL_FUNCTION, .pointer = function};
}

const char *feel_kind_name(FeelKind kind) {
    static const char *const names[] = {
        [FEEL_NULL] = "null",
        [FEEL_BOOLEAN] = "boolean",
        [FEEL_NUMBER] = "number",
        [FEEL_STRING] = "string",
        [FEEL_DATE] = "date",
        [FEEL_TIME] = "time",
        [FEEL_DATE_TIME] = "date and time",
        [FEEL_DAYS_DURATION] = "days and time duration",
        [FEEL_MONTHS_DURATION] = "years and months duration",
        [FEEL_LIST] = "list",
        [FEEL_CONTEXT] = "context",
        [FEEL_RANGE] = "range",
        [FEEL_FUNCTION] = "function",
    };
    CHECK((size_t)kind < ARRAY_COUNT(names));
    return names[kind];
}
