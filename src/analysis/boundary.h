// SPDX-License-Identifier: Apache-2.0
#ifndef ANALYSIS_BOUNDARY_H
#define ANALYSIS_BOUNDARY_H
// Where decisions turn: every comparison of two numbers or dates in what a decision rests on, in
// cells and in expressions, and which value of an input lies right on it.
// Not here: what becomes of it (cases.h).
#include "analysis/probe.h"

typedef struct Boundary {
    const Element *owner;
    const FeelProgram *difference; // left side - right side
    Str text; // "家庭近6个月收入 < 6 * 保障标准 * 人数", for names
} Boundary;

typedef struct Boundaries {
    Boundary *items;
    size_t count;
    size_t capacity;
    Arena arena;
} Boundaries;

enum { BOUNDARIES_MAX = 400 };
// Of the probe's decision and all it requires.
void boundaries_find(const Probe *probe, Boundaries *out_boundaries);
void boundaries_release(Boundaries *boundaries);
// -1 below, 0 on it, 1 above, of the last evaluation; false: not known there.
bool boundary_side(Probe *probe, const Boundary *boundary, int *out_side);
// The value of input `input` (of the model) that lies on the boundary when all others stay, on the
// scale of so many digits behind the point, rounded down. false: the input does not move it. The
// probe is left at some other evaluation.
bool boundary_solve(Probe *probe, const Boundary *boundary, FeelValue *inputs, size_t input,
                    int scale, Arena *arena, FeelValue *out_value);
#endif
