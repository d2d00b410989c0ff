// SPDX-License-Identifier: Apache-2.0
#include "language/errors.h"

#include "base/arena.h"
#include "base/check.h"
#include "base/status.h"

#include <string.h>

typedef struct Row {
    const char *english; // with the holes of printf
    const char *chinese; // {1} the text of the first hole; {=1} the same, itself put into Chinese
    bool is_reason;      // of an evaluation: every hole may hold words
} Row;

static const Row ROWS[] = {
#define ERROR_WORDS(english, chinese) {english, chinese, false},
#include "language/errors_data.def"
#include "language/errors_foreign.def"
#include "language/errors_model.def"
#include "language/errors_parts.def"
#include "language/errors_program.def"
#include "language/errors_reports.def"
#undef ERROR_WORDS
#define REASON(code, english, chinese) {english, chinese, true},
#include "dmn/reasons.def"
#include "feel/reasons.def"
#undef REASON
#define REASON(name, id, chinese, english, remedy, english_remedy) {english, chinese, false},
#include "feed/reasons.def"
#undef REASON
};

enum {
    HOLES_MAX = 9,
    READS_MAX = 64, // messages within a message, whatever it quotes
    CUT_LEAST = 16, // so much of a row must stand there when the message was cut
};

typedef struct Reading { // one row that says what the message says
    const Row *row;
    Str holes[HOLES_MAX];
    const struct Reading *inner[HOLES_MAX]; // NULL: the hole is not put into Chinese
    size_t known;                           // how many bytes the rows explain
} Reading;

typedef struct Reader {
    Arena *arena;
    const char *end;                 // of the whole message
    bool is_cut;                     // the message was longer than an Error holds
    Str texts[READS_MAX];            // parts of the message that were read already,
    const Reading *known[READS_MAX]; // and what they say
    size_t count;
} Reader;

// ---- formats

static bool is_hole(const char *format) {
    return format[0] == '%' && format[1] != '%';
}

// Behind the hole: "%.40s", "%lld"; *out_is_number: it holds digits only.
static const char *hole_end(const char *format, bool *out_is_number) {
    format += 1 + strspn(format + 1, "-.*0123456789lz");
    *out_is_number = *format != 's';
    return format + 1;
}

static size_t number_length(Str text) {
    size_t length = text.length > 0 && text.data[0] == '-' ? 1 : 0;
    size_t sign = length;
    while (length < text.length && text.data[length] >= '0' && text.data[length] <= '9') {
        length++;
    }
    return length > sign ? length : 0;
}

static Str rest_of(Str text, size_t at) {
    return str_slice(text, at, text.length);
}

// Whether the Chinese of the row wants the words of this hole put into Chinese too.
static bool wants_inner(const Row *row, size_t hole) {
    const char mark[] = {'{', '=', (char)('1' + hole), '}', '\0'};
    return row->is_reason || strstr(row->chinese, mark) != NULL;
}

static bool has_letters(const char *format) {
    bool is_number = false;
    while (*format != '\0') {
        if (is_hole(format)) {
            format = hole_end(format, &is_number);
        } else if ((*format | 0x20) >= 'a' && (*format | 0x20) <= 'z') {
            return true;
        } else {
            format++;
        }
    }
    return false;
}

// ---- matching

static const Reading *read_message(Reader *reader, Str text);

// Where a hole has begun in vain: colons and quotes would be tried over and over.
typedef struct Failed {
    uint8_t at[HOLES_MAX][ERROR_MESSAGE_SIZE / 8];
} Failed;

typedef struct Match {
    Reader *reader;
    const char *start;
    Failed *failed;
    Reading *reading;
    size_t literal;     // bytes of the format so far
    bool is_after_hole; // two holes side by side: the second is empty or known words
} Match;

static bool match_from(Match match, const char *format, Str text, size_t hole);

static bool fill_hole(Match match, const char *format, Str text, size_t hole, size_t length) {
    Reading *reading = match.reading;
    Str words = str_slice(text, 0, length);
    const Reading *inner = NULL;
    if (match.is_after_hole && length > 0) {
        inner = read_message(match.reader, words);
        if (inner == NULL) {
            return false;
        }
    }
    Match next = match;
    next.is_after_hole = true;
    if (!match_from(next, format, rest_of(text, length), hole + 1)) {
        return false;
    }
    reading->holes[hole] = words;
    if (inner == NULL && length > 0 && wants_inner(reading->row, hole)) {
        inner = read_message(match.reader, words);
    }
    reading->inner[hole] = inner;
    reading->known += inner == NULL ? 0 : inner->known;
    return true;
}

// The shortest text that lets the rest of the format match.
static bool try_hole(Match match, const char *format, Str text, size_t hole) {
    bool is_number = false;
    const char *after = hole_end(format, &is_number);
    if (is_number) {
        size_t length = number_length(text);
        return length > 0 && fill_hole(match, after, text, hole, length);
    }
    if (*after == '\0') {
        return fill_hole(match, after, text, hole, text.length);
    }
    for (size_t length = 0; length <= text.length; length++) {
        if (fill_hole(match, after, text, hole, length)) {
            return true;
        }
    }
    return false;
}

static bool match_hole(Match match, const char *format, Str text, size_t hole) {
    size_t at = (size_t)(text.data - match.start);
    if (hole == HOLES_MAX || at >= ERROR_MESSAGE_SIZE) {
        return false;
    }
    uint8_t *failed = &match.failed->at[hole][at / 8];
    uint8_t bit = (uint8_t)(1u << at % 8);
    bool is_matched = (*failed & bit) == 0 && try_hole(match, format, text, hole);
    *failed |= is_matched ? 0 : bit;
    return is_matched;
}

static bool match_from(Match match, const char *format, Str text, size_t hole) {
    Reader *reader = match.reader;
    size_t at = 0;
    for (; *format != '\0' && !is_hole(format); format += *format == '%' ? 2 : 1, at++) {
        if (at == text.length) {
            bool is_cut = reader->is_cut && text.data + at == reader->end;
            match.reading->known = at;
            return is_cut && match.literal + at >= CUT_LEAST;
        }
        if (text.data[at] != *format) {
            return false;
        }
        match.is_after_hole = false;
    }
    if (is_hole(format)) {
        match.literal += at;
        bool is_matched = match_hole(match, format, rest_of(text, at), hole);
        match.reading->known += is_matched ? at : 0;
        return is_matched;
    }
    match.reading->known = at;
    return at == text.length;
}

// A row without letters only puts something in front: it is as good as what it holds.
static bool says_something(const Reading *reading) {
    bool has_inner = false;
    for (size_t i = 0; i < HOLES_MAX; i++) {
        has_inner = has_inner || reading->inner[i] != NULL;
    }
    return has_inner || has_letters(reading->row->english);
}

// The row that explains most, holes included; NULL when none matches.
static const Reading *best_reading(Reader *reader, Str text) {
    Reading *best = NULL;
    for (size_t i = 0; i < ARRAY_COUNT(ROWS); i++) {
        Reading reading = {.row = &ROWS[i]};
        Failed failed = {0};
        Match match = {
            .reader = reader, .start = text.data, .failed = &failed, .reading = &reading};
        if (match_from(match, reading.row->english, text, 0) && says_something(&reading) &&
            (best == NULL || reading.known > best->known)) {
            best = best == NULL ? arena_alloc(reader->arena, 1, sizeof *best) : best;
            *best = reading;
        }
    }
    return best;
}

static const Reading *read_message(Reader *reader, Str text) {
    for (size_t i = 0; i < reader->count; i++) {
        if (reader->texts[i].data == text.data && reader->texts[i].length == text.length) {
            return reader->known[i];
        }
    }
    if (reader->count == READS_MAX) {
        return NULL;
    }
    size_t at = reader->count++;
    reader->texts[at] = text; // not known while it is read: a row may hold the whole of it
    reader->known[at] = best_reading(reader, text);
    return reader->known[at];
}

// ---- words

static void write_words(const Reading *reading, Text *out) {
    for (const char *at = reading->row->chinese; *at != '\0';) {
        size_t mark = at[0] == '{' && at[1] == '=' ? 1 : 0;
        bool is_number = at[0] == '{' && at[1 + mark] >= '1' && at[1 + mark] <= '9';
        if (!is_number) {
            text_append_char(out, *at++);
            continue;
        }
        size_t hole = (size_t)(at[1 + mark] - '1');
        if (reading->inner[hole] != NULL) {
            write_words(reading->inner[hole], out);
        } else {
            text_append(out, reading->holes[hole]);
        }
        at += strlen("{1}") + mark;
    }
}

void errors_in_chinese(Str message, Text *out) {
    CLEANUP(arena_release) Arena arena = {0};
    Reader reader = {.arena = &arena,
                     .end = message.data + message.length,
                     .is_cut = message.length + 4 >= ERROR_MESSAGE_SIZE};
    const Reading *reading = read_message(&reader, message);
    if (reading == NULL) {
        text_append(out, message);
    } else {
        write_words(reading, out);
    }
}
