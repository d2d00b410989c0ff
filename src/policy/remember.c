// SPDX-License-Identifier: Apache-2.0
#include "policy/remember.h"
#include "base/map.h"
#include "base/memory.h"
#include <string.h>

// Asked so often, it must have met one in so many.
enum { ASKED_MIN = 256, ASKED_PER_MET = 4 };

void decision_memory_release(DecisionMemory *memory) {
    memory_free(memory->inputs);
    *memory = (DecisionMemory){0};
}

static bool are_same(const Scalar *a, const Scalar *b, size_t count) {
    size_t same = 0;
    while (same < count && scalar_is_same(a[same], b[same])) {
        same++;
    }
    return same == count;
}

static size_t place_of(const Scalar *inputs, size_t count) {
    uint64_t mixed = count;
    for (size_t i = 0; i < count; i++) {
        uint64_t letters = 0;
        size_t length = inputs[i].type == SCALAR_TEXT ? inputs[i].text.length : 0;
        if (length > 0) {
            memcpy(&letters, inputs[i].text.data,
                   length < sizeof letters ? length : sizeof letters);
        }
        mixed = map_mix(mixed ^ letters ^ (uint64_t)inputs[i].number);
    }
    return mixed % REMEMBERED_PLACES;
}

bool decision_memory_find(DecisionMemory *memory, const Scalar *inputs, size_t input_count,
                          Date clock, size_t *out_place, Scalar *out_answer) {
    if (memory->is_given_up) {
        return false;
    }
    size_t place = place_of(inputs, input_count);
    bool is_met = memory->places[place].is_taken &&
                  memory->places[place].clock.days == clock.days &&
                  are_same(inputs, memory->inputs + place * input_count, input_count);
    memory->asked++;
    memory->met += is_met;
    memory->is_given_up = memory->asked == ASKED_MIN && memory->met < ASKED_MIN / ASKED_PER_MET;
    *out_place = place;
    if (is_met) {
        *out_answer = memory->places[place].answer;
    }
    return is_met;
}

void decision_memory_put(DecisionMemory *memory, size_t place, const Scalar *inputs,
                         size_t input_count, Date clock, Scalar answer) {
    if (memory->is_given_up) {
        return;
    }
    if (memory->inputs == NULL) {
        memory->inputs = memory_new(REMEMBERED_PLACES * input_count + 1, sizeof(Scalar));
    }
    if (input_count > 0) {
        memcpy(memory->inputs + place * input_count, inputs, input_count * sizeof(Scalar));
    }
    memory->places[place].clock = clock;
    memory->places[place].answer = answer;
    memory->places[place].is_taken = true;
}
