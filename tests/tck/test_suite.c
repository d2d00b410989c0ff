// SPDX-License-Identifier: Apache-2.0
// The whole kit, where the environment variable DOUDI_DMN_TCK names a folder with its levels. It is
// no part of the tree; without it the test is skipped.
#include "base/check.h"
#include "platform/file.h"
#include "platform/folder.h"
#include "tck/tck.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
// cmocka needs the four above first
#include <cmocka.h>

enum { SIZE_MAX_FILE = 64 * 1024 * 1024, SKIPPED = 77 };
static const char FOLDER_VARIABLE[] = "DOUDI_DMN_TCK";

typedef struct Totals {
    size_t passed;
    size_t failed;
} Totals;

static DmnSource read_source(Arena *arena, Str folder, Str name) {
    CLEANUP(text_release) Text bytes = {0};
    Str path = arena_format(arena, STR_FMT "/" STR_FMT, STR_ARG(folder), STR_ARG(name));
    assert_int_equal(file_read(path.data, SIZE_MAX_FILE, &bytes, NULL), STATUS_OK);
    return (DmnSource){name, arena_copy(arena, text_str(&bytes))};
}

static void run_file(TckInput input, Totals *totals) {
    TckReport report = {0};
    Error error = {0};
    if (tck_run(&input, &report, &error) != STATUS_OK) {
        fail_msg("%s", error.message);
    }
    for (size_t i = 0; i < report.count; i++) {
        const TckCase *test = &report.cases[i];
        totals->passed += test->has_passed ? 1 : 0;
        totals->failed += test->has_passed ? 0 : 1;
        if (!test->has_passed) {
            print_message("# " STR_FMT " " STR_FMT ": " STR_FMT ": expected " STR_FMT
                          ", actual " STR_FMT " (" STR_FMT ")\n",
                          STR_ARG(input.test.file_name), STR_ARG(test->id), STR_ARG(test->node),
                          STR_ARG(test->expected), STR_ARG(test->actual), STR_ARG(test->reason));
        }
    }
    tck_report_release(&report);
}

static void run_folder(Str folder, int depth, Totals *totals) {
    Arena arena = {0};
    FolderEntry *entries = NULL;
    size_t count = 0;
    size_t model_count = 0;
    Str path = arena_copy(&arena, folder);
    assert_int_equal(folder_list(path.data, &arena, &entries, &count, NULL), STATUS_OK);
    DmnSource *models = arena_alloc(&arena, count, sizeof *models);
    for (size_t i = 0; i < count; i++) {
        if (entries[i].is_folder && depth < 4) {
            run_folder(arena_format(&arena, STR_FMT "/" STR_FMT, STR_ARG(folder),
                                    STR_ARG(entries[i].name)),
                       depth + 1, totals);
        } else if (str_ends_with(entries[i].name, STR(".dmn"))) {
            models[model_count++] = read_source(&arena, folder, entries[i].name);
        }
    }
    for (size_t i = 0; model_count > 0 && i < count; i++) {
        if (str_ends_with(entries[i].name, STR(".xml"))) {
            Instant now = {0};
            assert_int_equal(instant_parse(STR("2025-08-22 10:11:12"), &now, NULL), STATUS_OK);
            run_file((TckInput){.test = read_source(&arena, folder, entries[i].name),
                                .models = models,
                                .model_count = model_count,
                                .today = instant_date(now),
                                .now = now},
                     totals);
        }
    }
    arena_release(&arena);
}

static void every_case_of_the_kit_passes(void **state) {
    (void)state;
    Totals totals = {0};
    run_folder(str_from(getenv(FOLDER_VARIABLE)), 0, &totals);
    print_message("# %zu passed, %zu failed\n", totals.passed, totals.failed);
    assert_true(totals.passed > 0);
    assert_int_equal(totals.failed, 0);
}

int main(void) {
    const char *folder = getenv(FOLDER_VARIABLE);
    if (folder == NULL || folder[0] == '\0') {
        print_message("skipped: %s names no folder with the kit\n", FOLDER_VARIABLE);
        return SKIPPED;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_case_of_the_kit_passes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
