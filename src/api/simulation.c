// SPDX-License-Identifier: Apache-2.0
#include "service/simulate.h"

#include "api/api_private.h"
#include "base/check.h"

enum { CHANGES_MAX = 32, HOUSEHOLDS_MAX = 10 * 1000, HOUSEHOLDS_DEFAULT = 100 };

typedef struct SimulationQuery {
    Str changes[CHANGES_MAX];
    size_t change_count;
    Date as_of;
    Region region;
    int64_t limit;
    bool is_english;
} SimulationQuery;

// "standard=1250,money_months=24"
static Status read_changes(const Request *request, SimulationQuery *query, Error *error) {
    Str rest = request_query(request, "set");
    if (rest.length == 0) {
        return error_set(error, STATUS_INVALID,
                         "there is nothing to try: set=standard=1250, more of them with commas");
    }
    while (rest.length > 0) {
        if (query->change_count == CHANGES_MAX) {
            return error_set(error, STATUS_TOO_LARGE, "set: at most %d parameters", CHANGES_MAX);
        }
        query->changes[query->change_count++] = str_cut(&rest, ',');
    }
    return STATUS_OK;
}

static Status read_query(const Request *request, SimulationQuery *query, Error *error) {
    Status status = api_language(request, &query->is_english, error);
    if (status == STATUS_OK) {
        status = read_changes(request, query, error);
    }
    if (status == STATUS_OK) {
        status = api_date(request, "as_of", &query->as_of, error);
    }
    if (status == STATUS_OK) {
        status = api_number(request, "limit", (Range){1, HOUSEHOLDS_MAX}, &query->limit, error);
    }
    return status == STATUS_OK ? api_region(request, &query->region, error) : status;
}

static Status get(Api *api, const Request *request, Response *response, Error *error) {
    SimulationQuery query = {0};
    CLEANUP(simulation_release) Simulation simulation = {0};
    Status status = read_query(request, &query, error);
    if (status == STATUS_OK) {
        SimulationRequest wanted = {.draft = {.changes = query.changes,
                                              .change_count = query.change_count,
                                              .is_english = query.is_english},
                                    .as_of = query.as_of,
                                    .region = query.region,
                                    .show_max = query.limit == 0 ? HOUSEHOLDS_DEFAULT
                                                                 : (size_t)query.limit};
        status = simulation_run(api->service, &wanted, &simulation, error);
    }
    if (status != STATUS_OK) {
        return status;
    }
    simulation_json(&simulation, response_json(response, 200));
    return STATUS_OK;
}

void api_get_simulation(void *context, const Request *request, Response *response) {
    api_answer(context, get, request, response);
}
