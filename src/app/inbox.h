// SPDX-License-Identifier: Apache-2.0
#ifndef APP_INBOX_H
#define APP_INBOX_H
// The inbox of a county's folder: department files put there are loaded, then moved to
// inbox/accepted, or to inbox/refused with the reason beside them (NAME.reason.txt); the second of
// a name to accepted/2 or refused/2, and so on, so that nothing is replaced. Hidden files, folders,
// pipes, and files that still grow are left alone. What is moved into inbox/urgent does not wait
// for what lies in the inbox: it is loaded at once, between two of its files. Invariant: a file is
// moved only when every byte of it was read.
#include "base/clock.h"
#include "base/map.h"
#include "cli/county.h"

typedef struct Inbox {
    CountyFolder *county;
    const char *folder;             // "inbox" or "inbox/urgent"
    Cli *cli;                       // its output gets one line per file
    Map sizes;                      // hash of a file's name -> its size at the last look
    bool is_waiting;                // the store took nothing at the last try
    void (*between)(void *context); // called after each file of a look; NULL nothing
    void *context;
} Inbox;

void inbox_init(Inbox *inbox, CountyFolder *county, const char *folder, Cli *cli);
void inbox_release(Inbox *inbox);
// Loads what lies there and is whole; returns how many files were taken.
size_t inbox_look(Inbox *inbox);
// Loads a file of which its sender says that it is whole: it was moved there, or closed.
void inbox_take(Inbox *inbox, Str name);
#endif
