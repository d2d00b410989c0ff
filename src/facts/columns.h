// SPDX-License-Identifier: Apache-2.0
#ifndef FACTS_COLUMNS_H
#define FACTS_COLUMNS_H
// FactColumns: facts of the whole population on one date, a column a fact, filled column by column
// rather than household by household. Not here: what is decided on them (plan/, monitor/).
// Invariant: every value is the one fact_reader_value gives for the same date, whatever the number
// of threads.
#include "facts/facts.h"

typedef struct FactColumn {
    int fact;
    FactEntity entity;   // whether it is by person or by household
    ScalarType type;     // of every value that is not null
    int64_t *numbers;    // as in a Scalar; of TEXT the index into words; 0 where null
    int8_t *exponents;   // of DECIMAL; NULL for the others
    uint64_t *valid;     // bit per subject, the lowest first; 0: null
    const Str *words;    // TEXT: what the numbers stand for
    uint32_t word_count; // a word may stand for no value, and twice in the list
} FactColumn;

enum { MEMBER_COUNTED = 1, MEMBER_LIVING = 2 };
typedef struct FactColumns {
    Date date;
    size_t household_count;
    const HouseholdId *households; // those with a counted member on the date, ascending
    const uint32_t *first_person;  // by household, and one more: its persons lie side by side
    size_t person_count;
    const PersonId *persons;      // counted or living members of those households
    const uint32_t *household_of; // by person: index into households
    const uint8_t *membership;    // by person: MEMBER_COUNTED | MEMBER_LIVING
    size_t column_count;
    FactColumn *columns; // in the order they were asked for
    Arena arena;         // of all of it
} FactColumns;

// Any facts of the pack (a fact may be asked for twice). Decisions among them, and facts over
// decisions, are evaluated row by row in the interpreter: ask for the decisions' inputs instead
// where there is a quicker way. The facts must not change until the columns are released.
void fact_columns_fill(const Facts *facts, Date date, const int *list, size_t count,
                       size_t thread_count, FactColumns *out_columns);
void fact_columns_release(FactColumns *columns);
Scalar fact_column_value(const FactColumn *column, size_t subject);
#endif
