// SPDX-License-Identifier: Apache-2.0
#include "analysis/flow.h"
#include "analysis/fraction.h"
#include "analysis/write.h"
#include "base/check.h"
#include "feel/number.h"

enum { LOCALS_MAX = 256, ARGUMENTS_MAX = 32 };

typedef struct LocalFlow {
    uint32_t number;
    Flow flow;
} LocalFlow;

typedef struct Walk {
    FlowCheck *check;
    const FlowFrame *frame;
    const Code *code;
    LocalFlow locals[LOCALS_MAX];
    size_t local_count;
    const Ast *top; // the whole of the sum or product that is being walked
} Walk;

static Flow flow_of(Walk *walk, const Ast *ast);

Flow flow_join(Arena *arena, Flow a, Flow b) {
    Flow joined = a.division != NULL ? a : b;
    joined.item = a.item != NULL ? a.item : b.item;
    if (a.item != NULL && b.item != NULL) {
        joined.item = arena_alloc(arena, 1, sizeof *joined.item);
        *joined.item = flow_join(arena, *a.item, *b.item);
    }
    bool takes_a = a.field_count > 0;
    joined.fields = takes_a ? a.fields : b.fields;
    joined.field_count = takes_a ? a.field_count : b.field_count;
    return joined;
}

// ---- exact divisions ----------------------------------------------------------------------------
static uint64_t without(uint64_t number, uint64_t factor) {
    while (number % factor == 0) {
        number /= factor;
    }
    return number;
}

static uint64_t greatest_common(uint64_t a, uint64_t b) {
    while (b != 0) {
        uint64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

// The digits of a constant without the powers of ten: 12, 0.12 and 120 all have 12.
static uint64_t digits_of(Arena *arena, const Ast *ast) {
    FeelValue value = FEEL_NULL_VALUE;
    if (!tree_constant(arena, ast, &value) || !number_is_small(value) || value.number == 0 ||
        value.number == INT64_MIN) {
        return 0;
    }
    return (uint64_t)(value.number < 0 ? -value.number : value.number);
}

// What surely divides the tree, as far as constant factors show it.
static uint64_t known_factor(Arena *arena, const Ast *ast) {
    if (ast->kind == AST_BINARY && ast->operator== TOKEN_TIMES) {
        uint64_t product = 0;
        bool is_too_large = __builtin_mul_overflow(known_factor(arena, ast->parts[0]),
                                                   known_factor(arena, ast->parts[1]), &product);
        return is_too_large ? 1 : product;
    }
    uint64_t digits = digits_of(arena, ast);
    return digits == 0 ? 1 : digits;
}

bool division_is_exact(Arena *arena, const Ast *division) {
    uint64_t divisor = digits_of(arena, division->parts[1]);
    if (divisor == 0) {
        return false;
    }
    divisor = without(without(divisor, 2), 5);
    // A factor such as 1.2 of the dividend counts: only powers of ten are in its way.
    return divisor / greatest_common(divisor, known_factor(arena, division->parts[0])) == 1;
}

// ---- reporting ----------------------------------------------------------------------------------
static bool is_told(const Report *report, const Finding *finding) {
    for (size_t i = 0; i + 1 < report->count; i++) {
        const Finding *other = &report->items[i];
        if (other->kind == finding->kind && other->line == finding->line &&
            other->rule == finding->rule && other->column == finding->column &&
            other->is_output == finding->is_output && str_equal(other->excerpt, finding->excerpt) &&
            str_equal(other->element, finding->element)) {
            return true;
        }
    }
    return false;
}

static void say_flow(Walk *walk, Finding *finding, Flow quotient, bool is_here) {
    Report *report = walk->check->checker->report;
    if (is_here) {
        finding_say(
            report, finding, "这里的商除不尽，接着又参与运算，取整时可能差一；先乘后除",
            "this quotient is not exact and is calculated with, so that rounding can be off "
            "by one; multiply first");
        return;
    }
    Str name = quotient.owner == NULL ? STR("?") : quotient.owner->variable.name;
    finding_say(report, finding,
                "“" STR_FMT "”（第 %d 行）的商除不尽，在这里又参与运算，取整时可能差一；"
                "先乘后除，或让它先取整",
                "'" STR_FMT "' (line %d) holds a quotient that is not exact and is calculated with "
                "here, so that rounding can be off by one; multiply first, or round it there",
                STR_ARG(name), quotient.code->line);
}

static void report_flow(Walk *walk, const Ast *operation, Flow quotient) {
    Checker *checker = walk->check->checker;
    bool is_here = quotient.code == walk->code;
    Finding *finding =
        checker_find(checker, FINDING_divide_before_round, walk->frame->owner, walk->code->line);
    finding->rule = walk->frame->rule;
    finding->column = walk->frame->column;
    finding->is_output = walk->frame->is_output;
    checker_point(checker, finding, walk->code,
                  is_here ? quotient.division->offset : operation->offset);
    if (is_here && walk->top != NULL) {
        Str better = fraction_rewrite(&checker->report->arena, walk->top);
        bool is_better = !str_equal(better, write_tree_copy(checker->scratch, walk->top));
        finding->rewrite = is_better ? better : STR("");
    }
    if (is_told(checker->report, finding)) {
        checker->report->severities[finding_severity(finding)]--;
        checker->report->count--;
        return;
    }
    say_flow(walk, finding, quotient, is_here);
}

// ---- operators ----------------------------------------------------------------------------------
// Durations divide too, but no amount is rounded from them.
static bool is_no_number(Arena *arena, const Ast *ast) {
    FeelValue value = FEEL_NULL_VALUE;
    bool is_other_constant = tree_constant(arena, ast, &value) && value.kind != FEEL_NUMBER;
    return is_other_constant || (ast->type->kind != TYPE_ANY && ast->type->kind != FEEL_NUMBER &&
                                 ast->type->kind != FEEL_NULL);
}

static Flow flow_arithmetic(Walk *walk, const Ast *ast) {
    Arena *arena = walk->check->checker->scratch;
    const Ast *outer = walk->top;
    walk->top = outer == NULL ? ast : outer;
    Flow left = flow_of(walk, ast->parts[0]);
    Flow right = flow_of(walk, ast->parts[1]);
    bool divides = ast->operator== TOKEN_DIVIDE;
    Flow result = {0};
    if (!divides && left.division != NULL) {
        report_flow(walk, ast, left);
    }
    if (right.division != NULL) {
        report_flow(walk, ast, right);
    }
    if (divides && left.division != NULL) {
        result = left; // a / 12 / m is still one quotient
    } else if (divides && !is_no_number(arena, ast->parts[0]) &&
               !is_no_number(arena, ast->parts[1]) && !division_is_exact(arena, ast)) {
        result = (Flow){.division = ast, .code = walk->code, .owner = walk->frame->owner};
    }
    walk->top = outer;
    return result;
}

// A sum or product inside other brackets begins anew.
static Flow flow_inside(Walk *walk, const Ast *ast) {
    const Ast *outer = walk->top;
    walk->top = NULL;
    Flow flow = flow_of(walk, ast);
    walk->top = outer;
    return flow;
}

static Flow flow_binary(Walk *walk, const Ast *ast) {
    switch (ast->operator) {
    case TOKEN_PLUS:
    case TOKEN_MINUS:
    case TOKEN_TIMES:
    case TOKEN_DIVIDE: return flow_arithmetic(walk, ast);
    default:
        (void)flow_inside(walk, ast->parts[0]);
        (void)flow_inside(walk, ast->parts[1]);
        return (Flow){0};
    }
}

// ---- calls --------------------------------------------------------------------------------------
static bool is_one_of(Str name, const char *const *names, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (str_equal(name, str_from(names[i]))) {
            return true;
        }
    }
    return false;
}

static Flow any_of(Walk *walk, const Flow *flows, size_t count) {
    Flow any = {0};
    for (size_t i = 0; i < count; i++) {
        any = flow_join(walk->check->checker->scratch, any, flows[i]);
        if (flows[i].item != NULL) {
            any = flow_join(walk->check->checker->scratch, any, *flows[i].item);
        }
    }
    any.item = NULL;
    return any;
}

static Flow flow_builtin(Walk *walk, const Ast *ast, const Flow *arguments, size_t count) {
    static const char *const PASSING[] = {"min", "max", "abs"};
    static const char *const ADDING[] = {"sum", "product", "mean", "stddev", "median"};
    Str name = ast->parts[0]->name;
    Flow any = any_of(walk, arguments, count);
    if (is_one_of(name, PASSING, ARRAY_COUNT(PASSING))) {
        return any;
    }
    if (is_one_of(name, ADDING, ARRAY_COUNT(ADDING)) && any.division != NULL) {
        report_flow(walk, ast, any);
    }
    if (str_equal(name, STR("mean"))) {
        return (Flow){.division = ast, .code = walk->code, .owner = walk->frame->owner};
    }
    return (Flow){0}; // roundings, and what makes no number of it
}

static const Element *called_knowledge(const Walk *walk, const Ast *callee) {
    const Element *owner = walk->frame->owner;
    if (owner == NULL || callee->kind != AST_INPUT || callee->number >= owner->requirement_count) {
        return NULL;
    }
    const Element *element =
        &walk->check->checker->model->elements[owner->requirements[callee->number].element];
    bool is_function = element->kind == ELEMENT_KNOWLEDGE && element->logic != NULL &&
                       element->logic->kind == EXPRESSION_FUNCTION;
    return is_function ? element : NULL;
}

static Flow flow_call(Walk *walk, const Ast *ast) {
    const Ast *callee = ast->parts[0];
    const Element *knowledge = called_knowledge(walk, callee);
    size_t count = ast->part_count - 1;
    Flow arguments[ARGUMENTS_MAX] = {0};
    size_t taken = 0;
    for (size_t i = 0; i < count; i++) {
        Flow flow = flow_inside(walk, ast->parts[i + 1]);
        size_t at = i;
        for (size_t k = 0;
             knowledge != NULL && ast->names != NULL && k < knowledge->logic->variable_count; k++) {
            at = str_equal(knowledge->logic->variables[k].name, ast->names[i]) ? k : at;
        }
        if (at < ARGUMENTS_MAX) {
            arguments[at] = flow;
            taken = at + 1 > taken ? at + 1 : taken;
        }
    }
    if (knowledge != NULL) {
        return walk->check->call(walk->check, knowledge, arguments, taken);
    }
    return callee->kind == AST_BUILTIN ? flow_builtin(walk, ast, arguments, taken) : (Flow){0};
}

// ---- forms --------------------------------------------------------------------------------------
static void bind(Walk *walk, uint32_t number, Flow flow) {
    if (walk->local_count < LOCALS_MAX) {
        walk->locals[walk->local_count++] = (LocalFlow){number, flow};
    }
}

static Flow local_flow(const Walk *walk, uint32_t number) {
    for (size_t i = walk->local_count; i > 0; i--) {
        if (walk->locals[i - 1].number == number) {
            return walk->locals[i - 1].flow;
        }
    }
    return (Flow){0};
}

static Flow item_of(Flow list) {
    return list.item != NULL ? *list.item : (Flow){0};
}

static Flow list_of(Walk *walk, Flow item) {
    Flow list = {.item = arena_alloc(walk->check->checker->scratch, 1, sizeof(Flow))};
    *list.item = item;
    return list;
}

static Flow flow_list(Walk *walk, const Ast *ast) {
    Flow item = {0};
    for (size_t i = 0; i < ast->part_count; i++) {
        item = flow_join(walk->check->checker->scratch, item, flow_inside(walk, ast->parts[i]));
    }
    return list_of(walk, item);
}

static Flow flow_iteration(Walk *walk, const Ast *ast) {
    size_t before = walk->local_count;
    for (size_t i = 0; i + 1 < ast->part_count; i++) {
        Flow source = flow_inside(walk, ast->parts[i]);
        if (i < ast->local_count) {
            bind(walk, ast->locals[i], item_of(source));
        }
    }
    Flow body = flow_inside(walk, ast->parts[ast->part_count - 1]);
    walk->local_count = before;
    return ast->kind == AST_FOR ? list_of(walk, body) : (Flow){0};
}

static Flow flow_context(Walk *walk, const Ast *ast) {
    Arena *arena = walk->check->checker->scratch;
    FlowField *fields = arena_alloc(arena, ast->part_count, sizeof *fields);
    size_t before = walk->local_count;
    for (size_t i = 0; i < ast->part_count; i++) {
        Flow flow = flow_inside(walk, ast->parts[i]);
        fields[i].name = ast->names[i];
        fields[i].flow = arena_alloc(arena, 1, sizeof(Flow));
        *fields[i].flow = flow;
        if (i < ast->local_count) {
            bind(walk, ast->locals[i], flow);
        }
    }
    walk->local_count = before;
    return (Flow){.fields = fields, .field_count = ast->part_count};
}

static Flow field_of(Flow context, Str name) {
    for (size_t i = 0; i < context.field_count; i++) {
        if (str_equal(context.fields[i].name, name)) {
            return *context.fields[i].flow;
        }
    }
    return (Flow){0};
}

static Flow flow_path(Walk *walk, const Ast *ast) {
    Flow from = flow_inside(walk, ast->parts[0]);
    return from.item != NULL ? list_of(walk, field_of(*from.item, ast->name))
                             : field_of(from, ast->name);
}

// A filter may leave a list or, with a number, one item: it is taken for both.
static Flow flow_filter(Walk *walk, const Ast *ast) {
    size_t before = walk->local_count;
    Flow list = flow_inside(walk, ast->parts[0]);
    bind(walk, ast->number, item_of(list));
    (void)flow_inside(walk, ast->parts[1]);
    walk->local_count = before;
    Flow result = item_of(list);
    result.item = list.item;
    return result;
}

static Flow flow_parts(Walk *walk, const Ast *ast) {
    for (size_t i = 0; i < ast->part_count; i++) {
        (void)flow_inside(walk, ast->parts[i]);
    }
    return (Flow){0};
}

static Flow flow_of(Walk *walk, const Ast *ast) {
    switch (ast->kind) {
    case AST_INPUT:
        return ast->number < walk->frame->count ? walk->frame->values[ast->number] : (Flow){0};
    case AST_LOCAL: return local_flow(walk, ast->number);
    case AST_NEGATE: return flow_of(walk, ast->parts[0]);
    case AST_BINARY: return flow_binary(walk, ast);
    case AST_CALL: return flow_call(walk, ast);
    case AST_IF:
        (void)flow_inside(walk, ast->parts[0]);
        return flow_join(walk->check->checker->scratch, flow_inside(walk, ast->parts[1]),
                         flow_inside(walk, ast->parts[2]));
    case AST_FOR:
    case AST_SOME:
    case AST_EVERY: return flow_iteration(walk, ast);
    case AST_FILTER: return flow_filter(walk, ast);
    case AST_PATH: return flow_path(walk, ast);
    case AST_LIST: return flow_list(walk, ast);
    case AST_CONTEXT: return flow_context(walk, ast);
    default: return flow_parts(walk, ast);
    }
}

Flow flow_code(FlowCheck *check, const FlowFrame *frame, const Code *code, bool is_test) {
    if (code->slot != 0) {
        return code->slot <= frame->count ? frame->values[code->slot - 1] : (Flow){0};
    }
    check->called_bytes += check->depth > 0 ? code->text.length + 1 : 0;
    const Ast *ast = code_tree(check->checker->scratch, code, is_test);
    if (ast == NULL || code->scope == NULL) {
        return (Flow){0};
    }
    Walk walk = {.check = check, .frame = frame, .code = code};
    return flow_of(&walk, ast);
}
