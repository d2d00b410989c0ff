// SPDX-License-Identifier: Apache-2.0
#include "http/request.h"

#include "base/check.h"
#include "base/text.h"
#include "http/router.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void an_address_is_taken_apart(void **state) {
    (void)state;
    const struct {
        const char *target;
        const char *parts; // segments in [], query as name=value;
    } cases[] = {
        {"/", ""},
        {"/api/alerts", "[api][alerts]"},
        {"/api/alerts/", "[api][alerts][]"},
        {"//a", "[][a]"},
        {"/a%20b/%E9%99%88", "[a b][陈]"},
        {"/a+b", "[a+b]"},
        {"/a%2Fb", "[a/b]"},
        {"/?a=1&b=%26+x&c&=no&&d=1=2", "a=1;b=& x;c=;d=1=2;"},
        {"/x?", "[x]"},
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        Request request = {0};
        Text parts = {0};
        text_append(&parts, STR(""));
        assert_int_equal(request_set_target(&request, str_from(cases[i].target), NULL), STATUS_OK);
        for (size_t k = 0; k < request.segment_count; k++) {
            text_format(&parts, "[" STR_FMT "]", STR_ARG(request.segments[k]));
        }
        for (size_t k = 0; k < request.query_count; k++) {
            text_format(&parts, STR_FMT "=" STR_FMT ";", STR_ARG(request.query[k].name),
                        STR_ARG(request.query[k].value));
        }
        assert_string_equal(parts.data, cases[i].parts);
        text_release(&parts);
        request_release(&request);
    }
}

static void a_malformed_address_is_refused(void **state) {
    (void)state;
    static const char *const TARGETS[] = {
        "",          "*",
        "http://x/", "/%",
        "/%4",       "/%zz",
        "/%00",      "/%ff",
        "/a/../b",   "/%2e%2e/b",
        "/.",        "/?a=%",
        "/?%ff=1",   "/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17",
    };
    for (size_t i = 0; i < ARRAY_COUNT(TARGETS); i++) {
        Request request = {0};
        Error error = {0};
        assert_int_equal(request_set_target(&request, str_from(TARGETS[i]), &error),
                         STATUS_INVALID);
        assert_non_null(strstr(error.message, "the address of the request"));
        request_release(&request);
    }
}

static void sizes_are_limited(void **state) {
    (void)state;
    Text target = {0};
    text_append_char(&target, '/');
    while (target.length < REQUEST_TARGET_SIZE_MAX) {
        text_append_char(&target, 'a');
    }
    Request request = {0};
    assert_int_equal(request_set_target(&request, text_str(&target), NULL), STATUS_OK);
    request_release(&request);
    text_append_char(&target, 'a');
    assert_int_equal(request_set_target(&request, text_str(&target), NULL), STATUS_TOO_LARGE);
    request_release(&request);
    for (int count = REQUEST_QUERY_MAX; count <= REQUEST_QUERY_MAX + 1; count++) {
        text_clear(&target);
        text_append(&target, STR("/?"));
        for (int i = 0; i < count; i++) {
            text_append(&target, STR("a=1&"));
        }
        assert_int_equal(request_set_target(&request, text_str(&target), NULL),
                         count == REQUEST_QUERY_MAX ? STATUS_OK : STATUS_INVALID);
        request_release(&request);
    }
    text_release(&target);
}

static void values_are_found_by_name(void **state) {
    (void)state;
    Request request = {0};
    assert_int_equal(request_set_target(&request, STR("/?a=1&a=2"), NULL), STATUS_OK);
    request.headers[request.header_count++] = (NamedText){STR("Last-Event-ID"), STR("7")};
    assert_true(str_equal(request_query(&request, "a"), STR("1")));
    assert_int_equal(request_query(&request, "b").length, 0);
    assert_true(str_equal(request_header(&request, "last-event-id"), STR("7")));
    assert_int_equal(request_header(&request, "Last-Event").length, 0);
    assert_int_equal(request_parameter(&request, "id").length, 0);
    request_release(&request);
}

static void gzip_is_sent_only_to_who_takes_it(void **state) {
    (void)state;
    const struct {
        const char *accepts;
        bool expected;
    } cases[] = {
        {"", false},         {"gzip", true},         {"br, gzip", true},  {"gzip;q=0.5", true},
        {"gzip;q=0", false}, {"gzip; q=0.0", false}, {"identity", false}, {"deflate, gzip ", true},
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        Request request = {.header_count = 1};
        request.headers[0] = (NamedText){STR("accept-encoding"), str_from(cases[i].accepts)};
        assert_int_equal(request_accepts_gzip(&request), cases[i].expected);
    }
}

static void only_our_own_names_are_served(void **state) {
    (void)state;
    const Str names[] = {STR("doudi.example")};
    const struct {
        const char *host;
        bool expected;
    } cases[] = {
        {"localhost", true},
        {"localhost:8080", true},
        {"127.0.0.1:1", true},
        {"[::1]:80", true},
        {"[::1]", true},
        {"doudi.example:8080", true},
        {"", false},
        {"evil.example", false},
        {"localhost.evil.example", false},
        {"127.0.0.1.nip", false},
        {"evil.example:127", false},
        {"[::2]", false},
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        assert_int_equal(request_host_is_allowed(str_from(cases[i].host), names, 1),
                         cases[i].expected);
    }
}

// ---- routes

static void answer_name(void *context, const Request *request, Response *response) {
    text_format(response_json(response, 200), "%s:" STR_FMT ":" STR_FMT, (const char *)context,
                STR_ARG(request_parameter(request, "id")),
                STR_ARG(request_parameter(request, "row")));
}

static const Route ROUTES[] = {
    {"GET", "/", answer_name, NULL},
    {"GET", "/alerts", answer_name, NULL},
    {"POST", "/alerts", answer_name, NULL},
    {"GET", "/alerts/newest", answer_name, "lang limit"},
    {"GET", "/alerts/{id}", answer_name, NULL},
    {"GET", "/alerts/{id}/rows/{row}", answer_name, ""},
};

static void the_table_decides_who_answers(void **state) {
    (void)state;
    const struct {
        const char *method, *target;
        int http_status;
        const char *answer;
    } cases[] = {
        {"GET", "/", 200, "x::"},
        {"HEAD", "/alerts", 200, "x::"},
        {"POST", "/alerts", 200, "x::"},
        {"GET", "/alerts/newest", 200, "x::"},
        {"GET", "/alerts/newest?limit=1&lang=en", 200, "x::"},
        {"GET", "/alerts/newest?lim=1", 400, "has no lim; it takes: lang limit"},
        {"GET", "/alerts/1/rows/2?a", 400, "has no a; it takes: nothing"},
        {"GET", "/alerts/12?a=1", 200, "x:12:"},
        {"GET", "/alerts/%7Bid%7D/rows/3", 200, "x:{id}:3"},
        {"GET", "/alerts/", 404, "there is nothing at /alerts/"},
        {"GET", "/alerts/1/rows", 404, "there is nothing at"},
        {"GET", "/nowhere", 404, "not_found"},
        {"DELETE", "/alerts", 405, "/alerts answers only GET, POST"},
        {"POST", "/alerts/12", 405, "answers only GET"},
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        Request request = {.method = str_from(cases[i].method)};
        Response response = {0};
        char context[] = "x";
        assert_int_equal(request_set_target(&request, str_from(cases[i].target), NULL), STATUS_OK);
        route_request(ROUTES, ARRAY_COUNT(ROUTES), context, &request, &response);
        assert_int_equal(response.http_status, cases[i].http_status);
        if (strstr(response.body.data, cases[i].answer) == NULL) {
            fail_msg("%s: %s", cases[i].target, response.body.data);
        }
        assert_int_equal(response.allow != NULL, cases[i].http_status == 405);
        response_release(&response);
        request_release(&request);
    }
}

static void every_status_has_an_http_status(void **state) {
    (void)state;
    const struct {
        Status status;
        int http_status;
    } cases[] = {
        {STATUS_OK, 200},        {STATUS_INVALID, 400}, {STATUS_NOT_FOUND, 404},
        {STATUS_CONFLICT, 409},  {STATUS_DENIED, 403},  {STATUS_TOO_LARGE, 413},
        {STATUS_OVERFLOW, 400},  {STATUS_CORRUPT, 500}, {STATUS_UNAVAILABLE, 503},
        {STATUS_CANCELLED, 503},
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        assert_int_equal(http_status_of(cases[i].status), cases[i].http_status);
    }
}

static void shout(const Request *request, Str message, Text *out) {
    (void)request;
    text_append(out, message);
    text_append_char(out, '!');
}

static void a_failure_replaces_what_was_written(void **state) {
    (void)state;
    Response response = {0};
    Error error = {0};
    text_append(response_json(&response, 200), STR("{\"half\":"));
    (void)error_set(&error, STATUS_CONFLICT, "a \"quoted\" word");
    Request request = {0};
    response_fail(&response, &request, &error);
    assert_int_equal(response.http_status, 409);
    assert_string_equal(
        response.body.data,
        "{\"error\":{\"status\":\"conflict\",\"message\":\"a \\\"quoted\\\" word\"}}");
    request.words = shout;
    response_fail(&response, &request, &error);
    assert_string_equal(
        response.body.data,
        "{\"error\":{\"status\":\"conflict\",\"message\":\"a \\\"quoted\\\" word!\"}}");
    response_bytes(&response, 200, "text/plain", STR("bytes"));
    assert_string_equal(response.body.data, "bytes");
    response_release(&response);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_address_is_taken_apart),
        cmocka_unit_test(a_malformed_address_is_refused),
        cmocka_unit_test(sizes_are_limited),
        cmocka_unit_test(values_are_found_by_name),
        cmocka_unit_test(gzip_is_sent_only_to_who_takes_it),
        cmocka_unit_test(only_our_own_names_are_served),
        cmocka_unit_test(the_table_decides_who_answers),
        cmocka_unit_test(every_status_has_an_http_status),
        cmocka_unit_test(a_failure_replaces_what_was_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
