// SPDX-License-Identifier: Apache-2.0
#ifndef SERVICE_VERIFY_PRIVATE_H
#define SERVICE_VERIFY_PRIVATE_H
// The part of verify that walks over what the batches wrote.
#include "store/store.h"

typedef struct ContentsReport {
    int64_t batches, alerts, quarantined;
} ContentsReport;
// CORRUPT names the first batch whose manifest, alerts or quarantined rows are not as its audit
// line says.
MUST_CHECK Status verify_contents(Store *store, ContentsReport *out_report, Error *error);
#endif
