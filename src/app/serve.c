// SPDX-License-Identifier: Apache-2.0
#include "app/serve.h"

#include "api/api.h"
#include "app/inbox.h"
#include "cli/county.h"
#include "cli/paths.h"
#include "http/server.h"
#include "platform/folder.h"
#include "platform/signals.h"
#include "platform/thread.h"
#include "platform/watch.h"

#include <stdlib.h>

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
    Inbox urgent;
    FolderWatch watch; // of inbox/urgent
    Thread express;    // loads what comes there
    Mutex mutex;       // of is_stopping
    bool is_stopping;
    StopSignal stop;
    bool was_told;     // of one trouble once, not five times a second
    Instant announced; // when the open pages were told last
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

static void alerts_came(void *context, AlertId after) {
    Serving *serving = context;
    Error error;
    if (api_announce_alerts(serving->api, after, &error) != STATUS_OK) {
        cli_complain(serving->cli, &error);
    }
}

static Status start(Serving *serving, Error *error) {
    Cli *cli = serving->cli;
    Status status =
        county_open(cli->positionals[0], cli->clock, STR("server"), &serving->county, error);
    if (status == STATUS_OK) {
        status = api_open(serving->county.service, &serving->api, error);
    }
    if (status == STATUS_OK) {
        service_listen(serving->county.service, alerts_came, serving);
        ServerOptions options = {.address = str_from(serving->address),
                                 .port = serving->port,
                                 .routes = API_ROUTES,
                                 .route_count = API_ROUTE_COUNT,
                                 .words = api_error_words,
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

// ---- what is urgent

static bool is_stopping(Serving *serving) {
    mutex_lock(&serving->mutex);
    bool is_stopping = serving->is_stopping;
    mutex_unlock(&serving->mutex);
    return is_stopping;
}

static void load_urgent(void *context) {
    Serving *serving = context;
    while (!is_stopping(serving)) {
        Str name = folder_watch_next(&serving->watch, LOOK_EVERY_MS);
        if (name.length > 0) {
            inbox_take(&serving->urgent, name);
        } else {
            (void)inbox_look(&serving->urgent); // what lay there before
        }
    }
}

static Status start_express(Serving *serving, Error *error) {
    CLEANUP(arena_release) Arena arena = {0};
    Str path = path_join(&arena, text_str(&serving->county.path), STR("inbox/urgent"));
    Status status = folder_make(path_text(&arena, path), error);
    if (status == STATUS_OK) {
        status = folder_watch_open(&serving->watch, path_text(&arena, path), error);
    }
    if (status == STATUS_OK) {
        inbox_init(&serving->urgent, &serving->county, "inbox/urgent", serving->cli);
        mutex_init(&serving->mutex);
        status = thread_start(&serving->express, load_urgent, serving, error);
    }
    return status;
}

static void stop_express(Serving *serving) {
    mutex_lock(&serving->mutex);
    serving->is_stopping = true;
    mutex_unlock(&serving->mutex);
    thread_join(&serving->express);
    mutex_release(&serving->mutex);
    inbox_release(&serving->urgent);
}

// Looks into the inbox, and tells open pages of new alerts, also of those that another process
// loaded.
static void announce(Serving *serving) {
    Error error;
    bool is_fine = api_announce(serving->api, &error) == STATUS_OK;
    if (!is_fine && !serving->was_told) {
        cli_complain(serving->cli, &error);
    }
    serving->was_told = !is_fine;
    serving->announced = serving->cli->clock.now(serving->cli->clock.context);
}

// During a long load too.
static void announce_in_time(void *context) {
    Serving *serving = context;
    Instant now = serving->cli->clock.now(serving->cli->clock.context);
    if (llabs(now.us - serving->announced.us) >= LOOK_EVERY_MS * 1000) {
        announce(serving);
    }
}

// What is in the inbox would have to wait for it anyway; pages are answered meanwhile.
static void settle(Serving *serving) {
    Error error;
    bool is_settled = false;
    while (!is_settled && !stop_signal_wait(&serving->stop, 0)) {
        if (service_settle(serving->county.service, &is_settled, &error) != STATUS_OK) {
            cli_complain(serving->cli, &error); // and a load will refuse for the same reason
            return;
        }
        announce_in_time(serving);
    }
}

static void serve_until_stopped(Serving *serving) {
    serving->inbox.between = announce_in_time;
    serving->inbox.context = serving;
    settle(serving);
    while (!stop_signal_wait(&serving->stop, LOOK_EVERY_MS)) {
        (void)inbox_look(&serving->inbox);
        announce(serving);
        service_write_back(serving->county.service);
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
        status = start_express(&serving, &error);
    }
    if (status == STATUS_OK) {
        inbox_init(&serving.inbox, &serving.county, "inbox", cli);
        greet(&serving);
        serve_until_stopped(&serving);
        inbox_release(&serving.inbox);
        stop_express(&serving);
    }
    folder_watch_close(&serving.watch);
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
    .more = {"放进 DIR/inbox 的文件静置两秒后按顺序装入；移入 DIR/inbox/urgent "
             "的文件不排队，马上装入，预警立即显示。",
             "Files put into DIR/inbox are loaded in order once they rest for two seconds; what is "
             "moved "
             "into DIR/inbox/urgent does not wait, and its alerts are shown at once."},
};
