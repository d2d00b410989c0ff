// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_SERVICE_INVENTED_H
#define TESTS_SERVICE_INVENTED_H
// An invented county of 800 persons and 16 months (2024-03 to 2025-06): its files, and counties
// that load them into SQLite stores beside the files.
#include "county_fixture.h"

typedef struct Sent { // the files of one invented county in the order of loading
    char folder[40];
    LoadFile *files;
    size_t count;
    Arena arena;
    Error error;
} Sent;
void invent(Sent *sent, uint64_t seed);
void forget(Sent *sent); // removes the files too

void invented_make(Sent *sent, const char *name, Fixture *fixture, County *county);
void invented_load(Sent *sent, County *county); // every file
void invented_close(Fixture *fixture, County *county);
#endif
