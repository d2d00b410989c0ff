// SPDX-License-Identifier: Apache-2.0
#ifndef FACTS_SETTLED_H
#define FACTS_SETTLED_H
// Settled: live rows of feeds whose rows are about one person, month after month, kept person by
// person in the order of their keys, each as what differs from the row before. A row found here by
// its key is compared with what the key says, column by column, as any other.
// Not here: rows that were just added, cancelled or replaced (row_columns.h, rows.h).
// Invariant: a part is made as a whole; afterwards a row of it can only be marked as gone.
#include "facts/row_columns.h"

enum { SETTLED_GROUP = 16, SETTLED_PARTS = 64 }; // persons who stand together; parts of them
// Every so manieth group of persons, so that the parts are of one size and each is written alone.
typedef struct SettledPart {
    Vector starts; // uint64_t: where in bytes each of its groups begins, and where the last ends
    Vector bytes;
    uint64_t count;     // rows that are not gone
    int64_t month_last; // of all of them, MONTH_UNKNOWN: none
} SettledPart;
typedef struct Settled {
    const FeedPlan *plan;
    SettledPart *parts; // SETTLED_PARTS; NULL: rows of the feed do not settle
} Settled;
typedef struct SettledCursor {
    const Settled *settled;
    const uint8_t *at, *end;
    const uint8_t *head; // of the row at hand
    KeptRow row;
} SettledCursor;

Settled settled_empty(const FeedPlan *plan);
void settled_release(Settled *settled);
static inline size_t settled_part(PersonId person) {
    return person.number / SETTLED_GROUP % SETTLED_PARTS;
}
// The persons of a part, ascending, and the place of one in his part.
PersonId settled_person(size_t part, size_t index);
size_t settled_index(PersonId person);
uint64_t settled_count(const Settled *settled); // rows that are not gone
// May the person have a settled row of the month? Mostly the month says that he cannot.
bool settled_may_have(const Settled *settled, PersonId person, int32_t month);
bool settled_has(const Settled *settled, PersonId person); // rows, be they gone
SettledCursor settled_rows(const Settled *settled, PersonId person);
bool settled_next(SettledCursor *cursor); // false at the end; rows that are gone are left out
void settled_remove(Settled *settled, const SettledCursor *cursor); // the row at hand is gone

// Writes a part anew, persons ascending. What there is of the person (without what is gone) and
// what is added, which is put in order here; columns that the plan does not use are zero in it.
typedef struct SettledWriter {
    const Settled *old;
    SettledPart out;
    uint32_t present;     // persons of the group at hand, a bit each
    Vector lengths, data; // of the group at hand
} SettledWriter;
SettledWriter settled_writer(const Settled *old);
void settled_write(SettledWriter *writer, PersonId person, KeptRow *added, size_t added_count);
// Ends the writer; the part is what it wrote. Writers of different parts may end at one time.
void settled_written(SettledWriter *writer, Settled *settled, size_t part);

// After restoring: do all rows stand within the bytes, and are they rows of these columns?
bool settled_holds(const Settled *settled, const RowColumns *columns, size_t person_count);
#endif
