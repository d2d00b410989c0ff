// SPDX-License-Identifier: Apache-2.0
#include "dmn/compile.h"
#include "base/check.h"
#include "dmn/eval.h"
#include "dmn/imports.h"
#include "feel/lexer.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

Status compile_fail(const Compiler *compiler, int line, const char *format, ...) {
    char message[ERROR_MESSAGE_SIZE];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    return error_set(compiler->error, STATUS_INVALID, STR_FMT ":%d: " STR_FMT "%s%s",
                     STR_ARG(compiler->file->file_name), line, STR_ARG(compiler->place),
                     compiler->place.length > 0 ? ": " : "", message);
}

Status compile_frame(Compiler *compiler, size_t count, int line) {
    if (count > MODEL_FRAME_MAX) {
        return compile_fail(compiler, line, "more than %d names are in sight; split the logic",
                            (int)MODEL_FRAME_MAX);
    }
    if (count > compiler->frame_size) {
        compiler->frame_size = count;
    }
    return STATUS_OK;
}

// ---- texts --------------------------------------------------------------------------------------
// "decision 'x', rule 3, input 2"
static void where_format(const Compiler *compiler, Where where, Text *out) {
    text_append(out, compiler->place);
    if (where.rule > 0) {
        text_format(out, ", rule %zu", where.rule);
    }
    if (where.part != NULL) {
        text_format(out, ", %s", where.part);
    }
    if (where.column > 0) {
        text_format(out, " %zu", where.column);
    }
    if (where.name.length > 0) {
        text_format(out, " '" STR_FMT "'", STR_ARG(where.name));
    }
}

static Status code_fail(const Compiler *compiler, Where where, int line, Code *code,
                        const Error *problem) {
    CLEANUP(text_release) Text place = {.limit = ERROR_MESSAGE_SIZE};
    where_format(compiler, where, &place);
    DmnModel *model = compiler->model;
    if (model->is_lenient) {
        code->failure = arena_format(&model->arena, STR_FMT ": %s", STR_ARG(text_str(&place)),
                                     problem->message);
        return STATUS_OK;
    }
    return error_set(compiler->error, problem->status, STR_FMT ":%d: " STR_FMT ": %s",
                     STR_ARG(compiler->file->file_name), line, STR_ARG(text_str(&place)),
                     problem->message);
}

// Why a name is not in sight, where that is known. The name of an import serves as a prefix of
// names (6.3.3), so alone it has no value, and nothing can be looked up in it by other means. An
// entry of a context does not see itself: in FEEL's semantics of contexts (DMN 1.5, 10.3.2) what an
// entry sees does not see that entry.
static const char *remedy_for(const Compiler *compiler, Str text, size_t offset) {
    const DmnModel *model = compiler->model;
    size_t end = 0;
    for (const OpenEntry *entry = compiler->entry; entry != NULL; entry = entry->outer) {
        if (lexer_match_name(text, offset, entry->name, &end)) {
            return "an entry sees the entries before it, not itself: a function that calls itself "
                   "has to be a business knowledge model; ";
        }
    }
    for (size_t i = 0; i < compiler->file->import_count; i++) {
        if (lexer_match_name(text, offset, compiler->file->imports[i].name, &end)) {
            return "the name of an import is a prefix and no value: require what is imported and "
                   "write the import's name, a point and its name; ";
        }
    }
    for (size_t i = 0; i < model->element_count; i++) {
        const Element *element = &model->elements[i];
        if (lexer_match_name(text, offset, element->variable.name, &end)) {
            return element == compiler->element
                       ? "its own result cannot be known yet; "
                       : "the model has this name: add it to the requirements; ";
        }
    }
    return "";
}

// The place of the value when the text is nothing but a name in sight: no program is needed then.
// The inner of two equal names comes last.
static uint32_t find_slot(const FeelScope *scope, Str text) {
    for (size_t i = scope->count; i > 0; i--) {
        if (str_equal(scope->names[i - 1].name, text)) {
            return (uint32_t)i;
        }
    }
    return 0;
}

Status compile_code(Compiler *compiler, const FeelScope *scope, CodeKind kind, Where where,
                    Code *code) {
    Arena *arena = &compiler->model->arena;
    Str text = str_trim(code->text);
    if (text.length == 0 || (kind == CODE_TESTS && str_equal(text, STR("-")))) {
        return STATUS_OK;
    }
    code->scope = scope;
    if (kind == CODE_EXPRESSION) {
        code->slot = find_slot(scope, text);
        if (code->slot != 0) {
            return STATUS_OK;
        }
    }
    FeelPlace place = {0};
    Error problem = {0};
    Status status =
        kind == CODE_TESTS
            ? feel_compile_unary_tests(arena, code->text, scope, &code->program, &place, &problem)
            : feel_compile(arena, code->text, scope, &code->program, &place, &problem);
    if (status == STATUS_OK) {
        code->simple = kind == CODE_TESTS ? simple_test_new(arena, code->text) : NULL;
        return STATUS_OK;
    }
    code->program = NULL;
    (void)error_prefix(&problem, "%s", remedy_for(compiler, code->text, place.offset));
    return code_fail(compiler, where, code->line + (place.line > 1 ? place.line - 1 : 0), code,
                     &problem);
}

// ---- scopes -------------------------------------------------------------------------------------
static FeelName feel_name(const Variable *variable) {
    const Type *type = variable->type;
    Str words = type == NULL                 ? STR("")
                : type->feel_name.length > 0 ? type->feel_name
                : type->kind == TYPE_BASE    ? str_from(feel_kind_name(type->base))
                                             : STR("");
    return (FeelName){.name = variable->name, .type_name = words};
}

// Room for `extra` names behind those of the outer scope.
static FeelName *scope_names(Compiler *compiler, const FeelScope *outer, size_t extra) {
    FeelName *names = arena_alloc(&compiler->model->arena, outer->count + extra, sizeof *names);
    if (outer->count > 0) {
        memcpy(names, outer->names, outer->count * sizeof *names);
    }
    return names;
}

static const FeelScope *scope_of(Compiler *compiler, const FeelName *names, size_t count) {
    const ModelFile *file = compiler->file;
    FeelScope *scope = arena_alloc(&compiler->model->arena, 1, sizeof *scope);
    *scope = (FeelScope){names, count, file->feel_types, file->feel_type_count};
    return scope;
}

static Status compile_variables(Compiler *compiler, Variable *variables, size_t count) {
    for (size_t i = 0; i < count; i++) {
        Variable *variable = &variables[i];
        Status status =
            compile_type(compiler, variable->type_reference, variable->line, &variable->type);
        if (status != STATUS_OK) {
            return status;
        }
        variable->type = type_simplify(variable->type);
    }
    return STATUS_OK;
}

// ---- boxed expressions --------------------------------------------------------------------------
static Status compile_parts(Compiler *compiler, const FeelScope *scope, Expression *expression) {
    for (size_t i = 0; i < expression->part_count; i++) {
        Status status = compile_expression(compiler, scope, expression->parts[i]);
        if (status != STATUS_OK) {
            return status;
        }
    }
    return STATUS_OK;
}

// An entry sees the entries before it.
static Status compile_context(Compiler *compiler, const FeelScope *scope, Expression *expression) {
    size_t count = expression->part_count;
    Status status = compile_frame(compiler, scope->count + count, expression->line);
    FeelName *names = scope_names(compiler, scope, status == STATUS_OK ? count : 0);
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        const FeelScope *inner = scope_of(compiler, names, scope->count + i);
        OpenEntry entry = {expression->variables[i].name, compiler->entry};
        compiler->entry = &entry;
        status = compile_expression(compiler, inner, expression->parts[i]);
        compiler->entry = entry.outer;
        names[scope->count + i] = feel_name(&expression->variables[i]);
    }
    return status;
}

// Arguments are put into the frame under names that no model uses, then FEEL's own call by name
// `f(a: argument)` does the rest, whatever f is: knowledge model, service, built-in or closure.
static Status compile_invocation(Compiler *compiler, const FeelScope *scope,
                                 Expression *expression) {
    static const char FUNCTION_NAME[] = "_invoked_function_";
    Arena *arena = &compiler->model->arena;
    size_t count = expression->part_count; // the function and its arguments
    Status status = compile_frame(compiler, scope->count + count, expression->line);
    if (status == STATUS_OK) {
        status = compile_parts(compiler, scope, expression);
    }
    if (status != STATUS_OK) {
        return status;
    }
    const Expression *function = expression->parts[0];
    bool is_named = function->kind == EXPRESSION_LITERAL && function->type == NULL;
    FeelName *names = scope_names(compiler, scope, count);
    names[scope->count].name = str_from(FUNCTION_NAME);
    CLEANUP(text_release) Text call = {0};
    // In brackets, as it need not be a name; behind a comment they would be part of it.
    Str called = is_named ? str_trim(function->code.text) : str_from(FUNCTION_NAME);
    size_t comment = 0;
    text_format(&call, "(" STR_FMT "%s)", STR_ARG(called),
                str_find(called, STR("//"), &comment) ? "\n" : "");
    for (size_t i = 1; i < count; i++) {
        Str argument = arena_format(arena, "_argument_%zu_", i);
        names[scope->count + i].name = argument;
        text_format(&call, "%s" STR_FMT ": " STR_FMT, i == 1 ? "(" : ", ",
                    STR_ARG(expression->variables[i - 1].name), STR_ARG(argument));
    }
    text_append(&call, count == 1 ? STR("()") : STR(")"));
    expression->code = (Code){.text = arena_copy(arena, text_str(&call)), .line = expression->line};
    return compile_code(compiler, scope_of(compiler, names, scope->count + count), CODE_EXPRESSION,
                        (Where){.part = "invocation"}, &expression->code);
}

// A literal test is left to FEEL, `in[test]`, which lets it speak of an item's entries by name.
static Status compile_filter(Compiler *compiler, const FeelScope *scope, Expression *expression) {
    static const char *const LIST_NAME = "_filtered_list_";
    Arena *arena = &compiler->model->arena;
    Expression *match = expression->parts[1];
    Status status = compile_frame(compiler, scope->count + 1, expression->line);
    if (status == STATUS_OK) {
        status = compile_expression(compiler, scope, expression->parts[0]);
    }
    if (status != STATUS_OK) {
        return status;
    }
    FeelName *names = scope_names(compiler, scope, 1);
    const FeelScope *inner = scope_of(compiler, names, scope->count + 1);
    if (match == NULL || match->kind != EXPRESSION_LITERAL) {
        names[scope->count].name = STR("item");
        return compile_expression(compiler, inner, match);
    }
    names[scope->count].name = str_from(LIST_NAME);
    // The new line ends a comment at the end of the test.
    expression->code = (Code){.line = match->line};
    expression->code.text =
        arena_format(arena, "%s[" STR_FMT "\n]", LIST_NAME, STR_ARG(match->code.text));
    return compile_code(compiler, inner, CODE_EXPRESSION, (Where){.part = "filter"},
                        &expression->code);
}

// Places in the frame: the iterator's value, and `partial` for `for`.
static Status compile_iterator(Compiler *compiler, const FeelScope *scope, Expression *expression) {
    static const char *const DOMAIN_NAME = "_iterated_";
    size_t extra = expression->kind == EXPRESSION_FOR ? 2 : 1;
    Status status = compile_frame(compiler, scope->count + extra, expression->line);
    if (status == STATUS_OK) {
        status = compile_expression(compiler, scope, expression->parts[0]);
    }
    if (status != STATUS_OK) {
        return status;
    }
    // Turns a range into its numbers.
    FeelName *domain = scope_names(compiler, scope, 1);
    domain[scope->count].name = str_from(DOMAIN_NAME);
    expression->code =
        (Code){.line = expression->line, .text = STR("for item in _iterated_ return item")};
    status = compile_code(compiler, scope_of(compiler, domain, scope->count + 1), CODE_EXPRESSION,
                          (Where){.part = "iteration"}, &expression->code);
    if (status != STATUS_OK) {
        return status;
    }
    FeelName *names = scope_names(compiler, scope, extra);
    names[scope->count].name = expression->variables[0].name;
    if (extra == 2) {
        names[scope->count + 1].name = STR("partial");
    }
    return compile_expression(compiler, scope_of(compiler, names, scope->count + extra),
                              expression->parts[1]);
}

// A function has its own frame: what is in sight where it is defined, its parameters, its body's
// names. Java functions are made from their two entries when they are called.
static Status compile_function(Compiler *compiler, const FeelScope *scope, Expression *expression) {
    size_t count = expression->variable_count;
    size_t outer_frame_size = compiler->frame_size;
    compiler->frame_size = 0;
    Status status = compile_frame(compiler, scope->count + count, expression->line);
    if (status == STATUS_OK) {
        status = compile_variables(compiler, expression->variables, count);
    }
    if (status != STATUS_OK) {
        return status;
    }
    FeelName *names = scope_names(compiler, scope, count);
    for (size_t i = 0; i < count; i++) {
        names[scope->count + i] = feel_name(&expression->variables[i]);
    }
    const FeelScope *inner = scope_of(compiler, names, scope->count + count);
    if (expression->part_count > 0) {
        status = compile_expression(compiler, inner, expression->parts[0]);
    }
    expression->frame_size = compiler->frame_size;
    compiler->frame_size = outer_frame_size;
    return status;
}

Status compile_expression(Compiler *compiler, const FeelScope *scope, Expression *expression) {
    if (expression == NULL) {
        return STATUS_OK;
    }
    expression->slot = scope->count;
    Status status =
        compile_type(compiler, expression->type_reference, expression->line, &expression->type);
    if (status != STATUS_OK) {
        return status;
    }
    expression->type = type_simplify(expression->type);
    if (expression->kind != EXPRESSION_FUNCTION) {
        status = compile_variables(compiler, expression->variables, expression->variable_count);
    }
    if (status != STATUS_OK) {
        return status;
    }
    switch (expression->kind) {
    case EXPRESSION_LITERAL:
        return compile_code(compiler, scope, CODE_EXPRESSION, (Where){0}, &expression->code);
    case EXPRESSION_TABLE: return compile_table(compiler, scope, expression);
    case EXPRESSION_CONTEXT: return compile_context(compiler, scope, expression);
    case EXPRESSION_INVOCATION: return compile_invocation(compiler, scope, expression);
    case EXPRESSION_FUNCTION: return compile_function(compiler, scope, expression);
    case EXPRESSION_FILTER: return compile_filter(compiler, scope, expression);
    case EXPRESSION_FOR:
    case EXPRESSION_SOME:
    case EXPRESSION_EVERY: return compile_iterator(compiler, scope, expression);
    case EXPRESSION_LIST:
    case EXPRESSION_RELATION:
    case EXPRESSION_CONDITIONAL: return compile_parts(compiler, scope, expression);
    }
    return STATUS_OK;
}

// ---- elements -----------------------------------------------------------------------------------
static void compile_enter(Compiler *compiler, const Element *element) {
    compiler->file = &compiler->model->files[element->file];
    compiler->element = element;
    compiler->place =
        arena_format(&compiler->model->arena, "%s '" STR_FMT "'", element_kind_words(element->kind),
                     STR_ARG(element->variable.name));
}

static Status compile_element_types(Compiler *compiler) {
    DmnModel *model = compiler->model;
    Status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < model->element_count; i++) {
        Element *element = &model->elements[i];
        compile_enter(compiler, element);
        status = compile_variables(compiler, &element->variable, 1);
    }
    return status;
}

static void list_sources(DmnModel *model, Element *element) {
    element->sources = arena_alloc(&model->arena, element->requirement_count, sizeof(Source));
    element->required_names = arena_alloc(&model->arena, element->requirement_count, sizeof(Str));
    for (size_t i = 0; i < element->requirement_count; i++) {
        size_t required = element->requirements[i].element;
        ElementKind kind = model->elements[required].kind;
        const Import *import = element->requirements[i].import;
        Str name = model->elements[required].variable.name;
        element->required_names[i] = import == NULL ? name : imported_name(model, import, name);
        element->sources[i] = (Source){
            .element = (uint16_t)required,
            .is_function = kind == ELEMENT_KNOWLEDGE || kind == ELEMENT_SERVICE,
        };
    }
}

// The standard forbids a knowledge model to require itself (see graph.c), and has its name bound to
// the function (6.3.9): its logic calls itself by that name, as other engines have it too. A name
// that is required, of an import without name, is in sight before it.
static bool sees_itself(const Element *element) {
    bool is_free = element->kind == ELEMENT_KNOWLEDGE;
    for (size_t i = 0; i < element->requirement_count; i++) {
        is_free = is_free && !str_equal(element->required_names[i], element->variable.name);
    }
    return is_free;
}

static Status compile_element(Compiler *compiler, Element *element) {
    const DmnModel *model = compiler->model;
    size_t count = element->requirement_count;
    compile_enter(compiler, element);
    compiler->frame_size = 0;
    Status status = compile_frame(compiler, count + 1, element->line);
    if (status != STATUS_OK) {
        return status;
    }
    list_sources(compiler->model, element);
    FeelName *names = scope_names(compiler, &(FeelScope){0}, count + 1);
    for (size_t i = 0; i < count; i++) {
        names[i] = feel_name(&model->elements[element->requirements[i].element].variable);
        names[i].name = element->required_names[i];
    }
    element->sees_itself = sees_itself(element);
    names[count] = feel_name(&element->variable);
    const FeelScope *scope = scope_of(compiler, names, count + element->sees_itself);
    status = compile_expression(compiler, scope, element->logic);
    element->frame_size = compiler->frame_size;
    return status;
}

Status model_compile(DmnModel *model, Error *error) {
    Compiler compiler = {.model = model, .error = error};
    Status status = types_resolve(&compiler);
    if (status == STATUS_OK) {
        status = graph_resolve(&compiler);
    }
    if (status == STATUS_OK) {
        status = compile_element_types(&compiler);
    }
    for (size_t i = 0; status == STATUS_OK && i < model->element_count; i++) {
        status = compile_element(&compiler, &model->elements[i]);
    }
    if (status == STATUS_OK) {
        callables_make(model);
        chains_make(model);
    }
    return status;
}
