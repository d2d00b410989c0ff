// SPDX-License-Identifier: Apache-2.0
// The pack's own tests (tests/*.yaml): tables of cases with inputs and the expected answer.
#include "policy/decide_private.h"
#include "policy/source_private.h"

#include "base/check.h"
#include <stdarg.h>
#include <stdio.h>

typedef struct Tester {
    const Pack *pack;
    Decider *decider;
    Source *source; // of the current file
    PackTestResult result;
    Text *report;
} Tester;

typedef struct Table { // what the cases of a table share
    size_t binding;
    Region region;
    Date date;
    const YamlNode *given; // a map
} Table;

typedef struct Case {
    Str name;
    int line;
    const YamlNode *given;
    const YamlNode *expect;
} Case;

static void case_fail(Tester *tester, const Table *table, const Case *one, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

static void case_fail(Tester *tester, const Table *table, const Case *one, const char *format,
                      ...) {
    char words[ERROR_MESSAGE_SIZE];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(words, sizeof words, format, arguments);
    va_end(arguments);
    tester->result.failed++;
    text_format(tester->report, STR_FMT ":%d: " STR_FMT ", " STR_FMT ": %s\n",
                STR_ARG(tester->source->file), one->line,
                STR_ARG(tester->pack->bindings[table->binding].public.name), STR_ARG(one->name),
                words);
}

static bool node_is_null(const YamlNode *node) {
    return node->kind == YAML_SCALAR && !node->is_quoted && str_equal(node->text, STR("null"));
}

static Status fill_given(const Tester *tester, const Table *table, const YamlNode *given,
                         Scalar *inputs, Error *error) {
    Status status = STATUS_OK;
    for (size_t i = 0; i < given->count && status == STATUS_OK; i++) {
        GivenInput input = {.name = given->keys[i],
                            .text = given->items[i].text,
                            .is_null = node_is_null(&given->items[i])};
        status = inputs_fill(tester->pack, table->binding, &input, 1, tester->source->arena, inputs,
                             error);
    }
    return status;
}

static bool result_is(const Tester *tester, Scalar result, const YamlNode *expect) {
    Scalar wanted = SCALAR_NONE;
    if (node_is_null(expect)) {
        return result.type == SCALAR_NULL;
    }
    return result.type != SCALAR_NULL &&
           value_parse(tester->source->arena, (ScalarType)result.type, expect->text, &wanted,
                       NULL) == STATUS_OK &&
           scalar_equal(result, wanted);
}

static void run_case(Tester *tester, const Table *table, const Case *one) {
    const Binding *binding = &tester->pack->bindings[table->binding];
    Scalar *inputs =
        arena_alloc(tester->source->arena, binding->public.input_count + 1, sizeof *inputs);
    inputs_fill_parameters(tester->pack, table->binding, table->region, table->date, inputs);
    Error error = {0};
    Status status = fill_given(tester, table, table->given, inputs, &error);
    if (status == STATUS_OK) {
        status = fill_given(tester, table, one->given, inputs, &error);
    }
    if (status != STATUS_OK) {
        case_fail(tester, table, one, "%s", error.message);
        return;
    }
    Str reason = STR("");
    Scalar result = decider_decide(tester->decider, table->binding, inputs, table->date, &reason);
    if (result_is(tester, result, one->expect)) {
        tester->result.passed++;
        return;
    }
    CLEANUP(text_release) Text got = {0};
    scalar_format(result, &got);
    case_fail(tester, table, one, "expected " STR_FMT ", got %s%s" STR_FMT,
              STR_ARG(one->expect->text), result.type == SCALAR_NULL ? "null" : got.data,
              reason.length > 0 ? ": " : "", STR_ARG(reason));
}

// ---- two forms of cases

static const YamlNode *optional_map(Source *source, const YamlNode *map, const char *key) {
    return yaml_get(map, key) == NULL ? source_empty() : source_map(source, map, key);
}

// cases: [{name, given: {...}, expect}]
static void run_cases(Tester *tester, const Table *table, const YamlNode *cases) {
    Source *source = tester->source;
    for (size_t i = 0; i < cases->count && source_is_fine(source); i++) {
        const YamlNode *node = &cases->items[i];
        source_check_keys(source, node, "name|given|expect|date");
        Case one = {.name = source_text(source, node, "name"),
                    .line = node->line,
                    .given = optional_map(source, node, "given"),
                    .expect = yaml_get(node, "expect")};
        Table own = *table;
        if (yaml_get(node, "date") != NULL) {
            own.date = source_date(source, node, "date");
        }
        if (one.expect == NULL || one.expect->kind != YAML_SCALAR) {
            source_fail(source, node->line, "a case needs one value to \"expect\"");
        }
        if (source_is_fine(source)) {
            run_case(tester, &own, &one);
        }
    }
}

// columns: [name, A, B, expect], rows: [[..., 1, 2, 3], ...]: the first column is the case's name,
// the last what to expect.
static void run_rows(Tester *tester, const Table *table, const YamlNode *node) {
    Source *source = tester->source;
    Str *columns = NULL;
    size_t count = source_texts(source, node, "columns", &columns);
    const YamlNode *rows = yaml_get(node, "rows");
    if (count < 2 || rows == NULL || rows->kind != YAML_LIST ||
        !str_equal(columns[0], STR("name")) || !str_equal(columns[count - 1], STR("expect"))) {
        source_fail(source, node->line,
                    "a table needs \"cases\", or \"columns\" from name to expect with \"rows\"");
        return;
    }
    for (size_t i = 0; i < rows->count && source_is_fine(source); i++) {
        const YamlNode *row = &rows->items[i];
        if (row->kind != YAML_LIST || row->count != count) {
            source_fail(source, row->line, "the row must have %zu cells", count);
            return;
        }
        YamlNode given = {.kind = YAML_MAP,
                          .keys = columns + 1,
                          .items = row->items + 1,
                          .count = count - 2,
                          .line = row->line};
        run_case(tester, table,
                 &(Case){.name = row->items[0].text,
                         .line = row->line,
                         .given = &given,
                         .expect = &row->items[count - 1]});
    }
}

static void run_table(Tester *tester, const Table *file, const YamlNode *node) {
    Source *source = tester->source;
    source_check_keys(source, node, "decision|date|given|cases|columns|rows");
    Str decision = source_text(source, node, "decision");
    int index = pack_find_decision(tester->pack, decision);
    if (index < 0) {
        source_fail(source, node_line(node, "decision"), "the pack has no decision " STR_FMT,
                    STR_ARG(decision));
    }
    Table table = *file;
    table.given = optional_map(source, node, "given");
    if (yaml_get(node, "date") != NULL) {
        table.date = source_date(source, node, "date");
    }
    if (!source_is_fine(source)) {
        return;
    }
    table.binding = (size_t)index;
    const YamlNode *cases = yaml_get(node, "cases");
    if (cases != NULL && cases->kind == YAML_LIST) {
        run_cases(tester, &table, cases);
    } else {
        run_rows(tester, &table, node);
    }
}

static void run_tables(Tester *tester, const PackFile *file) {
    Source *source = tester->source;
    const YamlNode *root = source_open_bytes(source, *file);
    source_check_keys(source, root, "region|date|tables");
    Table shared = {.date = source_date(source, root, "date")};
    shared.region =
        source_region(source, source_text(source, root, "region"), node_line(root, "region"));
    const YamlNode *tables = yaml_get(root, "tables");
    if (tables == NULL || tables->kind != YAML_LIST) {
        source_fail(source, root->line, "a test file needs a list of \"tables\"");
        return;
    }
    for (size_t i = 0; source_is_fine(source) && i < tables->count; i++) {
        run_table(tester, &shared, &tables->items[i]);
    }
}

// What is wrong with a file counts as one failure; its other tables are not run.
static void run_file(const Pack *pack, Decider *decider, const PackFile *file,
                     PackTestResult *in_out_result, Text *out_report) {
    CLEANUP(arena_release) Arena arena = {0};
    Error error = {0};
    Source source = {.arena = &arena, .error = &error};
    Tester tester = {.pack = pack, .decider = decider, .source = &source, .report = out_report};
    run_tables(&tester, file);
    if (!source_is_fine(&source)) {
        tester.result.failed++;
        text_format(out_report, "%s\n", error.message);
    }
    in_out_result->passed += tester.result.passed;
    in_out_result->failed += tester.result.failed;
}

PackTestResult pack_test(const Pack *pack, Text *out_report) {
    PackTestResult result = {0};
    Decider *decider = decider_new(pack);
    for (size_t i = 0; i < pack->test_count; i++) {
        run_file(pack, decider, &pack->tests[i], &result, out_report);
    }
    decider_free(decider);
    return result;
}
