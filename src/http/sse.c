// SPDX-License-Identifier: Apache-2.0
// The loop thread takes bytes, other threads put them; both under the hub's mutex. A connection
// with nothing to take is suspended, and woken when there is something again; the flag and the
// calls are changed together, so that a wake is never lost.
#include "http/sse.h"

#include "base/check.h"
#include "base/memory.h"
#include "base/text.h"
#include "http/sse_private.h"
#include "platform/thread.h"
#include <inttypes.h>
#include <microhttpd.h>
#include <string.h>

enum { BACKLOG_SIZE_MAX = 16 * 1024 * 1024 };

struct SseSubscriber {
    SseHub *hub;
    SseSubscriber *next, *previous;
    int channel;
    int64_t seen; // id of the last event that he got before he joined
    struct MHD_Connection *connection;
    Text waiting;
    size_t taken; // of waiting
    bool is_joined;
    bool is_suspended;
    bool is_over; // cut off, or the hub is closed
};

struct SseHub {
    SseHubOptions options;
    Mutex mutex;
    Condition closed;
    Condition left; // by a subscriber
    Thread heart;
    SseSubscriber *first;
    size_t count;
    uint64_t sequence;
    bool is_closed;
};

static void subscriber_wake(SseSubscriber *subscriber) {
    if (subscriber->is_suspended) {
        subscriber->is_suspended = false;
        MHD_resume_connection(subscriber->connection);
    }
}

static void subscriber_end(SseSubscriber *subscriber) {
    subscriber->is_over = true;
    text_release(&subscriber->waiting);
    subscriber->taken = 0;
    subscriber_wake(subscriber);
}

static void subscriber_put(SseSubscriber *subscriber, Str bytes, size_t size_max) {
    Text *waiting = &subscriber->waiting;
    if (subscriber->is_over) {
        return;
    }
    if (waiting->length - subscriber->taken + bytes.length > size_max) {
        subscriber_end(subscriber);
        return;
    }
    if (subscriber->taken > 0) {
        waiting->length -= subscriber->taken;
        memmove(waiting->data, waiting->data + subscriber->taken, waiting->length);
        subscriber->taken = 0;
    }
    text_append(waiting, bytes);
    subscriber_wake(subscriber);
}

static void hub_put_event(SseHub *hub, int channel, int64_t id, Str bytes) {
    for (SseSubscriber *each = hub->first; each != NULL; each = each->next) {
        if (each->is_joined && each->channel == channel && (id == 0 || id > each->seen)) {
            subscriber_put(each, bytes, hub->options.buffer_size_max);
        }
    }
}

static void hub_put_heartbeat(SseHub *hub) {
    for (SseSubscriber *each = hub->first; each != NULL; each = each->next) {
        if (each->is_joined) {
            subscriber_put(each, STR(": still here\n\n"), hub->options.buffer_size_max);
        }
    }
}

static void heart_beat(void *context) {
    SseHub *hub = context;
    mutex_lock(&hub->mutex);
    while (!hub->is_closed) {
        if (!condition_wait_for(&hub->closed, &hub->mutex, hub->options.heartbeat_ms)) {
            hub_put_heartbeat(hub);
        }
    }
    mutex_unlock(&hub->mutex);
}

SseHub *sse_hub_new(const SseHubOptions *options) {
    CHECK(options->heartbeat_ms > 0 && options->buffer_size_max > 0);
    SseHub *hub = memory_new(1, sizeof *hub);
    hub->options = *options;
    mutex_init(&hub->mutex);
    condition_init(&hub->closed);
    condition_init(&hub->left);
    CHECK(thread_start(&hub->heart, heart_beat, hub, NULL) == STATUS_OK);
    return hub;
}

void sse_hub_close(SseHub *hub) {
    mutex_lock(&hub->mutex);
    bool was_closed = hub->is_closed;
    hub->is_closed = true;
    for (SseSubscriber *each = hub->first; each != NULL; each = each->next) {
        subscriber_end(each);
    }
    condition_broadcast(&hub->closed);
    mutex_unlock(&hub->mutex);
    if (!was_closed) {
        thread_join(&hub->heart);
    }
}

void sse_hub_wait_empty(SseHub *hub, int timeout_ms) {
    mutex_lock(&hub->mutex);
    CHECK(hub->is_closed);
    while (hub->count > 0 && condition_wait_for(&hub->left, &hub->mutex, timeout_ms)) {
    }
    mutex_unlock(&hub->mutex);
}

void sse_hub_free(SseHub *hub) {
    if (hub == NULL) {
        return;
    }
    sse_hub_close(hub);
    CHECK(hub->count == 0);
    condition_release(&hub->closed);
    condition_release(&hub->left);
    mutex_release(&hub->mutex);
    memory_free(hub);
}

size_t sse_hub_count(SseHub *hub) {
    mutex_lock(&hub->mutex);
    size_t count = hub->count;
    mutex_unlock(&hub->mutex);
    return count;
}

bool sse_hub_is_heard(SseHub *hub, int channel) {
    mutex_lock(&hub->mutex);
    bool is_heard = false;
    for (const SseSubscriber *each = hub->first; each != NULL; each = each->next) {
        is_heard |= each->channel == channel;
    }
    mutex_unlock(&hub->mutex);
    return is_heard;
}

uint64_t sse_hub_sequence(SseHub *hub) {
    mutex_lock(&hub->mutex);
    uint64_t sequence = hub->sequence;
    mutex_unlock(&hub->mutex);
    return sequence;
}

// Each line of the data is a line of its own, as the format wants.
static void data_write(Text *out, Str rest) {
    do {
        Str line = str_cut(&rest, '\n');
        text_append(out, STR("data: "));
        text_append(out, line);
        text_append_char(out, '\n');
    } while (rest.length > 0);
}

static void event_write(Text *out, const SseEvent *event) {
    if (event->id != 0) {
        text_format(out, "id: %" PRId64 "\n", event->id);
    }
    if (event->name.length > 0) {
        text_format(out, "event: " STR_FMT "\n", STR_ARG(event->name));
        data_write(out, event->data);
    }
    text_append_char(out, '\n');
}

void sse_hub_broadcast(SseHub *hub, int channel, const SseEvent *event) {
    CHECK(channel >= 0);
    CLEANUP(text_release) Text bytes = {0};
    event_write(&bytes, event);
    mutex_lock(&hub->mutex);
    hub->sequence++;
    hub_put_event(hub, channel, event->id, text_str(&bytes));
    mutex_unlock(&hub->mutex);
}

SseSubscriber *sse_subscribe(SseHub *hub, int channel) {
    SseSubscriber *subscriber = NULL;
    mutex_lock(&hub->mutex);
    if (!hub->is_closed && hub->count < hub->options.subscriber_max) {
        subscriber = memory_new(1, sizeof *subscriber);
        *subscriber = (SseSubscriber){.hub = hub, .channel = channel, .next = hub->first};
        if (hub->first != NULL) {
            hub->first->previous = subscriber;
        }
        hub->first = subscriber;
        hub->count++;
        // Browsers come back after this many milliseconds; the first bytes also open the stream.
        text_append(&subscriber->waiting, STR("retry: 2000\n\n"));
    }
    mutex_unlock(&hub->mutex);
    return subscriber;
}

void sse_unsubscribe(SseSubscriber *subscriber) {
    SseHub *hub = subscriber->hub;
    mutex_lock(&hub->mutex);
    if (subscriber->previous == NULL) {
        hub->first = subscriber->next;
    } else {
        subscriber->previous->next = subscriber->next;
    }
    if (subscriber->next != NULL) {
        subscriber->next->previous = subscriber->previous;
    }
    hub->count--;
    condition_broadcast(&hub->left);
    mutex_unlock(&hub->mutex);
    text_release(&subscriber->waiting);
    memory_free(subscriber);
}

void sse_send(SseSubscriber *subscriber, const SseEvent *event) {
    CLEANUP(text_release) Text bytes = {0};
    event_write(&bytes, event);
    mutex_lock(&subscriber->hub->mutex);
    CHECK(!subscriber->is_joined);
    subscriber_put(subscriber, text_str(&bytes), BACKLOG_SIZE_MAX);
    mutex_unlock(&subscriber->hub->mutex);
}

bool sse_join(SseSubscriber *subscriber, uint64_t sequence, int64_t seen) {
    SseHub *hub = subscriber->hub;
    mutex_lock(&hub->mutex);
    subscriber->is_joined = sequence == hub->sequence;
    subscriber->seen = seen;
    bool is_joined = subscriber->is_joined;
    mutex_unlock(&hub->mutex);
    return is_joined;
}

void sse_attach(SseSubscriber *subscriber, struct MHD_Connection *connection) {
    subscriber->connection = connection;
}

ssize_t sse_read(void *context, uint64_t position, char *buffer, size_t size) {
    (void)position;
    SseSubscriber *subscriber = context;
    ssize_t result = 0;
    mutex_lock(&subscriber->hub->mutex);
    size_t waiting = subscriber->waiting.length - subscriber->taken;
    if (waiting > 0) {
        size_t count = waiting < size ? waiting : size;
        memcpy(buffer, subscriber->waiting.data + subscriber->taken, count);
        subscriber->taken += count;
        result = (ssize_t)count;
    } else if (subscriber->is_over) {
        result = MHD_CONTENT_READER_END_OF_STREAM;
    } else {
        subscriber->is_suspended = true;
        MHD_suspend_connection(subscriber->connection);
    }
    mutex_unlock(&subscriber->hub->mutex);
    return result;
}

void sse_detach(void *subscriber) {
    sse_unsubscribe(subscriber);
}
