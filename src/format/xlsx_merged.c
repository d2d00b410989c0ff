// SPDX-License-Identifier: Apache-2.0
// Merged ranges stand behind the rows, but callers need them before. Most sheets have none, so the
// sheet is first unpacked and searched for their name, and parsed a second time only when it is
// there.
#include "format/xlsx_private.h"

#include "base/check.h"
#include "base/memory.h"
#include "format/xml_stream.h"
#include <string.h>

static const Str MERGED_NAME = {"mergeCell", 9};

typedef struct Search {
    char tail[9]; // end of the chunk before: the name may be cut by the border
    size_t tail_length;
    bool is_found;
} Search;

static Status search_chunk(void *context, Str chunk, bool is_last, Error *error) {
    (void)is_last;
    (void)error;
    Search *search = context;
    size_t at = 0;
    char border[2 * sizeof search->tail];
    size_t head = chunk.length < sizeof search->tail ? chunk.length : sizeof search->tail;
    memcpy(border, search->tail, search->tail_length);
    if (head > 0) {
        memcpy(border + search->tail_length, chunk.data, head);
    }
    Str across = {border, search->tail_length + head};
    search->is_found =
        search->is_found || str_find(across, MERGED_NAME, &at) || str_find(chunk, MERGED_NAME, &at);
    Str kept = chunk.length >= sizeof search->tail ? chunk : across;
    size_t length = kept.length < sizeof search->tail ? kept.length : sizeof search->tail;
    if (length > 0) {
        memmove(search->tail, kept.data + kept.length - length, length);
    }
    search->tail_length = length;
    return STATUS_OK;
}

typedef struct MergedReader {
    XmlStream stream;
    XlsxRange *ranges;
    size_t count, capacity;
} MergedReader;

static bool range_parse(Str text, XlsxRange *out_range) {
    Str last = text;
    Str first = str_cut(&last, ':');
    last = last.length == 0 ? first : last;
    return xlsx_reference_parse(first, &out_range->first_column, &out_range->first_row) &&
           xlsx_reference_parse(last, &out_range->last_column, &out_range->last_row);
}

static void on_start(void *context, const char *name, const char **attributes) {
    MergedReader *reader = context;
    const char *reference =
        strcmp(name, "mergeCell") == 0 ? xml_stream_attribute(attributes, "ref") : NULL;
    if (reference == NULL) {
        return;
    }
    XlsxRange range = {0};
    if (!range_parse(str_from(reference), &range)) {
        xml_stream_fail(&reader->stream, STATUS_CORRUPT, "\"%.40s\" is no range of cells",
                        reference);
        return;
    }
    if (reader->count == XLSX_MERGED_MAX) {
        xml_stream_fail(&reader->stream, STATUS_TOO_LARGE, "more than 65,536 merged ranges");
        return;
    }
    reader->ranges =
        array_reserve(reader->ranges, reader->count, &reader->capacity, sizeof *reader->ranges);
    reader->ranges[reader->count++] = range;
}

static Status feed(void *context, Str chunk, bool is_last, Error *error) {
    MergedReader *reader = context;
    return xml_stream_feed(&reader->stream, chunk, is_last, error);
}

Status xlsx_merged_read(const XlsxBook *book, const Zip *zip, Arena *arena, XlsxSheet *sheet,
                        Error *error) {
    Search search = {0};
    const char *part = book->sheets[sheet->number].part;
    Status status = zip_part_stream(zip, part, XLSX_SHEET_SIZE_MAX, search_chunk, &search, error);
    if (status != STATUS_OK || !search.is_found) {
        return status;
    }
    MergedReader reader = {0};
    xml_stream_open(&reader.stream, part, (XmlEvents){.start = on_start}, &reader);
    status = zip_part_stream(zip, part, XLSX_SHEET_SIZE_MAX, feed, &reader, error);
    xml_stream_close(&reader.stream);
    if (status == STATUS_OK && reader.count > 0) {
        XlsxRange *merged = arena_alloc(arena, reader.count, sizeof *merged);
        memcpy(merged, reader.ranges, reader.count * sizeof *merged);
        sheet->merged = merged;
        sheet->merged_count = reader.count;
    }
    memory_free(reader.ranges);
    return status;
}
