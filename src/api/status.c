// SPDX-License-Identifier: Apache-2.0
#include "api/api_private.h"

static Status answer(Api *api, const Request *request, Response *response, Error *error) {
    (void)request;
    ServiceStatus found = {0};
    Status status = service_status(api->service, &found, error);
    if (status == STATUS_OK) {
        service_status_json(&found, response_json(response, 200));
    }
    return status;
}

void api_get_status(void *context, const Request *request, Response *response) {
    api_answer(context, answer, request, response);
}
