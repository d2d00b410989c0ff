// SPDX-License-Identifier: Apache-2.0
// Facts that come straight from a feed's rows: windows over running totals, and aggregates over
// live rows. docs/monitoring.md section 4.
#include "base/check.h"
#include "base/memory.h"
#include "facts/facts_private.h"
#include <stdlib.h>

// ---- windows

typedef struct Window {
    int32_t from, to; // months; all of them when the fact has no window
    bool is_known;
} Window;

static Window window_of(const Fact *fact, const RowStore *store, Date clock) {
    if (fact->window_months == 0) {
        return (Window){INT32_MIN, INT32_MAX, true};
    }
    bool is_empty = store->month_last == MONTH_UNKNOWN;
    if (fact->is_until_latest && is_empty) {
        return (Window){0, -1, false};
    }
    int32_t end = fact->is_until_latest ? store->month_last : month_of(clock).months;
    int32_t to = end - fact->window_offset;
    int32_t from = to - fact->window_months + 1;
    return (Window){from, to, !fact->is_until_latest || from >= store->month_first};
}

// ---- live rows

LiveRows live_rows_of(const Facts *facts, int fact, PersonId person, Date clock) {
    const FactPlan *plan = &facts->catalogue.facts[fact];
    const RowStore *store = &facts->stores[plan->feed];
    Window window = window_of(pack_fact(facts->pack, (size_t)fact), store, clock);
    return (LiveRows){.facts = facts,
                      .fact = pack_fact(facts->pack, (size_t)fact),
                      .plan = plan,
                      .store = store,
                      .person = person,
                      .clock = clock,
                      .month_from = window.from,
                      .month_to = window.to,
                      .kept = settled_rows(&store->settled, person),
                      .next = row_store_first(store, (size_t)plan->persons[0], person)};
}

static bool is_active(const LiveRows *rows) {
    const FeedPlan *feed = rows->store->plan;
    int64_t date = 0;
    if (feed->active_from >= 0 &&
        (!kept_value(&rows->kept.row, feed->active_from, &date) || date > rows->clock.days)) {
        return false;
    }
    return !kept_value(&rows->kept.row, feed->active_to, &date) || date >= rows->clock.days;
}

// Did an earlier column lead to this row already?
static bool was_visited(const LiveRows *rows) {
    for (size_t i = 0; i < rows->column; i++) {
        size_t column = (size_t)rows->plan->persons[i];
        if (kept_person(&rows->kept.row, column).number == rows->person.number) {
            return true;
        }
    }
    return false;
}

static bool is_selected(const LiveRows *rows, uint64_t unselected) {
    return (unselected >> rows->plan->selector & 1) == 0;
}

static bool is_wanted(const LiveRows *rows) {
    int32_t month = kept_month(&rows->kept.row);
    bool is_in_window = rows->month_from <= month && month <= rows->month_to;
    bool is_active_only = rows->fact->active_only || rows->fact->aggregate == FACT_BUILT_IN;
    return is_selected(rows, rows->kept.row.at[KEPT_UNSELECTED]) && is_in_window &&
           (!is_active_only || is_active(rows)) && !was_visited(rows);
}

bool live_rows_next(LiveRows *rows) {
    while (settled_next(&rows->kept)) {
        if (is_wanted(rows)) {
            return true;
        }
    }
    const RowColumns *columns = &rows->store->rows;
    while (rows->column < rows->plan->person_count) {
        size_t column = (size_t)rows->plan->persons[rows->column];
        while (rows->next != 0) {
            size_t row = rows->next - 1;
            rows->next = row_store_next(rows->store, column, rows->next);
            if (!is_selected(rows, packed_get(&columns->columns[KEPT_UNSELECTED], row))) {
                continue; // the other columns need not be read
            }
            row_columns_get(columns, row, &rows->kept.row);
            if (is_wanted(rows)) {
                return true;
            }
        }
        rows->column++;
        if (rows->column < rows->plan->person_count) {
            column = (size_t)rows->plan->persons[rows->column];
            rows->next = row_store_first(rows->store, column, rows->person);
        }
    }
    return false;
}

// ---- aggregates

static ScalarType type_of_field(const Facts *facts, const Fact *fact) {
    return facts->catalogue.feeds[fact->feed].contract->fields[fact->field].type;
}

static ScalarType type_of(const LiveRows *rows) {
    return type_of_field(rows->facts, rows->fact);
}

static Scalar scalar_of(const Facts *facts, ScalarType type, int64_t number) {
    if (type == SCALAR_TEXT) {
        return scalar_text(words_text(facts->words, (uint32_t)number));
    }
    Scalar value = {.type = (uint8_t)type, .number = number};
    if (type == SCALAR_DECIMAL) {
        value.exponent = DECIMAL_EXPONENT;
        for (; value.exponent < 0 && value.number % 10 == 0; value.number /= 10) {
            value.exponent++;
        }
    }
    return value;
}

// The fact's value when there is no row, as the same kind of value as when there is one.
static Scalar empty_of(const Fact *fact, ScalarType type) {
    bool is_zero = fact->empty.type != SCALAR_NULL && fact->empty.type != SCALAR_TEXT &&
                   fact->empty.number == 0;
    Scalar zero = {.type = (uint8_t)type};
    return is_zero && type != SCALAR_TEXT ? zero : fact->empty;
}

static Scalar rows_count(LiveRows *rows) {
    int64_t count = 0;
    while (live_rows_next(rows)) {
        count++;
    }
    return count == 0 ? empty_of(rows->fact, SCALAR_INTEGER) : scalar_integer(count);
}

static Scalar rows_sum(LiveRows *rows) {
    uint64_t sum = 0;
    bool is_empty = true;
    while (live_rows_next(rows)) {
        int64_t value = 0;
        kept_value(&rows->kept.row, rows->plan->value, &value);
        sum += (uint64_t)value;
        is_empty = false;
    }
    return is_empty ? empty_of(rows->fact, type_of(rows))
                    : scalar_of(rows->facts, type_of(rows), (int64_t)sum);
}

static Scalar rows_extreme(LiveRows *rows, bool is_maximum) {
    int64_t best = 0;
    bool is_empty = true;
    while (live_rows_next(rows)) {
        int64_t value = 0;
        if (!kept_value(&rows->kept.row, rows->plan->value, &value)) {
            continue;
        }
        if (is_empty || (is_maximum ? value > best : value < best)) {
            best = value;
        }
        is_empty = false;
    }
    return is_empty ? empty_of(rows->fact, type_of(rows))
                    : scalar_of(rows->facts, type_of(rows), best);
}

static Scalar rows_latest(LiveRows *rows) {
    const FeedPlan *feed = rows->store->plan;
    bool is_empty = true;
    bool is_known = false;
    int64_t best = 0;
    int64_t best_event = 0;
    uint64_t best_accepted = 0;
    while (live_rows_next(rows)) {
        int64_t event = INT64_MIN;
        kept_value(&rows->kept.row, feed->event, &event);
        uint64_t accepted = rows->kept.row.at[KEPT_ACCEPTED];
        if (is_empty || event > best_event || (event == best_event && accepted > best_accepted)) {
            is_known = kept_value(&rows->kept.row, rows->plan->value, &best);
            best_event = event;
            best_accepted = accepted;
        }
        is_empty = false;
    }
    if (!is_known) {
        return is_empty ? empty_of(rows->fact, type_of(rows)) : SCALAR_NONE;
    }
    return scalar_of(rows->facts, type_of(rows), best);
}

static int compare_numbers(const void *a, const void *b) {
    int64_t left = *(const int64_t *)a;
    int64_t right = *(const int64_t *)b;
    return left < right ? -1 : left > right;
}

static Scalar rows_distinct(LiveRows *rows) {
    const Field *field = &rows->store->plan->contract->fields[rows->fact->field];
    Vector values = vector_of(sizeof(int64_t));
    while (live_rows_next(rows)) {
        int64_t value = 0;
        if (kept_value(&rows->kept.row, rows->plan->value, &value)) {
            if (field->kind == FIELD_REGION) {
                value = region_at_level((Region){value}, REGION_LEVEL_COUNTY).code;
            }
            *(int64_t *)vector_add(&values, 1) = value;
        }
    }
    const int64_t *sorted = values.items;
    if (values.count > 0) {
        qsort(values.items, values.count, sizeof(int64_t), compare_numbers);
    }
    int64_t count = 0;
    for (size_t i = 0; i < values.count; i++) {
        count += i == 0 || sorted[i] != sorted[i - 1];
    }
    vector_release(&values);
    return count == 0 ? empty_of(rows->fact, SCALAR_INTEGER) : scalar_integer(count);
}

typedef struct KeyStart { // the first column of a key
    bool is_null;
    Str text;
} KeyStart;

static bool is_counted_already(const Vector *seen, KeyStart start) {
    for (size_t i = 0; i < seen->count; i++) {
        const KeyStart *other = vector_at(seen, i);
        if (other->is_null == start.is_null && str_equal(other->text, start.text)) {
            return true;
        }
    }
    return false;
}

Scalar rows_value_once(const Facts *facts, int index, const PersonId *persons, size_t count,
                       Date clock) {
    const Fact *fact = pack_fact(facts->pack, (size_t)index);
    Vector seen = vector_of(sizeof(KeyStart)); // a family has few rows
    uint64_t sum = 0;
    for (size_t i = 0; i < count; i++) {
        LiveRows rows = live_rows_of(facts, index, persons[i], clock);
        while (live_rows_next(&rows)) {
            int64_t value = 1;
            KeyStart start = {.text = STR("")};
            start.is_null = !row_columns_key_start(&rows.store->rows, &rows.kept.row, &start.text);
            if (is_counted_already(&seen, start) ||
                (rows.plan->value >= 0 && !kept_value(&rows.kept.row, rows.plan->value, &value))) {
                continue;
            }
            *(KeyStart *)vector_add(&seen, 1) = start;
            sum += (uint64_t)value;
        }
    }
    vector_release(&seen);
    const RowStore *store = &facts->stores[facts->catalogue.facts[index].feed];
    ScalarType type = fact->aggregate == FACT_COUNT
                          ? SCALAR_INTEGER
                          : store->plan->contract->fields[fact->field].type;
    return scalar_of(facts, type, (int64_t)sum);
}

bool rows_has_any(const Facts *facts, int index, PersonId person) {
    const FactPlan *plan = &facts->catalogue.facts[index];
    for (size_t i = 0; i < plan->person_count; i++) {
        const RowStore *store = &facts->stores[plan->feed];
        if (row_store_first(store, (size_t)plan->persons[i], person) != 0 ||
            settled_has(&store->settled, person)) {
            return true;
        }
    }
    return false;
}

static Scalar series_value(const Facts *facts, const FactPlan *plan, const Fact *fact,
                           PersonId person, Window window) {
    const RowStore *store = &facts->stores[plan->feed];
    int64_t sum = series_sum(&store->groups[plan->group], person.number, (size_t)plan->series,
                             window.from, window.to);
    ScalarType type = fact->aggregate == FACT_COUNT
                          ? SCALAR_INTEGER
                          : store->plan->contract->fields[fact->field].type;
    return sum == 0 ? empty_of(fact, type) : scalar_of(facts, type, sum);
}

Scalar rows_value(const Facts *facts, int index, PersonId person, Date clock) {
    const Fact *fact = pack_fact(facts->pack, (size_t)index);
    const FactPlan *plan = &facts->catalogue.facts[index];
    Window window = window_of(fact, &facts->stores[plan->feed], clock);
    if (!window.is_known) {
        return SCALAR_NONE;
    }
    if (plan->route == ROUTE_SERIES) {
        return series_value(facts, plan, fact, person, window);
    }
    if (!rows_has_any(facts, index, person)) { // as for most persons in most feeds
        bool is_counted = fact->aggregate == FACT_COUNT || fact->aggregate == FACT_DISTINCT;
        return empty_of(fact, is_counted ? SCALAR_INTEGER : type_of_field(facts, fact));
    }
    LiveRows rows = live_rows_of(facts, index, person, clock);
    switch (fact->aggregate) {
    case FACT_COUNT: return rows_count(&rows);
    case FACT_SUM: return rows_sum(&rows);
    case FACT_MAX: return rows_extreme(&rows, true);
    case FACT_MIN: return rows_extreme(&rows, false);
    case FACT_LATEST: return rows_latest(&rows);
    case FACT_DISTINCT: return rows_distinct(&rows);
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
