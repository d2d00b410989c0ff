// SPDX-License-Identifier: Apache-2.0
#ifndef HTTP_SSE_H
#define HTTP_SSE_H
// Server-sent events: a hub that sends each event to everybody who listens, from any thread, and
// never waits for anybody: who does not keep up is cut off, comes back by himself (browsers do),
// and says which event he saw last.
//
// A handler lets a listener in without losing or doubling an event so:
//     SseSubscriber *subscriber = sse_subscribe(hub, channel);
//     do {
//         sequence = sse_hub_sequence(hub);
//         sse_send(subscriber, ...);               // what he missed, from the store
//     } while (!sse_join(subscriber, sequence, last));   // false: something was broadcast
//     meanwhile response->events = subscriber;
#include "base/status.h"
#include "base/str.h"

typedef struct SseHub SseHub;
typedef struct SseSubscriber SseSubscriber;

typedef struct SseHubOptions {
    int heartbeat_ms;       // a comment that keeps the line open and finds dead ones
    size_t buffer_size_max; // of events not yet taken; who has more waiting is cut off
    size_t subscriber_max;
} SseHubOptions;

SseHub *sse_hub_new(const SseHubOptions *options);
void sse_hub_close(SseHub *hub); // ends every stream; nobody is let in any more
void sse_hub_free(SseHub *hub);  // after the server was stopped; NULL is fine
size_t sse_hub_count(SseHub *hub);
uint64_t sse_hub_sequence(SseHub *hub);          // grows with each broadcast
bool sse_hub_is_heard(SseHub *hub, int channel); // by anybody, also before he joined
// An event of id 0 has none: who comes back is not said to have seen it. One without name tells the
// id only: what is up to it was seen.
typedef struct SseEvent {
    int64_t id;
    Str name;
    Str data;
} SseEvent;
// Everybody on the channel (a language, say) gets it.
void sse_hub_broadcast(SseHub *hub, int channel, const SseEvent *event);

SseSubscriber *sse_subscribe(SseHub *hub, int channel); // NULL when the hub is full or closed
void sse_unsubscribe(SseSubscriber *subscriber);
void sse_send(SseSubscriber *subscriber, const SseEvent *event); // before joining
// From now on he gets events whose id is above `seen` (or that have none).
bool sse_join(SseSubscriber *subscriber, uint64_t sequence, int64_t seen);
#endif
