// SPDX-License-Identifier: Apache-2.0
#include "service/quarantine.h"

#include "api/api_private.h"
#include "base/check.h"
#include "format/json.h"

enum { ROWS_MAX = 10 * 1000 };

static Status read_query(const Request *request, QuarantineQuery *query, Error *error) {
    int64_t with_corrected = 0;
    Status status = api_language(request, &query->is_english, error);
    if (status == STATUS_OK) {
        status = api_number(request, "limit", (Range){1, ROWS_MAX}, &query->limit, error);
    }
    if (status == STATUS_OK) {
        status = api_number(request, "with_corrected", (Range){0, 1}, &with_corrected, error);
    }
    query->with_corrected = with_corrected == 1;
    query->feed = request_query(request, "feed");
    query->file = request_query(request, "file");
    return status;
}

static Status list(Api *api, const Request *request, Response *response, Error *error) {
    QuarantineQuery query = {0};
    CLEANUP(quarantine_views_release) QuarantineViews views = {0};
    Status status = read_query(request, &query, error);
    if (status == STATUS_OK) {
        status = quarantine_list(api->service, &query, &views, error);
    }
    if (status != STATUS_OK) {
        return status;
    }
    JsonWriter writer = {.out = response_json(response, 200)};
    json_begin_object(&writer);
    json_key(&writer, STR("total"));
    json_number(&writer, views.total);
    json_key(&writer, STR("rows"));
    json_begin_list(&writer);
    for (size_t i = 0; i < views.count; i++) {
        json_raw(&writer, STR("")); // the comma; the object goes straight behind it
        quarantine_view_json(&views.items[i], writer.out);
    }
    json_end_list(&writer);
    json_end_object(&writer);
    return STATUS_OK;
}

void api_list_quarantine(void *context, const Request *request, Response *response) {
    api_answer(context, list, request, response);
}
