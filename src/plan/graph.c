// SPDX-License-Identifier: Apache-2.0
#include "plan/graph.h"
#include "base/check.h"

#define IS_I false
#define IS_B true
static const OpShape SHAPES[] = {
#define LEAF(name, kind, words) {#name, words, IS_##kind, 0, {false}},
#define OP1(name, kind, a, expression, words) {#name, words, IS_##kind, 1, {IS_##a}},
#define OP2(name, kind, a, b, expression, words) {#name, words, IS_##kind, 2, {IS_##a, IS_##b}},
#define OP3(name, kind, a, b, c, expression, words)                                                \
    {#name, words, IS_##kind, 3, {IS_##a, IS_##b, IS_##c}},
#include "plan/ops.def"
#undef LEAF
#undef OP1
#undef OP2
#undef OP3
};
_Static_assert(ARRAY_COUNT(SHAPES) == OP_COUNT, "a shape for every operation");

const OpShape *op_shape(Op op) {
    return &SHAPES[op];
}

static uint64_t node_hash(const Node *node) {
    uint64_t hash = map_mix(((uint64_t)node->op << 56) ^ (uint64_t)node->constant);
    for (size_t i = 0; i < ARRAY_COUNT(node->operands); i++) {
        hash = map_mix(hash ^ node->operands[i]);
    }
    return hash;
}

static bool node_is_same(const Node *a, const Node *b) {
    return a->op == b->op && a->constant == b->constant && a->operands[0] == b->operands[0] &&
           a->operands[1] == b->operands[1] && a->operands[2] == b->operands[2];
}

// The node that is there, or a new one.
static NodeId graph_put(Graph *graph, Node node) {
    uint64_t hash = node_hash(&node);
    uint64_t first = NODE_NONE;
    (void)map_find(&graph->by_hash, hash, &first);
    for (NodeId at = (NodeId)first; at != NODE_NONE; at = graph->nodes[at].next) {
        if (node_is_same(&graph->nodes[at], &node)) {
            return at;
        }
    }
    if (graph->count >= GRAPH_NODES_MAX) {
        graph->is_too_large = true;
        return NODE_FALSE;
    }
    graph->nodes =
        array_reserve(graph->nodes, graph->count, &graph->capacity, sizeof *graph->nodes);
    node.next = (NodeId)first;
    node.limit = GRAPH_LIMIT;
    graph->nodes[graph->count] = node;
    map_put(&graph->by_hash, hash, graph->count);
    return (NodeId)graph->count++;
}

void graph_cut(Graph *graph, size_t count) {
    while (graph->count > count) {
        const Node *node = &graph->nodes[--graph->count];
        map_put(&graph->by_hash, node_hash(node), node->next);
    }
    graph->is_too_large = false;
}

void graph_init(Graph *graph) {
    *graph = (Graph){0};
    CHECK(graph_put(graph, (Node){.op = OP_TRUTH, .constant = 0}) == NODE_FALSE);
    CHECK(graph_put(graph, (Node){.op = OP_TRUTH, .constant = 1}) == NODE_TRUE);
}

void graph_release(Graph *graph) {
    memory_free(graph->nodes);
    map_release(&graph->by_hash);
    *graph = (Graph){0};
}

NodeId graph_constant(Graph *graph, int64_t number) {
    return graph_put(graph, (Node){.op = OP_CONSTANT, .constant = number});
}

NodeId graph_truth(bool truth) {
    return truth ? NODE_TRUE : NODE_FALSE;
}

NodeId graph_input(Graph *graph, Op op, size_t input) {
    return graph_put(graph, (Node){.op = op, .constant = (int64_t)input});
}

bool graph_is_constant(const Graph *graph, NodeId node, int64_t *out_number) {
    const Node *found = &graph->nodes[node];
    *out_number = found->constant;
    return found->op == OP_CONSTANT || found->op == OP_TRUTH;
}

void graph_limit(Graph *graph, NodeId node, Int128 limit) {
    Int128 *own = &graph->nodes[node].limit;
    *own = limit < *own ? limit : *own;
}

static bool is_made_of_numbers(Op op) {
    return (op >= OP_ADD && op <= OP_TURN) || op == OP_SELECT;
}

void graph_spread_limits(Graph *graph) {
    for (size_t i = graph->count; i > 0; i--) {
        const Node *node = &graph->nodes[i - 1];
        const OpShape *shape = op_shape(node->op);
        for (size_t k = 0; is_made_of_numbers(node->op) && k < shape->count; k++) {
            if (!shape->are_truths[k]) {
                graph_limit(graph, node->operands[k], node->limit);
            }
        }
    }
}

// ---- what is known without a look at the rows ---------------------------------------------------
static Range known_range(const Graph *graph, NodeId node, const Range *ranges) {
    int64_t number = 0;
    if (ranges != NULL) {
        return ranges[node];
    }
    if (graph_is_constant(graph, node, &number)) {
        return range_point(number);
    }
    return op_shape(graph->nodes[node].op)->is_truth ? (Range){0, 1} : range_any();
}

static NodeId same_as_choice(NodeId self, const NodeId *operands, Range condition) {
    if (range_is_point(condition)) {
        return operands[condition.low != 0 ? 1 : 2];
    }
    bool is_condition = operands[1] == NODE_TRUE && operands[2] == NODE_FALSE;
    return operands[1] == operands[2] ? operands[1] : is_condition ? operands[0] : self;
}

static NodeId same_as_logic(NodeId self, Op op, const NodeId *operands, Range a, Range b) {
    bool is_and = op == OP_AND;
    if (operands[0] == operands[1] && op != OP_AND_NOT) {
        return operands[0];
    }
    if (op == OP_AND_NOT) {
        return b.high == 0 ? operands[0] : self;
    }
    Int128 neutral = is_and ? 1 : 0;
    if (range_is_point(b) && b.low == neutral) {
        return operands[0];
    }
    return range_is_point(a) && a.low == neutral ? operands[1] : self;
}

static NodeId same_as_extreme(NodeId self, Op op, const NodeId *operands, Range a, Range b) {
    if (operands[0] == operands[1]) {
        return operands[0];
    }
    bool is_a_less = a.high <= b.low;
    bool is_b_less = b.high <= a.low;
    if (!is_a_less && !is_b_less) {
        return self;
    }
    return operands[is_a_less == (op == OP_MIN) ? 0 : 1];
}

static bool is_value(Range range, int number) {
    return range.low == number && range.high == number;
}

NodeId graph_same_as(const Graph *graph, const Node *node, const Range *ranges) {
    const NodeId *operands = node->operands;
    Range a = known_range(graph, operands[0], ranges);
    Range b = known_range(graph, operands[1], ranges);
    switch (node->op) {
    case OP_ADD: return is_value(b, 0) ? operands[0] : is_value(a, 0) ? operands[1] : NODE_NONE;
    case OP_SUBTRACT: return is_value(b, 0) ? operands[0] : NODE_NONE;
    case OP_MULTIPLY:
        return is_value(b, 1) ? operands[0] : is_value(a, 1) ? operands[1] : NODE_NONE;
    case OP_MIN:
    case OP_MAX: return same_as_extreme(NODE_NONE, node->op, operands, a, b);
    case OP_ABSOLUTE: return a.low >= 0 ? operands[0] : NODE_NONE;
    case OP_TURN: return b.low >= 0 ? operands[0] : NODE_NONE;
    case OP_AND:
    case OP_OR:
    case OP_AND_NOT: return same_as_logic(NODE_NONE, node->op, operands, a, b);
    case OP_SELECT:
    case OP_CHOOSE: return same_as_choice(NODE_NONE, operands, a);
    case OP_NOT: {
        const Node *inner = &graph->nodes[operands[0]];
        return inner->op == OP_NOT ? inner->operands[0] : NODE_NONE;
    }
    default: break;
    }
    bool divides = node->op >= OP_FLOOR;
    return divides && is_value(b, 1) ? operands[0] : NODE_NONE;
}

static bool is_commutative(Op op) {
    return op == OP_ADD || op == OP_MULTIPLY || op == OP_MIN || op == OP_MAX || op == OP_EQUAL ||
           op == OP_NOT_EQUAL || op == OP_AND || op == OP_OR || op == OP_SAME;
}

// x and not y, not x and y: one step instead of two.
static NodeId add_and(Graph *graph, NodeId a, NodeId b) {
    if (graph->nodes[b].op == OP_NOT) {
        return graph_add2(graph, OP_AND_NOT, a, graph->nodes[b].operands[0]);
    }
    if (graph->nodes[a].op == OP_NOT) {
        return graph_add2(graph, OP_AND_NOT, b, graph->nodes[a].operands[0]);
    }
    return graph_put(graph, (Node){.op = OP_AND, .operands = {a, b}});
}

static NodeId add_same(Graph *graph, NodeId a, NodeId b) {
    return a == b            ? NODE_TRUE
           : a == NODE_TRUE  ? b
           : b == NODE_TRUE  ? a
           : a == NODE_FALSE ? graph_add1(graph, OP_NOT, b)
           : b == NODE_FALSE ? graph_add1(graph, OP_NOT, a)
                             : graph_put(graph, (Node){.op = OP_SAME, .operands = {a, b}});
}

static bool says_itself(Op op, NodeId a, NodeId b, NodeId *out_node) {
    bool is_comparison =
        op == OP_EQUAL || op == OP_LESS_EQUAL || op == OP_NOT_EQUAL || op == OP_LESS;
    if (a != b || !is_comparison) {
        return false;
    }
    *out_node = graph_truth(op == OP_EQUAL || op == OP_LESS_EQUAL);
    return true;
}

enum { NO_OPERAND = 2 };

// Two numbers made in the same way but for one operand: which one that is, or NO_OPERAND.
static size_t differing_operand(const Graph *graph, NodeId a, NodeId b) {
    const Node *left = &graph->nodes[a];
    const Node *right = &graph->nodes[b];
    bool is_alike = left->op == right->op && op_shape(left->op)->count == 2 &&
                    !op_shape(left->op)->is_truth && left->limit == right->limit;
    if (!is_alike || a == b) {
        return NO_OPERAND;
    }
    return left->operands[0] == right->operands[0]   ? 1
           : left->operands[1] == right->operands[1] ? 0
                                                     : NO_OPERAND;
}

// if c then f(a, x) else f(b, x) is f(if c then a else b, x): one f instead of two.
static NodeId merge_choice(Graph *graph, NodeId condition, NodeId then, NodeId otherwise,
                           size_t differing) {
    Node left = graph->nodes[then];
    Node right = graph->nodes[otherwise];
    NodeId operands[2] = {left.operands[0], left.operands[1]};
    NodeId a = left.operands[differing];
    NodeId b = right.operands[differing];
    operands[differing] = graph_add(graph, OP_SELECT, condition, a, b);
    graph_limit(graph, operands[differing], graph->nodes[a].limit);
    graph_limit(graph, operands[differing], graph->nodes[b].limit);
    NodeId merged = graph_add2(graph, left.op, operands[0], operands[1]);
    Node *node = &graph->nodes[merged];
    uint8_t roundings = left.roundings > right.roundings ? left.roundings : right.roundings;
    node->roundings = node->roundings > roundings ? node->roundings : roundings;
    node->scale = left.scale;
    graph_limit(graph, merged, left.limit);
    return merged;
}

// A choice between results that are alike, or of which the first two are.
static bool merge_select(Graph *graph, NodeId condition, NodeId then, NodeId otherwise,
                         NodeId *out_node) {
    size_t differing = differing_operand(graph, then, otherwise);
    if (differing != NO_OPERAND) {
        *out_node = merge_choice(graph, condition, then, otherwise, differing);
        return true;
    }
    Node second = graph->nodes[otherwise];
    if (second.op != OP_SELECT ||
        differing_operand(graph, then, second.operands[1]) == NO_OPERAND) {
        return false;
    }
    NodeId first = graph_add(graph, OP_SELECT, condition, then, second.operands[1]);
    NodeId either = graph_add2(graph, OP_OR, condition, second.operands[0]);
    *out_node = graph_add(graph, OP_SELECT, either, first, second.operands[2]);
    return true;
}

NodeId graph_add(Graph *graph, Op op, NodeId a, NodeId b, NodeId c) {
    const OpShape *shape = op_shape(op);
    CHECK(shape->count > 0);
    int64_t ignored = 0;
    if (is_commutative(op) && (graph_is_constant(graph, a, &ignored) ||
                               (b < a && !graph_is_constant(graph, b, &ignored)))) {
        NodeId other = a;
        a = b;
        b = other;
    }
    Node node = {.op = op, .operands = {a, b, c}};
    Range known[3];
    for (size_t i = 0; i < ARRAY_COUNT(known); i++) {
        known[i] = known_range(graph, node.operands[i], NULL);
    }
    Range result = range_of_op((int)op, known);
    if (range_is_point(result) && range_fits(result)) {
        return shape->is_truth ? graph_truth(result.low != 0)
                               : graph_constant(graph, (int64_t)result.low);
    }
    NodeId same = graph_same_as(graph, &node, NULL);
    if (same != NODE_NONE || says_itself(op, a, b, &same)) {
        return same;
    }
    if (op == OP_SELECT && merge_select(graph, a, b, c, &same)) {
        return same;
    }
    if (op == OP_AND_NOT && a == NODE_TRUE) {
        return graph_add1(graph, OP_NOT, b);
    }
    return op == OP_AND    ? add_and(graph, a, b)
           : op == OP_SAME ? add_same(graph, a, b)
                           : graph_put(graph, node);
}
