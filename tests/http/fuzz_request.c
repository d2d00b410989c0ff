// SPDX-License-Identifier: Apache-2.0
#include "base/check.h"
#include "http/router.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void answer(void *context, const Request *request, Response *response) {
    (void)context;
    CHECK(request->parameter_count > 0 && request->parameters[0].value.length > 0);
    response->http_status = 200;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const Route ROUTES[] = {{"GET", "/{a}", answer, NULL},
                                   {"GET", "/a/{b}/c", answer, NULL}};
    Request request = {.method = STR("GET")};
    Response response = {0};
    Str bytes = {(const char *)data, size};
    (void)request_host_is_allowed(bytes, NULL, 0);
    request.headers[request.header_count++] = (NamedText){STR("Accept-Encoding"), bytes};
    (void)request_accepts_gzip(&request);
    if (request_set_target(&request, bytes, NULL) == STATUS_OK) {
        for (size_t i = 0; i < request.segment_count; i++) {
            CHECK(str_is_utf8(request.segments[i]));
            CHECK(!str_equal(request.segments[i], STR("..")));
        }
        route_request(ROUTES, ARRAY_COUNT(ROUTES), NULL, &request, &response);
        CHECK(response.http_status == 200 || response.http_status == 404);
    }
    response_release(&response);
    request_release(&request);
    return 0;
}
