// SPDX-License-Identifier: Apache-2.0
// A search with memory: a case is kept when it reaches something new or comes closer to a rule that
// has not fired yet; from every kept case one input at a time is moved, to the values that cells
// name and to the boundaries as they lie from there.
#include "analysis/cases.h"
#include "analysis/checker_private.h"
#include "analysis/values.h"
#include "analysis/write.h"
#include "base/check.h"
#include "base/memory.h"
#include "feel/number.h"
#include <string.h>

// ---- aims ---------------------------------------------------------------------------------------
static bool is_condition(const Table *table, size_t rule, size_t column) {
    Str text = str_trim(table->rules[rule].tests[column].text);
    return text.length > 0 && !str_equal(text, STR("-"));
}

static void list_aims(CaseSearch *search) {
    const Table *table = search->probe.own == NULL ? NULL : search->probe.own->table;
    size_t rules = table == NULL ? 0 : table->rule_count;
    size_t columns = table == NULL ? 0 : table->input_count;
    size_t most = rules * (columns + 1) + 3 * search->boundaries.count;
    search->aims = arena_alloc(&search->arena, most, sizeof *search->aims);
    for (size_t i = 0; i < rules; i++) {
        search->aims[search->aim_count++] = (Aim){.kind = AIM_FIRES, .rule = i + 1};
        for (size_t k = 0; k < columns; k++) {
            if (is_condition(table, i, k)) {
                search->aims[search->aim_count++] =
                    (Aim){.kind = AIM_CONDITION, .rule = i + 1, .column = k + 1};
            }
        }
    }
    for (size_t i = 0; i < search->boundaries.count; i++) {
        for (AimKind kind = AIM_BELOW; kind <= AIM_ABOVE; kind++) {
            search->aims[search->aim_count++] = (Aim){.kind = kind, .boundary = i};
        }
    }
}

void case_search_init(CaseSearch *search, const DmnModel *model, size_t decision, bool is_strict) {
    *search = (CaseSearch){.try_limit = CASE_TRIES_DEFAULT};
    probe_init(&search->probe, model, decision, is_strict);
    boundaries_find(&search->probe, &search->boundaries);
    list_aims(search);
    size_t tables = search->probe.table_count;
    search->best = arena_alloc(&search->arena, tables, sizeof *search->best);
    for (size_t i = 0; i < tables; i++) {
        size_t rules = search->probe.tables[i].table->rule_count;
        search->best[i] = arena_alloc(&search->arena, rules, sizeof(size_t));
        memset(search->best[i], 0xFF, rules * sizeof(size_t)); // nothing tried yet
    }
    search->scales = arena_alloc(&search->arena, model->input_count, sizeof *search->scales);
}

void case_search_release(CaseSearch *search) {
    memory_free(search->cases);
    probe_release(&search->probe);
    boundaries_release(&search->boundaries);
    arena_release(&search->arena);
}

// ---- judging ------------------------------------------------------------------------------------
static bool reaches_rule(const ProbeTable *own, const Aim *aim) {
    size_t rule = aim->rule - 1;
    if (aim->kind == AIM_FIRES) {
        return own->fires[rule];
    }
    return own->misses[rule] == 1 && !own->holds[rule * own->table->input_count + aim->column - 1];
}

// How far a rule is from firing: its cells that fail, then the rules that win over it.
static size_t rule_distance(const ProbeTable *look, size_t rule) {
    size_t rivals = 0;
    for (size_t i = 0; i < rule && look->table->policy == HIT_FIRST; i++) {
        rivals += look->misses[i] == 0;
    }
    return look->misses[rule] * 1000 + rivals;
}

// Which side of which boundary the case was made for; SIZE_MAX: none.
typedef struct Move {
    size_t boundary;
} Move;

static bool mark(CaseSearch *search, Move move, size_t *out_first) {
    Probe *probe = &search->probe;
    bool is_new = false;
    for (size_t i = 0; i < search->aim_count; i++) {
        Aim *aim = &search->aims[i];
        int side = 0;
        bool is_reached = false;
        if (aim->is_reached) {
            continue;
        }
        if (aim->rule > 0) {
            is_reached = reaches_rule(probe->own, aim);
        } else if (aim->boundary == move.boundary || aim->kind == AIM_ON) {
            is_reached = boundary_side(probe, &search->boundaries.items[aim->boundary], &side) &&
                         side == (int)aim->kind - AIM_ON;
        }
        if (is_reached) {
            *out_first = is_new ? *out_first : i;
            aim->is_reached = true;
            is_new = true;
        }
    }
    return is_new;
}

// Rules of the tables below count too: the way to a category leads through them.
static bool comes_closer(CaseSearch *search) {
    bool is_closer = false;
    for (size_t i = 0; i < search->probe.table_count; i++) {
        const ProbeTable *look = &search->probe.tables[i];
        for (size_t k = 0; k < look->table->rule_count; k++) {
            size_t distance = rule_distance(look, k);
            is_closer = is_closer || distance < search->best[i][k];
            search->best[i][k] = distance < search->best[i][k] ? distance : search->best[i][k];
        }
    }
    return is_closer;
}

void case_search_measure(CaseSearch *search, const FeelValue *inputs) {
    size_t first = 0;
    probe_run(&search->probe, inputs);
    (void)mark(search, (Move){SIZE_MAX}, &first);
}

// ---- the search ---------------------------------------------------------------------------------
// Values of the given shape that live as long as the search.
static FeelValue *copy_inputs(CaseSearch *search, const FeelValue *inputs) {
    size_t count = search->probe.model->input_count;
    FeelValue *copy = arena_alloc(&search->arena, count, sizeof *copy);
    memcpy(copy, inputs, count * sizeof *copy);
    return copy;
}

// The result outlives the evaluation as what FEEL reads back.
static FeelValue keep_result(CaseSearch *search, FeelValue result) {
    CLEANUP(text_release) Text words = {0};
    if (result.kind == FEEL_STRING) {
        return feel_string(&search->arena, feel_as_string(result));
    }
    if (result.kind == FEEL_NULL || result.kind == FEEL_BOOLEAN || result.kind == FEEL_DATE) {
        return result;
    }
    write_value(result, &words);
    const FeelProgram *program = NULL;
    FeelPlace place = {0};
    Str text = arena_copy(&search->arena, text_str(&words));
    if (feel_compile(&search->arena, text, NULL, &program, &place, NULL) != STATUS_OK) {
        return FEEL_NULL_VALUE;
    }
    FeelRun run = {.arena = &search->arena, .today = DATE_NONE};
    return feel_run(program, &run, NULL);
}

// first_aim SIZE_MAX: only a step on the way.
static void keep(CaseSearch *search, const FeelValue *inputs, size_t first_aim) {
    search->cases = array_reserve(search->cases, search->case_count, &search->case_capacity,
                                  sizeof *search->cases);
    search->cases[search->case_count++] =
        (TestCase){.inputs = copy_inputs(search, inputs),
                   .result = keep_result(search, search->probe.result),
                   .first_aim = first_aim};
}

static void try_case(CaseSearch *search, const FeelValue *inputs, Move move) {
    size_t first = 0;
    probe_run(&search->probe, inputs);
    bool is_new = mark(search, move, &first);
    bool is_closer = comes_closer(search);
    if (is_new || is_closer) {
        keep(search, inputs, is_new ? first : SIZE_MAX);
    }
}

static bool has_tries_left(const CaseSearch *search) {
    return search->probe.tried < search->try_limit;
}

// ---- values to try ------------------------------------------------------------------------------
typedef struct Pool { // of one input data
    FeelValue *values;
    size_t count;
    size_t capacity;
} Pool;

static void pool_add(Arena *arena, Pool *pool, FeelValue value) {
    for (size_t i = 0; i < pool->count; i++) {
        if (value_is_same(pool->values[i], value)) {
            return;
        }
    }
    if (pool->count == pool->capacity) {
        size_t capacity = pool->capacity == 0 ? 8 : pool->capacity * 2;
        FeelValue *more = arena_alloc(arena, capacity, sizeof *more);
        if (pool->count > 0) {
            memcpy(more, pool->values, pool->count * sizeof *more);
        }
        pool->values = more;
        pool->capacity = capacity;
    }
    pool->values[pool->count++] = value;
}

// Every constant of the kind in the tree.
static void pool_tree(Arena *arena, Pool *pool, int kind, const Ast *ast) {
    if (ast->kind == AST_CONSTANT && (int)ast->value.kind == kind) {
        pool_add(arena, pool, ast->value);
    }
    FeelValue value = FEEL_NULL_VALUE;
    if (ast->kind == AST_CALL && tree_constant(arena, ast, &value) && (int)value.kind == kind) {
        pool_add(arena, pool, value);
    }
    if (ast->kind == AST_CONSTANT && ast->value.kind == FEEL_RANGE) {
        FeelEnds ends = feel_range_ends(ast->value);
        const Ast low = {.kind = AST_CONSTANT, .value = ends.low};
        const Ast high = {.kind = AST_CONSTANT, .value = ends.high};
        pool_tree(arena, pool, kind, &low);
        pool_tree(arena, pool, kind, &high);
    }
    if (ast->kind == AST_CONSTANT && ast->value.kind == FEEL_LIST) {
        for (size_t i = 0; i < ast->value.length; i++) {
            FeelValue item = feel_items(ast->value)[i];
            if ((int)item.kind == kind) {
                pool_add(arena, pool, item);
            }
        }
    }
    for (size_t i = 0; i < ast->part_count; i++) {
        pool_tree(arena, pool, kind, ast->parts[i]);
    }
}

static void pool_code(Arena *arena, Pool *pool, int kind, const Code *code, bool is_test) {
    const Ast *ast = code_tree(arena, code, is_test);
    if (ast != NULL) {
        pool_tree(arena, pool, kind, ast);
    }
}

// What the tables and expressions of the plan name.
static void pool_named(CaseSearch *search, Pool *pool, int kind) {
    Arena *arena = &search->arena;
    const Plan *plan = &search->probe.element->plan;
    for (size_t i = 0; i < plan->decision_count; i++) {
        const Expression *logic = search->probe.model->elements[plan->decisions[i]].logic;
        if (logic != NULL && logic->kind == EXPRESSION_LITERAL) {
            pool_code(arena, pool, kind, &logic->code, false);
        }
        const Table *table = logic != NULL && logic->kind == EXPRESSION_TABLE ? logic->table : NULL;
        for (size_t k = 0; table != NULL && k < table->rule_count * table->input_count; k++) {
            pool_code(arena, pool, kind,
                      &table->rules[k / table->input_count].tests[k % table->input_count], true);
        }
    }
}

// Times and durations are not solved for: each is tried with its neighbours.
static void pool_neighbours(CaseSearch *search, Pool *pool) {
    size_t count = pool->count;
    for (size_t i = 0; i < count; i++) {
        for (int step = -1; step <= 1; step += 2) {
            FeelValue value = value_step(&search->arena, pool->values[i], step, 0);
            if (value.kind != FEEL_NULL) {
                pool_add(&search->arena, pool, value);
            }
        }
    }
}

static void pool_allowed(CaseSearch *search, Pool *pool, int kind, const Type *type) {
    while (type != NULL && !type->is_list) {
        pool_code(&search->arena, pool, kind, &type->allowed, true);
        type = type->kind == TYPE_ALIAS ? type->of : NULL;
    }
}

// Numbers below zero that are named, and one that is below them all.
static void pool_add_negative(CaseSearch *search, Pool *pool) {
    Pool named = {0};
    FeelValue least = feel_integer(0);
    pool_named(search, &named, FEEL_NUMBER);
    for (size_t i = 0; i < named.count; i++) {
        if (number_sign(named.values[i]) < 0) {
            pool_add(&search->arena, pool, named.values[i]);
            least = number_compare(named.values[i], least) < 0 ? named.values[i] : least;
        }
    }
    if (number_sign(least) < 0) {
        pool_add(&search->arena, pool, value_step(&search->arena, least, -1, 0));
    }
}

static Pool make_pool(CaseSearch *search, const Element *input) {
    Pool pool = {0};
    int kind = kind_of_type(input->variable.type);
    pool_allowed(search, &pool, kind, input->variable.type);
    if (kind == FEEL_BOOLEAN) {
        pool_add(&search->arena, &pool, feel_boolean(false));
        pool_add(&search->arena, &pool, feel_boolean(true));
    } else if (kind == FEEL_STRING && pool.count == 0) {
        pool_named(search, &pool, kind);
        pool_add(&search->arena, &pool, feel_string_borrowed(STR("(other)")));
    } else if (kind == FEEL_NUMBER) {
        pool_add(&search->arena, &pool, feel_integer(0));
        pool_add(&search->arena, &pool, feel_integer(1));
        pool_add_negative(search, &pool);
    } else if (kind == FEEL_DATE) {
        pool_add(&search->arena, &pool, feel_date(date_make(2025, 1, 1)));
    } else if (kind_is_ordered(kind)) {
        pool_named(search, &pool, kind);
        pool_neighbours(search, &pool);
    }
    return pool;
}

// ---- moving on ----------------------------------------------------------------------------------
static void try_pool(CaseSearch *search, FeelValue *inputs, size_t input, const Pool *pool) {
    FeelValue from = inputs[input];
    for (size_t i = 0; i < pool->count && has_tries_left(search); i++) {
        if (!value_is_same(pool->values[i], from)) {
            inputs[input] = pool->values[i];
            try_case(search, inputs, (Move){SIZE_MAX});
        }
    }
    inputs[input] = from;
}

static bool is_boundary_open(const CaseSearch *search, size_t boundary) {
    for (size_t i = 0; i < search->aim_count; i++) {
        const Aim *aim = &search->aims[i];
        if (!aim->is_reached && (aim->rule > 0 || aim->boundary == boundary)) {
            return true;
        }
    }
    return false;
}

// What counts or weighs does not become negative by being tried, unless a cell names such a number.
static bool is_fitting(FeelValue from, FeelValue to) {
    return to.kind != FEEL_NUMBER || number_sign(to) >= 0 || number_sign(from) < 0;
}

// The unit below, the value itself, the unit above; where the value itself is not on the scale, it
// was rounded down, and one of the others lies above.
static void try_boundary(CaseSearch *search, FeelValue *inputs, size_t input, size_t boundary) {
    FeelValue from = inputs[input];
    FeelValue on = FEEL_NULL_VALUE;
    int scale = search->scales[input];
    if (!boundary_solve(&search->probe, &search->boundaries.items[boundary], inputs, input, scale,
                        &search->arena, &on)) {
        return;
    }
    for (int step = -1; step <= 1 && has_tries_left(search); step++) {
        inputs[input] = value_step(&search->arena, on, step, scale);
        if (inputs[input].kind != FEEL_NULL && is_fitting(from, inputs[input])) {
            try_case(search, inputs, (Move){boundary});
        }
    }
    inputs[input] = from;
}

static bool rests_on(const CaseSearch *search, size_t boundary, uint16_t input) {
    const Plan *plan = &search->boundaries.items[boundary].owner->plan;
    for (size_t i = 0; i < plan->input_count; i++) {
        if (plan->inputs[i] == input) {
            return true;
        }
    }
    return false;
}

static void move_input(CaseSearch *search, FeelValue *inputs, uint16_t element, bool is_own) {
    const Element *input = &search->probe.model->elements[element];
    for (size_t i = 0; i < search->boundaries.count && has_tries_left(search); i++) {
        bool names = str_starts_with(search->boundaries.items[i].text, input->variable.name);
        if (names == is_own && rests_on(search, i, element) && is_boundary_open(search, i)) {
            try_boundary(search, inputs, input->ordinal, i);
        }
    }
}

// A boundary is best met by moving what it is about: "income < 6 * standard" by the income.
static void move_on(CaseSearch *search, const FeelValue *from, const Pool *pools) {
    const Plan *plan = &search->probe.element->plan;
    FeelValue *inputs = copy_inputs(search, from);
    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < plan->input_count && has_tries_left(search); i++) {
            size_t input = search->probe.model->elements[plan->inputs[i]].ordinal;
            bool is_fixed = search->is_fixed != NULL && search->is_fixed[input];
            if (round == 0 && !is_fixed) {
                try_pool(search, inputs, input, &pools[input]);
            }
            if (!is_fixed) {
                move_input(search, inputs, plan->inputs[i], round == 0);
            }
        }
    }
}

static int scale_of(const FeelValue *values, size_t count, int least) {
    int scale = least;
    for (size_t i = 0; i < count; i++) {
        scale = value_scale(values[i]) > scale ? value_scale(values[i]) : scale;
    }
    return scale;
}

void case_search_run(CaseSearch *search, const FeelValue *base, int scale_min) {
    const DmnModel *model = search->probe.model;
    const Plan *plan = &search->probe.element->plan;
    Pool *pools = arena_alloc(&search->arena, model->input_count, sizeof *pools);
    FeelValue *inputs = copy_inputs(search, base);
    for (size_t i = 0; i < plan->input_count; i++) {
        const Element *input = &model->elements[plan->inputs[i]];
        size_t at = input->ordinal;
        bool is_given = base[at].kind != FEEL_NULL;
        pools[at] = make_pool(search, input);
        search->scales[at] = scale_of(&inputs[at], 1, is_given ? 0 : scale_min);
        if (!is_given && pools[at].count > 0) {
            inputs[at] = pools[at].values[0];
        }
    }
    try_case(search, inputs, (Move){SIZE_MAX});
    if (search->case_count == 0) { // nothing to aim at but the result itself
        keep(search, inputs, SIZE_MAX);
    }
    for (size_t i = 0; i < search->case_count && has_tries_left(search); i++) {
        move_on(search, search->cases[i].inputs, pools);
    }
}

// ---- telling ------------------------------------------------------------------------------------
size_t case_search_total(const CaseSearch *search, AimKind from, AimKind to) {
    size_t count = 0;
    for (size_t i = 0; i < search->aim_count; i++) {
        count += search->aims[i].kind >= from && search->aims[i].kind <= to;
    }
    return count;
}

size_t case_search_reached(const CaseSearch *search, AimKind from, AimKind to) {
    size_t count = 0;
    for (size_t i = 0; i < search->aim_count; i++) {
        const Aim *aim = &search->aims[i];
        count += aim->is_reached && aim->kind >= from && aim->kind <= to;
    }
    return count;
}

void aim_write(const CaseSearch *search, const Aim *aim, bool is_english, Text *out) {
    static const char *const CHINESE[] = {
        [AIM_BELOW] = "低一单位", [AIM_ON] = "恰好", [AIM_ABOVE] = "高一单位"};
    static const char *const ENGLISH[] = {
        [AIM_BELOW] = "one unit below", [AIM_ON] = "exactly on", [AIM_ABOVE] = "one unit above"};
    if (aim->kind == AIM_FIRES) {
        text_format(out, is_english ? "rule %zu fires" : "规则 %zu 符合", aim->rule);
    } else if (aim->kind == AIM_CONDITION) {
        text_format(out, is_english ? "rule %zu but for input %zu" : "规则 %zu 只差输入 %zu",
                    aim->rule, aim->column);
    } else {
        const Boundary *boundary = &search->boundaries.items[aim->boundary];
        text_append(out, boundary->text);
        text_format(out, is_english ? ": %s" : "：%s",
                    is_english ? ENGLISH[aim->kind] : CHINESE[aim->kind]);
    }
}
