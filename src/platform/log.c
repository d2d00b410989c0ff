// SPDX-License-Identifier: Apache-2.0
#include "platform/log.h"
#include "base/check.h"
#include "base/text.h"
#include <errno.h>
#include <unistd.h>

enum { LINE_LIMIT = 16 * 1024, TEXT_SHOWN_MAX = 2048 };

Log log_to_stderr(Clock clock) {
    return (Log){.fd = STDERR_FILENO, .clock = clock};
}

LogField log_text(const char *name, Str text) {
    return (LogField){.name = name, .text = text};
}

LogField log_number(const char *name, int64_t number) {
    return (LogField){.name = name, .is_number = true, .number = number};
}

static const char *level_name(LogLevel level) {
    switch (level) {
    case LEVEL_INFO: return "info";
    case LEVEL_WARNING: return "warning";
    case LEVEL_ERROR: return "error";
    }
    CHECK(false);
    return "";
}

static void append_json_text(Text *line, Str text) {
    text_append_char(line, '"');
    for (size_t at = 0; at < text.length && at < TEXT_SHOWN_MAX;) {
        uint32_t c = str_next_character(text, &at);
        if (c == '"' || c == '\\') {
            text_append_char(line, '\\');
            text_append_char(line, (char)c);
        } else if (c < ' ') {
            text_format(line, "\\u%04x", (unsigned)c);
        } else {
            text_append_character(line, c);
        }
    }
    text_append_char(line, '"');
}

static void write_whole(int fd, Str line) {
    while (line.length > 0) {
        ssize_t put = write(fd, line.data, line.length);
        if (put < 0 && errno != EINTR) {
            return; // nobody is left to be told
        }
        line = str_slice(line, put < 0 ? 0 : (size_t)put, line.length);
    }
}

void log_line(const Log *log, LogLevel level, const char *event, const LogField *fields,
              size_t count) {
    CLEANUP(text_release) Text line = {.limit = LINE_LIMIT};
    text_append(&line, STR("{\"at\":\""));
    instant_format(log->clock.now(log->clock.context), &line);
    text_format(&line, "\",\"level\":\"%s\",\"event\":", level_name(level));
    append_json_text(&line, str_from(event));
    // Fields that no longer fit are left out whole, so that the line stays JSON.
    for (size_t i = 0; i < count; i++) {
        CLEANUP(text_release) Text field = {.limit = LINE_LIMIT};
        text_append_char(&field, ',');
        append_json_text(&field, str_from(fields[i].name));
        text_append_char(&field, ':');
        if (fields[i].is_number) {
            text_format(&field, "%lld", (long long)fields[i].number);
        } else {
            append_json_text(&field, fields[i].text);
        }
        if (line.length + field.length + 2 <= LINE_LIMIT) {
            text_append(&line, text_str(&field));
        }
    }
    text_append(&line, STR("}\n"));
    write_whole(log->fd, text_str(&line));
}
