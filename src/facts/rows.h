// SPDX-License-Identifier: Apache-2.0
#ifndef FACTS_ROWS_H
#define FACTS_ROWS_H
// RowStore: for every key of one feed the row that holds now: enough of it to know it again, to
// take away exactly what it added, and to answer the facts over live rows. Versions, replacement
// and reversal are decided here (docs/monitoring.md section 2).
// Invariant: the totals and chains hold exactly the contributions of the live rows.
#include "facts/facts.h"
#include "facts/heads.h"
#include "facts/series.h"
#include "facts/settled.h"
#include "facts/slots.h"

typedef struct Reversal { // the row that cancelled a key
    uint64_t row, content;
} Reversal;

typedef struct RowStore {
    const FeedPlan *plan;
    RowColumns rows; // those that are not settled, and places that some left
    Vector places;   // uint32_t: rows that left; the last is the first to be filled
    Settled settled;
    Slots slots;      // of rows that are not settled; in parts like settled ones, if they settle
    Vector reversals; // Reversal
    SeriesTable groups[FEED_GROUPS_MAX];
    int32_t month_first, month_last; // of all rows ever accepted; MONTH_UNKNOWN: none yet
    uint32_t accepted;
    uint32_t person_last;          // the largest number of a person whose rows settle
    uint32_t came;                 // rows that could settle, since a part settled
    uint32_t part_next;            // that settles
    Map reversal_of;               // row + 1 -> index of reversals; made from the others
    Vector next;                   // uint32_t: row + 1, plan->person_count per row; made too
    Heads heads[FEED_PERSONS_MAX]; // of the chains; made too
} RowStore;

RowStore row_store_of(const FeedPlan *plan, Words *words); // the words of the county
void row_store_release(RowStore *store);
// Where the keys of ROWS_TOGETHER rows from one on are looked for is on its way into the cache
// then. They are hashed.
void row_store_expect(const RowStore *store, const RowView *view, size_t from);
// The same for what is known of their persons, before the rows are applied; asked for all rows in
// their order.
void row_store_expect_persons(const RowStore *store, const RowView *view, size_t from);
// The view's row and those behind it up to `to`, at most ROWS_TOGETHER; the view stands there then.
void row_store_apply(RowStore *store, RowView *view, size_t to);
// Once a batch: so many rows came, so many parts settle.
void row_store_settle(RowStore *store);
// What would become of the rows, each also compared with those above it, and which are lone: bits
// that are zero before.
void row_store_fates(const RowStore *store, RowView *view, RowFate *out_fates, uint64_t *out_lone);
// The row of the view's key; false when the key is new.
bool row_store_find(const RowStore *store, const RowView *view, KeptRow *out_row);
bool row_store_is_live(const RowStore *store, const RowView *view); // is it this row that holds?

// Live rows of a person that are not settled, through the kept person column; row + 1, 0 at the
// end.
uint32_t row_store_first(const RowStore *store, size_t person_column, PersonId person);
uint32_t row_store_next(const RowStore *store, size_t person_column, uint32_t row_plus_one);

void row_store_link(RowStore *store);  // makes what is only made from the rows: chains, ...
void row_store_index(RowStore *store); // after the other parts were restored
// Do the restored parts agree, with so many persons known?
bool row_store_holds(const RowStore *store, size_t person_count);
#endif
