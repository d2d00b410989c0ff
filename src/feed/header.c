// SPDX-License-Identifier: Apache-2.0
#include "feed/header_private.h"

#include "base/check.h"
#include "base/memory.h"
#include "feed/fold_private.h"
#include "feed/rows_private.h"

// ---- spellings
// ----------------------------------------------------------------------------------------------------------------

static const HeaderWord *word_find(const HeaderWords *words, Str key, uint64_t *out_slot) {
    uint64_t slot = str_hash(key);
    uint64_t index = 0;
    for (; map_find(&words->index, slot, &index); slot = map_mix(slot + 1)) {
        if (str_equal(words->words[index].key, key)) {
            return &words->words[index];
        }
    }
    *out_slot = slot;
    return NULL;
}

// The first field to claim a spelling keeps it.
static void word_add(HeaderWords *words, Str spelling, int field) {
    Str key = fold_key(spelling, &words->arena);
    uint64_t slot = 0;
    if (key.length > 0 && word_find(words, key, &slot) == NULL) {
        words->words[words->count] = (HeaderWord){key, field};
        map_put(&words->index, slot, words->count++);
    }
}

void header_words_init(HeaderWords *words, const FeedContract *contract) {
    *words = (HeaderWords){.contract = contract};
    size_t capacity = 0;
    for (size_t i = 0; i < contract->field_count; i++) {
        capacity += 2 + contract->fields[i].accepted_count;
    }
    words->words = arena_alloc(&words->arena, capacity, sizeof *words->words);
    for (size_t i = 0; i < contract->field_count; i++) {
        if (field_is_in_file(&contract->fields[i])) {
            word_add(words, contract->fields[i].name, (int)i);
            word_add(words, contract->fields[i].chinese, (int)i);
        }
    }
    for (size_t i = 0; i < contract->field_count; i++) {
        const Field *field = &contract->fields[i];
        for (size_t k = 0; k < field->accepted_count && field_is_in_file(field); k++) {
            word_add(words, field->accepted[k], (int)i);
        }
    }
}

void header_words_release(HeaderWords *words) {
    map_release(&words->index);
    arena_release(&words->arena);
}

static Str without_stars(Str key) {
    while (key.length > 0 && key.data[0] == '*') {
        key = str_slice(key, 1, key.length);
    }
    while (key.length > 0 && key.data[key.length - 1] == '*') {
        key = str_slice(key, 0, key.length - 1);
    }
    return key;
}

// Templates mark required columns with stars, and amounts with their unit. Yuan is what amounts are
// in; any other unit makes the head unknown.
int header_find(const HeaderWords *words, Str head, Arena *scratch) {
    const Str yuan = STR("(元)");
    uint64_t slot = 0;
    Str key = without_stars(fold_key(head, scratch));
    const HeaderWord *word = word_find(words, key, &slot);
    if (word != NULL) {
        return word->field;
    }
    if (str_ends_with(key, yuan)) {
        word = word_find(words, str_slice(key, 0, key.length - yuan.length), &slot);
    }
    bool is_amount = word != NULL && words->contract->fields[word->field].type == SCALAR_MONEY;
    return is_amount ? word->field : -1;
}

// ---- one row of heads
// ---------------------------------------------------------------------------------------------------------

Header header_read(const HeaderWords *words, const Cell *cells, size_t count, Arena *arena) {
    CLEANUP(arena_release) Arena scratch = {0};
    Header header = {
        .fields = arena_alloc(arena, count, sizeof *header.fields),
        .heads = arena_alloc(arena, count, sizeof *header.heads),
        .count = count,
    };
    for (size_t i = 0; i < count; i++) {
        header.heads[i] = arena_copy(arena, fold_trim(cells[i].text));
        bool is_text = cells[i].kind == CELL_TEXT;
        header.fields[i] = is_text ? header_find(words, cells[i].text, &scratch) : -1;
        header.known += header.fields[i] >= 0;
    }
    return header;
}

static int column_of(const Header *header, size_t field, size_t from) {
    for (size_t i = from; i < header->count; i++) {
        if (header->fields[i] == (int)field) {
            return (int)i;
        }
    }
    return -1;
}

static Status check_once(const FeedContract *contract, const Header *header, int64_t row,
                         Error *error) {
    for (size_t i = 0; i < contract->field_count; i++) {
        int first = column_of(header, i, 0);
        int second = first < 0 ? -1 : column_of(header, i, (size_t)first + 1);
        if (second >= 0) {
            return error_set(error, STATUS_INVALID,
                             "row %lld: columns %d (" STR_FMT ") and %d (" STR_FMT
                             ") are both the field " STR_FMT "; delete or rename one of them",
                             (long long)row, first + 1, STR_ARG(header->heads[first]), second + 1,
                             STR_ARG(header->heads[second]), STR_ARG(contract->fields[i].name));
        }
    }
    return STATUS_OK;
}

static bool has_parent(const FeedContract *contract, const Header *header) {
    for (size_t i = 0; i < contract->field_count; i++) {
        if (field_is_parent(contract, i) && column_of(header, i, 0) >= 0) {
            return true;
        }
    }
    return contract->effect != FEED_EFFECT_BIRTHS;
}

Status header_check(const HeaderWords *words, const Header *header, int64_t row, Error *error) {
    const FeedContract *contract = words->contract;
    Status status = check_once(contract, header, row, error);
    if (status != STATUS_OK) {
        return status;
    }
    CLEANUP(text_release) Text missing = {0};
    bool lacks_parents = !has_parent(contract, header);
    for (size_t i = 0; i < contract->field_count; i++) {
        bool is_wanted =
            field_is_required(contract, i) || (lacks_parents && field_is_parent(contract, i));
        if (is_wanted && column_of(header, i, 0) < 0) {
            text_format(&missing, "%s" STR_FMT " " STR_FMT, missing.length == 0 ? "" : ", ",
                        STR_ARG(contract->fields[i].name), STR_ARG(contract->fields[i].chinese));
        }
    }
    if (missing.length > 0) {
        return error_set(error, STATUS_INVALID,
                         "the header in row %lld lacks required columns: " STR_FMT
                         "; add them and send the file again",
                         (long long)row, STR_ARG(text_str(&missing)));
    }
    return STATUS_OK;
}
