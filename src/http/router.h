// SPDX-License-Identifier: Apache-2.0
#ifndef HTTP_ROUTER_H
#define HTTP_ROUTER_H
// Who answers: one table of routes. A path that no row has is 404; one that rows have for other
// methods only is 405 with their names. HEAD is GET without body.
#include "http/request.h"
#include "http/response.h"

// May run on several threads at once.
typedef void (*RouteHandler)(void *context, const Request *request, Response *response);
typedef struct Route {
    const char *method;  // "GET"
    const char *pattern; // "/api/alerts/{id}": {name} takes one part that is not empty
    RouteHandler handler;
    // "lang limit": the names that its query may have, so that a mistyped filter is told and not
    // passed over. NULL: the handler does not care.
    const char *query;
} Route;

// Finds the row, fills request->parameters and calls the handler, or answers 400, 404 or 405.
void route_request(const Route *routes, size_t count, void *context, Request *request,
                   Response *response);
// The row that would answer; NULL for none. For tests of the table.
const Route *route_find(const Route *routes, size_t count, Request *request);
#endif
