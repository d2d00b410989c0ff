// SPDX-License-Identifier: Apache-2.0
#include "cli/help.h"

#include "cli/print.h"

#include <string.h>

static const char *pick(Words words, bool is_english) {
    return is_english ? words.english : words.chinese;
}

static void padded(FILE *out, const char *text, size_t columns) {
    size_t used = text_columns(str_from(text));
    (void)fprintf(out, "  %s%*s  ", text, used < columns ? (int)(columns - used) : 0, "");
}

void help_overview(FILE *out, const Command *const *commands, size_t count, bool is_english) {
    (void)fprintf(out, "%s\n\n",
                  is_english ? "Doudi (兜底): from a department's file to an explained alert.\n\n"
                               "usage: doudi COMMAND ..."
                             : "兜底：从部门的文件到讲得清理由的预警。\n\n用法：doudi 命令 ……");
    for (size_t i = 0; i < count; i++) {
        padded(out, commands[i]->name, 18);
        (void)fprintf(out, "%s\n", pick(commands[i]->help, is_english));
    }
    (void)fprintf(out, "\n%s\n",
                  is_english
                      ? "`doudi help COMMAND` tells more. Exit codes: 0 done; 1 done, and what was "
                        "checked is not in order;\n2 wrong command line; 3 input that cannot be "
                        "used; 4 the store; 130 interrupted."
                      : "`doudi help 命令` 有详细说明。退出码：0 完成；1 完成，但检查出问题；2 "
                        "命令行有误；\n3 输入不可用；4 存储有问题；130 被中断。");
}

static void option_lines(FILE *out, const Option *options, size_t count, bool is_english) {
    for (size_t i = 0; i < count; i++) {
        char left[64];
        (void)snprintf(left, sizeof left, "--%s%s%s", options[i].name,
                       options[i].value != NULL ? " " : "",
                       options[i].value != NULL ? options[i].value : "");
        padded(out, left, 24);
        (void)fprintf(out, "%s\n", pick(options[i].help, is_english));
    }
}

void help_command(FILE *out, const Command *command, bool is_english) {
    (void)fprintf(out, is_english ? "usage: doudi %s %s\n\n%s\n\n" : "用法：doudi %s %s\n\n%s\n\n",
                  command->name, command->arguments, pick(command->help, is_english));
    option_lines(out, command->options, command->option_count, is_english);
    option_lines(out, CLI_COMMON_OPTIONS, CLI_COMMON_OPTION_COUNT, is_english);
    const char *more = pick(command->more, is_english);
    if (more != NULL && more[0] != '\0') {
        (void)fprintf(out, "\n%s\n", more);
    }
}

static void completion_words(FILE *out, const Command *command) {
    for (size_t i = 0; i < command->option_count; i++) {
        (void)fprintf(out, " --%s", command->options[i].name);
    }
    for (size_t i = 0; i < CLI_COMMON_OPTION_COUNT; i++) {
        (void)fprintf(out, " --%s", CLI_COMMON_OPTIONS[i].name);
    }
}

void help_completion(FILE *out, const Command *const *commands, size_t count) {
    (void)fprintf(out, "# bash completion for doudi: eval \"$(doudi completion)\"\n"
                       "_doudi() {\n"
                       "  local word=${COMP_WORDS[COMP_CWORD]}\n"
                       "  if [ \"$COMP_CWORD\" = 1 ]; then\n"
                       "    COMPREPLY=($(compgen -W 'help");
    for (size_t i = 0; i < count; i++) {
        (void)fprintf(out, " %.*s", (int)strcspn(commands[i]->name, " "), commands[i]->name);
    }
    (void)fprintf(out, "' -- \"$word\"))\n    return\n  fi\n  case \"${COMP_WORDS[1]}\" in\n");
    for (size_t i = 0; i < count; i++) {
        if (strchr(commands[i]->name, ' ') != NULL) {
            continue;
        }
        (void)fprintf(out, "    %s) local options='", commands[i]->name);
        completion_words(out, commands[i]);
        (void)fprintf(out, "' ;;\n");
    }
    (void)fprintf(out, "    pack) local options='test' ;;\n"
                       "    *) local options='' ;;\n"
                       "  esac\n"
                       "  case \"$word\" in\n"
                       "    -*) COMPREPLY=($(compgen -W \"$options\" -- \"$word\")) ;;\n"
                       "    *) COMPREPLY=($(compgen -f -W \"$options\" -- \"$word\")) ;;\n"
                       "  esac\n"
                       "}\n"
                       "complete -o filenames -F _doudi doudi\n");
}
