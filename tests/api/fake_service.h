// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_API_FAKE_SERVICE_H
#define TESTS_API_FAKE_SERVICE_H
// The use cases that the API calls, over a few invented alerts in memory: the API's tests need no
// store and no pack, and can let any use case fail.
#include "service/service.h"

Service *fake_service_new(void);
void fake_service_free(Service *service);
void fake_service_raise(Service *service, int64_t count); // more alerts
// The use case whose name this is fails from now on; NULL: none.
void fake_service_break(Service *service, const char *use_case);
#endif
