// SPDX-License-Identifier: Apache-2.0
#ifndef SERVICE_ALERT_VIEWS_H
#define SERVICE_ALERT_VIEWS_H
// A stored alert as people see it; for alerts.c, explain.c and households.c. The service is locked
// and caught up.
#include "service/alerts.h"
#include "store/alert_store.h"

MUST_CHECK Status alert_view_make(Service *service, const AlertRow *row, bool is_english,
                                  Arena *arena, AlertView *out_view, Error *error);
#endif
