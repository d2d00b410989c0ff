// SPDX-License-Identifier: Apache-2.0
#ifndef PLAN_ZONES_H
#define PLAN_ZONES_H
// Private to plan/.
#include "plan/plan.h"

// Of `count` rows from row `from`, a multiple of PLAN_BLOCK_ROWS.
PlanZone zone_of_items(const PlanColumn *column, size_t from, size_t count); // of a list column
PlanZone zone_of_rows(const PlanColumn *column, size_t from, size_t count);
#endif
