// SPDX-License-Identifier: Apache-2.0
#ifndef FORMAT_XML_PRIVATE_H
#define FORMAT_XML_PRIVATE_H
// What reading and rewriting XML share; private to format/.
#include "base/status.h"
#include "base/str.h"

enum {
    XML_SIZE_MAX = 64 * 1024 * 1024,
    XML_DEPTH_MAX = 256,
    // Legacy single-byte encodings grow when they become UTF-8.
    XML_TEXT_GROWTH_MAX = 4,
    XML_DECLARATION_MAX = 128, // <?xml ...?>
};
#define XML_DOCTYPE_WORDS "a document type declaration (<!DOCTYPE) is not allowed; remove it"

MUST_CHECK Status xml_check_size(Str bytes, Str file_name, Error *error);
#endif
