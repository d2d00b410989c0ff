// SPDX-License-Identifier: Apache-2.0
#ifndef MONITOR_SCREEN_BASE_PRIVATE_H
#define MONITOR_SCREEN_BASE_PRIVATE_H
// Columns of a screening, and what they were made of. Only for screen_*.c.
#include "facts/columns.h"
#include "monitor/screen_base.h"
#include "policy/plan.h"

enum { SCREEN_THREADS = 2, WORD_BITS = 64, SCALE_MAX = 9, MONEY_SCALE = 2 };

typedef struct Source { // a column as plans read it, and everything it points to
    PlanInput shape;
    PlanColumn column; // null is 0
    uint64_t *valid;   // bit per row; NULL: all are known
    bool is_impossible;
    Arena arena;
} Source;

typedef enum NodeKind {
    NODE_FACT,
    NODE_PARAMETER,
    NODE_CLOCK,
    NODE_MEMBERS,
    NODE_DECISION
} NodeKind;
// A column and what it follows from: of the same things follows the same column, in whichever pack.
typedef struct Node {
    struct Node *next;
    NodeKind kind;
    FactEntity entity;
    int index;             // FACT: its number; MEMBERS: the aggregate; DECISION: the binding
    const Pack *pack;      // DECISION
    const Source **inputs; // MEMBERS, DECISION
    size_t input_count;
    int64_t *numbers; // PARAMETER: by region
    bool *known;
    Source source;
} Node;

struct ScreenBase {
    const Pack *pack; // whose columns are kept
    const Facts *facts;
    BatchId last_batch;
    Date as_of;
    bool has_population;
    size_t household_count, person_count;
    HouseholdId *households;
    uint32_t *first_person; // as FactColumns
    uint8_t *membership;
    uint64_t *alive;   // bit per household
    uint32_t *guarded; // rows of households, ascending
    size_t guarded_count;
    uint32_t *region_of[2]; // by entity, then by row: index of regions
    PlanZone *region_zones[2];
    Region *regions;
    size_t region_count, region_capacity;
    Node *nodes; // facts, and what the pack of the base made of them
    Arena arena;
};

bool bit_at(const uint64_t *bits, size_t row); // true without bits
void bit_clear(uint64_t *bits, size_t row);
size_t bit_words(size_t rows);                  // with one to spare
uint64_t *bits_full(Arena *arena, size_t rows); // all set
size_t base_rows(const ScreenBase *base, FactEntity entity);

bool shape_of(ScalarType type, PlanInput *out_shape); // false: plans do not read it
// The number of a known value on the scale of the shape; false when it has none.
bool number_of(Scalar value, PlanInput shape, int64_t *out_number);
bool source_shift(int64_t number, int places, int64_t *out_number); // by powers of ten
// The numbers as the source's column, in the fewest bytes; they may be written over.
void source_take(Source *source, int64_t *numbers, size_t rows);
void source_finish(Source *source, size_t rows); // zones, and words where there are none
int64_t source_value(const Source *source, size_t row);

Node *node_new(Node **nodes, NodeKind kind, FactEntity entity);
void nodes_free(Node **nodes);
const Source *base_fact(const ScreenBase *base, int fact); // NULL: not gathered
// Gathers what the screening of the pack needs and is not there yet. False when the pack asks for
// something that no column can have.
bool screen_base_gather(ScreenBase *base, const Pack *pack);
// The parameter's column: one of the base or of `nodes` with the same values, else a new one
// of `nodes`. NULL when plans cannot read it.
const Source *base_parameter(ScreenBase *base, Node **nodes, const Parameter *parameter,
                             FactEntity entity);
const Source *base_clock(ScreenBase *base, FactEntity entity);
#endif
