// SPDX-License-Identifier: Apache-2.0
// Plans as chains (feel/chain.h): a decision is a part, its place is the number of its element.
// What a chain cannot do (types with more to check than a kind, function values, hit policies that
// collect...) is left to evaluate.c, decision by decision.
#include "feel/chain.h"
#include "base/check.h"
#include "dmn/eval.h"

typedef struct Linker {
    DmnModel *model;
    ChainMaker *maker;
    uint32_t *places; // of the values in the frame of the decision at hand
} Linker;

// What a value must be for its type to take it as it is. false: that is more than a kind.
static bool narrow(const Type *type, uint16_t *kind) {
    if (type == NULL) {
        return true;
    }
    if (!type->is_plain || (*kind != CHAIN_ANY_KIND && *kind != type->base)) {
        return false;
    }
    *kind = (uint16_t)type->base;
    return true;
}

static bool link_code(const Linker *linker, const Code *code, size_t target, uint16_t kind) {
    if (code->slot != 0) {
        chain_copy(linker->maker, linker->places[code->slot - 1], target, kind);
        return true;
    }
    return code->program != NULL &&
           chain_program(linker->maker, code->program, linker->places, target, kind);
}

// Tests that every value passes are none.
static bool link_test(const Linker *linker, const Code *code, size_t tested, ChainJumps *jumps) {
    if (code->program == NULL) {
        return code->failure.length == 0;
    }
    return chain_test(linker->maker, code->program, linker->places, tested, jumps);
}

static bool link_expression(Linker *linker, const Expression *expression, size_t target,
                            uint16_t kind);

// ---- decision tables ----------------------------------------------------------------------------
static bool has_kind(const DmnModel *model, size_t place, uint16_t kind) {
    const Type *type = place < model->element_count ? model->elements[place].variable.type : NULL;
    return kind == CHAIN_ANY_KIND || (type != NULL && type->is_plain && type->base == kind);
}

// Where the value of an input column is: where it was, if the column adds nothing to it.
static bool link_input(const Linker *linker, const InputClause *input, size_t *out_place,
                       ChainJumps *stops) {
    uint16_t kind = CHAIN_ANY_KIND;
    if (!narrow(input->type, &kind)) {
        return false;
    }
    size_t slot = input->expression.slot;
    size_t place = slot == 0 ? 0 : linker->places[slot - 1];
    if (slot == 0 || !has_kind(linker->model, place, kind)) {
        place = chain_places(linker->maker, 1);
        if (!link_code(linker, &input->expression, place, kind)) {
            return false;
        }
    }
    *out_place = place;
    return link_test(linker, &input->values, *out_place, stops);
}

static bool link_inputs(const Linker *linker, const Table *table, uint32_t *out_places,
                        ChainJumps *stops) {
    for (size_t i = 0; i < table->input_count; i++) {
        size_t place = 0;
        if (!link_input(linker, &table->inputs[i], &place, stops)) {
            return false;
        }
        out_places[i] = (uint32_t)place;
    }
    return true;
}

static bool link_output(const Linker *linker, const OutputClause *output, const Code *code,
                        size_t target, uint16_t kind, ChainJumps *stops) {
    return narrow(output->type, &kind) && link_code(linker, code, target, kind) &&
           link_test(linker, &output->values, target, stops);
}

// The outputs of a rule, without one the default: one value, or a context.
static bool link_row(const Linker *linker, const Table *table, const Rule *rule, size_t target,
                     uint16_t kind, ChainJumps *stops) {
    bool is_single = table->output_count == 1;
    size_t count = table->output_count;
    size_t first = is_single ? target : chain_places(linker->maker, count);
    Str *names = arena_alloc(&linker->model->arena, count, sizeof *names);
    for (size_t i = 0; i < count; i++) {
        const OutputClause *output = &table->outputs[i];
        const Code *code = rule == NULL ? &output->default_entry : &rule->outputs[i];
        names[i] = output->name;
        if (!link_output(linker, output, code, first + i, is_single ? kind : CHAIN_ANY_KIND,
                         stops)) {
            return false;
        }
    }
    if (!is_single) {
        chain_context(linker->maker, names, count, first, target, kind);
    }
    return true;
}

static bool link_tests(const Linker *linker, const Rule *rule, const uint32_t *inputs,
                       ChainJumps *jumps) {
    for (size_t i = 0; i < rule->checked_count; i++) {
        const RuleTest *test = &rule->checked[i];
        if (!link_test(linker, test->code, inputs[test->input], jumps)) {
            return false;
        }
    }
    return true;
}

// The first rule that matches ends the table; under UNIQUE the others are tested as well.
static bool link_rules(const Linker *linker, const Table *table, const uint32_t *inputs,
                       size_t target, uint16_t kind, ChainJumps *stops) {
    ChainMaker *maker = linker->maker;
    bool is_unique = table->policy == HIT_UNIQUE;
    ChainJumps done = 0;
    size_t has_match = chain_places(maker, 1);
    if (is_unique) {
        chain_constant(maker, feel_boolean(false), has_match);
    }
    for (size_t i = 0; i < table->rule_count; i++) {
        ChainJumps next = 0;
        if (!link_tests(linker, &table->rules[i], inputs, &next)) {
            return false;
        }
        if (is_unique) {
            chain_jump_if(maker, has_match, stops);
            chain_constant(maker, feel_boolean(true), has_match);
        }
        if (!link_row(linker, table, &table->rules[i], target, kind, stops)) {
            return false;
        }
        if (!is_unique) {
            chain_jump(maker, &done);
        }
        chain_land(maker, &next);
    }
    if (is_unique) {
        chain_jump_if(maker, has_match, &done);
    }
    if (!table->has_default) {
        chain_stop(maker);
    } else if (!link_row(linker, table, NULL, target, kind, stops)) {
        return false;
    }
    chain_land(maker, &done);
    return true;
}

static bool link_table(const Linker *linker, const Table *table, size_t target, uint16_t kind) {
    bool takes_one_rule = table->policy == HIT_FIRST || table->policy == HIT_UNIQUE;
    if (!takes_one_rule || table->aggregation != AGGREGATE_NONE) {
        return false;
    }
    ChainJumps stops = 0;
    ChainJumps done = 0;
    uint32_t *inputs = arena_alloc(&linker->model->arena, table->input_count, sizeof *inputs);
    if (!link_inputs(linker, table, inputs, &stops) ||
        !link_rules(linker, table, inputs, target, kind, &stops)) {
        return false;
    }
    // Once more: tests behind the last output may have reported something.
    chain_copy(linker->maker, target, target, kind);
    chain_jump(linker->maker, &done);
    chain_land(linker->maker, &stops);
    chain_stop(linker->maker);
    chain_land(linker->maker, &done);
    return true;
}

// ---- boxed expressions --------------------------------------------------------------------------
static bool link_context(Linker *linker, const Expression *expression, size_t target,
                         uint16_t kind) {
    size_t count = expression->part_count;
    size_t first = chain_places(linker->maker, count);
    Str *names = arena_alloc(&linker->model->arena, count, sizeof *names);
    for (size_t i = 0; i < count; i++) {
        const Variable *variable = &expression->variables[i];
        bool is_result = variable->name.length == 0; // the last
        size_t place = is_result ? target : first + i;
        uint16_t entry_kind = is_result ? kind : CHAIN_ANY_KIND;
        if (!narrow(variable->type, &entry_kind) ||
            !link_expression(linker, expression->parts[i], place, entry_kind)) {
            return false;
        }
        if (is_result) {
            return true;
        }
        names[i] = variable->name;
        linker->places[expression->slot + i] = (uint32_t)place;
    }
    chain_context(linker->maker, names, count, first, target, kind);
    return true;
}

static bool link_conditional(Linker *linker, const Expression *expression, size_t target,
                             uint16_t kind) {
    ChainJumps otherwise = 0;
    ChainJumps done = 0;
    size_t condition = chain_places(linker->maker, 1);
    if (!link_expression(linker, expression->parts[0], condition, FEEL_BOOLEAN)) {
        return false;
    }
    chain_jump_unless(linker->maker, condition, &otherwise);
    if (!link_expression(linker, expression->parts[1], target, kind)) {
        return false;
    }
    chain_jump(linker->maker, &done);
    chain_land(linker->maker, &otherwise);
    bool is_linked = link_expression(linker, expression->parts[2], target, kind);
    chain_land(linker->maker, &done);
    return is_linked;
}

static bool link_expression(Linker *linker, const Expression *expression, size_t target,
                            uint16_t kind) {
    if (expression == NULL || !narrow(expression->type, &kind)) {
        return false;
    }
    switch (expression->kind) {
    case EXPRESSION_LITERAL: return link_code(linker, &expression->code, target, kind);
    case EXPRESSION_TABLE: return link_table(linker, expression->table, target, kind);
    case EXPRESSION_CONTEXT: return link_context(linker, expression, target, kind);
    case EXPRESSION_CONDITIONAL: return link_conditional(linker, expression, target, kind);
    case EXPRESSION_INVOCATION:
    case EXPRESSION_LIST:
    case EXPRESSION_RELATION:
    case EXPRESSION_FUNCTION:
    case EXPRESSION_FILTER:
    case EXPRESSION_FOR:
    case EXPRESSION_SOME:
    case EXPRESSION_EVERY: return false;
    }
    return false;
}

// ---- plans --------------------------------------------------------------------------------------
static bool link_decision(Linker *linker, const Element *decision, size_t place) {
    uint16_t kind = CHAIN_ANY_KIND;
    for (size_t i = 0; i < decision->requirement_count; i++) {
        if (decision->sources[i].is_function) {
            return false;
        }
        linker->places[i] = decision->sources[i].element;
    }
    return narrow(decision->variable.type, &kind) &&
           link_expression(linker, decision->logic, place, kind);
}

static const FeelChain *link_plan(Linker *linker, const Plan *plan, size_t *size) {
    DmnModel *model = linker->model;
    linker->maker = chain_maker_new(&model->arena, model->element_count);
    for (size_t i = 0; i < plan->decision_count; i++) {
        size_t decision = plan->decisions[i];
        chain_begin_part(linker->maker);
        if (!link_decision(linker, &model->elements[decision], decision)) {
            chain_give_up_part(linker->maker);
        }
    }
    *size += model->element_count + chain_size(linker->maker);
    const FeelChain *chain = chain_finish(linker->maker);
    chain_maker_free(linker->maker);
    return chain;
}

void chains_make(DmnModel *model) {
    size_t size = 0;
    Linker linker = {.model = model};
    linker.places = arena_alloc(&model->arena, MODEL_FRAME_MAX, sizeof(uint32_t));
    for (size_t i = 0; i < model->element_count && size < MODEL_CHAINS_SIZE_MAX; i++) {
        Plan *plan = &model->elements[i].plan;
        if (plan->decision_count > 0) {
            plan->chain = link_plan(&linker, plan, &size);
        }
    }
}
