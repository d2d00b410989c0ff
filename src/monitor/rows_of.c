// SPDX-License-Identifier: Apache-2.0
#include "monitor/rows_of.h"
#include "base/memory.h"
#include "domain/registry.h"
#include "monitor/pairs.h"
#include <stdlib.h>

static bool has_lived_in_household(const Registry *registry, uint64_t person) {
    return person != 0 && person <= registry_person_count(registry) &&
           registry_person(registry, (PersonId){(uint32_t)person})->first_member != 0;
}

static void rows_add(RowsOf *rows, const Registry *registry, const int64_t *persons, size_t count) {
    enum { AHEAD = 16 };
    for (size_t row = 0; row < count; row++) {
        uint64_t person = (uint64_t)persons[row];
        size_t ahead = row + AHEAD < count ? row + AHEAD : row;
        registry_expect_person(registry, (PersonId){(uint32_t)persons[ahead]});
        if (has_lived_in_household(registry, person)) {
            rows->pairs =
                array_reserve(rows->pairs, rows->count, &rows->capacity, sizeof *rows->pairs);
            rows->pairs[rows->count++] = person << 32 | row;
        }
    }
}

RowsOf rows_of_batch(const FeedContract *contract, const Registry *registry, const Batch *batch) {
    RowsOf rows = {0};
    for (size_t i = 0; i < contract->subject_count; i++) {
        int column = batch_find_column(batch, contract->fields[contract->subject_fields[i]].name);
        if (column >= 0 && batch->columns[column].type == SCALAR_PERSON) {
            rows_add(&rows, registry, batch->columns[column].numbers, batch->row_count);
        }
    }
    pairs_order(rows.pairs, rows.count);
    return rows;
}

static int compare_households(const void *a, const void *b) {
    uint32_t left = ((const HouseholdId *)a)->number;
    uint32_t right = ((const HouseholdId *)b)->number;
    return left < right ? -1 : left > right;
}

static size_t households_order(HouseholdId *households, size_t count) {
    size_t kept = 0;
    if (count > 0) {
        qsort(households, count, sizeof *households, compare_households);
    }
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || households[i].number != households[kept - 1].number) {
            households[kept++] = households[i];
        }
    }
    return kept;
}

Touched rows_of_touched(const RowsOf *rows, const Registry *registry, Date day) {
    Touched touched = {.persons = memory_new(rows->count, sizeof *touched.persons),
                       .households = memory_new(rows->count, sizeof *touched.households)};
    uint32_t before = 0;
    for (size_t i = 0; i < rows->count; i++) {
        PersonId person = {(uint32_t)(rows->pairs[i] >> 32)};
        HouseholdId household = registry_household_on(registry, person, day);
        if (person.number != before && household.number != 0) {
            touched.persons[touched.person_count] = person;
            touched.households[touched.person_count++] = household;
        }
        before = person.number;
    }
    touched.household_count = households_order(touched.households, touched.person_count);
    return touched;
}

void rows_of_release(RowsOf *rows) {
    memory_free(rows->pairs);
    *rows = (RowsOf){0};
}

void rows_of_person(const RowsOf *rows, PersonId person, size_t *out_from, size_t *out_to) {
    *out_from = pairs_from(rows->pairs, rows->count, (uint64_t)person.number << 32);
    *out_to = pairs_from(rows->pairs, rows->count, ((uint64_t)person.number + 1) << 32);
}
