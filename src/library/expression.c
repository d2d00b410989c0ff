// SPDX-License-Identifier: Apache-2.0
// FEEL expressions outside of models.
#include "base/memory.h"
#include "library/library_private.h"

typedef Status (*Compile)(Arena *arena, Str source, const FeelScope *scope,
                          const FeelProgram **out_program, FeelPlace *out_place, Error *error);

// Names of an expression and what types they have; lives as long as what is compiled with it.
typedef struct Names {
    FeelName *items;
    size_t count;
} Names;

static DoudiStatus compile(Arena *arena, const char *source, Names names, Compile how,
                           const FeelProgram **out_program, DoudiError *error) {
    FeelScope *scope = arena_alloc(arena, 1, sizeof *scope);
    *scope = (FeelScope){.names = names.items, .count = names.count};
    FeelPlace place = {0};
    Error inner = {0};
    Status status = how(arena, str_from(source), scope, out_program, &place, &inner);
    return status == STATUS_OK ? DOUDI_OK : library_fail_at(&inner, place, error);
}

static DoudiStatus compile_new(const char *source, const DoudiVariable *names, size_t name_count,
                               bool is_tests, DoudiExpression **out_expression, DoudiError *error) {
    CHECK(source != NULL && (names != NULL || name_count == 0) && out_expression != NULL);
    DoudiExpression *expression = memory_new(1, sizeof *expression);
    Arena *arena = &expression->arena;
    Names copies = {arena_alloc(arena, name_count, sizeof *copies.items), name_count};
    expression->is_tests = is_tests;
    expression->name_count = name_count;
    expression->names = arena_alloc(arena, name_count, sizeof *expression->names);
    for (size_t i = 0; i < name_count; i++) {
        CHECK(names[i].name != NULL);
        const char *type = names[i].type == NULL ? "" : names[i].type;
        copies.items[i] = (FeelName){arena_copy(arena, str_from(names[i].name)),
                                     arena_copy(arena, str_from(type))};
        expression->names[i] = copies.items[i].name;
    }
    DoudiStatus status =
        compile(arena, source, copies, is_tests ? feel_compile_unary_tests : feel_compile,
                &expression->program, error);
    if (status != DOUDI_OK) {
        doudi_expression_free(expression);
        return status;
    }
    *out_expression = expression;
    return DOUDI_OK;
}

DoudiStatus doudi_expression_compile(const char *source, const DoudiVariable *names,
                                     size_t name_count, DoudiExpression **out_expression,
                                     DoudiError *error) {
    return compile_new(source, names, name_count, false, out_expression, error);
}

DoudiStatus doudi_tests_compile(const char *source, const DoudiVariable *names, size_t name_count,
                                DoudiExpression **out_tests, DoudiError *error) {
    return compile_new(source, names, name_count, true, out_tests, error);
}

void doudi_expression_free(DoudiExpression *expression) {
    if (expression != NULL) {
        arena_release(&expression->arena);
        memory_free(expression);
    }
}

static const FeelValue *values_of_names(DoudiRun *run, const DoudiExpression *expression,
                                        const DoudiValue *context) {
    FeelValue *values = arena_alloc(&run->arena, expression->name_count, sizeof *values);
    for (size_t i = 0; i < expression->name_count; i++) {
        (void)feel_get(value_of(context), expression->names[i], &values[i]);
    }
    return values;
}

DoudiStatus doudi_expression_run(DoudiRun *run, const DoudiExpression *expression,
                                 const DoudiValue *context, const DoudiValue **out_result,
                                 DoudiError *error) {
    CHECK(expression != NULL && !expression->is_tests && out_result != NULL);
    DoudiStatus status = run_begin(run, error);
    if (status == DOUDI_OK) {
        const FeelValue *values = values_of_names(run, expression, context);
        *out_result = run_keep(run, feel_run(expression->program, &run->feel, values));
    }
    return status;
}

DoudiStatus doudi_tests_run(DoudiRun *run, const DoudiExpression *tests, const DoudiValue *context,
                            const DoudiValue *tested, const DoudiValue **out_result,
                            DoudiError *error) {
    CHECK(tests != NULL && tests->is_tests && out_result != NULL);
    DoudiStatus status = run_begin(run, error);
    if (status == DOUDI_OK) {
        const FeelValue *values = values_of_names(run, tests, context);
        FeelValue result = feel_run_test(tests->program, &run->feel, values, value_of(tested));
        *out_result = run_keep(run, result);
    }
    return status;
}

DoudiStatus doudi_evaluate(DoudiRun *run, const char *source, const DoudiValue *context,
                           const DoudiValue **out_result, DoudiError *error) {
    CHECK(source != NULL && out_result != NULL);
    DoudiStatus status = run_begin(run, error);
    if (status != DOUDI_OK) {
        return status;
    }
    FeelValue given = value_of(context);
    size_t count = given.kind == FEEL_CONTEXT ? given.length : 0;
    Arena *arena = &run->arena;
    Names names = {arena_alloc(arena, count, sizeof *names.items), count};
    FeelValue *values = arena_alloc(arena, count, sizeof *values);
    for (size_t i = 0; i < count; i++) {
        FeelEntry entry = feel_entries(given)[i];
        names.items[i] = (FeelName){entry.name, library_type_of(arena, entry.value)};
        values[i] = entry.value;
    }
    const FeelProgram *program = NULL;
    status = compile(arena, source, names, feel_compile, &program, error);
    if (status == DOUDI_OK) {
        *out_result = run_keep(run, feel_run(program, &run->feel, values));
    }
    return status;
}
