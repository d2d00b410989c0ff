// SPDX-License-Identifier: Apache-2.0
#ifndef DMN_READER_H
#define DMN_READER_H
// XML tree -> model as plain data; private to dmn/. Checks the shape only: what names and
// references mean is for types.c, graph.c and compile.c. Texts are borrowed from the tree, which
// must live in the model's arena.
#include "dmn/model.h"
#include "format/xml.h"

typedef struct Reader {
    DmnModel *model;
    ModelFile *file;
    Str name_space; // of the root; elements of any other are extensions and are passed over
    Str language;   // of expressions that name none
    Str place;      // "decision '月保障金额'": where the reader is, for messages; "" outside
    int depth;      // of boxed expressions
    Error *error;
} Reader;

// Whether the root is <definitions> of a known version; its file's name, namespace and imports.
MUST_CHECK Status model_file_read(DmnModel *model, ModelFile *file, const XmlNode *root,
                                  Error *error);
// The rest: item definitions and elements. Files are given in their order.
MUST_CHECK Status model_content_read(DmnModel *model, ModelFile *file, const XmlNode *root,
                                     Error *error);
// Whether all elements of the tree are known; for models that are read strictly.
MUST_CHECK Status vocabulary_check(const Reader *reader, const XmlNode *node);
// Elements in the tree.
size_t model_count_elements(const XmlNode *root);

// Helpers of the reader's parts. A child is found by local name within the model's namespace.
const XmlNode *reader_child(const Reader *reader, const XmlNode *node, const char *name);
size_t reader_count(const Reader *reader, const XmlNode *node, const char *name);
bool reader_is(const Reader *reader, const XmlNode *node, const char *name);
Status reader_fail(const Reader *reader, int line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
// The FEEL text in node's <text>; absent when node is NULL.
MUST_CHECK Status reader_code(const Reader *reader, const XmlNode *node, Code *out_code);
Variable reader_variable(const XmlNode *node);
// Names that stand beside each other must differ; "" is no name. A lenient reader lets it pass.
MUST_CHECK Status reader_check_names(const Reader *reader, int line, const char *what,
                                     const Variable *variables, size_t count);

// The first boxed expression directly in node; NULL when it has none.
MUST_CHECK Status reader_logic(Reader *reader, const XmlNode *node, Expression **out_expression);
MUST_CHECK Status reader_function(Reader *reader, const XmlNode *node, Expression *function);
MUST_CHECK Status reader_table(Reader *reader, const XmlNode *node, Table *table);
#endif
