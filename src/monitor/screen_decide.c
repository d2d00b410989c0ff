// SPDX-License-Identifier: Apache-2.0
// Facts that are decisions are decided by plans over the columns of what they need, one after the
// other.
#include "monitor/screen_decide.h"
#include "base/check.h"
#include <string.h>

// ---- made before

// Made of the same columns in the same way?
static bool is_like(const Node *node, const Node *like) {
    return node->kind == like->kind && node->entity == like->entity &&
           node->input_count == like->input_count &&
           memcmp(node->inputs, like->inputs, like->input_count * sizeof(Source *)) == 0 &&
           (like->kind == NODE_DECISION
                ? pack_plans_alike(node->pack, (size_t)node->index, like->pack, (size_t)like->index)
                : node->index == like->index);
}

static const Source *find_made(const Maker *maker, const Node *like) {
    const Node *lists[] = {maker->base->nodes, *maker->nodes};
    for (size_t i = 0; i < ARRAY_COUNT(lists); i++) {
        for (const Node *node = lists[i]; node != NULL; node = node->next) {
            if (is_like(node, like)) {
                return &node->source;
            }
        }
    }
    return NULL;
}

static Node *node_like(const Maker *maker, const Node *like) {
    Node *node = node_new(maker->nodes, like->kind, like->entity);
    node->index = like->index;
    node->pack = like->pack;
    node->input_count = like->input_count;
    node->inputs = arena_alloc(&node->source.arena, like->input_count + 1, sizeof(Source *));
    for (size_t i = 0; i < like->input_count; i++) {
        node->inputs[i] = like->inputs[i];
    }
    return node;
}

static const Source *made(const Source *source) {
    return source == NULL || source->is_impossible ? NULL : source;
}

// ---- members of a household over a person fact that is a decision

static bool is_true_at(const Source *of, size_t row) {
    return bit_at(of->valid, row) && of->shape.kind != PLAN_STRING && source_value(of, row) > 0;
}

static void fill_members(const ScreenBase *base, FactAggregate aggregate, const Source *of,
                         Source *out) {
    bool is_all = aggregate == FACT_MEMBERS_ALL;
    uint8_t membership = is_all ? MEMBER_COUNTED : MEMBER_LIVING;
    int8_t *answers = arena_alloc(&out->arena, base->household_count + 1, sizeof *answers);
    out->shape = (PlanInput){.kind = PLAN_BOOLEAN};
    out->valid = bits_full(&out->arena, base->household_count);
    for (size_t i = 0; i < base->household_count; i++) {
        bool is_null = false;
        bool answer = is_all;
        for (size_t at = base->first_person[i]; at < base->first_person[i + 1]; at++) {
            if ((base->membership[at] & membership) == 0) {
                continue;
            }
            bool is_known = bit_at(of->valid, at);
            is_null = is_null || (is_all && !is_known);
            answer =
                is_all ? answer && (!is_known || is_true_at(of, at)) : answer || is_true_at(of, at);
        }
        answers[i] = answer;
        if (is_null && answer) { // one that is false decides, whatever is unknown
            answers[i] = 0;
            bit_clear(out->valid, i);
        }
    }
    out->column.values = answers;
    out->column.width = sizeof *answers;
    source_finish(out, base->household_count);
}

static const Source *make_members(Maker *maker, FactAggregate aggregate, const Source *of) {
    Node like = {.kind = NODE_MEMBERS,
                 .entity = FACT_HOUSEHOLD,
                 .index = (int)aggregate,
                 .inputs = &of,
                 .input_count = 1};
    const Source *found = find_made(maker, &like);
    if (found != NULL) {
        return found;
    }
    Node *node = node_like(maker, &like);
    fill_members(maker->base, aggregate, of, &node->source);
    return &node->source;
}

// ---- decisions

static const Source *input_source(Maker *maker, const Input *input, FactEntity entity) {
    switch (input->kind) {
    case INPUT_PARAMETER:
        return base_parameter(maker->base, maker->nodes,
                              pack_parameter(maker->pack, (size_t)input->index), entity);
    case INPUT_FACT: {
        bool is_here = pack_fact(maker->pack, (size_t)input->index)->entity == entity;
        return is_here ? maker_fact(maker, input->index) : NULL;
    }
    case INPUT_CLOCK: return base_clock(maker->base, entity);
    case INPUT_FACT_BEFORE:
    case INPUT_ROW: break;
    }
    return NULL;
}

bool maker_inputs(Maker *maker, FactEntity entity, size_t binding, Arena *arena,
                  Decided *out_decided) {
    const DecisionBinding *decision = pack_decision(maker->pack, binding);
    Decided decided = {.binding = binding, .input_count = decision->input_count};
    decided.inputs = arena_alloc(arena, decision->input_count + 1, sizeof(Source *));
    for (size_t i = 0; i < decision->input_count; i++) {
        decided.inputs[i] = input_source(maker, &decision->inputs[i], entity);
        if (decided.inputs[i] == NULL) {
            return false;
        }
    }
    *out_decided = decided;
    return true;
}

static const Source *make_decision(Maker *maker, const Fact *fact) {
    CLEANUP(arena_release) Arena arena = {0};
    Decided decided;
    if (!maker_inputs(maker, fact->entity, (size_t)fact->of, &arena, &decided)) {
        return NULL;
    }
    Node like = {.kind = NODE_DECISION,
                 .entity = fact->entity,
                 .index = fact->of,
                 .pack = maker->pack,
                 .inputs = decided.inputs,
                 .input_count = decided.input_count};
    const Source *found = find_made(maker, &like);
    if (found != NULL) {
        return made(found);
    }
    Node *node = node_like(maker, &like);
    size_t rows = base_rows(maker->base, fact->entity);
    Deciding deciding = {.pack = maker->pack,
                         .today = maker->base->as_of,
                         .rows = rows,
                         .items = {decided},
                         .count = 1,
                         .outs = &node->source};
    node->source.is_impossible = !screen_run(&deciding);
    if (!node->source.is_impossible) {
        source_finish(&node->source, rows);
    }
    return made(&node->source);
}

// Facts do not go in circles.
const Source *maker_fact(Maker *maker, int index) {
    const Source *raw = base_fact(maker->base, index);
    const Fact *fact = pack_fact(maker->pack, (size_t)index);
    if (raw != NULL) {
        return made(raw);
    }
    if (fact->aggregate == FACT_DECISION) {
        return make_decision(maker, fact);
    }
    bool is_over_members =
        fact->aggregate == FACT_MEMBERS_ALL || fact->aggregate == FACT_MEMBERS_ANY;
    const Source *of = is_over_members ? maker_fact(maker, fact->of) : NULL;
    return of == NULL ? NULL : make_members(maker, fact->aggregate, of);
}

// ---- which facts are needed as they are kept

typedef struct Needs {
    const Pack *pack;
    bool *is_listed; // by fact
    int *list;
    size_t count;
    bool is_impossible;
} Needs;

static void need_inputs(Needs *needs, size_t binding);

static void need_fact(Needs *needs, int index) {
    const Fact *fact = pack_fact(needs->pack, (size_t)index);
    bool is_over_decision = fact->of >= 0 && fact->aggregate != FACT_DECISION &&
                            pack_fact(needs->pack, (size_t)fact->of)->aggregate == FACT_DECISION;
    if (needs->is_listed[index]) {
        return;
    }
    needs->is_listed[index] = true;
    if (fact->aggregate == FACT_BUILT_IN && fact->built_in == BUILT_IN_NAMED_IN_CARE) {
        needs->is_impossible = true; // asks for decisions of the facts' own pack
    } else if (fact->aggregate == FACT_DECISION) {
        need_inputs(needs, (size_t)fact->of);
    } else if (is_over_decision) {
        need_fact(needs, fact->of);
    } else {
        needs->list[needs->count++] = index;
    }
}

static void need_inputs(Needs *needs, size_t binding) {
    const DecisionBinding *decision = pack_decision(needs->pack, binding);
    for (size_t i = 0; i < decision->input_count; i++) {
        if (decision->inputs[i].kind == INPUT_FACT) {
            need_fact(needs, decision->inputs[i].index);
        }
    }
}

bool screen_needs(const Pack *pack, int *out_list, size_t *out_count) {
    CLEANUP(arena_release) Arena arena = {0};
    Needs needs = {.pack = pack};
    needs.list = arena_alloc(&arena, pack_fact_count(pack) + 1, sizeof *needs.list);
    needs.is_listed = arena_alloc(&arena, pack_fact_count(pack) + 1, sizeof(bool));
    need_inputs(&needs, (size_t)pack_find_decision(pack, STR("救助类别")));
    need_inputs(&needs, (size_t)pack_find_decision(pack, STR("月保障金额")));
    need_fact(&needs, pack_find_fact(pack, STR("registered_class")));
    for (size_t i = 0; i < needs.count; i++) {
        out_list[i] = needs.list[i];
    }
    *out_count = needs.count;
    return !needs.is_impossible;
}
