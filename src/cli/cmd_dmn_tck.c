// SPDX-License-Identifier: Apache-2.0
#include "base/memory.h"
#include "cli/commands.h"
#include "cli/paths.h"
#include "format/json.h"
#include "platform/file.h"
#include "platform/folder.h"
#include "tck/tck.h"

static const Option OPTIONS[] = {
    {"level", "2|3", {"只运行这一符合性级别", "only this level of conformance"}},
};

enum { FILE_SIZE_MAX = 64 * 1024 * 1024, FOLDER_DEPTH_MAX = 8, LEVELS_MAX = 16 };

typedef struct Level {
    Str name; // folder of the level
    size_t passed;
    size_t total;
} Level;

typedef struct TckRun {
    Cli *cli;
    Level levels[LEVELS_MAX];
    size_t level_count;
    Text results; // CSV rows, or failures as lines or JSON
    Arena arena;
} TckRun;

static Str folder_of(Str path) {
    size_t end = path.length;
    while (end > 0 && path.data[end - 1] != '/') {
        end--;
    }
    return str_slice(path, 0, end > 0 ? end - 1 : 0);
}

// "compliance-level-3/0001-filter"
static Str short_folder(TckRun *run, Str folder) {
    Str level = path_name(folder_of(folder));
    return level.length == 0 ? path_name(folder)
                             : arena_format(&run->arena, STR_FMT "/" STR_FMT, STR_ARG(level),
                                            STR_ARG(path_name(folder)));
}

static Level *level_of(TckRun *run, Str folder) {
    Str name = path_name(folder_of(folder));
    for (size_t i = 0; i < run->level_count; i++) {
        if (str_equal(run->levels[i].name, name) || i + 1 == LEVELS_MAX) {
            return &run->levels[i];
        }
    }
    Level *level = &run->levels[run->level_count++];
    level->name = arena_copy(&run->arena, name);
    return level;
}

// ---- one case, in the chosen form ---------------------------------------------------------------
static void quote_cell(Text *out, Str cell) {
    text_append_char(out, '"');
    for (size_t i = 0; i < cell.length; i++) {
        char c = cell.data[i];
        text_append(out, c == '"' ? STR("\"\"") : STR(""));
        if (c != '"') {
            text_append_char(out, c == '\n' || c == '\r' ? ' ' : c);
        }
    }
    text_append_char(out, '"');
}

// What is wrong with a failed case, in one line.
static Str detail_of(TckRun *run, const TckCase *test) {
    if (test->has_passed) {
        return STR("");
    }
    if (test->expected.length == 0) {
        return arena_format(&run->arena, STR_FMT "%s" STR_FMT, STR_ARG(test->node),
                            test->node.length > 0 ? ": " : "", STR_ARG(test->reason));
    }
    return arena_format(
        &run->arena,
        cli_words(run->cli, STR_FMT "：应为 " STR_FMT "，实为 " STR_FMT "（" STR_FMT "）",
                  STR_FMT ": expected " STR_FMT ", actual " STR_FMT " (" STR_FMT ")"),
        STR_ARG(test->node), STR_ARG(test->expected), STR_ARG(test->actual), STR_ARG(test->reason));
}

// As the kit's published results have it: folder, file of cases, case, outcome, detail.
static void csv_case(TckRun *run, Str folder, Str file, const TckCase *test) {
    Str cells[] = {folder, file, test->id, test->has_passed ? STR("SUCCESS") : STR("ERROR"),
                   detail_of(run, test)};
    for (size_t i = 0; i < ARRAY_COUNT(cells); i++) {
        text_append(&run->results, i > 0 ? STR(",") : STR(""));
        quote_cell(&run->results, cells[i]);
    }
    text_append_char(&run->results, '\n');
}

static void json_failure(TckRun *run, Str folder, Str file, const TckCase *test) {
    const struct {
        Str key;
        Str value;
    } ENTRIES[] = {{STR("folder"), folder},           {STR("file"), file},
                   {STR("case"), test->id},           {STR("node"), test->node},
                   {STR("expected"), test->expected}, {STR("actual"), test->actual},
                   {STR("reason"), test->reason}};
    JsonWriter writer = {.out = &run->results};
    text_append(&run->results, run->results.length > 0 ? STR(",\n") : STR(""));
    json_begin_object(&writer);
    for (size_t i = 0; i < ARRAY_COUNT(ENTRIES); i++) {
        json_key(&writer, ENTRIES[i].key);
        json_string(&writer, ENTRIES[i].value);
    }
    json_end_object(&writer);
}

static void note_case(TckRun *run, Str folder, Str file, const TckCase *test) {
    Level *level = level_of(run, folder);
    level->total++;
    level->passed += test->has_passed ? 1 : 0;
    Str place = short_folder(run, folder);
    if (run->cli->format == FORMAT_CSV) {
        csv_case(run, place, file, test);
    } else if (!test->has_passed && run->cli->format == FORMAT_JSON) {
        json_failure(run, place, file, test);
    } else if (!test->has_passed) {
        text_format(&run->results, STR_FMT " " STR_FMT ": " STR_FMT "\n", STR_ARG(place),
                    STR_ARG(test->id), STR_ARG(detail_of(run, test)));
    }
}

// ---- folders ------------------------------------------------------------------------------------
static Status read_source(TckRun *run, Str folder, Str name, DmnSource *out_source, Error *error) {
    CLEANUP(text_release) Text bytes = {0};
    Str path = path_join(&run->arena, folder, name);
    Status status = file_read(path_text(&run->arena, path), FILE_SIZE_MAX, &bytes, error);
    *out_source = (DmnSource){name, arena_copy(&run->arena, text_str(&bytes))};
    return status;
}

static Status run_file(TckRun *run, Str folder, Str name, const DmnSource *models, size_t count,
                       Error *error) {
    CLEANUP(tck_report_release) TckReport report = {0};
    Instant now = run->cli->clock.now(run->cli->clock.context);
    TckInput input = {
        .models = models, .model_count = count, .today = instant_date(now), .now = now};
    Status status = read_source(run, folder, name, &input.test, error);
    if (status == STATUS_OK) {
        status = tck_run(&input, &report, error);
    }
    Str file = str_slice(name, 0, name.length - STR(".xml").length);
    for (size_t i = 0; status == STATUS_OK && i < report.count; i++) {
        note_case(run, folder, file, &report.cases[i]);
    }
    return status;
}

static bool is_asked(const TckRun *run, Str folder) {
    Str level = cli_option(run->cli, "level");
    size_t at = 0;
    return level.length == 0 ||
           (str_find(folder, STR("level-"), &at) &&
            str_starts_with(str_slice(folder, at + STR("level-").length, folder.length), level));
}

static Status run_folder(TckRun *run, Str folder, int depth, Error *error) {
    FolderEntry *entries = NULL;
    size_t count = 0;
    Status status =
        folder_list(path_text(&run->arena, folder), &run->arena, &entries, &count, error);
    DmnSource *models = arena_alloc(&run->arena, count, sizeof *models);
    size_t model_count = 0;
    for (size_t i = 0; i < count && status == STATUS_OK; i++) {
        if (entries[i].is_folder && depth < FOLDER_DEPTH_MAX) {
            status =
                run_folder(run, path_join(&run->arena, folder, entries[i].name), depth + 1, error);
        } else if (str_ends_with(entries[i].name, STR(".dmn")) && is_asked(run, folder)) {
            status = read_source(run, folder, entries[i].name, &models[model_count++], error);
        }
    }
    for (size_t i = 0; model_count > 0 && i < count && status == STATUS_OK; i++) {
        if (str_ends_with(entries[i].name, STR(".xml"))) {
            status = run_file(run, folder, entries[i].name, models, model_count, error);
        }
    }
    return status;
}

// ---- the whole ----------------------------------------------------------------------------------
static void print_json_report(const TckRun *run, size_t passed, size_t total) {
    FILE *out = run->cli->out;
    CLEANUP(text_release) Text text = {0};
    JsonWriter writer = {.out = &text};
    json_begin_list(&writer);
    for (size_t i = 0; i < run->level_count; i++) {
        json_begin_object(&writer);
        json_key(&writer, STR("level"));
        json_string(&writer, run->levels[i].name);
        json_key(&writer, STR("passed"));
        json_number(&writer, (int64_t)run->levels[i].passed);
        json_key(&writer, STR("total"));
        json_number(&writer, (int64_t)run->levels[i].total);
        json_end_object(&writer);
    }
    json_end_list(&writer);
    (void)fprintf(out, "{\"passed\":%zu,\"failed\":%zu,\"levels\":" STR_FMT ",\"failures\":[",
                  passed, total - passed, STR_ARG(text_str(&text)));
    (void)fwrite(run->results.data, 1, run->results.length, out);
    (void)fprintf(out, "]}\n");
}

static int print_report(const TckRun *run) {
    Cli *cli = run->cli;
    size_t passed = 0;
    size_t total = 0;
    for (size_t i = 0; i < run->level_count; i++) {
        passed += run->levels[i].passed;
        total += run->levels[i].total;
    }
    if (cli->format == FORMAT_JSON) {
        print_json_report(run, passed, total);
    } else {
        (void)fwrite(run->results.data, 1, run->results.length, cli->out);
    }
    for (size_t i = 0; cli->format == FORMAT_TABLE && i < run->level_count; i++) {
        (void)fprintf(cli->out, STR_FMT ": %zu/%zu\n", STR_ARG(run->levels[i].name),
                      run->levels[i].passed, run->levels[i].total);
    }
    // A program that reads the results wants nothing but results.
    (void)fprintf(cli->format == FORMAT_TABLE ? cli->out : cli->err, "%zu passed, %zu failed\n",
                  passed, total - passed);
    return passed == total && total > 0 ? EXIT_FINE : EXIT_FOUND;
}

static int run(Cli *cli) {
    Error error = {0};
    TckRun tck = {.cli = cli};
    Str folder = cli->positionals[0];
    while (folder.length > 1 && str_ends_with(folder, STR("/"))) {
        folder = str_slice(folder, 0, folder.length - 1);
    }
    Str level = cli_option(cli, "level");
    int code = EXIT_FINE;
    if (level.length > 0 && !str_equal(level, STR("2")) && !str_equal(level, STR("3"))) {
        code = cli_usage(cli, "--level 只能是 2 或 3", "--level is 2 or 3");
    } else if (run_folder(&tck, folder, 0, &error) != STATUS_OK) {
        code = cli_fail(cli, &error);
    } else {
        code = print_report(&tck);
    }
    text_release(&tck.results);
    arena_release(&tck.arena);
    return code;
}

const Command CMD_dmn_tck = {
    .name = "dmn tck",
    .arguments = "FOLDER [--level 2|3]",
    .help = {"运行 DMN 兼容性测试集（TCK）的用例",
             "run the cases of the DMN conformance kit (TCK)"},
    .forms = FORMS_LIST,
    .options = OPTIONS,
    .option_count = ARRAY_COUNT(OPTIONS),
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
    .more =
        {"FOLDER 是一个测试文件夹、一个级别的文件夹或整个测试集；同一文件夹里的 .dmn "
         "可以互相导入。\n"
         "--format csv 每例一行：文件夹、用例文件、用例、SUCCESS 或 "
         "ERROR、说明。有用例不通过时退出码为 1。",
         "FOLDER is one test folder, the folder of a level, or the whole kit; the .dmn files of "
         "a folder may\nimport each other. --format csv: a line per case with folder, file, "
         "case, SUCCESS or ERROR, detail.\nThe exit code is 1 when a case fails."},
};
