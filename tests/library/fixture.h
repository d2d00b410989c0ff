// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_LIBRARY_FIXTURE_H
#define TESTS_LIBRARY_FIXTURE_H
// What the tests of the library share: the example's model and a run. Only doudi_dmn.h is known.
#include "library/doudi_dmn.h"

typedef struct Fixture {
    char *xml;
    DoudiModel *model;
    DoudiRun *run;
    DoudiError error;
} Fixture;

int set_up(void **state); // of cmocka: *state is a Fixture
int tear_down(void **state);
void assert_says(const char *text, const char *words);
void assert_value(Fixture *fixture, const DoudiValue *value, const char *text);
// These fail the test when they do not succeed.
const DoudiValue *from_json(Fixture *fixture, const char *json);
const DoudiValue *evaluate(Fixture *fixture, const char *source, const DoudiValue *context);

#define WITH_MODEL(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
#endif
