// SPDX-License-Identifier: Apache-2.0
#include "facts/row_hashes.h"
#include "base/memory.h"
#include "facts/hash.h"
#include <string.h>

enum { BLOCK = 256, BITS = 64 }; // the states of a block of rows stay in the cache

// No value of any type is kept as this number.
static const uint64_t NO_VALUE = UINT64_C(0x8000000000000001);

// Most batches have exactly the contract's columns in its order, so the search starts where the
// last one ended.
static int column_find(const Batch *batch, Str name, size_t likely) {
    if (likely < batch->column_count && str_equal(batch->columns[likely].name, name)) {
        return (int)likely;
    }
    return batch_find_column(batch, name);
}

int *contract_columns(const FeedContract *contract, const Batch *batch) {
    int *columns = memory_new(contract->field_count, sizeof *columns);
    size_t likely = 0;
    for (size_t i = 0; i < contract->field_count; i++) {
        columns[i] = column_find(batch, contract->fields[i].name, likely);
        likely = columns[i] < 0 ? likely : (size_t)columns[i] + 1;
    }
    return columns;
}

// Decimals are kept in millionths, so that they can be added and compared as they are.
static int64_t decimal_kept(int64_t number, int exponent) {
    for (; exponent > DECIMAL_EXPONENT; exponent--) {
        int64_t tenfold = 0;
        if (__builtin_mul_overflow(number, 10, &tenfold)) {
            return number < 0 ? INT64_MIN : INT64_MAX;
        }
        number = tenfold;
    }
    for (; exponent < DECIMAL_EXPONENT; exponent++) {
        number /= 10;
    }
    return number;
}

int64_t column_kept_number(const Column *column, size_t row) {
    int64_t number = column->numbers[row];
    return column->type == SCALAR_DECIMAL ? decimal_kept(number, column->exponents[row]) : number;
}

// Of rows that begin a word of bits.
static bool are_valid(const Column *column, size_t from, size_t count) {
    size_t missing = from % BITS;
    for (size_t row = from; row + BITS <= from + count; row += BITS) {
        missing |= column->valid[row / BITS] != UINT64_MAX;
    }
    return missing == 0 && count % BITS == 0;
}

static void texts_hash(const Column *column, size_t from, size_t count, Hash *states) {
    bool are_all = are_valid(column, from, count);
    for (size_t i = 0; i < count; i++) {
        if (are_all || column_is_filled(column, from + i)) {
            hash_text(&states[i], column->texts[from + i]);
        } else {
            hash_number(&states[i], NO_VALUE);
        }
    }
}

static void numbers_hash(const Column *column, size_t from, size_t count, Hash *states) {
    if (column->type != SCALAR_DECIMAL && are_valid(column, from, count)) {
        for (size_t i = 0; i < count; i++) {
            hash_number(&states[i], (uint64_t)column->numbers[from + i]);
        }
        return;
    }
    for (size_t i = 0; i < count; i++) {
        bool is_there = column_is_filled(column, from + i);
        hash_number(&states[i],
                    is_there ? (uint64_t)column_kept_number(column, from + i) : NO_VALUE);
    }
}

// NULL: the batch does not have the column, so no row has a value there.
static void column_hash(const Column *column, size_t from, size_t count, Hash *states) {
    for (size_t i = 0; column == NULL && i < count; i++) {
        hash_number(&states[i], NO_VALUE);
    }
    if (column != NULL && column->type == SCALAR_TEXT) {
        texts_hash(column, from, count, states);
    } else if (column != NULL) {
        numbers_hash(column, from, count, states);
    }
}

typedef struct Fields { // of the contract, that one hash is over
    const FeedContract *contract;
    const int *items;
    size_t count;
    const int *columns;
} Fields;

static bool is_person(const Fields *fields, size_t at) {
    return fields->contract->fields[fields->items[at]].type == SCALAR_PERSON;
}

static const Column *column_of(const Fields *fields, const Batch *batch, size_t at) {
    int column = fields->columns[fields->items[at]];
    return column < 0 ? NULL : &batch->columns[column];
}

static void span_begin(const Fields *fields, const Batch *batch, RowSpan span, uint64_t *hashes) {
    if (fields->count == 0) {
        memset(hashes, 0, (span.to - span.from) * sizeof *hashes);
        return;
    }
    for (size_t from = span.from; from < span.to; from += BLOCK) {
        Hash states[BLOCK];
        size_t count = span.to - from < BLOCK ? span.to - from : BLOCK;
        for (size_t i = 0; i < count; i++) {
            states[i] = hash_start(0);
        }
        for (size_t i = 0; i < fields->count; i++) {
            if (!is_person(fields, i)) {
                column_hash(column_of(fields, batch, i), from, count, states);
            }
        }
        for (size_t i = 0; i < count; i++) {
            hashes[from - span.from + i] = hash_end(states[i]).a;
        }
    }
}

static void span_end(const Fields *fields, const Batch *batch, RowSpan span, uint64_t *hashes) {
    for (size_t i = 0; i < fields->count; i++) {
        const Column *column = column_of(fields, batch, i);
        for (size_t row = span.from; is_person(fields, i) && row < span.to; row++) {
            Hash hash = hash_start(hashes[row - span.from]);
            column_hash(column, row, 1, &hash);
            hashes[row - span.from] = hash_end(hash).a;
        }
    }
}

typedef void (*SpanHash)(const Fields *fields, const Batch *batch, RowSpan span, uint64_t *hashes);

static void both_hash(const FeedPlan *plan, const Batch *batch, RowSpan span, RowHashes hashes,
                      SpanHash hash) {
    int *columns = contract_columns(plan->contract, batch);
    const Fields key = {plan->contract, plan->contract->key_fields, plan->contract->key_count,
                        columns};
    const Fields rest = {plan->contract, plan->rest, plan->rest_count, columns};
    hash(&key, batch, span, hashes.keys);
    hash(&rest, batch, span, hashes.rests);
    memory_free(columns);
}

void row_hashes_begin(const FeedPlan *plan, const Batch *batch, RowSpan span, RowHashes out) {
    both_hash(plan, batch, span, out, span_begin);
}

void row_hashes_end(const FeedPlan *plan, const Batch *batch, RowSpan span, RowHashes in_out) {
    both_hash(plan, batch, span, in_out, span_end);
}

uint64_t row_content_hash(const FeedContract *contract, const Batch *batch, const int *columns,
                          size_t row) {
    int *compared = memory_new(contract->field_count, sizeof *compared);
    Fields fields = {.contract = contract, .items = compared, .columns = columns};
    for (size_t i = 0; i < contract->field_count; i++) {
        if (contract->fields[i].kind != FIELD_NEWBORN) {
            compared[fields.count++] = (int)i;
        }
    }
    uint64_t hash = 0;
    span_begin(&fields, batch, (RowSpan){row, row + 1}, &hash);
    span_end(&fields, batch, (RowSpan){row, row + 1}, &hash);
    memory_free(compared);
    return hash;
}
