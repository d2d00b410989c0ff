// SPDX-License-Identifier: Apache-2.0
#include "dmn/simple_test.h"
#include "feel/number.h"
#include <string.h>

enum { CONSTANTS_MAX = 16 };

// The constant at the start of *rest, moved behind it; false: something else stands there.
static bool take_constant(Arena *arena, Str *rest, FeelValue *out_value) {
    if (rest->length > 0 && rest->data[0] == '"') {
        Str behind = str_slice(*rest, 1, rest->length);
        Str text = str_cut(&behind, '"');
        size_t at = 0;
        // An escape, or no second quote: cutting then leaves nothing behind the last one.
        if (str_find(text, STR("\\"), &at) || text.length + 2 > rest->length) {
            return false;
        }
        *out_value = feel_string_borrowed(text);
        *rest = str_trim(behind);
        return true;
    }
    size_t end = 0;
    while (end < rest->length && rest->data[end] != ',') {
        end++;
    }
    Str word = str_trim(str_slice(*rest, 0, end));
    bool is_true = str_equal(word, STR("true"));
    if (is_true || str_equal(word, STR("false"))) {
        *out_value = feel_boolean(is_true);
    } else {
        *out_value = number_parse(arena, word);
    }
    *rest = str_slice(*rest, end, rest->length);
    return out_value->kind != FEEL_NULL;
}

static bool take_comparison(Str *rest, SimpleKind *out_kind) {
    static const struct {
        Str sign;
        SimpleKind kind;
    } SIGNS[] = {
        {{"<=", 2}, SIMPLE_AT_MOST},
        {{">=", 2}, SIMPLE_AT_LEAST},
        {{"<", 1}, SIMPLE_LESS},
        {{">", 1}, SIMPLE_MORE},
    };
    for (size_t i = 0; i < sizeof SIGNS / sizeof *SIGNS; i++) {
        if (str_starts_with(*rest, SIGNS[i].sign)) {
            *out_kind = SIGNS[i].kind;
            *rest = str_trim(str_slice(*rest, SIGNS[i].sign.length, rest->length));
            return true;
        }
    }
    return false;
}

const SimpleTest *simple_test_new(Arena *arena, Str text) {
    FeelValue constants[CONSTANTS_MAX];
    SimpleTest test = {.kind = SIMPLE_ONE_OF};
    Str rest = str_trim(text);
    bool is_comparison = take_comparison(&rest, &test.kind);
    bool has_more = true;
    while (has_more) {
        if (test.count == CONSTANTS_MAX || !take_constant(arena, &rest, &constants[test.count]) ||
            constants[test.count].kind != constants[0].kind) {
            return NULL;
        }
        test.count++;
        has_more = rest.length > 0;
        if (has_more && rest.data[0] != ',') {
            return NULL;
        }
        rest = has_more ? str_trim(str_slice(rest, 1, rest.length)) : rest;
    }
    if (is_comparison && (test.count != 1 || constants[0].kind != FEEL_NUMBER)) {
        return NULL;
    }
    SimpleTest *kept = arena_alloc(arena, 1, sizeof *kept);
    test.constants = arena_alloc(arena, test.count, sizeof *constants);
    memcpy(test.constants, constants, test.count * sizeof *constants);
    *kept = test;
    return kept;
}

static bool is_same(FeelValue a, FeelValue b) {
    if (a.kind == FEEL_STRING) {
        return str_equal(feel_as_string(a), feel_as_string(b));
    }
    return a.kind == FEEL_BOOLEAN ? a.number == b.number : number_compare(a, b) == 0;
}

static bool is_one_of(const SimpleTest *test, FeelValue value) {
    for (size_t i = 0; i < test->count; i++) {
        if (is_same(value, test->constants[i])) {
            return true;
        }
    }
    return false;
}

bool simple_test_run(const SimpleTest *test, FeelValue value, bool *out_accepts) {
    FeelValue constant = test->constants[0];
    if (value.kind != constant.kind) {
        return false;
    }
    switch (test->kind) {
    case SIMPLE_ONE_OF: *out_accepts = is_one_of(test, value); break;
    case SIMPLE_LESS: *out_accepts = number_compare(value, constant) < 0; break;
    case SIMPLE_AT_MOST: *out_accepts = number_compare(value, constant) <= 0; break;
    case SIMPLE_MORE: *out_accepts = number_compare(value, constant) > 0; break;
    case SIMPLE_AT_LEAST: *out_accepts = number_compare(value, constant) >= 0; break;
    }
    return true;
}
