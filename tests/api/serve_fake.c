// SPDX-License-Identifier: Apache-2.0
// Serves the live page over invented alerts, for the browser test: prints the port, then takes
// lines: "raise N" raises N alerts, "quit" ends.
#include "api/api.h"
#include "base/check.h"
#include "fake_service.h"
#include "http/server.h"
#include <stdio.h>
#include <string.h>

static Server *serve(Api *api, uint16_t port) {
    Server *server = NULL;
    Error error = {0};
    const ServerOptions options = {
        .address = STR("127.0.0.1"),
        .port = port,
        .routes = API_ROUTES,
        .route_count = API_ROUTE_COUNT,
        .words = api_error_words,
        .context = api,
        .hub = api_hub(api),
    };
    if (server_start(&options, &server, &error) != STATUS_OK) {
        (void)fprintf(stderr, "%s\n", error.message);
    }
    return server;
}

static void obey(Service *service, Api *api) {
    char line[64];
    while (fgets(line, sizeof line, stdin) != NULL && strcmp(line, "quit\n") != 0) {
        Str words = str_trim(str_from(line));
        int64_t count = 0;
        if (str_equal(str_cut(&words, ' '), STR("raise")) && str_to_int64(words, &count)) {
            fake_service_raise(service, count);
            CHECK(api_announce(api, NULL) == STATUS_OK);
        }
    }
}

int main(int argc, char **argv) {
    int64_t port = 0;
    if (argc > 1 && (!str_to_int64(str_from(argv[1]), &port) || port < 0 || port > UINT16_MAX)) {
        (void)fprintf(stderr, "usage: serve_fake [PORT]\n");
        return 2;
    }
    Service *service = fake_service_new();
    Api *api = NULL;
    CHECK(api_open(service, &api, NULL) == STATUS_OK);
    Server *server = serve(api, (uint16_t)port);
    if (server != NULL) {
        (void)printf("%d\n", (int)server_port(server));
        (void)fflush(stdout);
        obey(service, api);
        server_stop(server);
    }
    api_close(api);
    fake_service_free(service);
    return server == NULL;
}
