// SPDX-License-Identifier: Apache-2.0
#include "http/router.h"

#include "base/check.h"

static bool is_name(Str part) {
    return part.length > 2 && part.data[0] == '{' && part.data[part.length - 1] == '}';
}

// Compares part by part, and notes what {names} took.
static bool pattern_matches(Str pattern, Request *request) {
    Str rest = str_slice(pattern, 1, pattern.length);
    request->parameter_count = 0;
    for (size_t i = 0; i < request->segment_count; i++) {
        if (rest.length == 0) {
            return false;
        }
        Str part = str_cut(&rest, '/');
        Str segment = request->segments[i];
        if (is_name(part)) {
            CHECK(request->parameter_count < REQUEST_PARAMETERS_MAX);
            request->parameters[request->parameter_count++] =
                (NamedText){str_slice(part, 1, part.length - 1), segment};
            if (segment.length == 0) {
                return false;
            }
        } else if (!str_equal(part, segment)) {
            return false;
        }
    }
    return rest.length == 0;
}

static bool method_matches(const Route *route, Str method) {
    Str own = str_from(route->method);
    return str_equal(own, method) || (str_equal(method, STR("HEAD")) && str_equal(own, STR("GET")));
}

const Route *route_find(const Route *routes, size_t count, Request *request) {
    for (size_t i = 0; i < count; i++) {
        if (method_matches(&routes[i], request->method) &&
            pattern_matches(str_from(routes[i].pattern), request)) {
            return &routes[i];
        }
    }
    request->parameter_count = 0;
    return NULL;
}

// "GET, POST": what the path would accept; "" when nothing.
static Str allowed_methods(const Route *routes, size_t count, Request *request) {
    Str allowed = STR("");
    for (size_t i = 0; i < count; i++) {
        if (pattern_matches(str_from(routes[i].pattern), request)) {
            allowed = arena_format(&request->arena, STR_FMT "%s%s", STR_ARG(allowed),
                                   allowed.length > 0 ? ", " : "", routes[i].method);
        }
    }
    request->parameter_count = 0;
    return allowed;
}

static bool has_word(Str words, Str wanted) {
    while (words.length > 0) {
        if (str_equal(str_cut(&words, ' '), wanted)) {
            return true;
        }
    }
    return false;
}

static Status check_query(const Route *route, const Request *request, Error *error) {
    for (size_t i = 0; route->query != NULL && i < request->query_count; i++) {
        Str name = request->query[i].name;
        if (!has_word(str_from(route->query), name)) {
            return error_set(error, STATUS_INVALID,
                             "the query of " STR_FMT " has no " STR_FMT "; it takes: %s",
                             STR_ARG(request->path), STR_ARG(name),
                             route->query[0] == '\0' ? "nothing" : route->query);
        }
    }
    return STATUS_OK;
}

void route_request(const Route *routes, size_t count, void *context, Request *request,
                   Response *response) {
    const Route *route = route_find(routes, count, request);
    Error error = {0};
    if (route != NULL && check_query(route, request, &error) != STATUS_OK) {
        response_fail(response, request, &error);
        return;
    }
    if (route != NULL) {
        route->handler(context, request, response);
        return;
    }
    Str allowed = allowed_methods(routes, count, request);
    if (allowed.length == 0) {
        (void)error_set(&error, STATUS_NOT_FOUND, "there is nothing at " STR_FMT,
                        STR_ARG(request->path));
        response_fail(response, request, &error);
        return;
    }
    (void)error_set(&error, STATUS_INVALID, STR_FMT " answers only " STR_FMT,
                    STR_ARG(request->path), STR_ARG(allowed));
    response_fail(response, request, &error);
    response->http_status = 405;
    response->allow = allowed.data;
}
