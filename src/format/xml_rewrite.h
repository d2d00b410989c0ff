// SPDX-License-Identifier: Apache-2.0
#ifndef FORMAT_XML_REWRITE_H
#define FORMAT_XML_REWRITE_H
// XML documents written again with some of their values changed. What is not changed stays as its
// author wrote it, byte for byte: comments, white space, quotes, the order of attributes.
#include "base/text.h"
#include "format/xml.h"

// The document as UTF-8, its declaration telling so; a byte order mark is left out. Refuses what
// xml_read refuses; only what is read in this form has places that xml_rewrite can use.
MUST_CHECK Status xml_to_utf8(Str bytes, Str file_name, Text *out_utf8, Error *error);

typedef struct XmlScope XmlScope; // the namespaces declared where an element begins
// The namespace of a prefix, "" being that of names without one; false: it is not declared.
bool xml_scope_find(const XmlScope *scope, Str prefix, Str *out_name_space);

enum { XML_RANK_MAX = 15 };

// An attribute as it is written; xmlns="..." has the name xmlns, xmlns:k="..." also the prefix.
typedef struct XmlWritten {
    Str prefix;
    Str name;
    Str value; // references replaced
} XmlWritten;

// What is to change. What the functions give must live until the document is written. Each may be
// NULL.
typedef struct XmlChanges {
    void *context;
    // The value that the attribute is to have; its own: nothing changes.
    Str (*attribute)(void *context, const XmlNode *node, const XmlScope *scope,
                     const XmlWritten *attribute);
    // For elements without children, in the same way.
    Str (*text)(void *context, const XmlNode *node, const XmlScope *scope);
    // An attribute that the element lacks; false: it needs none.
    bool (*more)(void *context, const XmlNode *node, XmlWritten *out_attribute);
    // 0 to XML_RANK_MAX: children of lower rank are written first, those of equal rank in their
    // order. The comments and blanks in front of a child go with it.
    int (*rank)(void *context, const XmlNode *parent, const XmlNode *child);
} XmlChanges;

// `document` is what root was read from. TOO_LARGE: the result would be larger than what xml_read
// reads, or too many namespaces are declared inside each other.
MUST_CHECK Status xml_rewrite(Str document, Str file_name, const XmlNode *root,
                              const XmlChanges *changes, Arena *arena, Text *out_document,
                              Error *error);
#endif
