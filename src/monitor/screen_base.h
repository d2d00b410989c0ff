// SPDX-License-Identifier: Apache-2.0
#ifndef MONITOR_SCREEN_BASE_H
#define MONITOR_SCREEN_BASE_H
// ScreenBase: what the screenings of one state of the facts on one day have in common: whom they
// are about, the facts as columns in the fewest bytes, and what the present pack made of them. It
// is gathered once; another screening on it costs what its pack does otherwise: a column for each
// parameter with another value, and the decisions that read it. Not here: results
// (screen_columns.h).
// Invariant: a base serves the facts only as long as they do not change.
#include "facts/facts.h"

enum { SCREEN_GUARD_EVERY = 10 * 1000 };
typedef struct ScreenBase ScreenBase;
// Gathers what the pack's screening needs. pack: of the facts, or one that shares them. All three
// must outlive the base.
ScreenBase *screen_base_new(const Pack *pack, const Facts *facts, Date as_of);
void screen_base_free(ScreenBase *base); // NULL is fine
// Is it of this state of the facts and this day? NULL is not.
bool screen_base_serves(const ScreenBase *base, const Facts *facts, Date as_of);
const Facts *screen_base_facts(const ScreenBase *base);
Date screen_base_date(const ScreenBase *base);
// Every open household with a counted member, ascending; rows of columns are in this order.
size_t screen_base_count(const ScreenBase *base);
const HouseholdId *screen_base_households(const ScreenBase *base);
// Rows of those that the interpreter decides as well, ascending: one in SCREEN_GUARD_EVERY, told by
// the household's number alone.
const uint32_t *screen_base_guarded(const ScreenBase *base, size_t *out_count);
bool screen_base_is_alive(const ScreenBase *base, size_t row); // somebody in the household
// Where they live: numbers of the regions in the list.
const uint32_t *screen_base_region_of(const ScreenBase *base);
const Region *screen_base_regions(const ScreenBase *base, size_t *out_count);
#endif
