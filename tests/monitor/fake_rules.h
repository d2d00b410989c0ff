// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_MONITOR_FAKE_RULES_H
#define TESTS_MONITOR_FAKE_RULES_H
// The county of facts/fake_county.c with a few rules, one of each scope and direction.
#include "facts/fake_pack.h"

Pack *fake_watched_county(void);
#endif
