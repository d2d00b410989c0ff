// SPDX-License-Identifier: Apache-2.0
#ifndef HTTP_REQUEST_H
#define HTTP_REQUEST_H
// One HTTP request as a value: everything copied, decoded and checked, so that handlers run on any
// thread and never see a malformed byte. Not here: sockets (server.h), who answers (router.h).
#include "base/arena.h"
#include "base/status.h"
#include "base/text.h"

enum {
    REQUEST_TARGET_SIZE_MAX = 4096,
    REQUEST_SEGMENTS_MAX = 16,
    REQUEST_QUERY_MAX = 32,
    REQUEST_HEADERS_MAX = 64,
    REQUEST_PARAMETERS_MAX = 8,
};

typedef struct NamedText {
    Str name;
    Str value;
} NamedText;

typedef struct Request Request;
// Appends what went wrong, in the language that the request asks for.
typedef void (*ErrorWords)(const Request *request, Str message, Text *out);

struct Request { // texts live in the arena
    Str method;
    Str path;                           // as sent, without the query
    Str segments[REQUEST_SEGMENTS_MAX]; // "/a/b%20c" -> "a", "b c"; "/" has none
    size_t segment_count;
    NamedText parameters[REQUEST_PARAMETERS_MAX]; // {names} of the route
    size_t parameter_count;
    NamedText query[REQUEST_QUERY_MAX];
    size_t query_count;
    NamedText headers[REQUEST_HEADERS_MAX];
    size_t header_count;
    Str body;
    ErrorWords words; // NULL: failures are told as they are
    Arena arena;
};

// Takes "/path?query" apart: percent codes undone, UTF-8 checked, no NUL, no "." and ".." segments.
MUST_CHECK Status request_set_target(Request *request, Str target, Error *error);
void request_release(Request *request);

// "" when missing; the first when given twice. Header names in any case.
Str request_parameter(const Request *request, const char *name);
Str request_query(const Request *request, const char *name);
Str request_header(const Request *request, const char *name);
bool request_accepts_gzip(const Request *request);
// True for localhost, 127.0.0.1 and [::1] with or without port, and for the names in the list: a
// page of another name that resolves to this machine (DNS rebinding) must not be served.
bool request_host_is_allowed(Str host, const Str *names, size_t count);
#endif
