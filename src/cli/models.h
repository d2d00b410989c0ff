// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_MODELS_H
#define CLI_MODELS_H
// Decision models named on the command line: files, folders of them, policy packs.
#include "dmn/dmn.h"

typedef struct Models {
    DmnSource *items; // named without their folders
    size_t count;
    size_t capacity;
    bool are_of_pack;
    Arena arena;
} Models;
MUST_CHECK Status models_read(const Str *paths, size_t count, Models *out_models, Error *error);
void models_release(Models *models);
// The model at `index`, with the others there to be imported.
MUST_CHECK Status models_open(const Models *models, size_t index, DmnModel **out_model,
                              Error *error);
// The model that has the decision, with the others there to be imported. NOT_FOUND: none has it.
MUST_CHECK Status models_find(const Models *models, Str decision, DmnModel **out_model,
                              size_t *out_decision, Error *error);
#endif
