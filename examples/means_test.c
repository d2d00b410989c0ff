// SPDX-License-Identifier: Apache-2.0
// What does a family get per month? A decision model answers, and says why when it cannot.
//
//     cc means_test.c $(pkg-config --cflags --libs doudi-dmn) -o means_test
//     ./means_test means_test.dmn
#include <doudi_dmn.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_SIZE_MAX = 1024 * 1024, FEN = -2 }; // money in units of 10^-2 yuan

static size_t read_file(const char *path, char *bytes, size_t size) {
    FILE *file = fopen(path, "rb");
    size_t length = file == NULL ? 0 : fread(bytes, 1, size, file);
    if (file != NULL) {
        (void)fclose(file);
    }
    return length;
}

static int fail(const DoudiError *error) {
    (void)fprintf(stderr, "%s\n", error->message);
    return EXIT_FAILURE;
}

static void print_reasons(DoudiRun *run) {
    DoudiReason reason;
    for (size_t i = 0; doudi_reason(run, i, &reason); i++) {
        printf("  because %s (line %d)\n", reason.message, reason.line);
    }
}

// Inputs as JSON, the answer as text.
static DoudiStatus decide_from_json(DoudiRun *run, const DoudiModel *model, const char *json,
                                    DoudiError *error) {
    const DoudiValue *inputs = NULL;
    const DoudiValue *amount = NULL;
    DoudiStatus status = doudi_inputs_from_json(run, model, json, strlen(json), &inputs, error);
    if (status == DOUDI_OK) {
        status = doudi_decide(run, model, "月补助金额", inputs, &amount, error);
    }
    if (status == DOUDI_OK) {
        printf("%s\n  -> %s\n", json, doudi_value_text(run, amount));
        print_reasons(run);
    }
    return status;
}

// Inputs and answer as values of C. Nothing is checked in between: what cannot be made ("12a") is
// told by the call that would use it.
static DoudiStatus ask_the_service(DoudiRun *run, const DoudiModel *model, int64_t persons,
                                   const char *income, DoudiError *error) {
    const DoudiEntry entries[] = {
        {"人数", doudi_make_integer(run, persons)},
        {"家庭月收入", doudi_make_number(run, income)},
        {"保障标准", doudi_make_scaled(run, 124000, FEN)},
    };
    const DoudiValue *arguments = doudi_make_context(run, entries, 3);
    const DoudiValue *answer = NULL;
    DoudiStatus status = doudi_call_service(run, model, "家庭救助", arguments, &answer, error);
    int64_t fen = 0;
    if (status == DOUDI_OK &&
        doudi_value_scaled(doudi_value_get(answer, "月补助金额"), FEN, &fen)) {
        printf("%" PRId64 " persons with %s yuan: %s, %" PRId64 ".%02d yuan a month\n", persons,
               income, doudi_value_text(run, doudi_value_get(answer, "救助类别")), fen / 100,
               (int)(fen % 100));
    }
    return status;
}

int main(int argc, char **argv) {
    static char xml[FILE_SIZE_MAX];
    DoudiError error = {DOUDI_OK, 0, 0, ""};
    const char *path = argc > 1 ? argv[1] : "means_test.dmn";
    DoudiSource source = {path, xml, read_file(path, xml, sizeof xml)};
    DoudiModel *model = NULL;
    if (doudi_model_read(&source, 1, DOUDI_READ_STRICT, &model, &error) != DOUDI_OK) {
        return fail(&error);
    }
    DoudiRun *run = doudi_run_new(); // one per thread; the model is for all of them
    doudi_run_strict(run, true);     // what is not known is unknown, never "no"
    DoudiStatus status = decide_from_json(
        run, model, "{\"人数\": 3, \"家庭月收入\": 1250.50, \"保障标准\": 1240}", &error);
    if (status == DOUDI_OK) {
        doudi_run_clear(run);
        status = decide_from_json(run, model, "{\"人数\": 3, \"保障标准\": 1240}", &error);
    }
    if (status == DOUDI_OK) {
        doudi_run_clear(run);
        status = ask_the_service(run, model, 2, "2480.01", &error);
    }
    doudi_run_free(run);
    doudi_model_free(model);
    return status == DOUDI_OK ? EXIT_SUCCESS : fail(&error);
}
