// SPDX-License-Identifier: Apache-2.0
#include "cli/files.h"

#include "base/check.h"
#include "base/memory.h"
#include "cli/paths.h"
#include "platform/file.h"
#include "platform/folder.h"

#include <stdlib.h>

void loaded_file_release(LoadedFile *file) {
    text_release(&file->bytes);
    text_release(&file->side);
    *file = (LoadedFile){0};
}

enum { ENVELOPE_SIZE_MAX = 1024 * 1024 };
static const size_t FILE_SIZE_MAX = (size_t)4 << 30;

Status loaded_file_read(Str path, LoadedFile *out_file, Error *error) {
    CLEANUP(arena_release) Arena arena = {0};
    LoadedFile file = {.bytes = {.limit = FILE_SIZE_MAX}};
    Status status = file_read(path_text(&arena, path), FILE_SIZE_MAX, &file.bytes, error);
    const char *side =
        path_text(&arena, arena_format(&arena, STR_FMT ".envelope.json", STR_ARG(path)));
    if (status == STATUS_OK && file_kind(side) == FILE_REGULAR) {
        status = file_read(side, ENVELOPE_SIZE_MAX, &file.side, error);
    }
    if (status != STATUS_OK) {
        loaded_file_release(&file);
        return status;
    }
    *out_file = file;
    return STATUS_OK;
}

// JSON Lines may carry an envelope, and any file may have one beside it; all others say in their
// name when they were delivered and need not be read for that.
static bool needs_reading(Arena *arena, const FileName *item) {
    const char *side =
        path_text(arena, arena_format(arena, STR_FMT ".envelope.json", STR_ARG(item->path)));
    size_t at = 0;
    return str_find(item->name, STR(".jsonl"), &at) || file_kind(side) == FILE_REGULAR;
}

static Status find_key(FileName *item, Error *error) {
    CLEANUP(arena_release) Arena arena = {0};
    CLEANUP(loaded_file_release) LoadedFile loaded = {0};
    if (needs_reading(&arena, item)) {
        Status status = loaded_file_read(item->path, &loaded, error);
        if (status != STATUS_OK) {
            return status;
        }
    }
    LoadFile file = {item->name, text_str(&loaded.bytes), text_str(&loaded.side)};
    item->key = load_key(&file);
    return STATUS_OK;
}

static Status add_file(FileNames *names, Str path, Error *error) {
    names->items =
        array_reserve(names->items, names->count, &names->capacity, sizeof *names->items);
    FileName *item = &names->items[names->count++];
    *item = (FileName){.path = arena_copy(&names->arena, path)};
    item->name = path_name(item->path);
    return find_key(item, error);
}

bool is_department_file(Str name) {
    return !str_starts_with(name, STR(".")) && !str_ends_with(name, STR(".envelope.json"));
}

static Status add_folder(FileNames *names, Str path, Error *error) {
    CLEANUP(arena_release) Arena arena = {0};
    FolderEntry *entries = NULL;
    size_t count = 0;
    Status status = folder_list(path_text(&arena, path), &arena, &entries, &count, error);
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        Str file = path_join(&arena, path, entries[i].name);
        if (is_department_file(entries[i].name) &&
            file_kind(path_text(&arena, file)) == FILE_REGULAR) {
            status = add_file(names, file, error);
        }
    }
    return status;
}

static int compare_names(const void *a, const void *b) {
    const FileName *left = a;
    const FileName *right = b;
    return load_key_compare(&left->key, left->name, &right->key, right->name);
}

Status files_expand(const Str *paths, size_t count, FileNames *out_names, Error *error) {
    FileNames names = {0};
    Status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        CLEANUP(arena_release) Arena arena = {0};
        FileKind kind = file_kind(path_text(&arena, paths[i]));
        if (kind == FILE_MISSING) {
            status = error_set(error, STATUS_NOT_FOUND, STR_FMT ": there is no such file or folder",
                               STR_ARG(paths[i]));
        } else if (kind == FILE_OTHER) { // reading from a pipe or device may never end
            status = error_set(error, STATUS_INVALID,
                               STR_FMT ": neither a file nor a folder; save it as a file first",
                               STR_ARG(paths[i]));
        } else {
            status = kind == FILE_FOLDER ? add_folder(&names, paths[i], error)
                                         : add_file(&names, paths[i], error);
        }
    }
    if (status != STATUS_OK) {
        file_names_release(&names);
        return status;
    }
    if (names.count > 0) {
        qsort(names.items, names.count, sizeof *names.items, compare_names);
    }
    *out_names = names;
    return STATUS_OK;
}

void file_names_release(FileNames *names) {
    memory_free(names->items);
    arena_release(&names->arena);
    *names = (FileNames){0};
}

Status loaded_input_read(Str path, LoadInput *out_input, Error *error) {
    LoadedFile loaded = {0};
    Status status = loaded_file_read(path, &loaded, error);
    text_append(&out_input->name, path_name(path));
    out_input->bytes = loaded.bytes;
    out_input->side_bytes = loaded.side;
    return status;
}
