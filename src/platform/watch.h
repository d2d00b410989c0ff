// SPDX-License-Identifier: Apache-2.0
#ifndef PLATFORM_WATCH_H
#define PLATFORM_WATCH_H
// Watching a folder for files that become whole there: moved in, or closed after writing. Not here:
// what lay there before, nor what came when the kernel's queue was full: look for that now and
// then.
#include "base/status.h"
#include "base/str.h"
#include <stdbool.h>

typedef struct FolderWatch {
    int fd;
    size_t at, length; // of events
    char events[4096] __attribute__((aligned(8)));
} FolderWatch;

MUST_CHECK Status folder_watch_open(FolderWatch *watch, const char *path, Error *error);
void folder_watch_close(FolderWatch *watch); // safe on a zeroed one
// The next file that arrives within the time, borrowed until the next call; "" none.
Str folder_watch_next(FolderWatch *watch, int timeout_ms);
#endif
