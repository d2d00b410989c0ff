// SPDX-License-Identifier: Apache-2.0
#include "cli/cli.h"

#include "base/memory.h"
#include "cli/help.h"
#include "cli/print.h"
#include "language/errors.h"
#include "platform/terminal.h"

#include <stdarg.h>
#include <string.h>

const Option CLI_COMMON_OPTIONS[] = {
    {"format", "table|json|csv", {"输出格式（默认 table）", "output format (default: table)"}},
    {"lang", "zh|en", {"语言（默认按系统语言）", "language (default: the system's)"}},
    {"help", NULL, {"显示本命令的说明", "show help for this command"}},
};
const size_t CLI_COMMON_OPTION_COUNT = ARRAY_COUNT(CLI_COMMON_OPTIONS);

const char *cli_words(const Cli *cli, const char *chinese, const char *english) {
    return cli->is_english ? english : chinese;
}

int cli_usage(Cli *cli, const char *chinese, const char *english) {
    (void)fprintf(cli->err, "doudi: %s\n", cli_words(cli, chinese, english));
    if (cli->command != NULL) {
        (void)fprintf(cli->err, cli_words(cli, "用法：doudi %s%s%s\n", "usage: doudi %s%s%s\n"),
                      cli->command->name, cli->command->arguments[0] == '\0' ? "" : " ",
                      cli->command->arguments);
    }
    return EXIT_USAGE;
}

void cli_append_words(const Cli *cli, Str message, Text *out) {
    if (cli->is_english) {
        text_append(out, message);
    } else {
        errors_in_chinese(message, out);
    }
}

void cli_print_lines(Cli *cli, Str lines) {
    CLEANUP(text_release) Text words = {0};
    while (lines.length > 0) {
        cli_append_words(cli, str_cut(&lines, '\n'), &words);
        text_append_char(&words, '\n');
    }
    (void)fprintf(cli->out, STR_FMT, STR_ARG(text_str(&words)));
}

// Words may quote what a file holds: nothing of it may steer the terminal.
void cli_complain(Cli *cli, const Error *error) {
    CLEANUP(text_release) Text told = {0};
    CLEANUP(text_release) Text words = {0};
    cli_append_words(cli, str_from(error->message), &told);
    text_append_plain(&words, text_str(&told));
    cli_progress_end(cli);
    (void)fprintf(cli->err, "doudi: " STR_FMT "\n", STR_ARG(text_str(&words)));
}

int cli_fail(Cli *cli, const Error *error) {
    cli_complain(cli, error);
    switch (error->status) {
    case STATUS_OK: return EXIT_FINE;
    case STATUS_CANCELLED: return EXIT_STOPPED;
    case STATUS_UNAVAILABLE:
    case STATUS_CORRUPT: return EXIT_STORE;
    case STATUS_INVALID:
    case STATUS_NOT_FOUND:
    case STATUS_CONFLICT:
    case STATUS_DENIED:
    case STATUS_TOO_LARGE:
    case STATUS_OVERFLOW: return EXIT_INPUT;
    }
    return EXIT_INPUT;
}

void cli_progress(Cli *cli, const char *format, ...) {
    if (!cli->is_terminal) {
        return;
    }
    va_list arguments;
    va_start(arguments, format);
    (void)fprintf(cli->err, "\r\033[K");
    (void)vfprintf(cli->err, format, arguments);
    (void)fflush(cli->err);
    va_end(arguments);
}

void cli_progress_end(Cli *cli) {
    if (cli->is_terminal) {
        (void)fprintf(cli->err, "\r\033[K");
        (void)fflush(cli->err);
    }
}

// ---- options -----------------------------------------------------------------------------------

static int find_option(const Option *options, size_t count, Str name) {
    for (size_t i = 0; i < count; i++) {
        if (str_equal(str_from(options[i].name), name)) {
            return (int)i;
        }
    }
    return -1;
}

Str cli_option(const Cli *cli, const char *name) {
    int index = find_option(cli->command->options, cli->command->option_count, str_from(name));
    CHECK(index >= 0);
    return cli->values[index].data == NULL ? STR("") : cli->values[index];
}

bool cli_has(const Cli *cli, const char *name) {
    int index = find_option(cli->command->options, cli->command->option_count, str_from(name));
    CHECK(index >= 0);
    return cli->values[index].data != NULL;
}

void cli_all(const Cli *cli, const char *name, Arena *arena, Str **out_values, size_t *out_count) {
    int index = find_option(cli->command->options, cli->command->option_count, str_from(name));
    CHECK(index >= 0);
    *out_values = arena_alloc(arena, cli->given_count + 1, sizeof **out_values);
    *out_count = 0;
    for (size_t i = 0; i < cli->given_count; i++) {
        if (cli->given[i].option == index) {
            (*out_values)[(*out_count)++] = cli->given[i].value;
        }
    }
}

Status cli_number(const Cli *cli, const char *name, int64_t min, int64_t *in_out_number,
                  Error *error) {
    int64_t number = 0;
    if (!cli_has(cli, name)) {
        return STATUS_OK;
    }
    if (!str_to_int64(cli_option(cli, name), &number) || number < min) {
        return error_set(error, STATUS_INVALID,
                         "--%s " STR_FMT ": give a whole number, %lld or more", name,
                         STR_ARG(cli_option(cli, name)), (long long)min);
    }
    *in_out_number = number;
    return STATUS_OK;
}

Status cli_date(const Cli *cli, const char *name, Date *out_date, Error *error) {
    *out_date = DATE_NONE;
    if (!cli_has(cli, name) || date_parse(cli_option(cli, name), out_date, error) == STATUS_OK) {
        return STATUS_OK;
    }
    return error_prefix(error, "--%s: ", name);
}

Status cli_region(const Cli *cli, const char *name, Region *out_region, Error *error) {
    *out_region = (Region){0};
    if (!cli_has(cli, name) || region_parse(cli_option(cli, name), out_region)) {
        return STATUS_OK;
    }
    return error_set(error, STATUS_INVALID,
                     "--%s " STR_FMT ": a region code has 2, 4, 6, 9 or 12 digits", name,
                     STR_ARG(cli_option(cli, name)));
}

static bool set_common(Cli *cli, const char *name, Str value, bool *out_help) {
    if (strcmp(name, "help") == 0) {
        *out_help = true;
        return true;
    }
    if (strcmp(name, "lang") == 0) {
        cli->is_english = str_equal(value, STR("en"));
        return cli->is_english || str_equal(value, STR("zh"));
    }
    static const char *const names[] = {"table", "json", "csv"};
    cli->has_format = true;
    for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
        if (str_equal(value, str_from(names[i]))) {
            cli->format = (OutputFormat)i;
            return true;
        }
    }
    return false;
}

// "doudi: --lang fr: give zh or en", then how the command is used. `dashes` stand before the name.
static int refuse_word(Cli *cli, Str dashes, Str name, Str value, Words why) {
    CLEANUP(text_release) Text words = {0};
    text_append(&words, dashes);
    text_append_plain(&words, name);
    text_append(&words, value.length > 0 ? STR(" ") : STR(""));
    text_append_plain(&words, value);
    text_format(&words, cli_words(cli, "：%s", ": %s"),
                cli->is_english ? why.english : why.chinese);
    text_append_char(&words, '\0');
    return cli_usage(cli, text_str(&words).data, text_str(&words).data);
}

static int refuse_option(Cli *cli, Str name, Str value, const char *chinese, const char *english) {
    return refuse_word(cli, STR("--"), name, value, (Words){chinese, english});
}

// One "--name", "--name=value" or "--name value"; *at moves past what was taken. Returns an exit
// code.
static int take_option(Cli *cli, int argc, char **argv, int *at, bool *out_help) {
    Str rest = str_from(argv[*at] + 2);
    Str name = str_cut(&rest, '=');
    bool has_value = strchr(argv[*at], '=') != NULL;
    int own = cli->command == NULL
                  ? -1
                  : find_option(cli->command->options, cli->command->option_count, name);
    int common = find_option(CLI_COMMON_OPTIONS, CLI_COMMON_OPTION_COUNT, name);
    const Option *option = own >= 0      ? &cli->command->options[own]
                           : common >= 0 ? &CLI_COMMON_OPTIONS[common]
                                         : NULL;
    if (option == NULL) {
        return refuse_option(cli, name, STR(""), "没有这个选项", "there is no such option");
    }
    if (option->value != NULL && !has_value) {
        if (*at + 1 >= argc) {
            return refuse_option(cli, name, str_from(option->value), "这个选项需要一个值",
                                 "this option needs a value");
        }
        *at += 1;
        rest = str_from(argv[*at]);
    }
    if (option->value == NULL) {
        rest = STR("yes");
    }
    if (own >= 0) {
        cli->values[own] = rest;
        cli->given[cli->given_count++] = (struct GivenOption){own, rest};
    } else if (!set_common(cli, option->name, rest, out_help)) {
        return strcmp(option->name, "lang") == 0
                   ? refuse_option(cli, name, rest, "只能是 zh 或 en", "give zh or en")
                   : refuse_option(cli, name, rest, "只能是 table、json 或 csv",
                                   "give table, json or csv");
    }
    return EXIT_FINE;
}

// A dash and a letter is an option that was mistyped; -.5 and -(a + b) are expressions.
static bool looks_like_option(const char *word) {
    char letter = (char)(word[1] | ' ');
    return word[0] == '-' && letter >= 'a' && letter <= 'z';
}

static int take_positional(Cli *cli, char *word) {
    if (word[0] == '\0') {
        return cli_usage(cli, "有一个参数是空的", "an argument is empty");
    }
    cli->positionals[cli->positional_count++] = str_from(word);
    return EXIT_FINE;
}

static int check_form(Cli *cli) {
    Forms forms = cli->command->forms;
    if (cli->has_format && forms == FORMS_NONE) {
        return refuse_option(cli, STR("format"), STR(""), "本命令的输出只有一种形式",
                             "the output of this command has one form only");
    }
    if (cli->format == FORMAT_CSV && forms != FORMS_LIST) {
        return refuse_option(cli, STR("format"), STR("csv"), "本命令只有 table 和 json",
                             "this command has table and json only");
    }
    return EXIT_FINE;
}

static int parse(Cli *cli, int argc, char **argv, bool *out_help) {
    bool only_positionals = false;
    for (int at = 0; at < argc; at++) {
        if (!only_positionals && strcmp(argv[at], "--") == 0) {
            only_positionals = true;
        } else if (!only_positionals && strncmp(argv[at], "--", 2) == 0) {
            int code = take_option(cli, argc, argv, &at, out_help);
            if (code != EXIT_FINE) {
                return code;
            }
        } else if (!only_positionals && strcmp(argv[at], "-h") == 0) {
            *out_help = true;
        } else if (!only_positionals && looks_like_option(argv[at])) {
            return refuse_word(cli, STR(""), str_from(argv[at]), STR(""),
                               (Words){"没有这个选项", "there is no such option"});
        } else {
            int code = take_positional(cli, argv[at]);
            if (code != EXIT_FINE) {
                return code;
            }
        }
    }
    if (*out_help) {
        return EXIT_FINE;
    }
    if (cli->positional_count < cli->command->positional_min) {
        return cli_usage(cli, "缺少参数", "an argument is missing");
    }
    if (cli->positional_count > cli->command->positional_max) {
        return cli_usage(cli, "参数太多", "too many arguments");
    }
    return check_form(cli);
}

// ---- commands ----------------------------------------------------------------------------------

// The command with the longest name that the first words spell: "pack test" before "pack".
static const Command *find_command(const Command *const *commands, size_t count, int argc,
                                   char **argv, int *out_words) {
    const Command *found = NULL;
    for (size_t i = 0; i < count; i++) {
        Str rest = str_from(commands[i]->name);
        int words = 0;
        bool matches = true;
        while (rest.length > 0 && matches) {
            Str word = str_cut(&rest, ' ');
            matches = words < argc && str_equal(word, str_from(argv[words]));
            words++;
        }
        if (matches && (found == NULL || words > *out_words)) {
            found = commands[i];
            *out_words = words;
        }
    }
    return found;
}

static int run_command(Cli *cli, int argc, char **argv) {
    bool wants_help = false;
    int code = parse(cli, argc, argv, &wants_help);
    if (code != EXIT_FINE) {
        return code;
    }
    if (wants_help) {
        help_command(cli->out, cli->command, cli->is_english);
        return EXIT_FINE;
    }
    return cli->command->run(cli);
}

// --lang counts wherever it stands, also for what is wrong before it is reached.
static bool speaks_english(int argc, char **argv, bool default_english) {
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--lang=en") == 0 ||
            (strcmp(argv[i], "--lang") == 0 && i + 1 < argc && strcmp(argv[i + 1], "en") == 0)) {
            return true;
        }
        if (strcmp(argv[i], "--lang=zh") == 0 ||
            (strcmp(argv[i], "--lang") == 0 && i + 1 < argc && strcmp(argv[i + 1], "zh") == 0)) {
            return false;
        }
    }
    return default_english;
}

static int refuse_command(Cli *cli, const char *word) {
    CLEANUP(text_release) Text plain = {0};
    text_append_plain(&plain, str_from(word));
    (void)fprintf(cli->err,
                  cli_words(cli, "doudi: 没有“" STR_FMT "”这个命令",
                            "doudi: there is no command '" STR_FMT "'"),
                  STR_ARG(text_str(&plain)));
    const char *before = cli_words(cli, "；是不是 ", "; did you mean ");
    for (size_t i = 0; i < cli->all_count && word[0] != '\0'; i++) {
        if (str_starts_with(str_from(cli->all[i]->name), str_from(word))) {
            (void)fprintf(cli->err, "%sdoudi %s", before, cli->all[i]->name);
            before = cli_words(cli, "、", ", ");
        }
    }
    (void)fputs(cli_words(cli, "；全部命令见 doudi help\n", "; doudi help lists all\n"), cli->err);
    return EXIT_USAGE;
}

static int show_help(Cli *cli, int argc, char **argv) {
    int words = 0;
    const Command *about = find_command(cli->all, cli->all_count, argc, argv, &words);
    if (about == NULL && argc > 0 && strncmp(argv[0], "--", 2) != 0) {
        return refuse_command(cli, argv[0]);
    }
    if (about != NULL) {
        help_command(cli->out, about, cli->is_english);
    } else {
        help_overview(cli->out, cli->all, cli->all_count, cli->is_english);
    }
    return EXIT_FINE;
}

// Options that every command takes may stand in front of it; *at moves to the command.
static int take_leading_options(Cli *cli, int argc, char **argv, int *at, bool *out_help) {
    for (; *at < argc && strncmp(argv[*at], "--", 2) == 0; *at += 1) {
        int code = take_option(cli, argc, argv, at, out_help);
        if (code != EXIT_FINE) {
            return code;
        }
    }
    return EXIT_FINE;
}

static int dispatch(Cli *cli, int argc, char **argv) {
    int at = 1;
    int words = 0;
    bool wants_help = false;
    if (argc > 1 && strcmp(argv[1], "--version") == 0) {
        argv[1] += strlen("--");
    }
    int code = take_leading_options(cli, argc, argv, &at, &wants_help);
    if (code != EXIT_FINE) {
        return code;
    }
    if (at == argc && !wants_help) {
        help_overview(cli->err, cli->all, cli->all_count, cli->is_english);
        return EXIT_USAGE;
    }
    bool is_help = at < argc && (strcmp(argv[at], "help") == 0 || strcmp(argv[at], "-h") == 0);
    if (is_help || wants_help) {
        at += is_help ? 1 : 0;
        return show_help(cli, argc - at, argv + at);
    }
    cli->command = find_command(cli->all, cli->all_count, argc - at, argv + at, &words);
    if (cli->command == NULL) {
        return refuse_command(cli, argv[at]);
    }
    at += words;
    return run_command(cli, argc - at, argv + at);
}

// What could not be written was not done.
static int finish_output(Cli *cli, int code) {
    bool is_written = fflush(cli->out) == 0 && ferror(cli->out) == 0;
    if (is_written || code == EXIT_STORE) {
        return code;
    }
    (void)fputs(cli_words(cli, "doudi: 输出写不出去（磁盘满了，或者已关闭）\n",
                          "doudi: the output could not be written (disk full, or closed)\n"),
                cli->err);
    return EXIT_STORE;
}

int cli_run(int argc, char **argv, Clock clock, bool default_english, const Command *serve) {
    size_t count = 0;
    const Command *const *own = cli_commands(&count);
    const Command *commands[64];
    CHECK(count + 1 < ARRAY_COUNT(commands));
    memcpy(commands, own, count * sizeof(const Command *));
    commands[count++] = serve;
    Cli cli = {.out = stdout,
               .err = stderr,
               .clock = clock,
               .program = argv[0],
               .all = commands,
               .all_count = count,
               .is_english = speaks_english(argc, argv, default_english),
               .is_terminal = terminal_is_watched()};
    cli.positionals = memory_new((size_t)argc + 1, sizeof *cli.positionals);
    cli.given = memory_new((size_t)argc + 1, sizeof *cli.given);
    int code = finish_output(&cli, dispatch(&cli, argc, argv));
    memory_free(cli.positionals);
    memory_free(cli.given);
    return code;
}
