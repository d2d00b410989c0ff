// SPDX-License-Identifier: Apache-2.0
#include "service/contents_private.h"

#include "base/check.h"

// Every text stands behind its length, so that no two rows give the same bytes.
static void put(Text *out, Str text) {
    text_format(out, "%zu:", text.length);
    text_append(out, text);
}

static void put_number(Text *out, int64_t number) {
    text_format(out, "%lld;", (long long)number);
}

static Digest digest_text(const Text *bytes) {
    CHECK(!bytes->is_cut);
    return digest_of(text_str(bytes));
}

Digest contents_of_manifest(const BatchRow *row) {
    CLEANUP(text_release) Text bytes = {0};
    const int64_t numbers[] = {row->batch.number, row->delivered.days, row->clock.days,
                               row->rows_read,    row->accepted,       row->unchanged,
                               row->quarantined,  row->skipped,        row->segment_size,
                               row->loaded_at.us};
    const Str texts[] = {row->feed, row->name, row->file_name, row->digest, row->pack_version};
    for (size_t i = 0; i < ARRAY_COUNT(numbers); i++) {
        put_number(&bytes, numbers[i]);
    }
    for (size_t i = 0; i < ARRAY_COUNT(texts); i++) {
        put(&bytes, texts[i]);
    }
    put(&bytes, (Str){(const char *)row->segment_digest, sizeof row->segment_digest});
    return digest_text(&bytes);
}

Digest contents_of_alerts(const AlertRow *rows, size_t count) {
    CLEANUP(text_release) Text bytes = {.limit = SIZE_MAX};
    for (size_t i = 0; i < count; i++) {
        const AlertRow *row = &rows[i];
        const int64_t numbers[] = {row->alert.number, row->household.number,   row->person.number,
                                   row->batch.number, row->raised.days,        row->due.days,
                                   row->urgency,      row->direction,          row->is_raised,
                                   row->is_lowered,   row->merged_into.number, row->created_at.us};
        const Str texts[] = {row->rule, row->value, row->figures, row->sources, row->pack_version};
        for (size_t k = 0; k < ARRAY_COUNT(numbers); k++) {
            put_number(&bytes, numbers[k]);
        }
        for (size_t k = 0; k < ARRAY_COUNT(texts); k++) {
            put(&bytes, texts[k]);
        }
    }
    return digest_text(&bytes);
}

Digest contents_of_quarantine(const QuarantineRow *rows, size_t count) {
    CLEANUP(text_release) Text bytes = {.limit = SIZE_MAX};
    for (size_t i = 0; i < count; i++) {
        const QuarantineRow *row = &rows[i];
        const Str texts[] = {row->feed,  row->file_name, row->column,
                             row->value, row->reason,    row->cells};
        put_number(&bytes, row->quarantine);
        put_number(&bytes, row->batch.number);
        put_number(&bytes, row->row);
        for (size_t k = 0; k < ARRAY_COUNT(texts); k++) {
            put(&bytes, texts[k]);
        }
    }
    return digest_text(&bytes);
}

Digest contents_of_corrected(const QuarantineRow *rows, size_t count) {
    CLEANUP(text_release) Text bytes = {.limit = SIZE_MAX};
    for (size_t i = 0; i < count; i++) {
        put_number(&bytes, rows[i].quarantine);
    }
    return digest_text(&bytes);
}

// ---- in the detail of an audit line

typedef struct Part {
    const char *name;
    Digest digest;
} Part;
enum { PART_COUNT = 4 };

static void parts_of(const BatchContents *contents, Part out[PART_COUNT]) {
    out[0] = (Part){"manifest", contents->manifest};
    out[1] = (Part){"alerts", contents->alerts};
    out[2] = (Part){"quarantine", contents->quarantine};
    out[3] = (Part){"corrected", contents->corrected};
}

void contents_write(const BatchContents *contents, JsonWriter *writer) {
    Part parts[PART_COUNT];
    parts_of(contents, parts);
    json_key(writer, STR("contents"));
    json_begin_object(writer);
    for (size_t i = 0; i < PART_COUNT; i++) {
        char digest[DIGEST_SIZE * 2 + 1];
        digest_format(parts[i].digest, digest);
        json_key(writer, str_from(parts[i].name));
        json_string(writer, str_from(digest));
    }
    json_end_object(writer);
}

const char *contents_differ(const BatchContents *contents, const JsonNode *detail) {
    Part parts[PART_COUNT];
    parts_of(contents, parts);
    const JsonNode *kept = json_get(detail, "contents");
    for (size_t i = 0; i < PART_COUNT; i++) {
        char digest[DIGEST_SIZE * 2 + 1];
        digest_format(parts[i].digest, digest);
        const JsonNode *node = kept == NULL ? NULL : json_get(kept, parts[i].name);
        bool is_same =
            node != NULL && node->kind == JSON_STRING && str_equal(node->text, str_from(digest));
        if (!is_same) {
            return parts[i].name;
        }
    }
    return NULL;
}
