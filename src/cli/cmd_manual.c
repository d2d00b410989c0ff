// SPDX-License-Identifier: Apache-2.0
// The manual page doubles as proof that nothing is left out: it is made from the same tables as the
// help, when the program is built.
#include "cli/commands.h"
#include "cli/help.h"

#define PAGE_DATE "2026-11-24" // of the last change to what stands in this file

// In roff a backslash is special, a hyphen is a dash unless it is \-, and a dot or a quote is a
// command at the start of a line.
static void write_text(FILE *out, const char *text) {
    bool is_line_start = true;
    for (const char *c = text; *c != '\0'; c++) {
        if (is_line_start && (*c == '.' || *c == '\'')) {
            (void)fputs("\\&", out);
        }
        if (*c == '\\') {
            (void)fputs("\\e", out);
        } else if (*c == '-') {
            (void)fputs("\\-", out);
        } else {
            (void)fputc(*c, out);
        }
        is_line_start = *c == '\n';
    }
}

static const char *pick(const Cli *cli, Words words) {
    return cli->is_english ? words.english : words.chinese;
}

static void section(const Cli *cli, const char *chinese, const char *english) {
    (void)fprintf(cli->out, ".SH %s\n", cli_words(cli, chinese, english));
}

static void write_options(const Cli *cli, const Command *command) {
    for (size_t i = 0; i < help_option_count(command); i++) {
        const Option *option = help_option(command, i);
        const char *value = help_option_value(option, command->forms);
        (void)fputs(".TP\n\\fB\\-\\-", cli->out);
        write_text(cli->out, option->name);
        (void)fputs("\\fR", cli->out);
        if (value != NULL) {
            (void)fputs(" \\fI", cli->out);
            write_text(cli->out, value);
            (void)fputs("\\fR", cli->out);
        }
        (void)fputc('\n', cli->out);
        write_text(cli->out, pick(cli, option->help));
        (void)fputc('\n', cli->out);
    }
}

static void write_command(const Cli *cli, const Command *command) {
    (void)fputs(".SS \"doudi ", cli->out);
    write_text(cli->out, command->name);
    (void)fputs(command->arguments[0] != '\0' ? " " : "", cli->out);
    for (const char *c = command->arguments; *c != '\0'; c++) {
        (void)fputs(*c == '"' ? "\\(dq" : *c == '-' ? "\\-" : "", cli->out);
        if (*c != '"' && *c != '-') {
            (void)fputc(*c, cli->out);
        }
    }
    (void)fputs("\"\n", cli->out);
    write_text(cli->out, pick(cli, command->help));
    (void)fputc('\n', cli->out);
    write_options(cli, command);
    const char *more = pick(cli, command->more);
    if (more != NULL && more[0] != '\0') {
        (void)fputs(".PP\n.nf\n", cli->out);
        write_text(cli->out, more);
        (void)fputs("\n.fi\n", cli->out);
    }
}

static int run(Cli *cli) {
    (void)fprintf(cli->out, ".TH DOUDI 1 " PAGE_DATE " \"doudi " DOUDI_VERSION "\"\n");
    section(cli, "名称", "NAME");
    (void)fprintf(cli->out, "doudi \\- %s\n",
                  cli_words(cli, "从部门的文件到讲得清理由的预警",
                            "from a department's file to an explained alert"));
    section(cli, "用法", "SYNOPSIS");
    (void)fprintf(cli->out, ".B doudi\n.I %s\n", cli_words(cli, "命令 ……", "COMMAND ..."));
    section(cli, "命令", "COMMANDS");
    for (size_t i = 0; i < cli->all_count; i++) {
        write_command(cli, cli->all[i]);
    }
    section(cli, "退出码", "EXIT STATUS");
    write_text(cli->out, help_exit_codes(cli->is_english));
    (void)fputc('\n', cli->out);
    section(cli, "另见", "SEE ALSO");
    (void)fputs(".BR doudi\\-dmn (3)\n", cli->out);
    return EXIT_FINE;
}

const Command CMD_manual = {
    .name = "manual",
    .arguments = "",
    .help = {"输出手册页（man 格式）", "print the manual page (for man)"},
    .run = run,
    .more = {"用法：doudi manual | man -l -", "Use: doudi manual | man -l -"},
};
