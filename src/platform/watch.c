// SPDX-License-Identifier: Apache-2.0
#include "platform/watch.h"
#include "platform/os_error_private.h"
#include <poll.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

// What the kernel gives out of these is little, and shared with other programs.
static Status watch_error(Error *error, int number, const char *path) {
    if (number == EMFILE || number == ENOSPC) {
        return error_set(error, STATUS_UNAVAILABLE,
                         "cannot watch %s: this user watches too much already; raise "
                         "fs.inotify.max_user_instances and fs.inotify.max_user_watches",
                         path);
    }
    return os_error(error, number, "watch", path);
}

Status folder_watch_open(FolderWatch *watch, const char *path, Error *error) {
    int fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (fd < 0) {
        return watch_error(error, errno, path);
    }
    if (inotify_add_watch(fd, path, IN_MOVED_TO | IN_CLOSE_WRITE | IN_ONLYDIR) < 0) {
        Status status = watch_error(error, errno, path);
        close(fd);
        return status;
    }
    *watch = (FolderWatch){.fd = fd};
    return STATUS_OK;
}

void folder_watch_close(FolderWatch *watch) {
    if (watch->fd > 0) {
        close(watch->fd);
    }
    *watch = (FolderWatch){0};
}

static bool fill(FolderWatch *watch, int timeout_ms) {
    struct pollfd watched = {.fd = watch->fd, .events = POLLIN};
    ssize_t length = 0;
    if (poll(&watched, 1, timeout_ms) > 0) {
        length = read(watch->fd, watch->events, sizeof watch->events);
    }
    watch->at = 0;
    watch->length = length > 0 ? (size_t)length : 0;
    return watch->length > 0;
}

Str folder_watch_next(FolderWatch *watch, int timeout_ms) {
    if (watch->at == watch->length && !fill(watch, timeout_ms)) {
        return STR("");
    }
    struct inotify_event event;
    memcpy(&event, watch->events + watch->at, sizeof event);
    const char *name = watch->events + watch->at + sizeof event;
    watch->at += sizeof event + event.len;
    return event.len > 0 ? str_from(name) : STR("");
}
