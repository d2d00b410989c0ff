// SPDX-License-Identifier: Apache-2.0
#include "format/json.h"

#include "base/check.h"
#include <inttypes.h>

// Every value is preceded by a comma unless it is the first of its container or follows its key.
static void writer_separate(JsonWriter *writer) {
    CHECK(writer->out != NULL);
    if (writer->needs_comma[writer->depth]) {
        text_append_char(writer->out, ',');
    }
    writer->needs_comma[writer->depth] = true;
}

static void writer_open(JsonWriter *writer, char bracket) {
    writer_separate(writer);
    CHECK(writer->depth + 1 < JSON_DEPTH_MAX);
    writer->depth++;
    writer->needs_comma[writer->depth] = false;
    text_append_char(writer->out, bracket);
}

static void writer_close(JsonWriter *writer, char bracket) {
    CHECK(writer->depth > 0);
    writer->depth--;
    text_append_char(writer->out, bracket);
}

static void write_escape(Text *out, unsigned char c) {
    switch (c) {
    case '"': text_append(out, STR("\\\"")); return;
    case '\\': text_append(out, STR("\\\\")); return;
    case '\n': text_append(out, STR("\\n")); return;
    case '\r': text_append(out, STR("\\r")); return;
    case '\t': text_append(out, STR("\\t")); return;
    default: text_format(out, "\\u%04x", (unsigned)c); return;
    }
}

// Malformed UTF-8 becomes U+FFFD, so that what we write can always be read.
static void write_mended(Text *out, Str s) {
    size_t at = 0;
    while (at < s.length) {
        text_append_character(out, str_next_character(s, &at));
    }
}

static void write_run(Text *out, Str run) {
    if (str_is_utf8(run)) {
        text_append(out, run);
    } else {
        write_mended(out, run);
    }
}

static void write_quoted(Text *out, Str s) {
    text_append_char(out, '"');
    size_t run = 0;
    for (size_t at = 0; at < s.length; at++) {
        unsigned char c = (unsigned char)s.data[at];
        if (c < 0x20 || c == '"' || c == '\\' || c == 0x7f) {
            write_run(out, str_slice(s, run, at));
            write_escape(out, c);
            run = at + 1;
        }
    }
    write_run(out, str_slice(s, run, s.length));
    text_append_char(out, '"');
}

void json_begin_object(JsonWriter *writer) {
    writer_open(writer, '{');
}

void json_end_object(JsonWriter *writer) {
    writer_close(writer, '}');
}

void json_begin_list(JsonWriter *writer) {
    writer_open(writer, '[');
}

void json_end_list(JsonWriter *writer) {
    writer_close(writer, ']');
}

void json_key(JsonWriter *writer, Str key) {
    CHECK(writer->depth > 0);
    writer_separate(writer);
    write_quoted(writer->out, key);
    text_append_char(writer->out, ':');
    writer->needs_comma[writer->depth] = false;
}

void json_string(JsonWriter *writer, Str value) {
    writer_separate(writer);
    write_quoted(writer->out, value);
}

void json_number(JsonWriter *writer, int64_t value) {
    writer_separate(writer);
    text_format(writer->out, "%" PRId64, value);
}

void json_raw(JsonWriter *writer, Str json) {
    writer_separate(writer);
    text_append(writer->out, json);
}

void json_boolean(JsonWriter *writer, bool value) {
    json_raw(writer, value ? STR("true") : STR("false"));
}

void json_null(JsonWriter *writer) {
    json_raw(writer, STR("null"));
}
