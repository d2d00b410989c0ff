// SPDX-License-Identifier: Apache-2.0
#include "service/back_test.h"

#include "base/check.h"
#include "service/back_test_private.h"
#include "service/draft_private.h"
#include "service/views.h"
#include "store/alert_store.h"
#include "store/batch_store.h"

const char *agreement_id(StoreAgreement agreement) {
    static const char *const IDS[] = {[AGREEMENT_SAME] = "same",
                                      [AGREEMENT_OTHER_PACKS] = "other packs",
                                      [AGREEMENT_DIFFERS] = "differs"};
    CHECK((size_t)agreement < ARRAY_COUNT(IDS));
    return IDS[agreement];
}

// ---- the store's alerts, in the order in which they were raised

enum { PAGE_ROWS = 1000 };

typedef struct StoredAlerts {
    Store *store;
    AlertRow *rows;
    size_t count, at;
    AlertId last;
    Arena arena; // of the page
} StoredAlerts;

// NULL at the end.
static Status stored_next(StoredAlerts *stored, const AlertRow **out_row, Error *error) {
    if (stored->at == stored->count) {
        AlertFilter filter = ALERT_FILTER_ALL;
        filter.after = stored->last;
        filter.limit = PAGE_ROWS;
        arena_clear(&stored->arena);
        stored->at = 0;
        Status status = alert_store_list(stored->store, &filter, &stored->arena, &stored->rows,
                                         &stored->count, error);
        if (status != STATUS_OK) {
            return status;
        }
    }
    *out_row = stored->at < stored->count ? &stored->rows[stored->at++] : NULL;
    stored->last = *out_row == NULL ? stored->last : (*out_row)->alert;
    return STATUS_OK;
}

static bool is_same_alert(const AlertRow *a, const AlertRow *b) {
    return a->household.number == b->household.number && a->person.number == b->person.number &&
           a->batch.number == b->batch.number && str_equal(a->rule, b->rule) &&
           a->raised.days == b->raised.days && a->due.days == b->due.days &&
           a->urgency == b->urgency && a->direction == b->direction &&
           a->is_raised == b->is_raised && a->is_lowered == b->is_lowered &&
           str_equal(a->value, b->value) && str_equal(a->figures, b->figures) &&
           str_equal(a->sources, b->sources);
}

// ---- replaying

typedef struct Side {
    const Pack *pack;
    Facts *facts; // of the draft: the same as the present ones where both packs share them
    Monitor *monitor;
    MonitorResult result;
} Side;
typedef struct Replay {
    Service *service;
    const BackTestRequest *request;
    BackTest *out;
    Side sides[SIDE_COUNT];
    size_t side_count;
    bool shares_facts;
    OutcomeWatch *watch;
    StoredAlerts stored;
    Date first; // clock of the first batch
} Replay;

static void replay_release(Replay *replay) {
    outcome_watch_free(replay->watch);
    for (size_t i = 0; i < replay->side_count; i++) {
        monitor_free(replay->sides[i].monitor);
    }
    if (!replay->shares_facts) {
        facts_free(replay->sides[SIDE_DRAFT].facts);
    }
    facts_free(replay->sides[SIDE_PRESENT].facts);
    arena_release(&replay->stored.arena);
}

// In life the registry knows a person's birth and sex as soon as a row names him. Persons are
// numbered as they come, so knowing the later ones beforehand changes nothing.
static Status facts_begin(Service *service, const Pack *pack, Facts **out_facts, Error *error) {
    size_t persons = registry_person_count(facts_registry_const(service->facts));
    *out_facts = facts_new(pack);
    if (persons > 0) {
        registry_restore_person(facts_registry(*out_facts), (PersonId){(uint32_t)persons},
                                DATE_NONE, SEX_UNKNOWN);
    }
    return service_identify(service, *out_facts, error);
}

static Status replay_begin(Replay *replay, const Draft *draft, Error *error) {
    Side *present = &replay->sides[SIDE_PRESENT];
    present->pack = replay->service->pack;
    present->monitor = monitor_new(present->pack);
    replay->shares_facts = draft->pack == NULL || draft->shares_facts;
    replay->side_count = draft->pack == NULL ? 1 : SIDE_COUNT;
    Status status = facts_begin(replay->service, present->pack, &present->facts, error);
    if (status != STATUS_OK) {
        return status;
    }
    replay->watch = outcome_watch_new(present->pack, present->facts);
    Side *other = &replay->sides[SIDE_DRAFT];
    if (draft->pack != NULL) {
        other->pack = draft->pack;
        other->monitor = monitor_new(draft->pack);
        other->facts = present->facts;
        if (!replay->shares_facts) {
            status = facts_begin(replay->service, draft->pack, &other->facts, error);
        }
    }
    return status;
}

static Status apply_rules(Replay *replay, const Segment *segment, Error *error) {
    Side *present = &replay->sides[SIDE_PRESENT];
    Side *draft = &replay->sides[SIDE_DRAFT];
    if (replay->side_count == SIDE_COUNT && replay->shares_facts) {
        Monitor *monitors[] = {present->monitor, draft->monitor};
        MonitorResult results[SIDE_COUNT] = {0};
        Status status =
            monitor_apply_all(monitors, SIDE_COUNT, present->facts, segment, NULL, results, error);
        present->result = results[SIDE_PRESENT];
        draft->result = results[SIDE_DRAFT];
        return status;
    }
    Status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < replay->side_count; i++) {
        Side *side = &replay->sides[i];
        status = monitor_apply(side->monitor, side->facts, segment, NULL, &side->result, error);
    }
    return status;
}

// Names the first alert that is not as the store has it.
static void tell_difference(Replay *replay, const AlertRow *stored, const AlertRow *replayed) {
    BackTest *out = replay->out;
    if (out->agreement != AGREEMENT_SAME) {
        return;
    }
    out->agreement = AGREEMENT_DIFFERS;
    const AlertRow *row = replayed != NULL ? replayed : stored;
    out->difference = arena_format(&out->arena, "%s: rule " STR_FMT ", household %u, batch %u",
                                   stored == NULL     ? "not in the store"
                                   : replayed == NULL ? "only in the store"
                                                      : "other figures than in the store",
                                   STR_ARG(row->rule), row->household.number, row->batch.number);
}

static Status compare_with_store(Replay *replay, BatchId batch, Error *error) {
    const MonitorResult *result = &replay->sides[SIDE_PRESENT].result;
    CLEANUP(arena_release) Arena arena = {0};
    for (size_t i = 0; replay->out->agreement == AGREEMENT_SAME && i < result->alert_count; i++) {
        AlertRow row = view_alert_row(replay->service, &result->alerts[i], batch, &arena);
        const AlertRow *stored = NULL;
        Status status = stored_next(&replay->stored, &stored, error);
        if (status != STATUS_OK) {
            return status;
        }
        if (stored == NULL || !is_same_alert(stored, &row)) {
            tell_difference(replay, stored, &row);
        }
    }
    return STATUS_OK;
}

static Status replay_segment(Replay *replay, const Segment *segment, Error *error) {
    if (!str_equal(segment->head.pack_version, pack_version(replay->service->pack))) {
        replay->out->agreement = AGREEMENT_OTHER_PACKS;
    }
    Status status = outcome_watch_before(replay->watch, segment, error);
    if (status == STATUS_OK) {
        status = apply_rules(replay, segment, error);
    }
    if (status == STATUS_OK) {
        status = outcome_watch_after(replay->watch, segment, error);
    }
    if (status == STATUS_OK) {
        status = compare_with_store(replay, segment->head.batch, error);
    }
    for (size_t i = 0; i < replay->side_count; i++) {
        if (status == STATUS_OK) {
            trial_add(&replay->out->trials[i], &replay->sides[i].result, segment->head.batch);
        }
        monitor_result_release(&replay->sides[i].result);
    }
    return status;
}

static Status replay_all(Replay *replay, Error *error) {
    const DraftRequest *request = &replay->request->draft;
    CLEANUP(text_release) Text bytes = {.limit = SIZE_MAX};
    uint32_t newest = facts_last_batch(replay->service->facts).number;
    Status status = STATUS_OK;
    for (uint32_t number = 1; status == STATUS_OK && number <= newest; number++) {
        CLEANUP(segment_release) Segment segment = {0};
        replay_tell(request->progress, number - 1, newest);
        status = service_read_segment(replay->service, (BatchId){number}, &bytes, &segment, error);
        if (status == STATUS_OK) {
            replay->first = number == 1 ? segment.head.clock : replay->first;
            status = replay_segment(replay, &segment, error);
        }
    }
    const AlertRow *rest = NULL;
    if (status == STATUS_OK && replay->out->agreement == AGREEMENT_SAME) {
        status = stored_next(&replay->stored, &rest, error);
    }
    if (rest != NULL) {
        tell_difference(replay, rest, NULL);
    }
    return status;
}

// ---- the use case

static Status set_span(const Replay *replay, Error *error) {
    const BackTestRequest *request = replay->request;
    Date end = facts_clock(replay->service->facts);
    BackTestSpan span = {
        .from = request->from.months < 0 ? replay->first : month_first_day(request->from),
        .to = request->to.months < 0 ? end : month_last_day(request->to),
        .within_days = request->within_days == 0 ? BACK_TEST_WITHIN_DAYS : request->within_days,
        .end = end};
    span.to = span.to.days > end.days ? end : span.to;
    if (span.from.days > span.to.days) {
        CLEANUP(text_release) Text first = {0};
        CLEANUP(text_release) Text last = {0};
        date_format(replay->first, &first);
        date_format(end, &last);
        return error_set(error, STATUS_INVALID,
                         "the archive has no day of these months; it goes from " STR_FMT
                         " to " STR_FMT,
                         STR_ARG(text_str(&first)), STR_ARG(text_str(&last)));
    }
    replay->out->span = span;
    return STATUS_OK;
}

static Status open_draft(Replay *replay, Draft *draft, Error *error) {
    BackTest *out = replay->out;
    const DraftRequest *request = &replay->request->draft;
    out->has_draft = request->pack.count > 0 || request->change_count > 0;
    if (!out->has_draft) {
        return STATUS_OK;
    }
    Status status = draft_open(replay->service, request, facts_clock(replay->service->facts),
                               &out->arena, draft, error);
    out->draft_pack = draft->pack;
    out->draft = draft->view;
    return status;
}

static Status run(Replay *replay, Error *error) {
    Draft draft = {0};
    if (facts_clock(replay->service->facts).days == DATE_NONE.days) {
        return error_set(error, STATUS_NOT_FOUND,
                         "nothing has been loaded yet; doudi load comes first");
    }
    Status status = open_draft(replay, &draft, error);
    if (status == STATUS_OK) {
        status = replay_begin(replay, &draft, error);
    }
    if (status == STATUS_OK) {
        status = replay_all(replay, error);
    }
    if (status == STATUS_OK) {
        status = set_span(replay, error);
    }
    if (status != STATUS_OK) {
        return status;
    }
    size_t count = 0;
    const Outcome *outcomes = outcome_watch_found(replay->watch, &count);
    for (size_t i = 0; i < replay->side_count; i++) {
        replay->out->trials[i].pack = replay->sides[i].pack;
    }
    return back_test_sum_up(replay->service, replay->out, outcomes, count, error);
}

Status back_test_run(Service *service, const BackTestRequest *request, BackTest *out_back_test,
                     Error *error) {
    BackTest back_test = {.is_english = request->draft.is_english};
    Status status = service_enter(service, error);
    if (status == STATUS_OK) {
        CLEANUP(replay_release)
        Replay replay = {.service = service,
                         .request = request,
                         .out = &back_test,
                         .shares_facts = true,
                         .stored = {.store = service->store}};
        status = run(&replay, error);
    }
    service_leave(service);
    if (status != STATUS_OK) {
        back_test_release(&back_test);
        return status;
    }
    *out_back_test = back_test;
    return STATUS_OK;
}

void back_test_release(BackTest *back_test) {
    for (size_t i = 0; i < SIDE_COUNT; i++) {
        trial_release(&back_test->trials[i]);
    }
    pack_free(back_test->draft_pack);
    arena_release(&back_test->arena);
    *back_test = (BackTest){0};
}
