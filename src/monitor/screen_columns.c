// SPDX-License-Identifier: Apache-2.0
// Category and amount by one plan over the columns of what they need; then a byte of each.
#include "monitor/screen_columns.h"
#include "base/check.h"
#include "monitor/screen_decide.h"
#include "monitor/screener.h"
#include "platform/hands.h"

enum {
    PIECE_ROWS = 65536,
    CATEGORIES = CATEGORY_NONE + 1,
    CLASSES = REGISTERED_DESTITUTE + 1,
    INPUTS_MAX = 64, // whose absence is told apart
};

typedef struct Taking { // what the decisions answered, as columns of bytes
    const ScreenBase *base;
    const Source *category, *amount, *class;
    uint8_t *category_of, *class_of; // by word
    uint8_t findings[CATEGORIES][CLASSES];
    ScreenColumns *out;
    bool *is_fine; // by piece: no amount is too large
} Taking;

static uint8_t *by_word(const Source *source, bool is_category, Arena *arena) {
    const PlanColumn *column = &source->column;
    uint8_t *numbers = arena_alloc(arena, column->word_count + 1, sizeof *numbers);
    for (size_t i = 0; i < column->word_count; i++) {
        numbers[i] = is_category ? (uint8_t)category_from_words(column->words[i])
                                 : (uint8_t)registered_from_words(column->words[i]);
    }
    return numbers;
}

static void take_row(const Taking *taking, size_t row) {
    const ScreenColumns *out = taking->out;
    uint8_t category = bit_at(taking->category->valid, row)
                           ? taking->category_of[source_value(taking->category, row)]
                           : (uint8_t)CATEGORY_UNDETERMINED;
    uint8_t class = bit_at(taking->class->valid, row)
                        ? taking->class_of[source_value(taking->class, row)]
                        : (uint8_t)REGISTERED_NONE;
    bool is_alive = bit_at(taking->base->alive, row);
    out->categories[row] = category;
    out->registered[row] = class;
    out->findings[row] = is_alive ? taking->findings[category][class] : (uint8_t)FINDING_AGREES;
}

// In fen; what is below a fen is cut off, as for single households. Unknown is 0 in the column.
static bool take_amount(const Taking *taking, size_t row) {
    int64_t fen = ((const int64_t *)taking->amount->column.values)[row];
    int places = MONEY_SCALE - taking->amount->shape.scale;
    for (int k = places; k < 0; k++) {
        fen /= 10;
    }
    bool is_fine = places <= 0 || source_shift(fen, places, &fen);
    bool is_decided = taking->out->categories[row] != CATEGORY_UNDETERMINED;
    taking->out->amounts[row] = is_decided && bit_at(taking->amount->valid, row) ? fen : 0;
    return is_fine;
}

static void take_piece(void *context, size_t piece) {
    Taking *taking = context;
    size_t from = piece * PIECE_ROWS;
    size_t rest = taking->out->count - from;
    size_t to = from + (rest < PIECE_ROWS ? rest : PIECE_ROWS);
    bool is_fine = true;
    for (size_t row = from; row < to; row++) {
        take_row(taking, row);
        is_fine = take_amount(taking, row) && is_fine;
    }
    taking->is_fine[piece] = is_fine;
}

void screen_columns_reserve(ScreenColumns *columns, size_t count) {
    Arena *arena = &columns->arena;
    columns->count = count;
    columns->categories = arena_alloc(arena, count + 1, sizeof *columns->categories);
    columns->registered = arena_alloc(arena, count + 1, sizeof *columns->registered);
    columns->findings = arena_alloc(arena, count + 1, sizeof *columns->findings);
    columns->amounts = arena_alloc(arena, count + 1, sizeof *columns->amounts);
}

static bool take_all(Taking *taking) {
    CLEANUP(arena_release) Arena arena = {0};
    ScreenColumns *out = taking->out;
    taking->category_of = by_word(taking->category, true, &arena);
    taking->class_of = by_word(taking->class, false, &arena);
    for (int category = 0; category < CATEGORIES; category++) {
        for (int registered = 0; registered < CLASSES; registered++) {
            taking->findings[category][registered] =
                (uint8_t)screen_finding((Category)category, (RegisteredClass)registered);
        }
    }
    screen_columns_reserve(out, taking->base->household_count);
    size_t pieces = (out->count + PIECE_ROWS - 1) / PIECE_ROWS;
    taking->is_fine = arena_alloc(&arena, pieces + 1, sizeof(bool));
    share_out(pieces, SCREEN_THREADS, take_piece, taking);
    bool is_fine = true;
    for (size_t i = 0; i < pieces; i++) {
        is_fine = is_fine && taking->is_fine[i];
    }
    return is_fine;
}

// ---- what is unknown of the undetermined

static void note_unclear(ScreenColumns *out, const Decided *category) {
    size_t count = 0;
    for (size_t row = 0; row < out->count; row++) {
        count += out->categories[row] == CATEGORY_UNDETERMINED;
    }
    out->unclear = arena_alloc(&out->arena, count + 1, sizeof *out->unclear);
    out->unknown = arena_alloc(&out->arena, count + 1, sizeof *out->unknown);
    for (size_t row = 0; row < out->count; row++) {
        out->unclear[out->unclear_count] = (uint32_t)row; // written over where it is determined
        out->unclear_count += out->categories[row] == CATEGORY_UNDETERMINED;
    }
    bool is_told_apart = category->input_count <= INPUTS_MAX;
    for (size_t i = 0; is_told_apart && i < category->input_count; i++) {
        const uint64_t *valid = category->inputs[i]->valid;
        for (size_t k = 0; valid != NULL && k < count; k++) {
            out->unknown[k] |= bit_at(valid, out->unclear[k]) ? 0 : UINT64_C(1) << i;
        }
    }
}

// ---- all of it

typedef struct Results {
    Source items[DECIDED_MAX];
} Results;

static void results_release(Results *results) {
    for (size_t i = 0; i < DECIDED_MAX; i++) {
        arena_release(&results->items[i].arena);
    }
}

static bool fill(Maker *maker, ScreenColumns *out) {
    CLEANUP(arena_release) Arena arena = {0};
    CLEANUP(results_release) Results results = {0};
    const Source *category = &results.items[0];
    const Source *amount = &results.items[1];
    const Pack *pack = maker->pack;
    Deciding deciding = {.pack = pack,
                         .today = maker->base->as_of,
                         .rows = maker->base->household_count,
                         .count = DECIDED_MAX,
                         .outs = results.items};
    const Source *class = maker_fact(maker, pack_find_fact(pack, STR("registered_class")));
    bool is_fine =
        class != NULL && class->shape.kind == PLAN_STRING &&
        maker_inputs(maker, FACT_HOUSEHOLD, (size_t)pack_find_decision(pack, STR("救助类别")),
                     &arena, &deciding.items[0]) &&
        maker_inputs(maker, FACT_HOUSEHOLD, (size_t)pack_find_decision(pack, STR("月保障金额")),
                     &arena, &deciding.items[1]) &&
        screen_run(&deciding) && category->shape.kind == PLAN_STRING &&
        amount->shape.kind == PLAN_NUMBER;
    Taking taking = {
        .base = maker->base, .category = category, .amount = amount, .class = class, .out = out};
    if (!is_fine || !take_all(&taking)) {
        return false;
    }
    note_unclear(out, &deciding.items[0]);
    return true;
}

bool screen_columns_fill(ScreenBase *base, const Pack *pack, ScreenColumns *out) {
    CLEANUP(nodes_free) Node *own = NULL;
    Maker maker = {.base = base, .pack = pack, .nodes = pack == base->pack ? &base->nodes : &own};
    *out = (ScreenColumns){0};
    return screen_base_gather(base, pack) && fill(&maker, out);
}

void screen_columns_put(ScreenColumns *columns, size_t row, const ScreenedHousehold *screened) {
    columns->categories[row] = (uint8_t)screened->category;
    columns->registered[row] = (uint8_t)screened->registered;
    columns->findings[row] = (uint8_t)screened->finding;
    columns->amounts[row] = screened->amount.fen;
}

ScreenedHousehold screen_columns_at(const ScreenColumns *columns, const ScreenBase *base,
                                    size_t row) {
    return (ScreenedHousehold){.household = base->households[row],
                               .category = (Category)columns->categories[row],
                               .amount = {columns->amounts[row]},
                               .registered = (RegisteredClass)columns->registered[row],
                               .finding = (ScreenFinding)columns->findings[row]};
}

void screen_columns_release(ScreenColumns *columns) {
    arena_release(&columns->arena);
    *columns = (ScreenColumns){0};
}
