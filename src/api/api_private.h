// SPDX-License-Identifier: Apache-2.0
#ifndef API_API_PRIVATE_H
#define API_API_PRIVATE_H
// What the handlers share.
#include "api/api.h"
#include "service/alerts.h"

enum { CHANNEL_CHINESE = 0, CHANNEL_ENGLISH = 1, CHANNEL_COUNT = 2 };

typedef struct AheadRange { // alerts that were sent before their turn
    int64_t after, last;
} AheadRange;

struct Api {
    Service *service;
    SseHub *hub;
    AlertId announced; // alerts up to this one were sent out
    AheadRange *ahead; // of those behind it
    size_t ahead_count, ahead_capacity;
    Text status; // the figures that were sent last
};

typedef Status (*ApiAnswer)(Api *api, const Request *request, Response *response, Error *error);
// Runs the answer, and turns a failure into its HTTP form.
void api_answer(void *context, ApiAnswer answer, const Request *request, Response *response);

// lang=zh (also when missing) or lang=en.
MUST_CHECK Status api_language(const Request *request, bool *out_is_english, Error *error);
typedef struct Range {
    int64_t least, most;
} Range;
// A whole number of the query; 0 when missing.
MUST_CHECK Status api_number(const Request *request, const char *name, Range range,
                             int64_t *out_number, Error *error);
// The {id} of the path, from 1 to max.
MUST_CHECK Status api_id(const Request *request, int64_t max, int64_t *out_id, Error *error);
MUST_CHECK Status api_region(const Request *request, Region *out_region, Error *error); // 0: none
MUST_CHECK Status api_date(const Request *request, const char *name, Date *out_date, Error *error);

void api_get_status(void *context, const Request *request, Response *response);
void api_list_alerts(void *context, const Request *request, Response *response);
void api_get_alert(void *context, const Request *request, Response *response);
void api_get_household(void *context, const Request *request, Response *response);
void api_list_batches(void *context, const Request *request, Response *response);
void api_list_quarantine(void *context, const Request *request, Response *response);
void api_get_simulation(void *context, const Request *request, Response *response);
void api_stream_events(void *context, const Request *request, Response *response);
void api_get_asset(void *context, const Request *request, Response *response);
#endif
