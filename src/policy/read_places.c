// SPDX-License-Identifier: Apache-2.0
// regions.csv and calendar.csv. A line that begins with # is a remark.
#include "policy/source_private.h"

#include "base/check.h"
#include "base/memory.h"
#include "format/csv.h"
#include <stdlib.h>

enum { PLACE_COLUMNS_MAX = 8 };

// Goes through a CSV file whose header must be exactly `header`; calls read_row for every row.
typedef void (*ReadRow)(Source *source, const CsvRow *row);

static bool row_is_remark(const CsvRow *row) {
    return row->count == 0 || str_starts_with(row->bytes, STR("#"));
}

static void check_header(Source *source, const CsvRow *row, const char *header) {
    if (!str_equal(str_trim(row->bytes), str_from(header))) {
        source_fail(source, (int)row->line, "the first row must be %s", header);
    }
}

static void read_table(Source *source, const char *path, const char *header, ReadRow read_row) {
    Str bytes = source_bytes(source, path);
    CLEANUP(csv_release) CsvScanner scanner = csv_open(bytes, ',');
    CsvRow row = {0};
    size_t columns = 0;
    while (source_is_fine(source) && csv_next(&scanner, &row)) {
        if (row.fault != CSV_FINE) {
            source_fail(source, (int)row.line, "%s", csv_fault_words(row.fault));
        } else if (row_is_remark(&row)) {
            continue;
        } else if (columns == 0) {
            check_header(source, &row, header);
            columns = row.count;
        } else if (row.count != columns) {
            source_fail(source, (int)row.line, "has %zu cells instead of %zu", row.count, columns);
        } else {
            read_row(source, &row);
        }
    }
}

// ---- regions

static void read_region(Source *source, const CsvRow *row) {
    Pack *pack = source->pack;
    int line = (int)row->line;
    static const char *const LEVELS = "province|city|county|township|village";
    Region region = source_region(source, row->cells[0], line);
    int level = 1 + source_choice(source, row->cells[1], line, LEVELS);
    if (source_is_fine(source) && region_level(region) != level) {
        source_fail(source, line, "the code " STR_FMT " is not that of a " STR_FMT,
                    STR_ARG(row->cells[0]), STR_ARG(row->cells[1]));
    }
    pack->regions[pack->region_count++] =
        (RegionName){.region = region,
                     .name = arena_copy(&pack->arena, row->cells[2]),
                     .english = arena_copy(&pack->arena, row->cells[3])};
}

static int region_order(const void *a, const void *b) {
    int64_t left = ((const RegionName *)a)->region.code;
    int64_t right = ((const RegionName *)b)->region.code;
    return (left > right) - (left < right);
}

static void check_regions(Source *source) {
    const Pack *pack = source->pack;
    for (size_t i = 0; i < pack->region_count && source_is_fine(source); i++) {
        Region region = pack->regions[i].region;
        if (i > 0 && pack->regions[i - 1].region.code == region.code) {
            source_fail(source, 0, "the region %lld occurs twice; remove one",
                        (long long)region.code);
        }
        int level = region_level(region);
        if (level == REGION_LEVEL_PROVINCE) {
            continue;
        }
        Region parent = region_at_level(region, level - 1);
        if (pack_region_name(pack, parent, false).length == 0) {
            source_fail(source, 0, "the region %lld lies in %lld, which is not in the file; add it",
                        (long long)region.code, (long long)parent.code);
        }
    }
}

// ---- calendar

static void read_day(Source *source, const CsvRow *row) {
    Pack *pack = source->pack;
    int line = (int)row->line;
    Error error = {0};
    Date date = {0};
    if (date_parse(row->cells[0], &date, &error) != STATUS_OK) {
        source_fail(source, line, "%s", error.message);
    }
    int kind = source_choice(source, row->cells[1], line, "holiday|working day");
    source_choice(source, row->cells[3], line, "sure|likely|uncertain");
    if (source_is_fine(source) && pack->day_count > 0 &&
        pack->days[pack->day_count - 1].date.days >= date.days) {
        source_fail(source, line, "the days must ascend, and each stand once");
    }
    if (source_is_fine(source) && kind == 1 && date_weekday(date) <= 5) {
        source_fail(source, line, "is a weekday already; only a Saturday or Sunday is made up");
    }
    pack->days[pack->day_count++] = (CalendarDay){.date = date, .is_working = kind == 1};
}

static size_t count_lines(Str bytes) {
    size_t count = 1;
    for (size_t i = 0; i < bytes.length; i++) {
        count += bytes.data[i] == '\n' || bytes.data[i] == '\r';
    }
    return count;
}

void read_places(Source *source) {
    Pack *pack = source->pack;
    size_t regions = count_lines(source_bytes(source, "regions.csv"));
    size_t days = count_lines(source_bytes(source, "calendar.csv"));
    pack->regions = arena_alloc(&pack->arena, regions, sizeof *pack->regions);
    pack->days = arena_alloc(&pack->arena, days, sizeof *pack->days);
    read_table(source, "calendar.csv", "date,kind,name,sureness,reference", read_day);
    read_table(source, "regions.csv", "code,level,name,english", read_region);
    qsort(pack->regions, pack->region_count, sizeof *pack->regions, region_order);
    check_regions(source);
}
