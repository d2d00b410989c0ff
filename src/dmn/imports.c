// SPDX-License-Identifier: Apache-2.0
// Which files of a set belong to a model: the first, and what it imports, directly or not. Files
// are found by the namespace of the import; what nobody imports is left out.
#include "dmn/imports.h"
#include "base/check.h"
#include "dmn/reader.h"

typedef struct Linker {
    DmnModel *model;
    const ModelSource *sources;
    size_t source_count;
    const ModelSource **taken; // by file of the model
    Error *error;
} Linker;

static Status import_fail(const Linker *linker, const ModelFile *file, const Import *import,
                          const char *words) {
    return error_set(linker->error, STATUS_INVALID,
                     STR_FMT ":%d: import '" STR_FMT "' of namespace '" STR_FMT "': %s",
                     STR_ARG(file->file_name), import->line, STR_ARG(import->name),
                     STR_ARG(import->name_space), words);
}

static Status find_source(const Linker *linker, const ModelFile *file, const Import *import,
                          const ModelSource **out_source) {
    const ModelSource *found = NULL;
    for (size_t i = 0; i < linker->source_count; i++) {
        const ModelSource *source = &linker->sources[i];
        if (!str_equal(xml_attribute(source->root, "namespace"), import->name_space)) {
            continue;
        }
        if (found != NULL) {
            return import_fail(linker, file, import, "several of the given models have it");
        }
        found = source;
    }
    if (found == NULL) {
        return import_fail(linker, file, import,
                           "none of the given models has it; give the imported file too");
    }
    *out_source = found;
    return STATUS_OK;
}

static Status take_source(Linker *linker, const ModelSource *source, size_t *out_file) {
    DmnModel *model = linker->model;
    CHECK(source != NULL);
    for (size_t i = 0; i < model->file_count; i++) {
        if (linker->taken[i] == source) {
            *out_file = i;
            return STATUS_OK;
        }
    }
    if (model->file_count == MODEL_FILES_MAX) {
        return error_set(linker->error, STATUS_TOO_LARGE, "more than %d models import each other",
                         (int)MODEL_FILES_MAX);
    }
    *out_file = model->file_count++;
    linker->taken[*out_file] = source;
    ModelFile *file = &model->files[*out_file];
    file->file_name = arena_copy(&model->arena, source->file_name);
    return model_file_read(model, file, source->root, linker->error);
}

static Status link_file(Linker *linker, size_t at) {
    ModelFile *file = &linker->model->files[at];
    for (size_t i = 0; i < file->import_count; i++) {
        Import *import = &file->imports[i];
        const ModelSource *source = NULL;
        Status status = find_source(linker, file, import, &source);
        if (status == STATUS_OK) {
            status = take_source(linker, source, &import->file);
        }
        if (status != STATUS_OK) {
            return status;
        }
        for (size_t k = 0; k < i; k++) {
            if (str_equal(file->imports[k].name, import->name)) {
                return import_fail(linker, file, import, "another import has this name");
            }
        }
    }
    return STATUS_OK;
}

typedef enum Visit { VISIT_NEW, VISIT_OPEN, VISIT_DONE } Visit;

// A model that imports itself, through others or not, has no beginning.
static Status check_circles(const Linker *linker, size_t at, uint8_t *visits) {
    const ModelFile *file = &linker->model->files[at];
    Status status = STATUS_OK;
    visits[at] = VISIT_OPEN;
    for (size_t i = 0; status == STATUS_OK && i < file->import_count; i++) {
        const Import *import = &file->imports[i];
        if (visits[import->file] == VISIT_OPEN) {
            return import_fail(linker, file, import,
                               "this model imports the one that imports it; break the circle");
        }
        if (visits[import->file] == VISIT_NEW) {
            status = check_circles(linker, import->file, visits);
        }
    }
    visits[at] = VISIT_DONE;
    return status;
}

Status model_link(DmnModel *model, const ModelSource *sources, size_t count, Error *error) {
    size_t capacity = count < MODEL_FILES_MAX ? count : MODEL_FILES_MAX;
    Linker linker = {.model = model, .sources = sources, .source_count = count, .error = error};
    linker.taken = arena_alloc(&model->arena, capacity, sizeof(const ModelSource *));
    model->files = arena_alloc(&model->arena, capacity, sizeof *model->files);
    size_t first = 0;
    Status status = take_source(&linker, &sources[0], &first);
    for (size_t i = 0; status == STATUS_OK && i < model->file_count; i++) {
        status = link_file(&linker, i);
    }
    if (status == STATUS_OK) {
        uint8_t *visits = arena_alloc(&model->arena, model->file_count, sizeof *visits);
        status = check_circles(&linker, 0, visits);
    }
    size_t element_count = 0;
    for (size_t i = 0; status == STATUS_OK && i < model->file_count; i++) {
        element_count += model_count_elements(linker.taken[i]->root);
    }
    if (element_count > MODEL_ELEMENTS_MAX) {
        return error_set(
            error, STATUS_TOO_LARGE,
            STR_FMT ": %zu inputs, decisions and knowledge models; at most %d are read",
            STR_ARG(model->files[0].file_name), element_count, (int)MODEL_ELEMENTS_MAX);
    }
    model->elements = arena_alloc(&model->arena, element_count, sizeof(Element));
    for (size_t i = 0; status == STATUS_OK && i < model->file_count; i++) {
        status = model_content_read(model, &model->files[i], linker.taken[i]->root, error);
    }
    return status;
}

Str imported_name(DmnModel *model, const Import *import, Str name) {
    return import->name.length == 0 ? name
                                    : arena_format(&model->arena, STR_FMT "." STR_FMT,
                                                   STR_ARG(import->name), STR_ARG(name));
}
