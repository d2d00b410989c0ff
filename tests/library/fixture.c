// SPDX-License-Identifier: Apache-2.0
#include "fixture.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static char *read_example(const char *name, size_t *out_length) {
    enum { SIZE = 64 * 1024 };
    char path[512];
    (void)snprintf(path, sizeof path, "%s/%s", EXAMPLES_FOLDER, name);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    char *bytes = calloc(1, SIZE);
    assert_non_null(bytes);
    *out_length = fread(bytes, 1, SIZE - 1, file);
    (void)fclose(file);
    return bytes;
}

int set_up(void **state) {
    static Fixture fixture;
    size_t length = 0;
    fixture = (Fixture){.xml = read_example("means_test.dmn", &length)};
    DoudiSource source = {"means_test.dmn", fixture.xml, length};
    DoudiStatus status =
        doudi_model_read(&source, 1, DOUDI_READ_STRICT, &fixture.model, &fixture.error);
    if (status != DOUDI_OK) {
        fail_msg("%s", fixture.error.message);
    }
    fixture.run = doudi_run_new();
    *state = &fixture;
    return 0;
}

int tear_down(void **state) {
    Fixture *fixture = *state;
    doudi_run_free(fixture->run);
    doudi_model_free(fixture->model);
    free(fixture->xml);
    return 0;
}

void assert_says(const char *text, const char *words) {
    if (strstr(text, words) == NULL) {
        fail_msg("'%s' is not in '%s'", words, text);
    }
}

void assert_value(Fixture *fixture, const DoudiValue *value, const char *text) {
    assert_string_equal(doudi_value_text(fixture->run, value), text);
}

const DoudiValue *from_json(Fixture *fixture, const char *json) {
    const DoudiValue *value = NULL;
    if (doudi_value_from_json(fixture->run, json, strlen(json), &value, &fixture->error) !=
        DOUDI_OK) {
        fail_msg("%s", fixture->error.message);
    }
    return value;
}

const DoudiValue *evaluate(Fixture *fixture, const char *source, const DoudiValue *context) {
    const DoudiValue *value = NULL;
    if (doudi_evaluate(fixture->run, source, context, &value, &fixture->error) != DOUDI_OK) {
        fail_msg("%s", fixture->error.message);
    }
    return value;
}
