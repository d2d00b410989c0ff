// SPDX-License-Identifier: Apache-2.0
#include "feed/table_private.h"

#include "base/check.h"
#include "feed/fold_private.h"
#include <string.h>

void table_init(Table *table, RowReader *reader, bool needs_all_cells) {
    *table = (Table){.reader = reader, .needs_all_cells = needs_all_cells};
    header_words_init(&table->words, reader->contract);
}

void table_release(Table *table) {
    header_words_release(&table->words);
    arena_release(&table->arena);
}

bool table_has_header(const Table *table) {
    return table->header.count > 0;
}

void table_keep(Table *table, const TableRow *row) {
    CHECK(table->kept_count < HEADER_ROWS_MAX);
    Cell *cells = arena_alloc(&table->arena, row->count, sizeof *cells);
    for (size_t i = 0; i < row->count; i++) {
        cells[i] = row->cells[i];
        cells[i].text = arena_copy(&table->arena, row->cells[i].text);
    }
    TableRow *kept = &table->kept[table->kept_count++];
    *kept = *row;
    kept->cells = cells;
    kept->bytes = arena_copy(&table->arena, row->bytes);
}

void table_restart(Table *table) {
    table->header = (Header){0};
    table->header_row = 0;
    table->known = 0;
    table->kept_count = 0;
}

bool table_is_meant(const Table *table) {
    const FeedContract *contract = table->reader->contract;
    size_t required = 0;
    for (size_t i = 0; i < contract->field_count; i++) {
        required += field_is_required(contract, i);
    }
    return table->known > 0 && table->known * 2 >= required;
}

// 单位：万元 above the header: taken as yuan, every amount would be wrong by a factor.
static bool is_other_unit(Str text, Arena *scratch) {
    static const char *const UNITS[] = {"万元", "千元", "百元", "百万元", "亿元", "角", "分"};
    const Str word = STR("单位");
    size_t at = 0;
    if (!str_find(text, word, &at)) {
        return false;
    }
    Str key = fold_key(str_slice(text, at + word.length, text.length), scratch);
    key = str_starts_with(key, STR(":")) ? str_slice(key, 1, key.length) : key;
    const Str renminbi = STR("人民币");
    key = str_starts_with(key, renminbi) ? str_slice(key, renminbi.length, key.length) : key;
    for (size_t i = 0; i < ARRAY_COUNT(UNITS); i++) {
        if (str_starts_with(key, str_from(UNITS[i]))) {
            return true;
        }
    }
    return false;
}

static bool has_amounts(const FeedContract *contract) {
    for (size_t i = 0; i < contract->field_count; i++) {
        if (contract->fields[i].type == SCALAR_MONEY) {
            return true;
        }
    }
    return false;
}

static Status check_unit(Table *table, Error *error) {
    bool is_above = has_amounts(table->reader->contract);
    for (size_t i = 0; i < table->kept_count && is_above; i++) {
        const TableRow *row = &table->kept[i];
        is_above = row->number < table->header_row;
        for (size_t k = 0; k < row->count && is_above; k++) {
            if (is_other_unit(row->cells[k].text, &table->arena)) {
                return error_set(error, STATUS_INVALID,
                                 "row %lld says '" STR_FMT "', but amounts are read in yuan; "
                                 "convert them to yuan and send the file again",
                                 (long long)row->number, STR_ARG(fold_trim(row->cells[k].text)));
            }
        }
    }
    return STATUS_OK;
}

static void use_header(Table *table) {
    RowReader *reader = table->reader;
    const Header *header = &table->header;
    size_t count = reader->contract->field_count;
    table->columns = arena_alloc(&table->arena, count, sizeof *table->columns);
    for (size_t i = 0; i < count; i++) {
        table->columns[i] = -1;
    }
    table->first_known = header->count;
    for (size_t i = 0; i < header->count; i++) {
        int field = header->fields[i];
        if (field < 0) {
            row_ignore_column(reader, header->heads[i]);
        } else {
            table->first_known = i < table->first_known ? i : table->first_known;
            table->columns[field] = (int)i;
            reader->headers[field] = arena_copy(&reader->output.arena, header->heads[i]);
        }
    }
}

Status table_settle(Table *table, Error *error) {
    Header best = {0};
    for (size_t i = 0; i < table->kept_count; i++) {
        const TableRow *row = &table->kept[i];
        Header header = header_read(&table->words, row->cells, row->count, &table->arena);
        if (header.known > best.known) {
            best = header;
            table->header_row = row->number;
        }
    }
    table->known = best.known;
    if (best.known == 0) {
        const Field *first = &table->reader->contract->fields[0];
        return error_set(error, STATUS_INVALID,
                         "none of the first %d rows is a header of feed " STR_FMT
                         "; its column heads are like " STR_FMT " or " STR_FMT,
                         HEADER_ROWS_MAX, STR_ARG(table->reader->contract->id),
                         STR_ARG(first->name), STR_ARG(first->chinese));
    }
    Status status = header_check(&table->words, &best, table->header_row, error);
    if (status == STATUS_OK) {
        status = check_unit(table, error);
    }
    if (status != STATUS_OK) {
        return status;
    }
    table->header = best;
    use_header(table);
    return STATUS_OK;
}

// ---- rows that are none
// -------------------------------------------------------------------------------------------------------

static bool is_blank(const TableRow *row) {
    for (size_t i = 0; i < row->count; i++) {
        if (row->cells[i].text.length > 0 && fold_trim(row->cells[i].text).length > 0) {
            return false;
        }
    }
    return true;
}

// Long sheets repeat their header on every printed page.
static bool is_header_again(const Table *table, const TableRow *row) {
    const Header *header = &table->header;
    size_t same = 0;
    for (size_t i = 0; i < header->count && i < row->count; i++) {
        if (header->fields[i] >= 0) {
            if (!str_equal(fold_trim(row->cells[i].text), header->heads[i])) {
                return false;
            }
            same++;
        }
    }
    return same == header->known;
}

static bool is_total_word(Str text, Arena *scratch) {
    static const char *const WORDS[] = {"合计",     "总计",     "小计", "共计",
                                        "本页合计", "本页小计", "累计", "总合计"};
    size_t at = 0;
    bool is_ascii = (unsigned char)text.data[0] < 0x80;
    if (is_ascii || !str_find(text, STR("计"), &at)) {
        return false;
    }
    Str key = fold_key(text, scratch);
    if (str_ends_with(key, STR(":"))) {
        key = str_slice(key, 0, key.length - 1);
    }
    for (size_t i = 0; i < ARRAY_COUNT(WORDS); i++) {
        if (str_equal(key, str_from(WORDS[i]))) {
            return true;
        }
    }
    return false;
}

static bool lacks_required(const Table *table, const TableRow *row) {
    for (size_t i = 0; i < table->header.count; i++) {
        int field = table->header.fields[i];
        bool is_required = field >= 0 && field_is_required(table->reader->contract, (size_t)field);
        bool is_empty = i >= row->count || fold_trim(row->cells[i].text).length == 0;
        if (is_required && is_empty) {
            return true;
        }
    }
    return false;
}

// The first thing that it says is 合计 or the like, and it is no whole row by accident.
static bool is_total(const Table *table, const TableRow *row) {
    enum { TOTAL_WORD_MAX = 48 };
    for (size_t i = 0; i < row->count; i++) {
        Str text = fold_trim(row->cells[i].text);
        if (text.length > 0) {
            return text.length <= TOTAL_WORD_MAX && is_total_word(text, &table->reader->scratch) &&
                   lacks_required(table, row);
        }
    }
    return false;
}

// ---- rows
// ---------------------------------------------------------------------------------------------------------------------

static void fill_cells(Table *table, const TableRow *row) {
    RowReader *reader = table->reader;
    for (size_t i = 0; i < reader->contract->field_count; i++) {
        int column = table->columns[i];
        bool is_there = column >= 0 && (size_t)column < row->count;
        reader->cells[i] = is_there ? row->cells[column] : (Cell){.kind = CELL_TEXT};
    }
}

void table_take(Table *table, const TableRow *row) {
    CHECK(table_has_header(table));
    RowReader *reader = table->reader;
    if (row->number == table->header_row) {
        return;
    }
    bool is_title = row->number < table->header_row;
    bool is_none =
        !row->is_broken && (is_blank(row) || is_header_again(table, row) || is_total(table, row));
    if (is_title || is_none) {
        row_skip(reader);
        return;
    }
    fill_cells(table, row);
    bool has_wrong_count = table->needs_all_cells && row->count != table->header.count;
    if (row->is_broken || has_wrong_count) {
        row_refuse(reader, row->number, (Refusal){-1, row->bytes, QUARANTINE_MALFORMED_ROW});
    } else {
        row_take(reader, row->number);
    }
}

static bool begins_graphic(Str text) {
    return text.length > 0 && text.data[0] > ' ' && text.data[0] <= '~';
}

// What begins with an ASCII character that nobody trims is not blank and no total; where a head
// begins with another, the row is no header.
static bool is_surely_row(const Table *table, int64_t number, const Str *texts, size_t count) {
    const Header *header = &table->header;
    if (number <= table->header_row || count != header->count || !begins_graphic(texts[0])) {
        return false;
    }
    Str known = texts[table->first_known];
    return begins_graphic(known) && known.data[0] != header->heads[table->first_known].data[0];
}

bool table_take_texts(Table *table, int64_t number, const Str *texts, size_t count) {
    CHECK(table_has_header(table));
    bool is_row = is_surely_row(table, number, texts, count);
    if (is_row) {
        CHECK(texts == row_texts(table->reader));
        row_take_texts(table->reader, number);
    }
    return is_row;
}

void table_take_kept(Table *table) {
    for (size_t i = 0; i < table->kept_count; i++) {
        table_take(table, &table->kept[i]);
    }
    table->kept_count = 0;
}
