// SPDX-License-Identifier: Apache-2.0
#include "api/api_private.h"

#include "base/check.h"
#include "base/memory.h"
#include "language/errors.h"

Status api_open(Service *service, Api **out_api, Error *error) {
    const SseHubOptions options = {
        .heartbeat_ms = 15 * 1000, .buffer_size_max = 1024 * 1024, .subscriber_max = 500};
    AlertId newest = {0};
    Status status = alert_newest(service, &newest, error);
    if (status != STATUS_OK) {
        return status;
    }
    Api *api = memory_new(1, sizeof *api);
    api->service = service;
    api->announced = newest;
    api->hub = sse_hub_new(&options);
    *out_api = api;
    return STATUS_OK;
}

void api_close(Api *api) {
    if (api == NULL) {
        return;
    }
    sse_hub_free(api->hub);
    text_release(&api->status);
    memory_free(api->ahead);
    memory_free(api);
}

SseHub *api_hub(Api *api) {
    return api->hub;
}

void api_answer(void *context, ApiAnswer answer, const Request *request, Response *response) {
    Error error = {0};
    if (answer(context, request, response, &error) != STATUS_OK) {
        response_fail(response, request, &error);
    }
}

void api_error_words(const Request *request, Str message, Text *out) {
    if (str_equal(request_query(request, "lang"), STR("en"))) {
        text_append(out, message);
    } else {
        errors_in_chinese(message, out);
    }
}

Status api_language(const Request *request, bool *out_is_english, Error *error) {
    Str language = request_query(request, "lang");
    bool is_english = str_equal(language, STR("en"));
    if (language.length > 0 && !is_english && !str_equal(language, STR("zh"))) {
        return error_set(error, STATUS_INVALID, "lang=" STR_FMT ": zh or en", STR_ARG(language));
    }
    *out_is_english = is_english;
    return STATUS_OK;
}

Status api_number(const Request *request, const char *name, Range range, int64_t *out_number,
                  Error *error) {
    Str text = request_query(request, name);
    int64_t number = 0;
    if (text.length > 0 &&
        (!str_to_int64(text, &number) || number < range.least || number > range.most)) {
        return error_set(error, STATUS_INVALID, "%s=" STR_FMT ": a whole number from %lld to %lld",
                         name, STR_ARG(text), (long long)range.least, (long long)range.most);
    }
    *out_number = number;
    return STATUS_OK;
}

Status api_id(const Request *request, int64_t max, int64_t *out_id, Error *error) {
    Str text = request_parameter(request, "id");
    int64_t id = 0;
    if (!str_to_int64(text, &id) || id < 1 || id > max) {
        return error_set(error, STATUS_INVALID,
                         "\"" STR_FMT "\" in the address is no id; ids are whole numbers from 1, "
                         "as the lists show them",
                         STR_ARG(text));
    }
    *out_id = id;
    return STATUS_OK;
}

Status api_region(const Request *request, Region *out_region, Error *error) {
    Str text = request_query(request, "region");
    *out_region = (Region){0};
    if (text.length == 0 || region_parse(text, out_region)) {
        return STATUS_OK;
    }
    return error_set(error, STATUS_INVALID, "region=" STR_FMT ": 2, 4, 6, 9 or 12 digits",
                     STR_ARG(text));
}

Status api_date(const Request *request, const char *name, Date *out_date, Error *error) {
    Str text = request_query(request, name);
    if (text.length == 0) {
        *out_date = DATE_NONE;
        return STATUS_OK;
    }
    Date date = DATE_NONE;
    Status status = date_parse(text, &date, error);
    if (status != STATUS_OK) {
        return error_prefix(error, "%s: ", name);
    }
    *out_date = date;
    return STATUS_OK;
}
