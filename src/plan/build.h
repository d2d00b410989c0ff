// SPDX-License-Identifier: Apache-2.0
#ifndef PLAN_BUILD_H
#define PLAN_BUILD_H
// From decisions to a graph. A value of FEEL becomes a node with its value and one that says
// whether it is known (not null). In strict mode what makes FEEL report something is gathered as
// trouble: rows with trouble are for the interpreter. Private to plan/.
#include "dmn/model.h"
#include "feel/ast.h"
#include "plan/divide.h"
#include "plan/graph.h"
#include "plan/plan.h"

typedef enum TermKind {
    TERM_NUMBER = PLAN_NUMBER,
    TERM_BOOLEAN = PLAN_BOOLEAN,
    TERM_STRING = PLAN_STRING,
    TERM_DATE = PLAN_DATE,
    TERM_SECONDS = PLAN_SECONDS,
    TERM_MONTHS = PLAN_MONTHS,
    TERM_NULL,     // null in every row
    TERM_CONTEXT,  // fields
    TERM_FUNCTION, // a knowledge model
    TERM_LIST,     // an input that is a list
    TERM_NONE,     // it did not compile
} TermKind;

typedef struct TermField TermField;
// A number is node / (divisor * 10^scale). With a divisor (class Q) it is a quotient that decimals
// cannot hold: FEEL has rounded it at the 34th digit, `roundings` times on the way; it may be
// compared or rounded, and nothing else. `base` is the least scale of a number on the way.
typedef struct Term {
    TermKind kind;
    NodeId node;    // of a null BOOLEAN false, of another null anything within its range
    NodeId divisor; // NODE_NONE: 1; at least 1
    NodeId known;
    int scale;
    int base;
    int roundings;
    bool has_addend;         // something was added to the quotient
    const TermField *fields; // CONTEXT
    size_t field_count;
    const Element *element; // FUNCTION
    size_t input;           // LIST: which; the scale is that of its items
} Term;
struct TermField {
    Str name;
    Term value;
};

enum { PLAN_SCALE_MAX = 18, PLAN_CALLS_MAX = 16, PLAN_TREES_MAX = 5 * GRAPH_NODES_MAX };
typedef struct Builder {
    Graph graph;
    Arena *arena; // of the plan
    const DmnModel *model;
    const PlanInput *inputs;
    bool is_strict;
    Str *words; // that the model speaks of; their places are the codes
    size_t word_count;
    size_t word_capacity;
    Map word_places; // by hash
    NodeId active;   // whether what is being built is evaluated at all
    NodeId trouble;  // strict mode: something was reported
    bool has_failed;
    PlanRefusal refusal;
    const Code *code; // what is being built
    const Ast *ast;
    int line; // where there is no code
    int depth;
    size_t tree_count; // walked through so far: calls of calls make many of a small model
} Builder;

// Notes why this does not compile; the first reason stays. Answers a value of kind NONE.
Term build_refuse(Builder *builder, const char *chinese, const char *english);
Term build_too_large(Builder *builder);
// Something is reported where the node is true, if it is evaluated at all.
void build_trouble(Builder *builder, NodeId node);
// Null, and reported, where `known` is false: what is to be taken as known afterwards. In strict
// mode that is everything, since the rows with trouble are not for the program.
NodeId build_known(Builder *builder, NodeId known);
NodeId build_word(Builder *builder, Str word);
NodeId build_and(Builder *builder, NodeId a, NodeId b);
NodeId build_or(Builder *builder, NodeId a, NodeId b);
NodeId build_not(Builder *builder, NodeId a);

// ---- values (term.c, number.c) -----------------------------------------------------------------
static inline Term term_of(TermKind kind, NodeId node, NodeId known) {
    return (Term){.kind = kind, .node = node, .divisor = NODE_NONE, .known = known};
}
static inline bool term_is_none(Term value) {
    return value.kind == TERM_NONE;
}
Term term_null(void);
TermKind term_kind_of(FeelKind kind);       // NONE: plans have no such values
Term term_truth(NodeId node, NodeId known); // makes nulls false
Term term_constant(Builder *builder, FeelValue value);
bool term_is_constant(const Builder *builder, Term value, int64_t *out_number);
Term term_add(Builder *builder, Term a, Term b);
Term term_subtract(Builder *builder, Term a, Term b);
Term term_multiply(Builder *builder, Term a, Term b);
Term term_divide(Builder *builder, Term a, Term b);
Term term_modulo(Builder *builder, Term a, Term b);
Term term_negate(Builder *builder, Term a);
Term term_absolute(Builder *builder, Term a);
Term term_round(Builder *builder, Term a, int scale, DivideMode mode);
Term term_extreme(Builder *builder, Term a, Term b, Op op); // OP_MIN or OP_MAX
// OP_LIST_SUM, OP_LIST_MIN or OP_LIST_MAX of an input that is a list, and how many items it has.
Term term_reduce(Builder *builder, Op op, Term list);
Term term_count(Builder *builder, Term list);
// OP_LESS or OP_LESS_EQUAL; null when one is.
Term term_compare(Builder *builder, Op op, Term a, Term b);
Term term_equal(Builder *builder, Term a, Term b); // null is null
Term term_and(Builder *builder, Term a, Term b);
Term term_or(Builder *builder, Term a, Term b);
Term term_not(Builder *builder, Term a);
// b where the condition is true, else c.
Term term_select(Builder *builder, NodeId condition, Term b, Term c);

// The order or equality of two values of one kind that are known.
NodeId number_compare_nodes(Builder *builder, Op op, Term a, Term b);
// Both at one scale and over one divisor.
bool number_align(Builder *builder, Term *a, Term *b);
// For explanations: where the point of the node is.
void number_note(Builder *builder, NodeId node, int scale);
NodeId number_shift(Builder *builder, NodeId node, int digits); // node * 10^digits

// ---- trees and boxed expressions ----------------------------------------------------------------
// What a piece of FEEL sees.
typedef struct Frame {
    const Element *owner;
    Term *values;
    size_t count;
} Frame;
Term build_code(Builder *builder, const Frame *frame, const Code *code);
// Where the tests accept the tested; absent tests accept everything.
NodeId build_test(Builder *builder, const Frame *frame, const Code *code, Term tested);
Term build_fit(Builder *builder, Term value, const Type *type); // as type_coerce
Term build_call(Builder *builder, const Element *knowledge, const Term *arguments, size_t count);
Term build_expression(Builder *builder, Frame *frame, const Expression *expression);

// A table, with the number of the rule that plan_run tells: an int64_t, PLAN_NO_RULE without one.
Term build_table(Builder *builder, const Frame *frame, const Table *table, NodeId *out_rule);
#endif
