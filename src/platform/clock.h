// SPDX-License-Identifier: Apache-2.0
#ifndef PLATFORM_CLOCK_H
#define PLATFORM_CLOCK_H
// The machine's clocks. Only for log lines, audit lines and durations: what Doudi decides follows
// the county clock (docs/monitoring.md section 1).
#include "base/clock.h"

Clock clock_machine(void);
int64_t clock_monotonic_us(void); // for durations; its zero means nothing
#endif
