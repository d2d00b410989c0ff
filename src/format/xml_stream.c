// SPDX-License-Identifier: Apache-2.0
#include "format/xml_stream.h"

#include "base/check.h"
#include <expat.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char *local_name(const char *name) {
    const char *colon = strrchr(name, ':');
    return colon == NULL ? name : colon + 1;
}

static bool is_stopped(const XmlStream *stream) {
    return stream->problem.status != STATUS_OK;
}

static void on_start(void *context, const XML_Char *name, const XML_Char **attributes) {
    XmlStream *stream = context;
    if (stream->events.start != NULL && !is_stopped(stream)) {
        stream->events.start(stream->context, local_name(name), attributes);
    }
}

static void on_end(void *context, const XML_Char *name) {
    XmlStream *stream = context;
    if (stream->events.end != NULL && !is_stopped(stream)) {
        stream->events.end(stream->context, local_name(name));
    }
}

static void on_text(void *context, const XML_Char *characters, int length) {
    XmlStream *stream = context;
    if (stream->events.text != NULL && !is_stopped(stream)) {
        stream->events.text(stream->context, (Str){characters, (size_t)length});
    }
}

static void on_doctype(void *context, const XML_Char *name, const XML_Char *system,
                       const XML_Char *public, int has_internal_subset) {
    (void)name;
    (void)system;
    (void)public;
    (void)has_internal_subset;
    xml_stream_fail(context, STATUS_INVALID, "a document type declaration is not allowed");
}

void xml_stream_open(XmlStream *stream, const char *part, XmlEvents events, void *context) {
    *stream = (XmlStream){.part = part, .events = events, .context = context};
    stream->parser = XML_ParserCreate(NULL);
    CHECK(stream->parser != NULL);
    XML_SetUserData(stream->parser, stream);
    XML_SetElementHandler(stream->parser, on_start, on_end);
    XML_SetCharacterDataHandler(stream->parser, on_text);
    XML_SetStartDoctypeDeclHandler(stream->parser, on_doctype);
}

void xml_stream_close(XmlStream *stream) {
    XML_ParserFree(stream->parser);
    stream->parser = NULL;
}

void xml_stream_fail(XmlStream *stream, Status status, const char *format, ...) {
    if (is_stopped(stream)) {
        return;
    }
    char words[ERROR_MESSAGE_SIZE];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(words, sizeof words, format, arguments);
    va_end(arguments);
    (void)error_set(&stream->problem, status, "%s:%lu: %s", stream->part,
                    XML_GetCurrentLineNumber(stream->parser), words);
    (void)XML_StopParser(stream->parser, XML_FALSE);
}

Status xml_stream_feed(XmlStream *stream, Str bytes, bool is_last, Error *error) {
    CHECK(bytes.length <= INT_MAX);
    enum XML_Status outcome =
        XML_Parse(stream->parser, bytes.data, (int)bytes.length, is_last ? XML_TRUE : XML_FALSE);
    if (is_stopped(stream)) {
        return error_set(error, stream->problem.status, "%s", stream->problem.message);
    }
    if (outcome == XML_STATUS_OK) {
        return STATUS_OK;
    }
    enum XML_Error code = XML_GetErrorCode(stream->parser);
    CHECK(code != XML_ERROR_NO_MEMORY);
    return error_set(error, STATUS_CORRUPT, "%s:%lu: %s", stream->part,
                     XML_GetCurrentLineNumber(stream->parser), XML_ErrorString(code));
}

const char *xml_stream_attribute(const char **attributes, const char *name) {
    for (size_t i = 0; attributes[i] != NULL; i += 2) {
        if (strcmp(local_name(attributes[i]), name) == 0) {
            return attributes[i + 1];
        }
    }
    return NULL;
}
