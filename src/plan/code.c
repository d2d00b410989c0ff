// SPDX-License-Identifier: Apache-2.0
#include "plan/code.h"
#include "base/check.h"
#include <string.h>

typedef struct Coder {
    const CodeRequest *request;
    const Graph *graph;
    Program *program;
    Range *ranges;
    NodeId *same;                         // the node that has the same value in these rows
    uint32_t *uses;                       // by steps that are still to come, and by outputs
    uint16_t *places;                     // register of a node
    uint16_t *forms[REGISTER_HALVES + 1]; // the same number in each width; REGISTER_NONE
    uint16_t *free[REGISTER_BYTES + 1];
    size_t free_count[REGISTER_BYTES + 1];
    bool *is_far;      // the node, or something its value rests on, could go too far
    uintptr_t *direct; // where an output wants the node's value; 0: nowhere
    bool is_too_large;
} Coder;

static bool is_constant(const Coder *coder, NodeId node) {
    return range_is_point(coder->ranges[node]);
}

// ---- how far values go --------------------------------------------------------------------------
static bool goes_too_far(const Coder *coder, NodeId node) {
    bool is_op = op_shape(coder->graph->nodes[node].op)->count > 0;
    bool may_be_wide = coder->request->has_wides && is_op;
    Range range = coder->ranges[node];
    return !range_is_within(range, coder->graph->nodes[node].limit) ||
           (!may_be_wide && !range_fits(range));
}

// What is constant, or left out, rests on numbers too: only a choice that is made already does not
// look at its other side.
static bool rests_on_far(const Coder *coder, NodeId at) {
    const Node *node = &coder->graph->nodes[at];
    bool is_choice = node->op == OP_SELECT || node->op == OP_CHOOSE;
    Range condition = coder->ranges[node->operands[0]];
    size_t skipped = 3;
    if (is_choice && range_is_point(condition)) {
        skipped = condition.low != 0 ? 2 : 1;
    }
    bool is_far = goes_too_far(coder, at);
    for (size_t i = 0; i < op_shape(node->op)->count; i++) {
        is_far = is_far || (i != skipped && coder->is_far[node->operands[i]]);
    }
    return is_far;
}

static void find_same(Coder *coder) {
    const Graph *graph = coder->graph;
    for (NodeId i = 0; i < graph->count; i++) {
        Node node = graph->nodes[i];
        coder->same[i] = i;
        ranges_of_node(graph, i, coder->request->inputs, coder->ranges);
        coder->is_far[i] = rests_on_far(coder, i);
        size_t count = op_shape(node.op)->count;
        if (count == 0 || is_constant(coder, i)) {
            continue;
        }
        for (size_t k = 0; k < count; k++) {
            node.operands[k] = coder->same[node.operands[k]];
        }
        NodeId same = graph_same_as(graph, &node, coder->ranges);
        if (same != NODE_NONE) {
            coder->same[i] = coder->same[same]; // `not not a` is a, and a may be another node too
            coder->ranges[i] = coder->ranges[same];
        }
    }
}

// ---- what is needed -----------------------------------------------------------------------------
static void need(Coder *coder, NodeId node) {
    coder->is_too_large = coder->is_too_large || coder->is_far[node];
    coder->uses[coder->same[node]]++;
}

// Backwards: who is used needs its operands.
static void need_operands(Coder *coder) {
    for (size_t i = coder->graph->count; i > 0; i--) {
        NodeId at = (NodeId)(i - 1);
        const Node *node = &coder->graph->nodes[at];
        if (coder->uses[at] == 0 || is_constant(coder, at)) {
            continue;
        }
        for (size_t k = 0; k < op_shape(node->op)->count; k++) {
            need(coder, node->operands[k]);
        }
    }
}

// ---- registers ----------------------------------------------------------------------------------
static uint16_t add_register(Coder *coder, Register shape) {
    Program *program = coder->program;
    if (program->register_count == REGISTER_NONE) {
        coder->is_too_large = true; // more values at once than steps can name
        return 0;
    }
    program->registers = array_reserve(program->registers, program->register_count,
                                       &program->register_capacity, sizeof *program->registers);
    program->registers[program->register_count] = shape;
    return (uint16_t)program->register_count++;
}

static uint16_t take_slot(Coder *coder, RegisterKind kind) {
    if (coder->free_count[kind] > 0) {
        return coder->free[kind][--coder->free_count[kind]];
    }
    size_t slot = coder->program->slots[kind]++;
    return add_register(coder, (Register){.kind = kind, .slot = slot});
}

static void give_back(Coder *coder, uint16_t place) {
    RegisterKind kind = coder->program->registers[place].kind;
    if (kind <= REGISTER_BYTES) {
        coder->free[kind][coder->free_count[kind]++] = place;
    }
}

static void used_once(Coder *coder, NodeId node) {
    CHECK(coder->uses[node] > 0);
    if (--coder->uses[node] > 0 || is_constant(coder, node)) {
        return;
    }
    give_back(coder, coder->places[node]);
    for (RegisterKind width = REGISTER_WIDES; width <= REGISTER_HALVES; width++) {
        if (coder->forms[width][node] != REGISTER_NONE) {
            give_back(coder, coder->forms[width][node]);
        }
    }
}

static void emit(Coder *coder, Step step) {
    Program *program = coder->program;
    program->steps = array_reserve(program->steps, program->step_count, &program->step_capacity,
                                   sizeof *program->steps);
    program->steps[program->step_count++] = step;
}

static uint16_t emit_move(Coder *coder, StepKind kind, uint16_t from, RegisterKind to) {
    uint16_t target = take_slot(coder, to);
    emit(coder, (Step){.kind = (uint8_t)kind, .target = target, .operands = {from}});
    return target;
}

// ---- widths -------------------------------------------------------------------------------------
static RegisterKind width_at(const Coder *coder, uint16_t place) {
    Register shape = coder->program->registers[place];
    bool is_outside = shape.kind == REGISTER_COLUMN || shape.kind == REGISTER_OUTPUT;
    return !is_outside        ? shape.kind
           : shape.bits == 64 ? REGISTER_WORDS
           : shape.bits == 32 ? REGISTER_HALVES
                              : REGISTER_BYTES;
}

// The register that has a node's value in this width; it is made when there is none, by way of the
// widths between.
static uint16_t place_in(Coder *coder, NodeId node, RegisterKind width) {
    uint16_t place = coder->places[node];
    RegisterKind own = width_at(coder, place);
    if (own == width) {
        return place;
    }
    CHECK(own <= REGISTER_HALVES && width <= REGISTER_HALVES);
    bool is_wider = width < own;
    for (RegisterKind at = own; at != width;) {
        at = is_wider ? at - 1 : at + 1;
        uint16_t *form = &coder->forms[at][node];
        if (*form == REGISTER_NONE) {
            StepKind kind = is_wider ? (at == REGISTER_WIDES ? STEP_WIDEN_8 : STEP_WIDEN)
                                     : (at == REGISTER_WORDS ? STEP_NARROW_8 : STEP_NARROW);
            *form = emit_move(coder, kind, place, at);
        }
        place = *form;
    }
    return place;
}

// ---- inputs -------------------------------------------------------------------------------------
static uint16_t column_register(Coder *coder, const void *values, unsigned bits) {
    return add_register(
        coder, (Register){.kind = REGISTER_COLUMN, .base = (uintptr_t)values, .bits = bits});
}

static uint16_t emit_moved(Coder *coder, StepKind kind, uint16_t from, RegisterKind to) {
    uint16_t target = emit_move(coder, kind, from, to);
    give_back(coder, from);
    return target;
}

// By the codes of the rows, out of a table that lies where it lies.
static uint16_t emit_gather(Coder *coder, StepKind kind, const PlanColumn *column) {
    bool is_bits = kind == STEP_GATHER_BITS;
    uint16_t codes = column_register(coder, column->codes, 32);
    uint16_t table =
        column_register(coder, is_bits ? (const void *)column->valid : column->values, 0);
    uint16_t target = take_slot(coder, is_bits ? REGISTER_BYTES : REGISTER_WORDS);
    Step step = {.kind = (uint8_t)kind, .target = target, .operands = {codes, table}};
    step.values[0] = column->width;
    emit(coder, step);
    return target;
}

static uint16_t emit_number(Coder *coder, const InputRows *rows) {
    bool is_gathered = rows->column->codes != NULL;
    unsigned width = is_gathered ? 8 : rows->column->width;
    uint16_t place = is_gathered ? emit_gather(coder, STEP_GATHER, rows->column)
                                 : column_register(coder, rows->column->values, width * 8);
    if (width < 4) {
        StepKind kind = width == 2 ? STEP_WIDEN_2 : STEP_WIDEN_1;
        place = emit_moved(coder, kind, place, REGISTER_HALVES);
    }
    if (rows->map == NULL) {
        return place;
    }
    if (width == 8) {
        place = emit_moved(coder, STEP_NARROW, place, REGISTER_HALVES);
    }
    place = emit_moved(coder, STEP_MAP, place, REGISTER_HALVES);
    coder->program->steps[coder->program->step_count - 1].map = rows->map;
    return place;
}

// Items lie where they lie; only the offsets go with the rows.
static uint16_t emit_list(Coder *coder, const Node *node, const PlanColumn *column) {
    bool is_whole = node->op == OP_LIST_WHOLE;
    uint16_t offsets = column_register(coder, column->offsets, 32);
    uint16_t items =
        column_register(coder, is_whole ? (const void *)column->valid : column->values, 0);
    uint16_t target = take_slot(coder, is_whole ? REGISTER_BYTES : REGISTER_WORDS);
    Step step = {
        .kind = STEP_LIST, .op = (uint8_t)node->op, .target = target, .operands = {offsets, items}};
    step.values[0] = column->width;
    emit(coder, step);
    return target;
}

static uint16_t emit_truth(Coder *coder, const InputRows *rows) {
    bool is_gathered = rows->column->codes != NULL;
    if (rows->column->width == 1 && !is_gathered) {
        return column_register(coder, rows->column->values, 8);
    }
    uint16_t place = emit_number(coder, rows);
    if (rows->column->width < 8 && !is_gathered) {
        place = emit_moved(coder, STEP_WIDEN, place, REGISTER_WORDS);
    }
    return emit_moved(coder, STEP_TRUTH, place, REGISTER_BYTES);
}

static uint16_t emit_input(Coder *coder, const Node *node) {
    const InputRows *rows = &coder->request->inputs[node->constant];
    if (node->op >= OP_LIST_COUNT && node->op <= OP_LIST_WHOLE) {
        return emit_list(coder, node, rows->column);
    }
    if (node->op == OP_KNOWN && rows->column->codes != NULL) {
        return emit_gather(coder, STEP_GATHER_BITS, rows->column);
    }
    if (node->op == OP_KNOWN) {
        uint16_t bits = column_register(coder, rows->column->valid, 1);
        return emit_moved(coder, STEP_BITS, bits, REGISTER_BYTES);
    }
    return node->op == OP_INPUT_TRUTH ? emit_truth(coder, rows) : emit_number(coder, rows);
}

// ---- operations ---------------------------------------------------------------------------------
static bool is_short(Range range) {
    return range.low > -DIVIDE_SHORT_LIMIT && range.high < DIVIDE_SHORT_LIMIT;
}

// Rounded quotients of large words go by the long way.
static Op op_for_ranges(const Coder *coder, const Node *node, const NodeId *operands) {
    bool divides = node->op >= OP_FLOOR;
    bool are_short =
        divides && is_short(coder->ranges[operands[0]]) && is_short(coder->ranges[operands[1]]);
    return divides && !are_short ? node->op + (OP_FLOOR_LONG - OP_FLOOR) : node->op;
}

static RegisterKind width_of(Range range) {
    return range_fits_half(range) ? REGISTER_HALVES
           : range_fits(range)    ? REGISTER_WORDS
                                  : REGISTER_WIDES;
}

// The widest of all numbers that take part; of halves twice as many go through a loop at once.
static RegisterKind width_of_op(const Coder *coder, NodeId at, const NodeId *operands) {
    const OpShape *shape = op_shape(coder->graph->nodes[at].op);
    RegisterKind width = shape->is_truth ? REGISTER_HALVES : width_of(coder->ranges[at]);
    for (size_t i = 0; i < shape->count; i++) {
        RegisterKind own =
            shape->are_truths[i] ? REGISTER_HALVES : width_of(coder->ranges[operands[i]]);
        width = own < width ? own : width;
    }
    return width;
}

static uint16_t target_of_op(Coder *coder, NodeId at, RegisterKind width) {
    bool is_truth = op_shape(coder->graph->nodes[at].op)->is_truth;
    uintptr_t direct = coder->direct[at];
    if (direct != 0 && (is_truth || width == REGISTER_WORDS)) {
        unsigned bits = is_truth ? 8 : 64;
        return add_register(coder,
                            (Register){.kind = REGISTER_OUTPUT, .base = direct, .bits = bits});
    }
    return take_slot(coder, is_truth ? REGISTER_BYTES : width);
}

static void emit_op(Coder *coder, NodeId at) {
    static const StepKind KINDS[] = {STEP_OP_WIDE, STEP_OP, STEP_OP_HALF};
    const Node *node = &coder->graph->nodes[at];
    const OpShape *shape = op_shape(node->op);
    NodeId operands[3] = {NODE_FALSE, NODE_FALSE, NODE_FALSE};
    for (size_t i = 0; i < shape->count; i++) {
        operands[i] = coder->same[node->operands[i]];
    }
    RegisterKind width = width_of_op(coder, at, operands);
    Step step = {.kind = (uint8_t)KINDS[width],
                 .op = (uint8_t)op_for_ranges(coder, node, operands)};
    for (size_t i = 0; i < shape->count; i++) {
        if (is_constant(coder, operands[i])) {
            step.constants |= (uint8_t)(1U << i);
            step.values[i] = coder->ranges[operands[i]].low;
        } else {
            step.operands[i] =
                place_in(coder, operands[i], shape->are_truths[i] ? REGISTER_BYTES : width);
        }
    }
    // Other steps are no loops: what has constants only, or a choice that is made, is no step.
    CHECK(step.constants < (1 << shape->count) - 1);
    CHECK(shape->count < 3 || (step.constants & 1) == 0);
    coder->places[at] = target_of_op(coder, at, width);
    step.target = coder->places[at];
    emit(coder, step);
    for (size_t i = 0; i < shape->count; i++) {
        used_once(coder, operands[i]);
    }
}

static void emit_all(Coder *coder) {
    for (NodeId i = 0; i < coder->graph->count; i++) {
        if (coder->uses[i] == 0 || is_constant(coder, i)) {
            continue;
        }
        if (op_shape(coder->graph->nodes[i].op)->count == 0) {
            coder->places[i] = emit_input(coder, &coder->graph->nodes[i]);
        } else {
            emit_op(coder, i);
        }
    }
}

// ---- outputs ------------------------------------------------------------------------------------
// A value as an output has it, in a register of `width`.
static uint16_t place_for(Coder *coder, NodeId node, RegisterKind width, bool *out_is_own) {
    static const StepKind FILLS[] = {STEP_FILL, STEP_FILL, STEP_FILL_HALF, STEP_FILL_ONE};
    *out_is_own = is_constant(coder, node);
    if (!*out_is_own) {
        return place_in(coder, node, width);
    }
    uint16_t filled = take_slot(coder, width);
    Step fill = {.kind = (uint8_t)FILLS[width], .target = filled};
    fill.values[0] = coder->ranges[node].low;
    emit(coder, fill);
    return filled;
}

typedef struct OutShape {
    StepKind kind;
    RegisterKind width; // of what is copied
    unsigned bits;      // of what is written
} OutShape;

static void put_out(Coder *coder, NodeId node, void *values, OutShape shape) {
    Register output = {.kind = REGISTER_OUTPUT, .base = (uintptr_t)values, .bits = shape.bits};
    uint16_t target = add_register(coder, output);
    node = coder->same[node];
    bool is_half = !is_constant(coder, node) && shape.kind == STEP_COPY_8 &&
                   width_at(coder, coder->places[node]) == REGISTER_HALVES;
    if (is_half) {
        shape = (OutShape){STEP_WIDEN, REGISTER_HALVES, 64};
    }
    if (coder->request->is_streamed && shape.bits == 64) {
        shape.kind = is_half ? STEP_STREAM_HALVES : STEP_STREAM_WORDS;
    }
    bool is_own = false;
    uint16_t place = place_for(coder, node, shape.width, &is_own);
    emit(coder, (Step){.kind = (uint8_t)shape.kind, .target = target, .operands = {place}});
    if (is_own) {
        give_back(coder, place);
    }
}

static OutShape shape_of(const PlanDecision *asked) {
    static const OutShape TRUTH = {STEP_COPY_1, REGISTER_BYTES, 8};
    static const OutShape WORD = {STEP_COPY_4, REGISTER_HALVES, 32};
    static const OutShape NUMBER = {STEP_COPY_8, REGISTER_WORDS, 64};
    return asked->value.kind == TERM_BOOLEAN  ? TRUTH
           : asked->value.kind == TERM_STRING ? WORD
                                              : NUMBER;
}

static bool is_there(const Coder *coder, NodeId node, const void *values) {
    if (is_constant(coder, node)) {
        return false;
    }
    Register shape = coder->program->registers[coder->places[node]];
    return shape.kind == REGISTER_OUTPUT && shape.base == (uintptr_t)values;
}

// Rows whose result is no word are for the interpreter as well.
static void add_too_wide(Coder *coder, size_t decision, NodeId result) {
    uint16_t *trouble = &coder->program->trouble[decision];
    if (is_constant(coder, result)) {
        coder->program->is_all_trouble[decision] = true;
        return;
    }
    uint16_t place = place_in(coder, result, REGISTER_WIDES);
    uint16_t found = emit_move(coder, STEP_FITS_NOT, place, REGISTER_BYTES);
    if (*trouble != REGISTER_NONE) {
        uint16_t either = take_slot(coder, REGISTER_BYTES);
        emit(coder,
             (Step){.kind = STEP_OP, .op = OP_OR, .target = either, .operands = {found, *trouble}});
        found = either;
    }
    *trouble = found;
}

// Where the trouble of rows stands: never in an output, which the interpreter writes over for one
// decision before those that follow are asked for theirs.
static uint16_t trouble_place(Coder *coder, NodeId trouble) {
    uint16_t place = coder->places[trouble];
    bool is_output = coder->program->registers[place].kind == REGISTER_OUTPUT;
    return is_output ? emit_move(coder, STEP_COPY_1, place, REGISTER_BYTES) : place;
}

static void put_decision(Coder *coder, size_t decision) {
    static const OutShape BITS = {STEP_PACK, REGISTER_BYTES, 1};
    static const OutShape RULE = {STEP_COPY_2, REGISTER_HALVES, 16};
    const PlanDecision *asked = &coder->request->plan->decisions[decision];
    const PlanOutput *output = &coder->request->outputs[decision];
    if (output->values != NULL && !is_there(coder, coder->same[asked->result], output->values)) {
        put_out(coder, asked->result, output->values, shape_of(asked));
    }
    if (output->valid != NULL) {
        put_out(coder, asked->value.known, output->valid, BITS);
    }
    if (output->rules != NULL && asked->rule != NODE_NONE) {
        put_out(coder, asked->rule, output->rules, RULE);
    }
    NodeId trouble = coder->same[asked->trouble];
    bool is_fixed = is_constant(coder, trouble);
    coder->program->trouble[decision] = is_fixed ? REGISTER_NONE : trouble_place(coder, trouble);
    coder->program->is_all_trouble[decision] = is_fixed && coder->ranges[trouble].low != 0;
    if (output->values != NULL && !range_fits(coder->ranges[coder->same[asked->result]])) {
        add_too_wide(coder, decision, coder->same[asked->result]);
    }
}

static bool is_wanted(const PlanOutput *output) {
    return output->values != NULL || output->valid != NULL || output->rules != NULL;
}

// An operation may write its result where it is wanted.
static void offer_direct(Coder *coder, const PlanDecision *asked, void *values) {
    NodeId node = coder->same[asked->result];
    bool is_op = op_shape(coder->graph->nodes[node].op)->count > 0;
    bool is_read_here = coder->request->is_streamed && asked->value.kind != TERM_BOOLEAN;
    if (values != NULL && asked->value.kind != TERM_STRING && !is_read_here && is_op &&
        !is_constant(coder, node) && coder->direct[node] == 0) {
        coder->direct[node] = (uintptr_t)values;
    }
}

static void need_outputs(Coder *coder) {
    const VectorPlan *plan = coder->request->plan;
    for (size_t i = 0; i < plan->decision_count; i++) {
        const PlanDecision *asked = &plan->decisions[i];
        const PlanOutput *output = &coder->request->outputs[i];
        if (asked->is_refused || !is_wanted(output)) {
            continue;
        }
        need(coder, asked->trouble);
        if (output->values != NULL) {
            need(coder, asked->result);
            offer_direct(coder, asked, output->values);
        }
        if (output->valid != NULL) {
            need(coder, asked->value.known);
        }
        if (output->rules != NULL && asked->rule != NODE_NONE) {
            need(coder, asked->rule);
        }
    }
}

static void put_outputs(Coder *coder) {
    const VectorPlan *plan = coder->request->plan;
    for (size_t i = 0; i < plan->decision_count; i++) {
        if (!plan->decisions[i].is_refused && is_wanted(&coder->request->outputs[i])) {
            put_decision(coder, i);
        } else {
            coder->program->trouble[i] = REGISTER_NONE;
        }
    }
}

// ---- prefetching --------------------------------------------------------------------------------
// Spread evenly: too many at once would wait for each other.
static void spread_prefetches(Program *program) {
    size_t columns = 0;
    for (size_t i = 0; i < program->register_count; i++) {
        columns += program->registers[i].kind == REGISTER_COLUMN;
    }
    size_t count = program->step_count;
    Step *steps = memory_new(count + columns + 1, sizeof *steps);
    size_t made = 0;
    size_t taken = 0;
    for (size_t i = 0; i < program->register_count; i++) {
        const Register *shape = &program->registers[i];
        if (shape->kind != REGISTER_COLUMN) {
            continue;
        }
        size_t until = count * (made + 1) / (columns + 1);
        for (; taken < until; taken++) {
            steps[taken + made] = program->steps[taken];
        }
        Step step = {.kind = STEP_PREFETCH, .operands = {(uint16_t)i}};
        step.values[0] = (int64_t)(PLAN_BLOCK_ROWS * shape->bits / 8);
        steps[taken + made] = step;
        made++;
    }
    for (; taken < count; taken++) {
        steps[taken + made] = program->steps[taken];
    }
    memory_free(program->steps);
    program->steps = steps;
    program->step_count = count + made;
    program->step_capacity = program->step_count;
}

// ---- the whole ----------------------------------------------------------------------------------
static void coder_release(Coder *coder) {
    memory_free(coder->ranges);
    memory_free(coder->same);
    memory_free(coder->uses);
    memory_free(coder->places);
    for (size_t i = 0; i < ARRAY_COUNT(coder->forms); i++) {
        memory_free(coder->forms[i]);
    }
    for (size_t i = 0; i < ARRAY_COUNT(coder->free); i++) {
        memory_free(coder->free[i]);
    }
    memory_free(coder->direct);
    memory_free(coder->is_far);
}

bool program_make(const CodeRequest *request, Program *out_program) {
    const Graph *graph = &request->plan->graph;
    Coder coder = {.request = request, .graph = graph, .program = out_program};
    *out_program = (Program){0};
    coder.ranges = memory_new(graph->count, sizeof *coder.ranges);
    coder.same = memory_new(graph->count, sizeof *coder.same);
    coder.uses = memory_new(graph->count, sizeof *coder.uses);
    coder.places = memory_new(graph->count, sizeof *coder.places);
    coder.is_far = memory_new(graph->count, sizeof *coder.is_far);
    coder.direct = memory_new(graph->count, sizeof *coder.direct);
    for (size_t i = 0; i < ARRAY_COUNT(coder.forms); i++) {
        coder.forms[i] = memory_new(graph->count, sizeof *coder.forms[i]);
        memset(coder.forms[i], 0xff, graph->count * sizeof *coder.forms[i]); // REGISTER_NONE
    }
    for (size_t i = 0; i < ARRAY_COUNT(coder.free); i++) {
        coder.free[i] = memory_new(3 * graph->count + 16, sizeof *coder.free[i]);
    }
    out_program->trouble = memory_new(request->plan->decision_count, sizeof(uint16_t));
    out_program->is_all_trouble = memory_new(request->plan->decision_count, sizeof(bool));
    find_same(&coder);
    need_outputs(&coder);
    need_operands(&coder);
    if (!coder.is_too_large) {
        emit_all(&coder);
        put_outputs(&coder);
        spread_prefetches(out_program);
    }
    bool is_made = !coder.is_too_large;
    coder_release(&coder);
    if (!is_made) {
        program_release(out_program);
    }
    return is_made;
}

void program_release(Program *program) {
    memory_free(program->steps);
    memory_free(program->registers);
    memory_free(program->trouble);
    memory_free(program->is_all_trouble);
    *program = (Program){0};
}
