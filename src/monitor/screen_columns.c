// SPDX-License-Identifier: Apache-2.0
// Facts that are decisions are decided by plans over the columns of what they need, one after the
// other; at last category and amount by one plan. Rows with an unknown input are left out of that:
// decider_decide answers null for them without asking.
#include "monitor/screen_columns.h"
#include "base/check.h"
#include "base/memory.h"
#include "policy/plan.h"

enum { THREADS = 2, WORD_BITS = 64, SCALE_MAX = 9, MONEY_SCALE = 2 };

typedef struct Source { // a column as plans read it
    PlanInput shape;
    int64_t *numbers;
    uint64_t *valid; // bit per row; NULL: all are known
    const Str *words;
    size_t word_count;
    bool is_made;
} Source;

typedef struct Maker {
    const Pack *pack;
    const Registry *registry;
    Date as_of;
    const FactColumns *facts;
    int *raw_of;          // by fact: index + 1 among the columns of facts
    Source *by_fact;      // of the fact's own entity
    Source *by_parameter; // household, then person: [entity * parameters + parameter]
    Source by_clock[2];   // by entity
    bool is_impossible;
    Arena *arena;
} Maker;

static size_t row_count(const Maker *maker, FactEntity entity) {
    return entity == FACT_PERSON ? maker->facts->person_count : maker->facts->household_count;
}

static bool bit_at(const uint64_t *bits, size_t row) {
    return bits == NULL || (bits[row / WORD_BITS] >> (row % WORD_BITS) & 1) != 0;
}

static void bit_clear(uint64_t *bits, size_t row) {
    bits[row / WORD_BITS] &= ~(UINT64_C(1) << (row % WORD_BITS));
}

static uint64_t *bits_new(const Maker *maker, size_t rows) {
    uint64_t *bits = arena_alloc(maker->arena, rows / WORD_BITS + 1, sizeof *bits);
    for (size_t i = 0; i <= rows / WORD_BITS; i++) {
        bits[i] = UINT64_MAX;
    }
    return bits;
}

static Source *fail(Maker *maker) {
    maker->is_impossible = true;
    return NULL;
}

// ---- numbers as plans have them

static bool shift(int64_t number, int places, int64_t *out_number) {
    for (; places > 0; places--) {
        if (__builtin_mul_overflow(number, 10, &number)) {
            return false;
        }
    }
    for (; places < 0; places++) {
        if (number % 10 != 0) {
            return false;
        }
        number /= 10;
    }
    *out_number = number;
    return true;
}

static bool shape_of(ScalarType type, PlanInput *out_shape) {
    static const int KINDS[] = {[SCALAR_BOOLEAN] = PLAN_BOOLEAN, [SCALAR_INTEGER] = PLAN_NUMBER,
                                [SCALAR_DECIMAL] = PLAN_NUMBER,  [SCALAR_MONEY] = PLAN_NUMBER,
                                [SCALAR_DATE] = PLAN_DATE,       [SCALAR_MONTH] = PLAN_DATE,
                                [SCALAR_INSTANT] = PLAN_DATE,    [SCALAR_PERSON] = -1,
                                [SCALAR_TEXT] = PLAN_STRING,     [SCALAR_NULL] = -1};
    *out_shape = (PlanInput){.scale = type == SCALAR_MONEY ? MONEY_SCALE : 0};
    if (KINDS[type] < 0) {
        return false;
    }
    out_shape->kind = (PlanKind)KINDS[type];
    return true;
}

// The number of a value that is known, on the scale of the shape; texts are not for here.
static bool number_of(Scalar value, PlanInput shape, int64_t *out_number) {
    switch ((ScalarType)value.type) {
    case SCALAR_MONTH:
        *out_number = month_first_day((Month){(int32_t)value.number}).days;
        return true;
    case SCALAR_INSTANT: *out_number = instant_date((Instant){value.number}).days; return true;
    case SCALAR_DECIMAL: return shift(value.number, shape.scale + value.exponent, out_number);
    case SCALAR_MONEY:
    case SCALAR_INTEGER:
    case SCALAR_BOOLEAN:
    case SCALAR_DATE: *out_number = value.number; return true;
    case SCALAR_NULL:
    case SCALAR_PERSON:
    case SCALAR_TEXT: break;
    }
    return false;
}

static const Str NO_WORDS[] = {{"", 0}};

static Source *source_finish(Source *source) {
    if (source->shape.kind == PLAN_STRING && source->word_count == 0) {
        source->words = NO_WORDS; // every row is null; the numbers stand for something all the same
        source->word_count = 1;
    }
    source->is_made = true;
    return source;
}

// ---- facts as they are kept

static Source *make_raw(Maker *maker, Source *source, const FactColumn *column) {
    size_t rows = row_count(maker, column->entity);
    if (!shape_of(column->type, &source->shape)) {
        return fail(maker);
    }
    source->numbers = column->numbers;
    source->valid = column->valid;
    source->words = column->words;
    source->word_count = column->word_count;
    bool is_copied = column->type == SCALAR_MONTH || column->type == SCALAR_INSTANT ||
                     column->type == SCALAR_DECIMAL;
    if (!is_copied) {
        return source_finish(source);
    }
    for (size_t i = 0; column->type == SCALAR_DECIMAL && i < rows; i++) {
        int scale = -column->exponents[i];
        source->shape.scale = scale > source->shape.scale ? scale : source->shape.scale;
    }
    if (source->shape.scale > SCALE_MAX) {
        return fail(maker);
    }
    source->numbers = arena_alloc(maker->arena, rows + 1, sizeof *source->numbers);
    for (size_t i = 0; i < rows; i++) {
        if (bit_at(column->valid, i) &&
            !number_of(fact_column_value(column, i), source->shape, &source->numbers[i])) {
            return fail(maker);
        }
    }
    return source_finish(source);
}

// ---- parameters, by the region of the household

static HouseholdId household_at(const Maker *maker, FactEntity entity, size_t row) {
    size_t at = entity == FACT_PERSON ? maker->facts->household_of[row] : row;
    return maker->facts->households[at];
}

static Source *make_parameter(Maker *maker, Source *source, int index, FactEntity entity) {
    const Parameter *parameter = pack_parameter(maker->pack, (size_t)index);
    if (parameter->value_count == 0) {
        return fail(maker);
    }
    ScalarType type = (ScalarType)parameter->values[0].value.type;
    if (!shape_of(type, &source->shape) || type == SCALAR_TEXT) {
        return fail(maker);
    }
    for (size_t i = 0; type == SCALAR_DECIMAL && i < parameter->value_count; i++) {
        int scale = -parameter->values[i].value.exponent;
        source->shape.scale = scale > source->shape.scale ? scale : source->shape.scale;
    }
    size_t rows = row_count(maker, entity);
    source->numbers = arena_alloc(maker->arena, rows + 1, sizeof *source->numbers);
    Region region = {-1};
    const ParameterValue *value = NULL;
    int64_t number = 0;
    for (size_t i = 0; i < rows; i++) {
        Region home = registry_household(maker->registry, household_at(maker, entity, i))->region;
        if (home.code != region.code) {
            region = home;
            value = parameter_at(parameter, region, maker->as_of);
            number = 0;
            if (value != NULL && !number_of(value->value, source->shape, &number)) {
                return fail(maker);
            }
        }
        source->numbers[i] = number;
        if (value == NULL) {
            source->valid = source->valid == NULL ? bits_new(maker, rows) : source->valid;
            bit_clear(source->valid, i);
        }
    }
    return source->shape.scale > SCALE_MAX ? fail(maker) : source_finish(source);
}

static Source *make_clock(Maker *maker, FactEntity entity) {
    Source *source = &maker->by_clock[entity];
    size_t rows = row_count(maker, entity);
    source->shape = (PlanInput){.kind = PLAN_DATE};
    source->numbers = arena_alloc(maker->arena, rows + 1, sizeof *source->numbers);
    for (size_t i = 0; i < rows; i++) {
        source->numbers[i] = maker->as_of.days;
    }
    return source_finish(source);
}

// ---- members of a household over a person fact that is a decision

static bool is_true_at(const Source *of, size_t row) {
    return bit_at(of->valid, row) && of->shape.kind != PLAN_STRING && of->numbers[row] > 0;
}

static Source *make_members(Maker *maker, Source *source, FactAggregate aggregate,
                            const Source *of) {
    const FactColumns *facts = maker->facts;
    bool is_all = aggregate == FACT_MEMBERS_ALL;
    uint8_t membership = is_all ? MEMBER_COUNTED : MEMBER_LIVING;
    source->shape = (PlanInput){.kind = PLAN_BOOLEAN};
    source->numbers =
        arena_alloc(maker->arena, facts->household_count + 1, sizeof *source->numbers);
    source->valid = bits_new(maker, facts->household_count);
    for (size_t i = 0; i < facts->household_count; i++) {
        bool is_null = false;
        bool answer = is_all;
        for (size_t at = facts->first_person[i]; at < facts->first_person[i + 1]; at++) {
            if ((facts->membership[at] & membership) == 0) {
                continue;
            }
            bool is_known = bit_at(of->valid, at);
            is_null = is_null || (is_all && !is_known);
            answer =
                is_all ? answer && (!is_known || is_true_at(of, at)) : answer || is_true_at(of, at);
        }
        source->numbers[i] = answer;
        if (is_null && answer) { // one that is false decides, whatever is unknown
            source->numbers[i] = 0;
            bit_clear(source->valid, i);
        }
    }
    return source_finish(source);
}

// ---- decisions

static Source *fact_source(Maker *maker, int index);

static Source *input_source(Maker *maker, const Input *input, FactEntity entity) {
    size_t parameters = pack_parameter_count(maker->pack);
    switch (input->kind) {
    case INPUT_PARAMETER: {
        Source *source = &maker->by_parameter[(size_t)entity * parameters + (size_t)input->index];
        return source->is_made ? source : make_parameter(maker, source, input->index, entity);
    }
    case INPUT_FACT: {
        bool is_here = pack_fact(maker->pack, (size_t)input->index)->entity == entity;
        return is_here ? fact_source(maker, input->index) : fail(maker);
    }
    case INPUT_CLOCK:
        return maker->by_clock[entity].is_made ? &maker->by_clock[entity]
                                               : make_clock(maker, entity);
    case INPUT_FACT_BEFORE:
    case INPUT_ROW: break;
    }
    return fail(maker);
}

typedef struct Deciding { // decisions of one model over the same rows
    FactEntity entity;
    const size_t *bindings;
    size_t count;
    PlanInput *shapes; // by column
    PlanColumn *columns;
    PlanOutput *outputs; // by decision
} Deciding;

static bool gather_inputs(Maker *maker, Deciding *deciding) {
    size_t columns = pack_plan_inputs(maker->pack, deciding->bindings[0]);
    deciding->shapes = arena_alloc(maker->arena, columns + 1, sizeof *deciding->shapes);
    deciding->columns = arena_alloc(maker->arena, columns + 1, sizeof *deciding->columns);
    for (size_t k = 0; k < deciding->count; k++) {
        const DecisionBinding *decision = pack_decision(maker->pack, deciding->bindings[k]);
        PlannedDecision planned = pack_planned(maker->pack, deciding->bindings[k]);
        for (size_t i = 0; i < decision->input_count; i++) {
            const Source *source = input_source(maker, &decision->inputs[i], deciding->entity);
            if (source == NULL) {
                return false;
            }
            deciding->shapes[planned.model_inputs[i]] = source->shape;
            deciding->columns[planned.model_inputs[i]] =
                (PlanColumn){.values = source->numbers,
                             .width = 8,
                             .words = source->words,
                             .word_count = source->word_count};
        }
    }
    return true;
}

static size_t bytes_of(PlanKind kind) {
    return kind == PLAN_BOOLEAN ? 1 : kind == PLAN_STRING ? 4 : 8;
}

// Known where every input is known and the decision has an answer.
static void take_known(Maker *maker, const Deciding *deciding, size_t at, Source *out) {
    const DecisionBinding *decision = pack_decision(maker->pack, deciding->bindings[at]);
    size_t words = row_count(maker, deciding->entity) / WORD_BITS + 1;
    out->valid = deciding->outputs[at].valid;
    for (size_t i = 0; i < decision->input_count; i++) {
        const Source *source = input_source(maker, &decision->inputs[i], deciding->entity);
        CHECK(source != NULL);
        for (size_t word = 0; source->valid != NULL && word < words; word++) {
            out->valid[word] &= source->valid[word];
        }
    }
}

static int64_t output_at(const PlanOutput *output, PlanKind kind, size_t row) {
    return kind == PLAN_BOOLEAN  ? ((const uint8_t *)output->values)[row]
           : kind == PLAN_STRING ? ((const int32_t *)output->values)[row]
                                 : ((const int64_t *)output->values)[row];
}

static void take_words(Maker *maker, const PlanRun *run, Source *out, size_t rows) {
    int64_t last = -1;
    for (size_t i = 0; i < rows; i++) {
        last = out->numbers[i] > last ? out->numbers[i] : last;
    }
    Str *words = arena_alloc(maker->arena, (size_t)(last + 1) + 1, sizeof *words);
    bool is_any = false;
    for (size_t i = 0; i < rows && !is_any; i++) {
        is_any = bit_at(out->valid, i);
    }
    for (int64_t i = 0; is_any && i <= last; i++) {
        words[i] = arena_copy(maker->arena, plan_run_word(run, i));
    }
    out->words = words;
    out->word_count = is_any ? (size_t)(last + 1) : 0;
}

static void take_output(Maker *maker, const Deciding *deciding, size_t at, const PlanRun *run,
                        Source *out) {
    size_t rows = row_count(maker, deciding->entity);
    out->numbers = arena_alloc(maker->arena, rows + 1, sizeof *out->numbers);
    take_known(maker, deciding, at, out);
    for (size_t i = 0; i < rows; i++) {
        if (bit_at(out->valid, i)) {
            out->numbers[i] = output_at(&deciding->outputs[at], out->shape.kind, i);
        }
    }
    if (out->shape.kind == PLAN_STRING) {
        take_words(maker, run, out, rows);
    }
}

static bool run_plan(Maker *maker, Deciding *deciding, const VectorPlan *plan, Source *outs) {
    size_t rows = row_count(maker, deciding->entity);
    PlanRunOptions options = {.today = maker->as_of};
    PlanRun *run = NULL;
    deciding->outputs = arena_alloc(maker->arena, deciding->count + 1, sizeof(PlanOutput));
    for (size_t i = 0; i < deciding->count; i++) {
        outs[i].shape = plan_result(plan, i);
        deciding->outputs[i] = (PlanOutput){
            .values = arena_alloc(maker->arena, rows + 1, bytes_of(outs[i].shape.kind)),
            .valid = bits_new(maker, rows)};
    }
    bool is_fine =
        plan_run_open(plan, deciding->columns, rows, &options, &run, NULL) == STATUS_OK &&
        plan_run_rows(run, 0, rows, deciding->outputs, NULL) == STATUS_OK;
    for (size_t i = 0; is_fine && i < deciding->count; i++) {
        take_output(maker, deciding, i, run, &outs[i]);
        (void)source_finish(&outs[i]);
    }
    plan_run_close(run);
    return is_fine;
}

static bool decide(Maker *maker, FactEntity entity, const size_t *bindings, size_t count,
                   Source *outs) {
    Deciding deciding = {.entity = entity, .bindings = bindings, .count = count};
    VectorPlan *plan = NULL;
    bool is_fine = gather_inputs(maker, &deciding) &&
                   pack_plan(maker->pack, bindings, count, deciding.shapes, &plan);
    is_fine = is_fine && run_plan(maker, &deciding, plan, outs);
    plan_free(plan);
    maker->is_impossible = maker->is_impossible || !is_fine;
    return is_fine;
}

// What a decision answers becomes a value of the fact's type, null where it cannot be one, and what
// the fact says of the unknown where it is null.
static Source *type_result(Maker *maker, Source *source, FactEntity entity,
                           const PlannedDecision *planned) {
    PlanInput wanted = source->shape;
    if (wanted.kind == PLAN_SECONDS || wanted.kind == PLAN_MONTHS) {
        return fail(maker); // no value of a fact
    }
    bool is_number = source->shape.kind == PLAN_NUMBER;
    ScalarType type =
        planned->result == SCALAR_DECIMAL && is_number ? SCALAR_NULL : planned->result;
    if (type != SCALAR_NULL && (!shape_of(type, &wanted) || wanted.kind != source->shape.kind)) {
        return fail(maker);
    }
    int places = is_number ? wanted.scale - source->shape.scale : 0;
    bool has_answer = planned->when_unknown.type != SCALAR_NULL;
    int64_t answer = 0;
    if (has_answer &&
        (wanted.kind == PLAN_STRING || !number_of(planned->when_unknown, wanted, &answer))) {
        return fail(maker);
    }
    for (size_t i = 0; i < row_count(maker, entity); i++) {
        if (bit_at(source->valid, i) && !shift(source->numbers[i], places, &source->numbers[i])) {
            bit_clear(source->valid, i);
        }
        if (!bit_at(source->valid, i)) {
            source->numbers[i] = answer;
        }
    }
    source->shape.scale = wanted.scale;
    source->valid = has_answer ? NULL : source->valid;
    return source;
}

static Source *make_decision(Maker *maker, Source *source, const Fact *fact) {
    size_t binding = (size_t)fact->of;
    PlannedDecision planned = pack_planned(maker->pack, binding);
    Source made = {0};
    if (!decide(maker, fact->entity, &binding, 1, &made) ||
        type_result(maker, &made, fact->entity, &planned) == NULL) {
        return NULL;
    }
    *source = made;
    return source;
}

// Facts do not go in circles.
static Source *fact_source(Maker *maker, int index) {
    Source *source = &maker->by_fact[index];
    const Fact *fact = pack_fact(maker->pack, (size_t)index);
    if (source->is_made) {
        return source;
    }
    if (maker->raw_of[index] > 0) {
        return make_raw(maker, source, &maker->facts->columns[maker->raw_of[index] - 1]);
    }
    if (fact->aggregate == FACT_DECISION) {
        return make_decision(maker, source, fact);
    }
    bool can_gather = fact->aggregate == FACT_MEMBERS_ALL || fact->aggregate == FACT_MEMBERS_ANY;
    const Source *of = can_gather ? fact_source(maker, fact->of) : NULL;
    return of == NULL ? fail(maker) : make_members(maker, source, fact->aggregate, of);
}

// ---- which facts are needed as they are kept

static void need_inputs(Maker *maker, size_t binding, int *list, size_t *in_out_count);

static void need_fact(Maker *maker, int index, int *list, size_t *in_out_count) {
    const Fact *fact = pack_fact(maker->pack, (size_t)index);
    bool is_over_decision = fact->of >= 0 && fact->aggregate != FACT_DECISION &&
                            pack_fact(maker->pack, (size_t)fact->of)->aggregate == FACT_DECISION;
    if (fact->aggregate == FACT_BUILT_IN && fact->built_in == BUILT_IN_NAMED_IN_CARE) {
        (void)fail(maker); // asks for decisions of the facts' own pack
    } else if (fact->aggregate == FACT_DECISION) {
        need_inputs(maker, (size_t)fact->of, list, in_out_count);
    } else if (is_over_decision) {
        need_fact(maker, fact->of, list, in_out_count);
    } else if (maker->raw_of[index] == 0) {
        list[(*in_out_count)++] = index;
        maker->raw_of[index] = (int)*in_out_count;
    }
}

static void need_inputs(Maker *maker, size_t binding, int *list, size_t *in_out_count) {
    const DecisionBinding *decision = pack_decision(maker->pack, binding);
    for (size_t i = 0; i < decision->input_count; i++) {
        if (decision->inputs[i].kind == INPUT_FACT) {
            need_fact(maker, decision->inputs[i].index, list, in_out_count);
        }
    }
}

// ---- results

static void take_categories(ScreenColumns *out, const Source *source, Arena *arena) {
    uint8_t *by_word = arena_alloc(arena, source->word_count + 1, sizeof *by_word);
    for (size_t i = 0; i < source->word_count; i++) {
        by_word[i] = (uint8_t)category_from_words(source->words[i]);
    }
    for (size_t i = 0; i < out->facts.household_count; i++) {
        out->categories[i] =
            bit_at(source->valid, i) ? by_word[source->numbers[i]] : (uint8_t)CATEGORY_UNDETERMINED;
    }
}

static void take_registered(ScreenColumns *out, const Source *source, Arena *arena) {
    uint8_t *by_word = arena_alloc(arena, source->word_count + 1, sizeof *by_word);
    for (size_t i = 0; i < source->word_count; i++) {
        by_word[i] = (uint8_t)registered_from_words(source->words[i]);
    }
    for (size_t i = 0; i < out->facts.household_count; i++) {
        out->registered[i] =
            bit_at(source->valid, i) ? by_word[source->numbers[i]] : (uint8_t)REGISTERED_NONE;
    }
}

// In fen; what is below a fen is cut off, as for single households.
static bool take_amounts(ScreenColumns *out, const Source *source) {
    int places = MONEY_SCALE - source->shape.scale;
    for (size_t i = 0; i < out->facts.household_count; i++) {
        int64_t fen = bit_at(source->valid, i) ? source->numbers[i] : 0;
        for (int k = places; k < 0; k++) {
            fen /= 10;
        }
        if (places > 0 && !shift(fen, places, &fen)) {
            return false;
        }
        bool is_decided = out->categories[i] != CATEGORY_UNDETERMINED;
        out->amounts[i] = is_decided ? fen : 0;
    }
    return true;
}

static bool decide_all(Maker *maker, ScreenColumns *out) {
    const size_t bindings[] = {(size_t)pack_find_decision(maker->pack, STR("救助类别")),
                               (size_t)pack_find_decision(maker->pack, STR("月保障金额"))};
    Source *class = fact_source(maker, pack_find_fact(maker->pack, STR("registered_class")));
    Source results[2] = {0};
    if (class == NULL || class->shape.kind != PLAN_STRING ||
        !decide(maker, FACT_HOUSEHOLD, bindings, 2, results)) {
        return false;
    }
    for (size_t i = 0; i < ARRAY_COUNT(results); i++) {
        PlannedDecision planned = pack_planned(maker->pack, bindings[i]);
        if (type_result(maker, &results[i], FACT_HOUSEHOLD, &planned) == NULL) {
            return false;
        }
    }
    if (results[0].shape.kind != PLAN_STRING || results[1].shape.kind != PLAN_NUMBER) {
        return false;
    }
    take_categories(out, &results[0], maker->arena);
    take_registered(out, class, maker->arena);
    return take_amounts(out, &results[1]);
}

bool screen_columns_fill(const Pack *pack, const Facts *facts, Date as_of, ScreenColumns *out) {
    CLEANUP(arena_release) Arena arena = {0};
    *out = (ScreenColumns){0};
    Maker maker = {.pack = pack,
                   .registry = facts_registry_const(facts),
                   .as_of = as_of,
                   .facts = &out->facts,
                   .arena = &arena};
    size_t fact_count = pack_fact_count(pack);
    int *list = arena_alloc(&arena, fact_count + 1, sizeof *list);
    size_t count = 0;
    maker.raw_of = arena_alloc(&arena, fact_count + 1, sizeof *maker.raw_of);
    maker.by_fact = arena_alloc(&arena, fact_count + 1, sizeof(Source));
    maker.by_parameter = arena_alloc(&arena, 2 * pack_parameter_count(pack) + 1, sizeof(Source));
    need_inputs(&maker, (size_t)pack_find_decision(pack, STR("救助类别")), list, &count);
    need_inputs(&maker, (size_t)pack_find_decision(pack, STR("月保障金额")), list, &count);
    need_fact(&maker, pack_find_fact(pack, STR("registered_class")), list, &count);
    if (maker.is_impossible) {
        return false;
    }
    fact_columns_fill(facts, as_of, list, count, THREADS, &out->facts);
    size_t rows = out->facts.household_count + 1;
    out->categories = memory_new(rows, sizeof *out->categories);
    out->registered = memory_new(rows, sizeof *out->registered);
    out->amounts = memory_new(rows, sizeof *out->amounts);
    return decide_all(&maker, out) && !maker.is_impossible;
}

void screen_columns_release(ScreenColumns *columns) {
    fact_columns_release(&columns->facts);
    memory_free(columns->categories);
    memory_free(columns->registered);
    memory_free(columns->amounts);
    *columns = (ScreenColumns){0};
}
