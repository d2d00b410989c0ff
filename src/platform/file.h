// SPDX-License-Identifier: Apache-2.0
#ifndef PLATFORM_FILE_H
#define PLATFORM_FILE_H
// Whole files. A write is atomic and durable: after a kill at any point the path holds the old
// bytes or the new ones. Paths are NUL-terminated, as the operating system wants them. Every
// message names the path.
#include "base/date.h"
#include "base/held.h"
#include "base/status.h"
#include "base/text.h"

typedef enum FileKind { FILE_MISSING, FILE_REGULAR, FILE_FOLDER, FILE_OTHER } FileKind;
FileKind file_kind(const char *path);

typedef struct FileState {
    size_t size;
    Instant changed; // by the clock of the file system
} FileState;
bool file_state(const char *path, FileState *out_state); // false when there is no such file

// Appends the whole file; TOO_LARGE over size_max (or the text's limit), NOT_FOUND, DENIED.
MUST_CHECK Status file_read(const char *path, size_t size_max, Text *out_bytes, Error *error);
// The same of standard input.
MUST_CHECK Status file_read_input(size_t size_max, Text *out_bytes, Error *error);
MUST_CHECK Status file_write(const char *path, Str bytes, Error *error);
// As file_write, readable by the owner alone: for keys. CONFLICT when the path exists.
MUST_CHECK Status file_write_secret(const char *path, Str bytes, Error *error);
MUST_CHECK Status file_remove(const char *path, Error *error); // a missing file is fine

// Within one file system; what stands at `to` is replaced.
MUST_CHECK Status file_move(const char *from, const char *to, Error *error);

typedef struct FileMap { // a file's bytes in memory, read only
    Str bytes;
    void *address;
} FileMap;
MUST_CHECK Status file_map(const char *path, FileMap *out_map, Error *error);
void file_unmap(FileMap *map); // safe on a zeroed map
// The same, to be written: what is written stays in memory, the file is never changed.
MUST_CHECK Status file_hold(const char *path, HeldBytes *out_bytes, Error *error);
#endif
