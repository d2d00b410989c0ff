// SPDX-License-Identifier: Apache-2.0
// Random trees and tables, and how they are written as DMN.
#include "base/check.h"
#include "oracle.h"

const TreeType INPUT_TYPES[INPUTS] = {TREE_NUMBER, TREE_NUMBER, TREE_NUMBER,
                                      TREE_NUMBER, TREE_TRUTH,  TREE_TRUTH,
                                      TREE_WORD,   TREE_WORD,   TREE_DAY};
const int INPUT_SCALES[INPUTS] = {2, 2, 0, 3, 0, 0, 0, 0, 0};
const char *const WORDS[4] = {"甲", "乙", "c", "d"};

uint64_t random_next(uint64_t *state) {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

size_t random_below(uint64_t *state, size_t limit) {
    return (size_t)(random_next(state) >> 11) % limit;
}

// ---- trees --------------------------------------------------------------------------------------
typedef struct Growing {
    RandomModel *model;
    uint64_t *state;
    RandomDecision *decision;
    size_t place; // of the decision
} Growing;

static const Tree *grow(Growing *growing, TreeType type, int depth);

static Tree *tree_new(Growing *growing, TreeOp op, TreeType type) {
    Tree *tree = arena_alloc(&growing->model->arena, 1, sizeof *tree);
    tree->op = op;
    tree->type = type;
    return tree;
}

static const Tree *constant(Growing *growing, TreeType type) {
    static const int64_t NUMBERS[] = {0,  1,  2,  3,  4,  5,   6,   7,   8,   10,
                                      12, 13, 16, 25, 70, 100, 125, 999, 1250};
    Tree *tree = tree_new(growing, TREE_CONSTANT, type);
    switch (type) {
    case TREE_NUMBER:
        tree->number = NUMBERS[random_below(growing->state, ARRAY_COUNT(NUMBERS))];
        tree->scale =
            random_below(growing->state, 3) == 0 ? (int)random_below(growing->state, 3) : 0;
        break;
    case TREE_TRUTH: tree->number = (int64_t)random_below(growing->state, 2); break;
    case TREE_WORD: tree->number = (int64_t)random_below(growing->state, ARRAY_COUNT(WORDS)); break;
    case TREE_DAY: tree->number = 20000 + (int64_t)random_below(growing->state, 400); break;
    }
    return tree;
}

static const Tree *leaf(Growing *growing, TreeType type) {
    size_t start = random_below(growing->state, INPUTS);
    size_t kind = random_below(growing->state, 10);
    for (size_t i = 0; kind < 3 && i < growing->place; i++) {
        size_t at = (start + i) % growing->place;
        if (growing->model->decisions[at].type == type) {
            Tree *tree = tree_new(growing, TREE_DECISION, type);
            tree->index = at;
            growing->decision->uses[at] = true;
            return tree;
        }
    }
    if (kind == 9 && random_below(growing->state, 8) == 0) {
        return tree_new(growing, TREE_NULL, type);
    }
    if (kind >= 8) {
        return constant(growing, type);
    }
    while (INPUT_TYPES[start] != type) {
        start = (start + 1) % INPUTS;
    }
    Tree *tree = tree_new(growing, TREE_INPUT, type);
    tree->index = start;
    growing->decision->reads[start] = true;
    return tree;
}

static void add_kid(Tree *tree, const Tree *kid) {
    CHECK(tree->kid_count < TREE_KIDS_MAX);
    tree->kids[tree->kid_count++] = kid;
}

static const Tree *grow_kids(Growing *growing, Tree *tree, TreeType type, size_t count, int depth) {
    for (size_t i = 0; i < count; i++) {
        add_kid(tree, grow(growing, type, depth - 1));
    }
    return tree;
}

static const Tree *grow_if(Growing *growing, TreeType type, int depth) {
    Tree *tree = tree_new(growing, TREE_IF, type);
    add_kid(tree, grow(growing, TREE_TRUTH, depth - 1));
    return grow_kids(growing, tree, type, 2, depth);
}

static const Tree *grow_number(Growing *growing, int depth) {
    static const TreeOp OPS[] = {TREE_ADD,      TREE_ADD,      TREE_SUBTRACT, TREE_SUBTRACT,
                                 TREE_MULTIPLY, TREE_MULTIPLY, TREE_DIVIDE,   TREE_MIN,
                                 TREE_MAX,      TREE_MODULO};
    size_t kind = random_below(growing->state, 16);
    if (kind < ARRAY_COUNT(OPS)) {
        return grow_kids(growing, tree_new(growing, OPS[kind], TREE_NUMBER), TREE_NUMBER, 2, depth);
    }
    if (kind == 10) {
        return grow_if(growing, TREE_NUMBER, depth);
    }
    if (kind < 13) {
        TreeOp op = kind == 11 ? TREE_NEGATE : TREE_ABS;
        return grow_kids(growing, tree_new(growing, op, TREE_NUMBER), TREE_NUMBER, 1, depth);
    }
    Tree *tree = tree_new(growing, TREE_ROUND, TREE_NUMBER);
    tree->mode = (RoundMode)random_below(growing->state, ROUND_MODES);
    tree->scale = (int)random_below(growing->state, 5) - 1;
    if (random_below(growing->state, 2) == 0) { // of a quotient: what quotients are for
        Tree *quotient = tree_new(growing, TREE_DIVIDE, TREE_NUMBER);
        add_kid(tree, grow_kids(growing, quotient, TREE_NUMBER, 2, depth - 1));
        return tree;
    }
    return grow_kids(growing, tree, TREE_NUMBER, 1, depth);
}

static TreeType random_type(Growing *growing) {
    size_t kind = random_below(growing->state, 8);
    return kind < 5 ? TREE_NUMBER : kind < 6 ? TREE_WORD : kind < 7 ? TREE_DAY : TREE_TRUTH;
}

static const Tree *grow_truth(Growing *growing, int depth) {
    size_t kind = random_below(growing->state, 14);
    if (kind < 4) {
        TreeOp op = kind < 2 ? TREE_AND : TREE_OR;
        return grow_kids(growing, tree_new(growing, op, TREE_TRUTH), TREE_TRUTH, 2, depth);
    }
    if (kind == 4) {
        return grow_kids(growing, tree_new(growing, TREE_NOT, TREE_TRUTH), TREE_TRUTH, 1, depth);
    }
    if (kind == 5) {
        return grow_if(growing, TREE_TRUTH, depth);
    }
    TreeType type = random_type(growing);
    if (kind == 6) {
        return grow_kids(growing, tree_new(growing, TREE_DEFINED, TREE_TRUTH), type, 1, depth);
    }
    if (kind == 7) {
        Tree *tree = tree_new(growing, TREE_IN_LIST, TREE_TRUTH);
        add_kid(tree, grow(growing, type, depth - 1));
        for (size_t i = 0; i < 3; i++) {
            add_kid(tree, constant(growing, type));
        }
        return tree;
    }
    bool is_ordered = type == TREE_NUMBER || type == TREE_DAY;
    if (kind < 10 && is_ordered) {
        Tree *tree = tree_new(growing, kind == 8 ? TREE_BETWEEN : TREE_IN_RANGE, TREE_TRUTH);
        tree->closed = (int)random_below(growing->state, 4);
        return grow_kids(growing, tree, type, 3, depth);
    }
    static const TreeOp OPS[] = {TREE_EQUAL,      TREE_NOT_EQUAL, TREE_LESS,
                                 TREE_LESS_EQUAL, TREE_GREATER,   TREE_GREATER_EQUAL};
    TreeOp op = OPS[random_below(growing->state, is_ordered ? ARRAY_COUNT(OPS) : 2)];
    return grow_kids(growing, tree_new(growing, op, TREE_TRUTH), type, 2, depth);
}

static const Tree *grow(Growing *growing, TreeType type, int depth) {
    if (depth <= 0 || random_below(growing->state, 6) == 0) {
        return leaf(growing, type);
    }
    switch (type) {
    case TREE_NUMBER: return grow_number(growing, depth);
    case TREE_TRUTH: return grow_truth(growing, depth);
    case TREE_WORD:
    case TREE_DAY: break;
    }
    return grow_if(growing, type, depth);
}

// ---- tables -------------------------------------------------------------------------------------
static Cell grow_cell(Growing *growing, TreeType type) {
    bool is_ordered = type == TREE_NUMBER || type == TREE_DAY;
    size_t kind = random_below(growing->state, 6);
    Cell cell = {.op = CELL_ANY};
    if (kind == 0) {
        return cell;
    }
    if (type == TREE_TRUTH) {
        cell.op = CELL_TRUTH;
        cell.ends[0] = constant(growing, type);
        return cell;
    }
    if (!is_ordered || kind == 1) {
        cell.op = kind < 3 ? CELL_LIST : CELL_NOT_LIST;
        cell.ends[0] = constant(growing, type);
        cell.ends[1] = constant(growing, type);
        return cell;
    }
    cell.op = kind < 3 ? CELL_LESS : kind < 5 ? CELL_AT_LEAST : CELL_RANGE;
    cell.ends[0] = grow(growing, type, 1);
    cell.ends[1] = cell.op == CELL_RANGE ? grow(growing, type, 1) : NULL;
    return cell;
}

static void grow_table(Growing *growing, RandomDecision *decision) {
    static const char *const POLICIES[] = {"FIRST", "FIRST",    "UNIQUE", "UNIQUE",
                                           "ANY",   "PRIORITY", "COLLECT"};
    static const char *const AGGREGATIONS[] = {"SUM", "MIN", "MAX", "COUNT"};
    RandomTable *table = &decision->table;
    table->policy = POLICIES[random_below(growing->state, ARRAY_COUNT(POLICIES))];
    bool is_collect = str_equal(str_from(table->policy), STR("COLLECT"));
    bool is_priority = str_equal(str_from(table->policy), STR("PRIORITY"));
    bool is_any = str_equal(str_from(table->policy), STR("ANY"));
    table->aggregation =
        is_collect ? AGGREGATIONS[random_below(growing->state, ARRAY_COUNT(AGGREGATIONS))] : NULL;
    decision->type =
        is_collect || is_priority || random_below(growing->state, 3) > 0 ? TREE_NUMBER : TREE_WORD;
    table->input_count = 1 + random_below(growing->state, CELLS_MAX);
    table->rule_count = 1 + random_below(growing->state, RULES_MAX);
    table->has_default = random_below(growing->state, 2) == 0;
    for (size_t i = 0; i < table->input_count; i++) {
        table->inputs[i] = grow(growing, random_type(growing), 2);
    }
    for (size_t i = 0; i < table->rule_count; i++) {
        for (size_t k = 0; k < table->input_count; k++) {
            table->cells[i][k] = grow_cell(growing, table->inputs[k]->type);
        }
        bool is_constant = is_priority || random_below(growing->state, is_any ? 8 : 2) > 0;
        table->outputs[i] =
            is_constant ? constant(growing, decision->type) : grow(growing, decision->type, 2);
        if (is_any && i > 0 && random_below(growing->state, 2) == 0) {
            table->outputs[i] = table->outputs[0];
        }
        table->priorities[i] = 0;
    }
    // Under PRIORITY nothing but the listed outputs is allowed.
    table->default_output = is_priority ? table->outputs[0] : constant(growing, decision->type);
    table->priority_count = is_priority ? table->rule_count : 0;
}

static Limits random_limits(TreeType type, uint64_t *state) {
    static const int LOWS[] = {-2000, 0, 0, 1};
    static const int HIGHS[] = {30, 1000, 100000, 2000000000};
    return (Limits){.are_set = type == TREE_NUMBER && random_below(state, 4) == 0,
                    .low = LOWS[random_below(state, ARRAY_COUNT(LOWS))],
                    .high = HIGHS[random_below(state, ARRAY_COUNT(HIGHS))]};
}

void random_model(RandomModel *model, uint64_t *state) {
    *model = (RandomModel){0};
    for (size_t i = 0; i < INPUTS; i++) {
        model->limits[i] = random_limits(INPUT_TYPES[i], state);
    }
    model->decision_count = 2 + random_below(state, DECISIONS_MAX - 1);
    for (size_t i = 0; i < model->decision_count; i++) {
        RandomDecision *decision = &model->decisions[i];
        Growing growing = {model, state, decision, i};
        decision->type = random_below(state, 3) == 0 ? TREE_TRUTH : TREE_NUMBER;
        if (random_below(state, 3) == 0) {
            grow_table(&growing, decision);
        } else {
            decision->tree = grow(&growing, decision->type, 4);
        }
    }
}

// ---- writing ------------------------------------------------------------------------------------
static void write_tree(const Tree *tree, Text *out);

static void write_constant(const Tree *tree, Text *out) {
    static const char *const TRUTHS[] = {"false", "true"};
    switch (tree->type) {
    case TREE_NUMBER: {
        int64_t unit = tree->scale == 2 ? 100 : tree->scale == 1 ? 10 : 1;
        text_format(out, "%lld", (long long)(tree->number / unit));
        if (tree->scale > 0) {
            text_format(out, ".%0*lld", tree->scale, (long long)(tree->number % unit));
        }
        break;
    }
    case TREE_TRUTH: text_append(out, str_from(TRUTHS[tree->number])); break;
    case TREE_WORD: text_format(out, "\"%s\"", WORDS[tree->number]); break;
    case TREE_DAY: // 20000 days are 2024-10-04
        text_format(out, "(date(\"2024-10-04\") + duration(\"P%lldD\"))",
                    (long long)(tree->number - 20000));
        break;
    }
}

static void write_infix(const Tree *tree, const char *sign, Text *out) {
    text_append_char(out, '(');
    write_tree(tree->kids[0], out);
    text_format(out, " %s ", sign);
    write_tree(tree->kids[1], out);
    text_append_char(out, ')');
}

static void write_call(const Tree *tree, const char *name, Text *out) {
    text_format(out, "%s(", name);
    for (size_t i = 0; i < tree->kid_count; i++) {
        text_append(out, i == 0 ? STR("") : STR(", "));
        write_tree(tree->kids[i], out);
    }
    if (tree->op == TREE_ROUND) {
        text_format(out, ", %d", tree->scale);
    }
    text_append_char(out, ')');
}

static void write_words(const Tree *tree, const char *const *words, Text *out) {
    for (size_t i = 0; i < tree->kid_count; i++) {
        text_append(out, str_from(words[i]));
        write_tree(tree->kids[i], out);
    }
    text_append(out, str_from(words[tree->kid_count]));
}

static void write_range(const Tree *tree, Text *out) {
    text_append_char(out, '(');
    write_tree(tree->kids[0], out);
    text_append(out, (tree->closed & 1) != 0 ? STR(" in [") : STR(" in ("));
    write_tree(tree->kids[1], out);
    text_append(out, STR(".."));
    write_tree(tree->kids[2], out);
    text_append(out, (tree->closed & 2) != 0 ? STR("])") : STR("))"));
}

static void write_tree(const Tree *tree, Text *out) {
    static const char *const ROUNDS[] = {"floor",    "ceiling",         "round down",
                                         "round up", "round half down", "round half up",
                                         "decimal"};
    switch (tree->op) {
    case TREE_INPUT: text_format(out, "i%zu", tree->index); break;
    case TREE_DECISION: text_format(out, "d%zu", tree->index); break;
    case TREE_CONSTANT: write_constant(tree, out); break;
    case TREE_NULL: text_append(out, STR("null")); break;
    case TREE_ADD: write_infix(tree, "+", out); break;
    case TREE_SUBTRACT: write_infix(tree, "-", out); break;
    case TREE_MULTIPLY: write_infix(tree, "*", out); break;
    case TREE_DIVIDE: write_infix(tree, "/", out); break;
    case TREE_NEGATE: write_words(tree, (const char *const[]){"(-", ")"}, out); break;
    case TREE_ABS: write_call(tree, "abs", out); break;
    case TREE_MIN: write_call(tree, "min", out); break;
    case TREE_MAX: write_call(tree, "max", out); break;
    case TREE_MODULO: write_call(tree, "modulo", out); break;
    case TREE_ROUND: write_call(tree, ROUNDS[tree->mode], out); break;
    case TREE_IF:
        write_words(tree, (const char *const[]){"(if ", " then ", " else ", ")"}, out);
        break;
    case TREE_LESS: write_infix(tree, "&lt;", out); break;
    case TREE_LESS_EQUAL: write_infix(tree, "&lt;=", out); break;
    case TREE_GREATER: write_infix(tree, "&gt;", out); break;
    case TREE_GREATER_EQUAL: write_infix(tree, "&gt;=", out); break;
    case TREE_EQUAL: write_infix(tree, "=", out); break;
    case TREE_NOT_EQUAL: write_infix(tree, "!=", out); break;
    case TREE_BETWEEN:
        write_words(tree, (const char *const[]){"(", " between ", " and ", ")"}, out);
        break;
    case TREE_IN_RANGE: write_range(tree, out); break;
    case TREE_IN_LIST:
        write_words(tree, (const char *const[]){"(", " in (", ", ", ", ", "))"}, out);
        break;
    case TREE_AND: write_infix(tree, "and", out); break;
    case TREE_OR: write_infix(tree, "or", out); break;
    case TREE_NOT: write_call(tree, "not", out); break;
    case TREE_DEFINED: write_call(tree, "is defined", out); break;
    }
}

static const char *type_name(TreeType type) {
    static const char *const NAMES[] = {"number", "boolean", "string", "date"};
    return NAMES[type];
}

static void write_cell(const Cell *cell, Text *out) {
    switch (cell->op) {
    case CELL_ANY: text_append_char(out, '-'); break;
    case CELL_LESS:
        text_append(out, STR("&lt; "));
        write_tree(cell->ends[0], out);
        break;
    case CELL_AT_LEAST:
        text_append(out, STR("&gt;= "));
        write_tree(cell->ends[0], out);
        break;
    case CELL_RANGE:
        text_append_char(out, '[');
        write_tree(cell->ends[0], out);
        text_append(out, STR(".."));
        write_tree(cell->ends[1], out);
        text_append_char(out, ')');
        break;
    case CELL_TRUTH: write_tree(cell->ends[0], out); break;
    case CELL_LIST:
    case CELL_NOT_LIST:
        text_append(out, cell->op == CELL_NOT_LIST ? STR("not(") : STR(""));
        write_tree(cell->ends[0], out);
        text_append(out, STR(", "));
        write_tree(cell->ends[1], out);
        text_append(out, cell->op == CELL_NOT_LIST ? STR(")") : STR(""));
        break;
    }
}

static void write_priorities(const RandomTable *table, Text *out) {
    if (table->priority_count == 0) {
        return;
    }
    text_append(out, STR("<outputValues><text>"));
    for (size_t i = table->priority_count; i > 0; i--) {
        text_append(out, i == table->priority_count ? STR("") : STR(", "));
        write_tree(table->outputs[i - 1], out);
    }
    text_append(out, STR("</text></outputValues>"));
}

static void write_table(const RandomDecision *decision, Text *out) {
    const RandomTable *table = &decision->table;
    text_format(out, "<decisionTable hitPolicy=\"%s\"", table->policy);
    if (table->aggregation != NULL) {
        text_format(out, " aggregation=\"%s\"", table->aggregation);
    }
    text_append_char(out, '>');
    for (size_t i = 0; i < table->input_count; i++) {
        text_append(out, STR("<input><inputExpression><text>"));
        write_tree(table->inputs[i], out);
        text_append(out, STR("</text></inputExpression></input>"));
    }
    text_append(out, STR("<output>"));
    write_priorities(table, out);
    if (table->has_default) {
        text_append(out, STR("<defaultOutputEntry><text>"));
        write_tree(table->default_output, out);
        text_append(out, STR("</text></defaultOutputEntry>"));
    }
    text_append(out, STR("</output>"));
    for (size_t i = 0; i < table->rule_count; i++) {
        text_append(out, STR("<rule>"));
        for (size_t k = 0; k < table->input_count; k++) {
            text_append(out, STR("<inputEntry><text>"));
            write_cell(&table->cells[i][k], out);
            text_append(out, STR("</text></inputEntry>"));
        }
        text_append(out, STR("<outputEntry><text>"));
        write_tree(table->outputs[i], out);
        text_append(out, STR("</text></outputEntry></rule>"));
    }
    text_append(out, STR("</decisionTable>"));
}

void random_model_write(const RandomModel *model, Text *out_xml) {
    text_append(out_xml, STR("<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" "
                             "name=\"random\" namespace=\"urn:random\">\n"));
    for (size_t i = 0; i < INPUTS; i++) {
        Limits limits = model->limits[i];
        if (limits.are_set) {
            text_format(out_xml,
                        "<itemDefinition name=\"t%zu\"><typeRef>number</typeRef><allowedValues>"
                        "<text>[%d..%d]</text></allowedValues></itemDefinition>\n",
                        i, limits.low, limits.high);
        }
        text_format(out_xml,
                    "<inputData id=\"i%zu\" name=\"i%zu\"><variable name=\"i%zu\" typeRef=\"", i, i,
                    i);
        if (limits.are_set) {
            text_format(out_xml, "t%zu", i);
        } else {
            text_append(out_xml, str_from(type_name(INPUT_TYPES[i])));
        }
        text_append(out_xml, STR("\"/></inputData>\n"));
    }
    for (size_t i = 0; i < model->decision_count; i++) {
        const RandomDecision *decision = &model->decisions[i];
        text_format(out_xml,
                    "<decision id=\"d%zu\" name=\"d%zu\"><variable name=\"d%zu\" typeRef=\"%s\"/>",
                    i, i, i, type_name(decision->type));
        for (size_t k = 0; k < INPUTS; k++) {
            if (decision->reads[k]) {
                text_format(out_xml,
                            "<informationRequirement><requiredInput "
                            "href=\"#i%zu\"/></informationRequirement>",
                            k);
            }
        }
        for (size_t k = 0; k < i; k++) {
            if (decision->uses[k]) {
                text_format(out_xml,
                            "<informationRequirement><requiredDecision "
                            "href=\"#d%zu\"/></informationRequirement>",
                            k);
            }
        }
        if (decision->tree == NULL) {
            write_table(decision, out_xml);
        } else {
            text_append(out_xml, STR("<literalExpression><text>"));
            write_tree(decision->tree, out_xml);
            text_append(out_xml, STR("</text></literalExpression>"));
        }
        text_append(out_xml, STR("</decision>\n"));
    }
    text_append(out_xml, STR("</definitions>\n"));
}
