// SPDX-License-Identifier: Apache-2.0
#include "service/load_many.h"

#include "base/check.h"
#include "base/memory.h"
#include "service/load_private.h"
#include "service/service_private.h"

// How far the others run ahead, so that memory stays bounded whatever waits: files, and bytes of
// files beyond the one that is next.
enum { SPARE = 4, AHEAD_MAX = LOAD_THREADS_MAX + SPARE, AHEAD_BYTES_MAX = 256 * 1024 * 1024 };
// What one commit makes durable at most: a small part of a second, because others wait meanwhile.
enum { GROUP_FILES_MAX = 64, GROUP_ROWS_MAX = 4096 };

typedef struct Ahead { // one file that was taken up
    LoadInput input;
    LoadFile file;
    Loading loading;
    bool is_ready;
} Ahead;

typedef struct Group { // files accepted in the open transaction, and those refused among them
    size_t first, count;
    int64_t rows;
    bool is_changed; // there is something to commit
    LoadOutcome outcomes[GROUP_FILES_MAX];
} Group;

typedef struct Pipeline {
    Service *service;
    const LoadSource *source;
    Hands hands; // the helpers; its lock is that of what follows
    size_t taken_up, accepted;
    size_t bytes; // of the files taken up and not yet accepted
    bool is_stopped;
    bool is_logged;                   // commits are to be written back
    Thread helpers[LOAD_THREADS_MAX]; // run ahead, and lend the caller a hand
    size_t helper_count;
    Ahead files[AHEAD_MAX]; // file i at i % AHEAD_MAX
    Group group;
} Pipeline;

static void lock(Pipeline *pipeline) {
    mutex_lock(&pipeline->hands.lock);
}

static void unlock(Pipeline *pipeline) {
    mutex_unlock(&pipeline->hands.lock);
}

static void wait_for_change(Pipeline *pipeline) {
    condition_wait(&pipeline->hands.changed, &pipeline->hands.lock);
}

static void tell_change(Pipeline *pipeline) {
    condition_broadcast(&pipeline->hands.changed);
}

static Ahead *file_at(Pipeline *pipeline, size_t index) {
    return &pipeline->files[index % AHEAD_MAX];
}

static void ahead_release(Ahead *ahead) {
    loading_release(&ahead->loading);
    text_release(&ahead->input.name);
    text_release(&ahead->input.bytes);
    text_release(&ahead->input.side_bytes);
    *ahead = (Ahead){0};
}

// ---- ahead of the caller

static bool may_take_up(const Pipeline *pipeline) {
    size_t ahead = pipeline->taken_up - pipeline->accepted;
    return !pipeline->is_stopped && pipeline->taken_up < pipeline->source->count &&
           ahead < AHEAD_MAX && ahead < pipeline->source->threads + SPARE &&
           (ahead == 0 || pipeline->bytes < AHEAD_BYTES_MAX);
}

static void prepare(Pipeline *pipeline, size_t index, Ahead *ahead) {
    const LoadSource *source = pipeline->source;
    Loading *loading = &ahead->loading;
    *loading = (Loading){.file = &ahead->file, .action = "batch.load", .hands = &pipeline->hands};
    loading->status = source->read(source->context, index, &ahead->input, &loading->error);
    ahead->file = (LoadFile){.name = text_str(&ahead->input.name),
                             .bytes = text_str(&ahead->input.bytes),
                             .side_bytes = text_str(&ahead->input.side_bytes)};
    loading->is_read = loading->status == STATUS_OK;
    if (loading->is_read) {
        load_prepare(&pipeline->service->catalogue, loading);
    }
}

// Takes up the next file. The lock is held, and held again at the end.
static void take_up(Pipeline *pipeline) {
    size_t index = pipeline->taken_up++;
    unlock(pipeline);
    Ahead *ahead = file_at(pipeline, index);
    prepare(pipeline, index, ahead);
    lock(pipeline);
    pipeline->bytes += ahead->input.bytes.length;
    ahead->is_ready = true;
    tell_change(pipeline);
}

// What commits have logged is copied while others go on. The lock is held, and held again at the
// end.
static void write_back(Pipeline *pipeline) {
    pipeline->is_logged = false;
    unlock(pipeline);
    store_write_back(pipeline->service->store);
    lock(pipeline);
}

// What holds the caller up first. The lock is held, and held again at the end.
static void lend_hand(Pipeline *pipeline) {
    unlock(pipeline);
    hands_lend(&pipeline->hands);
    lock(pipeline);
}

static void work(void *context) {
    Pipeline *pipeline = context;
    lock(pipeline);
    while (!pipeline->is_stopped) {
        if (hands_have_work(&pipeline->hands)) {
            lend_hand(pipeline);
        } else if (pipeline->is_logged) {
            write_back(pipeline);
        } else if (may_take_up(pipeline)) {
            take_up(pipeline);
        } else {
            wait_for_change(pipeline);
        }
    }
    unlock(pipeline);
}

// ---- the caller

// The next file, prepared; the caller lends a hand while it would wait. NULL after the last.
static Ahead *next_file(Pipeline *pipeline) {
    lock(pipeline);
    Ahead *ahead = NULL;
    if (pipeline->accepted < pipeline->source->count) {
        ahead = file_at(pipeline, pipeline->accepted);
        while (!ahead->is_ready) {
            if (may_take_up(pipeline)) {
                take_up(pipeline);
            } else {
                wait_for_change(pipeline);
            }
        }
    }
    unlock(pipeline);
    return ahead;
}

static void drop_file(Pipeline *pipeline, Ahead *ahead) {
    size_t bytes = ahead->input.bytes.length;
    ahead_release(ahead);
    lock(pipeline);
    pipeline->bytes -= bytes;
    pipeline->accepted++;
    tell_change(pipeline);
    unlock(pipeline);
}

// Whether the group may grow by the file that is next without anybody waiting longer for it.
static bool may_grow(Pipeline *pipeline) {
    const Group *group = &pipeline->group;
    if (group->count == GROUP_FILES_MAX || group->rows >= GROUP_ROWS_MAX ||
        service_is_wanted(pipeline->service)) {
        return false;
    }
    lock(pipeline);
    const Ahead *ahead = file_at(pipeline, pipeline->accepted);
    bool is_there = pipeline->accepted < pipeline->source->count && ahead->is_ready;
    bool fits = is_there && ahead->loading.output.rows_read + group->rows <= GROUP_ROWS_MAX;
    unlock(pipeline);
    return fits;
}

// The file's own fault, found before anything was changed.
static bool is_refusal(const Service *service, const Ahead *ahead, Status status) {
    return !ahead->loading.is_read ||
           ((status == STATUS_INVALID || status == STATUS_TOO_LARGE) && service->facts != NULL);
}

// The status is that of the store: a file that is refused is none of its failures.
static Status accept_next(Pipeline *pipeline, Ahead *ahead) {
    Group *group = &pipeline->group;
    LoadOutcome *outcome = &group->outcomes[group->count++];
    *outcome = (LoadOutcome){.status = ahead->loading.status, .error = ahead->loading.error};
    if (ahead->loading.is_read) {
        outcome->status =
            load_accept(pipeline->service, &ahead->loading, &outcome->report, &outcome->error);
    }
    if (ahead->loading.is_read && outcome->status != STATUS_OK) {
        (void)error_prefix(&outcome->error, STR_FMT ": ", STR_ARG(ahead->file.name));
    }
    group->rows += ahead->loading.output.rows_read;
    group->is_changed |= outcome->status == STATUS_OK && !outcome->report.is_known;
    return is_refusal(pipeline->service, ahead, outcome->status) ? STATUS_OK : outcome->status;
}

// Nothing of the transaction is kept, so nothing of the group was accepted.
static void group_fail(Pipeline *pipeline, const Error *error) {
    Group *group = &pipeline->group;
    if (group->is_changed) {
        service_forget(pipeline->service);
    }
    for (size_t i = 0; i < group->count; i++) {
        if (group->outcomes[i].status == STATUS_OK) {
            group->outcomes[i] = (LoadOutcome){.status = STATUS_UNAVAILABLE, .error = *error};
        }
    }
}

// Accepts files into the open transaction until somebody waits, the group is full, or one fails.
static Status accept_files(Pipeline *pipeline, Ahead *ahead, Error *error) {
    Group *group = &pipeline->group;
    Status status = STATUS_OK;
    for (bool goes_on = true; goes_on; goes_on = status == STATUS_OK && may_grow(pipeline)) {
        ahead = ahead == NULL ? next_file(pipeline) : ahead;
        status = accept_next(pipeline, ahead);
        drop_file(pipeline, ahead);
        ahead = NULL;
    }
    if (status != STATUS_OK) {
        *error = group->outcomes[group->count - 1].error;
    }
    return status;
}

// To whoever runs ahead, else it is copied here.
static void leave_log(Pipeline *pipeline) {
    lock(pipeline);
    pipeline->is_logged = true;
    if (pipeline->helper_count == 0) {
        write_back(pipeline);
    }
    tell_change(pipeline);
    unlock(pipeline);
}

static void accept_group(Pipeline *pipeline, Ahead *ahead) {
    Service *service = pipeline->service;
    Error error = {0};
    pipeline->group = (Group){.first = pipeline->accepted};
    service_lock(service);
    Status status = store_begin(service->store, &error);
    if (status == STATUS_OK) {
        status = accept_files(pipeline, ahead, &error);
    } else {
        (void)error_prefix(&error, STR_FMT ": ", STR_ARG(ahead->file.name));
        pipeline->group.outcomes[pipeline->group.count++] = (LoadOutcome){.status = STATUS_OK};
        drop_file(pipeline, ahead);
    }
    if (status == STATUS_OK && pipeline->group.is_changed) {
        status = load_commit(service, &error);
    }
    store_rollback(service->store); // nothing is open after a commit
    if (status != STATUS_OK) {
        group_fail(pipeline, &error);
    }
    service_unlock(service);
    leave_log(pipeline);
}

static bool tell(const Pipeline *pipeline) {
    const LoadSource *source = pipeline->source;
    const Group *group = &pipeline->group;
    for (size_t i = 0; i < group->count; i++) {
        if (!source->take(source->context, group->first + i, &group->outcomes[i])) {
            return false;
        }
    }
    return true;
}

static void stop(Pipeline *pipeline) {
    lock(pipeline);
    pipeline->is_stopped = true;
    tell_change(pipeline);
    unlock(pipeline);
}

void load_many(Service *service, const LoadSource *source) {
    CHECK(source->threads <= LOAD_THREADS_MAX);
    Pipeline *pipeline = memory_new(1, sizeof *pipeline);
    pipeline->service = service;
    pipeline->source = source;
    hands_init(&pipeline->hands);
    size_t *started = &pipeline->helper_count;
    while (*started < source->threads && *started + 1 < source->count &&
           thread_start(&pipeline->helpers[*started], work, pipeline, NULL) == STATUS_OK) {
        (*started)++; // without one the caller does its work
    }
    Ahead *ahead = NULL;
    do {
        ahead = next_file(pipeline);
        if (ahead != NULL) {
            accept_group(pipeline, ahead);
        }
    } while (ahead != NULL && tell(pipeline));
    stop(pipeline);
    for (size_t i = 0; i < *started; i++) {
        thread_join(&pipeline->helpers[i]);
    }
    if (pipeline->is_logged) {
        store_write_back(service->store);
    }
    for (size_t i = 0; i < AHEAD_MAX; i++) {
        ahead_release(&pipeline->files[i]);
    }
    hands_release(&pipeline->hands);
    memory_free(pipeline);
}
