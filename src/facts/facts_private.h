// SPDX-License-Identifier: Apache-2.0
#ifndef FACTS_FACTS_PRIVATE_H
#define FACTS_FACTS_PRIVATE_H
// The inside of the facts: the registry and one row store per feed.
#include "facts/facts.h"
#include "facts/rows.h"

typedef struct RowsAhead {
    const Facts *facts;
    BatchId last_batch; // of the facts then
    uint64_t *lone;     // as in RowView
} RowsAhead;

struct Facts {
    const Pack *pack;
    Catalogue catalogue;
    Registry *registry;
    RowStore *stores; // by feed
    Words *words;     // texts that rows keep; they point here
    Date clock;
    BatchId last_batch;
    BatchId batch_before; // the last one before last_batch; UINT32_MAX: not known
    HeldBytes held;       // the checkpoint that vectors lie in
    Vector births;        // HouseholdId of each child the last batch added; not part of the state
};

// ---- built_in.c: what the registry knows; null for built-in facts of the other entity and for
// those that ask for a decision
Scalar built_in_person(const Facts *facts, FactBuiltIn built_in, PersonId id, Date clock);
Scalar built_in_household(const Facts *facts, FactBuiltIn built_in, HouseholdId id, Date clock);

// ---- reader.c: one more member's value, for FACT_MEMBERS_SUM, MAX and MIN; neither is null or
// text
Scalar members_fold_step(FactAggregate aggregate, Scalar so_far, Scalar value);

// ---- live_rows.c: facts that come straight from rows
Scalar rows_value(const Facts *facts, int index, PersonId person, Date clock);
// The sum over several persons, in which rows that agree in the first key column count once.
Scalar rows_value_once(const Facts *facts, int index, const PersonId *persons, size_t count,
                       Date clock);
// Does the person have any live row that the fact may count? Of facts by live rows.
bool rows_has_any(const Facts *facts, int index, PersonId person);

// The live rows of a person that a fact counts: selected, active and in the window. Each once.
typedef struct LiveRows {
    const Facts *facts;
    const Fact *fact;
    const FactPlan *plan;
    const RowStore *store;
    PersonId person;
    Date clock;
    int32_t month_from, month_to;
    SettledCursor kept; // settled rows come first; kept.row is the row at hand, also of the others
    size_t column;      // of plan->persons
    uint32_t next;      // row + 1
} LiveRows;
LiveRows live_rows_of(const Facts *facts, int fact, PersonId person, Date clock);
bool live_rows_next(LiveRows *rows);
#endif
