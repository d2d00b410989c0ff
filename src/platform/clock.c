// SPDX-License-Identifier: Apache-2.0
#include "platform/clock.h"
#include "base/check.h"
#include <time.h>

static int64_t clock_us(clockid_t clock) {
    struct timespec now;
    CHECK(clock_gettime(clock, &now) == 0);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static Instant machine_now(void *context) {
    (void)context;
    return (Instant){clock_us(CLOCK_REALTIME)};
}

Clock clock_machine(void) {
    return (Clock){.now = machine_now};
}

int64_t clock_monotonic_us(void) {
    return clock_us(CLOCK_MONOTONIC);
}
