// SPDX-License-Identifier: Apache-2.0
#include "cli/models.h"
#include "base/check.h"
#include "base/memory.h"
#include "cli/paths.h"
#include "platform/file.h"
#include "platform/folder.h"
#include <string.h>

enum { MODEL_SIZE_MAX = 64 * 1024 * 1024 };

void models_release(Models *models) {
    memory_free(models->items);
    arena_release(&models->arena);
}

static Status add_model(Models *models, Str path, Error *error) {
    CLEANUP(text_release) Text bytes = {.limit = MODEL_SIZE_MAX};
    Status status = file_read(path_text(&models->arena, path), MODEL_SIZE_MAX, &bytes, error);
    if (status == STATUS_OK) {
        models->items =
            array_reserve(models->items, models->count, &models->capacity, sizeof *models->items);
        models->items[models->count++] = (DmnSource){arena_copy(&models->arena, path_name(path)),
                                                     arena_copy(&models->arena, text_str(&bytes))};
    }
    return status;
}

// The models directly inside a folder; one with pack.yaml is a policy pack.
static Status add_folder(Models *models, Str folder, Error *error) {
    FolderEntry *entries = NULL;
    size_t count = 0;
    size_t before = models->count;
    Status status =
        folder_list(path_text(&models->arena, folder), &models->arena, &entries, &count, error);
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        models->are_of_pack |= str_equal(entries[i].name, STR("pack.yaml"));
        if (!entries[i].is_folder && str_ends_with(entries[i].name, STR(".dmn"))) {
            status = add_model(models, path_join(&models->arena, folder, entries[i].name), error);
        }
    }
    if (status == STATUS_OK && models->count == before) {
        return error_set(error, STATUS_NOT_FOUND, STR_FMT ": no .dmn file in this folder",
                         STR_ARG(folder));
    }
    return status;
}

Status models_read(const Str *paths, size_t count, Models *out_models, Error *error) {
    Models models = {0};
    Status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        bool is_folder = file_kind(path_text(&models.arena, paths[i])) == FILE_FOLDER;
        status =
            is_folder ? add_folder(&models, paths[i], error) : add_model(&models, paths[i], error);
    }
    if (status != STATUS_OK) {
        models_release(&models);
        return status;
    }
    *out_models = models;
    return STATUS_OK;
}

Status models_open(const Models *models, size_t index, DmnModel **out_model, Error *error) {
    DmnSource *sources = memory_new(models->count, sizeof *sources);
    memcpy(sources, models->items, models->count * sizeof *sources);
    sources[0] = models->items[index];
    sources[index] = models->items[0];
    Status status = dmn_models_read(sources, models->count, DMN_STRICT, out_model, error);
    memory_free(sources);
    return status;
}

Status models_find(const Models *models, Str decision, DmnModel **out_model, size_t *out_decision,
                   Error *error) {
    Status status = STATUS_OK;
    int found = -1;
    DmnModel *model = NULL;
    for (size_t i = 0; status == STATUS_OK && found < 0 && i < models->count; i++) {
        dmn_model_free(model);
        model = NULL;
        status = models_open(models, i, &model, error);
        found = status == STATUS_OK ? dmn_find_decision(model, decision) : -1;
    }
    if (status == STATUS_OK && found < 0) {
        status = error_set(error, STATUS_NOT_FOUND,
                           "--decision " STR_FMT ": no model here has a decision of that name",
                           STR_ARG(decision));
    }
    if (status != STATUS_OK) {
        dmn_model_free(model);
        return status;
    }
    *out_model = model;
    *out_decision = (size_t)found;
    return STATUS_OK;
}
