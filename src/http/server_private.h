// SPDX-License-Identifier: Apache-2.0
#ifndef HTTP_SERVER_PRIVATE_H
#define HTTP_SERVER_PRIVATE_H
// What server.c (life cycle, workers) and exchange.c (one request and its answer) share.
#include "http/server.h"
#include "platform/thread.h"

struct MHD_Connection;
struct MHD_Daemon;

enum { WORKERS_MAX = 64, WAITING_MAX = 1024 };

typedef enum ExchangeStage {
    STAGE_NEW,      // the request line is known
    STAGE_READING,  // headers are known, the body arrives
    STAGE_WORKING,  // a worker has it, the connection is suspended
    STAGE_ANSWERED, // the response is ready to be sent
} ExchangeStage;

typedef struct Exchange {
    Server *server;
    struct MHD_Connection *connection;
    struct Exchange *next; // in the queue of the workers
    ExchangeStage stage;
    Text target;
    Text body;
    Request request;
    Response response;
    int64_t began_us;
} Exchange;

struct Server {
    ServerOptions options;
    struct MHD_Daemon *daemon;
    Thread workers[WORKERS_MAX];
    int workers_running;
    Mutex mutex;
    Condition changed;
    Exchange *first, *last; // waiting for a worker
    size_t waiting_count;
    bool is_stopping;
};

// False when the server is stopping or too many wait.
bool server_enqueue(Server *server, Exchange *exchange);
void exchange_work(Exchange *exchange); // in a worker
#endif
