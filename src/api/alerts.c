// SPDX-License-Identifier: Apache-2.0
#include "api/api_private.h"
#include "base/check.h"
#include "format/json.h"

enum { ALERTS_MAX = 10 * 1000 };

static Status read_query(const Request *request, AlertQuery *query, Error *error) {
    int64_t household = 0;
    Status status = api_language(request, &query->is_english, error);
    if (status == STATUS_OK) {
        status = api_number(request, "household", (Range){1, UINT32_MAX}, &household, error);
    }
    if (status == STATUS_OK) {
        status = api_number(request, "after", (Range){0, INT64_MAX}, &query->after.number, error);
    }
    if (status == STATUS_OK) {
        status = api_number(request, "limit", (Range){1, ALERTS_MAX}, &query->limit, error);
    }
    if (status == STATUS_OK) {
        status = api_date(request, "from", &query->from, error);
    }
    if (status == STATUS_OK) {
        status = api_date(request, "to", &query->to, error);
    }
    if (status == STATUS_OK) {
        status = api_region(request, &query->region, error);
    }
    if (status == STATUS_OK && query->to.days != DATE_NONE.days &&
        query->from.days > query->to.days) {
        status = error_set(error, STATUS_INVALID, "from=" STR_FMT " is after to=" STR_FMT,
                           STR_ARG(request_query(request, "from")),
                           STR_ARG(request_query(request, "to")));
    }
    query->household = (HouseholdId){(uint32_t)household};
    query->rule = request_query(request, "rule");
    query->urgency = request_query(request, "urgency");
    query->direction = request_query(request, "direction");
    return status;
}

// `newest` is asked for first: who then listens for what is later misses nothing, whatever the
// filters held back.
static Status list(Api *api, const Request *request, Response *response, Error *error) {
    AlertQuery query = {0};
    AlertId newest = {0};
    CLEANUP(alert_views_release) AlertViews views = {0};
    Status status = read_query(request, &query, error);
    if (status == STATUS_OK) {
        status = alert_newest(api->service, &newest, error);
    }
    if (status == STATUS_OK) {
        status = alert_list(api->service, &query, &views, error);
    }
    if (status != STATUS_OK) {
        return status;
    }
    JsonWriter writer = {.out = response_json(response, 200)};
    json_begin_object(&writer);
    json_key(&writer, STR("newest"));
    json_number(&writer, newest.number);
    json_key(&writer, STR("alerts"));
    json_raw(&writer, STR("")); // nothing to separate; the list goes straight behind it
    alert_views_json(&views, writer.out);
    json_end_object(&writer);
    return STATUS_OK;
}

void api_list_alerts(void *context, const Request *request, Response *response) {
    api_answer(context, list, request, response);
}

static Status get(Api *api, const Request *request, Response *response, Error *error) {
    bool is_english = false;
    AlertId id = {0};
    Status status = api_language(request, &is_english, error);
    if (status == STATUS_OK) {
        status = api_id(request, INT64_MAX, &id.number, error);
    }
    if (status == STATUS_OK) {
        status =
            alert_explain_json(api->service, id, is_english, response_json(response, 200), error);
    }
    return status;
}

void api_get_alert(void *context, const Request *request, Response *response) {
    api_answer(context, get, request, response);
}
