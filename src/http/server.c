// SPDX-License-Identifier: Apache-2.0
#include "http/server.h"

#include "base/check.h"
#include "base/memory.h"
#include "http/exchange_private.h"
#include "http/server_private.h"
#include "http/sse_private.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    WORKERS_DEFAULT = 4,
    CONNECTIONS_DEFAULT = 1000,
    CONNECTION_TIMEOUT_S = 60,          // without a byte; heartbeats keep streams alive
    STREAM_END_MS = 500,                // for a stream's last bytes
    CONNECTION_MEMORY_SIZE = 32 * 1024, // for the request line and headers
};

// ---- workers

bool server_enqueue(Server *server, Exchange *exchange) {
    mutex_lock(&server->mutex);
    bool is_taken = !server->is_stopping && server->waiting_count < WAITING_MAX;
    if (is_taken) {
        exchange->next = NULL;
        if (server->first == NULL) {
            server->first = exchange;
        } else {
            server->last->next = exchange;
        }
        server->last = exchange;
        server->waiting_count++;
        condition_signal(&server->changed);
    }
    mutex_unlock(&server->mutex);
    return is_taken;
}

// The next exchange; NULL when the server stops and nothing waits.
static Exchange *server_take(Server *server) {
    mutex_lock(&server->mutex);
    while (server->first == NULL && !server->is_stopping) {
        condition_wait(&server->changed, &server->mutex);
    }
    Exchange *exchange = server->first;
    if (exchange != NULL) {
        server->first = exchange->next;
        server->waiting_count--;
    }
    mutex_unlock(&server->mutex);
    return exchange;
}

static void worker_run(void *context) {
    Exchange *exchange = server_take(context);
    while (exchange != NULL) {
        exchange_work(exchange);
        exchange = server_take(context);
    }
}

static void workers_stop(Server *server) {
    mutex_lock(&server->mutex);
    server->is_stopping = true;
    condition_broadcast(&server->changed);
    mutex_unlock(&server->mutex);
    for (int i = 0; i < server->workers_running; i++) {
        thread_join(&server->workers[i]);
    }
    server->workers_running = 0;
}

static Status workers_start(Server *server, Error *error) {
    int wanted = server->options.worker_count == 0 ? WORKERS_DEFAULT : server->options.worker_count;
    CHECK(wanted > 0 && wanted <= WORKERS_MAX);
    Status status = STATUS_OK;
    while (server->workers_running < wanted && status == STATUS_OK) {
        status = thread_start(&server->workers[server->workers_running], worker_run, server, error);
        server->workers_running += status == STATUS_OK;
    }
    return status;
}

// ---- listening

typedef union SocketAddress {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
} SocketAddress;

static Status address_parse(Str text, uint16_t port, SocketAddress *out_address, Error *error) {
    char name[INET6_ADDRSTRLEN] = {0};
    *out_address = (SocketAddress){0};
    if (text.length < sizeof name) {
        memcpy(name, text.data, text.length);
    }
    if (inet_pton(AF_INET, name, &out_address->v4.sin_addr) == 1) {
        out_address->v4.sin_family = AF_INET;
        out_address->v4.sin_port = htons(port);
        return STATUS_OK;
    }
    if (inet_pton(AF_INET6, name, &out_address->v6.sin6_addr) == 1) {
        out_address->v6.sin6_family = AF_INET6;
        out_address->v6.sin6_port = htons(port);
        return STATUS_OK;
    }
    return error_set(error, STATUS_INVALID,
                     "\"" STR_FMT "\" is no address to listen on; use 127.0.0.1", STR_ARG(text));
}

// Percent codes are undone in request.c, where what is wrong with them can be said.
static size_t keep_escapes(void *context, struct MHD_Connection *connection, char *text) {
    (void)context;
    (void)connection;
    return strlen(text);
}

static Status server_listen(Server *server, Error *error) {
    const ServerOptions *options = &server->options;
    SocketAddress address;
    Status status = address_parse(options->address, options->port, &address, error);
    if (status != STATUS_OK) {
        return status;
    }
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME;
    flags |= address.any.sa_family == AF_INET6 ? MHD_USE_IPv6 : 0U;
    unsigned connections =
        options->connection_max == 0 ? CONNECTIONS_DEFAULT : (unsigned)options->connection_max;
    errno = 0;
    server->daemon = MHD_start_daemon(
        flags, options->port, NULL, NULL, exchange_continue, server, //
        MHD_OPTION_SOCK_ADDR, &address.any,                          //
        MHD_OPTION_URI_LOG_CALLBACK, exchange_begin, server,         //
        MHD_OPTION_NOTIFY_COMPLETED, exchange_end, server,           //
        MHD_OPTION_UNESCAPE_CALLBACK, keep_escapes, NULL,            //
        MHD_OPTION_CONNECTION_LIMIT, connections,                    //
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)CONNECTION_TIMEOUT_S,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY_SIZE, MHD_OPTION_END);
    if (server->daemon == NULL) {
        return error_set(error, STATUS_UNAVAILABLE,
                         "cannot listen on " STR_FMT ":%d (%s); choose another port",
                         STR_ARG(options->address), (int)options->port,
                         errno == EACCES ? "not allowed" : "taken by another program");
    }
    return STATUS_OK;
}

// ---- life cycle

static void server_free(Server *server) {
    condition_release(&server->changed);
    mutex_release(&server->mutex);
    memory_free(server);
}

Status server_start(const ServerOptions *options, Server **out_server, Error *error) {
    Server *server = memory_new(1, sizeof *server);
    server->options = *options;
    mutex_init(&server->mutex);
    condition_init(&server->changed);
    Status status = workers_start(server, error);
    if (status == STATUS_OK) {
        status = server_listen(server, error);
    }
    if (status != STATUS_OK) {
        workers_stop(server);
        server_free(server);
        return status;
    }
    *out_server = server;
    return STATUS_OK;
}

uint16_t server_port(const Server *server) {
    const union MHD_DaemonInfo *info =
        MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_BIND_PORT);
    CHECK(info != NULL);
    return info->port;
}

// libmicrohttpd wants no suspended connection when it stops: first nobody new is let in, then the
// workers finish and streams end (both resume theirs) and say so, then the loop ends.
void server_stop(Server *server) {
    if (server == NULL) {
        return;
    }
    MHD_socket listening = MHD_quiesce_daemon(server->daemon);
    workers_stop(server);
    if (server->options.hub != NULL) {
        sse_hub_close(server->options.hub);
        sse_hub_wait_empty(server->options.hub, STREAM_END_MS);
    }
    MHD_stop_daemon(server->daemon);
    if (listening != MHD_INVALID_SOCKET) {
        (void)close(listening);
    }
    server_free(server);
}
