// SPDX-License-Identifier: Apache-2.0
#include "base/check.h"
#include "feel/compile_private.h"

static void compile_comparison(Block *block, const Ast *test, uint16_t tested, uint16_t target) {
    static const struct {
        TokenKind token;
        Opcode op;
    } rows[] = {
        {TOKEN_EQUAL, OP_EQUAL},     {TOKEN_NOT_EQUAL, OP_NOT_EQUAL},
        {TOKEN_LESS, OP_LESS},       {TOKEN_LESS_EQUAL, OP_LESS_EQUAL},
        {TOKEN_GREATER, OP_GREATER}, {TOKEN_GREATER_EQUAL, OP_GREATER_EQUAL},
    };
    uint16_t end = compile_any(block, test->parts[0]);
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        if (rows[i].token == test->operator) {
            block_emit(block, test->offset, rows[i].op, target, tested, end);
        }
    }
}

// Any of the parts; stops at the first that is true.
static void compile_any_test(Block *block, const Ast *test, uint16_t tested, uint16_t target) {
    size_t jumps[64];
    size_t jump_count = 0;
    compile_test(block, test->parts[0], tested, target);
    uint16_t other = block_temporaries(block, 1);
    for (size_t i = 1; i < test->part_count; i++) {
        if (jump_count < ARRAY_COUNT(jumps)) {
            jumps[jump_count++] = block_jump(block, test->offset, OP_JUMP_IF_TRUE, target);
        }
        compile_test(block, test->parts[i], tested, other);
        block_emit(block, test->offset, OP_OR, target, target, other);
    }
    for (size_t i = 0; i < jump_count; i++) {
        block_land(block, jumps[i]);
    }
}

// A range that is not constant is two comparisons: it need not be made.
static void compile_range_test(Block *block, const Ast *range, uint16_t tested, uint16_t target) {
    bool is_low_closed = (range->number & RANGE_LOW_CLOSED) != 0;
    bool is_high_closed = (range->number & RANGE_HIGH_CLOSED) != 0;
    uint16_t other = block_temporaries(block, 1);
    uint16_t low = compile_any(block, range->parts[0]);
    uint16_t high = compile_any(block, range->parts[1]);
    block_emit(block, range->offset, is_low_closed ? OP_GREATER_EQUAL : OP_GREATER, target, tested,
               low);
    block_emit(block, range->offset, is_high_closed ? OP_LESS_EQUAL : OP_LESS, other, tested, high);
    block_emit(block, range->offset, OP_AND, target, target, other);
}

static void compile_value_test(Block *block, const Ast *test, uint16_t tested, uint16_t target) {
    const Ast *value = test->parts[0];
    bool has_both_ends = value->kind == AST_RANGE &&
                         (value->number & ~(unsigned)(RANGE_LOW_CLOSED | RANGE_HIGH_CLOSED)) == 0;
    if (has_both_ends) {
        compile_range_test(block, value, tested, target);
        return;
    }
    block_emit(block, test->offset, test->has_tested ? OP_TEST_TRUE : OP_TEST, target, tested,
               compile_any(block, value));
}

static void compile_test_node(Block *block, const Ast *test, uint16_t tested, uint16_t target) {
    switch (test->kind) {
    case AST_TEST_ANY:
        block_emit(block, test->offset, OP_MOVE, target, block_constant(block, feel_boolean(true)),
                   0);
        break;
    case AST_TEST_NOT:
        compile_any_test(block, test, tested, target);
        block_emit(block, test->offset, OP_NOT, target, target, 0);
        break;
    case AST_TEST_OR: compile_any_test(block, test, tested, target); break;
    case AST_TEST_COMPARE: compile_comparison(block, test, tested, target); break;
    default: CHECK(test->kind == AST_TEST_VALUE); compile_value_test(block, test, tested, target);
    }
}

void compile_test(Block *block, const Ast *test, uint16_t tested, uint16_t target) {
    size_t mark = block->next_temporary;
    compile_test_node(block, test, tested, target);
    block->next_temporary = mark;
}
