// SPDX-License-Identifier: Apache-2.0
#include "facts/facts.h"
#include "base/check.h"
#include "base/memory.h"
#include "facts/facts_private.h"

enum { PERSONS_MAX = 200 * 1000 * 1000 };

Status facts_check_pack(const Pack *pack, Error *error) {
    Catalogue catalogue = catalogue_of(pack);
    int too_much = catalogue.too_much;
    catalogue_release(&catalogue);
    if (too_much < 0) {
        return STATUS_OK;
    }
    return error_set(error, STATUS_INVALID,
                     "fact " STR_FMT
                     ": the facts of its feed together use more than %d columns, %d "
                     "persons, %d different conditions or %d sums; drop some",
                     STR_ARG(pack_fact(pack, (size_t)too_much)->id), FEED_VALUES_OF_FACTS_MAX,
                     FEED_PERSONS_OF_FACTS_MAX, FEED_SELECTORS_MAX, GROUP_SERIES_MAX);
}

Facts *facts_new(const Pack *pack) {
    Facts *facts = memory_new(1, sizeof *facts);
    facts->pack = pack;
    facts->catalogue = catalogue_of(pack);
    CHECK(facts->catalogue.too_much < 0);
    facts->registry = registry_new();
    facts->words = memory_new(1, sizeof *facts->words);
    *facts->words = words_empty();
    facts->stores = memory_new(facts->catalogue.feed_count, sizeof *facts->stores);
    for (size_t i = 0; i < facts->catalogue.feed_count; i++) {
        facts->stores[i] = row_store_of(&facts->catalogue.feeds[i], facts->words);
    }
    facts->births = vector_of(sizeof(HouseholdId));
    facts->clock = DATE_NONE;
    facts->batch_before = (BatchId){UINT32_MAX};
    return facts;
}

void facts_free(Facts *facts) {
    if (facts == NULL) {
        return;
    }
    for (size_t i = 0; i < facts->catalogue.feed_count; i++) {
        row_store_release(&facts->stores[i]);
    }
    memory_free(facts->stores);
    words_release(facts->words);
    memory_free(facts->words);
    vector_release(&facts->births);
    registry_free(facts->registry);
    catalogue_release(&facts->catalogue);
    held_release(&facts->held); // after the vectors in it
    memory_free(facts);
}

Registry *facts_registry(Facts *facts) {
    return facts->registry;
}

const Registry *facts_registry_const(const Facts *facts) {
    return facts->registry;
}

Date facts_clock(const Facts *facts) {
    return facts->clock;
}

BatchId facts_last_batch(const Facts *facts) {
    return facts->last_batch;
}

static const RowStore *store_of(const Facts *facts, int feed) {
    CHECK(feed >= 0 && (size_t)feed < facts->catalogue.feed_count);
    return &facts->stores[feed];
}

// The batch is of the pack's own making here, so its columns are the contract's.
static RowView view_of(const RowStore *store, const Batch *batch) {
    RowView view = {0};
    Status status = row_view_start(&view, store->plan, batch, NULL);
    CHECK(status == STATUS_OK);
    return view;
}

void facts_row_fates(const Facts *facts, int feed, Batch *batch, RowFate *out_fates) {
    const RowStore *store = store_of(facts, feed);
    CLEANUP(row_view_release) RowView view = view_of(store, batch);
    RowsAhead *ahead = arena_alloc(&batch->arena, 1, sizeof *ahead);
    *ahead = (RowsAhead){
        facts, facts->last_batch,
        arena_alloc(&batch->arena, batch->row_count / COLUMN_BITS + 1, sizeof *ahead->lone)};
    row_store_fates(store, &view, out_fates, ahead->lone);
    batch->ahead = ahead;
}

// What was seen of the rows when `last` was the last batch; NULL: nothing.
static const uint64_t *lone_rows(const Facts *facts, const Batch *batch, BatchId last) {
    const RowsAhead *ahead = batch->ahead;
    bool holds = ahead != NULL && ahead->facts == facts && ahead->last_batch.number == last.number;
    return holds ? ahead->lone : NULL;
}

PersonId facts_newborn_of(const Facts *facts, int feed, const Batch *batch, size_t row) {
    const RowStore *store = store_of(facts, feed);
    CLEANUP(row_view_release) RowView view = view_of(store, batch);
    view.row = row;
    KeptRow known;
    if (store->plan->newborn < 0 || !row_store_find(store, &view, &known)) {
        return (PersonId){0};
    }
    return kept_person(&known, (size_t)store->plan->newborn);
}

void facts_rows_live(const Facts *facts, int feed, const Batch *batch, bool *in_out_is_live) {
    const RowStore *store = store_of(facts, feed);
    CLEANUP(row_view_release) RowView view = view_of(store, batch);
    view.lone = lone_rows(facts, batch, facts->batch_before);
    for (view.row = 0; view.row < batch->row_count; view.row++) {
        in_out_is_live[view.row] = in_out_is_live[view.row] &&
                                   (row_view_is_lone(&view) || row_store_is_live(store, &view));
    }
}

// ---- what rows do to the registry

typedef struct CodeWord {
    const char *code;
    int meaning;
} CodeWord;

static const CodeWord RELATIONS[] = {
    {"head", RELATION_HEAD},       {"spouse", RELATION_SPOUSE},
    {"child", RELATION_CHILD},     {"grandchild", RELATION_GRANDCHILD},
    {"parent", RELATION_PARENT},   {"grandparent", RELATION_GRANDPARENT},
    {"sibling", RELATION_SIBLING}, {"other", RELATION_OTHER},
};
static const CodeWord CHANGES[] = {
    {"initial", HOUSEHOLD_IN}, {"in", HOUSEHOLD_IN},      {"restore", HOUSEHOLD_IN},
    {"out", HOUSEHOLD_OUT},    {"cancel", HOUSEHOLD_OUT}, {"update", HOUSEHOLD_UPDATE},
};

static int meaning_of(const CodeWord *words, size_t count, Str code, int otherwise) {
    for (size_t i = 0; i < count; i++) {
        if (str_equal(str_from(words[i].code), code)) {
            return words[i].meaning;
        }
    }
    return otherwise;
}

static Date date_of(Scalar value) {
    if (value.type == SCALAR_INSTANT) {
        return instant_date((Instant){value.number});
    }
    Date date = {(int32_t)value.number};
    return value.type == SCALAR_DATE ? date : DATE_NONE;
}

static Scalar part(const RowView *view, EffectField field) {
    return row_view_get(view, view->plan->contract->effect_fields[field]);
}

static PersonId part_person(const RowView *view, EffectField field) {
    return row_view_person(view, view->plan->contract->effect_fields[field]);
}

static Sex sex_of(const RowView *view) {
    Str code = part(view, EFFECT_SEX).text;
    if (str_equal(code, STR("M"))) {
        return SEX_MALE;
    }
    return str_equal(code, STR("F")) ? SEX_FEMALE : SEX_UNKNOWN;
}

static void apply_household_row(Facts *facts, const RowView *view) {
    HouseholdRow row = {.person = part_person(view, EFFECT_PERSON),
                        .household_no = part(view, EFFECT_HOUSEHOLD_NO).text,
                        .region = {part(view, EFFECT_REGION).number},
                        .date = date_of(part(view, EFFECT_DATE))};
    int change = meaning_of(CHANGES, ARRAY_COUNT(CHANGES), part(view, EFFECT_CHANGE).text, -1);
    if (row.person.number == 0 || row.date.days == DATE_NONE.days || change < 0) {
        return;
    }
    row.change = (enum HouseholdChange)change;
    row.relation = (Relation)meaning_of(RELATIONS, ARRAY_COUNT(RELATIONS),
                                        part(view, EFFECT_RELATION).text, RELATION_OTHER);
    bool is_death = str_equal(part(view, EFFECT_REASON).text, STR("death"));
    if (str_equal(part(view, EFFECT_CHANGE).text, STR("cancel")) && is_death) {
        row.change = HOUSEHOLD_DEATH;
    }
    registry_restore_person(facts->registry, row.person, date_of(part(view, EFFECT_BIRTH)),
                            sex_of(view));
    registry_apply_household_row(facts->registry, &row);
}

static void apply_birth(Facts *facts, const RowView *view) {
    PersonId child = part_person(view, EFFECT_PERSON);
    Date birth = date_of(part(view, EFFECT_BIRTH));
    if (child.number == 0 || birth.days == DATE_NONE.days) {
        return;
    }
    registry_restore_person(facts->registry, child, birth, sex_of(view));
    bool was_resident = registry_person(facts->registry, child)->household.number != 0;
    HouseholdId household =
        registry_apply_birth(facts->registry, child, part_person(view, EFFECT_MOTHER),
                             part_person(view, EFFECT_FATHER), birth);
    if (!was_resident && household.number != 0) {
        *(HouseholdId *)vector_add(&facts->births, 1) = household;
    }
}

static void apply_death(Facts *facts, const RowView *view) {
    PersonId person = part_person(view, EFFECT_PERSON);
    Date date = date_of(part(view, EFFECT_DATE));
    if (person.number != 0 && date.days != DATE_NONE.days) {
        registry_apply_death(facts->registry, person, date, DEATH_SOURCE_CERTIFICATE);
    }
}

static void apply_effect(Facts *facts, const RowView *view) {
    switch (view->plan->contract->effect) {
    case FEED_EFFECT_NONE: return;
    case FEED_EFFECT_HOUSEHOLDS: apply_household_row(facts, view); return;
    case FEED_EFFECT_BIRTHS: apply_birth(facts, view); return;
    case FEED_EFFECT_DEATHS: apply_death(facts, view); return;
    }
}

// ---- applying

static Status segment_check(const Facts *facts, const Segment *segment, Error *error) {
    if (segment->head.batch.number <= facts->last_batch.number) {
        return error_set(error, STATUS_CONFLICT, "batch %u was applied already: the last is %u",
                         segment->head.batch.number, facts->last_batch.number);
    }
    if (pack_find_feed(facts->pack, segment->head.feed) < 0) {
        return error_set(error, STATUS_INVALID,
                         "batch %u: feed " STR_FMT " is not in the pack; add its contract",
                         segment->head.batch.number, STR_ARG(segment->head.feed));
    }
    if (segment->head.clock.days < facts->clock.days) {
        return error_set(error, STATUS_CORRUPT,
                         "batch %u: its clock is earlier than that of the batch before",
                         segment->head.batch.number);
    }
    return STATUS_OK;
}

// The largest person number that the rows name; CORRUPT when a number cannot be one.
static Status persons_check(const Segment *segment, uint32_t *out_largest, Error *error) {
    int64_t largest = 0;
    for (size_t i = 0; i < segment->rows.column_count; i++) {
        const Column *column = &segment->rows.columns[i];
        for (size_t row = 0; column->type == SCALAR_PERSON && row < segment->rows.row_count;
             row++) {
            if (column->numbers[row] < 0 || column->numbers[row] > PERSONS_MAX) {
                return error_set(error, STATUS_CORRUPT,
                                 "batch %u, column " STR_FMT
                                 ", row %zu: %lld is no person's number",
                                 segment->head.batch.number, STR_ARG(column->name), row + 1,
                                 (long long)column->numbers[row]);
            }
            largest = column->numbers[row] > largest ? column->numbers[row] : largest;
        }
    }
    *out_largest = (uint32_t)largest;
    return STATUS_OK;
}

static void rows_apply(Facts *facts, RowStore *store, RowView *view) {
    size_t count = view->batch->row_count;
    bool has_effect = store->plan->contract->effect != FEED_EFFECT_NONE;
    row_view_hash_rows(view);
    for (size_t from = 0; from < count; from = view->row) {
        size_t to = count - from < ROWS_TOGETHER ? count : from + ROWS_TOGETHER;
        row_store_expect(store, view, to);
        row_store_expect_persons(store, view, from);
        for (; has_effect && view->row < to; view->row++) {
            apply_effect(facts, view);
        }
        view->row = from;
        row_store_apply(store, view, to);
    }
}

Status facts_apply(Facts *facts, const Segment *segment, Error *error) {
    Status status = segment_check(facts, segment, error);
    if (status != STATUS_OK) {
        return status;
    }
    RowStore *store = &facts->stores[pack_find_feed(facts->pack, segment->head.feed)];
    CLEANUP(row_view_release) RowView view = {0};
    uint32_t largest = 0;
    status = row_view_start(&view, store->plan, &segment->rows, error);
    if (status == STATUS_OK) {
        status = persons_check(segment, &largest, error);
    }
    if (status != STATUS_OK) {
        return status;
    }
    facts_own(facts);
    if (largest > 0) {
        registry_restore_person(facts->registry, (PersonId){largest}, DATE_NONE, SEX_UNKNOWN);
    }
    facts->births.count = 0;
    view.lone = lone_rows(facts, &segment->rows, facts->last_batch);
    rows_apply(facts, store, &view);
    row_store_settle(store);
    facts->clock = segment->head.clock;
    facts->batch_before = facts->last_batch;
    facts->last_batch = segment->head.batch;
    return STATUS_OK;
}
