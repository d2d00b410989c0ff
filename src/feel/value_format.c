// SPDX-License-Identifier: Apache-2.0
#include "base/check.h"
#include "feel/number.h"
#include "feel/temporal.h"
#include "feel/value_private.h"

enum { FORMAT_DEPTH_MAX = 200 };

// FEEL and JSON differ only in quoting names and in what JSON has no word for.
typedef struct Writer {
    Text *out;
    bool is_json;
    int depth;
} Writer;

static void write_value(Writer *writer, FeelValue value);

static void write_escaped_character(Text *out, char c) {
    static const char hex[] = "0123456789abcdef";
    switch (c) {
    case '"': text_append(out, STR("\\\"")); break;
    case '\\': text_append(out, STR("\\\\")); break;
    case '\n': text_append(out, STR("\\n")); break;
    case '\r': text_append(out, STR("\\r")); break;
    case '\t': text_append(out, STR("\\t")); break;
    default:
        if ((unsigned char)c < 0x20) {
            text_append(out, STR("\\u00"));
            text_append_char(out, hex[(unsigned char)c >> 4]);
            text_append_char(out, hex[c & 15]);
        } else {
            text_append_char(out, c);
        }
    }
}

static void write_quoted(Text *out, Str text) {
    text_append_char(out, '"');
    for (size_t i = 0; i < text.length; i++) {
        write_escaped_character(out, text.data[i]);
    }
    text_append_char(out, '"');
}

static void write_list(Writer *writer, FeelValue list) {
    text_append_char(writer->out, '[');
    for (size_t i = 0; i < list.length; i++) {
        text_append(writer->out, i == 0 ? STR("") : STR(", "));
        write_value(writer, feel_items(list)[i]);
    }
    text_append_char(writer->out, ']');
}

static void write_context(Writer *writer, FeelValue context) {
    text_append_char(writer->out, '{');
    for (size_t i = 0; i < context.length; i++) {
        FeelEntry entry = feel_entries(context)[i];
        text_append(writer->out, i == 0 ? STR("") : STR(", "));
        if (writer->is_json) {
            write_quoted(writer->out, entry.name);
        } else {
            text_append(writer->out, entry.name);
        }
        text_append(writer->out, STR(": "));
        write_value(writer, entry.value);
    }
    text_append_char(writer->out, '}');
}

static void write_range(Writer *writer, const FeelRange *range) {
    bool has_low = range->low.kind != FEEL_NULL;
    bool has_high = range->high.kind != FEEL_NULL;
    if (range->form != FEEL_RANGE_ENDS) {
        text_append(writer->out, range->form == FEEL_RANGE_EQUAL ? STR("(= ") : STR("(!= "));
        write_value(writer, range->low);
        text_append_char(writer->out, ')');
        return;
    }
    if (has_low && has_high) {
        text_append_char(writer->out, range->is_low_closed ? '[' : '(');
        write_value(writer, range->low);
        text_append(writer->out, STR(".."));
        write_value(writer, range->high);
        text_append_char(writer->out, range->is_high_closed ? ']' : ')');
        return;
    }
    bool is_closed = has_low ? range->is_low_closed : range->is_high_closed;
    text_append_char(writer->out, '(');
    text_append_char(writer->out, has_low ? '>' : '<');
    text_append(writer->out, is_closed ? STR("= ") : STR(" "));
    write_value(writer, has_low ? range->low : range->high);
    text_append_char(writer->out, ')');
}

static void write_boxed(Writer *writer, FeelValue value) {
    if (writer->depth >= FORMAT_DEPTH_MAX) {
        text_append(writer->out, STR("null"));
        return;
    }
    writer->depth++;
    if (value.kind == FEEL_LIST) {
        write_list(writer, value);
    } else if (value.kind == FEEL_CONTEXT) {
        write_context(writer, value);
    } else {
        write_range(writer, range_of(value));
    }
    writer->depth--;
}

// JSON has no literal for these: their text in quotes.
static void write_json_text(Text *out, FeelValue value) {
    CLEANUP(text_release) Text text = {.limit = out->limit};
    feel_format(value, &text);
    write_quoted(out, text_str(&text));
}

static void write_value(Writer *writer, FeelValue value) {
    if (writer->out->is_cut) {
        return; // shared parts could unfold without end
    }
    switch ((FeelKind)value.kind) {
    case FEEL_NULL: text_append(writer->out, STR("null")); break;
    case FEEL_BOOLEAN:
        text_append(writer->out, value.number != 0 ? STR("true") : STR("false"));
        break;
    case FEEL_NUMBER: number_format(value, writer->out); break;
    case FEEL_STRING: write_quoted(writer->out, feel_as_string(value)); break;
    case FEEL_DATE:
    case FEEL_TIME:
    case FEEL_DATE_TIME:
    case FEEL_DAYS_DURATION:
    case FEEL_MONTHS_DURATION:
        if (writer->is_json) {
            write_json_text(writer->out, value);
        } else {
            temporal_format(value, writer->out);
        }
        break;
    case FEEL_RANGE:
        if (writer->is_json) {
            write_json_text(writer->out, value);
        } else {
            write_boxed(writer, value);
        }
        break;
    case FEEL_LIST:
    case FEEL_CONTEXT: write_boxed(writer, value); break;
    case FEEL_FUNCTION:
        text_append(writer->out, writer->is_json ? STR("null") : STR("function"));
        break;
    }
}

void feel_format(FeelValue value, Text *out) {
    if (value.kind == FEEL_STRING) {
        text_append(out, feel_as_string(value));
        return;
    }
    Writer writer = {.out = out};
    write_value(&writer, value);
}

void feel_format_json(FeelValue value, Text *out) {
    Writer writer = {.out = out, .is_json = true};
    write_value(&writer, value);
}
