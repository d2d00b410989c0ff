// SPDX-License-Identifier: Apache-2.0
#include "service/households.h"

#include "api/api_private.h"

// Names and numbers stay masked until there are users who may see them.
static Status get(Api *api, const Request *request, Response *response, Error *error) {
    bool is_english = false;
    int64_t id = 0;
    Status status = api_language(request, &is_english, error);
    if (status == STATUS_OK) {
        status = api_id(request, UINT32_MAX, &id, error);
    }
    if (status == STATUS_OK) {
        status = household_json(api->service, (HouseholdId){(uint32_t)id}, is_english, false,
                                response_json(response, 200), error);
    }
    return status;
}

void api_get_household(void *context, const Request *request, Response *response) {
    api_answer(context, get, request, response);
}
