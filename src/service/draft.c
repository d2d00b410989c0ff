// SPDX-License-Identifier: Apache-2.0
#include "base/check.h"
#include "service/draft_private.h"
#include "store/batch_store.h"

static Status check_draft(const Service *service, const Pack *pack, Error *error) {
    Status status = facts_check_pack(pack, error);
    return status == STATUS_OK ? draft_check(service->pack, pack, error) : status;
}

Status draft_open(Service *service, const DraftRequest *request, Date date, Arena *arena,
                  Draft *out_draft, Error *error) {
    PackFiles present = {service->pack_files, service->pack_file_count};
    PackFiles files = request->pack.count == 0 ? present : request->pack;
    Draft draft = {0};
    Status status = pack_read_changed(files.items, files.count, request->changes,
                                      request->change_count, &draft.pack, error);
    if (status != STATUS_OK) {
        return status;
    }
    DraftView *view = &draft.view;
    status = check_draft(service, draft.pack, error);
    if (status == STATUS_OK) {
        status = pack_differences(present, files, arena, &view->differences,
                                  &view->difference_count, error);
    }
    if (status != STATUS_OK) {
        pack_free(draft.pack);
        return status;
    }
    parameter_differences(service->pack, draft.pack, date, arena, &view->parameters,
                          &view->parameter_count);
    view->date = date;
    view->present_version = pack_version(service->pack);
    view->draft_version = pack_version(draft.pack);
    draft.shares_facts =
        draft_shares_facts(service->pack, draft.pack, view->differences, view->difference_count);
    *out_draft = draft;
    return STATUS_OK;
}

static Status replay(Service *service, const DraftRequest *request, Date day, Facts *facts,
                     Error *error) {
    BatchId newest = {0};
    CLEANUP(text_release) Text bytes = {.limit = SIZE_MAX};
    Status status = batch_store_newest_on(service->store, STR(""), day, &newest, error);
    for (uint32_t number = 1; status == STATUS_OK && number <= newest.number; number++) {
        if (request->progress != NULL) {
            request->progress(request->progress_context, number - 1, newest.number);
        }
        CLEANUP(segment_release) Segment segment = {0};
        status = service_read_segment(service, (BatchId){number}, &bytes, &segment, error);
        if (status == STATUS_OK) {
            status = facts_apply(facts, &segment, error);
        }
    }
    return status == STATUS_OK ? service_identify(service, facts, error) : status;
}

Status draft_facts(Service *service, const Draft *draft, const DraftRequest *request, Date day,
                   Facts *present, Facts **out_facts, Error *error) {
    if (draft->shares_facts) {
        *out_facts = present;
        return STATUS_OK;
    }
    Facts *facts = facts_new(draft->pack);
    Status status = replay(service, request, day, facts, error);
    if (status != STATUS_OK) {
        facts_free(facts);
        return status;
    }
    *out_facts = facts;
    return STATUS_OK;
}
