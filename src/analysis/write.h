// SPDX-License-Identifier: Apache-2.0
#ifndef ANALYSIS_WRITE_H
#define ANALYSIS_WRITE_H
// Values and trees back as FEEL text, so that a finding can show what it means and two spellings of
// one expression are the same. Not here: layout and comments of the source, which are gone.
#include "base/text.h"
#include "feel/ast.h"

// "a" in quotes, date("2025-01-31"), 12.50, true, null. Lists and more as FEEL prints them.
void write_value(FeelValue value, Text *out);
// false: something in the tree has no words here (loops, functions, filters, tests).
bool write_tree(const Ast *ast, Text *out);
// The same into an arena; "" when there are no words.
Str write_tree_copy(Arena *arena, const Ast *ast);
#endif
