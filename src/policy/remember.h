// SPDX-License-Identifier: Apache-2.0
#ifndef POLICY_REMEMBER_H
#define POLICY_REMEMBER_H
// DecisionMemory: what one decision answered last to the inputs it was given. Household after
// household is asked for the same few combinations of class and parameters. A decision that hardly
// ever meets the same again, because amounts are among its inputs, is given up. Not here: texts are
// kept by who remembers (decide.c).
#include "column/scalar.h"
#include <stdbool.h>
#include <stddef.h>

enum { REMEMBERED_PLACES = 16 };
typedef struct DecisionMemory {
    Scalar *inputs; // input_count for each place; NULL: nothing was remembered yet
    struct {
        Date clock;
        Scalar answer;
        bool is_taken;
    } places[REMEMBERED_PLACES];
    unsigned asked, met;
    bool is_given_up;
} DecisionMemory;

void decision_memory_release(DecisionMemory *memory);
// False: the answer is not there, and *out_place is where it belongs.
bool decision_memory_find(DecisionMemory *memory, const Scalar *inputs, size_t input_count,
                          Date clock, size_t *out_place, Scalar *out_answer);
// Texts must live as long as the memory.
void decision_memory_put(DecisionMemory *memory, size_t place, const Scalar *inputs,
                         size_t input_count, Date clock, Scalar answer);
#endif
