// SPDX-License-Identifier: Apache-2.0
#ifndef BASE_IDS_H
#define BASE_IDS_H
// One struct per kind of number, so that a mix-up does not compile. 0 is "none" for every one of
// them.
#include <stdint.h>

typedef struct PersonId {
    uint32_t number; // dense from 1: also the index into person columns
} PersonId;
typedef struct HouseholdId {
    uint32_t number; // dense from 1: also the index into household columns
} HouseholdId;
typedef struct BatchId {
    uint32_t number; // dense from 1, in order of acceptance
} BatchId;
typedef struct AlertId {
    int64_t number; // grows with time; the cursor of the live stream
} AlertId;
#endif
