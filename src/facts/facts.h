// SPDX-License-Identifier: Apache-2.0
#ifndef FACTS_FACTS_H
#define FACTS_FACTS_H
// Facts: what follows from the archive. The state of a county in memory: registry, live rows,
// series and the clock, kept up to date segment by segment and always rebuildable from the segments
// alone. Not here: rules (monitor/), SQL, files (the checkpoint is bytes). Invariant: facts_apply
// over the same segments in the same order gives the same state, byte for byte of its checkpoint.
#include "archive/segment.h"
#include "base/held.h"
#include "domain/registry.h"
#include "policy/decide.h"

typedef struct Facts Facts;
// INVALID names the fact with which the pack asks for more of one feed than is kept of a row.
MUST_CHECK Status facts_check_pack(const Pack *pack, Error *error);
Facts *facts_new(const Pack *pack); // one that passed facts_check_pack; it must outlive the facts
void facts_free(Facts *facts);
Registry *facts_registry(Facts *facts);
const Registry *facts_registry_const(const Facts *facts);
Date facts_clock(const Facts *facts); // DATE_NONE before the first batch
BatchId facts_last_batch(const Facts *facts);

// What will become of a row, before anything is applied (load asks this to tell new from unchanged
// rows).
typedef enum RowFate {
    ROW_NEW,
    ROW_UNCHANGED,
    ROW_REPLACES,
    ROW_REVERSES,
    ROW_OUTDATED /* an older version of a live row */
} RowFate;
// In order: a row is also compared with the rows above it in the same batch (the same row twice:
// the second is unchanged). FIELD_NEWBORN columns are not compared.
// What it saw is kept in batch->ahead, and spares facts_apply and facts_rows_live a second look as
// long as no other batch was applied in between.
void facts_row_fates(const Facts *facts, int feed, Batch *batch, RowFate *out_fates);
// The newborn of the row that holds for this row's key (a birth certificate sent again is about the
// same child); 0 when the key is new.
PersonId facts_newborn_of(const Facts *facts, int feed, const Batch *batch, size_t row);

// Rows of one batch that must be in the segment, in order. Registry effects (F03, F04, F06) are
// applied here too, from the typed columns; persons are numbers already. For births the child's
// PersonId is in the batch (FIELD_NEWBORN). INVALID when the pack does not know the feed or its
// columns have other types, CONFLICT when the batch was applied already; the facts are as before.
MUST_CHECK Status facts_apply(Facts *facts, const Segment *segment, Error *error);

// Whom the rows of a segment are about, each once, ascending: the persons in the subject columns
// and the households they live in on the segment's clock. Call it before facts_apply and once more
// after, with the same touched: households on both sides of a move are in it then.
typedef struct Touched {
    PersonId *persons;
    size_t person_count;
    HouseholdId *households;
    size_t household_count;
} Touched;
void touched_release(Touched *touched);
MUST_CHECK Status facts_touched(const Facts *facts, const Segment *segment, Touched *in_out_touched,
                                Error *error);
// Households that are there already and that persons of the rows may enter: those F06 names, those
// of the parents in F03.
MUST_CHECK Status facts_foresee(const Facts *facts, const Segment *segment, Touched *in_out_touched,
                                Error *error);

// Values of facts: facts/reader.h. Which of the marked rows of the batch hold for their keys now:
// not cancelled, not replaced, not outdated?
void facts_rows_live(const Facts *facts, int feed, const Batch *batch, bool *in_out_is_live);

// The checkpoint: the whole state as bytes, tied to the pack's version and the last batch.
// Restoring checks both and every checksum; NOT_FOUND or CORRUPT simply means: rebuild. Identity
// numbers are not in it: the store hands them in through registry_set_identity.
void facts_checkpoint(const Facts *facts, Text *out_bytes);
//
// Restoring takes the bytes over, also when it fails, and leaves the state lying in them until
// something changes. The checkpoint stands in them from `from` on, a multiple of 16.
MUST_CHECK Status facts_restore(Facts *facts, HeldBytes bytes, size_t from, Error *error);
// Copies the state out of those bytes and gives them back: who stays long is not to depend on them.
// facts_apply does it first of all.
void facts_own(Facts *facts);
// The same in steps of whole columns, of about `size` bytes together; true when all is done.
bool facts_own_some(Facts *facts, size_t size);
// Describes the first differences between two states (for `verify`); true when they are equal.
bool facts_equal(const Facts *a, const Facts *b, Text *out_difference);

typedef struct FactsMemory { // bytes held
    size_t registry;         // persons, households, memberships
    size_t rows;             // what is kept of rows that are not settled
    size_t settled;          // of those that are
    size_t keys;             // index and texts, by which a row is found again
    size_t totals;           // by person and month
    size_t chains;           // from a person to his live rows
    size_t words;
} FactsMemory;
FactsMemory facts_memory_parts(const Facts *facts);
size_t facts_memory(const Facts *facts); // all of it
#endif
