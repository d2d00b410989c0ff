// SPDX-License-Identifier: Apache-2.0
#ifndef STORE_MIGRATIONS_PRIVATE_H
#define STORE_MIGRATIONS_PRIVATE_H
// The files of migrations/, in the binary, in the order of their numbers. Forward only: a file that
// was released is never changed.
#include "store/store.h"

typedef struct EmbeddedFile {
    const char *name;
    const unsigned char *bytes; // NUL-terminated
    size_t size;
} EmbeddedFile;
extern const EmbeddedFile MIGRATIONS[];
extern const size_t MIGRATIONS_COUNT;

// Applies what is missing in one transaction. CORRUPT when an applied file was other, CONFLICT when
// the store knows files that this program does not.
MUST_CHECK Status store_migrate(Db *db, Error *error);
#endif
