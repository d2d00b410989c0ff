// SPDX-License-Identifier: Apache-2.0
// The live stream. An event's id is the alert's, so that a page that comes back says which alert it
// saw last, and gets what came after.
#include "api/api_private.h"
#include "base/check.h"
#include "base/memory.h"

enum { MISSED_MAX = 500 };

static void send_missed(SseSubscriber *subscriber, const AlertViews *views) {
    for (size_t i = 0; i < views->count; i++) {
        CLEANUP(text_release) Text data = {0};
        alert_view_json(&views->items[i], &data);
        const SseEvent event = {views->items[i].id.number, STR("alert"), text_str(&data)};
        sse_send(subscriber, &event);
    }
}

// Alerts after *last, at most MISSED_MAX; with more, one `reset` tells the page to read the list.
static Status catch_up(Api *api, SseSubscriber *subscriber, bool is_english, AlertId *last,
                       Error *error) {
    CLEANUP(alert_views_release) AlertViews views = {0};
    const AlertQuery query = {.after = *last,
                              .from = DATE_NONE,
                              .to = DATE_NONE,
                              .limit = MISSED_MAX + 1,
                              .is_english = is_english,
                              .is_oldest_first = true};
    Status status = alert_list(api->service, &query, &views, error);
    if (status != STATUS_OK || views.count == 0) {
        return status;
    }
    if (views.count <= MISSED_MAX) {
        send_missed(subscriber, &views);
        *last = views.items[views.count - 1].id;
        return STATUS_OK;
    }
    status = alert_newest(api->service, last, error);
    const SseEvent reset = {last->number, STR("reset"), STR("{}")};
    if (status == STATUS_OK) {
        sse_send(subscriber, &reset);
    }
    return status;
}

// A page that stayed open while the county was made anew knows numbers that are not given yet: it
// reads the list again, or it would not hear of the alerts up to them.
static Status check_last(Api *api, SseSubscriber *subscriber, AlertId *last, Error *error) {
    AlertId newest = {0};
    Status status = alert_newest(api->service, &newest, error);
    if (status != STATUS_OK || last->number <= newest.number) {
        return status;
    }
    const SseEvent reset = {newest.number, STR("reset"), STR("{}")};
    sse_send(subscriber, &reset);
    *last = newest;
    return STATUS_OK;
}

static Status read_last(const Request *request, AlertId *out_last, Error *error) {
    Str header = request_header(request, "Last-Event-ID");
    if (header.length == 0) {
        return api_number(request, "after", (Range){0, INT64_MAX}, &out_last->number, error);
    }
    if (!str_to_int64(header, &out_last->number) || out_last->number < 0) {
        return error_set(error, STATUS_INVALID, "Last-Event-ID is no number of an alert");
    }
    return STATUS_OK;
}

static Status stream(Api *api, const Request *request, Response *response, Error *error) {
    bool is_english = false;
    AlertId last = {0};
    Status status = api_language(request, &is_english, error);
    if (status == STATUS_OK) {
        status = read_last(request, &last, error);
    }
    if (status != STATUS_OK) {
        return status;
    }
    response->events = sse_subscribe(api->hub, is_english ? CHANNEL_ENGLISH : CHANNEL_CHINESE);
    if (response->events == NULL) {
        return error_set(error, STATUS_UNAVAILABLE, "too many pages are open; close some");
    }
    // Without a last alert there is nothing to catch up with.
    bool is_back = last.number > 0 || request_query(request, "after").length > 0;
    uint64_t sequence = 0;
    if (is_back) {
        status = check_last(api, response->events, &last, error);
    }
    while (status == STATUS_OK) {
        sequence = sse_hub_sequence(api->hub);
        status = is_back ? catch_up(api, response->events, is_english, &last, error) : STATUS_OK;
        if (status == STATUS_OK && sse_join(response->events, sequence, last.number)) {
            return STATUS_OK;
        }
    }
    return status;
}

void api_stream_events(void *context, const Request *request, Response *response) {
    api_answer(context, stream, request, response);
}

// ---- announcing

static bool was_sent_ahead(const Api *api, AlertId id) {
    for (size_t i = 0; i < api->ahead_count; i++) {
        if (id.number > api->ahead[i].after && id.number <= api->ahead[i].last) {
            return true;
        }
    }
    return false;
}

typedef struct Sending {
    AlertId after;
    int64_t limit;
    bool is_ahead; // out of their order and without id: who comes back still gets those between
} Sending;

static Status send_in(Api *api, int channel, const Sending *sending, AlertId *out_last,
                      Error *error) {
    CLEANUP(alert_views_release) AlertViews views = {0};
    const AlertQuery query = {.after = sending->after,
                              .from = DATE_NONE,
                              .to = DATE_NONE,
                              .limit = sending->limit,
                              .is_english = channel == CHANNEL_ENGLISH,
                              .is_oldest_first = true};
    Status status = alert_list(api->service, &query, &views, error);
    for (size_t i = 0; status == STATUS_OK && i < views.count; i++) {
        const AlertView *view = &views.items[i];
        CLEANUP(text_release) Text data = {0};
        SseEvent event = {.id = sending->is_ahead ? 0 : view->id.number};
        if (sending->is_ahead || !was_sent_ahead(api, view->id)) {
            alert_view_json(view, &data);
            event.name = STR("alert");
            event.data = text_str(&data);
        }
        sse_hub_broadcast(api->hub, channel, &event);
        *out_last = view->id;
    }
    return status;
}

// In every language that somebody listens in; *out_last is unchanged when nobody does.
static Status send_alerts(Api *api, const Sending *sending, AlertId *out_last, Error *error) {
    Status status = STATUS_OK;
    for (int channel = 0; channel < CHANNEL_COUNT && status == STATUS_OK; channel++) {
        if (sse_hub_is_heard(api->hub, channel)) {
            status = send_in(api, channel, sending, out_last, error);
        }
    }
    return status;
}

// After a large load the pages read the list again instead of getting each alert.
static void announce_reset(Api *api, AlertId newest) {
    const SseEvent reset = {newest.number, STR("reset"), STR("{}")};
    for (int channel = 0; channel < CHANNEL_COUNT; channel++) {
        sse_hub_broadcast(api->hub, channel, &reset);
    }
}

static Status announce_status(Api *api, Error *error) {
    ServiceStatus found = {0};
    CLEANUP(text_release) Text data = {0};
    Status status = service_status(api->service, &found, error);
    if (status != STATUS_OK) {
        return status;
    }
    service_status_json(&found, &data);
    if (str_equal(text_str(&data), text_str(&api->status))) {
        return STATUS_OK;
    }
    text_clear(&api->status);
    text_append(&api->status, text_str(&data));
    const SseEvent event = {0, STR("status"), text_str(&data)};
    for (int channel = 0; channel < CHANNEL_COUNT; channel++) {
        sse_hub_broadcast(api->hub, channel, &event);
    }
    return STATUS_OK;
}

// The next in their order: what was announced changes only while the service is held.
static Status announce_next(Api *api, bool *out_is_all, Error *error) {
    enum { AT_ONCE = 16 }; // some milliseconds: others may wait for the service
    AlertId newest = {0};
    Status status = alert_newest(api->service, &newest, error);
    AlertId last = newest;
    if (status == STATUS_OK && newest.number - api->announced.number > MISSED_MAX) {
        announce_reset(api, newest);
    } else if (status == STATUS_OK && newest.number > api->announced.number) {
        const Sending sending = {.after = api->announced, .limit = AT_ONCE};
        status = send_alerts(api, &sending, &last, error);
    }
    if (status == STATUS_OK) {
        api->announced = last;
        *out_is_all = last.number >= newest.number;
        api->ahead_count = *out_is_all ? 0 : api->ahead_count;
    }
    return status;
}

static Status announce_ahead(Api *api, AlertId after, Error *error) {
    const Sending sending = {.after = after, .limit = MISSED_MAX, .is_ahead = true};
    AlertId last = after;
    Status status = send_alerts(api, &sending, &last, error);
    if (last.number > after.number) {
        api->ahead =
            array_reserve(api->ahead, api->ahead_count, &api->ahead_capacity, sizeof *api->ahead);
        api->ahead[api->ahead_count++] = (AheadRange){after.number, last.number};
    }
    return status;
}

Status api_announce_alerts(Api *api, AlertId after, Error *error) {
    service_hold(api->service);
    bool is_all = false;
    Status status = after.number <= api->announced.number ? announce_next(api, &is_all, error)
                                                          : announce_ahead(api, after, error);
    service_let_go(api->service);
    return status;
}

Status api_announce(Api *api, Error *error) {
    Status status = STATUS_OK;
    for (bool is_all = false; status == STATUS_OK && !is_all;) {
        service_hold(api->service);
        status = announce_next(api, &is_all, error);
        if (status == STATUS_OK && is_all) {
            status = announce_status(api, error);
        }
        service_let_go(api->service);
    }
    return status;
}
