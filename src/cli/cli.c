// SPDX-License-Identifier: Apache-2.0
#include "cli/cli.h"

#include "base/memory.h"
#include "cli/help.h"
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
        (void)fprintf(cli->err, cli_words(cli, "用法：doudi %s %s\n", "usage: doudi %s %s\n"),
                      cli->command->name, cli->command->arguments);
    }
    return EXIT_USAGE;
}

int cli_fail(Cli *cli, const Error *error) {
    cli_progress_end(cli);
    (void)fprintf(cli->err, "doudi: %s\n", error->message);
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
    for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
        if (str_equal(value, str_from(names[i]))) {
            cli->format = (OutputFormat)i;
            return true;
        }
    }
    return false;
}

// "doudi: --lang fr: this option has no such value", then how the command is used.
static int refuse_option(Cli *cli, Str name, Str value, const char *chinese, const char *english) {
    CLEANUP(text_release) Text words = {0};
    text_format(&words, "--" STR_FMT "%s" STR_FMT, STR_ARG(name), value.length > 0 ? " " : "",
                STR_ARG(value));
    text_format(&words, cli_words(cli, "：%s", ": %s"), cli_words(cli, chinese, english));
    text_append_char(&words, '\0');
    return cli_usage(cli, text_str(&words).data, text_str(&words).data);
}

// One "--name", "--name=value" or "--name value"; *at moves past what was taken. Returns an exit
// code.
static int take_option(Cli *cli, int argc, char **argv, int *at, bool *out_help) {
    Str rest = str_from(argv[*at] + 2);
    Str name = str_cut(&rest, '=');
    bool has_value = strchr(argv[*at], '=') != NULL;
    int own = find_option(cli->command->options, cli->command->option_count, name);
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
    } else if (!set_common(cli, option->name, rest, out_help)) {
        return refuse_option(cli, name, rest, "这个选项没有这个值",
                             "this option has no such value");
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
        } else {
            cli->positionals[cli->positional_count++] = str_from(argv[at]);
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
    return EXIT_FINE;
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

// --lang may stand before the command or anywhere behind it; help needs it before anything is
// parsed.
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

static bool is_help_word(const char *word) {
    return strcmp(word, "help") == 0 || strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0;
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
    if (argc < 2 || is_help_word(argv[1])) {
        int words = 0;
        const Command *about =
            argc > 2 ? find_command(commands, count, argc - 2, argv + 2, &words) : NULL;
        if (about != NULL) {
            help_command(cli.out, about, cli.is_english);
        } else {
            help_overview(argc < 2 ? cli.err : cli.out, commands, count, cli.is_english);
        }
        return argc < 2 ? EXIT_USAGE : EXIT_FINE;
    }
    int words = 0;
    cli.command = find_command(commands, count, argc - 1, argv + 1, &words);
    if (cli.command == NULL) {
        (void)fprintf(cli.err,
                      cli_words(&cli, "doudi: 没有“%s”这个命令；看 doudi help\n",
                                "doudi: there is no command '%s'; see doudi help\n"),
                      argv[1]);
        return EXIT_USAGE;
    }
    cli.positionals = memory_new((size_t)argc, sizeof *cli.positionals);
    int code = run_command(&cli, argc - 1 - words, argv + 1 + words);
    memory_free(cli.positionals);
    return code;
}
