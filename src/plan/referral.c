// SPDX-License-Identifier: Apache-2.0
// Single rows in the interpreter: those that are not plain, and those that are decided twice.
#include "base/check.h"
#include "feel/temporal.h"
#include "plan/run_private.h"

static int64_t number_at(const PlanColumn *column, size_t row) {
    switch (column->width) {
    case 8: return ((const int64_t *)column->values)[row];
    case 4: return ((const int32_t *)column->values)[row];
    case 2: return ((const int16_t *)column->values)[row];
    default: return ((const int8_t *)column->values)[row];
    }
}

static bool bit_at(const uint64_t *bits, size_t row) {
    return (bits[row / 64] >> (row % 64) & 1) != 0;
}

// The value at a place of a column: of a row, or of an item of lists.
static FeelValue value_at(PlanRun *run, size_t input, size_t at) {
    const PlanColumn *column = &run->columns[input];
    PlanInput shape = run->plan->inputs[input];
    if (column->values == NULL || (column->valid != NULL && !bit_at(column->valid, at))) {
        return FEEL_NULL_VALUE;
    }
    int64_t number = number_at(column, at);
    switch (shape.kind) {
    case PLAN_NUMBER: return feel_decimal(number, -shape.scale);
    case PLAN_BOOLEAN: return feel_boolean(number != 0);
    case PLAN_STRING: return feel_string_borrowed(column->words[number]);
    case PLAN_DATE: return temporal_date(number);
    case PLAN_SECONDS: return temporal_nanos(&run->arena, (Nanos)number * NANOS_PER_SECOND);
    case PLAN_MONTHS: return temporal_months(number);
    }
    return FEEL_NULL_VALUE;
}

static FeelValue input_at(PlanRun *run, size_t input, size_t row) {
    const uint32_t *offsets = run->columns[input].offsets;
    if (!run->plan->inputs[input].is_list) {
        const uint32_t *codes = run->columns[input].codes;
        return value_at(run, input, codes == NULL ? row : codes[row]);
    }
    if (offsets == NULL) { // not used by any decision
        return FEEL_NULL_VALUE;
    }
    size_t count = offsets[row + 1] - offsets[row];
    FeelValue *items = arena_alloc(&run->arena, count, sizeof *items);
    for (size_t i = 0; i < count; i++) {
        items[i] = value_at(run, input, offsets[row] + i);
    }
    return feel_list(&run->arena, items, count);
}

// What the interpreter says of one row.
typedef struct Said {
    FeelValue value;
    uint16_t rule;
} Said;

static uint16_t rule_of(const PlanDecision *asked, const DmnModel *model, const DmnTrace *trace) {
    const DmnNode *node = dmn_trace_asked(trace);
    const DmnNode *table = node == NULL ? NULL : dmn_node_table(node);
    const Expression *logic = model->elements[asked->element].logic;
    if (table == NULL || table->rule_count == 0) {
        return PLAN_NO_RULE;
    }
    if (logic->table->policy != HIT_PRIORITY) {
        return (uint16_t)table->rules[0];
    }
    // The first of those whose output was taken.
    for (uint32_t i = 0; i < table->rule_count; i++) {
        const Rule *rule = &logic->table->rules[table->rules[i]];
        FeelRun run = {.arena = trace->run->arena, .today = DATE_NONE};
        FeelValue output = rule->outputs[0].program == NULL
                               ? FEEL_NULL_VALUE
                               : feel_run(rule->outputs[0].program, &run, NULL);
        bool is_equal = false;
        if (feel_equal(output, table->result, &is_equal) && is_equal) {
            return (uint16_t)table->rules[i];
        }
    }
    return PLAN_NO_RULE;
}

static Said decide(PlanRun *run, size_t row, size_t decision, bool needs_rule, FeelRun *feel) {
    const VectorPlan *plan = run->plan;
    DmnTrace trace = {0};
    arena_clear(&run->arena);
    *feel = (FeelRun){.arena = &run->arena, .today = run->options.today};
    for (size_t i = 0; i < dmn_input_count(plan->model); i++) {
        run->values[i] = input_at(run, i, row);
    }
    Said said = {.rule = PLAN_NO_RULE};
    said.value = dmn_decide(plan->model, plan->asked[decision], run->values, feel,
                            (DmnOptions){.is_strict = plan->is_strict}, needs_rule ? &trace : NULL);
    if (needs_rule) {
        said.rule = rule_of(&plan->decisions[decision], plan->model, &trace);
    }
    return said;
}

// The value as outputs have it; false: it has more digits, or is of another kind.
static bool to_number(PlanRun *run, const PlanDecision *asked, FeelValue value,
                      int64_t *out_number) {
    Nanos nanos = 0;
    *out_number = 0;
    if (value.kind != FEEL_NULL && term_kind_of((FeelKind)value.kind) != asked->value.kind) {
        return false;
    }
    switch ((FeelKind)value.kind) {
    case FEEL_NULL: return true;
    case FEEL_NUMBER: return feel_to_scaled(value, -asked->value.scale, out_number);
    case FEEL_STRING: *out_number = run_place(run, feel_as_string(value)); return true;
    case FEEL_BOOLEAN:
    case FEEL_DATE:
    case FEEL_MONTHS_DURATION: *out_number = value.number; return true;
    case FEEL_DAYS_DURATION:
        nanos = temporal_duration(value);
        *out_number = (int64_t)(nanos / NANOS_PER_SECOND);
        return nanos % NANOS_PER_SECOND == 0;
    case FEEL_TIME:
    case FEEL_DATE_TIME:
    case FEEL_LIST:
    case FEEL_CONTEXT:
    case FEEL_RANGE:
    case FEEL_FUNCTION: break;
    }
    return false;
}

static void write_number(TermKind kind, const PlanOutput *output, size_t row, int64_t number) {
    if (output->values == NULL) {
        return;
    }
    if (kind == TERM_BOOLEAN) {
        ((uint8_t *)output->values)[row] = (uint8_t)number;
    } else if (kind == TERM_STRING) {
        ((int32_t *)output->values)[row] = (int32_t)number;
    } else {
        ((int64_t *)output->values)[row] = number;
    }
}

static int64_t read_number(TermKind kind, const PlanOutput *output, size_t row) {
    return kind == TERM_BOOLEAN  ? ((const uint8_t *)output->values)[row]
           : kind == TERM_STRING ? ((const int32_t *)output->values)[row]
                                 : ((const int64_t *)output->values)[row];
}

static Status fail_digits(PlanRun *run, size_t row, size_t decision, FeelValue value,
                          Error *error) {
    CLEANUP(text_release) Text words = {.limit = 100};
    feel_format(value, &words);
    return error_set(error, STATUS_OVERFLOW,
                     "row %zu, decision '" STR_FMT "': the result " STR_FMT
                     " has more digits than a column holds",
                     row, STR_ARG(dmn_decision_name(run->plan->model, run->plan->asked[decision])),
                     STR_ARG(text_str(&words)));
}

Status referral_decide(PlanRun *run, size_t row, size_t out_row, size_t decision,
                       const PlanOutput *output, Error *error) {
    const PlanDecision *asked = &run->plan->decisions[decision];
    bool needs_rule = output->rules != NULL && asked->rule != NODE_NONE;
    FeelRun feel;
    Said said = decide(run, row, decision, needs_rule, &feel);
    int64_t number = 0;
    if (!to_number(run, asked, said.value, &number)) {
        return fail_digits(run, row, decision, said.value, error);
    }
    write_number(asked->value.kind, output, out_row, number);
    if (output->valid != NULL) {
        uint64_t bit = (uint64_t)1 << (out_row % 64);
        uint64_t *word = &output->valid[out_row / 64];
        *word = said.value.kind == FEEL_NULL ? *word & ~bit : *word | bit;
    }
    if (needs_rule) {
        output->rules[out_row] = said.rule;
    }
    if (run->options.referred != NULL) {
        run->options.referred(run->options.data, row, decision, said.value, &feel);
    }
    return STATUS_OK;
}

// ---- decided twice ------------------------------------------------------------------------------
static void tell_number(const PlanRun *run, const PlanDecision *asked, bool is_known,
                        int64_t number, Text *out) {
    if (!is_known) {
        text_append(out, STR("null"));
        return;
    }
    switch (asked->value.kind) {
    case TERM_STRING: text_append(out, plan_run_word(run, number)); break;
    case TERM_BOOLEAN: feel_format(feel_boolean(number != 0), out); break;
    case TERM_NUMBER: feel_format(feel_decimal(number, -asked->value.scale), out); break;
    default: text_format(out, "%lld", (long long)number); break;
    }
}

Status referral_guard(PlanRun *run, size_t row, size_t out_row, size_t decision,
                      const PlanOutput *output, Error *error) {
    const PlanDecision *asked = &run->plan->decisions[decision];
    bool needs_rule = output->rules != NULL && asked->rule != NODE_NONE;
    FeelRun feel;
    Said said = decide(run, row, decision, needs_rule, &feel);
    int64_t expected = 0;
    bool is_writable = to_number(run, asked, said.value, &expected);
    bool is_known = output->valid == NULL || bit_at(output->valid, out_row);
    int64_t found =
        output->values == NULL ? expected : read_number(asked->value.kind, output, out_row);
    bool is_same = is_writable &&
                   is_known == (said.value.kind != FEEL_NULL || output->valid == NULL) &&
                   found == expected && (!needs_rule || output->rules[out_row] == said.rule);
    if (is_same) {
        return STATUS_OK;
    }
    CLEANUP(text_release) Text words = {.limit = 100};
    CLEANUP(text_release) Text other = {.limit = 100};
    tell_number(run, asked, is_known, found, &words);
    feel_format(said.value, &other);
    return error_set(error, STATUS_CORRUPT,
                     "row %zu, decision '" STR_FMT "': the plan says " STR_FMT " (rule %d), the "
                     "interpreter " STR_FMT " (rule %d); nothing may be published",
                     row, STR_ARG(dmn_decision_name(run->plan->model, run->plan->asked[decision])),
                     STR_ARG(text_str(&words)), needs_rule ? output->rules[out_row] + 1 : 0,
                     STR_ARG(text_str(&other)), needs_rule ? said.rule + 1 : 0);
}
