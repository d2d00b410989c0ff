// SPDX-License-Identifier: Apache-2.0
#include "cli/help.h"

#include "base/check.h"
#include "cli/paths.h"
#include "cli/print.h"

#include <string.h>

static const char *pick(Words words, bool is_english) {
    return is_english ? words.english : words.chinese;
}

static void padded(FILE *out, const char *text, size_t columns) {
    size_t used = text_columns(str_from(text));
    (void)fprintf(out, "  %s%*s  ", text, used < columns ? (int)(columns - used) : 0, "");
}

const char *help_exit_codes(bool is_english) {
    return is_english ? "0 done; 1 done, and what was checked is not in order;\n2 wrong command "
                        "line; 3 input that cannot be used; 4 the store, or output that cannot be "
                        "written; 130 interrupted."
                      : "0 完成；1 完成，但检查出问题；2 命令行有误；\n3 输入不可用；4 "
                        "存储有问题或输出写不出去；130 被中断。";
}

void help_overview(FILE *out, const Command *const *commands, size_t count, bool is_english) {
    (void)fprintf(out, "%s\n\n",
                  is_english ? "Doudi (兜底): from a department's file to an explained alert.\n\n"
                               "usage: doudi COMMAND ...   (--lang zh|en may stand anywhere)"
                             : "兜底：从部门的文件到讲得清理由的预警。\n\n用法：doudi 命令 "
                               "……（--lang zh|en 放在哪里都行）");
    for (size_t i = 0; i < count; i++) {
        padded(out, commands[i]->name, 18);
        (void)fprintf(out, "%s\n", pick(commands[i]->help, is_english));
    }
    (void)fprintf(out, "\n%s%s\n",
                  is_english ? "`doudi help COMMAND` tells more. Exit codes: "
                             : "`doudi help 命令` 有详细说明。退出码：",
                  help_exit_codes(is_english));
}

static const Option JSON_FIRST = {
    "format", "json|table", {"输出格式（默认 json）", "output format (default: json)"}};

const char *help_option_value(const Option *option, Forms forms) {
    bool is_format = option == &CLI_COMMON_OPTIONS[0];
    return is_format && forms == FORMS_TREE ? "table|json" : option->value;
}

static Str option_left(Arena *arena, const Option *option, Forms forms) {
    const char *value = help_option_value(option, forms);
    return arena_format(arena, "--%s%s%s", option->name, value != NULL ? " " : "",
                        value != NULL ? value : "");
}

// A command of one form has no --format, which is the first of the common options.
const Option *help_option(const Command *command, size_t index) {
    size_t skipped = command->forms == FORMS_NONE ? 1 : 0;
    if (index < command->option_count) {
        return &command->options[index];
    }
    size_t common = index - command->option_count + skipped;
    return common == 0 && command->forms == FORMS_JSON ? &JSON_FIRST : &CLI_COMMON_OPTIONS[common];
}

size_t help_option_count(const Command *command) {
    return command->option_count + CLI_COMMON_OPTION_COUNT - (command->forms == FORMS_NONE ? 1 : 0);
}

static void option_lines(FILE *out, const Command *command, bool is_english) {
    CLEANUP(arena_release) Arena arena = {0};
    size_t columns = 0;
    size_t count = help_option_count(command);
    for (size_t i = 0; i < count; i++) {
        Str left = option_left(&arena, help_option(command, i), command->forms);
        columns = left.length > columns ? left.length : columns;
    }
    for (size_t i = 0; i < count; i++) {
        const Option *option = help_option(command, i);
        padded(out, path_text(&arena, option_left(&arena, option, command->forms)), columns);
        (void)fprintf(out, "%s\n", pick(option->help, is_english));
    }
}

void help_command(FILE *out, const Command *command, bool is_english) {
    const char *blank = command->arguments[0] == '\0' ? "" : " ";
    (void)fprintf(out,
                  is_english ? "usage: doudi %s%s%s\n\n%s\n\n" : "用法：doudi %s%s%s\n\n%s\n\n",
                  command->name, blank, command->arguments, pick(command->help, is_english));
    option_lines(out, command, is_english);
    const char *more = pick(command->more, is_english);
    if (more != NULL && more[0] != '\0') {
        (void)fprintf(out, "\n%s\n", more);
    }
}

// ---- completion

static Str first_word(const Command *command) {
    Str name = str_from(command->name);
    return str_cut(&name, ' ');
}

static Str second_word(const Command *command) {
    Str name = str_from(command->name);
    (void)str_cut(&name, ' ');
    return name;
}

// Whether an earlier command begins with the same word.
static bool is_repeated(const Command *const *commands, size_t at) {
    for (size_t i = 0; i < at; i++) {
        if (str_equal(first_word(commands[i]), first_word(commands[at]))) {
            return true;
        }
    }
    return false;
}

static void first_words(FILE *out, const Command *const *commands, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (!is_repeated(commands, i)) {
            (void)fprintf(out, " " STR_FMT, STR_ARG(first_word(commands[i])));
        }
    }
}

// "dmn) second=' eval tck'": what may follow the first word.
static void second_words(FILE *out, const Command *const *commands, size_t count) {
    for (size_t i = 0; i < count; i++) {
        Str word = first_word(commands[i]);
        if (second_word(commands[i]).length == 0 || is_repeated(commands, i)) {
            continue;
        }
        (void)fprintf(out, "    " STR_FMT ") second='", STR_ARG(word));
        for (size_t k = i; k < count; k++) {
            if (str_equal(first_word(commands[k]), word)) {
                (void)fprintf(out, " " STR_FMT, STR_ARG(second_word(commands[k])));
            }
        }
        (void)fprintf(out, "' ;;\n");
    }
}

// What stands behind an option: one of a few words, a file, or what only the person knows.
static void value_case(FILE *out, const Option *option) {
    const char *value = option->value;
    if (value == NULL) {
        return;
    }
    if (strstr(value, "FILE") != NULL || strstr(value, "FOLDER") != NULL) {
        (void)fprintf(out, "    --%s) COMPREPLY=($(compgen -f -- \"$word\")); return ;;\n",
                      option->name);
        return;
    }
    (void)fprintf(out, "    --%s) COMPREPLY=($(compgen -W '", option->name);
    bool is_choice = strchr(value, '|') != NULL;
    for (const char *at = value; is_choice && *at != '\0'; at++) {
        (void)fputc(*at == '|' ? ' ' : *at, out);
    }
    (void)fprintf(out, "' -- \"$word\")); return ;;\n");
}

static void value_cases(FILE *out, const Command *const *commands, size_t count) {
    for (size_t i = 0; i < CLI_COMMON_OPTION_COUNT; i++) {
        value_case(out, &CLI_COMMON_OPTIONS[i]);
    }
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < commands[i]->option_count; j++) {
            value_case(out, &commands[i]->options[j]); // of two with one name the first counts
        }
    }
}

static void option_cases(FILE *out, const Command *const *commands, size_t count) {
    for (size_t i = 0; i < count; i++) {
        Str second = second_word(commands[i]);
        (void)fprintf(out, "    '" STR_FMT " " STR_FMT "'%s) options='",
                      STR_ARG(first_word(commands[i])), STR_ARG(second),
                      second.length == 0 ? "*" : "");
        for (size_t j = 0; j < help_option_count(commands[i]); j++) {
            (void)fprintf(out, " --%s", help_option(commands[i], j)->name);
        }
        (void)fprintf(out, "' ;;\n");
    }
}

void help_completion(FILE *out, const Command *const *commands, size_t count) {
    (void)fprintf(out, "# bash completion for doudi: eval \"$(doudi completion)\"\n"
                       "_doudi() {\n"
                       "  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n"
                       "  local second='' options=' --lang --help'\n"
                       "  COMPREPLY=()\n"
                       "  case \"$before\" in\n");
    value_cases(out, commands, count);
    (void)fprintf(out, "  esac\n"
                       "  if [ \"$COMP_CWORD\" = 1 ] || [ \"$before\" = help ]; then\n"
                       "    COMPREPLY=($(compgen -W 'help");
    first_words(out, commands, count);
    (void)fprintf(out, "' -- \"$word\"))\n    return\n  fi\n  case \"${COMP_WORDS[1]}\" in\n");
    second_words(out, commands, count);
    (void)fprintf(out, "  esac\n  case \"${COMP_WORDS[1]} ${COMP_WORDS[2]:-}\" in\n");
    option_cases(out, commands, count);
    (void)fprintf(out, "  esac\n"
                       "  case \"$word\" in\n"
                       "    -*) COMPREPLY=($(compgen -W \"$options\" -- \"$word\")) ;;\n"
                       "    *) if [ -n \"$second\" ] && [ \"$COMP_CWORD\" = 2 ]; then\n"
                       "         COMPREPLY=($(compgen -W \"$second\" -- \"$word\"))\n"
                       "       else\n"
                       "         COMPREPLY=($(compgen -f -- \"$word\"))\n"
                       "       fi ;;\n"
                       "  esac\n"
                       "}\n"
                       "complete -o filenames -F _doudi doudi\n");
}
