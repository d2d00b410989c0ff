// SPDX-License-Identifier: Apache-2.0
// Whom the rows of a batch are about.
#include "base/check.h"
#include "base/memory.h"
#include "facts/facts_private.h"
#include <stdlib.h>
#include <string.h>

void touched_release(Touched *touched) {
    memory_free(touched->persons);
    memory_free(touched->households);
    *touched = (Touched){0};
}

static int compare_ids(const void *a, const void *b) {
    uint32_t left = *(const uint32_t *)a;
    uint32_t right = *(const uint32_t *)b;
    return left < right ? -1 : left > right;
}

static void id_add(Vector *ids, uint32_t id) {
    bool is_last = ids->count > 0 && *(const uint32_t *)vector_at(ids, ids->count - 1) == id;
    if (id != 0 && !is_last) {
        *(uint32_t *)vector_add(ids, 1) = id;
    }
}

// Each once, ascending.
static void ids_order(Vector *ids) {
    uint32_t *items = ids->items;
    size_t kept = 0;
    if (ids->count > 0) {
        qsort(items, ids->count, sizeof *items, compare_ids);
    }
    for (size_t i = 0; i < ids->count; i++) {
        if (kept == 0 || items[i] != items[kept - 1]) {
            items[kept++] = items[i];
        }
    }
    ids->count = kept;
}

_Static_assert(sizeof(PersonId) == sizeof(uint32_t) && sizeof(HouseholdId) == sizeof(uint32_t),
               "ids are sorted as numbers");

// The vectors begin with what is in touched already.
static Vector ids_of(const void *ids, size_t count) {
    Vector vector = vector_of(sizeof(uint32_t));
    if (count > 0) {
        memcpy(vector_add(&vector, count), ids, count * sizeof(uint32_t));
    }
    return vector;
}

static void touched_put(Touched *touched, Vector *persons, Vector *households) {
    ids_order(persons);
    ids_order(households);
    touched_release(touched);
    *touched = (Touched){.persons = persons->items,
                         .person_count = persons->count,
                         .households = households->items,
                         .household_count = households->count};
}

static Status view_start(const Facts *facts, const Segment *segment, RowView *out_view,
                         Error *error) {
    int feed = pack_find_feed(facts->pack, segment->head.feed);
    if (feed < 0) {
        return error_set(error, STATUS_INVALID,
                         "batch %u: feed " STR_FMT " is not in the pack; add its contract",
                         segment->head.batch.number, STR_ARG(segment->head.feed));
    }
    return row_view_start(out_view, &facts->catalogue.feeds[feed], &segment->rows, error);
}

Status facts_touched(const Facts *facts, const Segment *segment, Touched *touched, Error *error) {
    CLEANUP(row_view_release) RowView view = {0};
    Status status = view_start(facts, segment, &view, error);
    if (status != STATUS_OK) {
        return status;
    }
    CHECK(view.plan != NULL);
    const FeedContract *contract = view.plan->contract;
    Vector persons = ids_of(touched->persons, touched->person_count);
    Vector households = ids_of(touched->households, touched->household_count);
    for (view.row = 0; view.row < segment->rows.row_count; view.row++) {
        for (size_t i = 0; i < contract->subject_count; i++) {
            id_add(&persons, row_view_person(&view, contract->subject_fields[i]).number);
        }
    }
    ids_order(&persons);
    size_t known = registry_person_count(facts->registry);
    for (size_t i = 0; i < persons.count; i++) {
        PersonId person = {*(const uint32_t *)vector_at(&persons, i)};
        if (person.number <= known) {
            id_add(&households,
                   registry_household_on(facts->registry, person, segment->head.clock).number);
        }
    }
    touched_put(touched, &persons, &households);
    return STATUS_OK;
}

static void foresee_parent(const Facts *facts, const RowView *view, EffectField field,
                           Vector *households) {
    PersonId parent = row_view_person(view, view->plan->contract->effect_fields[field]);
    if (parent.number <= registry_person_count(facts->registry)) {
        id_add(households, registry_person(facts->registry, parent)->household.number);
    }
}

Status facts_foresee(const Facts *facts, const Segment *segment, Touched *touched, Error *error) {
    CLEANUP(row_view_release) RowView view = {0};
    Status status = view_start(facts, segment, &view, error);
    if (status != STATUS_OK) {
        return status;
    }
    CHECK(view.plan != NULL);
    const FeedContract *contract = view.plan->contract;
    Vector persons = ids_of(touched->persons, touched->person_count);
    Vector households = ids_of(touched->households, touched->household_count);
    for (view.row = 0; view.row < segment->rows.row_count; view.row++) {
        if (contract->effect == FEED_EFFECT_BIRTHS) {
            foresee_parent(facts, &view, EFFECT_MOTHER, &households);
            foresee_parent(facts, &view, EFFECT_FATHER, &households);
        } else if (contract->effect == FEED_EFFECT_HOUSEHOLDS) {
            Scalar number = row_view_get(&view, contract->effect_fields[EFFECT_HOUSEHOLD_NO]);
            id_add(&households, registry_find_household(facts->registry, number.text).number);
        }
    }
    touched_put(touched, &persons, &households);
    return STATUS_OK;
}
