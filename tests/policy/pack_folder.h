// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_POLICY_PACK_FOLDER_H
#define TESTS_POLICY_PACK_FOLDER_H
// The real pack as bytes, for tests that read it or break a copy of it.
#include "base/arena.h"
#include "policy/pack.h"

enum { FOLDER_FILES_MAX = 128 };
typedef struct PackFolder {
    Arena arena;
    PackFile files[FOLDER_FILES_MAX];
    size_t count;
} PackFolder;

PackFolder folder_load(void); // packs/zhejiang-longwan; ends the test when it cannot be read
void folder_release(PackFolder *folder);
PackFile *folder_file(PackFolder *folder, const char *path);
// Replaces the first `from` in the file; ends the test when it is not there.
void folder_replace(PackFolder *folder, const char *path, const char *from, const char *to);
void folder_add(PackFolder *folder, const char *path, const char *bytes);
void folder_remove(PackFolder *folder, const char *path);
Pack *folder_read(const PackFolder *folder); // ends the test with the message when it is refused
#endif
