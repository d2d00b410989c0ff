// SPDX-License-Identifier: Apache-2.0
#include "base/check.h"
#include "service/draft_private.h"

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

Status draft_facts(Service *service, const Draft *draft, const DraftRequest *request, Date day,
                   Facts **out_facts, Error *error) {
    if (draft->shares_facts) {
        *out_facts = NULL;
        return STATUS_OK;
    }
    return service_facts_under(service, draft->pack, day, request->progress, out_facts, error);
}
