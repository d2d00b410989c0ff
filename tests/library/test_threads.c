// SPDX-License-Identifier: Apache-2.0
// One model, one expression, four threads with a run each. Under ThreadSanitizer (tools/test) this
// shows that nothing is shared that changes.
#include "library/doudi_dmn.h"
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { THREADS = 4, CASES = 500, XML_MAX = 64 * 1024 };

typedef struct Shared {
    const DoudiModel *model;
    const DoudiExpression *expression;
} Shared;

typedef struct Worker {
    const Shared *shared;
    pthread_t thread;
    int64_t first;  // income in fen of its first case
    int64_t amount; // the sum of what it decided, in fen
    size_t wrong;
} Worker;

// The same in C: what is missing to 3 x 1,240 yuan.
static int64_t expected_fen(int64_t income) {
    return income <= 372000 ? 372000 - income : 0;
}

static void decide_case(Worker *worker, DoudiRun *run, int64_t income) {
    const DoudiEntry entries[] = {{"人数", doudi_make_integer(run, 3)},
                                  {"家庭月收入", doudi_make_scaled(run, income, -2)},
                                  {"保障标准", doudi_make_integer(run, 1240)}};
    const DoudiValue *inputs = doudi_make_context(run, entries, 3);
    const DoudiValue *amount = NULL;
    const DoudiValue *text = NULL;
    int64_t fen = 0;
    bool is_right =
        doudi_decide(run, worker->shared->model, "月补助金额", inputs, &amount, NULL) == DOUDI_OK &&
        doudi_value_scaled(amount, -2, &fen) && fen == expected_fen(income) &&
        doudi_expression_run(run, worker->shared->expression, inputs, &text, NULL) == DOUDI_OK &&
        strcmp(doudi_value_text(run, text), "3人") == 0;
    worker->wrong += is_right ? 0 : 1;
    worker->amount += fen;
}

static void *work(void *data) {
    Worker *worker = data;
    DoudiRun *run = doudi_run_new();
    for (int64_t i = 0; i < CASES; i++) {
        decide_case(worker, run, worker->first + i * 997);
        doudi_run_clear(run);
    }
    doudi_run_free(run);
    return NULL;
}

static void four_threads_decide_as_one_would(void **state) {
    (void)state;
    static char xml[XML_MAX];
    FILE *file = fopen(EXAMPLES_FOLDER "/means_test.dmn", "rb");
    assert_non_null(file);
    DoudiSource source = {"means_test.dmn", xml, fread(xml, 1, sizeof xml, file)};
    (void)fclose(file);
    DoudiModel *model = NULL;
    DoudiExpression *expression = NULL;
    static const DoudiVariable NAMES[] = {{"人数", "number"}};
    assert_int_equal(doudi_model_read(&source, 1, DOUDI_READ_STRICT, &model, NULL), DOUDI_OK);
    assert_int_equal(doudi_expression_compile("replace(string(人数) + \"个\", \"个$\", \"人\")",
                                              NAMES, 1, &expression, NULL),
                     DOUDI_OK);
    Shared shared = {model, expression};
    Worker workers[THREADS];
    for (int64_t i = 0; i < THREADS; i++) {
        workers[i] = (Worker){.shared = &shared, .first = i * 10};
        assert_int_equal(pthread_create(&workers[i].thread, NULL, work, &workers[i]), 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(workers[i].thread, NULL), 0);
        assert_int_equal(workers[i].wrong, 0);
        assert_true(workers[i].amount > 0);
    }
    doudi_expression_free(expression);
    doudi_model_free(model);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(four_threads_decide_as_one_would)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
