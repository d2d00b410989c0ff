// SPDX-License-Identifier: Apache-2.0
#include "service/load.h"

#include "base/check.h"
#include "base/memory.h"
#include "facts/row_view.h"
#include "facts/selection.h"
#include "feed/feed.h"
#include "format/json.h"
#include "service/load_private.h"
#include "service/service_private.h"
#include "service/views.h"
#include "store/alert_store.h"
#include "store/batch_store.h"
#include "store/quarantine_store.h"
#include "store/registry_store.h"

#include <stdio.h>
#include <string.h>

// ---- what goes into the store
// ------------------------------------------------------------------------

static Status save_alerts(Service *service, Loading *loading, Error *error) {
    const MonitorResult *result = &loading->result;
    loading->alerts_after = service->remembered;
    loading->contents.alerts = contents_of_alerts(NULL, 0);
    if (result->alert_count == 0) {
        return STATUS_OK;
    }
    CLEANUP(arena_release) Arena arena = {0};
    AlertRow *rows = arena_alloc(&arena, result->alert_count, sizeof *rows);
    for (size_t i = 0; i < result->alert_count; i++) {
        const RaisedAlert *alert = &result->alerts[i];
        rows[i] = view_alert_row(service, alert, loading->segment.head.batch, &arena);
        rows[i].merged_into.number = -(int64_t)(alert->merged_with + 1);
        if (alert->merged_with < 0) {
            Status status = alert_store_first_on(service->store, alert->household, alert->raised,
                                                 &rows[i].merged_into, error);
            if (status != STATUS_OK) {
                return status;
            }
        }
    }
    Status status = alert_store_add(service->store, rows, result->alert_count, error);
    if (status == STATUS_OK) {
        service->remembered = rows[result->alert_count - 1].alert;
        loading->contents.alerts = contents_of_alerts(rows, result->alert_count);
    }
    return status;
}

static Status save_quarantine(Service *service, Loading *loading, Error *error) {
    loading->contents.quarantine = contents_of_quarantine(NULL, 0);
    if (loading->output.quarantined_count == 0) {
        return STATUS_OK;
    }
    const FeedOutput *output = &loading->output;
    CLEANUP(arena_release) Arena arena = {0};
    QuarantineRow *rows = arena_alloc(&arena, output->quarantined_count + 1, sizeof *rows);
    for (size_t i = 0; i < output->quarantined_count; i++) {
        const QuarantinedRow *row = &output->quarantined[i];
        rows[i] = (QuarantineRow){.batch = loading->segment.head.batch,
                                  .feed = loading->contract->id,
                                  .file_name = loading->file->name,
                                  .row = row->row,
                                  .column = row->column,
                                  .value = row->value,
                                  .reason = str_from(quarantine_reason_id(row->reason)),
                                  .cells = row->cells};
    }
    Status status = quarantine_store_add(service->store, rows, output->quarantined_count, error);
    loading->contents.quarantine = contents_of_quarantine(rows, output->quarantined_count);
    return status;
}

static Status save_batch(Service *service, Loading *loading, const LoadReport *report,
                         Error *error) {
    char digest[DIGEST_SIZE * 2 + 1];
    digest_format(loading->digest, digest);
    BatchRow row = {.batch = report->batch,
                    .feed = loading->contract->id,
                    .name = loading->envelope.batch_name,
                    .file_name = loading->file->name,
                    .delivered = loading->envelope.delivered,
                    .clock = loading->segment.head.clock,
                    .digest = str_from(digest),
                    .rows_read = report->read,
                    .accepted = report->accepted,
                    .unchanged = report->unchanged,
                    .quarantined = report->quarantined,
                    .skipped = report->skipped,
                    .pack_version = pack_version(service->pack),
                    .loaded_at = service_now(service)};
    Status status = batch_store_add(service->store, &row, text_str(&loading->segment_bytes), error);
    loading->contents.manifest = contents_of_manifest(&row);
    return status;
}

static void write_report(JsonWriter *writer, const LoadReport *report, Str file_name) {
    CLEANUP(text_release) Text delivered = {0};
    date_format(report->delivered, &delivered);
    json_key(writer, STR("file"));
    json_string(writer, file_name);
    json_key(writer, STR("feed"));
    json_string(writer, report->feed);
    json_key(writer, STR("delivered"));
    json_string(writer, text_str(&delivered));
    json_key(writer, STR("is_known"));
    json_boolean(writer, report->is_known);
    json_key(writer, STR("ignored"));
    json_string(writer, str_from(report->ignored));
    const struct {
        const char *key;
        int64_t number;
    } numbers[] = {{"batch", report->batch.number},      {"read", report->read},
                   {"accepted", report->accepted},       {"unchanged", report->unchanged},
                   {"quarantined", report->quarantined}, {"skipped", report->skipped},
                   {"alerts", report->alerts},           {"suppressed", report->suppressed}};
    for (size_t i = 0; i < ARRAY_COUNT(numbers); i++) {
        json_key(writer, str_from(numbers[i].key));
        json_number(writer, numbers[i].number);
    }
}

static Status save_audit(Service *service, const Loading *loading, const LoadReport *report,
                         Error *error) {
    CLEANUP(text_release) Text detail = {0};
    CLEANUP(text_release) Text subject = {0};
    text_format(&subject, "batch %u", report->batch.number);
    JsonWriter writer = {.out = &detail};
    json_begin_object(&writer);
    write_report(&writer, report, loading->file->name);
    contents_write(&loading->contents, &writer);
    json_end_object(&writer);
    return service_audit(service, loading->action, text_str(&subject), text_str(&detail), error);
}

static Status save_all(Service *service, Loading *loading, const LoadReport *report, Error *error) {
    loading->contents.corrected = contents_of_corrected(NULL, 0);
    Status status = registry_store_save(service->store, facts_registry(service->facts),
                                        loading->names, loading->name_count, error);
    if (status == STATUS_OK) {
        status = save_batch(service, loading, report, error);
    }
    if (status == STATUS_OK) {
        status = save_quarantine(service, loading, error);
    }
    if (status == STATUS_OK) {
        status = save_alerts(service, loading, error);
    }
    if (status == STATUS_OK && loading->after != NULL) {
        status = loading->after(service, loading, error);
    }
    if (status == STATUS_OK) {
        status = save_audit(service, loading, report, error);
    }
    return status;
}

// ---- one file
// ------------------------------------------------------------------------------------------

// The digest of an envelope is over what the department sent: it shows that nothing was changed or
// lost on the way.
static Status check_digest(const Loading *loading, Error *error) {
    CLEANUP(text_release) Text storage = {.limit = SIZE_MAX};
    char digest[DIGEST_SIZE * 2 + 1];
    Str digested = {0};
    if (loading->envelope.digest.length == 0) {
        return STATUS_OK;
    }
    Status status =
        feed_digested_bytes(&loading->envelope, loading->file->bytes, &storage, &digested, error);
    if (status != STATUS_OK) {
        return status;
    }
    digest_format(digest_of(digested), digest);
    if (!str_equal(str_from(digest), loading->envelope.digest)) {
        return error_set(
            error, STATUS_INVALID,
            "the envelope's digest is " STR_FMT ", the file's is %s: it was changed on "
            "the way, or the envelope belongs to another; ask the department to send it again",
            STR_ARG(loading->envelope.digest), digest);
    }
    return STATUS_OK;
}

static Status check_envelope(const Loading *loading, Error *error) {
    const Envelope *envelope = &loading->envelope;
    if (envelope->row_count >= 0 && envelope->row_count != loading->output.rows_read) {
        return error_set(
            error, STATUS_INVALID,
            "the envelope says %lld rows, the file has %lld: the file is not whole, or the "
            "envelope belongs to another; ask the department to send it again",
            (long long)envelope->row_count, (long long)loading->output.rows_read);
    }
    return check_digest(loading, error);
}

// 20520825 for 20250825 would put the county clock where it never comes back from. Only a jump that
// no delivery makes is measured against today.
static Status check_day(const Service *service, const Loading *loading, Error *error) {
    enum { JUMP_DAYS_MAX = 366 };
    Date clock = facts_clock(service->facts);
    Date today = instant_date(service_now(service));
    Date latest = clock.days > today.days ? clock : today;
    if (loading->envelope.delivered.days <= date_add_days(latest, JUMP_DAYS_MAX).days) {
        return STATUS_OK;
    }
    CLEANUP(text_release) Text said = {0};
    CLEANUP(text_release) Text now = {0};
    date_format(loading->envelope.delivered, &said);
    date_format(today, &now);
    return error_set(error, STATUS_INVALID,
                     "delivered on " STR_FMT ", but today is " STR_FMT
                     "; correct the day in the file name or envelope, or this machine's clock",
                     STR_ARG(text_str(&said)), STR_ARG(text_str(&now)));
}

// A file that cannot be read is bad input, whatever its reader says: "corrupt" is kept for the
// store.
static Status refuse(Status status, Error *error) {
    if (status != STATUS_TOO_LARGE) {
        status = STATUS_INVALID;
    }
    if (error != NULL) {
        error->status = status;
    }
    return status;
}

static Status read_rows(Loading *loading, Error *error) {
    FeedInput input = {.contract = loading->contract,
                       .file_name = loading->file->name,
                       .bytes = loading->file->bytes,
                       .delivered = loading->envelope.delivered,
                       .match = matching_find,
                       .match_context = &loading->matching};
    loading->matching.hands = loading->hands;
    matching_expect(&loading->matching, loading->file->bytes.length);
    Status status = feed_read(&input, &loading->output, error);
    return status == STATUS_OK ? check_envelope(loading, error) : refuse(status, error);
}

static void make_head(Service *service, Loading *loading) {
    Date clock = facts_clock(service->facts);
    Date delivered = loading->envelope.delivered;
    loading->segment.head = (SegmentHead){
        .batch = {facts_last_batch(service->facts).number + 1},
        .feed = loading->contract->id,
        .delivered = delivered,
        .clock = clock.days > delivered.days ? clock : delivered,
        .pack_version = pack_version(service->pack),
    };
}

// As many heads as fit; the report is for people.
static void list_ignored(const FeedOutput *output, char *out, size_t size) {
    CLEANUP(text_release) Text heads = {.limit = size - 1};
    for (size_t i = 0; i < output->ignored_count; i++) {
        text_append(&heads, i == 0 ? STR("") : STR(", "));
        text_append(&heads, output->ignored[i]);
    }
    (void)snprintf(out, size, "%s", heads.data == NULL ? "" : heads.data);
}

static LoadReport make_report(const Loading *loading) {
    const FeedOutput *output = &loading->output;
    int64_t accepted = (int64_t)loading->segment.rows.row_count;
    LoadReport report = {
        .batch = loading->segment.head.batch,
        .feed = loading->contract->id,
        .delivered = loading->envelope.delivered,
        .read = output->rows_read,
        .accepted = accepted,
        .unchanged = output->rows_read - (int64_t)output->quarantined_count - accepted,
        .quarantined = (int64_t)output->quarantined_count,
        .skipped = output->rows_skipped,
        .alerts = (int64_t)loading->result.alert_count,
        .suppressed = (int64_t)loading->result.suppressed,
    };
    list_ignored(output, report.ignored, sizeof report.ignored);
    return report;
}

static void encode_segment(void *context, size_t piece) {
    (void)piece;
    Loading *loading = context;
    loading->segment_bytes.limit = SIZE_MAX;
    segment_encode(&loading->segment, loading->has_own_rows ? NULL : &loading->columns,
                   &loading->segment_bytes);
}

// The rows are what they will be: they are encoded while the memory takes them in.
static Status apply(Service *service, Loading *loading, Error *error) {
    SharedWork encoding = {.run = encode_segment, .context = loading, .count = 1};
    hands_offer(loading->hands, &encoding);
    Status status = monitor_apply(service->monitor, service->facts, &loading->segment,
                                  loading->hands, &loading->result, error);
    hands_finish(loading->hands, &encoding);
    return status;
}

// From here on the memory changes; whatever fails, the memory is rebuilt from the store.
static Status accept(Service *service, Loading *loading, LoadReport *out_report, Error *error) {
    make_head(service, loading);
    matching_finish(loading, service->facts);
    Status status = apply(service, loading, error);
    LoadReport report = make_report(loading);
    if (status == STATUS_OK) {
        status = save_all(service, loading, &report, error);
    }
    if (status != STATUS_OK) {
        service_forget(service);
        return status;
    }
    registry_changes_clear(facts_registry(service->facts));
    service->is_dirty = true;
    *out_report = report;
    return STATUS_OK;
}

static Status find_contract(const Pack *pack, Loading *loading, Error *error) {
    const LoadFile *file = loading->file;
    if (loading->contract != NULL) {
        return STATUS_OK; // a corrected file: its feed is known from the rows it corrects
    }
    Status status = feed_envelope(file->name, file->bytes, file->side_bytes, &loading->arena,
                                  &loading->envelope, error);
    if (status != STATUS_OK) {
        return refuse(status, error);
    }
    int feed = pack_find_feed(pack, loading->envelope.feed);
    if (feed < 0) {
        return error_set(error, STATUS_INVALID,
                         "the pack has no contract for the feed " STR_FMT
                         "; file names begin with the feed, as in F01-20250825.csv",
                         STR_ARG(loading->envelope.feed));
    }
    loading->contract = pack_feed(pack, (size_t)feed);
    loading->feed = feed;
    return STATUS_OK;
}

static Status find_known(Service *service, Loading *loading, LoadReport *out_report, Error *error) {
    char digest[DIGEST_SIZE * 2 + 1];
    BatchId known = {0};
    digest_format(loading->digest, digest);
    // A corrected file has no day of its own.
    Date delivered = loading->after != NULL ? DATE_NONE : loading->envelope.delivered;
    Status status = batch_store_find_file(service->store, str_from(digest), loading->contract->id,
                                          delivered, &known, error);
    if (status == STATUS_OK && known.number != 0) {
        *out_report = (LoadReport){.batch = known,
                                   .feed = loading->contract->id,
                                   .delivered = loading->envelope.delivered,
                                   .is_known = true};
    }
    return status;
}

// All that can be done with the rows before their persons have numbers.
static void prepare_rows(Loading *loading) {
    Batch *batch = &loading->output.batch;
    size_t count = batch->row_count;
    batch->key_hashes = arena_alloc(&batch->arena, count + 1, sizeof(uint64_t));
    batch->rest_hashes = arena_alloc(&batch->arena, count + 1, sizeof(uint64_t));
    row_hashes_begin(loading->plan, batch, (RowSpan){0, count},
                     (RowHashes){batch->key_hashes, batch->rest_hashes});
    batch->selected = arena_alloc(&batch->arena, count + 1, sizeof(uint64_t));
    selection_of_rows(loading->plan, batch, batch->selected);
    batch->reversals = arena_alloc(&batch->arena, count / COLUMN_BITS + 1, sizeof(uint64_t));
    reversals_of_rows(loading->plan, batch, batch->reversals);
    hands_lend(loading->hands);
    segment_columns_encode(batch, &loading->columns);
}

void load_prepare(const Catalogue *catalogue, Loading *loading) {
    Error *error = &loading->error;
    loading->status = find_contract(catalogue->pack, loading, error);
    if (loading->status == STATUS_OK) {
        loading->plan = &catalogue->feeds[loading->feed];
        hands_lend(loading->hands);
        loading->digest = digest_of(loading->file->bytes);
        hands_lend(loading->hands);
        loading->status = read_rows(loading, error);
    }
    if (loading->status == STATUS_OK) {
        prepare_rows(loading);
    }
}

static Status fail_prepared(const Loading *loading, Error *error) {
    if (error != NULL) {
        *error = loading->error;
    }
    return loading->status;
}

Status load_accept(Service *service, Loading *loading, LoadReport *out_report, Error *error) {
    Status status = service_catch_up(service, error);
    if (status == STATUS_OK && loading->contract == NULL) {
        CHECK(loading->status != STATUS_OK);
        return fail_prepared(loading, error);
    }
    if (status == STATUS_OK) {
        status = check_day(service, loading, error);
    }
    LoadReport report = {0};
    if (status == STATUS_OK) {
        status = find_known(service, loading, &report, error);
    }
    if (status == STATUS_OK && !report.is_known) {
        status = fail_prepared(loading, error);
    }
    if (status == STATUS_OK && !report.is_known) {
        status = service_load_identities(service, error);
    }
    if (status == STATUS_OK && !report.is_known) {
        status = accept(service, loading, &report, error);
    }
    if (status == STATUS_OK) {
        *out_report = report;
    }
    return status;
}

void loading_release(Loading *loading) {
    feed_output_release(&loading->output);
    monitor_result_release(&loading->result);
    if (loading->has_own_rows) {
        batch_release(&loading->segment.rows);
    }
    segment_columns_release(&loading->columns);
    text_release(&loading->segment_bytes);
    matching_release(&loading->matching);
    memory_free(loading->names);
    arena_release(&loading->arena);
}

Status load_commit(Service *service, Error *error) {
    Status status = store_commit(service->store, error);
    if (status != STATUS_OK) {
        service_forget(service);
    }
    return status;
}

Status load_locked(Service *service, Loading *loading, LoadReport *out_report, Error *error) {
    LoadReport report = {0};
    Status status = store_begin(service->store, error);
    if (status == STATUS_OK) {
        status = load_accept(service, loading, &report, error);
    }
    if (status == STATUS_OK && !report.is_known) {
        status = load_commit(service, error);
    }
    store_rollback(service->store); // nothing is open after a commit
    if (status != STATUS_OK) {
        return error_prefix(error, STR_FMT ": ", STR_ARG(loading->file->name));
    }
    if (report.alerts > 0 && !report.is_known) {
        service_alerts_came(service, loading->alerts_after);
    }
    *out_report = report;
    return STATUS_OK;
}

Status load_file(Service *service, const LoadFile *file, LoadReport *out_report, Error *error) {
    Loading loading = {.file = file, .action = "batch.load"};
    load_prepare(&service->catalogue, &loading);
    service_lock(service);
    Status status = load_locked(service, &loading, out_report, error);
    service_unlock(service);
    loading_release(&loading);
    return status;
}

// ---- reports and order
// ---------------------------------------------------------------------------------

void load_report_json(const LoadReport *report, Str file_name, Text *out) {
    JsonWriter writer = {.out = out};
    json_begin_object(&writer);
    write_report(&writer, report, file_name);
    json_end_object(&writer);
}

LoadKey load_key(const LoadFile *file) {
    CLEANUP(arena_release) Arena arena = {0};
    Envelope envelope;
    Error ignored;
    LoadKey key = {.delivered = DATE_FOREVER};
    if (feed_envelope(file->name, file->bytes, file->side_bytes, &arena, &envelope, &ignored) ==
        STATUS_OK) {
        key.delivered = envelope.delivered;
        (void)snprintf(key.feed, sizeof key.feed, STR_FMT, STR_ARG(envelope.feed));
    }
    return key;
}

int load_key_compare(const LoadKey *a, Str a_name, const LoadKey *b, Str b_name) {
    if (a->delivered.days != b->delivered.days) {
        return a->delivered.days < b->delivered.days ? -1 : 1;
    }
    int by_feed = strcmp(a->feed, b->feed);
    return by_feed != 0 ? by_feed : str_compare(a_name, b_name);
}
