// SPDX-License-Identifier: Apache-2.0
#ifndef PLAN_TREE_H
#define PLAN_TREE_H
// Walking a tree of FEEL: what tree.c and calls.c tell each other.
#include "plan/build.h"

enum { LOCALS_MAX = 64 };

typedef struct Local {
    uint32_t number;
    Term value;
} Local;
typedef struct Walk {
    Builder *builder;
    const Frame *frame;
    Term tested; // "?"
    Local locals[LOCALS_MAX];
    size_t local_count;
} Walk;

Term tree_none(void); // what was refused
Term tree_refuse(Walk *walk, const Ast *ast, const char *chinese, const char *english);
Term tree_refuse_form(Walk *walk, const Ast *ast);
const Ast *tree_part(const Ast *ast, size_t index);
Term tree_value(Walk *walk, const Ast *ast);
Term tree_unary(Walk *walk, const Ast *ast, size_t operand, Term (*operation)(Builder *, Term));
Term tree_call(Walk *walk, const Ast *ast); // of a node of kind AST_CALL
#endif
