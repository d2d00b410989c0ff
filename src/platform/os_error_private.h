// SPDX-License-Identifier: Apache-2.0
#ifndef PLATFORM_OS_ERROR_PRIVATE_H
#define PLATFORM_OS_ERROR_PRIVATE_H
// An error number of the operating system as a Status and words: "cannot read PATH: No such file".
#include "base/status.h"
#include <errno.h>
#include <string.h>

static inline Status os_status(int number) {
    switch (number) {
    case ENOENT:
    case ENOTDIR: return STATUS_NOT_FOUND;
    case EACCES:
    case EPERM:
    case EROFS: return STATUS_DENIED;
    case EEXIST: return STATUS_CONFLICT;
    case EISDIR:
    case EINVAL:
    case ENAMETOOLONG: return STATUS_INVALID;
    default: return STATUS_UNAVAILABLE;
    }
}

static inline Status os_error(Error *error, int number, const char *verb, const char *path) {
    char words[128];
    if (strerror_r(number, words, sizeof words) != 0) {
        words[0] = '\0';
    }
    return error_set(error, os_status(number), "cannot %s %s: %s", verb, path, words);
}
#endif
