// SPDX-License-Identifier: Apache-2.0
// Plain cells and cells that repeat take short ways; they must say what the long way says. Random
// rows are read in one file as they are, where both short ways are open, and each in a file of its
// own with spaces around every cell, where neither is.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "contracts.h"
#include <cmocka.h>
#include <stdlib.h>
#include <time.h>

enum { ROWS = 1500, CELLS_MAX = 24 };

typedef struct Draw {
    uint64_t state;
} Draw;

static size_t below(Draw *draw, size_t limit) {
    return draw_below(&draw->state, limit);
}

static const char *const IDENTITIES[] = {
    "330303198002020020", "330303197001010010",  "330303197001010018", "33030319800202002x",
    "3.30303E+17",        "'330303198002020020", "330303198013020020", "",
    "330303800202002"};
static const char *const DATES[] = {"2025-08-20", "2025/08/20", "2025.8.20",  "20250820",
                                    "2025-02-29", "2026-08-20", "2025-8-2",   "2025-08-20T01",
                                    "2025/08-20", "",           "0000-01-01", "2025年8月20日"};
static const char *const MOMENTS[] = {
    "2025-08-20 10:11:12", "2025-08-20T10:11:12", "2025-08-20", "2025-08-20 24:00:00",
    "2025-08-20 1:2:3",    "2025-08-26 00:00:00", "",           "2025-08-20T10:11:12Z"};
static const char *const AMOUNTS[] = {"0.00",
                                      "12.5",
                                      "-3",
                                      "4812.50",
                                      "1.005",
                                      "1.",
                                      "--1",
                                      "￥12.00",
                                      "1e3",
                                      "９９.5",
                                      "",
                                      "+5",
                                      "007",
                                      "12345678901234.56",
                                      "123456789012345",
                                      "99999999999"};
static const char *const TEXTS[] = {
    "A-1", "温州市中心医院", "Ａ１", "3.30303E+17", "#N/A", "'0012",           "a b", "",
    "x_y", "\x7F",           "A1.0", "=1+1",        "0012", "医\xE3\x80\x80院"};
static const char *const CODES[] = {"310", "职工", "职 工", "居民", "３９０", "999",
                                    "",    "21",   "门诊",  "住院", "普通"};
static const char *const FLAGS[] = {"是", "否", "1", "0", "Y", "no", "maybe", "", "ＴＲＵＥ"};

#define POOL(list) list, ARRAY_COUNT(list)
static const char *draw_cell(Draw *draw, const Field *field) {
    const struct {
        const char *const *items;
        size_t count;
    } pools[] = {{POOL(IDENTITIES)}, {POOL(DATES)}, {POOL(MOMENTS)}, {POOL(AMOUNTS)},
                 {POOL(TEXTS)},      {POOL(CODES)}, {POOL(FLAGS)}};
    size_t pool = field->kind == FIELD_IDENTITY   ? 0
                  : field->kind == FIELD_CODE     ? 5
                  : field->type == SCALAR_DATE    ? 1
                  : field->type == SCALAR_INSTANT ? 2
                  : field->type == SCALAR_MONEY   ? 3
                  : field->type == SCALAR_BOOLEAN ? 6
                                                  : 4;
    // Mostly the first, so that many rows are accepted and cells repeat.
    return pools[pool].items[below(draw, 8) > 0 ? 0 : below(draw, pools[pool].count)];
}

static void append_head(const FeedContract *contract, Text *out) {
    for (size_t i = 0; i < contract->field_count; i++) {
        text_append(out, i == 0 ? STR("") : STR(","));
        text_append(out, contract->fields[i].name);
    }
    text_append_char(out, '\n');
}

static void append_row(const char *const *cells, size_t count, const char *around, Text *out) {
    for (size_t i = 0; i < count; i++) {
        text_format(out, "%s%s%s%s", i == 0 ? "" : ",", around, cells[i], around);
    }
    text_append_char(out, '\n');
}

// One row of `all` and the same alone.
static void row_agrees(const FeedOutput *all, size_t accepted, size_t refused, int64_t line,
                       const FeedOutput *alone) {
    bool is_accepted = accepted < all->batch.row_count && all->rows[accepted] == line;
    assert_int_equal(alone->batch.row_count, is_accepted);
    if (!is_accepted) {
        assert_int_equal(all->quarantined[refused].row, line);
        assert_int_equal(alone->quarantined_count, 1);
        assert_int_equal(all->quarantined[refused].reason, alone->quarantined[0].reason);
        assert_true(str_equal(all->quarantined[refused].column, alone->quarantined[0].column));
        return;
    }
    for (size_t i = 0; i < all->batch.column_count; i++) {
        Scalar a = batch_get(&all->batch, accepted, i);
        Scalar b = batch_get(&alone->batch, 0, i);
        if (a.type == SCALAR_PERSON) {
            assert_int_equal(b.type, SCALAR_PERSON); // numbered by the matcher as they come
        } else if (!scalar_equal(a, b)) {
            fail_msg("line %lld, column " STR_FMT, (long long)line,
                     STR_ARG(all->batch.columns[i].name));
        }
    }
}

static void short_ways_say_what_the_long_way_says(void **state) {
    (void)state;
    const char *given = getenv("DOUDI_SEED");
    Draw draw = {given != NULL ? strtoull(given, NULL, 10) : (uint64_t)time(NULL)};
    print_message("# seed %llu\n", (unsigned long long)draw.state);
    draw.state |= 1;
    const FeedContract *contract = contract_settlements();
    CHECK(contract->field_count <= CELLS_MAX);
    CLEANUP(text_release) Text file = {0};
    append_head(contract, &file);
    const char *(*cells)[CELLS_MAX] = calloc(ROWS, sizeof *cells);
    assert_non_null(cells);
    for (size_t row = 0; row < ROWS; row++) {
        for (size_t i = 0; i < contract->field_count; i++) {
            cells[row][i] = draw_cell(&draw, &contract->fields[i]);
        }
        append_row(cells[row], contract->field_count, "", &file);
    }
    FeedOutput all = {0};
    assert_int_equal(read_bytes(contract, "F01-20250825.csv", text_str(&file), &all, NULL),
                     STATUS_OK);
    assert_int_equal(all.rows_read, ROWS);
    size_t accepted = 0;
    for (size_t row = 0; row < ROWS; row++) {
        CLEANUP(text_release) Text one = {0};
        FeedOutput alone = {0};
        append_head(contract, &one);
        append_row(cells[row], contract->field_count, " ", &one);
        assert_int_equal(read_bytes(contract, "F01-20250825.csv", text_str(&one), &alone, NULL),
                         STATUS_OK);
        row_agrees(&all, accepted, row - accepted, (int64_t)row + 2, &alone);
        accepted += alone.batch.row_count;
        feed_output_release(&alone);
    }
    assert_int_equal(accepted, all.batch.row_count);
    assert_true(accepted > ROWS / 20 && accepted < ROWS * 19 / 20);
    free(cells);
    feed_output_release(&all);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(short_ways_say_what_the_long_way_says),
    };
    return cmocka_run_group_tests_name("plain cells", tests, NULL, NULL);
}
