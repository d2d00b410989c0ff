// SPDX-License-Identifier: Apache-2.0
#ifndef PLATFORM_SIGNALS_H
#define PLATFORM_SIGNALS_H
// Being asked to stop: SIGINT and SIGTERM become something that can be asked for and waited for.
// Made before the first thread starts, because threads inherit the mask. A broken pipe,
// and a file that may grow no further, become errors of the write, never signals.
#include "base/status.h"
#include <stdbool.h>

typedef struct StopSignal {
    int fd; // readable when a signal has come; may be watched with poll
    bool is_raised;
} StopSignal;

MUST_CHECK Status stop_signal_init(StopSignal *stop, Error *error);
void stop_signal_release(StopSignal *stop); // the signals end the process again
bool stop_signal_is_raised(StopSignal *stop);
bool stop_signal_wait(StopSignal *stop, int timeout_ms); // -1: for ever; true when raised
#endif
