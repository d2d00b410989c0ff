// SPDX-License-Identifier: Apache-2.0
#ifndef PLATFORM_FOLDER_H
#define PLATFORM_FOLDER_H
// Folders.
#include "base/arena.h"
#include "base/status.h"

MUST_CHECK Status folder_make(const char *path, Error *error); // with its parents; existing is fine

typedef struct FolderEntry {
    Str name; // NUL-terminated
    bool is_folder;
} FolderEntry;
enum { FOLDER_ENTRIES_MAX = 1000000 };
// Entries by name (bytes), without "." and "..".
MUST_CHECK Status folder_list(const char *path, Arena *arena, FolderEntry **out_entries,
                              size_t *out_count, Error *error);
#endif
