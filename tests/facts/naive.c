// SPDX-License-Identifier: Apache-2.0
#include "facts/naive.h"
#include "base/check.h"
#include "base/memory.h"

enum { FIELDS_MAX = 24 };

typedef struct NaiveRow {
    int feed;
    Scalar cells[FIELDS_MAX];
    bool is_live;   // holds for its key (unless the key is cancelled)
    bool is_refund; // last refund of its key
    bool is_cancelled;
} NaiveRow;
struct Naive {
    const Pack *pack;
    NaiveRow *rows;
    size_t count, capacity;
    Arena texts;
};

Naive *naive_new(const Pack *pack) {
    Naive *naive = memory_new(1, sizeof *naive);
    naive->pack = pack;
    return naive;
}

void naive_free(Naive *naive) {
    memory_free(naive->rows);
    arena_release(&naive->texts);
    memory_free(naive);
}

static bool same_key(const FeedContract *contract, const NaiveRow *a, const NaiveRow *b) {
    for (size_t i = 0; i < contract->key_count; i++) {
        int field = contract->key_fields[i];
        if (!scalar_equal(a->cells[field], b->cells[field])) {
            return false;
        }
    }
    return true;
}

static bool same_content(const FeedContract *contract, const NaiveRow *a, const NaiveRow *b) {
    for (size_t i = 0; i < contract->field_count; i++) {
        if (contract->fields[i].kind != FIELD_NEWBORN && !scalar_equal(a->cells[i], b->cells[i])) {
            return false;
        }
    }
    return true;
}

static bool is_refund(const FeedContract *contract, const NaiveRow *row) {
    return (contract->reversal_field >= 0 && row->cells[contract->reversal_field].number != 0) ||
           (contract->negative_field >= 0 && row->cells[contract->negative_field].number < 0);
}

static RowFate accept_refund(Naive *naive, const FeedContract *contract, NaiveRow *row) {
    row->is_cancelled = true;
    for (size_t i = 0; i < naive->count; i++) {
        NaiveRow *other = &naive->rows[i];
        if (other->feed != row->feed || !same_key(contract, other, row)) {
            continue;
        }
        other->is_cancelled = true;
        if (other->is_refund && same_content(contract, other, row)) {
            return ROW_UNCHANGED;
        }
        other->is_refund = false;
    }
    row->is_refund = true;
    return ROW_REVERSES;
}

static RowFate accept_ordinary(Naive *naive, const FeedContract *contract, NaiveRow *row) {
    NaiveRow *live = NULL;
    for (size_t i = 0; i < naive->count; i++) {
        NaiveRow *other = &naive->rows[i];
        if (other->feed == row->feed && same_key(contract, other, row)) {
            row->is_cancelled = row->is_cancelled || other->is_cancelled;
            live = other->is_live ? other : live;
        }
    }
    if (live == NULL) {
        row->is_live = true;
        return ROW_NEW;
    }
    if (same_content(contract, live, row)) {
        return ROW_UNCHANGED;
    }
    int version = contract->version_field;
    if (version >= 0 && row->cells[version].number < live->cells[version].number) {
        return ROW_OUTDATED;
    }
    live->is_live = false;
    row->is_live = true;
    return ROW_REPLACES;
}

RowFate naive_accept(Naive *naive, int feed, const Batch *batch, size_t row) {
    const FeedContract *contract = pack_feed(naive->pack, (size_t)feed);
    naive->rows = array_reserve(naive->rows, naive->count, &naive->capacity, sizeof *naive->rows);
    NaiveRow *added = &naive->rows[naive->count];
    *added = (NaiveRow){.feed = feed};
    for (size_t i = 0; i < contract->field_count; i++) {
        added->cells[i] = batch_get(batch, row, i);
        added->cells[i].text = arena_copy(&naive->texts, added->cells[i].text);
    }
    RowFate fate = is_refund(contract, added) ? accept_refund(naive, contract, added)
                                              : accept_ordinary(naive, contract, added);
    naive->count++;
    return fate;
}

// ---- values

static int month_number(Scalar value) {
    if (value.type == SCALAR_MONTH) {
        return (int)value.number;
    }
    Date date = value.type == SCALAR_INSTANT ? instant_date((Instant){value.number})
                                             : (Date){(int32_t)value.number};
    return month_of(date).months;
}

static bool filters_hold(const Fact *fact, const NaiveRow *row) {
    for (size_t i = 0; i < fact->filter_count; i++) {
        const FactFilter *filter = &fact->filters[i];
        Scalar cell = row->cells[filter->field];
        bool matches = false;
        for (size_t k = 0; k < filter->value_count; k++) {
            matches = matches || (filter->is_prefix ? str_starts_with(cell.text, filter->values[k])
                                                    : str_equal(cell.text, filter->values[k]));
        }
        if (cell.type == SCALAR_NULL || matches == filter->is_not) {
            return false;
        }
    }
    return true;
}

static bool is_about(const FeedContract *contract, const Fact *fact, const NaiveRow *row,
                     PersonId person) {
    const int *fields =
        fact->person_field_count > 0 ? fact->person_fields : contract->subject_fields;
    size_t count =
        fact->person_field_count > 0 ? fact->person_field_count : contract->subject_count;
    for (size_t i = 0; i < count; i++) {
        if (row->cells[fields[i]].type != SCALAR_NULL &&
            row->cells[fields[i]].number == person.number) {
            return true;
        }
    }
    return false;
}

static bool is_active(const FeedContract *contract, const NaiveRow *row, Date clock) {
    Scalar from = row->cells[contract->active_from_field];
    Scalar to = row->cells[contract->active_to_field];
    return from.type != SCALAR_NULL && from.number <= clock.days &&
           (to.type == SCALAR_NULL || to.number >= clock.days);
}

typedef struct Months {
    int first, last;
    bool any;
} Months;

static Months months_of_feed(const Naive *naive, int feed, int event) {
    Months months = {0};
    for (size_t i = 0; i < naive->count; i++) {
        const NaiveRow *row = &naive->rows[i];
        if (row->feed != feed || row->cells[event].type == SCALAR_NULL) {
            continue;
        }
        int month = month_number(row->cells[event]);
        months.first = !months.any || month < months.first ? month : months.first;
        months.last = !months.any || month > months.last ? month : months.last;
        months.any = true;
    }
    return months;
}

static int64_t distinct_of(const Field *field, int64_t number) {
    return field->kind == FIELD_REGION ? number / 1000000 : number;
}

typedef struct Gathering {
    int64_t rows, sum, best;
    bool has_best;
    int64_t latest_event;
    Scalar latest;
    Scalar seen[64];
    size_t seen_count;
} Gathering;

static void gather(Gathering *gathering, const FeedContract *contract, const Fact *fact,
                   const NaiveRow *row) {
    gathering->rows++;
    if (fact->field < 0) {
        return;
    }
    Scalar cell = row->cells[fact->field];
    int64_t event = row->cells[contract->event_field].type == SCALAR_NULL
                        ? INT64_MIN
                        : row->cells[contract->event_field].number;
    if (gathering->rows == 1 || event >= gathering->latest_event) {
        gathering->latest = cell;
        gathering->latest_event = event;
    }
    if (cell.type == SCALAR_NULL) {
        return;
    }
    gathering->sum += cell.number;
    bool is_better =
        fact->aggregate == FACT_MIN ? cell.number < gathering->best : cell.number > gathering->best;
    if (!gathering->has_best || is_better) {
        gathering->best = cell.number;
    }
    gathering->has_best = true;
    cell.number = distinct_of(&contract->fields[fact->field], cell.number);
    for (size_t i = 0; i < gathering->seen_count; i++) {
        if (scalar_equal(gathering->seen[i], cell)) {
            return;
        }
    }
    CHECK(gathering->seen_count < 64);
    gathering->seen[gathering->seen_count++] = cell;
}

static Scalar gathered(const Gathering *gathering, const FeedContract *contract, const Fact *fact) {
    ScalarType type = fact->field < 0 ? SCALAR_INTEGER : contract->fields[fact->field].type;
    Scalar value = {.type = (uint8_t)type, .exponent = type == SCALAR_DECIMAL ? -2 : 0};
    switch (fact->aggregate) {
    case FACT_COUNT: return scalar_integer(gathering->rows);
    case FACT_DISTINCT: return scalar_integer((int64_t)gathering->seen_count);
    case FACT_SUM: value.number = gathering->sum; return value;
    case FACT_MAX:
    case FACT_MIN: value.number = gathering->best; return gathering->has_best ? value : SCALAR_NONE;
    case FACT_LATEST: return gathering->rows == 0 ? SCALAR_NONE : gathering->latest;
    case FACT_MEMBERS_SUM:
    case FACT_MEMBERS_MAX:
    case FACT_MEMBERS_MIN:
    case FACT_MEMBERS_ANY:
    case FACT_MEMBERS_ALL:
    case FACT_BUILT_IN:
    case FACT_DECISION: break;
    }
    CHECK(false);
    return SCALAR_NONE;
}

Scalar naive_value(const Naive *naive, int index, PersonId person, Date clock) {
    const Fact *fact = pack_fact(naive->pack, (size_t)index);
    const FeedContract *contract = pack_feed(naive->pack, (size_t)fact->feed);
    Months months = months_of_feed(naive, fact->feed, contract->event_field);
    int end = fact->is_until_latest ? months.last : month_of(clock).months;
    int to = end - fact->window_offset;
    int from = to - fact->window_months + 1;
    bool has_window = fact->window_months > 0;
    if (has_window && fact->is_until_latest && (!months.any || from < months.first)) {
        return SCALAR_NONE;
    }
    Gathering gathering = {0};
    for (size_t i = 0; i < naive->count; i++) {
        const NaiveRow *row = &naive->rows[i];
        if (row->feed != fact->feed || !row->is_live || row->is_cancelled ||
            !is_about(contract, fact, row, person) || !filters_hold(fact, row) ||
            (fact->active_only && !is_active(contract, row, clock))) {
            continue;
        }
        int month = month_number(row->cells[contract->event_field]);
        if (!has_window || (from <= month && month <= to)) {
            gather(&gathering, contract, fact, row);
        }
    }
    return gathered(&gathering, contract, fact);
}
