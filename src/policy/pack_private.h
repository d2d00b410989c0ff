// SPDX-License-Identifier: Apache-2.0
#ifndef POLICY_PACK_PRIVATE_H
#define POLICY_PACK_PRIVATE_H
// What a pack holds. Built by the readers of this folder in the order of pack_read.c, then never
// changed.
#include "dmn/guard.h"
#include "policy/decide.h"

enum {
    PACK_FILES_MAX = 512,
    PACK_BYTES_MAX = 64 * 1024 * 1024,
    PACK_INPUTS_MAX = 256, // of one decision
};

typedef struct CodeList { // codes.yaml: a list that filters refer to by name
    Str id;
    Str *codes;
    size_t count;
} CodeList;

typedef struct CalendarDay { // a day that differs from its weekday, ascending by date
    Date date;
    bool is_working;
} CalendarDay;

enum { MODEL_DIGEST_SIZE = 32 };
typedef enum ModelKind { MODEL_DECISIONS, MODEL_ALERTS, MODEL_COUNT } ModelKind;

typedef struct Guard { // inputs that may settle alone that the answer is null
    DmnGuard column;
    size_t *inputs; // of the binding, as column.inputs
    size_t known;   // it can be asked when so many inputs of the order are known
} Guard;

// A decision with what evaluating needs beyond the public binding.
typedef struct Binding {
    DecisionBinding public;
    ModelKind model;
    size_t decision;      // in the model
    size_t *model_inputs; // per public input: its index among the model's input data
    int row_feed;         // feed of the rule that reads rows with this decision, -1 none
    ScalarType result;    // as the fact of the decision declares it; NULL: as it comes
    Scalar when_unknown;  // answered instead of null, where the fact says so
    size_t *order;        // in which inputs are asked for: first those of the guards
    Guard *guards;
    size_t guard_count;
} Binding;

struct Pack {
    Arena arena;
    Str name, version, title, english;
    Region county;
    Parameter *parameters;
    ScalarType *parameter_types; // one per parameter
    size_t parameter_count;
    RegionName *regions; // ascending by code
    size_t region_count;
    CalendarDay *days;
    size_t day_count;
    CodeList *lists;
    size_t list_count;
    FeedContract *feeds; // ascending by id
    size_t feed_count;
    Fact *facts;
    Str *fact_decisions;        // per fact: name of its decision, "" for others
    Scalar *facts_when_unknown; // per fact, decision facts only
    int *fact_lines;            // in facts.yaml
    size_t fact_count;
    AlertRule *rules; // ascending by id
    Str *rule_decisions;
    Str *rule_values; // name of the input that is the alert's value, "" none
    int *rule_lines;  // in alerts.yaml
    size_t rule_count;
    DmnModel *models[MODEL_COUNT];
    unsigned char model_digests[MODEL_COUNT][MODEL_DIGEST_SIZE]; // SHA-256 of their files
    Binding *bindings;
    size_t binding_count;
    PackFile *tests;
    size_t test_count;
};

int pack_find_parameter(const Pack *pack, Str name); // by Chinese name or id; -1 when there is none
int feed_find_field(const FeedContract *feed, Str name); // by name or Chinese name; -1
const CodeList *pack_find_list(const Pack *pack, Str id);
void bind_order(const Pack *pack, Binding *binding, Arena *arena); // when all else is bound
ScalarType input_type(const Pack *pack, const Input *input, int row_feed);
#endif
