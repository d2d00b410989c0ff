// SPDX-License-Identifier: Apache-2.0
#include "http/request.h"

#include "base/check.h"
#include <string.h>
#include <strings.h>

static int hex_digit(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

// Undoes percent codes (and + in queries) into the arena. False for a broken code, a NUL or what is
// not UTF-8.
static bool decode(Arena *arena, Str text, bool is_query, Str *out_decoded) {
    char *bytes = arena_alloc(arena, text.length + 1, 1);
    size_t length = 0;
    for (size_t i = 0; i < text.length; i++) {
        char c = text.data[i];
        if (c == '%') {
            int high = i + 2 < text.length ? hex_digit(text.data[i + 1]) : -1;
            int low = high >= 0 ? hex_digit(text.data[i + 2]) : -1;
            if (low < 0) {
                return false;
            }
            c = (char)(high * 16 + low);
            i += 2;
        } else if (c == '+' && is_query) {
            c = ' ';
        }
        if (c == '\0') {
            return false;
        }
        bytes[length++] = c;
    }
    *out_decoded = (Str){bytes, length};
    return str_is_utf8(*out_decoded);
}

static Status fail_target(Error *error, const char *what) {
    return error_set(error, STATUS_INVALID, "the address of the request %s", what);
}

static Status add_segment(Request *request, Str raw, Error *error) {
    if (request->segment_count == REQUEST_SEGMENTS_MAX) {
        return fail_target(error, "has more than 16 parts");
    }
    Str segment = {0};
    if (!decode(&request->arena, raw, false, &segment)) {
        return fail_target(error, "is not percent-coded UTF-8");
    }
    if (str_equal(segment, STR(".")) || str_equal(segment, STR(".."))) {
        return fail_target(error, "has a . or .. part");
    }
    request->segments[request->segment_count++] = segment;
    return STATUS_OK;
}

static Status set_path(Request *request, Str path, Error *error) {
    request->path = path;
    Str rest = str_slice(path, 1, path.length);
    Status status = STATUS_OK;
    while (rest.length > 0 && status == STATUS_OK) {
        // A closing slash is a part of its own, so that /a and /a/ are different places.
        bool ends_in_slash = rest.data[rest.length - 1] == '/';
        Str part = str_cut(&rest, '/');
        status = add_segment(request, part, error);
        if (status == STATUS_OK && rest.length == 0 && ends_in_slash) {
            status = add_segment(request, STR(""), error);
        }
    }
    return status;
}

static Status set_query(Request *request, Str query, Error *error) {
    while (query.length > 0) {
        Str value = str_cut(&query, '&');
        Str name = str_cut(&value, '=');
        if (name.length == 0) {
            continue;
        }
        if (request->query_count == REQUEST_QUERY_MAX) {
            return fail_target(error, "has more than 32 query values");
        }
        NamedText *added = &request->query[request->query_count++];
        if (!decode(&request->arena, name, true, &added->name) ||
            !decode(&request->arena, value, true, &added->value)) {
            return fail_target(error, "has a query that is not percent-coded UTF-8");
        }
    }
    return STATUS_OK;
}

Status request_set_target(Request *request, Str target, Error *error) {
    if (target.length > REQUEST_TARGET_SIZE_MAX) {
        return error_set(error, STATUS_TOO_LARGE, "the address is longer than 4,096 bytes");
    }
    if (target.length == 0 || target.data[0] != '/') {
        return fail_target(error, "must begin with /");
    }
    Str query = arena_copy(&request->arena, target);
    Str path = str_cut(&query, '?');
    Status status = set_path(request, path, error);
    return status == STATUS_OK ? set_query(request, query, error) : status;
}

void request_release(Request *request) {
    arena_release(&request->arena);
    *request = (Request){0};
}

static Str find_named(const NamedText *items, size_t count, const char *name) {
    Str wanted = str_from(name);
    for (size_t i = 0; i < count; i++) {
        if (str_equal(items[i].name, wanted)) {
            return items[i].value;
        }
    }
    return STR("");
}

Str request_parameter(const Request *request, const char *name) {
    return find_named(request->parameters, request->parameter_count, name);
}

Str request_query(const Request *request, const char *name) {
    return find_named(request->query, request->query_count, name);
}

Str request_header(const Request *request, const char *name) {
    size_t length = strlen(name);
    for (size_t i = 0; i < request->header_count; i++) {
        Str header = request->headers[i].name;
        if (header.length == length && strncasecmp(header.data, name, length) == 0) {
            return request->headers[i].value;
        }
    }
    return STR("");
}

bool request_accepts_gzip(const Request *request) {
    Str rest = request_header(request, "Accept-Encoding");
    while (rest.length > 0) {
        Str quality = str_cut(&rest, ',');
        Str coding = str_trim(str_cut(&quality, ';'));
        quality = str_trim(quality);
        if (str_equal(coding, STR("gzip"))) {
            return !str_equal(quality, STR("q=0")) && !str_equal(quality, STR("q=0.0"));
        }
    }
    return false;
}

static Str without_port(Str host) {
    size_t from = 0;
    size_t at = 0;
    if (str_starts_with(host, STR("["))) {
        from = str_find(host, STR("]"), &at) ? at : host.length;
    }
    Str tail = str_slice(host, from, host.length);
    return str_find(tail, STR(":"), &at) ? str_slice(host, 0, from + at) : host;
}

static bool is_loopback(Str name) {
    static const Str NAMES[] = {{"localhost", 9}, {"127.0.0.1", 9}, {"[::1]", 5}};
    for (size_t i = 0; i < ARRAY_COUNT(NAMES); i++) {
        if (str_equal(name, NAMES[i])) {
            return true;
        }
    }
    return false;
}

bool request_host_is_allowed(Str host, const Str *names, size_t count) {
    Str name = without_port(host);
    for (size_t i = 0; i < count; i++) {
        if (str_equal(name, names[i])) {
            return true;
        }
    }
    return is_loopback(name);
}
