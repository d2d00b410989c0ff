// SPDX-License-Identifier: Apache-2.0
#include "analysis/probe.h"
#include "analysis/checker_private.h"
#include "base/check.h"

static void add_table(Probe *probe, const Element *element) {
    const Table *table = element->logic->table;
    size_t rules = table->rule_count;
    ProbeTable *look = &probe->tables[probe->table_count++];
    *look = (ProbeTable){.element = element, .table = table};
    look->holds = arena_alloc(&probe->kept, rules * table->input_count, sizeof(bool));
    look->fires = arena_alloc(&probe->kept, rules, sizeof(bool));
    look->misses = arena_alloc(&probe->kept, rules, sizeof(size_t));
    look->outputs = outputs_read(&probe->kept, table);
    probe->own = element == probe->element ? look : probe->own;
}

void probe_init(Probe *probe, const DmnModel *model, size_t decision, bool is_strict) {
    const Element *element = &model->elements[model->decisions[decision]];
    *probe = (Probe){.model = model, .element = element, .is_strict = is_strict};
    const Plan *plan = &element->plan;
    probe->tables = arena_alloc(&probe->kept, plan->decision_count, sizeof *probe->tables);
    for (size_t i = 0; i < plan->decision_count; i++) {
        const Element *one = &model->elements[plan->decisions[i]];
        if (one->logic != NULL && one->logic->kind == EXPRESSION_TABLE) {
            add_table(probe, one);
        }
    }
}

void probe_release(Probe *probe) {
    arena_release(&probe->arena);
    arena_release(&probe->kept);
}

// The rule that wins among those that match; the policies that take all have no winner.
static size_t find_winner(const ProbeTable *look) {
    const Table *table = look->table;
    size_t best = table->rule_count;
    uint64_t best_rank = 0;
    for (size_t i = 0; i < table->rule_count; i++) {
        uint64_t rank = 0;
        bool is_ranked =
            table->policy == HIT_PRIORITY && table_rule_rank(table, look->outputs, i, &rank);
        if (look->misses[i] == 0 &&
            (best == table->rule_count || (is_ranked && rank < best_rank))) {
            best = i;
            best_rank = rank;
        }
    }
    return best;
}

static void look_at_table(Probe *probe, const Eval *eval, ProbeTable *look) {
    const Table *table = look->table;
    size_t columns = table->input_count;
    FeelValue *frame = arena_alloc(&probe->arena, look->element->frame_size + 1, sizeof *frame);
    FeelValue *inputs = arena_alloc(&probe->arena, columns, sizeof *inputs);
    (void)eval_fill_frame(eval, look->element, probe->values, frame);
    for (size_t i = 0; i < columns; i++) {
        FeelValue value = code_run(&table->inputs[i].expression, eval, frame);
        inputs[i] = FEEL_NULL_VALUE;
        (void)type_coerce(table->inputs[i].type, eval, value, &inputs[i]);
    }
    for (size_t i = 0; i < table->rule_count; i++) {
        look->misses[i] = 0;
        for (size_t k = 0; k < columns; k++) {
            bool holds = code_accepts(&table->rules[i].tests[k], eval, frame, inputs[k]);
            look->holds[i * columns + k] = holds;
            look->misses[i] += !holds;
        }
    }
    bool has_winner = table->policy == HIT_FIRST || table->policy == HIT_PRIORITY;
    size_t winner = has_winner ? find_winner(look) : table->rule_count;
    for (size_t i = 0; i < table->rule_count; i++) {
        look->fires[i] = look->misses[i] == 0 && (!has_winner || i == winner);
    }
}

void probe_run(Probe *probe, const FeelValue *inputs) {
    arena_clear(&probe->arena);
    probe->run = (FeelRun){.arena = &probe->arena, .today = date_make(2025, 1, 1)};
    Eval eval = {.model = probe->model, .run = &probe->run, .is_strict = probe->is_strict};
    const Plan *plan = &probe->element->plan;
    probe->values = eval_open_plan(&eval, plan);
    for (size_t i = 0; i < plan->input_count; i++) {
        const Element *input = &probe->model->elements[plan->inputs[i]];
        probe->values[plan->inputs[i]] = eval_take_input(&eval, input, inputs[input->ordinal]);
    }
    eval_plan(&eval, plan, probe->values, false);
    probe->result = probe->values[probe->element - probe->model->elements];
    probe->tried++;
    for (size_t i = 0; i < probe->table_count; i++) {
        look_at_table(probe, &eval, &probe->tables[i]);
    }
}

FeelValue probe_evaluate(Probe *probe, const Element *owner, const FeelProgram *program) {
    Eval eval = {.model = probe->model, .run = &probe->run, .is_strict = probe->is_strict};
    FeelValue *frame = arena_alloc(&probe->arena, owner->requirement_count + 1, sizeof *frame);
    (void)eval_fill_frame(&eval, owner, probe->values, frame);
    return feel_run(program, &probe->run, frame);
}
