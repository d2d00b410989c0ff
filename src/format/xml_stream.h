// SPDX-License-Identifier: Apache-2.0
#ifndef FORMAT_XML_STREAM_H
#define FORMAT_XML_STREAM_H
// Large XML parts, element by element (expat), names without prefix. Only for the workbook reader
// of this folder; documents that fit in memory are read by xml.h.
#include "base/status.h"
#include "base/str.h"

struct XML_ParserStruct;

typedef struct XmlEvents { // each may be NULL
    void (*start)(void *context, const char *name, const char **attributes);
    void (*end)(void *context, const char *name);
    void (*text)(void *context, Str characters);
} XmlEvents;

typedef struct XmlStream {
    struct XML_ParserStruct *parser;
    const char *part; // for messages
    XmlEvents events;
    void *context;
    Error problem; // why a handler stopped the reading
} XmlStream;

void xml_stream_open(XmlStream *stream, const char *part, XmlEvents events, void *context);
void xml_stream_close(XmlStream *stream);
MUST_CHECK Status xml_stream_feed(XmlStream *stream, Str bytes, bool is_last, Error *error);
// For handlers: ends the reading; the first failure counts.
void xml_stream_fail(XmlStream *stream, Status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
// The value of an attribute by local name; NULL when missing.
const char *xml_stream_attribute(const char **attributes, const char *name);
#endif
