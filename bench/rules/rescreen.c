// SPDX-License-Identifier: Apache-2.0
// How long policy staff wait for another draft: households of an invented county, screened with the
// real pack on a base that is kept, once more for each value of a parameter. What is timed is all
// that a simulation does but reading the draft's files and naming people: the parameter's column,
// the plan, one household in 10,000 by the interpreter, reasons, and the comparison with today.
// Times are elapsed ones, since two threads work; the processor's time of both stands beside, which
// other work on the machine does not change.
// Usage: rescreen PACK HOUSEHOLDS
#include "base/check.h"
#include "base/memory.h"
#include "cli/county.h"
#include "monitor/simulate.h"
#include "timing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RUNS = 15, MONTHS = 12, ROWS_AT_ONCE = 100 * 1000, FIELDS_MAX = 40 };

static uint64_t draw(uint64_t *state) { // xorshift64*
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return (*state * UINT64_C(2685821657736338717)) >> 33;
}

// ---- the county: who lives together, and what each household earned
typedef struct County {
    Pack *pack;
    Facts *facts;
    Date today;
    uint64_t state;
    Segment segment; // being filled
    uint32_t batches, persons;
} County;

static void segment_open(County *county, const char *feed) {
    int index = pack_find_feed(county->pack, str_from(feed));
    CHECK(index >= 0);
    const FeedContract *contract = pack_feed(county->pack, (size_t)index);
    Column shape[FIELDS_MAX] = {0};
    CHECK(contract->field_count <= FIELDS_MAX);
    for (size_t i = 0; i < contract->field_count; i++) {
        shape[i] = (Column){.name = contract->fields[i].name, .type = contract->fields[i].type};
    }
    county->segment = (Segment){.head = {.batch = {++county->batches},
                                         .feed = contract->id,
                                         .delivered = county->today,
                                         .clock = county->today}};
    batch_init(&county->segment.rows, shape, contract->field_count);
}

static void segment_close(County *county) {
    Error error = {0};
    Batch *rows = &county->segment.rows;
    county->segment.source_rows = arena_alloc(&rows->arena, rows->row_count + 1, sizeof(int64_t));
    must(facts_apply(county->facts, &county->segment, &error), &error);
    batch_release(rows);
}

static void put(County *county, size_t row, const char *name, Scalar value) {
    int column = batch_find_column(&county->segment.rows, str_from(name));
    CHECK(column >= 0);
    batch_set(&county->segment.rows, row, (size_t)column, value);
}

static Scalar person_scalar(uint32_t person) {
    return (Scalar){.type = SCALAR_PERSON, .number = person};
}

static void add_member(County *county, Str household, Region village, bool is_head) {
    size_t row = batch_add_row(&county->segment.rows);
    Date birth = date_add_days(county->today, -365 * (int)(1 + draw(&county->state) % 90));
    put(county, row, "household_no", scalar_text(household));
    put(county, row, "relation", scalar_text(is_head ? STR("head") : STR("other")));
    put(county, row, "id_no", person_scalar(++county->persons));
    put(county, row, "birth", scalar_date(birth));
    put(county, row, "region", scalar_integer(village.code));
    put(county, row, "change_kind", scalar_text(STR("initial")));
    put(county, row, "change_date", scalar_date(date_add_days(county->today, -400)));
}

static Region village_at(const Pack *pack, size_t at) {
    Region region = {0};
    for (size_t i = 0; region_level(region) != REGION_LEVEL_VILLAGE; i++) {
        region = pack_region(pack, (at + i) % pack_region_count(pack))->region;
    }
    return region;
}

static void add_households(County *county, size_t from, size_t count) {
    static const int SIZES[16] = {1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 5, 6};
    segment_open(county, "F06");
    for (size_t i = from; i < from + count; i++) {
        char number[24];
        (void)snprintf(number, sizeof number, "H%09zu", i);
        Region village = village_at(county->pack, i / 64);
        int members = SIZES[draw(&county->state) % 16];
        for (int k = 0; k < members; k++) {
            add_member(county, str_from(number), village, k == 0);
        }
    }
    segment_close(county);
}

static void add_income(County *county, uint32_t person, Month month) {
    size_t row = batch_add_row(&county->segment.rows);
    put(county, row, "id_no", person_scalar(person));
    put(county, row, "income_item", scalar_text(STR("wage")));
    put(county, row, "withholder_code", scalar_text(STR("W")));
    put(county, row, "income", scalar_money((Money){(int64_t)(draw(&county->state) % 12000000)}));
    put(county, row, "tax_month", scalar_month(month));
}

static void add_pension(County *county, uint32_t person, Month month) {
    size_t row = batch_add_row(&county->segment.rows);
    put(county, row, "id_no", person_scalar(person));
    put(county, row, "pension_kind", scalar_text(STR("worker")));
    put(county, row, "status", scalar_text(STR("paid")));
    put(county, row, "amount", scalar_money((Money){100}));
    put(county, row, "pay_month", scalar_month(month));
}

// A month's income of every other person; the first has one each month, so that all are known.
static void add_incomes(County *county, uint32_t from, uint32_t to) {
    Month now = month_of(county->today);
    segment_open(county, "F15");
    for (int32_t back = 1; back <= MONTHS; back++) {
        add_income(county, from, (Month){now.months - back});
    }
    for (uint32_t person = from; person < to; person++) {
        if (draw(&county->state) % 2 == 0) {
            add_income(county, person, now);
        }
    }
    segment_close(county);
    segment_open(county, "F12");
    for (int32_t back = 0; back <= MONTHS; back++) {
        add_pension(county, from, (Month){now.months - back});
    }
    segment_close(county);
}

static void invent(County *county, size_t households) {
    county->today = date_make(2025, 8, 25);
    county->state = 20260101;
    county->facts = facts_new(county->pack);
    for (size_t i = 0; i < households; i += ROWS_AT_ONCE) {
        uint32_t first = county->persons + 1;
        size_t count = households - i < ROWS_AT_ONCE ? households - i : ROWS_AT_ONCE;
        add_households(county, i, count);
        add_incomes(county, first, county->persons + 1);
    }
}

// ---- drafts
typedef struct Present {
    ScreenBase *base;
    Standings standings;
} Present;

static void check_same(const Standings *a, const Standings *b) {
    size_t count = a->columns.count;
    CHECK(count == b->columns.count);
    CHECK(memcmp(a->columns.categories, b->columns.categories, count) == 0);
    CHECK(memcmp(a->columns.amounts, b->columns.amounts, count * sizeof(int64_t)) == 0);
    CHECK(memcmp(a->columns.findings, b->columns.findings, count) == 0);
}

static Pack *draft_of(const PackFolder *folder, int run) {
    Error error = {0};
    Pack *draft = NULL;
    char change[32];
    (void)snprintf(change, sizeof change, "standard=%d", 1200 + 10 * run);
    Str changes[] = {str_from(change)};
    must(pack_read_changed(folder->files, folder->count, changes, 1, &draft, &error), &error);
    return draft;
}

typedef struct Took {
    double elapsed[RUNS], cpu[RUNS];
} Took;

static size_t try_draft(const Present *present, const Pack *draft, int run, Standings *out_after,
                        Took *took) {
    Error error = {0};
    double start = elapsed_seconds();
    double cpu_start = cpu_seconds();
    must(standings_of(present->base, draft, out_after, &error), &error);
    Comparison comparison =
        standings_compare(present->base, &present->standings, out_after, (Region){0});
    took->elapsed[run] = elapsed_seconds() - start;
    took->cpu[run] = cpu_seconds() - cpu_start;
    size_t changed = comparison.changed_count;
    comparison_release(&comparison);
    return changed;
}

static void measure(const County *county, const PackFolder *folder) {
    Error error = {0};
    Present present = {0};
    double start = elapsed_seconds();
    present.base = screen_base_new(county->pack, county->facts, county->today);
    double gathered = elapsed_seconds();
    must(standings_of(present.base, county->pack, &present.standings, &error), &error);
    double decided = elapsed_seconds();
    Took took = {0};
    size_t changed = 0;
    for (int run = 0; run < RUNS; run++) {
        Pack *draft = draft_of(folder, run);
        Standings after;
        changed = try_draft(&present, draft, run, &after, &took);
        CHECK(changed > 0);
        if (run == RUNS - 1) { // as good as gathered anew
            Standings anew;
            ScreenBase *base = screen_base_new(draft, county->facts, county->today);
            must(standings_of(base, draft, &anew, &error), &error);
            check_same(&after, &anew);
            standings_release(&anew);
            screen_base_free(base);
        }
        standings_release(&after);
        pack_free(draft);
    }
    printf("households %zu\npersons %u\nunclear %zu\nchanged %zu\n",
           screen_base_count(present.base), county->persons,
           present.standings.columns.unclear_count, changed);
    printf("gather_us %.0f\nfirst_us %.0f\nrescreen_us %.0f\nrescreen_cpu_us %.0f\n",
           (gathered - start) * 1e6, (decided - gathered) * 1e6, median(took.elapsed, RUNS) * 1e6,
           median(took.cpu, RUNS) * 1e6);
    standings_release(&present.standings);
    screen_base_free(present.base);
}

int main(int argc, char **argv) {
    if (argc != 3) {
        (void)fprintf(stderr, "usage: rescreen PACK HOUSEHOLDS\n");
        return 2;
    }
    memory_start();
    Error error = {0};
    PackFolder folder = {0};
    County county = {0};
    must(pack_folder_read(str_from(argv[1]), &folder, &error), &error);
    must(pack_read(folder.files, folder.count, &county.pack, &error), &error);
    invent(&county, (size_t)strtoull(argv[2], NULL, 10));
    measure(&county, &folder);
    facts_free(county.facts);
    pack_free(county.pack);
    pack_folder_release(&folder);
    return 0;
}
