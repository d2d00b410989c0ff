// SPDX-License-Identifier: Apache-2.0
// matches(), replace(), split().
#include "base/check.h"
#include "feel/builtin.h"
#include "feel/regex.h"
#include <string.h>

// A search within the step limit of the run.
typedef struct Search {
    FeelVm *vm;
    const Regex *regex;
    Str text;
    RegexMatch match;
} Search;

static bool search_init(Search *search, FeelVm *vm, const FeelValue *arguments, FeelValue flags) {
    const char *fault = "";
    bool has_flags = flags.kind != FEEL_NULL;
    if (!vm_expect(vm, arguments[0], FEEL_STRING, "the text") ||
        !vm_expect(vm, arguments[1], FEEL_STRING, "the pattern") ||
        (has_flags && !vm_expect(vm, flags, FEEL_STRING, "the flags")) ||
        !vm_spend(vm, arguments[1].length)) {
        return false;
    }
    *search = (Search){.vm = vm, .text = feel_as_string(arguments[0])};
    search->regex = regex_compile(vm_arena(vm), feel_as_string(arguments[1]),
                                  has_flags ? feel_as_string(flags) : (Str){0}, &fault);
    if (search->regex == NULL) {
        vm_fail(vm, "%s(): %s", vm->name, fault);
        return false;
    }
    return true;
}

static bool search_next(Search *search, size_t from) {
    uint64_t limit = vm_steps_left(search->vm) + 1;
    uint64_t steps = limit;
    bool is_found = regex_search(search->regex, search->text, from, &steps, &search->match);
    return vm_spend(search->vm, limit - steps) && is_found;
}

FeelValue builtin_matches(FeelVm *vm, const FeelValue *arguments, size_t count) {
    Search search;
    if (!search_init(&search, vm, arguments, count == 3 ? arguments[2] : FEEL_NULL_VALUE)) {
        return FEEL_NULL_VALUE;
    }
    return feel_boolean(search_next(&search, 0));
}

// A pattern that matches nothing at all would match everywhere.
static bool matches_empty_text(Search *search) {
    Str text = search->text;
    search->text = (Str){0};
    bool is_found = search_next(search, 0);
    search->text = text;
    return is_found;
}

// $1 ... $9 and so on as long as there is such a group, \$ and \\.
static bool append_replacement(const Search *search, Str replacement, Text *out) {
    for (size_t i = 0; i < replacement.length; i++) {
        char c = replacement.data[i];
        char next = i + 1 < replacement.length ? replacement.data[i + 1] : '\0';
        if (c == '\\') {
            if (next != '\\' && next != '$') {
                return false;
            }
            text_append_char(out, next);
            i++;
        } else if (c == '$') {
            if (next < '0' || next > '9') {
                return false;
            }
            size_t group = (size_t)(next - '0');
            i++;
            while (i + 1 < replacement.length && replacement.data[i + 1] >= '0' &&
                   replacement.data[i + 1] <= '9' && group > 0 &&
                   group * 10 + (size_t)(replacement.data[i + 1] - '0') <=
                       regex_group_count(search->regex)) {
                group = group * 10 + (size_t)(replacement.data[++i] - '0');
            }
            bool takes_part =
                group <= regex_group_count(search->regex) && search->match.ends[group] != SIZE_MAX;
            if (takes_part) {
                text_append(out, str_slice(search->text, search->match.starts[group],
                                           search->match.ends[group]));
            }
        } else {
            text_append_char(out, c);
        }
    }
    return true;
}

FeelValue builtin_replace(FeelVm *vm, const FeelValue *arguments, size_t count) {
    Search search;
    if (!search_init(&search, vm, arguments, count == 4 ? arguments[3] : FEEL_NULL_VALUE) ||
        !vm_expect(vm, arguments[2], FEEL_STRING, "the replacement")) {
        return FEEL_NULL_VALUE;
    }
    if (matches_empty_text(&search)) {
        return vm_fail(vm, "replace(): the pattern matches an empty text");
    }
    CLEANUP(text_release) Text text = {0};
    size_t at = 0;
    while (search_next(&search, at)) {
        text_append(&text, str_slice(search.text, at, search.match.starts[0]));
        if (!append_replacement(&search, feel_as_string(arguments[2]), &text)) {
            return vm_fail(vm, "replace(): in the replacement '\\' and '$' need a '\\' before");
        }
        if (!vm_spend(vm, text.length / 64)) {
            return FEEL_NULL_VALUE;
        }
        at = search.match.ends[0];
    }
    text_append(&text, str_slice(search.text, at, search.text.length));
    if (text.is_cut || !vm_reserve(vm, text.length)) {
        return FEEL_NULL_VALUE;
    }
    return feel_string(vm_arena(vm), text_str(&text));
}

FeelValue builtin_split(FeelVm *vm, const FeelValue *arguments, size_t count) {
    (void)count;
    Search search;
    if (!search_init(&search, vm, arguments, FEEL_NULL_VALUE)) {
        return FEEL_NULL_VALUE;
    }
    if (matches_empty_text(&search)) {
        return vm_fail(vm, "split(): the delimiter matches an empty text");
    }
    ListBuilder parts = {0};
    size_t at = 0;
    while (search_next(&search, at)) {
        list_add(vm, &parts,
                 feel_string_borrowed(str_slice(search.text, at, search.match.starts[0])));
        at = search.match.ends[0];
    }
    list_add(vm, &parts, feel_string_borrowed(str_slice(search.text, at, search.text.length)));
    return list_finish(&parts);
}
