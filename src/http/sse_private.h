// SPDX-License-Identifier: Apache-2.0
#ifndef HTTP_SSE_PRIVATE_H
#define HTTP_SSE_PRIVATE_H
// How the server reads a stream. Only for src/http.
#include "http/sse.h"
#include <sys/types.h>

struct MHD_Connection;

// Before the stream is read for the first time.
void sse_attach(SseSubscriber *subscriber, struct MHD_Connection *connection);
// The loop asks for bytes: as many as there are, or suspends the connection, or ends the stream.
// The context is the subscriber.
ssize_t sse_read(void *context, uint64_t position, char *buffer, size_t size);
void sse_detach(void *subscriber); // the connection is gone
// Waits until the streams of a closed hub are at their end, while anybody still leaves within the
// time: who does not read what he is sent is not waited for.
void sse_hub_wait_empty(SseHub *hub, int timeout_ms);
#endif
