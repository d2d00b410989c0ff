// SPDX-License-Identifier: Apache-2.0
#include "dmn/reader.h"

typedef Status (*ReadPart)(Reader *reader, const XmlNode *node, Expression *expression);

static Expression **new_parts(const Reader *reader, Expression *expression, size_t capacity) {
    expression->parts = arena_alloc(&reader->model->arena, capacity, sizeof(Expression *));
    return expression->parts;
}

static Variable *new_variables(const Reader *reader, Expression *expression, size_t capacity) {
    expression->variables = arena_alloc(&reader->model->arena, capacity, sizeof(Variable));
    return expression->variables;
}

static Status read_literal(Reader *reader, const XmlNode *node, Expression *expression) {
    return reader_code(reader, node, &expression->code);
}

static Status read_decision_table(Reader *reader, const XmlNode *node, Expression *expression) {
    expression->table = arena_alloc(&reader->model->arena, 1, sizeof(Table));
    return reader_table(reader, node, expression->table);
}

static Status read_context(Reader *reader, const XmlNode *node, Expression *expression) {
    size_t count = reader_count(reader, node, "contextEntry");
    Expression **parts = new_parts(reader, expression, count);
    Variable *variables = new_variables(reader, expression, count);
    for (size_t i = 0; i < node->child_count; i++) {
        const XmlNode *entry = node->children[i];
        if (!reader_is(reader, entry, "contextEntry")) {
            continue;
        }
        const XmlNode *variable = reader_child(reader, entry, "variable");
        size_t at = expression->part_count++;
        variables[at] = reader_variable(variable);
        if (variable != NULL && variables[at].name.length == 0) {
            return reader_fail(reader, entry->line, "a context entry's variable has no name");
        }
        if (variable == NULL && at + 1 < count) {
            return reader_fail(reader, entry->line,
                               "only the last entry of a context may be without variable (it is "
                               "the result); entry %zu has none",
                               at + 1);
        }
        Status status = reader_logic(reader, entry, &parts[at]);
        if (status != STATUS_OK) {
            return status;
        }
    }
    expression->variable_count = expression->part_count;
    return reader_check_names(reader, node->line, "entry", variables, expression->variable_count);
}

static Status read_invocation(Reader *reader, const XmlNode *node, Expression *expression) {
    size_t count = reader_count(reader, node, "binding");
    Expression **parts = new_parts(reader, expression, count + 1);
    Variable *variables = new_variables(reader, expression, count);
    Status status = reader_logic(reader, node, &parts[0]);
    if (status != STATUS_OK) {
        return status;
    }
    if (parts[0] == NULL) {
        return reader_fail(reader, node->line, "the invocation does not say what it calls");
    }
    expression->part_count = 1;
    for (size_t i = 0; i < node->child_count && status == STATUS_OK; i++) {
        const XmlNode *binding = node->children[i];
        if (!reader_is(reader, binding, "binding")) {
            continue;
        }
        Variable parameter = reader_variable(reader_child(reader, binding, "parameter"));
        if (parameter.name.length == 0) {
            return reader_fail(reader, binding->line, "a binding has no parameter name");
        }
        variables[expression->variable_count++] = parameter;
        status = reader_logic(reader, binding, &parts[expression->part_count++]);
    }
    return status == STATUS_OK ? reader_check_names(reader, node->line, "argument", variables,
                                                    expression->variable_count)
                               : status;
}

static Status read_list(Reader *reader, const XmlNode *node, Expression *expression);

static Status read_relation(Reader *reader, const XmlNode *node, Expression *expression) {
    Expression **parts = new_parts(reader, expression, reader_count(reader, node, "row"));
    Variable *columns = new_variables(reader, expression, reader_count(reader, node, "column"));
    for (size_t i = 0; i < node->child_count; i++) {
        const XmlNode *child = node->children[i];
        if (reader_is(reader, child, "column")) {
            columns[expression->variable_count++] = reader_variable(child);
        } else if (reader_is(reader, child, "row")) {
            Expression *row = arena_alloc(&reader->model->arena, 1, sizeof(Expression));
            *row = (Expression){.kind = EXPRESSION_LIST, .line = child->line};
            parts[expression->part_count++] = row;
            Status status = read_list(reader, child, row);
            if (status != STATUS_OK) {
                return status;
            }
        }
    }
    for (size_t i = 0; i < expression->part_count; i++) {
        if (parts[i]->part_count != expression->variable_count) {
            return reader_fail(reader, parts[i]->line, "row %zu has %zu values for %zu columns",
                               i + 1, parts[i]->part_count, expression->variable_count);
        }
    }
    return reader_check_names(reader, node->line, "column", columns, expression->variable_count);
}

Status reader_function(Reader *reader, const XmlNode *node, Expression *function) {
    Str kind = xml_attribute(node, "kind");
    function->function_kind = str_equal(kind, STR("Java"))   ? FUNCTION_JAVA
                              : str_equal(kind, STR("PMML")) ? FUNCTION_PMML
                                                             : FUNCTION_FEEL;
    size_t count = reader_count(reader, node, "formalParameter");
    Variable *parameters = new_variables(reader, function, count);
    function->parameter_names = arena_alloc(&reader->model->arena, count, sizeof(Str));
    for (size_t i = 0; i < node->child_count; i++) {
        if (!reader_is(reader, node->children[i], "formalParameter")) {
            continue;
        }
        Variable parameter = reader_variable(node->children[i]);
        if (parameter.name.length == 0) {
            return reader_fail(reader, node->children[i]->line, "a parameter has no name");
        }
        function->parameter_names[function->variable_count] = parameter.name;
        parameters[function->variable_count++] = parameter;
    }
    function->part_count = 1;
    Status status =
        reader_check_names(reader, node->line, "parameter", parameters, function->variable_count);
    return status != STATUS_OK ? status
                               : reader_logic(reader, node, &new_parts(reader, function, 1)[0]);
}

// Reads the expressions inside children that stand for roles, "if", "then" and so on.
static Status read_roles(Reader *reader, const XmlNode *node, const char *const *roles,
                         size_t role_count, Expression *expression) {
    Expression **parts = new_parts(reader, expression, role_count);
    expression->part_count = role_count;
    for (size_t i = 0; i < role_count; i++) {
        const XmlNode *role = reader_child(reader, node, roles[i]);
        if (role == NULL) {
            return reader_fail(reader, node->line, "<" STR_FMT "> has no <%s>", STR_ARG(node->name),
                               roles[i]);
        }
        Status status = reader_logic(reader, role, &parts[i]);
        if (status != STATUS_OK) {
            return status;
        }
    }
    return STATUS_OK;
}

static Status read_conditional(Reader *reader, const XmlNode *node, Expression *expression) {
    static const char *const ROLES[] = {"if", "then", "else"};
    return read_roles(reader, node, ROLES, 3, expression);
}

static Status read_filter(Reader *reader, const XmlNode *node, Expression *expression) {
    static const char *const ROLES[] = {"in", "match"};
    return read_roles(reader, node, ROLES, 2, expression);
}

static Status read_iterator(Reader *reader, const XmlNode *node, Expression *expression) {
    static const char *const FOR_ROLES[] = {"in", "return"};
    static const char *const TEST_ROLES[] = {"in", "satisfies"};
    Variable *iterator = new_variables(reader, expression, 1);
    expression->variable_count = 1;
    iterator->name = str_trim(xml_attribute(node, "iteratorVariable"));
    iterator->line = node->line;
    if (iterator->name.length == 0) {
        return reader_fail(reader, node->line, "<" STR_FMT "> has no iteratorVariable",
                           STR_ARG(node->name));
    }
    bool is_for = expression->kind == EXPRESSION_FOR;
    return read_roles(reader, node, is_for ? FOR_ROLES : TEST_ROLES, 2, expression);
}

typedef struct ExpressionName {
    const char *name;
    ExpressionKind kind;
    ReadPart read;
} ExpressionName;
static const ExpressionName EXPRESSION_NAMES[] = {
    {"literalExpression", EXPRESSION_LITERAL, read_literal},
    {"decisionTable", EXPRESSION_TABLE, read_decision_table},
    {"context", EXPRESSION_CONTEXT, read_context},
    {"invocation", EXPRESSION_INVOCATION, read_invocation},
    {"list", EXPRESSION_LIST, read_list},
    {"relation", EXPRESSION_RELATION, read_relation},
    {"functionDefinition", EXPRESSION_FUNCTION, reader_function},
    {"conditional", EXPRESSION_CONDITIONAL, read_conditional},
    {"filter", EXPRESSION_FILTER, read_filter},
    {"for", EXPRESSION_FOR, read_iterator},
    {"some", EXPRESSION_SOME, read_iterator},
    {"every", EXPRESSION_EVERY, read_iterator},
};

static const ExpressionName *expression_name(const Reader *reader, const XmlNode *node) {
    for (size_t i = 0; i < sizeof EXPRESSION_NAMES / sizeof *EXPRESSION_NAMES; i++) {
        if (reader_is(reader, node, EXPRESSION_NAMES[i].name)) {
            return &EXPRESSION_NAMES[i];
        }
    }
    return NULL;
}

static Status read_expression(Reader *reader, const XmlNode *node, const ExpressionName *known,
                              Expression **out_expression) {
    if (reader->depth == MODEL_DEPTH_MAX) {
        return reader_fail(reader, node->line, "boxed expressions are nested more than %d deep",
                           (int)MODEL_DEPTH_MAX);
    }
    Expression *expression = arena_alloc(&reader->model->arena, 1, sizeof(Expression));
    expression->kind = known->kind;
    expression->line = node->line;
    expression->type_reference = str_trim(xml_attribute(node, "typeRef"));
    reader->depth++;
    Status status = known->read(reader, node, expression);
    reader->depth--;
    if (status == STATUS_OK) {
        *out_expression = expression;
    }
    return status;
}

Status reader_logic(Reader *reader, const XmlNode *node, Expression **out_expression) {
    for (size_t i = 0; i < node->child_count; i++) {
        const ExpressionName *known = expression_name(reader, node->children[i]);
        if (known != NULL) {
            return read_expression(reader, node->children[i], known, out_expression);
        }
    }
    return STATUS_OK;
}

static Status read_list(Reader *reader, const XmlNode *node, Expression *expression) {
    Expression **parts = new_parts(reader, expression, node->child_count);
    for (size_t i = 0; i < node->child_count; i++) {
        const ExpressionName *known = expression_name(reader, node->children[i]);
        if (known == NULL) {
            continue;
        }
        Status status =
            read_expression(reader, node->children[i], known, &parts[expression->part_count]);
        if (status != STATUS_OK) {
            return status;
        }
        expression->part_count++;
    }
    return STATUS_OK;
}
