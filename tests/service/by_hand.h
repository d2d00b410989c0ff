// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_SERVICE_BY_HAND_H
#define TESTS_SERVICE_BY_HAND_H
// Simulations beside what is screened household by household and compared by hand.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include "invented.h"
#include "monitor/screener.h"
#include "service/service_private.h"
#include "service/simulate.h"
#include <cmocka.h>

typedef struct Seen { // by household number
    ScreenedHousehold *items;
    size_t count;
    Arena *arena;
} Seen;

void base_release(ScreenBase **base);
Seen screen(County *county, const Pack *pack, const Facts *facts, Date as_of);
Simulation simulate(County *county, const DraftRequest *draft, Date as_of); // lists everybody
void assert_same_as_by_hand(County *county, const Simulation *simulation, const Seen *before,
                            const Seen *after);
#endif
