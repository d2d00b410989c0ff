// SPDX-License-Identifier: Apache-2.0
#include "http/response.h"

#include "base/check.h"
#include "format/json.h"

static const char JSON_TYPE[] = "application/json; charset=utf-8";

int http_status_of(Status status) {
    switch (status) {
    case STATUS_OK: return 200;
    case STATUS_INVALID:
    case STATUS_OVERFLOW: return 400;
    case STATUS_DENIED: return 403;
    case STATUS_NOT_FOUND: return 404;
    case STATUS_CONFLICT: return 409;
    case STATUS_TOO_LARGE: return 413;
    case STATUS_CORRUPT: return 500;
    case STATUS_UNAVAILABLE:
    case STATUS_CANCELLED: return 503;
    }
    return 500;
}

static void response_reset(Response *response, int http_status, const char *content_type) {
    text_clear(&response->body);
    response->body.limit = RESPONSE_BODY_SIZE_MAX;
    response->http_status = http_status;
    response->content_type = content_type;
    response->asset = NULL;
    if (response->events != NULL) {
        sse_unsubscribe(response->events);
        response->events = NULL;
    }
}

void response_release(Response *response) {
    response_reset(response, 0, NULL);
    text_release(&response->body);
    *response = (Response){0};
}

Text *response_json(Response *response, int http_status) {
    response_reset(response, http_status, JSON_TYPE);
    return &response->body;
}

void response_bytes(Response *response, int http_status, const char *content_type, Str bytes) {
    response_reset(response, http_status, content_type);
    text_append(&response->body, bytes);
}

void response_fail(Response *response, const Request *request, const Error *error) {
    CLEANUP(text_release) Text words = {0};
    if (request->words != NULL) {
        request->words(request, str_from(error->message), &words);
    }
    JsonWriter writer = {.out = response_json(response, http_status_of(error->status))};
    json_begin_object(&writer);
    json_key(&writer, STR("error"));
    json_begin_object(&writer);
    json_key(&writer, STR("status"));
    json_string(&writer, str_from(status_name(error->status)));
    json_key(&writer, STR("message"));
    json_string(&writer, request->words == NULL ? str_from(error->message) : text_str(&words));
    json_end_object(&writer);
    json_end_object(&writer);
}

void response_asset(Response *response, const Request *request, const Asset *asset) {
    Str known = request_header(request, "If-None-Match");
    size_t at = 0;
    bool is_known = known.length > 0 && str_find(known, str_from(asset->etag), &at);
    response_reset(response, is_known ? 304 : 200, asset->content_type);
    response->asset = asset;
    response->is_packed = asset->packed.length > 0 && request_accepts_gzip(request);
}
