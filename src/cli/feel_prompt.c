// SPDX-License-Identifier: Apache-2.0
#include "cli/feel_prompt.h"
#include "base/memory.h"
#include "cli/answers.h"
#include "cli/line_editor.h"
#include "feel/lexer.h"
#include <string.h>

enum { DEFINITIONS_MAX = 1000, SOURCE_MAX = 256 * 1024, SHOWN_MAX = 16 * 1024 * 1024 };

// A name and its value. The run that made the value lives until the end: values made later may
// hold this one.
typedef struct Definition {
    Text name;
    const DoudiValue *value;
    DoudiRun *run; // NULL: of the context
} Definition;

typedef struct Prompt {
    Cli *cli;
    LineEditor *editor;
    Definition definitions[DEFINITIONS_MAX]; // the newest of a name counts
    size_t definition_count;
    Text source; // the lines of the expression so far
    bool is_over;
    bool has_failed;
} Prompt;

void feel_value_print(Cli *cli, const DoudiValue *value) {
    DoudiRun *run = doudi_run_new(); // its own: parts that a value has many times could unfold
    doudi_run_limit(run, 0, SHOWN_MAX);
    bool is_text = doudi_value_kind(value) == DOUDI_STRING;
    const char *text = is_text ? doudi_value_json(run, value) : doudi_value_text(run, value);
    (void)fprintf(cli->out, "%s\n",
                  text != NULL ? text
                               : cli_words(cli, "（太长，不能显示）", "(too long to be shown)"));
    doudi_run_free(run);
}

// ---- names --------------------------------------------------------------------------------------

static bool is_name_word(Str word) {
    if (word.length == 0 || word_is_keyword(word)) {
        return false;
    }
    size_t at = 0;
    bool is_first = true;
    while (at < word.length) {
        uint32_t c = str_next_character(word, &at);
        bool is_inner = is_first ? name_starts_with(c) : name_continues_with(c);
        if (!is_inner || c == '?') {
            return false;
        }
        is_first = false;
    }
    return true;
}

// Words of letters and digits with blanks between them. Names that hold operators are possible in
// FEEL, but `a - b = c` is a question here, not a definition.
static bool is_name(Str text) {
    bool has_words = text.length > 0;
    while (has_words && text.length > 0) {
        has_words = is_name_word(str_cut(&text, ' '));
        text = str_trim(text);
    }
    return has_words;
}

// "name = expression": *out_name is empty when the line defines nothing.
static Str split_definition(Str source, Str *out_name) {
    Str rest = source;
    bool has_sign = source.length > 0 && memchr(source.data, '=', source.length) != NULL;
    Str name = str_trim(str_cut(&rest, '='));
    bool is_definition = has_sign && is_name(name);
    *out_name = is_definition ? name : STR("");
    return is_definition ? str_trim(rest) : source;
}

static const Definition *find_newest(const Prompt *prompt, Str name) {
    for (size_t i = prompt->definition_count; i > 0; i--) {
        if (str_equal(text_str(&prompt->definitions[i - 1].name), name)) {
            return &prompt->definitions[i - 1];
        }
    }
    return NULL;
}

// Takes the run.
static void define(Prompt *prompt, Str name, const DoudiValue *value, DoudiRun *run) {
    if (prompt->definition_count == DEFINITIONS_MAX) {
        (void)fprintf(prompt->cli->err,
                      cli_words(prompt->cli, "最多记住 %d 个值\n", "at most %d values are kept\n"),
                      (int)DEFINITIONS_MAX);
        doudi_run_free(run);
        return;
    }
    Definition *definition = &prompt->definitions[prompt->definition_count++];
    text_append(&definition->name, name);
    definition->value = value;
    definition->run = run;
}

static const DoudiValue *known_names(const Prompt *prompt, DoudiRun *run) {
    DoudiEntry *entries = memory_new(prompt->definition_count, sizeof *entries);
    size_t count = 0;
    for (size_t i = 0; i < prompt->definition_count; i++) {
        const Definition *definition = &prompt->definitions[i];
        if (find_newest(prompt, text_str(&definition->name)) == definition) {
            entries[count++] = (DoudiEntry){definition->name.data, definition->value};
        }
    }
    const DoudiValue *context = doudi_make_context(run, entries, count);
    memory_free(entries);
    return context;
}

static void print_names(const Prompt *prompt) {
    Cli *cli = prompt->cli;
    for (size_t i = 0; i < prompt->definition_count; i++) {
        const Definition *definition = &prompt->definitions[i];
        if (find_newest(prompt, text_str(&definition->name)) == definition) {
            (void)fprintf(cli->out, "%s = ", definition->name.data);
            feel_value_print(cli, definition->value);
        }
    }
}

// ---- lines --------------------------------------------------------------------------------------

// Whether more lines could mend it: the fault is behind the last character, or in a text that is
// still open.
static bool is_unfinished(Str source, const DoudiError *error) {
    int line = 1;
    int column = 1;
    for (size_t at = 0; at < source.length;) {
        bool is_end = str_next_character(source, &at) == '\n';
        line += is_end ? 1 : 0;
        column = is_end ? 1 : column + 1;
    }
    bool is_at_end = error->line == line && error->column == column;
    return is_at_end || strstr(error->message, "has no closing") != NULL;
}

static void evaluate(Prompt *prompt, bool is_last_try) {
    Cli *cli = prompt->cli;
    Str name;
    Str source = split_definition(str_trim(text_str(&prompt->source)), &name);
    DoudiRun *run = doudi_run_new();
    answers_prepare(cli, run);
    const DoudiValue *value = NULL;
    DoudiError error;
    CLEANUP(text_release) Text copy = {0};
    text_append(&copy, source);
    DoudiStatus status = doudi_evaluate(run, copy.length > 0 ? copy.data : "",
                                        known_names(prompt, run), &value, &error);
    if (status != DOUDI_OK && !is_last_try && is_unfinished(source, &error)) {
        doudi_run_free(run);
        return; // the next line goes on
    }
    if (status != DOUDI_OK) {
        CLEANUP(text_release) Text words = {0};
        cli_append_words(cli, str_from(error.message), &words);
        (void)fprintf(cli->err, STR_FMT "\n", STR_ARG(text_str(&words)));
        prompt->has_failed = true;
    } else {
        feel_value_print(cli, value);
        answers_print_reasons(cli, run);
        prompt->has_failed = prompt->has_failed || answers_exit_code(value, run) != EXIT_FINE;
    }
    if (status == DOUDI_OK && name.length > 0) {
        define(prompt, name, value, run);
    } else {
        doudi_run_free(run);
    }
    text_clear(&prompt->source);
}

static void print_help(const Cli *cli) {
    (void)fprintf(
        cli->out, "%s\n",
        cli_words(cli,
                  "输入一个 FEEL 表达式，回车即算：1 + 1，sum([1, 2])，date(\"2025-08-22\").year\n"
                  "名称 = 表达式    记住一个值（比较用括号：(a = 1)）\n"
                  "没写完的表达式接着写在下一行；空行放弃\n"
                  ":names  记住的值    :help  本说明    :quit  退出（或 Ctrl-D）",
                  "Type a FEEL expression and press Enter: 1 + 1, sum([1, 2]), "
                  "date(\"2025-08-22\").year\n"
                  "name = expression    keeps a value (to compare, use brackets: (a = 1))\n"
                  "An unfinished expression goes on in the next line; an empty line gives it up.\n"
                  ":names  the values kept    :help  this text    :quit  end (or Ctrl-D)"));
}

static void obey(Prompt *prompt, Str command) {
    Cli *cli = prompt->cli;
    if (str_equal(command, STR(":quit")) || str_equal(command, STR(":q"))) {
        prompt->is_over = true;
    } else if (str_equal(command, STR(":help")) || str_equal(command, STR(":h"))) {
        print_help(cli);
    } else if (str_equal(command, STR(":names"))) {
        print_names(prompt);
    } else {
        (void)fprintf(cli->err,
                      cli_words(cli, "没有 " STR_FMT "；有 :help :names :quit\n",
                                "there is no " STR_FMT "; there are :help :names :quit\n"),
                      STR_ARG(command));
        prompt->has_failed = true;
    }
}

static void take_line(Prompt *prompt, Str line) {
    bool is_first = prompt->source.length == 0;
    Str trimmed = str_trim(line);
    if (is_first && (trimmed.length == 0 || str_starts_with(trimmed, STR(":")))) {
        if (trimmed.length > 0) {
            obey(prompt, trimmed);
        }
        return;
    }
    if (!is_first) {
        text_append_char(&prompt->source, '\n');
    }
    text_append(&prompt->source, line);
    evaluate(prompt, trimmed.length == 0);
}

static void release(Prompt *prompt) {
    for (size_t i = 0; i < prompt->definition_count; i++) {
        text_release(&prompt->definitions[i].name);
        doudi_run_free(prompt->definitions[i].run);
    }
    text_release(&prompt->source);
    line_editor_free(prompt->editor);
    memory_free(prompt);
}

static void define_context(Prompt *prompt, const DoudiValue *context) {
    DoudiRun *names = doudi_run_new();
    DoudiEntry entry;
    for (size_t i = 0; doudi_value_entry(names, context, i, &entry); i++) {
        if (entry.name[0] != '\0') {
            define(prompt, str_from(entry.name), entry.value, NULL);
        }
    }
    doudi_run_free(names);
}

int feel_prompt(Cli *cli, const DoudiValue *context) {
    Prompt *prompt = memory_new(1, sizeof *prompt);
    prompt->cli = cli;
    prompt->editor = line_editor_new("doudi");
    prompt->source.limit = SOURCE_MAX;
    define_context(prompt, context);
    bool is_interactive = line_editor_is_interactive(prompt->editor);
    if (is_interactive) {
        (void)fprintf(cli->out, "%s\n",
                      cli_words(cli, "FEEL 表达式；:help 有用法，:quit 退出",
                                "FEEL expressions; :help tells more, :quit ends"));
    }
    CLEANUP(text_release) Text line = {.limit = SOURCE_MAX};
    while (!prompt->is_over) {
        (void)fflush(cli->out);
        text_clear(&line);
        const char *sign = prompt->source.length == 0 ? "feel> " : "....> ";
        if (!line_editor_read(prompt->editor, sign, &line)) {
            break;
        }
        take_line(prompt, text_str(&line));
    }
    if (prompt->source.length > 0) {
        evaluate(prompt, true); // the end of input came inside an expression
    }
    int code = !is_interactive && prompt->has_failed ? EXIT_FOUND : EXIT_FINE;
    release(prompt);
    return code;
}
