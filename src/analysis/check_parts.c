// SPDX-License-Identifier: Apache-2.0
// The parts of a model: those that nothing uses, decisions without logic, names that hide others.
#include "analysis/checker_private.h"
#include "analysis/codes.h"
#include "base/check.h"
#include "feel/builtin.h"

// ---- unused -------------------------------------------------------------------------------------
static void check_unused_elements(Checker *checker, const bool *is_required) {
    const DmnModel *model = checker->model;
    for (size_t i = 0; i < model->element_count; i++) {
        const Element *element = &model->elements[i];
        bool is_input = element->kind == ELEMENT_INPUT;
        if (element->file != 0 || is_required[i] ||
            (!is_input && element->kind != ELEMENT_KNOWLEDGE)) {
            continue;
        }
        Finding *finding =
            checker_find(checker, is_input ? FINDING_unused_input : FINDING_unused_knowledge,
                         element, element->line);
        finding_say(checker->report, finding, "没有决策用到它；删去它，或接到要用它的决策上",
                    "no decision uses it; remove it, or let the decision that needs it require it");
    }
}

typedef struct Usage {
    const Element *owner;
    bool *used; // per requirement
    bool is_unclear;
    Arena *arena;
} Usage;

static void use_code(Usage *usage, const Code *code) {
    size_t count = usage->owner->requirement_count;
    if (code->failure.length > 0) {
        usage->is_unclear = true;
    }
    if (code->slot != 0 && code->slot <= count) {
        usage->used[code->slot - 1] = true;
    }
    if (code->program == NULL || code->scope == NULL || code->scope->count == 0) {
        return;
    }
    bool *names = arena_alloc(usage->arena, code->scope->count, sizeof *names);
    feel_names_used(code->program, names);
    for (size_t i = 0; i < count && i < code->scope->count; i++) {
        usage->used[i] = usage->used[i] || names[i];
    }
}

static void use_table(Usage *usage, const Table *table) {
    for (size_t i = 0; i < table->input_count; i++) {
        use_code(usage, &table->inputs[i].expression);
        use_code(usage, &table->inputs[i].values);
    }
    for (size_t i = 0; i < table->output_count; i++) {
        use_code(usage, &table->outputs[i].values);
        use_code(usage, &table->outputs[i].default_entry);
    }
    for (size_t i = 0; i < table->rule_count; i++) {
        for (size_t k = 0; k < table->input_count; k++) {
            use_code(usage, &table->rules[i].tests[k]);
        }
        for (size_t k = 0; k < table->output_count; k++) {
            use_code(usage, &table->rules[i].outputs[k]);
        }
    }
}

static void use_expression(void *data, const Element *owner, const Expression *expression) {
    Usage *usage = data;
    if (owner != usage->owner) {
        return;
    }
    use_code(usage, &expression->code);
    usage->is_unclear |=
        expression->kind == EXPRESSION_FUNCTION && expression->function_kind != FUNCTION_FEEL;
    if (expression->kind == EXPRESSION_TABLE) {
        use_table(usage, expression->table);
    }
}

static void check_requirements(Checker *checker, const Element *element) {
    const DmnModel *model = checker->model;
    Usage usage = {.owner = element, .arena = checker->scratch};
    usage.used = arena_alloc(checker->scratch, element->requirement_count, sizeof(bool));
    if (element->logic == NULL || element->kind == ELEMENT_SERVICE) {
        return;
    }
    expressions_each(model, use_expression, &usage);
    for (size_t i = 0; i < element->requirement_count && !usage.is_unclear; i++) {
        if (usage.used[i]) {
            continue;
        }
        const Requirement *requirement = &element->requirements[i];
        Finding *finding =
            checker_find(checker, FINDING_unused_requirement, element, requirement->line);
        finding_say(checker->report, finding, "依赖“" STR_FMT "”，但逻辑里没有用到；删去这条依赖",
                    "requires '" STR_FMT "', which its logic does not use; remove the requirement",
                    STR_ARG(element->required_names[i]));
    }
}

// ---- logic --------------------------------------------------------------------------------------
static void check_logic(Checker *checker, const Element *element) {
    bool needs_logic = element->kind == ELEMENT_DECISION || element->kind == ELEMENT_KNOWLEDGE;
    if (needs_logic && element->logic == NULL) {
        Finding *finding = checker_find(checker, FINDING_no_logic, element, element->line);
        finding_say(checker->report, finding, "没有逻辑，结果永远为空；补上表达式或决策表",
                    "has no logic, so its result is always null; give it an expression or a table");
    }
}

// ---- names --------------------------------------------------------------------------------------
enum { NAMES_MAX = 512 };
typedef struct NamesInSight {
    Str names[NAMES_MAX];
    size_t count;
} NamesInSight;

static bool is_builtin(Str name) {
    for (size_t i = 0; i < builtins_count(); i++) {
        if (str_equal(builtins_at(i)->name, name)) {
            return true;
        }
    }
    return false;
}

static void report_shadow(Checker *checker, const Element *element, int line, Str name,
                          bool is_function) {
    Finding *finding = checker_find(checker, FINDING_shadowed_name, element, line);
    finding_say(
        checker->report, finding,
        is_function ? "名称“" STR_FMT "”遮住了同名的内置函数，表达式里用不到那个函数了；换一个名称"
                    : "名称“" STR_FMT "”遮住了外层的同名值；换一个名称",
        is_function ? "the name '" STR_FMT "' hides the built-in function of that name from "
                      "every expression that sees it; choose another"
                    : "the name '" STR_FMT "' hides the value of that name outside; choose "
                      "another",
        STR_ARG(name));
}

static void declare(Checker *checker, const Element *element, NamesInSight *sight,
                    const Variable *variable) {
    for (size_t i = 0; i < sight->count; i++) {
        if (variable->name.length > 0 && str_equal(sight->names[i], variable->name)) {
            report_shadow(checker, element, variable->line, variable->name, false);
            break;
        }
    }
    if (sight->count < NAMES_MAX) {
        sight->names[sight->count++] = variable->name;
    }
}

// The names of relations are columns and those of invocations parameters: they hide nothing.
static bool brings_names(ExpressionKind kind) {
    return kind == EXPRESSION_CONTEXT || kind == EXPRESSION_FUNCTION || kind == EXPRESSION_FOR ||
           kind == EXPRESSION_SOME || kind == EXPRESSION_EVERY;
}

static void check_names(Checker *checker, const Element *element, NamesInSight *sight,
                        const Expression *expression) {
    if (expression == NULL) {
        return;
    }
    size_t outer = sight->count;
    bool brings = brings_names(expression->kind);
    bool is_context = expression->kind == EXPRESSION_CONTEXT;
    for (size_t i = 0; brings && !is_context && i < expression->variable_count; i++) {
        declare(checker, element, sight, &expression->variables[i]);
    }
    for (size_t i = 0; i < expression->part_count; i++) {
        check_names(checker, element, sight, expression->parts[i]);
        if (is_context && i < expression->variable_count) { // seen by the entries behind it
            declare(checker, element, sight, &expression->variables[i]);
        }
    }
    sight->count = outer;
}

static void check_element_names(Checker *checker, const Element *element) {
    NamesInSight sight = {0};
    if (is_builtin(element->variable.name)) {
        report_shadow(checker, element, element->line, element->variable.name, true);
    }
    for (size_t i = 0; i < element->requirement_count && sight.count < NAMES_MAX; i++) {
        sight.names[sight.count++] = element->required_names[i];
    }
    check_names(checker, element, &sight, element->logic);
}

void check_model_parts(Checker *checker) {
    const DmnModel *model = checker->model;
    bool *is_required = arena_alloc(checker->scratch, model->element_count, sizeof *is_required);
    for (size_t i = 0; i < model->element_count; i++) {
        const Element *element = &model->elements[i];
        for (size_t k = 0; k < element->requirement_count; k++) {
            is_required[element->requirements[k].element] = true;
        }
    }
    if (!checker->options.is_imported) {
        check_unused_elements(checker, is_required);
    }
    for (size_t i = 0; i < model->element_count; i++) {
        if (model->elements[i].file == 0) {
            check_logic(checker, &model->elements[i]);
            check_requirements(checker, &model->elements[i]);
            check_element_names(checker, &model->elements[i]);
        }
    }
}
