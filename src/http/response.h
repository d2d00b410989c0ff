// SPDX-License-Identifier: Apache-2.0
#ifndef HTTP_RESPONSE_H
#define HTTP_RESPONSE_H
// What a handler answers. A zeroed Response is ready (and would be an empty 200). Security headers
// are the server's business. The one place where a Status becomes an HTTP status.
#include "base/status.h"
#include "base/text.h"
#include "http/request.h"
#include "http/sse.h"

typedef struct Asset { // a file inside the binary
    const char *path;  // "/app.js"
    const char *content_type;
    const char *etag; // with its quotes
    Str plain;
    Str packed; // gzip; empty when it would not be smaller
} Asset;

enum { RESPONSE_BODY_SIZE_MAX = 256 * 1024 * 1024 };

typedef struct Response {
    int http_status;
    const char *content_type;
    const char *allow; // of a 405
    Text body;
    const Asset *asset;    // instead of a body
    bool is_packed;        // the asset's gzip form
    SseSubscriber *events; // instead of a body: a stream
} Response;

void response_release(Response *response);
// An empty JSON body to write into.
Text *response_json(Response *response, int http_status);
void response_bytes(Response *response, int http_status, const char *content_type, Str bytes);
// {"error":{"status":"not_found","message":"..."}} in the language of the request; forgets what was
// written before.
void response_fail(Response *response, const Request *request, const Error *error);
// The asset, or 304 when the client has it already.
void response_asset(Response *response, const Request *request, const Asset *asset);
int http_status_of(Status status);
#endif
