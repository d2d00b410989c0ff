// SPDX-License-Identifier: Apache-2.0
#ifndef APP_INBOX_H
#define APP_INBOX_H
// The inbox of a county's folder: department files put there are loaded, then moved to
// inbox/accepted, or to inbox/refused with the reason beside them (NAME.reason.txt). Hidden files,
// and files that still grow, are left alone.
#include "base/map.h"
#include "cli/county.h"

typedef struct Inbox {
    CountyFolder *county;
    FILE *log; // one line per file
    bool is_english;
    Map sizes; // hash of a file's name -> its size at the last look: a file is whole when it has
               // not grown since
} Inbox;

void inbox_init(Inbox *inbox, CountyFolder *county, FILE *log, bool is_english);
void inbox_release(Inbox *inbox);
// Loads what lies there and is whole; returns how many files were taken.
size_t inbox_look(Inbox *inbox);
#endif
