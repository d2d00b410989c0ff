// SPDX-License-Identifier: Apache-2.0
#include "platform/folder.h"
#include "base/check.h"
#include "base/memory.h"
#include "base/text.h"
#include "platform/os_error_private.h"
#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { FOLDER_MODE = 0755 };

static bool is_folder(const char *path) {
    struct stat about;
    return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

static Status folder_make_one(const char *path, Error *error) {
    if (mkdir(path, FOLDER_MODE) != 0 && !(errno == EEXIST && is_folder(path))) {
        return os_error(error, errno, "make the folder", path);
    }
    return STATUS_OK;
}

Status folder_make(const char *path, Error *error) {
    CLEANUP(text_release) Text part = {0};
    for (const char *at = path; *at != '\0'; at++) {
        if (*at == '/' && part.length > 0 && !is_folder(part.data)) {
            Status status = folder_make_one(part.data, error);
            if (status != STATUS_OK) {
                return status;
            }
        }
        text_append_char(&part, *at);
    }
    return folder_make_one(path, error);
}

typedef struct Listing {
    FolderEntry *entries;
    size_t count;
    size_t capacity;
} Listing;

static void listing_release(Listing *listing) {
    memory_free(listing->entries);
}

static int entry_compare(const void *a, const void *b) {
    const FolderEntry *left = a;
    const FolderEntry *right = b;
    return str_compare(left->name, right->name);
}

static Status listing_add(Listing *listing, const char *folder, const char *name, Arena *arena,
                          Error *error) {
    if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0) {
        return STATUS_OK;
    }
    if (listing->count >= FOLDER_ENTRIES_MAX) {
        return error_set(error, STATUS_TOO_LARGE, "%s has more than %d entries", folder,
                         FOLDER_ENTRIES_MAX);
    }
    CLEANUP(text_release) Text path = {0};
    text_format(&path, "%s/%s", folder, name);
    listing->entries = array_reserve(listing->entries, listing->count, &listing->capacity,
                                     sizeof *listing->entries);
    listing->entries[listing->count++] =
        (FolderEntry){.name = arena_copy(arena, str_from(name)), .is_folder = is_folder(path.data)};
    return STATUS_OK;
}

static Status listing_read(Listing *listing, DIR *stream, const char *path, Arena *arena,
                           Error *error) {
    for (;;) {
        errno = 0;
        const struct dirent *entry = readdir(stream);
        if (entry == NULL) {
            return errno == 0 ? STATUS_OK : os_error(error, errno, "list", path);
        }
        Status status = listing_add(listing, path, entry->d_name, arena, error);
        if (status != STATUS_OK) {
            return status;
        }
    }
}

Status folder_list(const char *path, Arena *arena, FolderEntry **out_entries, size_t *out_count,
                   Error *error) {
    DIR *stream = opendir(path);
    if (stream == NULL) {
        return os_error(error, errno, "list", path);
    }
    CLEANUP(listing_release) Listing listing = {0};
    Status status = listing_read(&listing, stream, path, arena, error);
    closedir(stream);
    if (status != STATUS_OK) {
        return status;
    }
    FolderEntry *entries = arena_alloc(arena, listing.count, sizeof *entries);
    if (listing.count > 0) {
        qsort(listing.entries, listing.count, sizeof *entries, entry_compare);
        memcpy(entries, listing.entries, listing.count * sizeof *entries);
    }
    *out_entries = entries;
    *out_count = listing.count;
    return STATUS_OK;
}
