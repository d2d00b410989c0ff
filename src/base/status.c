// SPDX-License-Identifier: Apache-2.0
#include "base/status.h"
#include "base/check.h"
#include "base/str.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

// Takes away a character whose last bytes did not fit.
static void message_cut_at_character(char *message) {
    size_t length = strlen(message);
    size_t start = length;
    while (start > 0 && ((unsigned char)message[start - 1] & 0xC0) == 0x80) {
        start--;
    }
    if (start == 0) {
        return;
    }
    unsigned char lead = (unsigned char)message[start - 1];
    size_t wanted = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
    if (length - (start - 1) < wanted) {
        message[start - 1] = '\0';
    }
}

// Words often quote what somebody sent, which may be anything.
static void message_make_utf8(char *message) {
    Str words = str_from(message);
    if (str_is_utf8(words)) {
        return;
    }
    for (size_t at = 0; at < words.length;) {
        size_t start = at;
        bool is_broken = str_next_character(words, &at) == 0xFFFD && at - start == 1;
        message[start] = is_broken ? '?' : message[start];
    }
}

// The words are built aside, because they may quote the message that they replace.
static void message_set(Error *error, const char *words, bool is_cut) {
    size_t length = strlen(words);
    memcpy(error->message, words, length + 1);
    if (is_cut) {
        message_cut_at_character(error->message);
    }
    message_make_utf8(error->message);
}

Status error_set(Error *error, Status status, const char *format, ...) {
    CHECK(status != STATUS_OK);
    if (error == NULL) {
        return status;
    }
    char words[ERROR_MESSAGE_SIZE];
    va_list arguments;
    va_start(arguments, format);
    int wanted = vsnprintf(words, sizeof words, format, arguments);
    va_end(arguments);
    CHECK(wanted >= 0);
    error->status = status;
    message_set(error, words, (size_t)wanted >= sizeof words);
    return status;
}

Status error_prefix(Error *error, const char *format, ...) {
    CHECK(error != NULL && error->status != STATUS_OK);
    char words[ERROR_MESSAGE_SIZE];
    va_list arguments;
    va_start(arguments, format);
    int wanted = vsnprintf(words, sizeof words, format, arguments);
    va_end(arguments);
    CHECK(wanted >= 0);
    size_t used = strlen(words);
    int rest = snprintf(words + used, sizeof words - used, "%s", error->message);
    bool is_cut = (size_t)wanted >= sizeof words || (size_t)rest >= sizeof words - used;
    message_set(error, words, is_cut);
    return error->status;
}

const char *status_name(Status status) {
    switch (status) {
    case STATUS_OK: return "ok";
    case STATUS_INVALID: return "invalid";
    case STATUS_NOT_FOUND: return "not_found";
    case STATUS_CONFLICT: return "conflict";
    case STATUS_DENIED: return "denied";
    case STATUS_TOO_LARGE: return "too_large";
    case STATUS_OVERFLOW: return "overflow";
    case STATUS_UNAVAILABLE: return "unavailable";
    case STATUS_CORRUPT: return "corrupt";
    case STATUS_CANCELLED: return "cancelled";
    }
    return "unknown";
}
