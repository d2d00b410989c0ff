// SPDX-License-Identifier: Apache-2.0
// From where to where every node of a graph goes in some rows.
#include "plan/code.h"

// Lists without items have a 0.
static Range list_range(Op op, const InputRows *rows) {
    Range range = rows->range;
    range.low = range.low < 0 ? range.low : 0;
    range.high = range.high > 0 ? range.high : 0;
    const Range factors[2] = {range, {0, rows->lengths.high}};
    return op == OP_LIST_SUM ? range_of_op(OP_MULTIPLY, factors) : range;
}

static Range leaf_range(const Node *node, const InputRows *inputs) {
    switch (node->op) {
    case OP_INPUT: return inputs[node->constant].range;
    case OP_INPUT_TRUTH: {
        Range range = inputs[node->constant].range;
        return (Range){0, range.low != 0 || range.high != 0};
    }
    case OP_KNOWN:
    case OP_LIST_WHOLE: return inputs[node->constant].known;
    case OP_LIST_COUNT: return inputs[node->constant].lengths;
    case OP_LIST_SUM:
    case OP_LIST_MIN:
    case OP_LIST_MAX: return list_range(node->op, &inputs[node->constant]);
    default: return range_point(node->constant);
    }
}

void ranges_of_node(const Graph *graph, NodeId at, const InputRows *inputs, Range *ranges) {
    const Node *node = &graph->nodes[at];
    Range operands[3] = {{0, 0}};
    size_t count = op_shape(node->op)->count;
    for (size_t i = 0; i < count; i++) {
        operands[i] = ranges[node->operands[i]];
    }
    ranges[at] = count == 0 ? leaf_range(node, inputs) : range_of_op((int)node->op, operands);
}

void ranges_find(const VectorPlan *plan, const InputRows *inputs, Range *ranges) {
    for (NodeId i = 0; i < plan->graph.count; i++) {
        ranges_of_node(&plan->graph, i, inputs, ranges);
    }
}
