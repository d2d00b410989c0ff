// SPDX-License-Identifier: Apache-2.0
// Rows are read many at a time, column by column; each must be what it is alone. Random records,
// plain ones in long runs and odd ones anywhere among them, are read in one file, and each in a
// file of its own; both must agree in every byte.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "contracts.h"
#include "format/json.h"
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { RECORDS = 1000, FIELDS_MAX = 24, RUN_MAX = 150 };

typedef struct Draw {
    uint64_t state;
    bool is_json;
    bool is_odd; // anything may come, else what is accepted
} Draw;

static size_t below(Draw *draw, size_t limit) {
    return draw_below(&draw->state, limit);
}

// ---- records
// ------------------------------------------------------------------------------------------------------------------

typedef struct Pool { // what is accepted, and what is odd or refused
    const char *fine[3];
    const char *odd[8];
} Pool;
static const Pool IDENTITIES = {{"330303198002020020", "330303197001010010", "33030319700101007X"},
                                {"330303197001010018", "33030319800202002x", "'330303198002020020",
                                 "", "3.30303E+17", " ", "330303198013020020",
                                 "３30303198002020020"}};
static const Pool NAMES = {{"陈大文", "林小妹", "欧阳"},
                           {"王?", "", "买买提.艾力", "Li Na", " 陈 文 ", "王\x7F", "Ｌ", "陈"}};
static const Pool DATES = {{"2025-08-20", "2025/08/21", "1980-02-02"},
                           {"20250820", "2025-02-29", "2026-08-20", "2025.8.2", "", "2025-13-01",
                            "2025年8月20日", "0000-01-01"}};
static const Pool MOMENTS = {{"2025-08-20 10:11:12", "2025-08-20T00:00:00", "2025-08-25 23:59:59"},
                             {"2025-08-26 00:00:00", "2025-08-20", "2025-08-20 24:00:00", "",
                              "2025-08-20 1:2:3", "2025-08-20T10:11:12Z", "x",
                              "2025-08-20 10:11:6"}};
static const Pool AMOUNTS = {
    {"4812.50", "0.00", "12345678.9"},
    {"-3", "1.", "￥12.00", "1e3", "", "123456789012345", "1.005", "12,5"}};
static const Pool MONTHS = {
    {"2025-08", "202507", "2025年6月"},
    {"2025.1", "2026-09", "", "x", "2025-13", "2025-08-20", "0", "２０２５-０８"}};
static const Pool NUMBERS = {{"3200", "700", "8999"},
                             {"9001", "0", "3.0", "3.5", "x", "", "３", "-1"}};
static const Pool TEXTS = {
    {"A-1", "温州市中心医院", "x_y0123456789"},
    {"Ａ１", "3.30303E+17", "#N/A", "'0012", "a b", "", "医\xE3\x80\x80院", "="}};
static const Pool FLAGS = {{"是", "否", "1"},
                           {"maybe", "", "ＴＲＵＥ", "Y", "no", "0", " 是", "2"}};
static const Pool REGIONS = {{"330303001002", "330303", "330303001000"},
                             {"33", "x", "", "330303001002 ", "3303030010020", "0", "９", "#REF!"}};

static const Pool *pool_of(const Field *field) {
    switch (field->kind) {
    case FIELD_IDENTITY: return &IDENTITIES;
    case FIELD_NAME: return &NAMES;
    case FIELD_REGION: return &REGIONS;
    case FIELD_CODE:
    case FIELD_PLAIN:
    case FIELD_NEWBORN: break;
    }
    return field->type == SCALAR_DATE      ? &DATES
           : field->type == SCALAR_INSTANT ? &MOMENTS
           : field->type == SCALAR_MONTH   ? &MONTHS
           : field->type == SCALAR_MONEY   ? &AMOUNTS
           : field->type == SCALAR_BOOLEAN ? &FLAGS
           : field->type == SCALAR_TEXT    ? &TEXTS
                                           : &NUMBERS;
}

static void draw_cell(Draw *draw, const Field *field, Text *out) {
    const Pool *pool = pool_of(field);
    if (draw->is_odd && below(draw, 12) == 0) {
        text_append(out, str_from(pool->odd[below(draw, ARRAY_COUNT(pool->odd))]));
    } else if (field->code_count > 0) {
        const CodeMapping *code = &field->codes[below(draw, field->code_count)];
        text_append(out, below(draw, 2) == 0 ? code->code : code->spelling);
    } else if (field->type == SCALAR_TEXT && field->kind == FIELD_PLAIN && below(draw, 2) == 0) {
        text_format(out, "%zu", below(draw, 1000000)); // does not repeat
    } else {
        text_append(out, str_from(pool->fine[below(draw, ARRAY_COUNT(pool->fine))]));
    }
}

// Some with quotes, doubled ones and line breaks between them.
static void append_csv_cell(Draw *draw, Str cell, bool is_text, Text *out) {
    size_t way = draw->is_odd && is_text ? below(draw, 40) : 3;
    if (way == 0) {
        text_format(out, "\"" STR_FMT "\"", STR_ARG(cell));
    } else if (way == 1) {
        text_format(out, "\"A\"\"" STR_FMT "\"\"\"", STR_ARG(cell));
    } else if (way == 2) {
        text_format(out, "\"B\n," STR_FMT "\"", STR_ARG(cell));
    } else {
        text_append(out, cell);
    }
}

static bool is_in_file(const Field *field) {
    return field->kind != FIELD_NEWBORN;
}

static void append_head(const FeedContract *contract, Text *out) {
    for (size_t i = 0; i < contract->field_count; i++) {
        if (is_in_file(&contract->fields[i])) {
            text_append(out, i == 0 ? STR("") : STR(","));
            text_append(out, contract->fields[i].name);
        }
    }
    text_append_char(out, '\n');
}

static void append_row(Draw *draw, const FeedContract *contract, Text *out) {
    JsonWriter writer = {.out = out};
    if (draw->is_json) {
        json_begin_object(&writer);
    }
    for (size_t i = 0; i < contract->field_count; i++) {
        const Field *field = &contract->fields[i];
        CLEANUP(text_release) Text cell = {0};
        if (!is_in_file(field)) {
            continue;
        }
        draw_cell(draw, field, &cell);
        if (draw->is_json) {
            json_key(&writer, field->name);
            bool is_number = str_equal(text_str(&cell), STR("4812.50"));
            (is_number ? json_raw : json_string)(&writer, text_str(&cell));
        } else {
            text_append(out, i == 0 ? STR("") : STR(","));
            append_csv_cell(draw, text_str(&cell), field->type == SCALAR_TEXT, out);
        }
    }
    if (draw->is_json) {
        json_end_object(&writer);
    }
    text_append_char(out, '\n');
}

// Broken, blank, a total, the header again.
static void append_odd_record(Draw *draw, const FeedContract *contract, Text *out) {
    static const char *const JSON[] = {"{\n", "[]\n", "\n", "{\"x\":{}}\n", "  \n", "{}\n"};
    static const char *const CSV[] = {"\n",     "a,b\n",      ",,,,\n",       "合计,,12.50\n",
                                      " , ,\n", "\"a\"b,c\n", "小计：,,,,,\n"};
    if (draw->is_json) {
        text_append(out, str_from(JSON[below(draw, ARRAY_COUNT(JSON))]));
    } else if (below(draw, 4) == 0) {
        append_head(contract, out);
    } else {
        text_append(out, str_from(CSV[below(draw, ARRAY_COUNT(CSV))]));
    }
}

// ---- read
// ---------------------------------------------------------------------------------------------------------------------

// Whom the feed asked for, in its order; a person's number depends on nothing else.
static void note_persons(void *context, FeedPerson *persons, size_t count) {
    Text *asked = context;
    for (size_t i = 0; i < count; i++) {
        FeedPerson *person = &persons[i];
        text_format(asked, "%llu " STR_FMT "\n", (unsigned long long)person->identity.packed,
                    STR_ARG(person->name));
        person->person.number = (uint32_t)(person->identity.packed % 1000000 + person->name.length);
    }
}

static void read_noting(const FeedContract *contract, bool is_json, Str bytes,
                        FeedOutput *out_output, Text *asked) {
    FeedInput input = {.contract = contract,
                       .file_name = is_json ? STR("x.jsonl") : STR("x.csv"),
                       .bytes = bytes,
                       .delivered = date_make(2025, 8, 25),
                       .match = note_persons,
                       .match_context = asked};
    Error error = {0};
    if (feed_read(&input, out_output, &error) != STATUS_OK) {
        fail_msg("%s", error.message);
    }
}

static void column_agrees(const Column *all, size_t row, const Column *alone) {
    assert_int_equal(all->valid[row / COLUMN_BITS] >> row % COLUMN_BITS & 1, alone->valid[0] & 1);
    if (all->type == SCALAR_TEXT) {
        assert_true(str_equal(all->texts[row], alone->texts[0]));
    } else {
        assert_true(all->numbers[row] == alone->numbers[0]);
    }
    if (all->type == SCALAR_DECIMAL) {
        assert_int_equal(all->exponents[row], alone->exponents[0]);
    }
}

typedef struct Seen { // of the whole file, so far
    size_t accepted, quarantined;
    int64_t skipped;
} Seen;

static void record_agrees(const FeedOutput *all, Seen *seen, int64_t lines_before,
                          const FeedOutput *alone) {
    assert_true(alone->batch.row_count <= 1);
    for (size_t i = 0; i < alone->batch.row_count; i++) {
        size_t row = seen->accepted++;
        assert_true(row < all->batch.row_count && all->rows[row] == alone->rows[i] + lines_before);
        assert_true(str_equal(all->names[row], alone->names[i]));
        for (size_t k = 0; k < all->batch.column_count; k++) {
            column_agrees(&all->batch.columns[k], row, &alone->batch.columns[k]);
        }
    }
    for (size_t i = 0; i < alone->quarantined_count; i++) {
        const QuarantinedRow *one = &alone->quarantined[i];
        const QuarantinedRow *same = &all->quarantined[seen->quarantined++];
        assert_true(seen->quarantined <= all->quarantined_count &&
                    same->row == one->row + lines_before);
        assert_int_equal(same->reason, one->reason);
        assert_true(str_equal(same->column, one->column) && str_equal(same->value, one->value));
        assert_true(str_equal(same->cells, one->cells));
    }
    seen->skipped += alone->rows_skipped;
}

// An object in the last line, so that a file of one bad line is a file.
static Str alone_bytes(const FeedContract *contract, bool is_json, Str record, Text *out) {
    if (!is_json) {
        append_head(contract, out);
    }
    text_append(out, record);
    text_append(out, is_json ? STR("{}\n") : STR(""));
    return text_str(out);
}

static void file_agrees(Draw *draw, const FeedContract *contract) {
    CLEANUP(text_release) Text file = {0};
    CLEANUP(text_release) Text asked = {.limit = SIZE_MAX};
    CLEANUP(text_release) Text asked_alone = {.limit = SIZE_MAX};
    size_t *ends = calloc(RECORDS, sizeof *ends);
    assert_non_null(ends);
    if (!draw->is_json) {
        append_head(contract, &file);
    }
    size_t start = file.length;
    for (size_t i = 0, run = 0; i<RECORDS; i++, run -= run> 0) {
        if (run == 0) {
            run = below(draw, RUN_MAX);
            draw->is_odd = !draw->is_odd;
        }
        if (draw->is_odd && below(draw, 10) == 0) {
            append_odd_record(draw, contract, &file);
        } else {
            append_row(draw, contract, &file);
        }
        ends[i] = file.length;
    }
    FeedOutput all = {0};
    read_noting(contract, draw->is_json, text_str(&file), &all, &asked);
    Seen seen = {0};
    int64_t lines_before = 0; // of other records
    for (size_t i = 0; i < RECORDS; start = ends[i++]) {
        CLEANUP(text_release) Text one = {0};
        Str record = str_slice(text_str(&file), start, ends[i]);
        FeedOutput alone = {0};
        read_noting(contract, draw->is_json, alone_bytes(contract, draw->is_json, record, &one),
                    &alone, &asked_alone);
        alone.quarantined_count -= draw->is_json; // the line behind it
        record_agrees(&all, &seen, lines_before, &alone);
        for (size_t k = 0; k < record.length; k++) {
            lines_before += record.data[k] == '\n';
        }
        feed_output_release(&alone);
    }
    assert_int_equal(seen.accepted, all.batch.row_count);
    assert_int_equal(seen.quarantined, all.quarantined_count);
    assert_int_equal(seen.skipped, all.rows_skipped);
    assert_true(str_equal(text_str(&asked), text_str(&asked_alone)));
    assert_true(seen.accepted > RECORDS / 4 && seen.quarantined > RECORDS / 20);
    feed_output_release(&all);
    free(ends);
}

static void every_row_is_what_it_is_alone(void **state) {
    (void)state;
    const char *given = getenv("DOUDI_SEED");
    Draw draw = {.state = given != NULL ? strtoull(given, NULL, 10) : (uint64_t)time(NULL)};
    print_message("# seed %llu\n", (unsigned long long)draw.state);
    draw.state |= 1;
    const FeedContract *contracts[] = {contract_settlements(), contract_births(),
                                       contract_register(), contract_estate(), contract_pensions()};
    for (size_t i = 0; i < ARRAY_COUNT(contracts); i++) {
        CHECK(contracts[i]->field_count <= FIELDS_MAX);
        for (int form = 0; form < 2; form++) {
            draw.is_json = form == 1;
            file_agrees(&draw, contracts[i]);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_is_what_it_is_alone),
    };
    return cmocka_run_group_tests_name("blocks of rows", tests, NULL, NULL);
}
