// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"
#include "cli/paths.h"
#include "dmn/dmn.h"
#include "platform/file.h"

enum { MODEL_SIZE_MAX = 64 * 1024 * 1024 };

static const Option OPTIONS[] = {
    {"out",
     "FILE",
     {"写到哪个文件（- 为标准输出，不写也是）",
      "the file to write; - is standard output, as without it"}},
};

static Status read_model(Str path, Text *out_bytes, Error *error) {
    return str_equal(path, STR("-")) ? file_read_input(MODEL_SIZE_MAX, out_bytes, error)
                                     : file_read(path.data, MODEL_SIZE_MAX, out_bytes, error);
}

static int run(Cli *cli) {
    Str path = cli->positionals[0];
    Str out = cli_option(cli, "out");
    Str name = str_equal(path, STR("-")) ? STR("standard input") : path_name(path);
    CLEANUP(text_release) Text xml = {.limit = MODEL_SIZE_MAX};
    CLEANUP(text_release) Text converted = {0};
    const char *version = NULL;
    Error error = {0};
    if (read_model(path, &xml, &error) != STATUS_OK ||
        dmn_model_convert(text_str(&xml), name, &converted, &version, &error) != STATUS_OK) {
        return cli_fail(cli, &error);
    }
    if (out.length == 0 || str_equal(out, STR("-"))) {
        (void)fwrite(converted.data, 1, converted.length, cli->out);
        return EXIT_FINE;
    }
    if (file_write(out.data, text_str(&converted), &error) != STATUS_OK) {
        return cli_fail(cli, &error);
    }
    (void)fprintf(cli->err,
                  cli_words(cli, STR_FMT "：DMN %s，已写成 DMN 1.5：" STR_FMT "\n",
                            STR_FMT ": DMN %s, written as DMN 1.5: " STR_FMT "\n"),
                  STR_ARG(name), version, STR_ARG(out));
    return EXIT_FINE;
}

const Command CMD_dmn_convert = {
    .name = "dmn convert",
    .arguments = "MODEL|- [--out FILE|-]",
    .help = {"把任何版本（1.1 至 1.6）的决策模型写成 DMN 1.5",
             "write a decision model of any version (1.1 to 1.6) as DMN 1.5"},
    .options = OPTIONS,
    .option_count = ARRAY_COUNT(OPTIONS),
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
    .more = {"命名空间、类型的写法和换了位置的元素按 1.5 "
             "改写，其余一字不动：注释、图、扩展、说明、顺序都"
             "在。\n公式不必能编译，导入的模型不必在手边。DMN 1.5 "
             "没有的东西指明文件、行和元素后拒绝，什么"
             "也不写。\n例：doudi dmn convert old.dmn --out new.dmn",
             "Namespaces, the names of types and elements that moved become those of 1.5; all else "
             "stays "
             "as it is written:\ncomments, diagrams, extensions, descriptions, order. Expressions "
             "need not "
             "compile, imported models need not\nbe at hand. What DMN 1.5 does not have is refused "
             "with "
             "file, line and element, and nothing is written.\nExample: doudi dmn convert old.dmn "
             "--out "
             "new.dmn"},
};
