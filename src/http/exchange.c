// SPDX-License-Identifier: Apache-2.0
// One request and its answer. The loop thread reads the request, suspends the connection and hands
// it to a worker; the worker fills the response and wakes the connection; the loop thread sends it.
#include "http/exchange_private.h"

#include "base/check.h"
#include "base/memory.h"
#include "http/sse_private.h"
#include "platform/clock.h"
#include <string.h>

enum { BODY_SIZE_MAX_DEFAULT = 1024 * 1024 };

// Nothing from elsewhere runs or is shown in our pages, and nobody may frame them.
static const char CONTENT_POLICY[] =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

typedef struct Header {
    const char *name;
    const char *value;
} Header;

static const Header COMMON_HEADERS[] = {
    {"Content-Security-Policy", CONTENT_POLICY},
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
};

// ---- reading

void *exchange_begin(void *server, const char *target, struct MHD_Connection *connection) {
    Exchange *exchange = memory_new(1, sizeof *exchange);
    exchange->server = server;
    exchange->connection = connection;
    exchange->began_us = clock_monotonic_us();
    // One byte more than allowed, so that what is too long is seen to be.
    exchange->target.limit = REQUEST_TARGET_SIZE_MAX + 1;
    text_append(&exchange->target, str_from(target));
    return exchange;
}

static enum MHD_Result copy_header(void *context, enum MHD_ValueKind kind, const char *name,
                                   const char *value) {
    (void)kind;
    Request *request = context;
    if (request->header_count == REQUEST_HEADERS_MAX) {
        return MHD_NO;
    }
    request->headers[request->header_count++] =
        (NamedText){arena_copy(&request->arena, str_from(name)),
                    arena_copy(&request->arena, str_from(value == NULL ? "" : value))};
    return MHD_YES;
}

static bool is_read_only(Str method) {
    return str_equal(method, STR("GET")) || str_equal(method, STR("HEAD"));
}

// A page of another site may send requests that change something, but not without naming itself.
static bool origin_is_ours(const Request *request) {
    Str origin = request_header(request, "Origin");
    size_t at = 0;
    if (is_read_only(request->method) || origin.length == 0) {
        return true;
    }
    return str_find(origin, STR("://"), &at) &&
           str_equal(str_slice(origin, at + 3, origin.length), request_header(request, "Host"));
}

static Status check_request(Exchange *exchange, Error *error) {
    const ServerOptions *options = &exchange->server->options;
    Request *request = &exchange->request;
    Status status = request_set_target(request, text_str(&exchange->target), error);
    if (status != STATUS_OK) {
        return status;
    }
    if (!request_host_is_allowed(request_header(request, "Host"), options->host_names,
                                 options->host_name_count)) {
        return error_set(error, STATUS_DENIED,
                         "this machine is not known by that name; use http://localhost");
    }
    if (!origin_is_ours(request)) {
        return error_set(error, STATUS_DENIED, "the request comes from the page of another site");
    }
    return STATUS_OK;
}

static void exchange_read_head(Exchange *exchange, const char *method) {
    Request *request = &exchange->request;
    request->words = exchange->server->options.words;
    request->method = arena_copy(&request->arena, str_from(method));
    (void)MHD_get_connection_values(exchange->connection, MHD_HEADER_KIND, copy_header, request);
    size_t size_max = exchange->server->options.body_size_max;
    exchange->body.limit = size_max == 0 ? BODY_SIZE_MAX_DEFAULT : size_max;
    Error error = {0};
    exchange->stage = STAGE_READING;
    if (check_request(exchange, &error) != STATUS_OK) {
        response_fail(&exchange->response, &exchange->request, &error);
        exchange->stage = STAGE_ANSWERED;
    }
}

static void exchange_refuse(Exchange *exchange, Status status, const char *message) {
    Error error = {0};
    (void)error_set(&error, status, "%s", message);
    response_fail(&exchange->response, &exchange->request, &error);
    exchange->stage = STAGE_ANSWERED;
}

// ---- working

void exchange_work(Exchange *exchange) {
    const ServerOptions *options = &exchange->server->options;
    exchange->request.body = text_str(&exchange->body);
    exchange->response.http_status = 200;
    route_request(options->routes, options->route_count, options->context, &exchange->request,
                  &exchange->response);
    exchange->stage = STAGE_ANSWERED;
    MHD_resume_connection(exchange->connection);
}

// ---- answering

// libmicrohttpd does not write to persistent buffers, but its signature was made before const.
static struct MHD_Response *response_of_constant(Str bytes) {
    void *address = NULL;
    memcpy(&address, &bytes.data, sizeof address);
    return MHD_create_response_from_buffer(bytes.length, address, MHD_RESPMEM_PERSISTENT);
}

static struct MHD_Response *make_response(Exchange *exchange) {
    enum { STREAM_BLOCK_SIZE = 4096 };
    Response *response = &exchange->response;
    if (response->events != NULL) {
        SseSubscriber *subscriber = response->events;
        response->events = NULL; // the stream owns it now
        sse_attach(subscriber, exchange->connection);
        return MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, STREAM_BLOCK_SIZE, sse_read,
                                                 subscriber, sse_detach);
    }
    if (response->asset != NULL && response->http_status != 304) {
        return response_of_constant(response->is_packed ? response->asset->packed
                                                        : response->asset->plain);
    }
    return MHD_create_response_from_buffer(response->body.length, response->body.data,
                                           MHD_RESPMEM_MUST_COPY);
}

static void add_header(struct MHD_Response *made, const char *name, const char *value) {
    if (value != NULL) {
        CHECK(MHD_add_response_header(made, name, value) == MHD_YES);
    }
}

static void add_headers(struct MHD_Response *made, const Response *response, bool is_stream) {
    for (size_t i = 0; i < ARRAY_COUNT(COMMON_HEADERS); i++) {
        add_header(made, COMMON_HEADERS[i].name, COMMON_HEADERS[i].value);
    }
    add_header(made, "Allow", response->allow);
    if (is_stream) {
        add_header(made, "Content-Type", "text/event-stream");
        add_header(made, "X-Accel-Buffering", "no"); // a proxy in front must not hold events back
    } else {
        add_header(made, "Content-Type", response->content_type);
    }
    if (response->asset != NULL) {
        add_header(made, "Cache-Control", "no-cache"); // always asked for, seldom sent: ETag
        add_header(made, "Vary", "Accept-Encoding");
        add_header(made, "ETag", response->asset->etag);
        add_header(made, "Content-Encoding",
                   response->is_packed && response->http_status != 304 ? "gzip" : NULL);
    } else {
        add_header(made, "Cache-Control", "no-store");
    }
}

static void exchange_log(const Exchange *exchange, int http_status) {
    const Log *log = exchange->server->options.log;
    if (log == NULL) {
        return;
    }
    // Without the query: it may hold numbers of persons.
    const LogField fields[] = {
        log_text("method", exchange->request.method),
        log_text("path", exchange->request.path),
        log_number("status", http_status),
        log_number("took_us", clock_monotonic_us() - exchange->began_us),
    };
    log_line(log, http_status >= 500 ? LEVEL_ERROR : LEVEL_INFO, "http.request", fields,
             ARRAY_COUNT(fields));
}

static enum MHD_Result exchange_answer(Exchange *exchange) {
    const Response *response = &exchange->response;
    bool is_stream = response->events != NULL;
    struct MHD_Response *made = make_response(exchange);
    CHECK(made != NULL);
    add_headers(made, response, is_stream);
    exchange_log(exchange, response->http_status);
    enum MHD_Result result =
        MHD_queue_response(exchange->connection, (unsigned)response->http_status, made);
    MHD_destroy_response(made);
    return result;
}

// Called with the headers, with each piece of the body, and at the end; and again after resuming.
enum MHD_Result exchange_continue(void *server, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *upload,
                                  size_t *upload_size, void **context) {
    (void)url;
    (void)version;
    Exchange *exchange = *context;
    if (exchange->stage == STAGE_NEW) {
        exchange_read_head(exchange, method);
        return exchange->stage == STAGE_ANSWERED ? exchange_answer(exchange) : MHD_YES;
    }
    if (*upload_size > 0) {
        text_append(&exchange->body, (Str){upload, *upload_size});
        *upload_size = 0;
        return MHD_YES;
    }
    if (exchange->stage == STAGE_READING && exchange->body.is_cut) {
        exchange_refuse(exchange, STATUS_TOO_LARGE, "the body is larger than allowed");
    }
    if (exchange->stage == STAGE_READING) {
        exchange->stage = STAGE_WORKING;
        MHD_suspend_connection(connection); // before a worker can resume it
        if (server_enqueue(server, exchange)) {
            return MHD_YES;
        }
        MHD_resume_connection(connection);
        exchange_refuse(exchange, STATUS_UNAVAILABLE, "too many requests; try again");
        return MHD_YES; // called again, because it was resumed
    }
    CHECK(exchange->stage == STAGE_ANSWERED);
    return exchange_answer(exchange);
}

void exchange_end(void *server, struct MHD_Connection *connection, void **context,
                  enum MHD_RequestTerminationCode code) {
    (void)server;
    (void)connection;
    (void)code;
    Exchange *exchange = *context;
    if (exchange == NULL) {
        return;
    }
    request_release(&exchange->request);
    response_release(&exchange->response);
    text_release(&exchange->body);
    text_release(&exchange->target);
    memory_free(exchange);
    *context = NULL;
}
