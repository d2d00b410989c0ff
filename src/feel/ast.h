// SPDX-License-Identifier: Apache-2.0
#ifndef FEEL_AST_H
#define FEEL_AST_H
// The tree between parser and compiler: every name is resolved, every node has a type as far as it
// is known before running. Lives in the arena of the compilation.
#include "feel/feel.h"
#include "feel/lexer.h"

typedef enum AstKind {
    AST_CONSTANT,     // value
    AST_INPUT,        // number: index in the scope
    AST_TESTED,       // "?"
    AST_LOCAL,        // number: of the local
    AST_FIELD,        // entry `name` of local `number` when that is a context with it, else part 0
    AST_BUILTIN,      // number: row of builtins.def
    AST_NEGATE,       // part 0
    AST_BINARY,       // operator; parts 0, 1
    AST_BETWEEN,      // parts 0, 1, 2
    AST_IN,           // part 0 is tested by the test in part 1
    AST_TEST_ANY,     // a test that is always true: "-"
    AST_TEST_NOT,     // none of the tests that are the parts
    AST_TEST_OR,      // any of the tests that are the parts
    AST_TEST_COMPARE, // operator: "?" operator part 0
    AST_TEST_VALUE,   // "?" is, is in, or makes true part 0; has_tested: part 0 speaks of "?"
    AST_IF,           // parts 0, 1, 2
    AST_FOR,          // locals; parts: their sources, then the body; number: the local `partial`
    AST_SOME,         // the same without partial
    AST_EVERY,
    AST_FILTER,      // parts 0 (list), 1 (condition); number: the local `item`
    AST_PATH,        // part 0, name
    AST_LIST,        // parts
    AST_CONTEXT,     // names, parts; locals: one per entry
    AST_RANGE,       // parts 0, 1; number: RANGE_... bits
    AST_FUNCTION,    // names and locals: parameters; part 0: body
    AST_CALL,        // part 0: what is called; the rest: arguments; names: NULL or one per argument
    AST_INSTANCE_OF, // part 0, tested_type
} AstKind;

// What a range is like; also in the instruction RANGE.
enum {
    RANGE_LOW_CLOSED = 1,
    RANGE_HIGH_CLOSED = 2,
    RANGE_WITHOUT_LOW = 4,
    RANGE_WITHOUT_HIGH = 8,
    RANGE_IS_SPAN = 16, // of a loop: may count down
    RANGE_IS_EQUAL = 32,
    RANGE_IS_NOT_EQUAL = 64,
};

// From the first byte to behind the last; of brackets, what is inside. Empty when not known.
typedef struct AstSpan {
    uint32_t from, to;
} AstSpan;

typedef struct Ast Ast;
struct Ast {
    AstKind kind;
    TokenKind operator;
    size_t offset;
    AstSpan *span; // filled in by who knows both ends
    const FeelType *type;
    uint32_t number;
    uint32_t depth;  // of the tree below
    bool has_tested; // speaks of "?"
    FeelValue value;
    Str name;
    const FeelType *tested_type; // NULL: no type of the standard
    const Ast **parts;
    size_t part_count;
    const Str *names;
    const uint32_t *locals;
    size_t local_count;
    const FeelType *const *parameter_types; // of a function; NULL: none is declared
};

// What a source becomes: its tree, or the first fault.
typedef struct AstSource {
    Arena *arena;
    Str source;
    const FeelScope *scope;
    bool is_unary_tests;
} AstSource;

MUST_CHECK Status ast_parse(const AstSource *source, const Ast **out_ast, FeelPlace *out_place,
                            Error *error);
FeelPlace place_of(Str source, size_t offset);
// The source line up to 100 bytes around the place, and a caret below it.
Str place_line(Arena *arena, Str source, size_t offset);
#endif
