// SPDX-License-Identifier: Apache-2.0
#include "api/api_private.h"
#include "base/check.h"
#include "format/json.h"
#include "service/load.h"

enum { BATCHES_MAX = 10 * 1000 };

static Status list(Api *api, const Request *request, Response *response, Error *error) {
    bool is_english = false;
    int64_t limit = 0;
    CLEANUP(batch_views_release) BatchViews views = {0};
    Status status = api_language(request, &is_english, error);
    if (status == STATUS_OK) {
        status = api_number(request, "limit", (Range){1, BATCHES_MAX}, &limit, error);
    }
    if (status == STATUS_OK) {
        status = load_batches(api->service, limit, is_english, &views, error);
    }
    if (status != STATUS_OK) {
        return status;
    }
    JsonWriter writer = {.out = response_json(response, 200)};
    json_begin_object(&writer);
    json_key(&writer, STR("batches"));
    json_begin_list(&writer);
    for (size_t i = 0; i < views.count; i++) {
        json_raw(&writer, STR("")); // the comma; the object goes straight behind it
        batch_view_json(&views.items[i], writer.out);
    }
    json_end_list(&writer);
    json_end_object(&writer);
    return STATUS_OK;
}

void api_list_batches(void *context, const Request *request, Response *response) {
    api_answer(context, list, request, response);
}
