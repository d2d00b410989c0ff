// SPDX-License-Identifier: Apache-2.0
// Every byte of the input belongs to exactly one row or line end, whatever it is; cells stay within
// their limits; and what is written again reads the same.
#include "base/check.h"
#include "base/text.h"
#include "format/csv.h"
#include "format/csv_write.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_row(const CsvScanner *scanner, const CsvRow *row) {
    CHECK(row->count <= CSV_COLUMNS_MAX);
    CHECK(row->fault == CSV_FINE || row->count == 0);
    CHECK(row->bytes.data >= scanner->bytes.data);
    CHECK(row->bytes.data + row->bytes.length <= scanner->bytes.data + scanner->bytes.length);
    for (size_t i = 0; i < row->count; i++) {
        CHECK(row->cells[i].length <= CSV_CELL_SIZE_MAX);
    }
}

// Writing may add apostrophes, so the second writing is compared with the first.
static void check_written_again(Str bytes) {
    Text again = {0};
    CsvScanner scanner = csv_open(bytes, ',');
    CsvRow row = {0};
    while (csv_next(&scanner, &row)) {
        CHECK(row.fault == CSV_FINE);
        csv_write_row(&again, row.cells, row.count);
    }
    CHECK(str_equal(text_str(&again), bytes));
    csv_release(&scanner);
    text_release(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Str bytes = {(const char *)data, size};
    Text written = {0};
    CsvScanner scanner = csv_open(bytes, csv_separator(bytes));
    CsvRow row = {0};
    size_t end = 0;
    int64_t line = 0;
    while (csv_next(&scanner, &row)) {
        CHECK((size_t)(row.bytes.data - bytes.data) == end);
        CHECK(row.line > line);
        check_row(&scanner, &row);
        if (row.fault == CSV_FINE) {
            csv_write_row(&written, row.cells, row.count);
        }
        end = scanner.at;
        line = row.line;
    }
    CHECK(end == size);
    check_written_again(text_str(&written));
    csv_release(&scanner);
    text_release(&written);
    return 0;
}
