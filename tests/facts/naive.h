// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_FACTS_NAIVE_H
#define TESTS_FACTS_NAIVE_H
// The facts over again, the slow way: every accepted row is kept, and every value is summed up
// from the live rows each time. Shares no code with facts/.
#include "facts/facts.h"

typedef struct Naive Naive;
Naive *naive_new(const Pack *pack);
void naive_free(Naive *naive);
RowFate naive_accept(Naive *naive, int feed, const Batch *batch, size_t row); // keeps a copy
Scalar naive_value(const Naive *naive, int fact, PersonId person, Date clock);
#endif
