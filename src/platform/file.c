// SPDX-License-Identifier: Apache-2.0
#include "platform/file.h"
#include "base/check.h"
#include "base/memory.h"
#include "platform/os_error_private.h"
#include "platform/random.h"
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { READ_SIZE = 32 * 1024, MODE_PUBLIC = 0644, MODE_SECRET = 0600 };

FileKind file_kind(const char *path) {
    struct stat about;
    if (stat(path, &about) != 0) {
        return FILE_MISSING;
    }
    return S_ISREG(about.st_mode)   ? FILE_REGULAR
           : S_ISDIR(about.st_mode) ? FILE_FOLDER
                                    : FILE_OTHER;
}

bool file_state(const char *path, FileState *out_state) {
    enum { US_PER_S = 1000 * 1000, NS_PER_US = 1000 };
    struct stat about;
    if (stat(path, &about) != 0) {
        return false;
    }
    int64_t us = (int64_t)about.st_mtim.tv_sec * US_PER_S + about.st_mtim.tv_nsec / NS_PER_US;
    *out_state = (FileState){.size = (size_t)about.st_size, .changed = {us}};
    return true;
}

static void fd_close(const int *fd) {
    if (*fd >= 0) {
        close(*fd);
    }
}

// Into the text's own room while there is any, else into the chunk and from there.
static ssize_t fd_read_some(int fd, char *chunk, Text *out) {
    size_t room = text_room(out);
    if (out->data == NULL || out->length + 1 >= out->capacity || room == 0) {
        ssize_t got = read(fd, chunk, READ_SIZE);
        if (got > 0) {
            text_append(out, (Str){chunk, (size_t)got});
        }
        return got;
    }
    size_t own = out->capacity - 1 - out->length;
    ssize_t got = read(fd, out->data + out->length, own < room ? own : room);
    out->length += got < 0 ? 0 : (size_t)got;
    out->data[out->length] = '\0';
    return got;
}

static Status fd_read_all(int fd, const char *path, size_t size_max, Text *out, Error *error) {
    char chunk[READ_SIZE];
    for (;;) {
        ssize_t got = fd_read_some(fd, chunk, out);
        if (got < 0 && errno != EINTR) {
            return os_error(error, errno, "read", path);
        }
        if (got == 0) {
            return STATUS_OK;
        }
        if (out->length > size_max || out->is_cut) {
            return error_set(error, STATUS_TOO_LARGE, "%s is larger than the limit of %zu bytes",
                             path, size_max);
        }
    }
}

// Empty, with room for all that a regular file says it has, so that it is not moved while it grows.
static Text text_for(int fd, size_t size_max, size_t limit) {
    struct stat about;
    Text text = {.limit = limit};
    bool is_known = fstat(fd, &about) == 0 && S_ISREG(about.st_mode) && about.st_size > 0;
    if (is_known && (size_t)about.st_size <= size_max) {
        text.capacity = (size_t)about.st_size + 1;
        text.data = memory_grow(NULL, text.capacity, 1);
        text.data[0] = '\0';
    }
    return text;
}

static Status fd_append_all(int fd, const char *path, size_t size_max, Text *out_bytes,
                            Error *error) {
    CLEANUP(text_release) Text read_bytes = text_for(fd, size_max, out_bytes->limit);
    Status status = fd_read_all(fd, path, size_max, &read_bytes, error);
    if (status == STATUS_OK && out_bytes->data == NULL) {
        *out_bytes = read_bytes;
        read_bytes = (Text){0};
    } else if (status == STATUS_OK) {
        text_append(out_bytes, text_str(&read_bytes));
    }
    return status;
}

Status file_read(const char *path, size_t size_max, Text *out_bytes, Error *error) {
    CLEANUP(fd_close) int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return os_error(error, errno, "read", path);
    }
    return fd_append_all(fd, path, size_max, out_bytes, error);
}

Status file_read_input(size_t size_max, Text *out_bytes, Error *error) {
    return fd_append_all(STDIN_FILENO, "standard input", size_max, out_bytes, error);
}

static Status fd_write_all(int fd, const char *path, Str bytes, Error *error) {
    size_t done = 0;
    while (done < bytes.length) {
        ssize_t put = write(fd, bytes.data + done, bytes.length - done);
        if (put < 0 && errno == EINTR) {
            continue;
        }
        if (put < 0) {
            return os_error(error, errno, "write", path);
        }
        done += (size_t)put;
    }
    return fsync(fd) == 0 ? STATUS_OK : os_error(error, errno, "write", path);
}

// A rename lasts only when the folder that holds the name is on disk too.
static Status folder_sync(const char *path, Error *error) {
    CLEANUP(text_release) Text folder = {0};
    text_append(&folder, str_from(path));
    while (folder.length > 0 && folder.data[folder.length - 1] != '/') {
        folder.data[--folder.length] = '\0';
    }
    CLEANUP(fd_close)
    int fd = open(folder.length == 0 ? "." : folder.data, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || fsync(fd) != 0) {
        return os_error(error, errno, "write", path);
    }
    return STATUS_OK;
}

static Status file_write_new(const char *path, Str bytes, mode_t mode, Error *error) {
    CLEANUP(fd_close) int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (fd < 0) {
        return os_error(error, errno, "write", path);
    }
    Status status = fd_write_all(fd, path, bytes, error);
    if (status != STATUS_OK) {
        unlink(path);
    }
    return status;
}

Status file_write(const char *path, Str bytes, Error *error) {
    CLEANUP(text_release) Text fresh = {0};
    text_format(&fresh, "%s.%016llx.new", path, (unsigned long long)random_number());
    Status status = file_write_new(fresh.data, bytes, MODE_PUBLIC, error);
    if (status != STATUS_OK) {
        return status;
    }
    if (rename(fresh.data, path) != 0) {
        status = os_error(error, errno, "write", path);
        unlink(fresh.data);
        return status;
    }
    return folder_sync(path, error);
}

// Linking, unlike renaming, fails when the name is there already: two that make a key at once must
// not both believe in theirs.
Status file_write_secret(const char *path, Str bytes, Error *error) {
    CLEANUP(text_release) Text fresh = {0};
    text_format(&fresh, "%s.%016llx.new", path, (unsigned long long)random_number());
    Status status = file_write_new(fresh.data, bytes, MODE_SECRET, error);
    if (status != STATUS_OK) {
        return status;
    }
    int number = link(fresh.data, path) == 0 ? 0 : errno;
    unlink(fresh.data);
    return number == 0 ? folder_sync(path, error) : os_error(error, number, "write", path);
}

Status file_remove(const char *path, Error *error) {
    if (unlink(path) != 0 && errno != ENOENT) {
        return os_error(error, errno, "remove", path);
    }
    return STATUS_OK;
}

Status file_move(const char *from, const char *to, Error *error) {
    if (rename(from, to) != 0) {
        return os_error(error, errno, "move", from);
    }
    return STATUS_OK;
}

static Status map(const char *path, int protection, FileMap *out_map, Error *error) {
    CLEANUP(fd_close) int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat about;
    if (fd < 0 || fstat(fd, &about) != 0) {
        return os_error(error, errno, "read", path);
    }
    if (!S_ISREG(about.st_mode)) {
        return error_set(error, STATUS_INVALID, "cannot read %s: it is not a file", path);
    }
    if (about.st_size == 0) { // an empty range cannot be mapped
        *out_map = (FileMap){0};
        return STATUS_OK;
    }
    size_t size = (size_t)about.st_size;
    void *address = mmap(NULL, size, protection, MAP_PRIVATE, fd, 0);
    if (address == MAP_FAILED) {
        return os_error(error, errno, "read", path);
    }
    *out_map = (FileMap){.bytes = {address, size}, .address = address};
    return STATUS_OK;
}

Status file_map(const char *path, FileMap *out_map, Error *error) {
    return map(path, PROT_READ, out_map, error);
}

static void unmap_held(HeldBytes *held) {
    CHECK(held->data == NULL || munmap(held->data, held->length) == 0);
}

Status file_hold(const char *path, HeldBytes *out_bytes, Error *error) {
    FileMap mapped = {0};
    Status status = map(path, PROT_READ | PROT_WRITE, &mapped, error);
    if (status == STATUS_OK) {
        *out_bytes = (HeldBytes){mapped.address, mapped.bytes.length, unmap_held};
    }
    return status;
}

void file_unmap(FileMap *map) {
    if (map->address != NULL) {
        CHECK(munmap(map->address, map->bytes.length) == 0);
    }
    *map = (FileMap){0};
}
