// SPDX-License-Identifier: Apache-2.0
#ifndef SERVICE_CONTENTS_PRIVATE_H
#define SERVICE_CONTENTS_PRIVATE_H
// What the audit line of a batch vouches for: digests over its manifest, its alerts, its
// quarantined rows and the rows that it corrects, as the store keeps them. Loading writes them,
// verify makes them again. Pure.
#include "archive/segment.h"
#include "format/json.h"
#include "store/alert_store.h"
#include "store/batch_store.h"
#include "store/quarantine_store.h"

typedef struct BatchContents {
    Digest manifest, alerts, quarantine, corrected;
} BatchContents;

Digest contents_of_manifest(const BatchRow *row);
Digest contents_of_alerts(const AlertRow *rows, size_t count);
// Not which batch corrected them: that comes later, and the correcting batch vouches for it.
Digest contents_of_quarantine(const QuarantineRow *rows, size_t count);
Digest contents_of_corrected(const QuarantineRow *rows, size_t count);

void contents_write(const BatchContents *contents, JsonWriter *writer); // members of an object
// The first of them that is not as the audit line says; NULL when all are.
const char *contents_differ(const BatchContents *contents, const JsonNode *detail);
#endif
