// SPDX-License-Identifier: Apache-2.0
// Category and amount by one plan over the columns of what they need; then a byte of each.
#include "monitor/screen_columns.h"
#include "base/memory.h"
#include "monitor/screen_decide.h"
#include "monitor/screener.h"
#include <string.h>

enum {
    CATEGORIES = CATEGORY_NONE + 1,
    CLASSES = REGISTERED_DESTITUTE + 1,
    INPUTS_MAX = 64, // whose absence is told apart
    ANSWER_CATEGORY = 0,
    ANSWER_AMOUNT,
};

typedef struct Taking { // what the decisions answered, as columns of bytes
    const ScreenBase *base;
    const Source *answers; // their shapes
    const Source *class;
    uint8_t *class_of; // by word
    uint8_t findings[CATEGORIES][CLASSES];
    ScreenColumns *out;
} Taking;

// Bytes that are written may be anything for the compiler: what the loops below read in every row
// stands in locals.

// Of bits that are there; bit_at, which asks whether they are, made the loops a quarter slower.
static inline bool is_set(const uint64_t *bits, size_t row) {
    return (bits[row / WORD_BITS] >> (row % WORD_BITS) & 1) != 0;
}

static int32_t last_word(const int32_t *places, size_t count) {
    int32_t last = 0;
    for (size_t i = 0; i < count; i++) {
        last = places[i] > last ? places[i] : last;
    }
    return last;
}

static bool is_any_set(const uint64_t *bits, size_t count) {
    uint64_t all = 0;
    for (size_t i = 0; i < count / WORD_BITS; i++) {
        all |= bits[i];
    }
    size_t rest = count % WORD_BITS; // bits behind them may be set
    return all != 0 || (rest > 0 && bits[count / WORD_BITS] << (WORD_BITS - rest) != 0);
}

static void take_categories(const Taking *taking, const DecidedRows *rows) {
    CLEANUP(arena_release) Arena arena = {0};
    const uint64_t *valid = rows->outputs[ANSWER_CATEGORY].valid;
    const int32_t *places = rows->outputs[ANSWER_CATEGORY].values;
    uint8_t *out = taking->out->categories + rows->from;
    size_t count = rows->count;
    size_t words = (size_t)last_word(places, count) + 1;
    uint8_t *category_of = arena_alloc(&arena, words, sizeof *category_of);
    bool has_words = is_any_set(valid, count); // else the run may have none at all
    for (size_t i = 0; has_words && i < words; i++) {
        category_of[i] = (uint8_t)category_from_words(plan_run_word(rows->run, (int64_t)i));
    }
    for (size_t row = 0; row < count; row++) {
        uint8_t known = category_of[places[row]];
        bool is_known = is_set(valid, row);
        out[row] = is_known ? known : (uint8_t)CATEGORY_UNDETERMINED;
    }
}

static void take_classes(const Taking *taking, size_t from, size_t to) {
    const Source class = *taking->class;
    const uint8_t *class_of = taking->class_of;
    uint8_t *out = taking->out->registered;
    for (size_t row = from; row < to; row++) {
        bool is_known = bit_at(class.valid, row);
        out[row] = is_known ? class_of[source_value(&class, row)] : (uint8_t)REGISTERED_NONE;
    }
}

static void take_findings(const Taking *taking, size_t from, size_t to) {
    const uint64_t *alive = taking->base->alive;
    const uint8_t *categories = taking->out->categories;
    const uint8_t *registered = taking->out->registered;
    uint8_t *out = taking->out->findings;
    uint8_t findings[CATEGORIES][CLASSES];
    memcpy(findings, taking->findings, sizeof findings);
    for (size_t row = from; row < to; row++) {
        uint8_t finding = findings[categories[row]][registered[row]];
        bool is_alive = is_set(alive, row);
        out[row] = is_alive ? finding : (uint8_t)FINDING_AGREES;
    }
}

// Towards zero. By numbers that the compiler knows: a division takes as long as all the rest.
static int64_t cut_off(int64_t number, int places) {
    switch (places) {
    case 0: return number;
    case 1: return number / 10;
    case 2: return number / 100;
    case 3: return number / 1000;
    case 4: return number / 10000;
    default: return cut_off(number / 100000, places - 5);
    }
}

// In fen; what is below a fen is cut off, as for single households. Unknown is 0 in the answers.
static bool take_amounts(const Taking *taking, const DecidedRows *rows) {
    const int64_t *answers = rows->outputs[ANSWER_AMOUNT].values;
    const uint64_t *valid = rows->outputs[ANSWER_AMOUNT].valid;
    const uint8_t *categories = taking->out->categories + rows->from;
    int64_t *out = taking->out->amounts + rows->from;
    int below_fen = taking->answers[ANSWER_AMOUNT].shape.scale - MONEY_SCALE;
    size_t count = rows->count;
    bool is_fine = true;
    for (size_t row = 0; row < count; row++) {
        int64_t fen = answers[row];
        if (below_fen >= 0) {
            fen = cut_off(fen, below_fen);
        } else {
            is_fine = source_shift(fen, -below_fen, &fen) && is_fine;
        }
        bool is_known = is_set(valid, row);
        bool is_decided = categories[row] != CATEGORY_UNDETERMINED;
        out[row] = is_known && is_decided ? fen : 0;
    }
    return is_fine;
}

static bool take_rows(void *context, const DecidedRows *rows) {
    const Taking *taking = context;
    if (taking->answers[ANSWER_CATEGORY].shape.kind != PLAN_STRING ||
        taking->answers[ANSWER_AMOUNT].shape.kind != PLAN_NUMBER) {
        return false;
    }
    take_categories(taking, rows);
    take_classes(taking, rows->from, rows->from + rows->count);
    take_findings(taking, rows->from, rows->from + rows->count);
    return take_amounts(taking, rows);
}

void screen_columns_reserve(ScreenColumns *columns, size_t count) {
    columns->count = count;
    columns->categories = memory_grow(columns->categories, count, sizeof *columns->categories);
    columns->registered = memory_grow(columns->registered, count, sizeof *columns->registered);
    columns->findings = memory_grow(columns->findings, count, sizeof *columns->findings);
    columns->amounts = memory_grow(columns->amounts, count, sizeof *columns->amounts);
}

static void taking_begin(Taking *taking, Arena *arena) {
    const PlanColumn *classes = &taking->class->column;
    taking->class_of = arena_alloc(arena, classes->word_count + 1, sizeof *taking->class_of);
    for (size_t i = 0; i < classes->word_count; i++) {
        taking->class_of[i] = (uint8_t)registered_from_words(classes->words[i]);
    }
    for (int category = 0; category < CATEGORIES; category++) {
        for (int registered = 0; registered < CLASSES; registered++) {
            taking->findings[category][registered] =
                (uint8_t)screen_finding((Category)category, (RegisteredClass)registered);
        }
    }
    screen_columns_reserve(taking->out, taking->base->household_count);
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
    const Pack *pack = maker->pack;
    Taking taking = {.base = maker->base, .answers = results.items, .out = out};
    Deciding deciding = {.pack = pack,
                         .today = maker->base->as_of,
                         .rows = maker->base->household_count,
                         .count = DECIDED_MAX,
                         .outs = results.items,
                         .take = take_rows,
                         .context = &taking};
    taking.class = maker_fact(maker, pack_find_fact(pack, STR("registered_class")));
    if (taking.class == NULL || taking.class->shape.kind != PLAN_STRING ||
        !maker_inputs(maker, FACT_HOUSEHOLD, (size_t)pack_find_decision(pack, STR("救助类别")),
                      &arena, &deciding.items[ANSWER_CATEGORY]) ||
        !maker_inputs(maker, FACT_HOUSEHOLD, (size_t)pack_find_decision(pack, STR("月保障金额")),
                      &arena, &deciding.items[ANSWER_AMOUNT])) {
        return false;
    }
    taking_begin(&taking, &arena);
    if (!screen_run(&deciding)) {
        return false;
    }
    note_unclear(out, &deciding.items[ANSWER_CATEGORY]);
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
    memory_free(columns->categories);
    memory_free(columns->registered);
    memory_free(columns->findings);
    memory_free(columns->amounts);
    arena_release(&columns->arena);
    *columns = (ScreenColumns){0};
}
