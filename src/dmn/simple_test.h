// SPDX-License-Identifier: Apache-2.0
#ifndef DMN_SIMPLE_TEST_H
#define DMN_SIMPLE_TEST_H
// The tests most cells are made of, `< 5`, `"a", "b"`, `true`, decided without running a program.
// Invariant: an answer is the one the program would give; a value of another kind than the
// constants has none here, so that the program speaks and gives its reasons.
#include "feel/value.h"

typedef enum SimpleKind {
    SIMPLE_ONE_OF,
    SIMPLE_LESS,
    SIMPLE_AT_MOST,
    SIMPLE_MORE,
    SIMPLE_AT_LEAST,
} SimpleKind;
typedef struct SimpleTest {
    SimpleKind kind;
    FeelValue *constants; // all of one kind; one but for SIMPLE_ONE_OF
    size_t count;
} SimpleTest;

// The text must be a test that FEEL compiles. NULL: not a simple one. Borrows the text.
const SimpleTest *simple_test_new(Arena *arena, Str text);
// false: no answer.
bool simple_test_run(const SimpleTest *test, FeelValue value, bool *out_accepts);
#endif
