// SPDX-License-Identifier: Apache-2.0
// regions.csv and calendar.csv. A line that begins with # is a remark.
#include "policy/reader_private.h"

#include "base/check.h"
#include "base/memory.h"
#include "format/csv.h"
#include <stdlib.h>

enum { PLACE_COLUMNS_MAX = 8 };

// Goes through a CSV file whose header must be exactly `header`; calls read_row for every row.
typedef void (*ReadRow)(PackReader *reader, const CsvRow *row);

static bool row_is_remark(const CsvRow *row) {
    return row->count == 0 || str_starts_with(row->bytes, STR("#"));
}

static void check_header(PackReader *reader, const CsvRow *row, const char *header) {
    if (!str_equal(str_trim(row->bytes), str_from(header))) {
        reader_fail(reader, (int)row->line, "the first row must be %s", header);
    }
}

static void read_table(PackReader *reader, const char *path, const char *header, ReadRow read_row) {
    Str bytes = reader_bytes(reader, path);
    CLEANUP(csv_release) CsvScanner scanner = csv_open(bytes, ',');
    CsvRow row = {0};
    size_t columns = 0;
    while (reader_is_fine(reader) && csv_next(&scanner, &row)) {
        if (row.fault != CSV_FINE) {
            reader_fail(reader, (int)row.line, "%s", csv_fault_words(row.fault));
        } else if (row_is_remark(&row)) {
            continue;
        } else if (columns == 0) {
            check_header(reader, &row, header);
            columns = row.count;
        } else if (row.count != columns) {
            reader_fail(reader, (int)row.line, "has %zu cells instead of %zu", row.count, columns);
        } else {
            read_row(reader, &row);
        }
    }
}

// ---- regions

static void read_region(PackReader *reader, const CsvRow *row) {
    Pack *pack = reader->pack;
    int line = (int)row->line;
    static const char *const LEVELS = "province|city|county|township|village";
    Region region = reader_region(reader, row->cells[0], line);
    int level = 1 + reader_choice(reader, row->cells[1], line, LEVELS);
    if (reader_is_fine(reader) && region_level(region) != level) {
        reader_fail(reader, line, "the code " STR_FMT " is not that of a " STR_FMT,
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

static void check_regions(PackReader *reader) {
    const Pack *pack = reader->pack;
    for (size_t i = 0; i < pack->region_count && reader_is_fine(reader); i++) {
        Region region = pack->regions[i].region;
        if (i > 0 && pack->regions[i - 1].region.code == region.code) {
            reader_fail(reader, 0, "the region %lld occurs twice; remove one",
                        (long long)region.code);
        }
        int level = region_level(region);
        if (level == REGION_LEVEL_PROVINCE) {
            continue;
        }
        Region parent = region_at_level(region, level - 1);
        if (pack_region_name(pack, parent, false).length == 0) {
            reader_fail(reader, 0, "the region %lld lies in %lld, which is not in the file; add it",
                        (long long)region.code, (long long)parent.code);
        }
    }
}

// ---- calendar

static void read_day(PackReader *reader, const CsvRow *row) {
    Pack *pack = reader->pack;
    int line = (int)row->line;
    Error error = {0};
    Date date = {0};
    if (date_parse(row->cells[0], &date, &error) != STATUS_OK) {
        reader_fail(reader, line, "%s", error.message);
    }
    int kind = reader_choice(reader, row->cells[1], line, "holiday|working day");
    reader_choice(reader, row->cells[3], line, "sure|likely|uncertain");
    if (reader_is_fine(reader) && pack->day_count > 0 &&
        pack->days[pack->day_count - 1].date.days >= date.days) {
        reader_fail(reader, line, "the days must ascend, and each stand once");
    }
    if (reader_is_fine(reader) && kind == 1 && date_weekday(date) <= 5) {
        reader_fail(reader, line, "is a weekday already; only a Saturday or Sunday is made up");
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

void read_places(PackReader *reader) {
    Pack *pack = reader->pack;
    size_t regions = count_lines(reader_bytes(reader, "regions.csv"));
    size_t days = count_lines(reader_bytes(reader, "calendar.csv"));
    pack->regions = arena_alloc(&pack->arena, regions, sizeof *pack->regions);
    pack->days = arena_alloc(&pack->arena, days, sizeof *pack->days);
    read_table(reader, "calendar.csv", "date,kind,name,sureness,reference", read_day);
    read_table(reader, "regions.csv", "code,level,name,english", read_region);
    qsort(pack->regions, pack->region_count, sizeof *pack->regions, region_order);
    check_regions(reader);
}
