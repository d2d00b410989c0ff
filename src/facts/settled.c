// SPDX-License-Identifier: Apache-2.0
// Persons stand in groups of 16: a bit for each that has rows, the lengths of their rows, the rows.
// A row: a number with a bit for each column that is not as expected, shifted left by the mark of
// being gone; then these columns. Expected is what stands in the row before (zeros before the
// first), a month later in the columns of the month. Numbers have seven bits a byte, the low ones
// first.
#include "facts/settled.h"
#include "base/check.h"
#include "base/memory.h"
#include <stdlib.h>
#include <string.h>

enum {
    PRESENT_SIZE = 2,
    NUMBER_SIZE_MAX = 10,
    ROW_SIZE_MAX = NUMBER_SIZE_MAX * (1 + KEPT_COLUMNS),
    MONTH_STEP = 2 // of a month as it is kept
};

static SettledPart part_empty(void) {
    return (SettledPart){
        .starts = vector_of(sizeof(uint64_t)), .bytes = vector_of(1), .month_last = MONTH_UNKNOWN};
}

static void part_release(SettledPart *part) {
    vector_release(&part->starts);
    vector_release(&part->bytes);
}

Settled settled_empty(const FeedPlan *plan) {
    Settled settled = {.plan = plan};
    if (plan->settles) {
        settled.parts = memory_new(SETTLED_PARTS, sizeof *settled.parts);
        for (size_t i = 0; i < SETTLED_PARTS; i++) {
            settled.parts[i] = part_empty();
        }
    }
    return settled;
}

void settled_release(Settled *settled) {
    for (size_t i = 0; settled->parts != NULL && i < SETTLED_PARTS; i++) {
        part_release(&settled->parts[i]);
    }
    memory_free(settled->parts);
    settled->parts = NULL;
}

// Of the groups in its part.
static size_t group_of(PersonId person) {
    return person.number / (SETTLED_GROUP * SETTLED_PARTS);
}

PersonId settled_person(size_t part, size_t index) {
    size_t group = index / SETTLED_GROUP * SETTLED_PARTS + part;
    return (PersonId){(uint32_t)(group * SETTLED_GROUP + index % SETTLED_GROUP)};
}

size_t settled_index(PersonId person) {
    return group_of(person) * SETTLED_GROUP + person.number % SETTLED_GROUP;
}

uint64_t settled_count(const Settled *settled) {
    uint64_t count = 0;
    for (size_t i = 0; settled->parts != NULL && i < SETTLED_PARTS; i++) {
        count += settled->parts[i].count;
    }
    return count;
}

bool settled_may_have(const Settled *settled, PersonId person, int32_t month) {
    return settled->parts != NULL && settled->parts[settled_part(person)].count > 0 &&
           month <= settled->parts[settled_part(person)].month_last;
}

// ---- numbers

static size_t number_put(uint8_t *to, uint64_t number) {
    size_t size = 0;
    for (; number >= 0x80; number >>= 7) {
        to[size++] = (uint8_t)(0x80 | (number & 0x7F));
    }
    to[size++] = (uint8_t)number;
    return size;
}

// Moves on; false when the number is not whole before end.
static bool number_take(const uint8_t **at, const uint8_t *end, uint64_t *out) {
    uint64_t number = 0;
    for (unsigned shift = 0; *at < end && shift < 64; shift += 7) {
        uint8_t byte = *(*at)++;
        number |= (uint64_t)(byte & 0x7F) << shift;
        if (byte < 0x80) {
            *out = number;
            return true;
        }
    }
    return false;
}

// ---- rows

// The columns of a row without that of the person, who is known.
static size_t column_count(const FeedPlan *plan) {
    CHECK(plan->kept[plan->kept_count - 1] == KEPT_PERSONS);
    return plan->kept_count - 1;
}

// From the row before to the one that is expected.
static void row_expect(const FeedPlan *plan, KeptRow *row) {
    for (size_t i = 0; i < plan->monthly_count; i++) {
        row->at[plan->monthly[i]] += MONTH_STEP;
    }
}

static size_t row_put(const FeedPlan *plan, uint8_t *to, const KeptRow *expected,
                      const KeptRow *row) {
    uint64_t changed = 0;
    uint8_t columns[ROW_SIZE_MAX];
    size_t size = 0;
    for (size_t i = 0; i < column_count(plan); i++) {
        int column = plan->kept[i];
        uint64_t number = row->at[column];
        if (number == expected->at[column]) {
            continue;
        }
        changed |= UINT64_C(1) << i;
        if (column == KEPT_REST) { // a hash
            memcpy(columns + size, &number, sizeof number);
            size += sizeof number;
        } else {
            int64_t difference = (int64_t)(number - expected->at[column]);
            size += number_put(columns + size, packed_from_signed(difference));
        }
    }
    size_t head = number_put(to, changed << 1);
    memcpy(to + head, columns, size);
    return head + size;
}

static bool column_take(SettledCursor *cursor, int column) {
    uint64_t number = 0;
    if (column != KEPT_REST) {
        bool is_whole = number_take(&cursor->at, cursor->end, &number);
        cursor->row.at[column] += (uint64_t)packed_to_signed(number);
        return is_whole;
    }
    if ((size_t)(cursor->end - cursor->at) < sizeof number) {
        return false;
    }
    memcpy(&cursor->row.at[column], cursor->at, sizeof number);
    cursor->at += sizeof number;
    return true;
}

// The next row, be it gone; at stays short of end when the bytes are no row.
static bool row_take(SettledCursor *cursor, bool *out_is_gone) {
    const FeedPlan *plan = cursor->settled->plan;
    const uint8_t *head = cursor->at;
    uint64_t changed = 0;
    if (head == cursor->end || !number_take(&cursor->at, cursor->end, &changed) ||
        changed >> 1 >> column_count(plan) != 0) {
        return false;
    }
    *out_is_gone = (changed & 1) != 0;
    row_expect(plan, &cursor->row);
    for (uint64_t left = changed >> 1; left != 0; left &= left - 1) {
        if (!column_take(cursor, plan->kept[__builtin_ctzll(left)])) {
            cursor->at = head;
            return false;
        }
    }
    cursor->head = head;
    return true;
}

bool settled_next(SettledCursor *cursor) {
    bool is_gone = true;
    while (is_gone) {
        if (!row_take(cursor, &is_gone)) {
            return false;
        }
    }
    return true;
}

// ---- persons

// The bytes of a group of the part; false when there are none.
static bool group_find(const SettledPart *part, size_t group, const uint8_t **out_from,
                       const uint8_t **out_to) {
    if (group + 1 >= part->starts.count) {
        return false;
    }
    const uint64_t *starts = part->starts.items;
    const uint8_t *bytes = part->bytes.items;
    if (starts[group] == starts[group + 1]) {
        return false;
    }
    *out_from = bytes + starts[group];
    *out_to = bytes + starts[group + 1];
    return true;
}

static uint32_t present_of(const uint8_t *group) {
    return (uint32_t)group[0] | (uint32_t)group[1] << 8;
}

// Where the rows of the group's person number `member` lie; false when the lengths are not whole.
static bool member_find(const uint8_t *from, const uint8_t *to, uint32_t member,
                        const uint8_t **out_at, const uint8_t **out_end) {
    uint32_t present = present_of(from);
    uint64_t before = 0;
    uint64_t own = 0;
    const uint8_t *at = from + PRESENT_SIZE;
    for (uint32_t left = present; left != 0; left &= left - 1) {
        uint64_t length = 0;
        if (!number_take(&at, to, &length)) {
            return false;
        }
        uint32_t which = (uint32_t)__builtin_ctz(left);
        before += which < member ? length : 0;
        own = which == member ? length : own;
    }
    *out_at = at + before;
    *out_end = at + before + own;
    return true;
}

// The bytes of the person's group, when he has rows in it.
static bool person_find(const Settled *settled, PersonId person, const uint8_t **out_from,
                        const uint8_t **out_to) {
    return settled->parts != NULL &&
           group_find(&settled->parts[settled_part(person)], group_of(person), out_from, out_to) &&
           (present_of(*out_from) >> person.number % SETTLED_GROUP & 1) != 0;
}

bool settled_has(const Settled *settled, PersonId person) {
    const uint8_t *from = NULL;
    const uint8_t *to = NULL;
    return person_find(settled, person, &from, &to);
}

SettledCursor settled_rows(const Settled *settled, PersonId person) {
    SettledCursor cursor = {.settled = settled};
    const uint8_t *from = NULL;
    const uint8_t *to = NULL;
    if (person_find(settled, person, &from, &to)) {
        bool is_whole =
            member_find(from, to, person.number % SETTLED_GROUP, &cursor.at, &cursor.end);
        CHECK(is_whole);
        cursor.row.at[KEPT_PERSONS] = person.number;
    }
    return cursor;
}

void settled_remove(Settled *settled, const SettledCursor *cursor) {
    SettledPart *part = &settled->parts[settled_part(kept_person(&cursor->row, 0))];
    CHECK(!part->bytes.is_lent);
    size_t at = (size_t)(cursor->head - (const uint8_t *)part->bytes.items);
    *(uint8_t *)vector_at(&part->bytes, at) |= 1;
    part->count--;
}

// ---- making

SettledWriter settled_writer(const Settled *old) {
    return (SettledWriter){
        .old = old, .out = part_empty(), .lengths = vector_of(1), .data = vector_of(1)};
}

static void bytes_add(Vector *bytes, const void *added, size_t size) {
    if (added != NULL && size > 0) {
        memcpy(vector_push(bytes, size), added, size);
    }
}

// Ends the group at hand and begins empty ones up to, not with, the one given.
static void groups_end(SettledWriter *writer, size_t group) {
    Vector *bytes = &writer->out.bytes;
    if (writer->out.starts.count <= group && writer->present != 0) {
        uint8_t present[PRESENT_SIZE] = {(uint8_t)writer->present, (uint8_t)(writer->present >> 8)};
        bytes_add(bytes, present, sizeof present);
        bytes_add(bytes, writer->lengths.items, writer->lengths.count);
        bytes_add(bytes, writer->data.items, writer->data.count);
        writer->present = 0;
        writer->lengths.count = writer->data.count = 0;
    }
    while (writer->out.starts.count <= group) {
        *(uint64_t *)vector_add(&writer->out.starts, 1) = bytes->count;
    }
}

// Months of one key stand together; the order is whole, since no two rows have one key.
static int rows_compare(const void *a, const void *b) {
    const KeptRow *left = a;
    const KeptRow *right = b;
    for (int column = KEPT_KEYS; column < KEPT_UNSELECTED; column++) {
        if (left->at[column] != right->at[column]) {
            return left->at[column] < right->at[column] ? -1 : 1;
        }
    }
    if (left->at[KEPT_MONTH] != right->at[KEPT_MONTH]) {
        return left->at[KEPT_MONTH] < right->at[KEPT_MONTH] ? -1 : 1;
    }
    for (int column = 0; column < KEPT_COLUMNS; column++) {
        if (left->at[column] != right->at[column]) {
            return left->at[column] < right->at[column] ? -1 : 1;
        }
    }
    return 0;
}

static void row_count(SettledWriter *writer, const KeptRow *row) {
    int32_t month = kept_month(row);
    writer->out.count++;
    writer->out.month_last = month > writer->out.month_last ? month : writer->out.month_last;
}

static void row_write(SettledWriter *writer, KeptRow *last, const KeptRow *row) {
    const FeedPlan *plan = writer->old->plan;
    uint8_t bytes[ROW_SIZE_MAX + NUMBER_SIZE_MAX];
    row_expect(plan, last);
    size_t size = row_put(plan, bytes, last, row);
    bytes_add(&writer->data, bytes, size);
    *last = *row;
    row_count(writer, row);
}

// Rows up to the first that is gone or comes after one that is added are written as they stand:
// what they differ from is the same. The last of them is in_out_last; false: there are no others.
static bool rows_copy(SettledWriter *writer, SettledCursor *cursor, const KeptRow *first_added,
                      KeptRow *in_out_last) {
    const uint8_t *from = cursor->at;
    const uint8_t *to = cursor->at;
    bool is_gone = false;
    bool is_more = row_take(cursor, &is_gone);
    while (is_more && !is_gone &&
           (first_added == NULL || rows_compare(&cursor->row, first_added) < 0)) {
        *in_out_last = cursor->row;
        row_count(writer, &cursor->row);
        to = cursor->at;
        is_more = row_take(cursor, &is_gone);
    }
    bytes_add(&writer->data, from, (size_t)(to - from));
    return is_more && is_gone ? settled_next(cursor) : is_more;
}

void settled_write(SettledWriter *writer, PersonId person, KeptRow *added, size_t added_count) {
    uint32_t member = person.number % SETTLED_GROUP;
    groups_end(writer, group_of(person));
    size_t from = writer->data.count;
    if (added_count > 1) {
        qsort(added, added_count, sizeof *added, rows_compare);
    }
    KeptRow last = {.at = {[KEPT_PERSONS] = person.number}};
    size_t next = 0;
    SettledCursor cursor = settled_rows(writer->old, person);
    bool is_more = rows_copy(writer, &cursor, added_count == 0 ? NULL : added, &last);
    for (; is_more; is_more = settled_next(&cursor)) {
        for (; next < added_count && rows_compare(&added[next], &cursor.row) < 0; next++) {
            row_write(writer, &last, &added[next]);
        }
        row_write(writer, &last, &cursor.row);
    }
    for (; next < added_count; next++) {
        row_write(writer, &last, &added[next]);
    }
    if (writer->data.count > from) {
        uint8_t length[NUMBER_SIZE_MAX] = {0};
        size_t size = number_put(length, writer->data.count - from);
        writer->present |= UINT32_C(1) << member;
        bytes_add(&writer->lengths, length, size);
    }
}

void settled_written(SettledWriter *writer, Settled *settled, size_t part) {
    SettledPart *out = &writer->out;
    groups_end(writer, out->starts.count); // here begins what comes after the last
    vector_release(&writer->lengths);
    vector_release(&writer->data);
    vector_fit(&out->starts);
    vector_fit(&out->bytes);
    part_release(&settled->parts[part]);
    settled->parts[part] = *out;
}

// ---- after restoring

static bool starts_hold(const SettledPart *part) {
    const uint64_t *starts = part->starts.items;
    size_t count = part->starts.count;
    if (count == 0) {
        return part->bytes.count == 0;
    }
    for (size_t i = 1; i < count; i++) {
        uint64_t size = starts[i] - starts[i - 1];
        if (starts[i] < starts[i - 1] || (size > 0 && size < PRESENT_SIZE)) {
            return false;
        }
    }
    return starts[0] == 0 && starts[count - 1] == part->bytes.count;
}

typedef struct Tally {
    uint64_t count;
    int64_t month_last;
} Tally;

// All rows of the person are whole and fill their length, which lies within the group.
static bool member_holds(const Settled *settled, const RowColumns *columns, PersonId person,
                         const uint8_t *to, size_t person_count, Tally *tally) {
    SettledCursor cursor = settled_rows(settled, person);
    bool holds = cursor.at <= cursor.end && cursor.end <= to && person.number <= person_count;
    bool is_gone = false;
    while (holds && row_take(&cursor, &is_gone)) {
        int32_t month = kept_month(&cursor.row);
        holds = row_columns_row_holds(columns, &cursor.row, person_count);
        tally->count += !is_gone;
        tally->month_last = month > tally->month_last ? month : tally->month_last;
    }
    return holds && cursor.at == cursor.end;
}

// The lengths of a group add up to its bytes.
static bool group_holds(const uint8_t *from, const uint8_t *to) {
    const uint8_t *at = from + PRESENT_SIZE;
    uint64_t sum = 0;
    for (uint32_t left = present_of(from); left != 0; left &= left - 1) {
        uint64_t length = 0;
        if (!number_take(&at, to, &length) || length > (uint64_t)(to - from)) {
            return false;
        }
        sum += length;
    }
    return sum == (uint64_t)(to - at);
}

static bool part_holds(const Settled *settled, size_t which, const RowColumns *columns,
                       size_t person_count) {
    const SettledPart *part = &settled->parts[which];
    bool holds =
        starts_hold(part) && part->month_last >= INT32_MIN && part->month_last <= INT32_MAX;
    Tally tally = {0, MONTH_UNKNOWN};
    for (size_t group = 0; holds && group + 1 < part->starts.count; group++) {
        const uint8_t *from = NULL;
        const uint8_t *to = NULL;
        if (!group_find(part, group, &from, &to)) {
            continue;
        }
        holds = group_holds(from, to);
        for (uint32_t member = 0; holds && member < SETTLED_GROUP; member++) {
            if ((present_of(from) >> member & 1) != 0) {
                PersonId person = settled_person(which, group * SETTLED_GROUP + member);
                holds = member_holds(settled, columns, person, to, person_count, &tally);
            }
        }
    }
    return holds && tally.count == part->count && tally.month_last == part->month_last;
}

bool settled_holds(const Settled *settled, const RowColumns *columns, size_t person_count) {
    bool holds = true;
    for (size_t i = 0; holds && settled->parts != NULL && i < SETTLED_PARTS; i++) {
        holds = part_holds(settled, i, columns, person_count);
    }
    return holds;
}
