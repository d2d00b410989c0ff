// SPDX-License-Identifier: Apache-2.0
#ifndef FACTS_ROWS_H
#define FACTS_ROWS_H
// RowStore: for every key of one feed the row that holds now: enough of it to know it again, to
// take away exactly what it added, and to answer the facts over live rows. Versions, replacement
// and reversal are decided here (docs/monitoring.md section 2).
// Invariant: the totals and chains hold exactly the contributions of the live rows.
#include "facts/facts.h"
#include "facts/row_view.h"
#include "facts/series.h"

typedef struct Row {
    Hash ordinary; // content of the last ordinary row
    uint64_t selected;
    uint32_t key_at;   // into keys, in units of 4 bytes
    int32_t month;     // MONTH_UNKNOWN without event date
    uint32_t accepted; // grows with every row accepted
    uint16_t valid;    // bit per kept value
    bool has_ordinary;
    bool is_cancelled;
} Row;
#define MONTH_UNKNOWN INT32_MIN

typedef struct Reversal { // the row that cancelled a key
    uint32_t row, unused;
    Hash content;
} Reversal;

typedef struct RowStore {
    const FeedPlan *plan;
    Vector rows;
    Vector values;    // int64_t, plan->value_count per row
    Vector persons;   // uint32_t, plan->person_count per row
    Vector keys;      // bytes: length (uint32_t), key, filled up to 4
    Vector slots;     // uint64_t: tag of the key's hash << 32 | row + 1, open addressing
    Vector reversals; // Reversal
    SeriesTable groups[FEED_GROUPS_MAX];
    int32_t month_first, month_last; // of all rows ever accepted; MONTH_UNKNOWN: none yet
    uint32_t accepted;
    Text key;                       // of the row at hand
    Map reversal_of;                // row + 1 -> index of reversals; made from the others
    Vector next;                    // uint32_t: row + 1, plan->person_count per row; made too
    Vector heads[FEED_PERSONS_MAX]; // uint32_t: row + 1 by person; made too
} RowStore;

RowStore row_store_of(const FeedPlan *plan);
void row_store_release(RowStore *store);
RowFate row_store_apply(RowStore *store, const RowView *view, Words *words);
// What would become of the rows, each also compared with those above it.
void row_store_fates(const RowStore *store, RowView *view, RowFate *out_fates);
// The row of the view's key; false when the key is new.
bool row_store_find(const RowStore *store, const RowView *view, size_t *out_row);
bool row_store_is_live(const RowStore *store, const RowView *view); // is it this row that holds?

// Live rows of a person, through the kept person column; row + 1, 0 at the end.
uint32_t row_store_first(const RowStore *store, size_t person_column, PersonId person);
uint32_t row_store_next(const RowStore *store, size_t person_column, uint32_t row_plus_one);
const Row *row_store_row(const RowStore *store, size_t row);
PersonId row_store_person(const RowStore *store, size_t row, size_t person_column);
bool row_store_value(const RowStore *store, size_t row, int value, int64_t *out_value);
// Do both rows say the same in the first column of the key?
bool row_store_same_key_start(const RowStore *store, size_t a, size_t b);

void row_store_index(RowStore *store); // after the other parts were restored
// Do the restored parts agree, with so many persons and words known?
bool row_store_holds(const RowStore *store, size_t person_count, const Words *words);
#endif
