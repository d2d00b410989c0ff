// SPDX-License-Identifier: Apache-2.0
#ifndef FORMAT_XML_H
#define FORMAT_XML_H
// XML documents as a tree (expat, namespaces resolved). Safe on hostile input: no document type
// declarations, no entities but the five predefined ones, no network, limits on size, depth and
// number of elements.
#include "base/arena.h"
#include "base/status.h"

typedef struct XmlAttribute {
    Str name; // local name; those of another namespace than the element's are written
              // namespace|name
    Str value;
} XmlAttribute;
typedef struct XmlNode {
    Str name;       // local name
    Str name_space; // URI, "" for none
    XmlAttribute *attributes;
    size_t attribute_count;
    struct XmlNode **children; // elements
    size_t child_count;
    Str text; // all character data directly inside, joined
    int line; // from 1
    // Where it is written, when the document is UTF-8: its start tag, what it holds, its end.
    uint32_t from, inner_from, inner_to, to;
} XmlNode;

MUST_CHECK Status xml_read(Str bytes, Str file_name, Arena *arena, const XmlNode **out_root,
                           Error *error);
const XmlNode *xml_child(const XmlNode *node, const char *name); // first with that local name, NULL
Str xml_attribute(const XmlNode *node, const char *name);        // "" when missing
#endif
