// SPDX-License-Identifier: Apache-2.0
// Every threshold of the pack, moved by the least: each comparison made strict or not, each number
// in a decision one more and one less, each figure a fen up and down, each date a day later. The
// pack's own tables must notice all of them, else a threshold is not proved on both sides.
#include "base/check.h"
#include "base/date.h"
#include "base/money.h"
#include "pack_folder.h"
#include "policy/decide.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first.
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

typedef struct Mutation {
    const char *from;
    const char *to;
} Mutation;

typedef struct Hunt {
    const char *path;
    PackFolder folder;
    Str original;
    Text survivors;
    size_t tried, survived;
} Hunt;

static void hunt_begin(Hunt *hunt, const char *path) {
    *hunt = (Hunt){.path = path, .folder = folder_load()};
    hunt->original = folder_file(&hunt->folder, path)->bytes;
}

static void hunt_end(Hunt *hunt) {
    if (hunt->survived > 0) {
        fail_msg("nobody noticed %zu of %zu:\n%s", hunt->survived, hunt->tried,
                 hunt->survivors.data);
    }
    text_release(&hunt->survivors);
    folder_release(&hunt->folder);
}

static int line_at(Str bytes, size_t at) {
    int line = 1;
    for (size_t i = 0; i < at; i++) {
        line += bytes.data[i] == '\n';
    }
    return line;
}

// The bytes from..to become `with`; a pack that is refused is noticed too.
static void mutate(Hunt *hunt, size_t from, size_t to, const char *with) {
    CLEANUP(text_release) Text bytes = {0};
    CLEANUP(text_release) Text report = {0};
    text_append(&bytes, str_slice(hunt->original, 0, from));
    text_append(&bytes, str_from(with));
    text_append(&bytes, str_slice(hunt->original, to, hunt->original.length));
    PackFile *file = folder_file(&hunt->folder, hunt->path);
    file->bytes = (Str){bytes.data, bytes.length};
    Pack *pack = NULL;
    Error error = {0};
    Status status = pack_read(hunt->folder.files, hunt->folder.count, &pack, &error);
    hunt->tried++;
    if (status == STATUS_OK && pack_test(pack, &report).failed == 0) {
        hunt->survived++;
        text_format(&hunt->survivors, "%s:%d: %s instead of " STR_FMT "\n", hunt->path,
                    line_at(hunt->original, from), with,
                    STR_ARG(str_slice(hunt->original, from, to)));
    }
    pack_free(pack);
    file->bytes = hunt->original;
}

static bool stands_at(Str bytes, size_t at, const char *word) {
    size_t length = strlen(word);
    return at + length <= bytes.length && memcmp(bytes.data + at, word, length) == 0;
}

static bool is_digit(char byte) {
    return byte >= '0' && byte <= '9';
}

// Digits in a name (近6个月) follow a letter; a number follows a space, a bracket or an operator.
static bool number_begins(Str bytes, size_t at) {
    return is_digit(bytes.data[at]) && strchr(" >([\".*+-", bytes.data[at - 1]) != NULL;
}

static void mutate_number(Hunt *hunt, size_t from, size_t to) {
    long number = 0;
    for (size_t i = from; i < to; i++) {
        number = number * 10 + (hunt->original.data[i] - '0');
    }
    for (long step = -1; step <= 1; step += 2) {
        char with[24];
        (void)snprintf(with, sizeof with, "%ld", number + step);
        mutate(hunt, from, to, with);
    }
}

// ---- decisions

static const Mutation IN_EXPRESSIONS[] = {
    {"&lt;=", "&lt;"},   {"&lt; ", "&lt;= "}, {"&gt;=", "&gt;"},     {"&gt; ", "&gt;= "},
    {" and ", " or "},   {" or ", " and "},   {"max(", "min("},      {"min(", "max("},
    {"true<", "false<"}, {"false<", "true<"}, {"ceiling(", "floor("}};

static void mutate_expression(Hunt *hunt, size_t from, size_t to) {
    for (size_t at = from; at < to; at++) {
        for (size_t i = 0; i < ARRAY_COUNT(IN_EXPRESSIONS); i++) {
            if (stands_at(hunt->original, at, IN_EXPRESSIONS[i].from)) {
                mutate(hunt, at, at + strlen(IN_EXPRESSIONS[i].from), IN_EXPRESSIONS[i].to);
            }
        }
        if (number_begins(hunt->original, at)) {
            size_t end = at;
            while (is_digit(hunt->original.data[end])) {
                end++;
            }
            mutate_number(hunt, at, end);
            at = end;
        }
    }
}

static void mutate_model(const char *path) {
    Hunt hunt;
    hunt_begin(&hunt, path);
    size_t from = 0;
    size_t at = 0;
    while (str_find(str_slice(hunt.original, from, hunt.original.length), STR("<text>"), &at)) {
        from += at + strlen("<text>");
        bool has_end =
            str_find(str_slice(hunt.original, from, hunt.original.length), STR("</text>"), &at);
        assert_true(has_end);
        if (!str_ends_with(str_slice(hunt.original, 0, from), STR("<annotationEntry><text>"))) {
            mutate_expression(&hunt, from, from + at + 1); // with the < behind it: "true<"
        }
        from += at;
    }
    assert_true(hunt.tried > 60);
    hunt_end(&hunt);
}

static void every_comparison_of_the_decisions_is_proved(void **state) {
    (void)state;
    mutate_model("decisions.dmn");
}

static void every_comparison_of_the_rules_is_proved(void **state) {
    (void)state;
    mutate_model("alerts.dmn");
}

// ---- parameters

static void mutate_figure(Hunt *hunt, size_t from, size_t to, Str type) {
    Str text = str_slice(hunt->original, from, to);
    if (str_equal(type, STR("boolean"))) {
        mutate(hunt, from, to, str_equal(text, STR("yes")) ? "no" : "yes");
        return;
    }
    if (str_equal(type, STR("integer"))) {
        mutate_number(hunt, from, to);
        return;
    }
    Money figure = {0};
    Error error = {0};
    assert_int_equal(money_parse(text, &figure, &error), STATUS_OK);
    for (int step = -1; step <= 1; step += 2) {
        CLEANUP(text_release) Text with = {0};
        money_format((Money){figure.fen + step}, &with);
        mutate(hunt, from, to, with.data);
    }
}

// In force a day later. Where a figure holds from the beginning of the records nobody can tell.
static void mutate_date(Hunt *hunt, size_t from, size_t to) {
    Date date = {0};
    Error error = {0};
    assert_int_equal(date_parse(str_slice(hunt->original, from, to), &date, &error), STATUS_OK);
    if (date.days >= date_make(2022, 1, 1).days) {
        CLEANUP(text_release) Text with = {0};
        date_format(date_add_days(date, 1), &with);
        mutate(hunt, from, to, with.data);
    }
}

static void every_figure_and_every_date_is_proved(void **state) {
    (void)state;
    Hunt hunt;
    hunt_begin(&hunt, "parameters.yaml");
    Str rest = hunt.original;
    Str type = {0};
    while (rest.length > 0) {
        Str line = str_trim(str_cut(&rest, '\n'));
        size_t from = (size_t)(line.data - hunt.original.data);
        size_t to = from + line.length;
        if (str_starts_with(line, STR("type: "))) {
            type = str_slice(line, strlen("type: "), line.length);
        } else if (str_starts_with(line, STR("value: "))) {
            mutate_figure(&hunt, from + strlen("value: "), to, type);
        } else if (str_starts_with(line, STR("- from: "))) {
            mutate_date(&hunt, from + strlen("- from: "), to);
        }
    }
    assert_true(hunt.tried > 80);
    hunt_end(&hunt);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_comparison_of_the_decisions_is_proved),
        cmocka_unit_test(every_comparison_of_the_rules_is_proved),
        cmocka_unit_test(every_figure_and_every_date_is_proved),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
