// SPDX-License-Identifier: Apache-2.0
// The elements of DMN 1.1 to 1.6. A misspelt one would be passed over in silence, and with it what
// it says.
#include "base/check.h"
#include "dmn/reader.h"

static const char *const WORDS[] = {
    "allowedAnswers",
    "allowedValues",
    "annotation",
    "annotationEntry",
    "artifact",
    "association",
    "authorityRequirement",
    "binding",
    "businessContextElement",
    "businessKnowledgeModel",
    "column",
    "conditional",
    "context",
    "contextEntry",
    "decision",
    "decisionMade",
    "decisionMaker",
    "decisionOwned",
    "decisionOwner",
    "decisionService",
    "decisionTable",
    "defaultOutputEntry",
    "definitions",
    "description",
    "drgElement",
    "elementCollection",
    "else",
    "encapsulatedDecision",
    "encapsulatedLogic",
    "every",
    "expression",
    "extensionElements",
    "filter",
    "for",
    "formalParameter",
    "functionDefinition",
    "functionItem",
    "group",
    "if",
    "impactedPerformanceIndicator",
    "impactingDecision",
    "import",
    "importedElement",
    "importedValues",
    "in",
    "informationItem",
    "informationRequirement",
    "input",
    "inputData",
    "inputDecision",
    "inputEntry",
    "inputExpression",
    "inputValues",
    "invocable",
    "invocation",
    "itemComponent",
    "itemDefinition",
    "knowledgeRequirement",
    "knowledgeSource",
    "list",
    "literalExpression",
    "match",
    "organizationUnit",
    "output",
    "outputDecision",
    "outputEntry",
    "outputValues",
    "owner",
    "parameter",
    "parameters",
    "performanceIndicator",
    "question",
    "relation",
    "requiredAuthority",
    "requiredDecision",
    "requiredInput",
    "requiredKnowledge",
    "return",
    "row",
    "rule",
    "satisfies",
    "some",
    "sourceRef",
    "supportedObjective",
    "targetRef",
    "text",
    "textAnnotation",
    "then",
    "type",
    "typeConstraint",
    "typeRef",
    "usingProcess",
    "usingTask",
    "variable",
};

static bool is_word(Str name) {
    size_t low = 0;
    size_t high = ARRAY_COUNT(WORDS);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_compare(str_from(WORDS[middle]), name);
        if (order == 0) {
            return true;
        }
        low = order < 0 ? middle + 1 : low;
        high = order < 0 ? high : middle;
    }
    return false;
}

Status vocabulary_check(const Reader *reader, const XmlNode *node) {
    Status status = STATUS_OK;
    if (!is_word(node->name)) {
        return reader_fail(reader, node->line,
                           "<" STR_FMT "> is no element of DMN; check how it is spelt",
                           STR_ARG(node->name));
    }
    if (reader_is(reader, node, "extensionElements")) {
        return STATUS_OK;
    }
    // Elements of other namespaces are extensions. The reader of XML limits the depth.
    for (size_t i = 0; status == STATUS_OK && i < node->child_count; i++) {
        if (str_equal(node->children[i]->name_space, reader->name_space)) {
            status = vocabulary_check(reader, node->children[i]);
        }
    }
    return status;
}
