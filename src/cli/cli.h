// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_CLI_H
#define CLI_CLI_H
// The command line: `doudi COMMAND ...`. One file per command; commands.def lists them; help, usage
// and shell completion come from the same tables. Not here: what the commands do (service/),
// serving (app/).
#include "base/arena.h"
#include "base/check.h"
#include "base/clock.h"
#include "base/date.h"
#include "base/region.h"
#include "base/status.h"
#include "base/text.h"
#include <stdio.h>

// Exit codes, also in `doudi help`.
typedef enum ExitCode {
    EXIT_FINE = 0,
    EXIT_FOUND =
        1, // the command ran; what it checks is not in order (verify, pack test, refused files)
    EXIT_USAGE = 2,     // the command line itself is wrong
    EXIT_INPUT = 3,     // a file, folder or value cannot be used
    EXIT_STORE = 4,     // the store does not answer, is locked, full or damaged; output is lost
    EXIT_STOPPED = 130, // interrupted
} ExitCode;

typedef enum OutputFormat { FORMAT_TABLE, FORMAT_JSON, FORMAT_CSV } OutputFormat;
typedef enum Forms { // which of them a command has
    FORMS_NONE,      // speaks in sentences, or always in one form
    FORMS_TREE,      // table and JSON: one thing with parts
    FORMS_JSON,      // JSON, or sentences for --format table
    FORMS_LIST,      // table, JSON and CSV
} Forms;

typedef struct Words { // the same in both languages
    const char *chinese;
    const char *english;
} Words;

typedef struct Option {
    const char *name;  // without --
    const char *value; // "DATE"; NULL for a switch
    Words help;
} Option;

enum { OPTIONS_MAX = 16 };

typedef struct Cli { // one invocation
    const struct Command *command;
    Str *positionals;
    size_t positional_count;
    Str values[OPTIONS_MAX]; // by index in the command's options; data NULL when absent
    struct GivenOption {     // all that were given, in order, for options that may be repeated
        int option;
        Str value;
    } * given;
    size_t given_count;
    OutputFormat format;
    bool has_format; // --format was given
    bool is_english;
    bool is_terminal; // progress may be shown
    FILE *out, *err;
    Clock clock;
    const char *program;
    const struct Command *const *all; // every command, for completion
    size_t all_count;
} Cli;

typedef int (*CommandRun)(Cli *cli); // returns an ExitCode

typedef struct Command {
    const char *name;      // "pack test" may have two words
    const char *arguments; // "DIR FILE..."; "" when there are none
    Words help;
    Forms forms;
    const Option *options;
    size_t option_count;
    size_t positional_min, positional_max;
    CommandRun run;
    Words more; // further help: examples; may be empty
} Command;

// Runs argv; `serve` is handed in by app/, which alone knows the server.
int cli_run(int argc, char **argv, Clock clock, bool default_english, const Command *serve);

Str cli_option(const Cli *cli, const char *name); // "" when absent
bool cli_has(const Cli *cli, const char *name);
// Of an option that may be given several times, all values in order.
void cli_all(const Cli *cli, const char *name, Arena *arena, Str **out_values, size_t *out_count);
// Also for formats: both are checked against the arguments.
const char *cli_words(const Cli *cli, const char *chinese, const char *english)
    __attribute__((format_arg(2), format_arg(3)));
// Prints the error for a person on stderr and returns the exit code of its status.
int cli_fail(Cli *cli, const Error *error);
void cli_complain(Cli *cli, const Error *error); // the words only
// Appends what an Error, or a line of a report, says, in the reader's language.
void cli_append_words(const Cli *cli, Str message, Text *out);
void cli_print_lines(Cli *cli, Str lines); // of a report, in the reader's language
int cli_usage(Cli *cli, const char *chinese, const char *english);
// "--limit 0: give a whole number from 1"; leaves *in_out_number alone without the option.
MUST_CHECK Status cli_number(const Cli *cli, const char *name, int64_t min, int64_t *in_out_number,
                             Error *error);
// DATE_NONE without the option.
MUST_CHECK Status cli_date(const Cli *cli, const char *name, Date *out_date, Error *error);
// The code of region 0 without the option.
MUST_CHECK Status cli_region(const Cli *cli, const char *name, Region *out_region, Error *error);
void cli_progress(Cli *cli, const char *format, ...) __attribute__((format(printf, 2, 3)));
void cli_progress_end(Cli *cli);

// Options that every command takes: --lang, --help; and --format, taken by those with forms.
extern const Option CLI_COMMON_OPTIONS[];
extern const size_t CLI_COMMON_OPTION_COUNT;
// All commands, sorted as help shows them; serve is put in by cli_run.
const Command *const *cli_commands(size_t *out_count);
#endif
