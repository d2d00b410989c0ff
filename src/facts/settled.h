// SPDX-License-Identifier: Apache-2.0
#ifndef FACTS_SETTLED_H
#define FACTS_SETTLED_H
// Settled: live rows of feeds whose rows are about one person, month after month, kept person by
// person in the order of their keys, each as what differs from the row before. A row found here by
// its key is compared with what the key says, column by column, as any other.
// Not here: rows that were just added, cancelled or replaced (row_columns.h, rows.h).
// Invariant: bytes is made as a whole; afterwards a row can only be marked as gone.
#include "facts/row_columns.h"

enum { SETTLED_GROUP = 16 }; // persons who stand together
typedef struct Settled {
    const FeedPlan *plan;
    Vector starts; // uint64_t: where in bytes each group of persons begins, and where the last ends
    Vector bytes;
    uint64_t count;     // rows that are not gone
    int64_t month_last; // of all of them, MONTH_UNKNOWN: none
} Settled;
typedef struct SettledCursor {
    const Settled *settled;
    const uint8_t *at, *end;
    const uint8_t *head; // of the row at hand
    KeptRow row;
} SettledCursor;

Settled settled_empty(const FeedPlan *plan);
void settled_release(Settled *settled);
bool settled_has(const Settled *settled, PersonId person); // rows, be they gone
SettledCursor settled_rows(const Settled *settled, PersonId person);
bool settled_next(SettledCursor *cursor); // false at the end; rows that are gone are left out
void settled_remove(Settled *settled, const SettledCursor *cursor); // the row at hand is gone

// Making: persons ascending. What old has of the person (without what is gone) and what is added,
// which is put in order here; columns that the plan does not use are zero in it.
typedef struct SettledWriter {
    Settled out;
    uint32_t present;     // persons of the group at hand, a bit each
    Vector lengths, data; // of the group at hand
} SettledWriter;
SettledWriter settled_writer(const FeedPlan *plan);
void settled_write(SettledWriter *writer, const Settled *old, PersonId person, KeptRow *added,
                   size_t added_count);
Settled settled_written(SettledWriter *writer); // ends the writer
// What several writers wrote of persons one after the other, each of SETTLED_GROUP persons or more.
Settled settled_joined(Settled *parts, size_t count); // ends the parts

// After restoring: do all rows stand within the bytes, and are they rows of these columns?
bool settled_holds(const Settled *settled, const RowColumns *columns, size_t person_count);
#endif
