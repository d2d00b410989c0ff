// SPDX-License-Identifier: Apache-2.0
#ifndef SERVICE_SIMULATE_H
#define SERVICE_SIMULATE_H
// A draft pack, or changed parameters, tried on everybody. Nothing is written. What is counted:
// docs/simulation.md.
#include "monitor/simulate.h"
#include "policy/draft.h"
#include "service/service.h"

typedef struct DraftRequest {
    PackFiles pack;     // the draft; count 0: the present pack
    const Str *changes; // of its parameters, as pack_read_changed takes them
    size_t change_count;
    bool is_english;
    ReplayProgress progress;
} DraftRequest;

typedef struct SimulationRequest {
    DraftRequest draft;
    Date as_of;      // DATE_NONE: the county clock; a later day takes the parameters of that day
    Region region;   // 0: everybody
    size_t show_max; // so many households at most are listed; the sums are of all
} SimulationRequest;

// What the draft is, for reports; texts live in the arena it was made with or in the packs.
typedef struct DraftView {
    Str present_version, draft_version;
    Date date; // whose parameters are compared
    PackDifference *differences;
    size_t difference_count;
    ParameterDifference *parameters;
    size_t parameter_count;
} DraftView;

typedef struct SimulatedHousehold {
    HouseholdId household;
    Str household_number;
    Region region;
    Str region_name;
    Str head_name; // masked
    Shift shift;
    Category before, after;
    RegisteredClass registered;
    Money amount_before, amount_after; // per month
    Str reason;                        // undetermined: what is missing
} SimulatedHousehold;
typedef struct ReasonCount { // why households are undetermined
    Str reason;
    int64_t before, after; // households
} ReasonCount;

typedef struct Simulation {
    Date as_of;
    Region region; // 0: everybody
    DraftView draft;
    Pack *present_pack, *draft_pack; // hold the texts of the view; present_pack is borrowed
    bool is_replayed;                // the draft's facts were made anew from the archive
    Comparison comparison;
    Str *region_names; // of comparison.regions
    ReasonCount *reasons;
    size_t reason_count;
    SimulatedHousehold *households; // of those whose shift is one, by shift, then by number
    size_t household_count;         // listed
    int64_t took_us;                // both screenings and the comparison, without replaying
    Arena arena;
} Simulation;
// INVALID when a change or the draft cannot be used, or nobody lives in the region and the pack
// does not name it; NOT_FOUND when nothing was loaded.
MUST_CHECK Status simulation_run(Service *service, const SimulationRequest *request,
                                 Simulation *out_simulation, Error *error);
void simulation_release(Simulation *simulation);

// ---- simulate_views.c
void simulated_household_json(const SimulatedHousehold *household, Text *out);
void simulation_json(const Simulation *simulation, Text *out);
const char *pack_part_id(PackPart part);             // "fact"
const char *difference_kind_id(DifferenceKind kind); // "changed"
#endif
