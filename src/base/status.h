// SPDX-License-Identifier: Apache-2.0
#ifndef BASE_STATUS_H
#define BASE_STATUS_H
// How an operation ended, and what to tell a person when it did not end well.
// Operating errors (bad input, full disk, busy store) are a Status; programmer errors are CHECK
// (check.h). Outputs of a failed call are untouched. Never log and return: the caller decides who
// is told.

typedef enum Status {
    STATUS_OK = 0,
    STATUS_INVALID,     // the input breaks a rule; the message names place, value and remedy
    STATUS_NOT_FOUND,   // asked for by name or number, and not there
    STATUS_CONFLICT,    // there already, or changed by somebody else meanwhile
    STATUS_DENIED,      // not allowed to this actor, or a permission is missing
    STATUS_TOO_LARGE,   // over a stated limit, checked before memory is taken
    STATUS_OVERFLOW,    // a number does not fit
    STATUS_UNAVAILABLE, // the store, disk or network does not answer or is full
    STATUS_CORRUPT,     // stored data does not have its digest or its shape
    STATUS_CANCELLED,   // stopped on request
} Status;

enum { ERROR_MESSAGE_SIZE = 512 };

typedef struct Error {
    Status status;
    char message[ERROR_MESSAGE_SIZE]; // UTF-8, NUL-terminated, cut at a character border
} Error;

#define MUST_CHECK __attribute__((warn_unused_result))

// Fills *error (may be NULL) and returns status, so that `return error_set(error, STATUS_INVALID,
// "...")` reads well.
Status error_set(Error *error, Status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
// Puts words in front of the message that is there: "file.csv: " + "row 3: ...". Returns error's
// status.
Status error_prefix(Error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));
const char *
status_name(Status status); // "invalid", "not_found", ... as the API and JSON output show it
#endif
