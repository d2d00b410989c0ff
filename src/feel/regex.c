// SPDX-License-Identifier: Apache-2.0
#include "feel/regex.h"
#include "base/check.h"
#include "feel/character.h"
#include "feel/lexer.h"
#include "feel/regex_private.h"
#include <string.h>

enum { CODE_MAX = 20000, DEPTH_MAX = 50, REPEAT_MAX = 1000, LOOPS_MAX = 64 };

typedef struct Parser {
    Arena *arena;
    Str pattern;
    size_t at;
    Regex *regex;
    int depth;
    bool is_closed[REGEX_GROUPS_MAX]; // groups a reference may name
    const char *fault;
} Parser;

static bool parse_choice(Parser *parser);

static bool fail(Parser *parser, const char *fault) {
    parser->fault = parser->fault == NULL ? fault : parser->fault;
    return false;
}

static void *grown(Arena *arena, void *items, size_t count, size_t *capacity, size_t size) {
    if (count < *capacity) {
        return items;
    }
    size_t wider = *capacity == 0 ? 8 : *capacity * 2;
    void *copy = arena_alloc(arena, wider, size);
    if (count > 0) {
        memcpy(copy, items, count * size);
    }
    *capacity = wider;
    return copy;
}

static bool emit(Parser *parser, RegexOp op, uint32_t value, int32_t to) {
    Regex *regex = parser->regex;
    if (regex->code_count == CODE_MAX) {
        return fail(parser, "the pattern is too long");
    }
    regex->code = grown(parser->arena, regex->code, regex->code_count, &regex->code_capacity,
                        sizeof(regex->code[0]));
    regex->code[regex->code_count++] = (RegexCode){op, value, to};
    return true;
}

static bool at_end(const Parser *parser) {
    return parser->at >= parser->pattern.length;
}

static char peek(const Parser *parser) {
    return at_end(parser) ? '\0' : parser->pattern.data[parser->at];
}

static bool take(Parser *parser, char c) {
    if (at_end(parser) || parser->pattern.data[parser->at] != c) {
        return false;
    }
    parser->at++;
    return true;
}

static bool take_text(Parser *parser, Str text) {
    Str rest = str_slice(parser->pattern, parser->at, parser->pattern.length);
    if (!str_starts_with(rest, text)) {
        return false;
    }
    parser->at += text.length;
    return true;
}

// "{name}" behind \p
static bool parse_property(Parser *parser, RegexItem *out_item) {
    Str rest = str_slice(parser->pattern, parser->at, parser->pattern.length);
    size_t end = 0;
    uint32_t property = 0;
    if (peek(parser) != '{' || !str_find(rest, STR("}"), &end) ||
        !character_find_property(str_slice(rest, 1, end), &property)) {
        return fail(parser, "this character property is not known");
    }
    parser->at += end + 1;
    *out_item = (RegexItem){.kind = ITEM_PROPERTY, .first = property};
    return true;
}

// What stands behind a backslash, except references: a character or a set of them.
static bool parse_escape(Parser *parser, RegexItem *out_item) {
    static const char singles[] = "\\|.-^?*+{}()[]$";
    static const struct {
        char letter;
        RegexItemKind kind;
    } sets[] = {{'s', ITEM_SPACE},
                {'d', ITEM_DIGIT},
                {'w', ITEM_WORD},
                {'i', ITEM_NAME_START},
                {'c', ITEM_NAME}};
    char c = peek(parser);
    parser->at++;
    if (c == 'n' || c == 'r' || c == 't') {
        uint32_t code = c == 'n' ? '\n' : c == 'r' ? '\r' : '\t';
        *out_item = (RegexItem){.first = code, .last = code};
        return true;
    }
    if (c != '\0' && strchr(singles, c) != NULL) {
        *out_item = (RegexItem){.first = (uint8_t)c, .last = (uint8_t)c};
        return true;
    }
    bool is_capital = c >= 'A' && c <= 'Z';
    char letter = is_capital ? (char)(c | 0x20) : c;
    if (letter == 'p') {
        bool is_known = parse_property(parser, out_item);
        out_item->is_negated = is_capital;
        return is_known;
    }
    for (size_t i = 0; i < ARRAY_COUNT(sets); i++) {
        if (sets[i].letter == letter) {
            *out_item = (RegexItem){.kind = sets[i].kind, .is_negated = is_capital};
            return true;
        }
    }
    return fail(parser, "this escape means nothing");
}

static void class_add(Parser *parser, RegexClass *class, RegexItem item) {
    class->items =
        grown(parser->arena, class->items, class->count, &class->capacity, sizeof(class->items[0]));
    class->items[class->count++] = item;
}

// One character or set within [...].
static bool parse_class_atom(Parser *parser, RegexItem *out_item) {
    if (take(parser, '\\')) {
        return parse_escape(parser, out_item);
    }
    if (at_end(parser) || peek(parser) == '[') {
        return fail(parser, "a class '[...]' has no end");
    }
    uint32_t c = str_next_character(parser->pattern, &parser->at);
    *out_item = (RegexItem){.first = c, .last = c};
    return true;
}

static bool parse_class_item(Parser *parser, RegexClass *class) {
    RegexItem item = {0};
    RegexItem last = {0};
    if (!parse_class_atom(parser, &item)) {
        return false;
    }
    bool is_span =
        item.kind == ITEM_SPAN && peek(parser) == '-' && parser->at + 1 < parser->pattern.length &&
        parser->pattern.data[parser->at + 1] != ']' && parser->pattern.data[parser->at + 1] != '[';
    if (is_span) {
        parser->at++;
        if (!parse_class_atom(parser, &last)) {
            return false;
        }
        if (last.kind != ITEM_SPAN || last.first < item.first) {
            return fail(parser, "a range within '[...]' goes backwards");
        }
        item.last = last.first;
    }
    class_add(parser, class, item);
    return true;
}

// Behind "[".
static RegexClass *parse_class(Parser *parser) {
    RegexClass *class = arena_alloc(parser->arena, 1, sizeof(*class));
    class->is_negated = take(parser, '^');
    if (++parser->depth > DEPTH_MAX) {
        fail(parser, "brackets are nested too deeply");
        return NULL;
    }
    do {
        if (class->count > 0 && take_text(parser, STR("-["))) {
            class->minus = parse_class(parser);
            if (class->minus == NULL) {
                return NULL;
            }
            if (peek(parser) != ']') {
                fail(parser, "what is taken out must stand at the end of '[...]'");
                return NULL;
            }
        } else if (!parse_class_item(parser, class)) {
            return NULL;
        }
    } while (!take(parser, ']'));
    parser->depth--;
    return class;
}

static bool emit_class(Parser *parser, const RegexClass *class) {
    Regex *regex = parser->regex;
    if (class == NULL) {
        return false;
    }
    regex->classes = grown(parser->arena, regex->classes, regex->class_count,
                           &regex->class_capacity, sizeof(const RegexClass *));
    regex->classes[regex->class_count] = class;
    return emit(parser, REGEX_CLASS, (uint32_t)regex->class_count++, 0);
}

static bool parse_group(Parser *parser) {
    bool is_capturing = !take_text(parser, STR("?:"));
    size_t group = 0;
    if (++parser->depth > DEPTH_MAX) {
        return fail(parser, "parentheses are nested too deeply");
    }
    if (is_capturing) {
        group = ++parser->regex->group_count;
        if (group >= REGEX_GROUPS_MAX) {
            return fail(parser, "more than 31 groups");
        }
        if (!emit(parser, REGEX_GROUP_START, (uint32_t)group, 0)) {
            return false;
        }
    }
    if (!parse_choice(parser)) {
        return false;
    }
    if (!take(parser, ')')) {
        return fail(parser, "a '(' has no ')'");
    }
    parser->depth--;
    parser->is_closed[group] = true;
    return !is_capturing || emit(parser, REGEX_GROUP_END, (uint32_t)group, 0);
}

// \1 ... \31: as many digits as still name a group that is closed.
static bool parse_reference(Parser *parser) {
    size_t group = (size_t)(peek(parser) - '0');
    parser->at++;
    if (group == 0 || !parser->is_closed[group]) {
        return fail(parser, "a reference to a group that is not there (yet)");
    }
    while (peek(parser) >= '0' && peek(parser) <= '9') {
        size_t longer = group * 10 + (size_t)(peek(parser) - '0');
        if (longer >= REGEX_GROUPS_MAX || !parser->is_closed[longer]) {
            break;
        }
        group = longer;
        parser->at++;
    }
    return emit(parser, REGEX_REFERENCE, (uint32_t)group, 0);
}

static bool parse_atom_escape(Parser *parser) {
    RegexItem item = {0};
    if (peek(parser) >= '0' && peek(parser) <= '9') {
        return parse_reference(parser);
    }
    if (!parse_escape(parser, &item)) {
        return false;
    }
    if (item.kind == ITEM_SPAN) {
        return emit(parser, REGEX_CHARACTER, item.first, 0);
    }
    RegexClass *class = arena_alloc(parser->arena, 1, sizeof(*class));
    class_add(parser, class, item);
    return emit_class(parser, class);
}

static bool parse_atom(Parser *parser) {
    uint32_t c = str_next_character(parser->pattern, &parser->at);
    switch (c) {
    case '(': return parse_group(parser);
    case '[': return emit_class(parser, parse_class(parser));
    case '\\': return parse_atom_escape(parser);
    case '.': return emit(parser, REGEX_ANY, 0, 0);
    case '^': return emit(parser, REGEX_LINE_START, 0, 0);
    case '$': return emit(parser, REGEX_LINE_END, 0, 0);
    case '?':
    case '*':
    case '+': return fail(parser, "there is nothing to repeat");
    case '{':
    case '}':
    case ']': return fail(parser, "this bracket must be written with a '\\'");
    default: return emit(parser, REGEX_CHARACTER, c, 0);
    }
}

typedef struct Repeat {
    size_t least;
    size_t most; // SIZE_MAX: no limit
    bool is_lazy;
} Repeat;

static bool parse_count(Parser *parser, size_t *out_count) {
    size_t count = 0;
    size_t first = parser->at;
    while (peek(parser) >= '0' && peek(parser) <= '9') {
        count = count > REPEAT_MAX ? count : count * 10 + (size_t)(peek(parser) - '0');
        parser->at++;
    }
    *out_count = count;
    return parser->at > first && count <= REPEAT_MAX;
}

// The quantifier that stands here; false and no fault: there is none.
static bool parse_repeat(Parser *parser, Repeat *out_repeat) {
    Repeat repeat = {.least = 0, .most = SIZE_MAX};
    if (take(parser, '?')) {
        repeat.most = 1;
    } else if (take(parser, '+')) {
        repeat.least = 1;
    } else if (take(parser, '{')) {
        bool is_known = parse_count(parser, &repeat.least);
        repeat.most = repeat.least;
        if (is_known && take(parser, ',')) {
            repeat.most = SIZE_MAX;
            is_known = peek(parser) == '}' || parse_count(parser, &repeat.most);
        }
        if (!is_known || !take(parser, '}') || repeat.most < repeat.least) {
            return fail(parser, "a quantity is {n}, {n,} or {n,m}, at most 1000");
        }
    } else if (!take(parser, '*')) {
        return false;
    }
    repeat.is_lazy = take(parser, '?');
    *out_repeat = repeat;
    return true;
}

static bool emit_copy(Parser *parser, const RegexCode *piece, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (!emit(parser, piece[i].op, piece[i].value, piece[i].to)) {
            return false;
        }
    }
    return true;
}

static bool emit_star(Parser *parser, const RegexCode *piece, size_t count, RegexOp split) {
    uint32_t loop = parser->regex->loop_count++;
    int32_t length = (int32_t)count;
    if (loop >= LOOPS_MAX) {
        return fail(parser, "more than 64 repetitions");
    }
    return emit(parser, split, 0, length + 4) && emit(parser, REGEX_MARK, loop, 0) &&
           emit_copy(parser, piece, count) && emit(parser, REGEX_PROGRESS, loop, 0) &&
           emit(parser, REGEX_JUMP, 0, -(length + 3));
}

// Replaces the code from `start` on by its repetition.
static bool repeat_code(Parser *parser, size_t start, Repeat repeat) {
    Regex *regex = parser->regex;
    size_t count = regex->code_count - start;
    RegexCode *piece = arena_alloc(parser->arena, count, sizeof(*piece));
    memcpy(piece, regex->code + start, count * sizeof(*piece));
    RegexOp split = repeat.is_lazy ? REGEX_SPLIT_LAZY : REGEX_SPLIT;
    regex->code_count = start;
    for (size_t i = 0; i < repeat.least; i++) {
        if (!emit_copy(parser, piece, count)) {
            return false;
        }
    }
    if (repeat.most == SIZE_MAX) {
        return emit_star(parser, piece, count, split);
    }
    for (size_t rest = repeat.most - repeat.least; rest > 0; rest--) {
        size_t skip = rest * (count + 1);
        if (skip > CODE_MAX || !emit(parser, split, 0, (int32_t)skip) ||
            !emit_copy(parser, piece, count)) {
            return fail(parser, "the pattern is too long");
        }
    }
    return true;
}

static bool parse_sequence(Parser *parser) {
    while (!at_end(parser) && peek(parser) != '|' && peek(parser) != ')') {
        size_t start = parser->regex->code_count;
        Repeat repeat = {0};
        if (!parse_atom(parser)) {
            return false;
        }
        if (parse_repeat(parser, &repeat) && !repeat_code(parser, start, repeat)) {
            return false;
        }
        if (parser->fault != NULL) {
            return false;
        }
    }
    return true;
}

// Puts one instruction in front of the code from `start` on.
static bool emit_before(Parser *parser, size_t start, RegexCode code) {
    if (!emit(parser, REGEX_DONE, 0, 0)) {
        return false;
    }
    RegexCode *place = parser->regex->code + start;
    memmove(place + 1, place, (parser->regex->code_count - start - 1) * sizeof(*place));
    *place = code;
    return true;
}

// a|b|c: split to the next branch; each branch but the last jumps to the end.
static bool parse_choice(Parser *parser) {
    enum { BRANCHES_MAX = 256 };
    size_t jumps[BRANCHES_MAX];
    size_t jump_count = 0;
    for (;;) {
        size_t start = parser->regex->code_count;
        if (!parse_sequence(parser)) {
            return false;
        }
        if (!take(parser, '|')) {
            break;
        }
        int32_t length = (int32_t)(parser->regex->code_count - start);
        if (jump_count == BRANCHES_MAX) {
            return fail(parser, "more than 256 branches");
        }
        if (!emit_before(parser, start, (RegexCode){REGEX_SPLIT, 0, length + 2}) ||
            !emit(parser, REGEX_JUMP, 0, 0)) {
            return false;
        }
        jumps[jump_count++] = parser->regex->code_count - 1;
    }
    for (size_t i = 0; i < jump_count; i++) {
        parser->regex->code[jumps[i]].to = (int32_t)(parser->regex->code_count - jumps[i]);
    }
    return true;
}

static bool read_flags(Regex *regex, Str flags, bool *is_spaced, bool *is_literal) {
    for (size_t i = 0; i < flags.length; i++) {
        switch (flags.data[i]) {
        case 's': regex->dot_is_all = true; break;
        case 'm': regex->is_multiline = true; break;
        case 'i': regex->ignores_case = true; break;
        case 'x': *is_spaced = true; break;
        case 'q': *is_literal = true; break;
        default: return false;
        }
    }
    return true;
}

// Flag x: white space outside of classes is not there.
static Str without_space(Arena *arena, Str pattern) {
    char *bytes = arena_alloc(arena, pattern.length + 1, 1);
    size_t length = 0;
    int depth = 0;
    for (size_t i = 0; i < pattern.length; i++) {
        char c = pattern.data[i];
        bool is_escaped =
            length > 0 && bytes[length - 1] == '\\' && !(length > 1 && bytes[length - 2] == '\\');
        depth += !is_escaped && c == '[' ? 1 : !is_escaped && c == ']' ? -1 : 0;
        bool is_space = c == ' ' || c == '\t' || c == '\n' || c == '\r';
        if (!is_space || depth > 0) {
            bytes[length++] = c;
        }
    }
    return (Str){bytes, length};
}

const Regex *regex_compile(Arena *arena, Str pattern, Str flags, const char **out_fault) {
    Regex *regex = arena_alloc(arena, 1, sizeof(*regex));
    Parser parser = {.arena = arena, .pattern = pattern, .regex = regex};
    bool is_spaced = false;
    bool is_literal = false;
    if (!read_flags(regex, flags, &is_spaced, &is_literal)) {
        *out_fault = "the flags are s, m, i, x and q";
        return NULL;
    }
    if (is_literal) {
        while (!at_end(&parser) &&
               emit(&parser, REGEX_CHARACTER, str_next_character(pattern, &parser.at), 0)) {
        }
    } else {
        parser.pattern = is_spaced ? without_space(arena, pattern) : pattern;
        if (parse_choice(&parser) && !at_end(&parser)) {
            fail(&parser, "a ')' has no '('");
        }
    }
    if (parser.fault == NULL && emit(&parser, REGEX_DONE, 0, 0)) {
        return regex;
    }
    *out_fault = parser.fault;
    return NULL;
}

size_t regex_group_count(const Regex *regex) {
    return regex->group_count;
}
