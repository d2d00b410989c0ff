// SPDX-License-Identifier: Apache-2.0
#ifndef PLAN_GRAPH_H
#define PLAN_GRAPH_H
// Graph: a program as nodes that each have a value per row; operands come before who uses them.
// Equal nodes are one, what is constant is a constant. Numbers are integers here: where the point
// is, only who made the node knows. Private to plan/.
// Invariant: nodes 0 and 1 are false and true; a node never changes.
#include "base/arena.h"
#include "base/map.h"
#include "base/memory.h"
#include "plan/range.h"

typedef enum Op {
#define LEAF(name, kind, words) OP_##name,
#define OP1(name, kind, a, expression, words) OP_##name,
#define OP2(name, kind, a, b, expression, words) OP_##name,
#define OP3(name, kind, a, b, c, expression, words) OP_##name,
#include "plan/ops.def"
#undef LEAF
#undef OP1
#undef OP2
#undef OP3
    OP_COUNT
} Op;

typedef struct OpShape {
    const char *name;
    const char *words;
    bool is_truth;      // its value is 0 or 1
    uint8_t count;      // operands
    bool are_truths[3]; // of the operands
} OpShape;
const OpShape *op_shape(Op op);

typedef uint32_t NodeId;
#define GRAPH_LIMIT ((Int128)1000000000000000000 * 10000000000000000 - 1) // 34 digits
enum { NODE_FALSE = 0, NODE_TRUE = 1, NODE_NONE = INT32_MAX, GRAPH_NODES_MAX = 200000 };

typedef struct Node {
    Op op;
    NodeId operands[3];
    int64_t constant; // CONSTANT, TRUTH; INPUT...: which input
    NodeId next;      // another node with the same hash
    Int128 limit;     // values and their negatives may go as far, and FEEL says the same
    // For explanations: where the point is, and how many roundings of decimals a comparison or
    // rounding of a quotient withstands (0: none took part).
    int8_t scale;
    uint8_t roundings;
} Node;

typedef struct Graph {
    Node *nodes;
    size_t count;
    size_t capacity;
    Map by_hash;
    bool is_too_large; // more than GRAPH_NODES_MAX: what was added since is node 0
} Graph;

void graph_init(Graph *graph);
void graph_release(Graph *graph);
NodeId graph_constant(Graph *graph, int64_t number);
NodeId graph_truth(bool truth);
NodeId graph_input(Graph *graph, Op op, size_t input);
NodeId graph_add(Graph *graph, Op op, NodeId a, NodeId b, NodeId c);
bool graph_is_constant(const Graph *graph, NodeId node, int64_t *out_number);
void graph_limit(Graph *graph, NodeId node, Int128 limit); // lowers it
// Takes the newest nodes away again, down to so many; the others may have lower limits than before.
void graph_cut(Graph *graph, size_t count);
// What limits a sum, product or choice limits all that it is made of.
void graph_spread_limits(Graph *graph);

static inline NodeId graph_add2(Graph *graph, Op op, NodeId a, NodeId b) {
    return graph_add(graph, op, a, b, NODE_FALSE);
}
static inline NodeId graph_add1(Graph *graph, Op op, NodeId a) {
    return graph_add(graph, op, a, NODE_FALSE, NODE_FALSE);
}
// The operand that the node surely equals, given what is known of the operands; else the node
// itself. `ranges` may be NULL: then only constants are known.
NodeId graph_same_as(const Graph *graph, const Node *node, const Range *ranges);
#endif
