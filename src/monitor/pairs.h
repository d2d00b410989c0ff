// SPDX-License-Identifier: Apache-2.0
#ifndef MONITOR_PAIRS_H
#define MONITOR_PAIRS_H
// Pairs: two numbers of 32 bits as one of 64, the first in the upper half, in ascending order.
#include <stddef.h>
#include <stdint.h>

void pairs_order(uint64_t *pairs, size_t count);
size_t pairs_from(const uint64_t *pairs, size_t count, uint64_t least); // the first not below it
#endif
