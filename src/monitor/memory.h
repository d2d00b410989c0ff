// SPDX-License-Identifier: Apache-2.0
#ifndef MONITOR_MEMORY_H
#define MONITOR_MEMORY_H
// RuleMemory: when each rule spoke last about whom, and with what value; and which help rules spoke
// about a household. Decides cool-down and raising (docs/monitoring.md section 6). Pure.
#include "base/ids.h"
#include "base/map.h"
#include "column/scalar.h"

enum { RAISE_WITHIN_DAYS = 90 };

typedef struct Spoken { // one time a rule spoke
    int rule;
    bool is_help;      // the rule's own direction
    uint32_t subject;  // person, or household for household scope
    bool is_household; // what subject is
    HouseholdId household;
    Date date;
    Scalar value; // no text
} Spoken;
typedef struct RuleMemory {
    struct LastSpoken *last;
    size_t last_count, last_capacity;
    Map last_by_subject;
    struct HelpSpoken *help;
    size_t help_count, help_capacity;
    Map help_by_household;
} RuleMemory;

void rule_memory_release(RuleMemory *memory);
void rule_memory_put(RuleMemory *memory, const Spoken *spoken);
// Is this hit held back: fewer than `days` since the rule spoke about the subject, and the value
// not at least half as large again?
bool rule_memory_is_cooling(const RuleMemory *memory, const Spoken *hit, int days);
// Did another help rule speak about the household at most RAISE_WITHIN_DAYS ago?
bool rule_memory_has_other_help(const RuleMemory *memory, const Spoken *hit);
#endif
