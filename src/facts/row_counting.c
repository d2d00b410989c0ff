// SPDX-License-Identifier: Apache-2.0
#include "facts/row_counting.h"
#include "base/check.h"

// Is the person named already by an earlier column of the list? Then the row counts once for him.
static bool is_repeated(const KeptRow *row, const int *columns, size_t at) {
    uint32_t person = kept_person(row, (size_t)columns[at]).number;
    for (size_t i = 0; i < at; i++) {
        if (kept_person(row, (size_t)columns[i]).number == person) {
            return true;
        }
    }
    return false;
}

static void group_add(RowStore *store, size_t group_index, const KeptRow *row, int sign) {
    const SeriesGroup *group = &store->plan->groups[group_index];
    uint64_t selected = kept_selected(store->plan, row);
    int64_t amounts[GROUP_SERIES_MAX];
    bool has_amount = false;
    for (size_t i = 0; i < group->series_count; i++) {
        const Series *series = &group->series[i];
        bool is_selected = (selected >> series->selector & 1) != 0;
        amounts[i] = is_selected && series->value < 0;
        if (is_selected) {
            kept_value(row, series->value, &amounts[i]);
        }
        has_amount = has_amount || amounts[i] != 0;
    }
    for (size_t i = 0; has_amount && i < group->person_count; i++) {
        PersonId person = kept_person(row, (size_t)group->persons[i]);
        if (person.number != 0 && !is_repeated(row, group->persons, i)) {
            series_add(&store->groups[group_index], person.number, kept_month(row), amounts, sign);
        }
    }
}

void row_counting_chain(RowStore *store, size_t row) {
    size_t width = store->plan->person_count;
    vector_extend(&store->next, (row + 1) * width);
    for (size_t i = 0; i < width; i++) {
        uint32_t person = row_columns_person(&store->rows, row, i).number;
        if (person == 0) {
            continue;
        }
        *(uint32_t *)vector_at(&store->next, row * width + i) = heads_get(&store->heads[i], person);
        heads_put(&store->heads[i], person, (uint32_t)(row + 1));
    }
}

static void chain_unlink(RowStore *store, size_t row) {
    size_t width = store->plan->person_count;
    for (size_t i = 0; i < width; i++) {
        uint32_t person = row_columns_person(&store->rows, row, i).number;
        if (person == 0) {
            continue;
        }
        uint32_t after = *(const uint32_t *)vector_at(&store->next, row * width + i);
        uint32_t at = heads_get(&store->heads[i], person);
        if (at == row + 1) {
            heads_put(&store->heads[i], person, after);
            continue;
        }
        CHECK(at != 0);
        uint32_t *link = vector_at(&store->next, (at - 1) * width + i);
        while (*link != row + 1) {
            CHECK(*link != 0);
            link = vector_at(&store->next, (*link - 1) * width + i);
        }
        *link = after;
    }
}

void row_counting_add(RowStore *store, size_t row, const KeptRow *kept) {
    for (size_t i = 0; i < store->plan->group_count; i++) {
        group_add(store, i, kept, 1);
    }
    if (store->plan->is_chained) {
        row_counting_chain(store, row);
    }
}

void row_counting_take_away(RowStore *store, size_t row, const KeptRow *kept) {
    if (packed_get(&store->rows.states, row) != 0) {
        return; // it counts nowhere
    }
    for (size_t i = 0; i < store->plan->group_count; i++) {
        group_add(store, i, kept, -1);
    }
    if (store->plan->is_chained) {
        chain_unlink(store, row);
    }
}
