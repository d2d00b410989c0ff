// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_FACTS_FAKE_FACTS_H
#define TESTS_FACTS_FAKE_FACTS_H
// The setting of a test: facts over a pack made in memory, which are given batch after batch.
#include "facts/facts.h"
#include "facts/fake_pack.h"

typedef struct FakeFacts {
    Pack *pack;
    Facts *facts;
    uint32_t batch; // the last one
} FakeFacts;

int fake_facts_open(void **state, Pack *pack); // takes the pack
int fake_facts_close(void **state);
#endif
