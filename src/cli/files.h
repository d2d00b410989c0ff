// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_FILES_H
#define CLI_FILES_H
// Files and folders named on the command line.
#include "base/arena.h"
#include "base/status.h"
#include "base/text.h"
#include "service/load_many.h"

typedef struct FileName {
    Str path;
    Str name; // without folder
    LoadKey key;
} FileName;
typedef struct FileNames {
    FileName *items;
    size_t count, capacity;
    Arena arena;
} FileNames;

// Folders stand for the department files directly inside them; sorted in the order of loading.
// Pipes and devices are refused, and passed over inside folders.
bool is_department_file(Str name); // not hidden, and no envelope
MUST_CHECK Status files_expand(const Str *paths, size_t count, FileNames *out_names, Error *error);
void file_names_release(FileNames *names);

typedef struct LoadedFile { // a department file and its envelope beside it
    Text bytes;             // read, not mapped: another process may cut the file short
    Text side;
} LoadedFile;
MUST_CHECK Status loaded_file_read(Str path, LoadedFile *out_file, Error *error);
void loaded_file_release(LoadedFile *file);
// The same for a load of many files.
MUST_CHECK Status loaded_input_read(Str path, LoadInput *out_input, Error *error);
#endif
