// SPDX-License-Identifier: Apache-2.0
#ifndef HTTP_SERVER_H
#define HTTP_SERVER_H
// A small HTTP/1.1 server (libmicrohttpd): one loop thread moves bytes, a few workers run the
// handlers, so that a slow query never holds up another connection. Knows nothing of the domain.
// Every answer carries the security headers; requests for another host's name are refused.
#include "http/router.h"
#include "platform/log.h"

typedef struct Server Server;

typedef struct ServerOptions {
    Str address;         // "127.0.0.1", "::1"
    uint16_t port;       // 0: any free one (server_port)
    const Route *routes; // outlive the server, as do the following pointers
    size_t route_count;
    void *context;         // for the handlers
    ErrorWords words;      // for failures; NULL: as they are
    SseHub *hub;           // closed by server_stop, freed by its owner afterwards; may be NULL
    const Str *host_names; // allowed in the Host header besides those of loopback
    size_t host_name_count;
    size_t body_size_max; // 0: 1 MiB
    int worker_count;     // 0: 4
    int connection_max;   // 0: 1,000
    const Log *log;       // a line for each request; may be NULL
} ServerOptions;

// INVALID for an address that is none, UNAVAILABLE when the port is taken or not allowed.
MUST_CHECK Status server_start(const ServerOptions *options, Server **out_server, Error *error);
uint16_t server_port(const Server *server);
// Lets running handlers finish, ends streams, closes connections. NULL is fine.
void server_stop(Server *server);
#endif
