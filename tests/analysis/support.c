// SPDX-License-Identifier: Apache-2.0
#include "support.h"
#include "base/check.h"
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void write_xml(Text *out, Str text) {
    for (size_t i = 0; i < text.length; i++) {
        char c = text.data[i];
        if (c == '<' || c == '&') {
            text_append(out, c == '<' ? STR("&lt;") : STR("&amp;"));
        } else {
            text_append_char(out, c);
        }
    }
}

static void write_cell(Text *out, const char *element, Str text) {
    text_format(out, "<%s><text>", element);
    write_xml(out, text);
    text_format(out, "</text></%s>", element);
}

void table_model(const TableText *table, Text *out_xml) {
    text_append(out_xml, STR("<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" "
                             "name=\"m\" namespace=\"urn:m\">\n"));
    for (size_t i = 0; i < table->columns; i++) {
        text_format(out_xml,
                    "<inputData id=\"%c\" name=\"%c\"><variable name=\"%c\" typeRef=\"%s\"/>"
                    "</inputData>\n",
                    (int)('a' + i), (int)('a' + i), (int)('a' + i), table->types[i]);
    }
    text_append(out_xml, STR("<decision id=\"r\" name=\"result\"><variable name=\"result\"/>\n"));
    for (size_t i = 0; i < table->columns; i++) {
        text_format(out_xml,
                    "<informationRequirement><requiredInput href=\"#%c\"/>"
                    "</informationRequirement>\n",
                    (int)('a' + i));
    }
    text_format(out_xml, "<decisionTable hitPolicy=\"%s\">\n", table->policy);
    for (size_t i = 0; i < table->columns; i++) {
        text_format(out_xml,
                    "<input><inputExpression typeRef=\"%s\"><text>%c</text>"
                    "</inputExpression>",
                    table->types[i], (int)('a' + i));
        if (table->allowed[i] != NULL) {
            write_cell(out_xml, "inputValues", str_from(table->allowed[i]));
        }
        text_append(out_xml, STR("</input>\n"));
    }
    text_append(out_xml, STR("<output name=\"o\"/>\n"));
    for (size_t i = 0; i < table->rules; i++) {
        text_append(out_xml, STR("<rule>"));
        for (size_t k = 0; k < table->columns; k++) {
            write_cell(out_xml, "inputEntry", table->cells[i][k]);
        }
        write_cell(out_xml, "outputEntry", table->outputs[i]);
        text_append(out_xml, STR("</rule>\n"));
    }
    text_append(out_xml, STR("</decisionTable></decision></definitions>"));
}

void check_text(Str xml, Report *out_report) {
    DmnSource source = {STR("m.dmn"), xml};
    analysis_check(&source, 1, (AnalysisOptions){.examples_max = 1000}, out_report);
    report_sort(out_report);
}

void report_write(const Report *report, Text *out) {
    for (size_t i = 0; i < report->count; i++) {
        const Finding *finding = &report->items[i];
        text_format(out,
                    "%s %s " STR_FMT ":%d '" STR_FMT "' rule %zu/%zu %s %zu\n  " STR_FMT
                    "\n  " STR_FMT "\n",
                    severity_id(finding_severity(finding)), finding_id(finding->kind),
                    STR_ARG(finding->file), finding->line, STR_ARG(finding->element), finding->rule,
                    finding->other_rule, finding->is_output ? "output" : "input", finding->column,
                    STR_ARG(finding->chinese), STR_ARG(finding->english));
        if (finding->example.length > 0) {
            text_format(out, "  example: " STR_FMT "\n", STR_ARG(finding->example));
        }
        if (finding->excerpt.length > 0) {
            text_format(out, STR_FMT "\n", STR_ARG(finding->excerpt));
        }
        if (finding->rewrite.length > 0) {
            text_format(out, "  better: " STR_FMT "\n", STR_ARG(finding->rewrite));
        }
    }
}
