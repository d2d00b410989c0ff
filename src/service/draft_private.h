// SPDX-License-Identifier: Apache-2.0
#ifndef SERVICE_DRAFT_PRIVATE_H
#define SERVICE_DRAFT_PRIVATE_H
// A draft pack opened beside the county's own: what simulation and back-test share.
#include "format/json.h"
#include "service/service_private.h"
#include "service/simulate.h"

typedef struct Draft {
    Pack *pack;
    DraftView view;
    bool shares_facts; // the county's facts serve the draft too
} Draft;
// Reads and checks the draft of the request; texts of the view live in the arena and both packs.
MUST_CHECK Status draft_open(Service *service, const DraftRequest *request, Date date, Arena *arena,
                             Draft *out_draft, Error *error);
// The draft's facts on the day: NULL where the present ones serve, else the archive replayed up to
// it (with pauses; the caller frees them).
MUST_CHECK Status draft_facts(Service *service, const Draft *draft, const DraftRequest *request,
                              Date day, Facts **out_facts, Error *error);
void draft_view_json(const DraftView *view, JsonWriter *writer);
#endif
