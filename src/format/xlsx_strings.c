// SPDX-License-Identifier: Apache-2.0
// Shared strings: <si><t>plain</t></si> or <si><r><t>run</t></r>...</si>; phonetic guides (<rPh>)
// are not part of the text.
#include "format/xlsx_private.h"

#include "base/memory.h"
#include "format/xml_stream.h"
#include <string.h>

typedef struct StringsReader {
    XmlStream stream;
    XlsxBook *book;
    Text text; // of the current <si>
    bool is_in_text;
    bool is_in_guide;
} StringsReader;

static void on_start(void *context, const char *name, const char **attributes) {
    (void)attributes;
    StringsReader *reader = context;
    if (strcmp(name, "si") == 0) {
        text_clear(&reader->text);
    } else if (strcmp(name, "rPh") == 0) {
        reader->is_in_guide = true;
    } else if (strcmp(name, "t") == 0) {
        reader->is_in_text = !reader->is_in_guide;
    }
}

static void strings_add(StringsReader *reader) {
    XlsxBook *book = reader->book;
    if (book->string_count == XLSX_STRINGS_MAX) {
        xml_stream_fail(&reader->stream, STATUS_TOO_LARGE, "more than 4,000,000 shared strings");
        return;
    }
    if (reader->text.is_cut) {
        xml_stream_fail(&reader->stream, STATUS_TOO_LARGE, "a text has more than 65,536 bytes");
        return;
    }
    book->strings = array_reserve(book->strings, book->string_count, &book->string_capacity,
                                  sizeof *book->strings);
    book->strings[book->string_count++] = arena_copy(&book->arena, text_str(&reader->text));
}

static void on_end(void *context, const char *name) {
    StringsReader *reader = context;
    if (strcmp(name, "si") == 0) {
        strings_add(reader);
    } else if (strcmp(name, "rPh") == 0) {
        reader->is_in_guide = false;
    } else if (strcmp(name, "t") == 0) {
        reader->is_in_text = false;
    }
}

static void on_text(void *context, Str characters) {
    StringsReader *reader = context;
    if (reader->is_in_text) {
        text_append(&reader->text, characters);
    }
}

static Status feed(void *context, Str chunk, bool is_last, Error *error) {
    StringsReader *reader = context;
    return xml_stream_feed(&reader->stream, chunk, is_last, error);
}

Status xlsx_strings_read(XlsxBook *book, const Zip *zip, Error *error) {
    if (book->strings_part == NULL || !zip_part_exists(zip, book->strings_part)) {
        return STATUS_OK;
    }
    StringsReader reader = {.book = book, .text.limit = XLSX_CELL_SIZE_MAX};
    const XmlEvents events = {on_start, on_end, on_text};
    xml_stream_open(&reader.stream, book->strings_part, events, &reader);
    Status status =
        zip_part_stream(zip, book->strings_part, XLSX_STRINGS_SIZE_MAX, feed, &reader, error);
    xml_stream_close(&reader.stream);
    text_release(&reader.text);
    return status;
}
