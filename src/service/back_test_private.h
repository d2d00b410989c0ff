// SPDX-License-Identifier: Apache-2.0
#ifndef SERVICE_BACK_TEST_PRIVATE_H
#define SERVICE_BACK_TEST_PRIVATE_H
#include "service/back_test.h"
#include "service/service_private.h"

// Judges both trials and sums up: rules, cells, outcomes. facts: the county's, as they are now.
MUST_CHECK Status back_test_sum_up(Service *service, BackTest *back_test, const Outcome *outcomes,
                                   size_t count, Error *error);
#endif
