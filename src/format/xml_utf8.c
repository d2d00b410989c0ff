// SPDX-License-Identifier: Apache-2.0
// expat hands everything that no handler takes to the default handler as it is written, but in
// UTF-8.
#include "base/check.h"
#include "format/xml_private.h"
#include "format/xml_rewrite.h"
#include <expat.h>
#include <string.h>

typedef struct Transcoder {
    XML_Parser parser;
    Text *out;
    bool has_doctype;
} Transcoder;

static void on_markup(void *context, const XML_Char *characters, int length) {
    Transcoder *transcoder = context;
    text_append(transcoder->out, (Str){characters, (size_t)length});
}

static void on_declaration(void *context, const XML_Char *version, const XML_Char *encoding,
                           int standalone) {
    Transcoder *transcoder = context;
    if (encoding == NULL || strcmp(encoding, "UTF-8") == 0 || strcmp(encoding, "utf-8") == 0) {
        XML_DefaultCurrent(transcoder->parser);
        return;
    }
    text_format(transcoder->out, "<?xml version=\"%s\" encoding=\"UTF-8\"%s?>", version,
                standalone == 1   ? " standalone=\"yes\""
                : standalone == 0 ? " standalone=\"no\""
                                  : "");
}

static void on_doctype(void *context, const XML_Char *name, const XML_Char *system,
                       const XML_Char *public, int has_internal_subset) {
    (void)name;
    (void)system;
    (void)public;
    (void)has_internal_subset;
    Transcoder *transcoder = context;
    transcoder->has_doctype = true;
    (void)XML_StopParser(transcoder->parser, XML_FALSE);
}

static Status transcoder_fail(const Transcoder *transcoder, Str file_name, Error *error) {
    enum XML_Error code = XML_GetErrorCode(transcoder->parser);
    CHECK(code != XML_ERROR_NO_MEMORY);
    return error_set(error, STATUS_INVALID, STR_FMT ":%lu: %s", STR_ARG(file_name),
                     XML_GetCurrentLineNumber(transcoder->parser),
                     transcoder->has_doctype ? XML_DOCTYPE_WORDS : XML_ErrorString(code));
}

Status xml_to_utf8(Str bytes, Str file_name, Text *out_utf8, Error *error) {
    Status status = xml_check_size(bytes, file_name, error);
    if (status != STATUS_OK) {
        return status;
    }
    Text utf8 = {.limit = XML_TEXT_GROWTH_MAX * bytes.length + XML_DECLARATION_MAX};
    Transcoder transcoder = {.parser = XML_ParserCreate(NULL), .out = &utf8};
    CHECK(transcoder.parser != NULL);
    XML_SetUserData(transcoder.parser, &transcoder);
    XML_SetDefaultHandler(transcoder.parser, on_markup);
    XML_SetXmlDeclHandler(transcoder.parser, on_declaration);
    XML_SetStartDoctypeDeclHandler(transcoder.parser, on_doctype);
    if (XML_Parse(transcoder.parser, bytes.data, (int)bytes.length, XML_TRUE) != XML_STATUS_OK) {
        status = transcoder_fail(&transcoder, file_name, error);
    }
    XML_ParserFree(transcoder.parser);
    if (status != STATUS_OK) {
        text_release(&utf8);
        return status;
    }
    CHECK(!utf8.is_cut);
    *out_utf8 = utf8;
    return STATUS_OK;
}
