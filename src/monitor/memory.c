// SPDX-License-Identifier: Apache-2.0
#include "monitor/memory.h"
#include "base/memory.h"

typedef struct LastSpoken {
    Date date;
    Scalar value;
} LastSpoken;
typedef struct HelpSpoken {
    int rule;
    Date date;
    uint32_t next; // of the same household: index + 1, 0 none
} HelpSpoken;

enum { GROWTH_NUMERATOR = 3, GROWTH_DENOMINATOR = 2, EXPONENT_GAP_MAX = 18 };

void rule_memory_release(RuleMemory *memory) {
    memory_free(memory->last);
    memory_free(memory->help);
    map_release(&memory->last_by_subject);
    map_release(&memory->help_by_household);
    *memory = (RuleMemory){0};
}

static uint64_t subject_key(const Spoken *spoken) {
    return ((uint64_t)spoken->rule + 1) << 33 | (uint64_t)spoken->is_household << 32 |
           spoken->subject;
}

static void help_put(RuleMemory *memory, const Spoken *spoken) {
    uint64_t first = 0;
    map_find(&memory->help_by_household, spoken->household.number, &first);
    for (uint64_t at = first; at != 0; at = memory->help[at - 1].next) {
        if (memory->help[at - 1].rule == spoken->rule) {
            memory->help[at - 1].date = spoken->date;
            return;
        }
    }
    memory->help =
        array_reserve(memory->help, memory->help_count, &memory->help_capacity, sizeof(HelpSpoken));
    memory->help[memory->help_count++] =
        (HelpSpoken){.rule = spoken->rule, .date = spoken->date, .next = (uint32_t)first};
    map_put(&memory->help_by_household, spoken->household.number, memory->help_count);
}

void rule_memory_put(RuleMemory *memory, const Spoken *spoken) {
    uint64_t index = memory->last_count;
    if (!map_find(&memory->last_by_subject, subject_key(spoken), &index)) {
        memory->last = array_reserve(memory->last, memory->last_count, &memory->last_capacity,
                                     sizeof(LastSpoken));
        memory->last_count++;
        map_put(&memory->last_by_subject, subject_key(spoken), index);
    }
    memory->last[index] = (LastSpoken){.date = spoken->date, .value = spoken->value};
    if (spoken->is_help) {
        help_put(memory, spoken);
    }
}

static bool exponent_of(Scalar value, int *out_exponent) {
    bool is_number =
        value.type == SCALAR_MONEY || value.type == SCALAR_INTEGER || value.type == SCALAR_DECIMAL;
    *out_exponent = value.type == SCALAR_MONEY ? -2 : value.exponent;
    return is_number;
}

__extension__ typedef __int128 Wide;

// value >= 1.5 * last, exactly; false when one of them is no number.
static bool has_grown(Scalar value, Scalar last) {
    int exponent = 0;
    int last_exponent = 0;
    if (!exponent_of(value, &exponent) || !exponent_of(last, &last_exponent)) {
        return false;
    }
    Wide now = (Wide)value.number * GROWTH_DENOMINATOR;
    Wide then = (Wide)last.number * GROWTH_NUMERATOR;
    int gap = exponent - last_exponent;
    if (gap > EXPONENT_GAP_MAX || gap < -EXPONENT_GAP_MAX) {
        return false;
    }
    for (; gap > 0; gap--) {
        now *= 10;
    }
    for (; gap < 0; gap++) {
        then *= 10;
    }
    return now >= then;
}

bool rule_memory_is_cooling(const RuleMemory *memory, const Spoken *hit, int days) {
    uint64_t index = 0;
    if (!map_find(&memory->last_by_subject, subject_key(hit), &index)) {
        return false;
    }
    const LastSpoken *last = &memory->last[index];
    return date_days_between(last->date, hit->date) < days && !has_grown(hit->value, last->value);
}

bool rule_memory_has_other_help(const RuleMemory *memory, const Spoken *hit) {
    uint64_t at = 0;
    map_find(&memory->help_by_household, hit->household.number, &at);
    for (; at != 0; at = memory->help[at - 1].next) {
        const HelpSpoken *help = &memory->help[at - 1];
        if (help->rule != hit->rule &&
            date_days_between(help->date, hit->date) <= RAISE_WITHIN_DAYS) {
            return true;
        }
    }
    return false;
}
