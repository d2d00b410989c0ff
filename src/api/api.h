// SPDX-License-Identifier: Apache-2.0
#ifndef API_API_H
#define API_API_H
// The HTTP API and the live page: one table of routes over the use cases (service/), described by
// openapi.yaml. Not here: sockets (http/), what anything means (service/).
//
//     Api *api = NULL; api_open(service, &api, error);
//     server_start(&(ServerOptions){.address = ..., .routes = API_ROUTES,
//         .route_count = API_ROUTE_COUNT, .context = api, .words = api_error_words,
//         .hub = api_hub(api)}, &server, error);
//     service_listen(service, ..., api) and there api_announce_alerts: the shortest way to a screen
//     ... api_announce(api, error) now and then, for figures and for loads by other processes ...
//     server_stop(server); api_close(api);
#include "http/router.h"
#include "service/service.h"

typedef struct Api Api;

// The service outlives it. Alerts raised from now on will be announced.
MUST_CHECK Status api_open(Service *service, Api **out_api, Error *error);
void api_close(Api *api); // after server_stop; NULL is fine
SseHub *api_hub(Api *api);
// What went wrong, in Chinese unless the query says lang=en.
void api_error_words(const Request *request, Str message, Text *out);

extern const Route API_ROUTES[];
extern const size_t API_ROUTE_COUNT;

// Sends the alerts raised since the last call, and the county's figures when they changed, to every
// open page.
MUST_CHECK Status api_announce(Api *api, Error *error);
// The same at once for the alerts after that one, which must be the newest: they do not wait for
// others that a bulk load has raised meanwhile.
MUST_CHECK Status api_announce_alerts(Api *api, AlertId after, Error *error);
#endif
