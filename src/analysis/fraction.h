// SPDX-License-Identifier: Apache-2.0
#ifndef ANALYSIS_FRACTION_H
#define ANALYSIS_FRACTION_H
// Sums, differences, products and quotients written as one quotient, with the division last:
// (a - b / 12 / m) * m becomes (a * 12 * m - b) / 12.
// Invariant: for all values that make no divisor zero, both mean the same number.
#include "feel/ast.h"

// "" when part of the tree has no words.
Str fraction_rewrite(Arena *arena, const Ast *ast);
#endif
