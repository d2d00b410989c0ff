// SPDX-License-Identifier: Apache-2.0
#ifndef FEEL_CHAIN_H
#define FEEL_CHAIN_H
// A chain: programs that follow each other as one piece of code over one file of registers, so that
// nothing is copied between them. It is made of parts; a part reads values at numbered places and
// stores its own at others.
// A chain knows the plain case only, in which every value is known, of the expected kind, and
// nothing is reported. In any other case it stops in front of the part, whose value the caller
// finds the ordinary way; what the parts before it stored is right.
// Invariant: a finished chain never changes and may be shared.
#include "feel/feel.h"

typedef struct FeelChain FeelChain;
typedef struct ChainMaker ChainMaker;
// Jumps whose target comes later; zero is none.
typedef size_t ChainJumps;

enum { CHAIN_ANY_KIND = UINT16_MAX };

// ---- making one: `place_count` places, to begin with
// ---------------------------------------------
ChainMaker *chain_maker_new(Arena *arena, size_t place_count);
void chain_maker_free(ChainMaker *maker);
const FeelChain *chain_finish(ChainMaker *maker); // NULL: it would be too large
size_t chain_size(const ChainMaker *maker);       // instructions so far

size_t chain_places(ChainMaker *maker, size_t count); // new ones, one behind the other; the first
void chain_begin_part(ChainMaker *maker);
void chain_give_up_part(ChainMaker *maker); // takes back what it has so far: the chain stops here

// Stores values at `target` or stops, when the value is null or of another kind.
void chain_copy(ChainMaker *maker, size_t source, size_t target, uint16_t kind);
void chain_constant(ChainMaker *maker, FeelValue value, size_t target);
void chain_context(ChainMaker *maker, const Str *names, size_t count, size_t first, size_t target,
                   uint16_t kind);
// The same for the value of a program: places[i] is where the value of name i of its scope is.
// false: the program does more than a chain can, nothing was appended.
MUST_CHECK bool chain_program(ChainMaker *maker, const FeelProgram *program, const uint32_t *places,
                              size_t target, uint16_t kind);
// Jumps unless the unary tests are true for the value at `tested`.
MUST_CHECK bool chain_test(ChainMaker *maker, const FeelProgram *program, const uint32_t *places,
                           size_t tested, ChainJumps *jumps);

void chain_jump(ChainMaker *maker, ChainJumps *jumps);
void chain_jump_if(ChainMaker *maker, size_t place, ChainJumps *jumps);
void chain_jump_unless(ChainMaker *maker, size_t place, ChainJumps *jumps);
void chain_stop(ChainMaker *maker);
void chain_land(ChainMaker *maker, ChainJumps *jumps); // all of them lead here

// ---- running it
// ----------------------------------------------------------------------------------
// The values of the places, all null, in the run's arena.
FeelValue *chain_open(const FeelChain *chain, FeelRun *run);
// Runs the parts from `part` on; returns the first that has no value, or their number. The values
// it finds must be known. What the run reported and spent is as after the part before.
size_t chain_run(const FeelChain *chain, FeelRun *run, FeelValue *values, size_t part);
#endif
