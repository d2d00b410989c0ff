// SPDX-License-Identifier: Apache-2.0
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H
// Clock: the machine's time, handed in by whoever owns the outside world; tests hand in a fake one.
// Only for audit lines and reports: nothing that decides anything reads it (docs/monitoring.md
// section 1).
#include "base/date.h"

typedef struct Clock {
    Instant (*now)(void *context);
    void *context;
} Clock;
#endif
