// SPDX-License-Identifier: Apache-2.0
#include "dmn/reader.h"

const char *hit_policy_name(HitPolicy policy) {
    static const char *const NAMES[HIT_POLICY_COUNT] = {
        [HIT_UNIQUE] = "UNIQUE",
        [HIT_FIRST] = "FIRST",
        [HIT_PRIORITY] = "PRIORITY",
        [HIT_ANY] = "ANY",
        [HIT_COLLECT] = "COLLECT",
        [HIT_RULE_ORDER] = "RULE ORDER",
        [HIT_OUTPUT_ORDER] = "OUTPUT ORDER",
    };
    return NAMES[policy];
}

static const char *const AGGREGATIONS[] = {
    [AGGREGATE_NONE] = "",   [AGGREGATE_SUM] = "SUM", [AGGREGATE_COUNT] = "COUNT",
    [AGGREGATE_MIN] = "MIN", [AGGREGATE_MAX] = "MAX",
};

static bool find_aggregation(Str word, Aggregation *out_aggregation) {
    for (size_t i = 0; i < sizeof AGGREGATIONS / sizeof *AGGREGATIONS; i++) {
        if (str_equal(word, str_from(AGGREGATIONS[i]))) {
            *out_aggregation = (Aggregation)i;
            return true;
        }
    }
    return false;
}

static bool find_policy(Str word, HitPolicy *out_policy) {
    for (size_t i = 0; i < HIT_POLICY_COUNT; i++) {
        if (str_equal(word, str_from(hit_policy_name((HitPolicy)i)))) {
            *out_policy = (HitPolicy)i;
            return true;
        }
    }
    return false;
}

static Status read_policy(const Reader *reader, const XmlNode *node, Table *table) {
    Str policy = str_trim(xml_attribute(node, "hitPolicy"));
    Str aggregation = str_trim(xml_attribute(node, "aggregation"));
    table->policy = HIT_UNIQUE;
    if (policy.length > 0 && !find_policy(policy, &table->policy)) {
        return reader_fail(reader, node->line,
                           "unknown hit policy '" STR_FMT "'; one of UNIQUE, FIRST, PRIORITY, ANY, "
                           "COLLECT, RULE ORDER, OUTPUT ORDER",
                           STR_ARG(policy));
    }
    Aggregation found = AGGREGATE_NONE;
    if (!find_aggregation(aggregation, &found)) {
        return reader_fail(reader, node->line,
                           "unknown aggregation '" STR_FMT "'; one of SUM, COUNT, MIN, MAX",
                           STR_ARG(aggregation));
    }
    table->aggregation = table->policy == HIT_COLLECT ? found : AGGREGATE_NONE;
    if (table->aggregation != AGGREGATE_NONE && table->output_count > 1) {
        return reader_fail(reader, node->line,
                           "COLLECT with " STR_FMT " has %zu outputs; it is defined for one only",
                           STR_ARG(aggregation), table->output_count);
    }
    return STATUS_OK;
}

static Status read_input_clause(const Reader *reader, const XmlNode *node, InputClause *clause) {
    const XmlNode *expression = reader_child(reader, node, "inputExpression");
    if (expression == NULL) {
        return reader_fail(reader, node->line, "an input column has no input expression");
    }
    clause->label = str_trim(xml_attribute(node, "label"));
    clause->type_reference = str_trim(xml_attribute(expression, "typeRef"));
    Status status = reader_code(reader, expression, &clause->expression);
    if (status == STATUS_OK) {
        status = reader_code(reader, reader_child(reader, node, "inputValues"), &clause->values);
    }
    return status;
}

static Status read_output_clause(const Reader *reader, const XmlNode *node, OutputClause *clause) {
    clause->name = str_trim(xml_attribute(node, "name"));
    clause->type_reference = str_trim(xml_attribute(node, "typeRef"));
    Status status =
        reader_code(reader, reader_child(reader, node, "outputValues"), &clause->values);
    if (status == STATUS_OK) {
        status = reader_code(reader, reader_child(reader, node, "defaultOutputEntry"),
                             &clause->default_entry);
    }
    return status;
}

static Str rule_annotation(const Reader *reader, const XmlNode *node) {
    const XmlNode *description = reader_child(reader, node, "description");
    Str text = description == NULL ? STR("") : str_trim(description->text);
    for (size_t i = 0; i < node->child_count; i++) {
        if (!reader_is(reader, node->children[i], "annotationEntry")) {
            continue;
        }
        const XmlNode *entry = reader_child(reader, node->children[i], "text");
        Str more = entry == NULL ? STR("") : str_trim(entry->text);
        if (text.length == 0) {
            text = more;
        } else if (more.length > 0) {
            text = arena_format(&reader->model->arena, STR_FMT "; " STR_FMT, STR_ARG(text),
                                STR_ARG(more));
        }
    }
    return text;
}

static Status read_cells(const Reader *reader, const XmlNode *node, const char *name, Code *cells,
                         size_t count) {
    size_t found = reader_count(reader, node, name);
    if (found != count) {
        return reader_fail(reader, node->line, "a rule has %zu of <%s>; the table has %zu columns",
                           found, name, count);
    }
    size_t at = 0;
    for (size_t i = 0; i < node->child_count; i++) {
        if (!reader_is(reader, node->children[i], name)) {
            continue;
        }
        Status status = reader_code(reader, node->children[i], &cells[at++]);
        if (status != STATUS_OK) {
            return status;
        }
    }
    return STATUS_OK;
}

static Status read_rule(const Reader *reader, const XmlNode *node, const Table *table, Rule *rule) {
    Arena *arena = &reader->model->arena;
    rule->line = node->line;
    rule->tests = arena_alloc(arena, table->input_count, sizeof(Code));
    rule->outputs = arena_alloc(arena, table->output_count, sizeof(Code));
    rule->annotation = rule_annotation(reader, node);
    Status status = read_cells(reader, node, "inputEntry", rule->tests, table->input_count);
    if (status == STATUS_OK) {
        status = read_cells(reader, node, "outputEntry", rule->outputs, table->output_count);
    }
    return status;
}

static Status read_clauses(const Reader *reader, const XmlNode *node, Table *table) {
    Arena *arena = &reader->model->arena;
    table->inputs = arena_alloc(arena, reader_count(reader, node, "input"), sizeof(InputClause));
    table->outputs = arena_alloc(arena, reader_count(reader, node, "output"), sizeof(OutputClause));
    for (size_t i = 0; i < node->child_count; i++) {
        const XmlNode *child = node->children[i];
        Status status = STATUS_OK;
        if (reader_is(reader, child, "input")) {
            status = read_input_clause(reader, child, &table->inputs[table->input_count++]);
        } else if (reader_is(reader, child, "output")) {
            OutputClause *output = &table->outputs[table->output_count++];
            status = read_output_clause(reader, child, output);
            table->has_default = table->has_default || output->default_entry.line != 0;
        }
        if (status != STATUS_OK) {
            return status;
        }
    }
    return STATUS_OK;
}

// Outputs of a table with several are the entries of a context, so each needs its own name.
static Status check_output_names(const Reader *reader, const Table *table, int line) {
    if (table->output_count == 0) {
        return reader_fail(reader, line, "the decision table has no output column");
    }
    NameIndex names = name_index_new(&reader->model->arena, table->output_count);
    for (size_t i = 0; table->output_count > 1 && i < table->output_count; i++) {
        if (table->outputs[i].name.length == 0) {
            return reader_fail(reader, line, "output %zu has no name; name each of several outputs",
                               i + 1);
        }
        name_index_add(&names, table->outputs[i].name, i);
    }
    size_t first = 0;
    size_t second = 0;
    if (name_index_sort(&names, &first, &second)) {
        return reader_fail(reader, line, "outputs %zu and %zu have the same name '" STR_FMT "'",
                           first + 1, second + 1, STR_ARG(table->outputs[first].name));
    }
    return STATUS_OK;
}

Status reader_table(Reader *reader, const XmlNode *node, Table *table) {
    table->line = node->line;
    table->owner = reader->place;
    Status status = read_clauses(reader, node, table);
    if (status == STATUS_OK) {
        status = check_output_names(reader, table, node->line);
    }
    if (status == STATUS_OK) {
        status = read_policy(reader, node, table);
    }
    table->rules =
        arena_alloc(&reader->model->arena, reader_count(reader, node, "rule"), sizeof(Rule));
    for (size_t i = 0; i < node->child_count && status == STATUS_OK; i++) {
        if (reader_is(reader, node->children[i], "rule")) {
            status =
                read_rule(reader, node->children[i], table, &table->rules[table->rule_count++]);
        }
    }
    return status;
}
