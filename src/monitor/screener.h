// SPDX-License-Identifier: Apache-2.0
#ifndef MONITOR_SCREENER_H
#define MONITOR_SCREENER_H
// Screener: households screened one at a time by the interpreter, with figures and reasons; what
// screening by columns is checked against. One per thread. Not here: everybody (monitor.h).
#include "monitor/monitor.h"

typedef struct Screener Screener;
// All three must outlive it; the facts must not change.
Screener *screener_new(const Pack *pack, const Facts *facts, Date as_of);
void screener_free(Screener *screener);
// Texts and figures live until the next call; without figures where they are not wanted.
ScreenedHousehold screener_screen(Screener *screener, HouseholdId household, bool with_figures);
// CORRUPT names the household and both answers.
MUST_CHECK Status screener_same(const ScreenedHousehold *by_column, const ScreenedHousehold *alone,
                                Error *error);
#endif
