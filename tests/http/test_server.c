// SPDX-License-Identifier: Apache-2.0
#include "http/server.h"

#include "base/check.h"
#include "client.h"
#include "platform/clock.h"
#include "platform/thread.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

// ---- a server with one handler of each kind

typedef struct Place {
    SseHub *hub;
    Server *server;
    uint16_t port;
    Mutex mutex;
    Condition changed;
    int slow_count; // handlers that wait in answer_slow
    bool is_open;
} Place;

static const Asset PAGE = {
    "/page", "text/html; charset=utf-8", "\"v1\"", {"<p>plain</p>", 12}, {"PACKED", 6}};

static void answer_echo(void *context, const Request *request, Response *response) {
    (void)context;
    text_format(response_json(response, 200),
                "{\"id\":\"" STR_FMT "\",\"q\":\"" STR_FMT "\",\"body\":%d}",
                STR_ARG(request_parameter(request, "id")), STR_ARG(request_query(request, "q")),
                (int)request->body.length);
}

static void answer_page(void *context, const Request *request, Response *response) {
    (void)context;
    response_asset(response, request, &PAGE);
}

static void answer_fail(void *context, const Request *request, Response *response) {
    (void)context;
    Error error = {0};
    (void)error_set(&error, STATUS_UNAVAILABLE, "the store does not answer");
    response_fail(response, request, &error);
}

static void answer_slow(void *context, const Request *request, Response *response) {
    (void)request;
    Place *place = context;
    mutex_lock(&place->mutex);
    place->slow_count++;
    condition_broadcast(&place->changed);
    while (!place->is_open) {
        condition_wait(&place->changed, &place->mutex);
    }
    mutex_unlock(&place->mutex);
    text_append(response_json(response, 200), STR("\"slow\""));
}

static void answer_large(void *context, const Request *request, Response *response) {
    (void)context;
    (void)request;
    Text *body = response_json(response, 200);
    for (int i = 0; i < 300000; i++) {
        text_append(body, STR("0123456789"));
    }
}

static void answer_events(void *context, const Request *request, Response *response) {
    Place *place = context;
    response->events = sse_subscribe(place->hub, 0);
    if (response->events == NULL) {
        answer_fail(context, request, response);
        return;
    }
    uint64_t sequence = 0;
    bool is_back = str_equal(request_header(request, "Last-Event-ID"), STR("5"));
    do {
        sequence = sse_hub_sequence(place->hub);
        if (is_back) {
            const SseEvent missed = {6, STR("missed"), STR("one\ntwo")};
            sse_send(response->events, &missed);
        }
    } while (!sse_join(response->events, sequence, is_back ? 6 : 0));
}

static const Route ROUTES[] = {
    {"GET", "/echo/{id}", answer_echo, NULL}, {"POST", "/echo/{id}", answer_echo, NULL},
    {"GET", "/page", answer_page, NULL},      {"GET", "/fail", answer_fail, NULL},
    {"GET", "/slow", answer_slow, NULL},      {"GET", "/large", answer_large, NULL},
    {"GET", "/events", answer_events, NULL},
};

static int place_open(void **state) {
    static Place place;
    place = (Place){0};
    const SseHubOptions hub = {
        .heartbeat_ms = 100, .buffer_size_max = 64 * 1024, .subscriber_max = 3};
    mutex_init(&place.mutex);
    condition_init(&place.changed);
    place.hub = sse_hub_new(&hub);
    const ServerOptions options = {
        .address = STR("127.0.0.1"),
        .routes = ROUTES,
        .route_count = ARRAY_COUNT(ROUTES),
        .context = &place,
        .hub = place.hub,
        .body_size_max = 1000,
        .worker_count = 2,
    };
    Error error = {0};
    if (server_start(&options, &place.server, &error) != STATUS_OK) {
        print_error("%s\n", error.message);
        return -1;
    }
    place.port = server_port(place.server);
    *state = &place;
    return 0;
}

static int place_close(void **state) {
    Place *place = *state;
    server_stop(place->server);
    sse_hub_free(place->hub);
    condition_release(&place->changed);
    mutex_release(&place->mutex);
    return 0;
}

// ---- plain answers

static void a_handler_gets_the_request_and_answers(void **state) {
    Place *place = *state;
    Text answer = {0};
    client_get(place->port, "/echo/a%20b?q=%E9%99%88", "", &answer);
    assert_true(client_has(&answer, "HTTP/1.1 200 OK\r\n"));
    assert_true(client_has(&answer, "Content-Type: application/json; charset=utf-8\r\n"));
    assert_true(str_equal(client_body(&answer), STR("{\"id\":\"a b\",\"q\":\"陈\",\"body\":0}")));
    text_release(&answer);
}

static void every_answer_has_the_security_headers(void **state) {
    Place *place = *state;
    static const char *const TARGETS[] = {"/echo/1", "/page", "/nowhere", "/fail", "/%"};
    for (size_t i = 0; i < ARRAY_COUNT(TARGETS); i++) {
        Text answer = {0};
        client_get(place->port, TARGETS[i], "", &answer);
        assert_true(client_has(&answer, "Content-Security-Policy: default-src 'none'; "));
        assert_true(client_has(&answer, "X-Content-Type-Options: nosniff\r\n"));
        assert_true(client_has(&answer, "Referrer-Policy: no-referrer\r\n"));
        assert_true(client_has(&answer, i == 1 ? "Cache-Control: no-cache\r\n"
                                               : "Cache-Control: no-store\r\n"));
        text_release(&answer);
    }
}

static void what_goes_wrong_is_said_in_json(void **state) {
    Place *place = *state;
    const struct {
        const char *request, *line, *message;
    } cases[] = {
        {"GET /nowhere HTTP/1.1\r\nHost: localhost\r\n", "HTTP/1.1 404 ", "\"not_found\""},
        {"DELETE /page HTTP/1.1\r\nHost: localhost\r\n", "HTTP/1.1 405 ", "answers only GET"},
        {"GET /fail HTTP/1.1\r\nHost: localhost\r\n", "HTTP/1.1 503 ", "the store does not"},
        {"GET /%ff HTTP/1.1\r\nHost: localhost\r\n", "HTTP/1.1 400 ", "percent-coded UTF-8"},
        {"GET /page HTTP/1.1\r\nHost: evil.example\r\n", "HTTP/1.1 403 ", "by that name"},
        {"POST /echo/1 HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\n"
         "Content-Length: 0\r\n",
         "HTTP/1.1 403 ", "another site"},
        {"POST /echo/1 HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\n"
         "Content-Length: 0\r\n",
         "HTTP/1.1 200 ", "\"body\":0"},
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        Text request = {0};
        Text answer = {0};
        text_format(&request, "%sConnection: close\r\n\r\n", cases[i].request);
        client_ask(place->port, text_str(&request), &answer);
        if (!client_has(&answer, cases[i].line) || !client_has(&answer, cases[i].message)) {
            fail_msg("case %zu: %s", i, answer.data);
        }
        text_release(&answer);
        text_release(&request);
    }
}

static void a_body_of_the_limit_is_taken_and_one_byte_more_is_not(void **state) {
    Place *place = *state;
    for (int size = 1000; size <= 1001; size++) {
        Text request = {0};
        Text answer = {0};
        text_format(&request,
                    "POST /echo/1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                    "Content-Length: %d\r\n\r\n",
                    size);
        for (int i = 0; i < size; i++) {
            text_append_char(&request, 'x');
        }
        client_ask(place->port, text_str(&request), &answer);
        assert_true(client_has(&answer, size == 1000 ? "\"body\":1000" : "HTTP/1.1 413 "));
        text_release(&answer);
        text_release(&request);
    }
}

static void an_address_that_is_too_long_is_refused(void **state) {
    Place *place = *state;
    Text target = {0};
    Text answer = {0};
    text_append_char(&target, '/');
    while (target.length <= REQUEST_TARGET_SIZE_MAX) {
        text_append_char(&target, 'a');
    }
    client_get(place->port, target.data, "", &answer);
    assert_true(client_has(&answer, "HTTP/1.1 413 "));
    text_release(&answer);
    text_release(&target);
}

static void assets_are_packed_and_not_sent_twice(void **state) {
    Place *place = *state;
    Text answer = {0};
    client_get(place->port, "/page", "", &answer);
    assert_true(str_equal(client_body(&answer), STR("<p>plain</p>")));
    assert_true(client_has(&answer, "ETag: \"v1\"\r\n"));
    assert_false(client_has(&answer, "Content-Encoding"));
    client_get(place->port, "/page", "Accept-Encoding: gzip, br\r\n", &answer);
    assert_true(str_equal(client_body(&answer), STR("PACKED")));
    assert_true(client_has(&answer, "Content-Encoding: gzip\r\n"));
    assert_true(client_has(&answer, "Vary: Accept-Encoding\r\n"));
    client_get(place->port, "/page", "If-None-Match: W/\"v0\", \"v1\"\r\n", &answer);
    assert_true(client_has(&answer, "HTTP/1.1 304 "));
    assert_int_equal(client_body(&answer).length, 0);
    client_get(place->port, "/page", "If-None-Match: \"v0\"\r\n", &answer);
    assert_true(client_has(&answer, "HTTP/1.1 200 "));
    text_release(&answer);
}

static void head_is_get_without_body(void **state) {
    Place *place = *state;
    Text answer = {0};
    client_ask(place->port,
               STR("HEAD /page HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"), &answer);
    assert_true(client_has(&answer, "HTTP/1.1 200 "));
    assert_true(client_has(&answer, "Content-Length: 12\r\n"));
    assert_int_equal(client_body(&answer).length, 0);
    text_release(&answer);
}

static void a_large_answer_arrives_whole(void **state) {
    Place *place = *state;
    Text answer = {0};
    client_get(place->port, "/large", "", &answer);
    assert_int_equal(client_body(&answer).length, 3000000);
    text_release(&answer);
}

static void requests_on_one_connection_are_answered_in_turn(void **state) {
    Place *place = *state;
    Text answer = {0};
    client_ask(place->port,
               STR("GET /echo/1 HTTP/1.1\r\nHost: localhost\r\n\r\n"
                   "GET /echo/2 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"),
               &answer);
    assert_true(client_has(&answer, "\"id\":\"1\""));
    assert_true(client_has(&answer, "\"id\":\"2\""));
    text_release(&answer);
}

// ---- workers

static void a_slow_handler_does_not_hold_up_others(void **state) {
    Place *place = *state;
    int slow = client_connect(place->port);
    client_send(slow, STR("GET /slow HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
    mutex_lock(&place->mutex);
    while (place->slow_count == 0) {
        condition_wait(&place->changed, &place->mutex);
    }
    mutex_unlock(&place->mutex);
    Text answer = {0};
    client_get(place->port, "/echo/1", "", &answer);
    assert_true(client_has(&answer, "HTTP/1.1 200 "));
    mutex_lock(&place->mutex);
    place->is_open = true;
    condition_broadcast(&place->changed);
    mutex_unlock(&place->mutex);
    text_clear(&answer);
    assert_true(client_wait_for(slow, &answer, "\"slow\""));
    text_release(&answer);
    close(slow);
}

static void a_client_that_leaves_while_his_handler_runs_is_harmless(void **state) {
    Place *place = *state;
    place->is_open = false;
    int slow = client_connect(place->port);
    client_send(slow, STR("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    mutex_lock(&place->mutex);
    while (place->slow_count == 0) {
        condition_wait(&place->changed, &place->mutex);
    }
    close(slow);
    place->is_open = true;
    condition_broadcast(&place->changed);
    mutex_unlock(&place->mutex);
    Text answer = {0};
    client_get(place->port, "/echo/1", "", &answer);
    assert_true(client_has(&answer, "HTTP/1.1 200 "));
    text_release(&answer);
}

// ---- events

static int listen_to_events(const Place *place, const char *headers, Text *seen) {
    Text request = {0};
    int socket = client_connect(place->port);
    text_format(&request, "GET /events HTTP/1.1\r\nHost: localhost\r\n%s\r\n", headers);
    client_send(socket, text_str(&request));
    assert_true(client_wait_for(socket, seen, "retry: 2000\n\n"));
    text_release(&request);
    return socket;
}

static void broadcast(Place *place, int64_t id, Str data) {
    const SseEvent event = {id, STR("alert"), data};
    sse_hub_broadcast(place->hub, 0, &event);
}

static void wait_for_count(Place *place, size_t count) {
    int64_t until = clock_monotonic_us() + 10 * 1000 * 1000;
    while (sse_hub_count(place->hub) != count && clock_monotonic_us() < until) {
        const struct timespec moment = {.tv_nsec = 1000000};
        (void)nanosleep(&moment, NULL);
    }
    assert_int_equal(sse_hub_count(place->hub), count);
}

static void everybody_who_listens_gets_each_event(void **state) {
    Place *place = *state;
    Text seen[2] = {{0}, {0}};
    int sockets[2];
    for (int i = 0; i < 2; i++) {
        sockets[i] = listen_to_events(place, "", &seen[i]);
        assert_true(client_has(&seen[i], "Content-Type: text/event-stream\r\n"));
    }
    broadcast(place, 7, STR("{\"n\":1}"));
    broadcast(place, 8, STR("a\nb"));
    for (int i = 0; i < 2; i++) {
        assert_true(
            client_wait_for(sockets[i], &seen[i], "id: 7\nevent: alert\ndata: {\"n\":1}\n\n"));
        assert_true(
            client_wait_for(sockets[i], &seen[i], "id: 8\nevent: alert\ndata: a\ndata: b\n\n"));
        assert_true(client_wait_for(sockets[i], &seen[i], ": still here\n\n"));
        close(sockets[i]);
        text_release(&seen[i]);
    }
    wait_for_count(place, 0); // heartbeats find out who has left
}

static void who_comes_back_gets_what_he_missed(void **state) {
    Place *place = *state;
    Text seen = {0};
    int socket = listen_to_events(place, "Last-Event-ID: 5\r\n", &seen);
    assert_true(client_wait_for(socket, &seen, "id: 6\nevent: missed\ndata: one\ndata: two\n\n"));
    close(socket);
    text_release(&seen);
    wait_for_count(place, 0);
}

static void who_does_not_read_is_cut_off_and_nobody_waits(void **state) {
    Place *place = *state;
    Text seen[2] = {{0}, {0}};
    int lazy = listen_to_events(place, "", &seen[0]);
    int eager = listen_to_events(place, "", &seen[1]);
    Text large = {0};
    for (int i = 0; i < 8000; i++) {
        text_append_char(&large, 'x');
    }
    // More than the buffers of both sockets hold; the eager one reads as it goes.
    for (int i = 1; i <= 2000 && sse_hub_count(place->hub) == 2; i++) {
        char wanted[32];
        (void)snprintf(wanted, sizeof wanted, "id: %d\n", i);
        broadcast(place, i, text_str(&large));
        text_clear(&seen[1]);
        assert_true(client_wait_for(eager, &seen[1], wanted));
    }
    while (client_wait_for(lazy, &seen[0], "never sent")) {
    }
    wait_for_count(place, 1);
    broadcast(place, 9999, STR("after"));
    assert_true(client_wait_for(eager, &seen[1], "id: 9999\nevent: alert\ndata: after\n\n"));
    close(lazy);
    close(eager);
    text_release(&large);
    text_release(&seen[0]);
    text_release(&seen[1]);
    wait_for_count(place, 0);
}

static void a_channel_hears_only_its_own_events_and_only_once(void **state) {
    Place *place = *state;
    Text seen = {0};
    int socket = listen_to_events(place, "Last-Event-ID: 5\r\n", &seen);
    const SseEvent other = {11, STR("alert"), STR("other")};
    const SseEvent seen_before = {6, STR("alert"), STR("other")};
    const SseEvent unnumbered = {0, STR("status"), STR("")};
    sse_hub_broadcast(place->hub, 1, &other);
    sse_hub_broadcast(place->hub, 0, &seen_before);
    sse_hub_broadcast(place->hub, 0, &unnumbered);
    assert_true(client_wait_for(socket, &seen, "event: status\ndata: \n\n"));
    assert_false(client_has(&seen, "other"));
    assert_true(client_has(&seen, "event: missed"));
    close(socket);
    text_release(&seen);
    wait_for_count(place, 0);
}

static void a_full_hub_lets_nobody_in(void **state) {
    Place *place = *state;
    SseSubscriber *subscribers[3];
    for (int i = 0; i < 3; i++) {
        subscribers[i] = sse_subscribe(place->hub, 0);
        assert_non_null(subscribers[i]);
    }
    assert_null(sse_subscribe(place->hub, 0));
    Text answer = {0};
    client_get(place->port, "/events", "", &answer);
    assert_true(client_has(&answer, "HTTP/1.1 503 "));
    sse_unsubscribe(subscribers[1]);
    sse_unsubscribe(subscribers[0]);
    sse_unsubscribe(subscribers[2]);
    text_release(&answer);
}

static void joining_fails_when_an_event_came_in_between(void **state) {
    Place *place = *state;
    SseSubscriber *subscriber = sse_subscribe(place->hub, 0);
    uint64_t sequence = sse_hub_sequence(place->hub);
    broadcast(place, 1, STR("x"));
    assert_false(sse_join(subscriber, sequence, 0));
    assert_true(sse_join(subscriber, sse_hub_sequence(place->hub), 0));
    sse_unsubscribe(subscriber);
}

static void stopping_ends_streams_and_frees_everything(void **state) {
    Place *place = *state;
    Text seen = {0};
    int socket = listen_to_events(place, "", &seen);
    sse_hub_close(place->hub);
    assert_false(client_wait_for(socket, &seen, "never sent"));
    assert_null(sse_subscribe(place->hub, 0));
    close(socket);
    text_release(&seen);
}

// ---- the log

static void each_request_leaves_a_line_without_its_query(void **state) {
    (void)state;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    const Log log = {.fd = ends[1], .clock = clock_machine()};
    Server *server = NULL;
    const ServerOptions options = {.address = STR("127.0.0.1"),
                                   .routes = ROUTES,
                                   .route_count = ARRAY_COUNT(ROUTES),
                                   .log = &log};
    assert_int_equal(server_start(&options, &server, NULL), STATUS_OK);
    Text answer = {0};
    client_get(server_port(server), "/echo/1?q=330303199001011234", "", &answer);
    client_get(server_port(server), "/fail", "", &answer);
    server_stop(server);
    char lines[2000] = {0};
    assert_true(read(ends[0], lines, sizeof lines - 1) > 0);
    assert_non_null(strstr(lines, "\"path\":\"/echo/1\",\"status\":200"));
    assert_non_null(strstr(lines, "\"level\":\"error\""));
    assert_non_null(strstr(lines, "\"path\":\"/fail\",\"status\":503"));
    assert_null(strstr(lines, "330303199001011234"));
    close(ends[0]);
    close(ends[1]);
    text_release(&answer);
}

// ---- starting

static void a_bad_address_and_a_taken_port_are_refused(void **state) {
    Place *place = *state;
    Error error = {0};
    Server *server = NULL;
    ServerOptions options = {.address = STR("nowhere")};
    assert_int_equal(server_start(&options, &server, &error), STATUS_INVALID);
    assert_non_null(strstr(error.message, "use 127.0.0.1"));
    options.address = STR("127.0.0.1");
    options.port = place->port;
    assert_int_equal(server_start(&options, &server, &error), STATUS_UNAVAILABLE);
    assert_non_null(strstr(error.message, "choose another port"));
    assert_null(server);
    server_stop(NULL);
    sse_hub_free(NULL);
}

int main(void) {
#define WITH_PLACE(test) cmocka_unit_test_setup_teardown(test, place_open, place_close)
    const struct CMUnitTest tests[] = {
        WITH_PLACE(a_handler_gets_the_request_and_answers),
        WITH_PLACE(every_answer_has_the_security_headers),
        WITH_PLACE(what_goes_wrong_is_said_in_json),
        WITH_PLACE(a_body_of_the_limit_is_taken_and_one_byte_more_is_not),
        WITH_PLACE(an_address_that_is_too_long_is_refused),
        WITH_PLACE(assets_are_packed_and_not_sent_twice),
        WITH_PLACE(head_is_get_without_body),
        WITH_PLACE(a_large_answer_arrives_whole),
        WITH_PLACE(requests_on_one_connection_are_answered_in_turn),
        WITH_PLACE(a_slow_handler_does_not_hold_up_others),
        WITH_PLACE(a_client_that_leaves_while_his_handler_runs_is_harmless),
        WITH_PLACE(everybody_who_listens_gets_each_event),
        WITH_PLACE(who_comes_back_gets_what_he_missed),
        WITH_PLACE(who_does_not_read_is_cut_off_and_nobody_waits),
        WITH_PLACE(a_channel_hears_only_its_own_events_and_only_once),
        WITH_PLACE(a_full_hub_lets_nobody_in),
        WITH_PLACE(joining_fails_when_an_event_came_in_between),
        WITH_PLACE(stopping_ends_streams_and_frees_everything),
        cmocka_unit_test(each_request_leaves_a_line_without_its_query),
        WITH_PLACE(a_bad_address_and_a_taken_port_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
