// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_DMN_MODEL_FILE_H
#define TESTS_DMN_MODEL_FILE_H
// Files of the models folder of the tests at hand (MODELS_FOLDER).
#include "base/text.h"

Text read_model_file(const char *name); // fails the test when it is not there
#endif
