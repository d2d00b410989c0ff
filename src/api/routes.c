// SPDX-License-Identifier: Apache-2.0
// The one table of routes. openapi.yaml describes the same rows and query names; a test compares
// the two.
#include "api/api_private.h"
#include "api/assets.h"
#include "base/check.h"

const Route API_ROUTES[] = {
    {"GET", "/api/status", api_get_status, "lang"},
    {"GET", "/api/alerts", api_list_alerts,
     "rule urgency direction household region from to after limit lang"},
    {"GET", "/api/alerts/{id}", api_get_alert, "lang"},
    {"GET", "/api/households/{id}", api_get_household, "lang"},
    {"GET", "/api/batches", api_list_batches, "limit lang"},
    {"GET", "/api/quarantine", api_list_quarantine, "feed file with_corrected limit lang"},
    {"GET", "/api/simulation", api_get_simulation, "set as_of region limit lang"},
    {"GET", "/api/events", api_stream_events, "after lang"},
    {"GET", "/api/openapi.yaml", api_get_asset, NULL},
    {"GET", "/", api_get_asset, NULL},
    {"GET", "/app.js", api_get_asset, NULL},
    {"GET", "/style.css", api_get_asset, NULL},
    {"GET", "/icon.svg", api_get_asset, NULL},
};
const size_t API_ROUTE_COUNT = ARRAY_COUNT(API_ROUTES);

static Status answer_asset(Api *api, const Request *request, Response *response, Error *error) {
    (void)api;
    for (size_t i = 0; i < API_ASSET_COUNT; i++) {
        if (str_equal(request->path, str_from(API_ASSETS[i].path))) {
            response_asset(response, request, &API_ASSETS[i]);
            return STATUS_OK;
        }
    }
    return error_set(error, STATUS_NOT_FOUND, "there is nothing at " STR_FMT,
                     STR_ARG(request->path));
}

void api_get_asset(void *context, const Request *request, Response *response) {
    api_answer(context, answer_asset, request, response);
}
