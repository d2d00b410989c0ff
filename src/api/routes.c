// SPDX-License-Identifier: Apache-2.0
// The one table of routes. openapi.yaml describes the same rows; a test compares the two.
#include "api/api_private.h"
#include "api/assets.h"
#include "base/check.h"

const Route API_ROUTES[] = {
    {"GET", "/api/status", api_get_status},
    {"GET", "/api/alerts", api_list_alerts},
    {"GET", "/api/alerts/{id}", api_get_alert},
    {"GET", "/api/households/{id}", api_get_household},
    {"GET", "/api/batches", api_list_batches},
    {"GET", "/api/quarantine", api_list_quarantine},
    {"GET", "/api/events", api_stream_events},
    {"GET", "/api/openapi.yaml", api_get_asset},
    {"GET", "/", api_get_asset},
    {"GET", "/app.js", api_get_asset},
    {"GET", "/style.css", api_get_asset},
    {"GET", "/icon.svg", api_get_asset},
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
