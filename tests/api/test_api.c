// SPDX-License-Identifier: Apache-2.0
#include "api/api.h"

#include "api/assets.h"
#include "base/check.h"
#include "client.h"
#include "fake_service.h"
#include "format/gzip.h"
#include "format/json.h"
#include "format/yaml.h"
#include "http/server.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

typedef struct Place {
    Service *service;
    Api *api;
    Server *server;
    uint16_t port;
    Text answer;
} Place;

static int place_open(void **state) {
    static Place place;
    place = (Place){.service = fake_service_new()};
    fake_service_raise(place.service, 8);
    Error error = {0};
    CHECK(api_open(place.service, &place.api, &error) == STATUS_OK);
    const ServerOptions options = {
        .address = STR("127.0.0.1"),
        .routes = API_ROUTES,
        .route_count = API_ROUTE_COUNT,
        .words = api_error_words,
        .context = place.api,
        .hub = api_hub(place.api),
    };
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
    api_close(place->api);
    fake_service_free(place->service);
    text_release(&place->answer);
    return 0;
}

// ---- the description

static const char *const METHODS[] = {"get", "put", "post", "delete", "patch"};

static bool route_is_described(const Route *route, const YamlNode *paths) {
    char method[8] = {0};
    for (size_t i = 0; i < strlen(route->method); i++) {
        method[i] = (char)(route->method[i] - 'A' + 'a');
    }
    return yaml_get(yaml_get(paths, route->pattern), method) != NULL;
}

static bool path_is_routed(Str path, const char *method) {
    for (size_t i = 0; i < API_ROUTE_COUNT; i++) {
        char lower[8] = {0};
        for (size_t k = 0; k < strlen(API_ROUTES[i].method); k++) {
            lower[k] = (char)(API_ROUTES[i].method[k] - 'A' + 'a');
        }
        if (str_equal(path, str_from(API_ROUTES[i].pattern)) && strcmp(lower, method) == 0) {
            return true;
        }
    }
    return false;
}

static Str asset_text(const char *path) {
    size_t at = 0;
    while (at < API_ASSET_COUNT && strcmp(API_ASSETS[at].path, path) != 0) {
        at++;
    }
    CHECK(at < API_ASSET_COUNT);
    return API_ASSETS[at].plain;
}

// "a b c" of the description's query parameters; references are followed to the components.
static void describe_query(const YamlNode *root, const YamlNode *operation, Text *out_names) {
    const YamlNode *list = yaml_get(operation, "parameters");
    const YamlNode *shared = yaml_get(yaml_get(root, "components"), "parameters");
    for (size_t i = 0; list != NULL && i < list->count; i++) {
        const YamlNode *parameter = &list->items[i];
        Str reference = yaml_text(parameter, "$ref");
        if (str_ends_with(reference, STR("/Lang"))) {
            parameter = yaml_get(shared, "Lang");
        }
        if (str_equal(yaml_text(parameter, "in"), STR("query"))) {
            text_append(out_names, out_names->length > 0 ? STR(" ") : STR(""));
            text_append(out_names, yaml_text(parameter, "name"));
        }
    }
}

static void the_description_names_every_query_value(void **state) {
    (void)state;
    CLEANUP(arena_release) Arena arena = {0};
    const YamlNode *root = NULL;
    assert_int_equal(
        yaml_read(asset_text("/api/openapi.yaml"), STR("openapi.yaml"), &arena, &root, NULL),
        STATUS_OK);
    for (size_t i = 0; i < API_ROUTE_COUNT; i++) {
        CLEANUP(text_release) Text described = {0};
        const YamlNode *path = yaml_get(yaml_get(root, "paths"), API_ROUTES[i].pattern);
        describe_query(root, yaml_get(path, "get"), &described);
        Str taken = str_from(API_ROUTES[i].query == NULL ? "" : API_ROUTES[i].query);
        if (!str_equal(text_str(&described), taken)) {
            fail_msg("%s: described: " STR_FMT "; taken: " STR_FMT, API_ROUTES[i].pattern,
                     STR_ARG(text_str(&described)), STR_ARG(taken));
        }
    }
}

static void the_description_and_the_routes_agree(void **state) {
    (void)state;
    Arena arena = {0};
    Error error = {0};
    const YamlNode *root = NULL;
    Str description = asset_text("/api/openapi.yaml");
    if (yaml_read(description, STR("openapi.yaml"), &arena, &root, &error) != STATUS_OK) {
        fail_msg("%s", error.message);
    }
    const YamlNode *paths = yaml_get(root, "paths");
    for (size_t i = 0; i < API_ROUTE_COUNT; i++) {
        if (!route_is_described(&API_ROUTES[i], paths)) {
            fail_msg("not described: %s %s", API_ROUTES[i].method, API_ROUTES[i].pattern);
        }
    }
    size_t described = 0;
    for (size_t i = 0; i < paths->count; i++) {
        for (size_t k = 0; k < ARRAY_COUNT(METHODS); k++) {
            if (yaml_get(&paths->items[i], METHODS[k]) == NULL) {
                continue;
            }
            described++;
            if (!path_is_routed(paths->keys[i], METHODS[k])) {
                fail_msg("no route: %s " STR_FMT, METHODS[k], STR_ARG(paths->keys[i]));
            }
        }
    }
    assert_int_equal(described, API_ROUTE_COUNT);
    arena_release(&arena);
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as the file
static void check_references(const YamlNode *node, const YamlNode *root) {
    Str reference = yaml_text(node, "$ref");
    if (reference.length > 0) {
        const YamlNode *target = root;
        assert_true(str_starts_with(reference, STR("#/")));
        Str rest = str_slice(reference, 2, reference.length);
        while (rest.length > 0) {
            char part[64] = {0};
            Str name = str_cut(&rest, '/');
            assert_in_range(name.length, 1, sizeof part - 1);
            memcpy(part, name.data, name.length);
            target = yaml_get(target, part);
        }
        if (target == NULL) {
            fail_msg("line %d: " STR_FMT " is not there", node->line, STR_ARG(reference));
        }
    }
    for (size_t i = 0; i < node->count; i++) {
        check_references(&node->items[i], root);
    }
}

static void every_reference_in_the_description_is_there(void **state) {
    (void)state;
    Arena arena = {0};
    const YamlNode *root = NULL;
    assert_int_equal(
        yaml_read(asset_text("/api/openapi.yaml"), STR("openapi.yaml"), &arena, &root, NULL),
        STATUS_OK);
    check_references(root, root);
    arena_release(&arena);
}

// ---- answers

static void every_endpoint_answers(void **state) {
    Place *place = *state;
    const struct {
        const char *target, *content;
    } cases[] = {
        {"/api/status", "\"households\":268114"},
        {"/api/alerts", "{\"newest\":8,\"alerts\":[{\"alert_id\":8,"},
        {"/api/alerts?limit=1&lang=en", "\"rule_name\":\"Newborn\""},
        {"/api/alerts?rule=W29", "\"alerts\":[{\"alert_id\":5,"},
        {"/api/alerts?urgency=blue", "\"alerts\":[{\"alert_id\":6,"},
        {"/api/alerts?direction=verify", "\"alerts\":[{\"alert_id\":6,"},
        {"/api/alerts?household=3", "\"alerts\":[{\"alert_id\":2,"},
        {"/api/alerts?after=6", "\"alerts\":[{\"alert_id\":7,"},
        {"/api/alerts?region=330303&from=2025-08-01&to=2025-08-31", "\"alerts\":[{"},
        {"/api/alerts?rule=W99", "{\"newest\":8,\"alerts\":[]}"},
        {"/api/alerts/1", "\"reason_en\":\"Chen* paid"},
        {"/api/alerts/1?lang=en", "\"region_name\":\"Yongzhong\""},
        {"/api/households/9", "{\"household_id\":9,"},
        {"/api/batches",
         "{\"batches\":[{\"feed_name\":\"医保结算\"},{\"feed_name\":\"死亡登记\"}]}"},
        {"/api/simulation?set=standard=1250",
         "{\"as_of\":null,\"region\":0,\"changes\":1,\"shown\":100}"},
        {"/api/simulation?set=standard@2025-01-01=1,b=2&as_of=2025-06-30&region=330303001&limit=7",
         "{\"as_of\":\"2025-06-30\",\"region\":330303001000,\"changes\":2,\"shown\":7}"},
        {"/api/batches?limit=1&lang=en", "{\"batches\":[{\"feed_name\":\"Medical settlements\"}]}"},
        {"/api/quarantine?feed=F01&file=a%20b&with_corrected=1",
         "{\"total\":37,\"rows\":[{\"feed\":\"F01\",\"file\":\"\",\"is_corrected\":false},"
         "{\"feed\":\"\",\"file\":\"a b\",\"is_corrected\":true}]}"},
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        client_get(place->port, cases[i].target, "", &place->answer);
        if (!client_has(&place->answer, "HTTP/1.1 200 ") ||
            !client_has(&place->answer, cases[i].content)) {
            fail_msg("%s: %s", cases[i].target, place->answer.data);
        }
        assert_true(client_has(&place->answer, "Cache-Control: no-store"));
        Arena arena = {0};
        const JsonNode *root = NULL;
        assert_int_equal(json_read(client_body(&place->answer), &arena, &root, NULL), STATUS_OK);
        arena_release(&arena);
    }
}

static void wrong_values_are_refused_in_words(void **state) {
    Place *place = *state;
    const struct {
        const char *target, *line, *message;
    } cases[] = {
        {"/api/alerts?limit=x", "400", "limit=x: a whole number from 1 to 10000"},
        {"/api/alerts?limit=0", "400", "limit=0: "},
        {"/api/alerts?urgnecy=red", "400",
         "the query of /api/alerts has no urgnecy; it takes: rule"},
        {"/api/status?limit=1", "400", "has no limit"},
        {"/api/alerts?from=2025-12-31&to=2025-01-01", "400", "is after to=2025-01-01"},
        {"/api/alerts?limit=10001", "400", "limit=10001"},
        {"/api/alerts?after=-1", "400", "after=-1"},
        {"/api/alerts?household=4294967296", "400", "household=4294967296"},
        {"/api/alerts?region=12345", "400", "region=12345"},
        {"/api/alerts?from=yesterday", "400", "from: "},
        {"/api/alerts?to=2025-02-30", "400", "to: "},
        {"/api/alerts/0", "400", "\\\"0\\\" in the address is no id"},
        {"/api/alerts/x", "400", "is no id"},
        {"/api/alerts/9", "404", "there is no alert 9"},
        {"/api/households/1001", "404", "there is no household #1001"},
        {"/api/households/4294967296", "400", "is no id"},
        {"/api/quarantine?with_corrected=2", "400", "with_corrected=2"},
        {"/api/events?after=x", "400", "after=x"},
        {"/api/simulation", "400", "set=standard=1250"},
        {"/api/simulation?set=a=1&region=1", "400", "region=1"},
        {"/api/simulation?set=a=1&limit=0", "400", "limit=0"},
        {"/api/nothing", "404", "there is nothing at /api/nothing"},
        {"/favicon.ico", "404", "there is nothing at /favicon.ico"},
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        char line[16];
        (void)snprintf(line, sizeof line, "HTTP/1.1 %s ", cases[i].line);
        char target[256];
        bool has_query = strchr(cases[i].target, '?') != NULL;
        (void)snprintf(target, sizeof target, "%s%clang=en", cases[i].target,
                       has_query ? '&' : '?');
        client_get(place->port, target, "", &place->answer);
        if (!client_has(&place->answer, line) || !client_has(&place->answer, cases[i].message)) {
            fail_msg("%s: %s", target, place->answer.data);
        }
    }
    client_get(place->port, "/api/events?lang=en", "Last-Event-ID: x\r\n", &place->answer);
    assert_true(client_has(&place->answer, "Last-Event-ID is no number"));
}

static void failures_are_told_in_chinese_unless_english_is_asked_for(void **state) {
    Place *place = *state;
    const struct {
        const char *target, *message;
    } cases[] = {
        {"/api/alerts?lang=fr", "\"lang=fr：只能是 zh 或 en\""},
        {"/api/events?lang=x", "\"lang=x：只能是 zh 或 en\""},
        {"/api/alerts?limit=x", "\"limit=x：应是 1 到 10000 的整数\""},
        {"/api/alerts?urgnecy=red&lang=zh", "/api/alerts 没有查询参数 urgnecy；它接受：rule"},
        {"/api/alerts?to=2025-02-30", "\"to: “2025-02-30”不是日期；请写成 2025-08-22 的形式\""},
        {"/api/alerts/9", "\"没有编号为 9 的预警\""},
        {"/api/households/1001?lang=zh", "\"没有 #1001 这一户\""},
        {"/api/nothing", "\"没有 /api/nothing 这个地址\""},
        {"/api/%ff", "请求的地址不是百分号编码的 UTF-8"},
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        client_get(place->port, cases[i].target, "", &place->answer);
        if (!client_has(&place->answer, cases[i].message)) {
            fail_msg("%s: %s", cases[i].target, place->answer.data);
        }
    }
}

static int listen_to(const Place *place, const char *target, const char *headers, Text *seen) {
    Text request = {0};
    int socket = client_connect(place->port);
    text_format(&request, "GET %s HTTP/1.1\r\nHost: localhost\r\n%s\r\n", target, headers);
    client_send(socket, text_str(&request));
    assert_true(client_wait_for(socket, seen, "retry: 2000\n\n"));
    text_release(&request);
    return socket;
}

static void a_use_case_that_fails_is_told(void **state) {
    Place *place = *state;
    static const char *const CASES[][2] = {
        {"service_status", "/api/status"},
        {"alert_list", "/api/alerts"},
        {"alert_newest", "/api/alerts"},
        {"alert_explain_json", "/api/alerts/1"},
        {"household_json", "/api/households/1"},
        {"load_batches", "/api/batches"},
        {"simulation_run", "/api/simulation?set=a=1"},
        {"quarantine_list", "/api/quarantine"},
        {"alert_list", "/api/events?after=1"},
    };
    for (size_t i = 0; i < ARRAY_COUNT(CASES); i++) {
        fake_service_break(place->service, CASES[i][0]);
        client_get(place->port, CASES[i][1], "", &place->answer);
        assert_true(client_has(&place->answer, "HTTP/1.1 503 "));
        assert_true(client_has(&place->answer, "is broken\"}}"));
    }
    Error error = {0};
    Api *api = NULL;
    fake_service_break(place->service, "alert_newest");
    assert_int_equal(api_announce(place->api, &error), STATUS_UNAVAILABLE);
    assert_int_equal(api_open(place->service, &api, &error), STATUS_UNAVAILABLE);
    fake_service_break(place->service, "service_status");
    assert_int_equal(api_announce(place->api, &error), STATUS_UNAVAILABLE);
    Text seen = {0};
    int socket = listen_to(place, "/api/events", "", &seen);
    fake_service_break(place->service, "alert_list");
    fake_service_raise(place->service, 1);
    assert_int_equal(api_announce(place->api, &error), STATUS_UNAVAILABLE);
    assert_int_equal(api_announce_alerts(place->api, (AlertId){8}, &error), STATUS_UNAVAILABLE);
    fake_service_raise(place->service, 1);
    assert_int_equal(api_announce_alerts(place->api, (AlertId){9}, &error), STATUS_UNAVAILABLE);
    close(socket);
    text_release(&seen);
    api_close(NULL);
}

// ---- the page

static void the_page_and_its_parts_are_served(void **state) {
    Place *place = *state;
    const struct {
        const char *path, *content_type, *content;
    } cases[] = {
        {"/", "text/html; charset=utf-8", "<script type=\"module\" src=\"/app.js\">"},
        {"/app.js", "text/javascript; charset=utf-8", "new EventSource("},
        {"/style.css", "text/css; charset=utf-8", "prefers-reduced-motion"},
        {"/icon.svg", "image/svg+xml", "<svg"},
        {"/api/openapi.yaml", "application/yaml; charset=utf-8", "openapi: 3.1.0"},
    };
    assert_int_equal(API_ASSET_COUNT, ARRAY_COUNT(cases));
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        client_get(place->port, cases[i].path, "", &place->answer);
        assert_true(client_has(&place->answer, cases[i].content_type));
        assert_true(client_has(&place->answer, cases[i].content));
    }
}

static void packed_assets_are_the_same(void **state) {
    (void)state;
    for (size_t i = 0; i < API_ASSET_COUNT; i++) {
        Text plain = {0};
        assert_int_equal(gzip_unpack(API_ASSETS[i].packed, 1024 * 1024, &plain, NULL), STATUS_OK);
        assert_true(str_equal(text_str(&plain), API_ASSETS[i].plain));
        text_release(&plain);
    }
}

// The policy of the server lets nothing inline run; what is inline would be silently dead.
static void the_page_has_nothing_inline(void **state) {
    (void)state;
    static const char *const FORBIDDEN[] = {" style=", "onclick=", "<style",
                                            "javascript:", "http:"};
    Str page = asset_text("/");
    for (size_t i = 0; i < ARRAY_COUNT(FORBIDDEN); i++) {
        size_t at = 0;
        assert_false(str_find(page, str_from(FORBIDDEN[i]), &at));
    }
    size_t at = 0;
    assert_false(str_find(asset_text("/app.js"), STR("innerHTML"), &at));
}

// ---- the stream

static void new_alerts_are_announced_in_both_languages(void **state) {
    Place *place = *state;
    Text chinese = {0};
    Text english = {0};
    int one = listen_to(place, "/api/events?lang=zh", "", &chinese);
    int two = listen_to(place, "/api/events?lang=en", "", &english);
    fake_service_raise(place->service, 1);
    assert_int_equal(api_announce(place->api, NULL), STATUS_OK);
    assert_true(client_wait_for(one, &chinese, "event: status\n"));
    assert_true(client_wait_for(two, &english, "event: status\n"));
    assert_true(client_has(&chinese, "id: 9\nevent: alert\ndata: {\"alert_id\":9,"));
    assert_true(client_has(&chinese, "\"rule_name\":\"新增车辆\""));
    assert_true(client_has(&english, "\"rule_name\":\"New vehicle\""));
    assert_false(client_has(&english, "新增车辆"));
    assert_false(client_has(&chinese, "id: 8\n"));
    close(one);
    close(two);
    text_release(&chinese);
    text_release(&english);
}

static void nothing_new_is_not_announced(void **state) {
    Place *place = *state;
    Text seen = {0};
    assert_int_equal(api_announce(place->api, NULL), STATUS_OK); // the figures, once
    int socket = listen_to(place, "/api/events", "", &seen);
    assert_int_equal(api_announce(place->api, NULL), STATUS_OK);
    fake_service_raise(place->service, 1);
    assert_int_equal(api_announce(place->api, NULL), STATUS_OK);
    assert_true(client_wait_for(socket, &seen, "event: status\n"));
    size_t first = 0;
    assert_true(str_find(text_str(&seen), STR("event: status"), &first));
    size_t alert = 0;
    assert_true(str_find(text_str(&seen), STR("event: alert"), &alert));
    assert_true(alert < first); // no event before the alert
    close(socket);
    text_release(&seen);
}

static void who_knows_alerts_that_are_not_there_yet_reads_the_list_again(void **state) {
    Place *place = *state;
    Text seen = {0};
    int socket = listen_to(place, "/api/events", "Last-Event-ID: 390\r\n", &seen);
    assert_true(client_wait_for(socket, &seen, "id: 8\nevent: reset\ndata: {}"));
    fake_service_raise(place->service, 1);
    assert_int_equal(api_announce(place->api, NULL), STATUS_OK);
    assert_true(client_wait_for(socket, &seen, "id: 9\nevent: alert"));
    close(socket);
    text_release(&seen);
}

static void who_comes_back_gets_each_missed_alert_once(void **state) {
    Place *place = *state;
    Text seen = {0};
    fake_service_raise(place->service, 2); // raised, but not announced yet
    int socket = listen_to(place, "/api/events?after=3", "Last-Event-ID: 8\r\n", &seen);
    assert_int_equal(api_announce(place->api, NULL), STATUS_OK);
    assert_true(client_wait_for(socket, &seen, "event: status\n"));
    for (int id = 9; id <= 10; id++) {
        char wanted[16];
        (void)snprintf(wanted, sizeof wanted, "id: %d\n", id);
        size_t at = 0;
        Str text = text_str(&seen);
        assert_true(str_find(text, str_from(wanted), &at));
        assert_false(str_find(str_slice(text, at + 1, text.length), str_from(wanted), &at));
    }
    assert_false(client_has(&seen, "id: 8\n"));
    close(socket);
    text_release(&seen);
}

static void after_a_large_load_pages_are_told_to_read_the_list(void **state) {
    Place *place = *state;
    Text late = {0};
    Text live = {0};
    int one = listen_to(place, "/api/events", "", &live);
    fake_service_raise(place->service, 501);
    int two = listen_to(place, "/api/events?after=8", "", &late);
    assert_true(client_wait_for(two, &late, "id: 509\nevent: reset\ndata: {}\n\n"));
    assert_int_equal(api_announce(place->api, NULL), STATUS_OK);
    assert_true(client_wait_for(one, &live, "id: 509\nevent: reset\ndata: {}\n\n"));
    assert_false(client_has(&live, "event: alert"));
    close(one);
    close(two);
    text_release(&late);
    text_release(&live);
}

// The stream without its head and without the lengths of the chunks that it came in.
static Text stream_of(const Text *seen) {
    Text stream = {0};
    size_t at = 0;
    assert_true(str_find(text_str(seen), STR("\r\n\r\n"), &at));
    for (const char *next = seen->data + at + 4; next < seen->data + seen->length;) {
        char *end = NULL;
        size_t size = strtoul(next, &end, 16);
        size_t left = (size_t)(seen->data + seen->length - end);
        if (left < size + 4) {
            break; // the rest of it was not read
        }
        text_append(&stream, (Str){end + 2, size});
        next = end + 2 + size + 2;
    }
    return stream;
}

static size_t times_in(const Text *stream, const char *wanted) {
    Str rest = text_str(stream);
    size_t count = 0;
    for (size_t at = 0; str_find(rest, str_from(wanted), &at); count++) {
        rest = str_slice(rest, at + 1, rest.length);
    }
    return count;
}

static void what_is_urgent_is_sent_before_others_and_only_once(void **state) {
    Place *place = *state;
    Text seen = {0};
    int socket = listen_to(place, "/api/events", "", &seen);
    fake_service_raise(place->service, 40); // 9 to 48, by a bulk load
    fake_service_raise(place->service, 1);
    assert_int_equal(api_announce_alerts(place->api, (AlertId){48}, NULL), STATUS_OK);
    assert_true(client_wait_for(socket, &seen, "event: alert\ndata: {\"alert_id\":49,"));
    assert_false(client_has(&seen, "id: "));
    fake_service_raise(place->service, 2); // 50 and 51, by a bulk load
    assert_int_equal(api_announce(place->api, NULL), STATUS_OK);
    assert_true(client_wait_for(socket, &seen, "event: status\n"));
    Text stream = stream_of(&seen);
    for (int id = 9; id <= 51; id++) {
        char data[32];
        char line[16];
        (void)snprintf(data, sizeof data, "{\"alert_id\":%d,", id);
        (void)snprintf(line, sizeof line, "\nid: %d\n", id);
        assert_int_equal(times_in(&stream, data), 1);
        assert_int_equal(times_in(&stream, line), 1);
    }
    assert_int_equal(times_in(&stream, "\nid: 49\n\n"),
                     1); // how far it is now; the alert came before
    fake_service_raise(place->service, 1);
    assert_int_equal(api_announce_alerts(place->api, (AlertId){51}, NULL), STATUS_OK);
    assert_true(client_wait_for(socket, &seen, "id: 52\nevent: alert\n")); // nobody is before it
    close(socket);
    text_release(&stream);
    text_release(&seen);
}

int main(void) {
#define WITH_PLACE(test) cmocka_unit_test_setup_teardown(test, place_open, place_close)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_description_and_the_routes_agree),
        cmocka_unit_test(the_description_names_every_query_value),
        cmocka_unit_test(every_reference_in_the_description_is_there),
        WITH_PLACE(every_endpoint_answers),
        WITH_PLACE(wrong_values_are_refused_in_words),
        WITH_PLACE(failures_are_told_in_chinese_unless_english_is_asked_for),
        WITH_PLACE(a_use_case_that_fails_is_told),
        WITH_PLACE(the_page_and_its_parts_are_served),
        cmocka_unit_test(packed_assets_are_the_same),
        cmocka_unit_test(the_page_has_nothing_inline),
        WITH_PLACE(new_alerts_are_announced_in_both_languages),
        WITH_PLACE(nothing_new_is_not_announced),
        WITH_PLACE(what_is_urgent_is_sent_before_others_and_only_once),
        WITH_PLACE(who_comes_back_gets_each_missed_alert_once),
        WITH_PLACE(who_knows_alerts_that_are_not_there_yet_reads_the_list_again),
        WITH_PLACE(after_a_large_load_pages_are_told_to_read_the_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
