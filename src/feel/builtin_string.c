// SPDX-License-Identifier: Apache-2.0
#include "base/check.h"
#include "feel/builtin.h"
#include "feel/character.h"
#include "feel/number.h"
#include <string.h>

static size_t character_count(Str text) {
    size_t count = 0;
    for (size_t at = 0; at < text.length; count++) {
        str_next_character(text, &at);
    }
    return count;
}

// The byte at which character number `index` (from 0) begins.
static size_t byte_of(Str text, size_t index) {
    size_t at = 0;
    for (size_t i = 0; i < index && at < text.length; i++) {
        str_next_character(text, &at);
    }
    return at;
}

// Finding one text in another may take as many steps as both lengths multiplied.
static bool two_strings(FeelVm *vm, const FeelValue *arguments) {
    enum { BYTES_PER_STEP = 4096 };
    return vm_expect(vm, arguments[0], FEEL_STRING, "the first argument") &&
           vm_expect(vm, arguments[1], FEEL_STRING, "the second argument") &&
           vm_spend(vm, (uint64_t)arguments[0].length * arguments[1].length / BYTES_PER_STEP);
}

static FeelValue string_of_text(FeelVm *vm, Text *text) {
    if (text->is_cut || !vm_reserve(vm, text->length)) {
        return vm_fail(vm, "%s(): the text is too long", vm->name);
    }
    return feel_string(vm_arena(vm), text_str(text));
}

FeelValue builtin_string(FeelVm *vm, const FeelValue *arguments, size_t count) {
    (void)count;
    FeelValue value = arguments[0];
    if (value.kind == FEEL_STRING || value.kind == FEEL_NULL) {
        return value;
    }
    CLEANUP(text_release) Text text = {0};
    feel_format(value, &text);
    return string_of_text(vm, &text);
}

// "1 234,5" with its separators -> "1234.5"
static bool plain_digits(FeelVm *vm, Str from, const FeelValue *separators, Text *out) {
    char group = '\0';
    char point = '.';
    for (size_t i = 0; i < 2; i++) {
        FeelValue separator = separators[i];
        bool is_known = separator.kind == FEEL_STRING && separator.length == 1 &&
                        strchr(i == 0 ? " ,." : ",.", *(const char *)separator.pointer) != NULL;
        if (separator.kind != FEEL_NULL && !is_known) {
            vm_fail(vm, "number(): a separator is ' ' (grouping only), ',' or '.'");
            return false;
        }
        if (is_known) {
            *(i == 0 ? &group : &point) = *(const char *)separator.pointer;
        }
    }
    if (group == point) {
        vm_fail(vm, "number(): the separators must differ");
        return false;
    }
    for (size_t i = 0; i < from.length; i++) {
        char c = from.data[i];
        if (c != group || group == '\0') {
            bool is_foreign = c == '.' && point != '.';
            text_append_char(out, c == point ? '.' : is_foreign ? '?' : c);
        }
    }
    return true;
}

FeelValue builtin_number(FeelVm *vm, const FeelValue *arguments, size_t count) {
    if (arguments[0].kind == FEEL_NUMBER && count == 1) {
        return arguments[0];
    }
    if (!vm_expect(vm, arguments[0], FEEL_STRING, "from") ||
        !vm_spend(vm, arguments[0].length / 16)) {
        return FEEL_NULL_VALUE;
    }
    CLEANUP(text_release) Text text = {0};
    FeelValue separators[2] = {count > 1 ? arguments[1] : FEEL_NULL_VALUE,
                               count > 2 ? arguments[2] : FEEL_NULL_VALUE};
    if (!plain_digits(vm, feel_as_string(arguments[0]), separators, &text)) {
        return FEEL_NULL_VALUE;
    }
    FeelValue number = number_parse(vm_arena(vm), text_str(&text));
    return number.kind == FEEL_NULL ? vm_fail(vm, "number(): the text is no number") : number;
}

FeelValue builtin_string_length(FeelVm *vm, const FeelValue *arguments, size_t count) {
    (void)count;
    if (!vm_expect(vm, arguments[0], FEEL_STRING, "the string") ||
        !vm_spend(vm, arguments[0].length / 16)) {
        return FEEL_NULL_VALUE;
    }
    return feel_integer((int64_t)character_count(feel_as_string(arguments[0])));
}

// A place counted from 1, or from -1 backwards, as an index from 0.
static bool place_in(FeelVm *vm, FeelValue position, size_t count, size_t *out_index) {
    int64_t place = 0;
    if (!vm_expect(vm, position, FEEL_NUMBER, "the position")) {
        return false;
    }
    if (!number_to_int64(position, &place) || place == 0 || place > (int64_t)count ||
        place < -(int64_t)count) {
        vm_fail(vm, "%s(): there is no such position", vm->name);
        return false;
    }
    *out_index = place > 0 ? (size_t)place - 1 : count - (size_t)-place;
    return true;
}

FeelValue builtin_substring(FeelVm *vm, const FeelValue *arguments, size_t count) {
    size_t from = 0;
    if (!vm_expect(vm, arguments[0], FEEL_STRING, "the string") ||
        !vm_spend(vm, arguments[0].length / 8)) {
        return FEEL_NULL_VALUE;
    }
    Str text = feel_as_string(arguments[0]);
    size_t characters = character_count(text);
    if (!place_in(vm, arguments[1], characters, &from)) {
        return FEEL_NULL_VALUE;
    }
    int64_t length = (int64_t)(characters - from);
    if (count == 3 && arguments[2].kind != FEEL_NULL) {
        int64_t wanted = 0;
        if (!vm_expect(vm, arguments[2], FEEL_NUMBER, "the length") ||
            !number_to_int64(number_to_integer(vm_arena(vm), arguments[2], NUMBER_DOWN), &wanted) ||
            wanted < 1) {
            return vm_fail(vm, "substring(): the length must be at least 1");
        }
        length = wanted < length ? wanted : length;
    }
    size_t first = byte_of(text, from);
    Str rest = str_slice(text, first, text.length);
    return feel_string_borrowed(str_slice(rest, 0, byte_of(rest, (size_t)length)));
}

static FeelValue change_case(FeelVm *vm, FeelValue value, bool to_upper) {
    if (!vm_expect(vm, value, FEEL_STRING, "the string") || !vm_spend(vm, value.length / 8)) {
        return FEEL_NULL_VALUE;
    }
    Str text = feel_as_string(value);
    CLEANUP(text_release) Text changed = {0};
    for (size_t at = 0; at < text.length;) {
        uint32_t c = str_next_character(text, &at);
        uint32_t letters[CASE_CHARACTERS_MAX];
        size_t count = to_upper ? character_upper(c, letters) : character_lower(c, letters);
        for (size_t i = 0; i < count; i++) {
            text_append_character(&changed, letters[i]);
        }
    }
    return string_of_text(vm, &changed);
}

FeelValue builtin_upper_case(FeelVm *vm, const FeelValue *arguments, size_t count) {
    (void)count;
    return change_case(vm, arguments[0], true);
}

FeelValue builtin_lower_case(FeelVm *vm, const FeelValue *arguments, size_t count) {
    (void)count;
    return change_case(vm, arguments[0], false);
}

FeelValue builtin_substring_before(FeelVm *vm, const FeelValue *arguments, size_t count) {
    (void)count;
    size_t at = 0;
    if (!two_strings(vm, arguments)) {
        return FEEL_NULL_VALUE;
    }
    Str text = feel_as_string(arguments[0]);
    bool is_found = str_find(text, feel_as_string(arguments[1]), &at);
    return feel_string_borrowed(str_slice(text, 0, is_found ? at : 0));
}

FeelValue builtin_substring_after(FeelVm *vm, const FeelValue *arguments, size_t count) {
    (void)count;
    size_t at = 0;
    if (!two_strings(vm, arguments)) {
        return FEEL_NULL_VALUE;
    }
    Str text = feel_as_string(arguments[0]);
    bool is_found = str_find(text, feel_as_string(arguments[1]), &at);
    size_t from = is_found ? at + arguments[1].length : text.length;
    return feel_string_borrowed(str_slice(text, from, text.length));
}

FeelValue builtin_contains(FeelVm *vm, const FeelValue *arguments, size_t count) {
    (void)count;
    size_t at = 0;
    return two_strings(vm, arguments) ? feel_boolean(str_find(feel_as_string(arguments[0]),
                                                              feel_as_string(arguments[1]), &at))
                                      : FEEL_NULL_VALUE;
}

FeelValue builtin_starts_with(FeelVm *vm, const FeelValue *arguments, size_t count) {
    (void)count;
    return two_strings(vm, arguments) ? feel_boolean(str_starts_with(feel_as_string(arguments[0]),
                                                                     feel_as_string(arguments[1])))
                                      : FEEL_NULL_VALUE;
}

FeelValue builtin_ends_with(FeelVm *vm, const FeelValue *arguments, size_t count) {
    (void)count;
    return two_strings(vm, arguments) ? feel_boolean(str_ends_with(feel_as_string(arguments[0]),
                                                                   feel_as_string(arguments[1])))
                                      : FEEL_NULL_VALUE;
}

FeelValue builtin_string_join(FeelVm *vm, const FeelValue *arguments, size_t count) {
    Str delimiter = {0};
    FeelValue list = arguments[0];
    if (list.kind == FEEL_STRING) {
        list = feel_list(vm_arena(vm), &list, 1);
    }
    if (!vm_expect(vm, list, FEEL_LIST, "the list")) {
        return FEEL_NULL_VALUE;
    }
    if (count == 2 && arguments[1].kind != FEEL_NULL) {
        if (!vm_expect(vm, arguments[1], FEEL_STRING, "the delimiter")) {
            return FEEL_NULL_VALUE;
        }
        delimiter = feel_as_string(arguments[1]);
    }
    CLEANUP(text_release) Text text = {0};
    bool is_first = true;
    for (size_t i = 0; i < list.length; i++) {
        FeelValue item = feel_items(list)[i];
        if (item.kind == FEEL_NULL) {
            continue;
        }
        if (!vm_expect(vm, item, FEEL_STRING, "each item") || !vm_spend(vm, item.length / 16)) {
            return FEEL_NULL_VALUE;
        }
        text_append(&text, !is_first ? delimiter : (Str){0});
        text_append(&text, feel_as_string(item));
        is_first = false;
    }
    return string_of_text(vm, &text);
}
