// SPDX-License-Identifier: Apache-2.0
// What a file says about itself: in a side file, in its first JSON line, or in its name.
#include "base/check.h"
#include "feed/feed.h"
#include "feed/form_private.h"
#include "format/gzip.h"
#include "format/json.h"

enum {
    ENVELOPE_SIZE_MAX = 64 * 1024,
    DIGEST_DIGITS = 64,
    UNPACKED_SIZE_MAX = 0x7fffffff,
};

// ---- the JSON object
// ---------------------------------------------------------------------------------------------------------

static const JsonNode *get(const JsonNode *object, const char *english, const char *chinese) {
    const JsonNode *node = json_get(object, english);
    return node != NULL ? node : json_get(object, chinese);
}

static Str get_text(const JsonNode *object, const char *english, const char *chinese) {
    const JsonNode *node = get(object, english, chinese);
    bool is_text = node != NULL && (node->kind == JSON_STRING || node->kind == JSON_NUMBER);
    return is_text ? str_trim(node->text) : (Str){0};
}

static bool is_hex(Str text) {
    for (size_t i = 0; i < text.length; i++) {
        char c = text.data[i];
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'))) {
            return false;
        }
    }
    return text.length == DIGEST_DIGITS;
}

static Str small_letters(Str text, Arena *arena) {
    char *small = arena_alloc(arena, text.length + 1, 1);
    for (size_t i = 0; i < text.length; i++) {
        char c = text.data[i];
        small[i] = c >= 'A' && c <= 'F' ? (char)(c - 'A' + 'a') : c;
    }
    return (Str){small, text.length};
}

static Status read_delivered(const JsonNode *object, Date *out_delivered, Error *error) {
    Str delivered = get_text(object, "delivered_at", "报送时间");
    if (delivered.length == 0) {
        return STATUS_OK;
    }
    Instant instant = {0};
    // With a zone behind it the day may be another one in UTC+8.
    if (instant_parse(delivered, &instant, NULL) == STATUS_OK) {
        *out_delivered = instant_date(instant);
        return STATUS_OK;
    }
    Status status = date_parse(delivered, out_delivered, error);
    return status == STATUS_OK ? status : error_prefix(error, "envelope, delivered_at: ");
}

static Status read_counts(const JsonNode *object, Arena *arena, Envelope *envelope, Error *error) {
    Str count = get_text(object, "row_count", "行数");
    Str digest = get_text(object, "digest", "校验和");
    if (count.length > 0 &&
        (!str_to_int64(count, &envelope->row_count) || envelope->row_count < 0)) {
        return error_set(error, STATUS_INVALID,
                         "envelope, row_count: '%.40s' is not a number of rows; write it like 1200",
                         arena_copy(arena, count).data);
    }
    if (digest.length > 0 && !is_hex(digest)) {
        return error_set(error, STATUS_INVALID,
                         "envelope, digest: '%.80s' is not a SHA-256 of 64 hexadecimal digits",
                         arena_copy(arena, digest).data);
    }
    envelope->digest = digest.length == 0 ? STR("") : small_letters(digest, arena);
    return STATUS_OK;
}

static Status read_object(const JsonNode *object, Arena *arena, Envelope *envelope, Error *error) {
    Str feed = get_text(object, "feed", "数据源");
    Str batch_name = get_text(object, "batch_id", "批次号");
    if (feed.length > 0 && envelope->feed.length > 0 && !str_equal(feed, envelope->feed)) {
        return error_set(error, STATUS_INVALID,
                         "the envelope says feed %.20s, the file name says " STR_FMT
                         "; correct one of them",
                         arena_copy(arena, feed).data, STR_ARG(envelope->feed));
    }
    envelope->feed = feed.length > 0 ? feed : envelope->feed;
    envelope->batch_name = batch_name.length > 0 ? batch_name : envelope->batch_name;
    envelope->department = get_text(object, "dept", "部门");
    envelope->period = get_text(object, "period", "期间");
    Status status = read_delivered(object, &envelope->delivered, error);
    return status == STATUS_OK ? read_counts(object, arena, envelope, error) : status;
}

static Status read_side_file(Str bytes, Arena *arena, Envelope *envelope, Error *error) {
    const JsonNode *root = NULL;
    if (bytes.length > ENVELOPE_SIZE_MAX) {
        return error_set(error, STATUS_TOO_LARGE, "the envelope has more than 64 KiB");
    }
    Status status = json_read(bytes, arena, &root, error);
    if (status != STATUS_OK) {
        return error_prefix(error, "envelope: ");
    }
    const JsonNode *inner = json_get(root, "envelope");
    return read_object(inner == NULL ? root : inner, arena, envelope, error);
}

// ---- the first line
// ----------------------------------------------------------------------------------------------------------

// The envelope in the first line of a JSON Lines file, NULL when there is none.
static const JsonNode *first_line_envelope(Str bytes, bool is_packed, Arena *arena) {
    CLEANUP(text_release) Text storage = {0};
    bool is_whole = false;
    if (is_packed) {
        if (gzip_unpack_start(bytes, ENVELOPE_SIZE_MAX, &storage, &is_whole, NULL) != STATUS_OK) {
            return NULL; // feed_read says what is wrong with it
        }
        bytes = text_str(&storage);
    }
    const Str mark = STR("\xEF\xBB\xBF");
    bytes = str_starts_with(bytes, mark) ? str_slice(bytes, mark.length, bytes.length) : bytes;
    Str line = str_cut(&bytes, '\n');
    const JsonNode *root = NULL;
    size_t at = 0;
    bool may_be = line.length <= ENVELOPE_SIZE_MAX && str_find(line, STR("\"envelope\""), &at);
    if (!may_be || json_read(line, arena, &root, NULL) != STATUS_OK) {
        return NULL;
    }
    return json_get(root, "envelope");
}

static Status check_complete(const Envelope *envelope, Str file_name, Error *error) {
    if (envelope->feed.length == 0 || envelope->delivered.days == DATE_NONE.days) {
        return error_set(error, STATUS_INVALID,
                         "neither the name '" STR_FMT "' nor an envelope says %s; name the file "
                         "like F01-20250825.csv",
                         STR_ARG(file_name),
                         envelope->feed.length == 0 ? "which feed it is"
                                                    : "on which day it was delivered");
    }
    return STATUS_OK;
}

Status feed_envelope(Str file_name, Str bytes, Str side_bytes, Arena *arena, Envelope *out_envelope,
                     Error *error) {
    Error unasked = {0};
    error = error == NULL ? &unasked : error;
    FileName name = file_name_split(file_name);
    Envelope envelope = {.row_count = -1, .batch_name = arena_copy(arena, name.stem)};
    file_name_read(envelope.batch_name, &envelope.feed, &envelope.delivered);
    Status status = STATUS_OK;
    const JsonNode *first = NULL;
    if (name.form == FORM_JSON_LINES) {
        first = first_line_envelope(bytes, name.is_packed || gzip_is(bytes), arena);
    }
    if (side_bytes.length > 0 && first != NULL) {
        return error_set(error, STATUS_INVALID,
                         "the file has an envelope in its first line and another one beside it; "
                         "take one of them away");
    }
    if (side_bytes.length > 0) {
        status = read_side_file(side_bytes, arena, &envelope, error);
    } else if (first != NULL) {
        envelope.is_first_line = true;
        status = read_object(first, arena, &envelope, error);
    }
    if (status == STATUS_OK) {
        status = check_complete(&envelope, file_name, error);
    }
    if (status == STATUS_OK) {
        *out_envelope = envelope;
    }
    return status;
}

Status feed_digested_bytes(const Envelope *envelope, Str bytes, Text *storage, Str *out_digested,
                           Error *error) {
    *out_digested = bytes;
    if (!envelope->is_first_line) {
        return STATUS_OK;
    }
    if (gzip_is(bytes)) {
        bool is_whole = true;
        Status status = gzip_unpack_start(bytes, UNPACKED_SIZE_MAX, storage, &is_whole, error);
        if (status != STATUS_OK) {
            return status;
        }
        *out_digested = text_str(storage);
    }
    (void)str_cut(out_digested, '\n');
    return STATUS_OK;
}
