// SPDX-License-Identifier: Apache-2.0
#include "service/screening.h"

#include "base/check.h"
#include "domain/category.h"
#include "service/service_private.h"
#include "service/views.h"
#include "store/household_store.h"
#include "store/screening_store.h"

static const char *const FINDING_IDS[] = {"agrees", "should_be_helped", "should_not_be_helped",
                                          "undetermined"};

typedef struct Collecting {
    Service *service;
    const Facts *facts;
    Screening *screening;
    size_t capacity;
    Text figures;
    bool is_english;
} Collecting;

// Findings live in the screening's arena; the list doubles there, which wastes at most as much
// again.
static ScreeningFinding *next_finding(Collecting *collecting) {
    Screening *screening = collecting->screening;
    if (screening->count == collecting->capacity) {
        size_t capacity = collecting->capacity == 0 ? 256 : collecting->capacity * 2;
        ScreeningFinding *larger = arena_alloc(&screening->arena, capacity, sizeof *larger);
        for (size_t i = 0; i < screening->count; i++) {
            larger[i] = screening->findings[i];
        }
        screening->findings = larger;
        collecting->capacity = capacity;
    }
    return &screening->findings[screening->count++];
}

static void collect(void *context, const ScreenedHousehold *screened) {
    Collecting *collecting = context;
    Screening *screening = collecting->screening;
    Arena *arena = &screening->arena;
    Category category = screened->category;
    screening->households++;
    screening->by_category[category]++;
    screening->by_finding[screened->finding]++;
    screening->monthly_amount.fen += screened->amount.fen;
    if (screened->finding == FINDING_AGREES) {
        return;
    }
    const Household *household =
        registry_household(facts_registry_const(collecting->facts), screened->household);
    text_clear(&collecting->figures);
    view_figures_json(screened->figures, screened->figure_count, &collecting->figures);
    *next_finding(collecting) = (ScreeningFinding){
        .household = screened->household,
        .household_number = arena_copy(arena, household->number),
        .region = household->region,
        .region_name =
            pack_region_name(collecting->service->pack, household->region, collecting->is_english),
        .finding = str_from(FINDING_IDS[screened->finding]),
        .category = str_from(category_id(category)),
        .registered = str_from(registered_id(screened->registered)),
        .amount = screened->amount,
        .figures = arena_copy(arena, text_str(&collecting->figures)),
        .reason = arena_copy(arena, screened->reason),
    };
}

Status service_masked_heads(Service *service, const Facts *facts, Date day,
                            const HouseholdId *households, size_t count, Arena *arena,
                            Str *out_names, Error *error) {
    PersonId *heads = arena_alloc(arena, count + 1, sizeof *heads);
    for (size_t i = 0; i < count; i++) {
        heads[i] = registry_head(facts_registry_const(facts), households[i], day);
    }
    Status status = person_store_names(service->store, heads, count, arena, out_names, error);
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        out_names[i] = view_mask_name(arena, out_names[i]);
    }
    return status;
}

static Status name_heads(Service *service, const Facts *facts, Screening *screening, Error *error) {
    Arena *arena = &screening->arena;
    HouseholdId *households = arena_alloc(arena, screening->count + 1, sizeof *households);
    Str *names = arena_alloc(arena, screening->count + 1, sizeof *names);
    for (size_t i = 0; i < screening->count; i++) {
        households[i] = screening->findings[i].household;
    }
    Status status = service_masked_heads(service, facts, screening->as_of, households,
                                         screening->count, arena, names, error);
    for (size_t i = 0; status == STATUS_OK && i < screening->count; i++) {
        screening->findings[i].head_name = names[i];
    }
    return status;
}

static int finding_number(Str id) {
    for (int i = 0; i < (int)ARRAY_COUNT(FINDING_IDS); i++) {
        if (str_equal(id, str_from(FINDING_IDS[i]))) {
            return i;
        }
    }
    return 0;
}

static Status save_findings(Service *service, const Screening *screening, ScreeningRow *run,
                            Error *error) {
    CLEANUP(arena_release) Arena arena = {0};
    FindingRow *rows = arena_alloc(&arena, screening->count + 1, sizeof *rows);
    for (size_t i = 0; i < screening->count; i++) {
        const ScreeningFinding *finding = &screening->findings[i];
        rows[i] = (FindingRow){.household = finding->household,
                               .category = finding->category,
                               .registered = finding->registered,
                               .finding = finding_number(finding->finding),
                               .amount = finding->amount,
                               .figures = finding->figures,
                               .reason = finding->reason};
    }
    Status status = screening_store_begin(service->store, run, error);
    if (status == STATUS_OK) {
        status = screening_store_add(service->store, run->run, rows, screening->count, error);
    }
    if (status == STATUS_OK) {
        status = screening_store_finish(service->store, run, error);
    }
    return status;
}

static Status save(Service *service, Screening *screening, Instant started, Error *error) {
    CLEANUP(text_release) Text subject = {0};
    ScreeningRow run = {.as_of = screening->as_of,
                        .pack_version = pack_version(service->pack),
                        .started_at = started,
                        .finished_at = service_now(service),
                        .households = screening->households,
                        .monthly_amount = screening->monthly_amount};
    for (size_t i = 0; i < SCREENING_CATEGORIES_MAX; i++) {
        run.by_category[i] = screening->by_category[i];
    }
    for (size_t i = 0; i < SCREENING_FINDINGS_MAX; i++) {
        run.by_finding[i] = screening->by_finding[i];
    }
    store_rollback(service->store); // what was read stands; now it is written down
    Status status = store_begin(service->store, error);
    if (status == STATUS_OK) {
        status = save_findings(service, screening, &run, error);
    }
    if (status == STATUS_OK) {
        text_format(&subject, "screening %lld", (long long)run.run);
        status = service_audit(service, "screening.run", text_str(&subject), STR("{}"), error);
    }
    if (status == STATUS_OK) {
        status = store_commit(service->store, error);
    }
    store_rollback(service->store); // nothing is open after a commit
    screening->run = run.run;
    return status;
}

Status service_facts_of_day(Service *service, Date as_of, Facts **out_facts, Error *error) {
    if (as_of.days >= facts_clock(service->facts).days) {
        *out_facts = service->facts;
        return STATUS_OK;
    }
    return service_facts_under(service, service->pack, as_of, (ReplayProgress){0}, out_facts,
                               error);
}

void service_forget_screening(Service *service) {
    standings_release(&service->kept.present);
    screen_base_free(service->kept.base);
    service->kept = (KeptScreening){0};
}

ScreenBase *service_screen_base(Service *service, const Facts *facts, Date as_of) {
    if (facts != service->facts) {
        return screen_base_new(service->pack, facts, as_of);
    }
    if (!screen_base_serves(service->kept.base, facts, as_of)) {
        service_forget_screening(service);
        service->kept.base = screen_base_new(service->pack, facts, as_of);
    }
    return service->kept.base;
}

static Status run(Service *service, bool is_english, Screening *screening, Error *error) {
    Facts *facts = NULL;
    Instant started = service_now(service);
    if (screening->as_of.days == DATE_NONE.days) {
        screening->as_of = facts_clock(service->facts);
    }
    if (facts_clock(service->facts).days == DATE_NONE.days) {
        return error_set(error, STATUS_NOT_FOUND,
                         "nothing has been loaded yet; doudi load comes first");
    }
    Status status = service_facts_of_day(service, screening->as_of, &facts, error);
    if (status != STATUS_OK) {
        return status;
    }
    Collecting collecting = {
        .service = service, .facts = facts, .screening = screening, .is_english = is_english};
    ScreenBase *base = service_screen_base(service, facts, screening->as_of);
    status = monitor_screen_on(base, service->pack, collect, &collecting, error);
    screening->took_us = service_now(service).us - started.us;
    if (status == STATUS_OK) {
        status = name_heads(service, facts, screening, error);
    }
    text_release(&collecting.figures);
    if (facts != service->facts) {
        screen_base_free(base);
        facts_free(facts);
    }
    return status == STATUS_OK ? save(service, screening, started, error) : status;
}

Status screening_run(Service *service, Date as_of, bool is_english, Screening *out_screening,
                     Error *error) {
    Screening screening = {.as_of = as_of};
    Status status = service_enter(service, error);
    if (status == STATUS_OK) {
        status = run(service, is_english, &screening, error);
    }
    service_leave(service);
    if (status != STATUS_OK) {
        screening_release(&screening);
        return status;
    }
    *out_screening = screening;
    return STATUS_OK;
}

void screening_release(Screening *screening) {
    arena_release(&screening->arena);
    *screening = (Screening){0};
}

static void finding_json(const ScreeningFinding *finding, Text *out) {
    CLEANUP(text_release) Text amount = {0};
    money_format(finding->amount, &amount);
    JsonWriter writer = {.out = out};
    json_begin_object(&writer);
    view_json_text(&writer, "finding", finding->finding);
    view_json_number(&writer, "household_id", finding->household.number);
    view_json_text(&writer, "household_number", finding->household_number);
    view_json_number(&writer, "region", finding->region.code);
    view_json_text(&writer, "region_name", finding->region_name);
    view_json_text(&writer, "head_name", finding->head_name);
    view_json_text(&writer, "category", finding->category);
    view_json_text(&writer, "registered", finding->registered);
    view_json_text(&writer, "amount", text_str(&amount));
    view_json_text(&writer, "reason", finding->reason);
    json_key(&writer, STR("figures"));
    json_raw(&writer, finding->figures);
    json_end_object(&writer);
}

void screening_json(const Screening *screening, Text *out) {
    CLEANUP(text_release) Text part = {0};
    JsonWriter writer = {.out = out};
    json_begin_object(&writer);
    view_json_number(&writer, "run", screening->run);
    view_json_date(&writer, "as_of", screening->as_of);
    view_json_number(&writer, "households", screening->households);
    json_key(&writer, STR("by_category"));
    json_begin_object(&writer);
    for (int i = 0; i <= CATEGORY_NONE; i++) {
        view_json_number(&writer, category_id((Category)i), screening->by_category[i]);
    }
    json_end_object(&writer);
    json_key(&writer, STR("by_finding"));
    json_begin_object(&writer);
    for (size_t i = 0; i < ARRAY_COUNT(FINDING_IDS); i++) {
        view_json_number(&writer, FINDING_IDS[i], screening->by_finding[i]);
    }
    json_end_object(&writer);
    money_format(screening->monthly_amount, &part);
    view_json_text(&writer, "monthly_amount", text_str(&part));
    view_json_number(&writer, "took_us", screening->took_us);
    json_key(&writer, STR("findings"));
    json_begin_list(&writer);
    for (size_t i = 0; i < screening->count; i++) {
        text_clear(&part);
        finding_json(&screening->findings[i], &part);
        json_raw(&writer, text_str(&part));
    }
    json_end_list(&writer);
    json_end_object(&writer);
}
