// SPDX-License-Identifier: Apache-2.0
#ifndef FACTS_READER_H
#define FACTS_READER_H
// FactReader: values of facts, parameters and decisions on one date. It remembers what it found
// for the household at hand, so ask household by household. One per thread. Not here: rules
// (monitor/). Texts that it answers live until the next fact_reader_start or facts_apply.
#include "facts/facts.h"

typedef struct FactReader FactReader;
// decider: the caller's, which must outlive the reader; NULL: one of its own. Its pack counts for
// parameters and decisions; feeds and facts must be those of the facts' own pack, in the same order
// (policy/difference.h tells).
FactReader *fact_reader_new(const Facts *facts, Decider *decider);
void fact_reader_free(FactReader *reader);
// Forgets everything: for another date, and after every change of the facts.
void fact_reader_start(FactReader *reader, Date clock);

// Person facts of person 0 are null. Household facts of household 0 are those of a household
// without members.
Scalar fact_reader_value(FactReader *reader, int fact, PersonId person, HouseholdId household);
// In force for the household's region on the date; NULL when there is none.
const ParameterValue *fact_reader_parameter(FactReader *reader, int parameter,
                                            HouseholdId household);
// A parameter, a fact or the clock; null for inputs that only a rule has (row, before).
Scalar fact_reader_input(FactReader *reader, const Input *input, PersonId person,
                         HouseholdId household);
// The decision over such inputs; the reason (may be NULL) as decider_decide gives it.
Scalar fact_reader_decide(FactReader *reader, int binding, PersonId person, HouseholdId household,
                          Str *out_reason);
size_t decision_inputs_max(const Pack *pack); // of the decision with the most inputs
#endif
