// SPDX-License-Identifier: Apache-2.0
// The accepted batches, newest first.
#include "base/check.h"
#include "service/load.h"
#include "service/service_private.h"
#include "service/views.h"
#include "store/batch_store.h"

enum { BATCH_LIMIT_DEFAULT = 100 };

static BatchView make_view(const Pack *pack, const BatchRow *row, bool is_english) {
    int feed = pack_find_feed(pack, row->feed);
    Str name = row->feed;
    if (feed >= 0) {
        const FeedContract *contract = pack_feed(pack, (size_t)feed);
        name = is_english ? contract->english : contract->name;
    }
    return (BatchView){.batch = row->batch,
                       .feed = row->feed,
                       .feed_name = name,
                       .file = row->file_name,
                       .delivered = row->delivered,
                       .read = row->rows_read,
                       .accepted = row->accepted,
                       .unchanged = row->unchanged,
                       .quarantined = row->quarantined,
                       .skipped = row->skipped,
                       .digest = row->digest};
}

static Status list_rows(Service *service, int64_t limit, BatchViews *views, BatchRow **out_rows,
                        Error *error) {
    BatchId newest = {0};
    BatchFilter filter = {.limit = limit};
    Status status = batch_store_newest(service->store, &newest, error);
    if (status != STATUS_OK) {
        return status;
    }
    if ((int64_t)newest.number > limit) {
        filter.after.number = newest.number - (uint32_t)limit;
    }
    return batch_store_list(service->store, &filter, &views->arena, out_rows, &views->count, error);
}

Status load_batches(Service *service, int64_t limit, bool is_english, BatchViews *out_views,
                    Error *error) {
    BatchViews views = {0};
    BatchRow *rows = NULL;
    service_lock(service);
    Status status =
        list_rows(service, limit <= 0 ? BATCH_LIMIT_DEFAULT : limit, &views, &rows, error);
    service_unlock(service);
    if (status != STATUS_OK) {
        batch_views_release(&views);
        return status;
    }
    views.items = arena_alloc(&views.arena, views.count + 1, sizeof *views.items);
    for (size_t i = 0; i < views.count; i++) {
        views.items[i] = make_view(service->pack, &rows[views.count - 1 - i], is_english);
    }
    *out_views = views;
    return STATUS_OK;
}

void batch_views_release(BatchViews *views) {
    arena_release(&views->arena);
    *views = (BatchViews){0};
}

void batch_view_json(const BatchView *view, Text *out) {
    JsonWriter writer = {.out = out};
    json_begin_object(&writer);
    view_json_number(&writer, "batch", view->batch.number);
    view_json_text(&writer, "feed", view->feed);
    view_json_text(&writer, "feed_name", view->feed_name);
    view_json_text(&writer, "file", view->file);
    view_json_date(&writer, "delivered", view->delivered);
    view_json_number(&writer, "read", view->read);
    view_json_number(&writer, "accepted", view->accepted);
    view_json_number(&writer, "unchanged", view->unchanged);
    view_json_number(&writer, "quarantined", view->quarantined);
    view_json_number(&writer, "skipped", view->skipped);
    view_json_text(&writer, "digest", view->digest);
    json_end_object(&writer);
}
