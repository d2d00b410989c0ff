// SPDX-License-Identifier: Apache-2.0
#ifndef FEEL_REGEX_PRIVATE_H
#define FEEL_REGEX_PRIVATE_H
// The program of a pattern. Only for feel/regex*.c.
#include "feel/regex.h"

typedef enum RegexOp {
    REGEX_CHARACTER, // value
    REGEX_ANY,       // any but line ends, with flag s any
    REGEX_CLASS,     // value: index of the class
    REGEX_LINE_START,
    REGEX_LINE_END,
    REGEX_GROUP_START, // value: group
    REGEX_GROUP_END,
    REGEX_REFERENCE,  // value: group
    REGEX_SPLIT,      // goes on behind; on failure at `to`
    REGEX_SPLIT_LAZY, // goes on at `to`; on failure behind
    REGEX_JUMP,
    REGEX_MARK,     // value: loop; remembers the place
    REGEX_PROGRESS, // value: loop; fails when nothing was read since the mark
    REGEX_DONE,
} RegexOp;

// `to` is relative to the instruction, so that code can be moved and copied.
typedef struct RegexCode {
    RegexOp op;
    uint32_t value;
    int32_t to;
} RegexCode;

typedef enum RegexItemKind {
    ITEM_SPAN,
    ITEM_SPACE,
    ITEM_DIGIT,
    ITEM_WORD,
    ITEM_NAME_START,
    ITEM_NAME,
    ITEM_PROPERTY,
} RegexItemKind;

typedef struct RegexItem {
    RegexItemKind kind;
    bool is_negated;
    uint32_t first; // property: its number
    uint32_t last;
} RegexItem;

typedef struct RegexClass RegexClass;
struct RegexClass {
    RegexItem *items;
    size_t count;
    size_t capacity;
    bool is_negated;
    const RegexClass *minus; // NULL: nothing is taken out
};

struct Regex {
    RegexCode *code;
    size_t code_count;
    size_t code_capacity;
    const RegexClass **classes;
    size_t class_count;
    size_t class_capacity;
    size_t group_count;
    uint32_t loop_count;
    bool ignores_case;
    bool is_multiline;
    bool dot_is_all;
};

bool regex_class_has(const RegexClass *class, uint32_t c, bool ignores_case);
#endif
