// SPDX-License-Identifier: Apache-2.0
#include "pack_folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
// cmocka needs the four above first.
#include <cmocka.h>
#include <dirent.h>
#include <stdio.h>
#include <string.h>

static Str file_read(Arena *arena, const char *path) {
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    size_t size = (size_t)ftell(file);
    assert_int_equal(fseek(file, 0, SEEK_SET), 0);
    char *bytes = arena_alloc(arena, size + 1, 1);
    assert_int_equal(fread(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
    return (Str){bytes, size};
}

static void folder_load_part(PackFolder *folder, const char *part) {
    Str root = arena_format(&folder->arena, "%s/%s", PACK_FOLDER, part);
    DIR *directory = opendir(root.data);
    assert_non_null(directory);
    for (struct dirent *entry = readdir(directory); entry != NULL; entry = readdir(directory)) {
        if (strchr(entry->d_name, '.') == NULL || entry->d_name[0] == '.') {
            continue;
        }
        assert_true(folder->count < FOLDER_FILES_MAX);
        Str path = arena_format(&folder->arena, STR_FMT "/%s", STR_ARG(root), entry->d_name);
        PackFile *file = &folder->files[folder->count++];
        file->path = arena_format(&folder->arena, "%s%s", part, entry->d_name);
        file->bytes = file_read(&folder->arena, path.data);
    }
    closedir(directory);
}

PackFolder folder_load(void) {
    PackFolder folder = {0};
    folder_load_part(&folder, "");
    folder_load_part(&folder, "feeds/");
    folder_load_part(&folder, "tests/");
    return folder;
}

void folder_release(PackFolder *folder) {
    arena_release(&folder->arena);
}

PackFile *folder_file(PackFolder *folder, const char *path) {
    for (size_t i = 0; i < folder->count; i++) {
        if (str_equal(folder->files[i].path, str_from(path))) {
            return &folder->files[i];
        }
    }
    fail_msg("the pack has no file %s", path);
    return NULL;
}

void folder_replace(PackFolder *folder, const char *path, const char *from, const char *to) {
    PackFile *file = folder_file(folder, path);
    size_t at = 0;
    if (!str_find(file->bytes, str_from(from), &at)) {
        fail_msg("%s does not contain %s", path, from);
    }
    Str head = str_slice(file->bytes, 0, at);
    Str tail = str_slice(file->bytes, at + strlen(from), file->bytes.length);
    file->bytes =
        arena_format(&folder->arena, STR_FMT "%s" STR_FMT, STR_ARG(head), to, STR_ARG(tail));
}

void folder_add(PackFolder *folder, const char *path, const char *bytes) {
    assert_true(folder->count < FOLDER_FILES_MAX);
    folder->files[folder->count++] = (PackFile){.path = str_from(path), .bytes = str_from(bytes)};
}

void folder_remove(PackFolder *folder, const char *path) {
    *folder_file(folder, path) = folder->files[--folder->count];
}

Pack *folder_read(const PackFolder *folder) {
    Pack *pack = NULL;
    Error error = {0};
    if (pack_read(folder->files, folder->count, &pack, &error) != STATUS_OK) {
        fail_msg("%s", error.message);
    }
    return pack;
}
