// SPDX-License-Identifier: Apache-2.0
// Decisions of one model over the rows of an entity by one plan, piece by piece on several threads.
// Rows with an unknown input are left out of what the plan answers: decider_decide answers null for
// them without asking.
#include "base/check.h"
#include "base/memory.h"
#include "monitor/screen_decide.h"
#include "platform/hands.h"

enum { PIECE_ROWS = 128 * PLAN_BLOCK_ROWS }; // few enough for a cache, many for one program

// What an answer becomes as a value of the fact's type.
typedef struct Typing {
    int places;      // by which numbers move
    bool has_answer; // instead of null
    int64_t answer;
} Typing;

typedef struct Running {
    const Deciding *deciding;
    const VectorPlan *plan;
    PlanColumn *columns; // by column of the plan
    size_t rows;
    PlanOutput outputs[DECIDED_MAX];
    Typing typings[DECIDED_MAX];
    PlanRun **runs; // by piece
    bool *is_done;  // by piece
    Date today;
} Running;

static size_t bytes_of(PlanKind kind) {
    return kind == PLAN_BOOLEAN ? 1 : kind == PLAN_STRING ? sizeof(int32_t) : sizeof(int64_t);
}

static void value_put(const PlanOutput *output, PlanKind kind, size_t row, int64_t number) {
    if (kind == PLAN_BOOLEAN) {
        ((uint8_t *)output->values)[row] = (uint8_t)number;
    } else if (kind == PLAN_STRING) {
        ((int32_t *)output->values)[row] = (int32_t)number;
    } else {
        ((int64_t *)output->values)[row] = number;
    }
}

// ---- the type of the fact: null where the answer is no value of it, and what the fact says of the
// unknown where it is null

static bool typing_of(const PlannedDecision *planned, PlanInput *in_out_shape, Typing *out_typing) {
    PlanInput wanted = *in_out_shape;
    if (wanted.kind == PLAN_SECONDS || wanted.kind == PLAN_MONTHS) {
        return false; // no value of a fact
    }
    bool is_number = wanted.kind == PLAN_NUMBER;
    ScalarType type =
        planned->result == SCALAR_DECIMAL && is_number ? SCALAR_NULL : planned->result;
    if (type != SCALAR_NULL && (!shape_of(type, &wanted) || wanted.kind != in_out_shape->kind)) {
        return false;
    }
    out_typing->places = is_number ? wanted.scale - in_out_shape->scale : 0;
    out_typing->has_answer = planned->when_unknown.type != SCALAR_NULL;
    if (out_typing->has_answer &&
        (wanted.kind == PLAN_STRING ||
         !number_of(planned->when_unknown, wanted, &out_typing->answer))) {
        return false;
    }
    in_out_shape->scale = wanted.scale;
    return true;
}

static void type_rows(const Running *running, size_t at, size_t count, const PlanOutput *output) {
    const Typing *typing = &running->typings[at];
    int64_t *numbers = output->values;
    for (size_t row = 0; typing->places != 0 && row < count; row++) {
        if (!source_shift(numbers[row], typing->places, &numbers[row])) {
            bit_clear(output->valid, row);
        }
    }
    PlanKind kind = running->deciding->outs[at].shape.kind;
    for (size_t word = 0; word * WORD_BITS < count; word++) {
        for (uint64_t null = ~output->valid[word]; null != 0; null &= null - 1) {
            size_t row = word * WORD_BITS + (size_t)__builtin_ctzll(null);
            if (row < count) {
                value_put(output, kind, row, typing->answer);
            }
        }
    }
}

// ---- a piece

// Known where every input is known and the decision has an answer.
static void keep_known(const Running *running, size_t at, size_t from, size_t count,
                       const PlanOutput *output) {
    const Decided *decided = &running->deciding->items[at];
    size_t first = from / WORD_BITS; // a piece begins with a word
    for (size_t i = 0; i < decided->input_count; i++) {
        const uint64_t *known = decided->inputs[i]->valid;
        for (size_t word = 0; known != NULL && word * WORD_BITS < count; word++) {
            output->valid[word] &= known[first + word];
        }
    }
}

// Where the answers of the rows go: their place among all, or memory of their own.
static void outputs_set(const Running *running, size_t from, size_t count, Arena *arena,
                        PlanOutput *outputs) {
    const Deciding *deciding = running->deciding;
    for (size_t i = 0; i < deciding->count; i++) {
        size_t width = bytes_of(deciding->outs[i].shape.kind);
        if (deciding->take != NULL) {
            outputs[i] = (PlanOutput){.values = arena_alloc(arena, count + 1, width),
                                      .valid = bits_full(arena, count)};
        } else {
            outputs[i] =
                (PlanOutput){.values = (unsigned char *)running->outputs[i].values + from * width,
                             .valid = running->outputs[i].valid + from / WORD_BITS};
        }
    }
}

static void piece_run(void *context, size_t piece) {
    CLEANUP(arena_release) Arena arena = {0};
    Running *running = context;
    const Deciding *deciding = running->deciding;
    size_t from = piece * PIECE_ROWS;
    size_t count = running->rows - from < PIECE_ROWS ? running->rows - from : PIECE_ROWS;
    PlanRunOptions options = {.today = running->today};
    PlanOutput outputs[DECIDED_MAX] = {0};
    outputs_set(running, from, count, &arena, outputs);
    if (plan_run_open(running->plan, running->columns, running->rows, &options,
                      &running->runs[piece], NULL) != STATUS_OK ||
        plan_run_rows(running->runs[piece], from, count, outputs, NULL) != STATUS_OK) {
        return;
    }
    for (size_t i = 0; i < deciding->count; i++) {
        keep_known(running, i, from, count, &outputs[i]);
        type_rows(running, i, count, &outputs[i]);
    }
    DecidedRows rows = {from, count, outputs, running->runs[piece]};
    running->is_done[piece] = deciding->take == NULL || deciding->take(deciding->context, &rows);
}

// ---- words: each run has numbered its own, mostly alike

typedef struct WordList {
    Str *items;
    size_t count, capacity;
} WordList;

static void word_list_release(WordList *list) {
    memory_free(list->items);
}

static int32_t word_place(WordList *list, Str word, Arena *arena) {
    for (size_t i = 0; i < list->count; i++) {
        if (str_equal(list->items[i], word)) {
            return (int32_t)i;
        }
    }
    list->items = array_reserve(list->items, list->count, &list->capacity, sizeof(Str));
    list->items[list->count] = arena_copy(arena, word);
    return (int32_t)list->count++;
}

static void piece_rename(const Running *running, size_t at, size_t piece, WordList *list) {
    CLEANUP(arena_release) Arena arena = {0};
    size_t from = piece * PIECE_ROWS;
    size_t count = running->rows - from < PIECE_ROWS ? running->rows - from : PIECE_ROWS;
    int32_t *places = (int32_t *)running->outputs[at].values + from;
    int32_t last = 0;
    for (size_t i = 0; i < count; i++) {
        last = places[i] > last ? places[i] : last;
    }
    int32_t *new_places = arena_alloc(&arena, (size_t)last + 1, sizeof *new_places);
    bool is_same = true;
    for (int32_t i = 0; i <= last; i++) {
        Str word = plan_run_word(running->runs[piece], i);
        new_places[i] = word_place(list, word, &running->deciding->outs[at].arena);
        is_same = is_same && new_places[i] == i;
    }
    for (size_t i = 0; !is_same && i < count; i++) {
        places[i] = new_places[places[i]];
    }
}

// Without any known answer a run may have no word at all.
static bool is_any_known(const Running *running, size_t at) {
    bool is_any = false;
    for (size_t row = 0; row < running->rows && !is_any; row++) {
        is_any = bit_at(running->outputs[at].valid, row);
    }
    return is_any;
}

static void take_words(const Running *running, size_t at) {
    CLEANUP(word_list_release) WordList list = {0};
    Source *out = &running->deciding->outs[at];
    if (!is_any_known(running, at)) {
        return;
    }
    for (size_t piece = 0; piece * PIECE_ROWS < running->rows; piece++) {
        piece_rename(running, at, piece, &list);
    }
    Str *words = arena_alloc(&out->arena, list.count + 1, sizeof *words);
    for (size_t i = 0; i < list.count; i++) {
        words[i] = list.items[i];
    }
    out->column.words = words;
    out->column.word_count = list.count;
}

// ---- all of it

static void room_make(Running *running, size_t at) {
    Source *out = &running->deciding->outs[at];
    size_t width = bytes_of(out->shape.kind);
    out->valid = bits_full(&out->arena, running->rows);
    running->outputs[at] = (PlanOutput){
        .values = arena_alloc(&out->arena, running->rows + 1, width), .valid = out->valid};
    out->column = (PlanColumn){.values = running->outputs[at].values, .width = (uint8_t)width};
}

static bool shapes_take(Running *running) {
    const Deciding *deciding = running->deciding;
    for (size_t i = 0; i < deciding->count; i++) {
        Source *out = &deciding->outs[i];
        PlannedDecision planned = pack_planned(deciding->pack, deciding->items[i].binding);
        out->shape = plan_result(running->plan, i);
        if (!typing_of(&planned, &out->shape, &running->typings[i])) {
            return false;
        }
        if (deciding->take == NULL) {
            room_make(running, i);
        }
    }
    return true;
}

static bool run_all(Running *running) {
    CLEANUP(arena_release) Arena arena = {0};
    const Deciding *deciding = running->deciding;
    size_t pieces = (running->rows + PIECE_ROWS - 1) / PIECE_ROWS;
    running->runs = arena_alloc(&arena, pieces + 1, sizeof(PlanRun *));
    running->is_done = arena_alloc(&arena, pieces + 1, sizeof(bool));
    share_out(pieces, SCREEN_THREADS, piece_run, running);
    bool is_fine = true;
    for (size_t i = 0; i < pieces; i++) {
        is_fine = is_fine && running->is_done[i];
    }
    for (size_t i = 0; is_fine && i < deciding->count; i++) {
        if (deciding->take == NULL && deciding->outs[i].shape.kind == PLAN_STRING) {
            take_words(running, i);
        }
    }
    for (size_t i = 0; i < pieces; i++) {
        plan_run_close(running->runs[i]);
    }
    return is_fine;
}

bool screen_run(const Deciding *deciding) {
    CLEANUP(arena_release) Arena arena = {0};
    size_t binding = deciding->items[0].binding;
    size_t column_count = pack_plan_inputs(deciding->pack, binding);
    PlanInput *shapes = arena_alloc(&arena, column_count + 1, sizeof *shapes);
    size_t bindings[DECIDED_MAX];
    Running running = {.deciding = deciding, .rows = deciding->rows, .today = deciding->today};
    running.columns = arena_alloc(&arena, column_count + 1, sizeof(PlanColumn));
    CHECK(deciding->count >= 1 && deciding->count <= DECIDED_MAX);
    for (size_t k = 0; k < deciding->count; k++) {
        const Decided *decided = &deciding->items[k];
        PlannedDecision planned = pack_planned(deciding->pack, decided->binding);
        bindings[k] = decided->binding;
        for (size_t i = 0; i < decided->input_count; i++) {
            shapes[planned.model_inputs[i]] = decided->inputs[i]->shape;
            running.columns[planned.model_inputs[i]] = decided->inputs[i]->column;
        }
    }
    VectorPlan *plan = NULL;
    if (!pack_plan(deciding->pack, bindings, deciding->count, shapes, &plan)) {
        return false;
    }
    running.plan = plan;
    bool is_fine = shapes_take(&running) && run_all(&running);
    plan_free(plan);
    return is_fine;
}
