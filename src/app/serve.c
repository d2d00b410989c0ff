// SPDX-License-Identifier: Apache-2.0
#include "app/serve.h"

#include "api/api.h"
#include "app/inbox.h"
#include "cli/county.h"
#include "http/server.h"
#include "platform/signals.h"

static const Option OPTIONS[] = {
    {"listen",
     "ADDRESS:PORT",
     {"监听地址（默认 127.0.0.1:8080）", "where to listen (default 127.0.0.1:8080)"}},
};

enum { LOOK_EVERY_MS = 200, ADDRESS_SIZE_MAX = 64 };

typedef struct Serving {
    Cli *cli;
    CountyFolder county;
    Api *api;
    Server *server;
    Inbox inbox;
    StopSignal stop;
    char address[ADDRESS_SIZE_MAX];
    uint16_t port;
} Serving;

static bool is_loopback(Str address) {
    return str_equal(address, STR("127.0.0.1")) || str_equal(address, STR("localhost")) ||
           str_equal(address, STR("::1"));
}

// "127.0.0.1:8080", "[::1]:8080"
static Status read_listen(Serving *serving, Str listen, Error *error) {
    size_t colon = listen.length;
    while (colon > 0 && listen.data[colon - 1] != ':') {
        colon--;
    }
    int64_t port = -1;
    Str address = colon > 0 ? str_slice(listen, 0, colon - 1) : STR("");
    if (str_starts_with(address, STR("[")) && str_ends_with(address, STR("]"))) {
        address = str_slice(address, 1, address.length - 1);
    }
    if (colon == 0 || !str_to_int64(str_slice(listen, colon, listen.length), &port) || port < 0 ||
        port > UINT16_MAX) {
        return error_set(error, STATUS_INVALID,
                         "--listen " STR_FMT ": give address and port, 127.0.0.1:8080",
                         STR_ARG(listen));
    }
    if (address.length == 0) {
        return error_set(error, STATUS_INVALID,
                         "--listen " STR_FMT ": give the address too, 127.0.0.1" STR_FMT,
                         STR_ARG(listen), STR_ARG(listen));
    }
    if (!is_loopback(address)) {
        return error_set(error, STATUS_DENIED,
                         "--listen " STR_FMT
                         ": there are no users and passwords yet, so doudi serves this "
                         "machine only; use 127.0.0.1",
                         STR_ARG(listen));
    }
    (void)snprintf(serving->address, sizeof serving->address, STR_FMT,
                   STR_ARG(str_equal(address, STR("localhost")) ? STR("127.0.0.1") : address));
    serving->port = (uint16_t)port;
    return STATUS_OK;
}

static Status start(Serving *serving, Error *error) {
    Cli *cli = serving->cli;
    Status status =
        county_open(cli->positionals[0], cli->clock, STR("server"), &serving->county, error);
    if (status == STATUS_OK) {
        status = api_open(serving->county.service, &serving->api, error);
    }
    if (status == STATUS_OK) {
        ServerOptions options = {.address = str_from(serving->address),
                                 .port = serving->port,
                                 .routes = API_ROUTES,
                                 .route_count = API_ROUTE_COUNT,
                                 .context = serving->api,
                                 .hub = api_hub(serving->api)};
        status = server_start(&options, &serving->server, error);
    }
    return status;
}

static void greet(const Serving *serving) {
    (void)fprintf(
        serving->cli->out,
        cli_words(serving->cli,
                  "兜底在 http://%s:%u 提供服务（只限本机；还没有用户和密码）。"
                  "Ctrl-C 停止；新文件请放进 " STR_FMT "/inbox\n",
                  "Doudi serves http://%s:%u (this machine only; there are no users and "
                  "passwords yet). Ctrl-C stops it; put new files into " STR_FMT "/inbox\n"),
        serving->address, server_port(serving->server), STR_ARG(serving->cli->positionals[0]));
    (void)fflush(serving->cli->out);
}

// Looks into the inbox, and tells open pages of new alerts, also of those that another process
// loaded.
static void serve_until_stopped(Serving *serving) {
    bool was_told = false; // of one trouble once, not five times a second
    while (!stop_signal_wait(&serving->stop, LOOK_EVERY_MS)) {
        Error error;
        (void)inbox_look(&serving->inbox);
        bool is_fine = api_announce(serving->api, &error) == STATUS_OK;
        if (!is_fine && !was_told) {
            cli_complain(serving->cli, &error);
        }
        was_told = !is_fine;
    }
}

static int run(Cli *cli) {
    Error error = {0};
    Serving serving = {.cli = cli};
    Str listen = cli_has(cli, "listen") ? cli_option(cli, "listen") : STR("127.0.0.1:8080");
    Status status = read_listen(&serving, listen, &error);
    if (status == STATUS_OK) {
        status = stop_signal_init(&serving.stop, &error);
    }
    if (status != STATUS_OK) {
        return cli_fail(cli, &error);
    }
    status = start(&serving, &error);
    if (status == STATUS_OK) {
        inbox_init(&serving.inbox, &serving.county, cli);
        greet(&serving);
        serve_until_stopped(&serving);
        inbox_release(&serving.inbox);
    }
    server_stop(serving.server);
    api_close(serving.api);
    county_close(&serving.county);
    stop_signal_release(&serving.stop);
    return status == STATUS_OK ? EXIT_FINE : cli_fail(cli, &error);
}

const Command CMD_serve = {
    .name = "serve",
    .arguments = "DIR [--listen 127.0.0.1:8080]",
    .help = {"打开实时页面和接口，自动装入收件夹",
             "serve the live page and the API, and load the inbox"},
    .options = OPTIONS,
    .option_count = ARRAY_COUNT(OPTIONS),
    .positional_min = 1,
    .positional_max = 1,
    .run = run,
};
