// SPDX-License-Identifier: Apache-2.0
#include "base/check.h"
#include "base/memory.h"
#include "feel/character.h"
#include "feel/lexer.h"
#include "feel/regex_private.h"
#include <string.h>

enum { LOOPS_MAX = 64, STACK_MAX = 1000 * 1000 };

static bool item_has(const RegexItem *item, uint32_t c) {
    switch (item->kind) {
    case ITEM_SPAN: return c >= item->first && c <= item->last;
    case ITEM_SPACE: return c == ' ' || c == '\t' || c == '\n' || c == '\r';
    case ITEM_DIGIT: return character_is_digit(c);
    case ITEM_WORD: return character_is_word(c);
    // Names of XML are those of FEEL without '?', and with marks of their own.
    case ITEM_NAME_START: return (c != '?' && name_starts_with(c)) || c == ':';
    case ITEM_NAME: return (c != '?' && name_continues_with(c)) || c == ':' || c == '-' || c == '.';
    case ITEM_PROPERTY: return character_has_property(c, item->first);
    }
    return false;
}

static bool class_lists(const RegexClass *class, uint32_t c) {
    for (size_t i = 0; i < class->count; i++) {
        if (item_has(&class->items[i], c) != class->items[i].is_negated) {
            return true;
        }
    }
    return false;
}

// Without case a class has a character when it lists any of its forms; negation and what is taken
// out come after that. Categories and blocks speak of the character as it is.
static bool class_lists_form(const RegexClass *class, uint32_t c) {
    uint32_t forms[3] = {character_fold(c)};
    uint32_t letters[CASE_CHARACTERS_MAX];
    forms[1] = character_upper(c, letters) == 1 ? letters[0] : c;
    forms[2] = character_lower(c, letters) == 1 ? letters[0] : c;
    for (size_t i = 0; i < class->count; i++) {
        const RegexItem *item = &class->items[i];
        for (size_t k = 0; item->kind == ITEM_SPAN && k < ARRAY_COUNT(forms); k++) {
            if (item_has(item, forms[k])) {
                return true;
            }
        }
    }
    return false;
}

bool regex_class_has(const RegexClass *class, uint32_t c, bool ignores_case) {
    bool is_listed = class_lists(class, c) || (ignores_case && class_lists_form(class, c));
    return is_listed != class->is_negated &&
           (class->minus == NULL || !regex_class_has(class->minus, c, ignores_case));
}

// What to restore when a branch fails: where to go on, or an old value of a group or loop.
typedef struct Retreat {
    enum { RETREAT_BRANCH, RETREAT_START, RETREAT_END, RETREAT_LOOP } kind;
    uint32_t number; // code, group, loop
    size_t value;    // place in the text
} Retreat;

typedef struct Matcher {
    const Regex *regex;
    Str text;
    size_t at;
    RegexMatch groups;
    size_t loops[LOOPS_MAX];
    Retreat *stack;
    size_t stack_count;
    size_t stack_capacity;
    uint64_t steps; // left
} Matcher;

static void push(Matcher *matcher, Retreat retreat) {
    matcher->stack = array_reserve(matcher->stack, matcher->stack_count, &matcher->stack_capacity,
                                   sizeof(retreat));
    matcher->stack[matcher->stack_count++] = retreat;
}

// Goes back to the last branch; false: there is none left.
static bool retreat(Matcher *matcher, size_t *out_code) {
    while (matcher->stack_count > 0) {
        Retreat last = matcher->stack[--matcher->stack_count];
        switch (last.kind) {
        case RETREAT_START: matcher->groups.starts[last.number] = last.value; break;
        case RETREAT_END: matcher->groups.ends[last.number] = last.value; break;
        case RETREAT_LOOP: matcher->loops[last.number] = last.value; break;
        case RETREAT_BRANCH:
            matcher->at = last.value;
            *out_code = last.number;
            return true;
        }
    }
    return false;
}

static bool read_character(Matcher *matcher, const RegexCode *code) {
    const Regex *regex = matcher->regex;
    if (matcher->at >= matcher->text.length) {
        return false;
    }
    uint32_t c = str_next_character(matcher->text, &matcher->at);
    switch (code->op) {
    case REGEX_CHARACTER:
        return c == code->value ||
               (regex->ignores_case && character_fold(c) == character_fold(code->value));
    case REGEX_ANY: return regex->dot_is_all || (c != '\n' && c != '\r');
    default: return regex_class_has(regex->classes[code->value], c, regex->ignores_case);
    }
}

static bool read_reference(Matcher *matcher, uint32_t group) {
    size_t at = matcher->groups.starts[group];
    size_t end = matcher->groups.ends[group];
    if (end == SIZE_MAX) {
        return true; // a group that took no part is the empty text
    }
    while (at < end) {
        if (matcher->at >= matcher->text.length) {
            return false;
        }
        uint32_t wanted = str_next_character(matcher->text, &at);
        uint32_t found = str_next_character(matcher->text, &matcher->at);
        bool is_same = wanted == found || (matcher->regex->ignores_case &&
                                           character_fold(wanted) == character_fold(found));
        if (!is_same) {
            return false;
        }
    }
    return true;
}

// A newline that ends the text begins no line, and there is no line end behind it.
static bool is_line_start(const Matcher *matcher) {
    size_t at = matcher->at;
    return at == 0 || (matcher->regex->is_multiline && at < matcher->text.length &&
                       matcher->text.data[at - 1] == '\n');
}

static bool is_line_end(const Matcher *matcher) {
    size_t at = matcher->at;
    return at == matcher->text.length ||
           (matcher->regex->is_multiline && matcher->text.data[at] == '\n');
}

static void set_group(Matcher *matcher, const RegexCode *code) {
    bool is_start = code->op == REGEX_GROUP_START;
    size_t *place =
        is_start ? &matcher->groups.starts[code->value] : &matcher->groups.ends[code->value];
    push(matcher, (Retreat){is_start ? RETREAT_START : RETREAT_END, code->value, *place});
    *place = matcher->at;
}

// Executes one instruction; false: this branch fails.
static bool step(Matcher *matcher, size_t *code_at) {
    const RegexCode *code = &matcher->regex->code[*code_at];
    size_t target = (size_t)((int64_t)*code_at + code->to);
    (*code_at)++;
    switch (code->op) {
    case REGEX_CHARACTER:
    case REGEX_ANY:
    case REGEX_CLASS: return read_character(matcher, code);
    case REGEX_LINE_START: return is_line_start(matcher);
    case REGEX_LINE_END: return is_line_end(matcher);
    case REGEX_GROUP_START:
    case REGEX_GROUP_END: set_group(matcher, code); return true;
    case REGEX_REFERENCE: return read_reference(matcher, code->value);
    case REGEX_SPLIT:
        push(matcher, (Retreat){RETREAT_BRANCH, (uint32_t)target, matcher->at});
        return true;
    case REGEX_SPLIT_LAZY:
        push(matcher, (Retreat){RETREAT_BRANCH, (uint32_t)*code_at, matcher->at});
        *code_at = target;
        return true;
    case REGEX_JUMP: *code_at = target; return true;
    case REGEX_MARK:
        push(matcher, (Retreat){RETREAT_LOOP, code->value, matcher->loops[code->value]});
        matcher->loops[code->value] = matcher->at;
        return true;
    case REGEX_PROGRESS: return matcher->at != matcher->loops[code->value];
    case REGEX_DONE: break;
    }
    return true;
}

static bool match_at(Matcher *matcher, size_t start) {
    size_t code_at = 0;
    matcher->at = start;
    matcher->stack_count = 0;
    memset(&matcher->groups, 0xFF, sizeof(matcher->groups));
    while (matcher->regex->code[code_at].op != REGEX_DONE) {
        if (matcher->steps == 0 || matcher->stack_count > STACK_MAX) {
            matcher->steps = 0;
            return false;
        }
        matcher->steps--;
        if (!step(matcher, &code_at) && !retreat(matcher, &code_at)) {
            return false;
        }
    }
    matcher->groups.starts[0] = start;
    matcher->groups.ends[0] = matcher->at;
    return true;
}

bool regex_search(const Regex *regex, Str text, size_t from, uint64_t *steps,
                  RegexMatch *out_match) {
    Matcher matcher = {.regex = regex, .text = text, .steps = *steps};
    bool is_found = false;
    size_t start = from;
    for (;;) {
        is_found = match_at(&matcher, start);
        if (is_found || start >= text.length || matcher.steps == 0) {
            break;
        }
        str_next_character(text, &start);
    }
    memory_free(matcher.stack);
    *steps = matcher.steps;
    if (is_found) {
        *out_match = matcher.groups;
    }
    return is_found;
}
