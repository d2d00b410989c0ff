// SPDX-License-Identifier: Apache-2.0
#ifndef FACTS_CATALOGUE_H
#define FACTS_CATALOGUE_H
// Catalogue: what must be kept of each feed's rows so that the pack's facts can be answered: which
// filters to test once when the row arrives, which columns to keep, which totals to run. Made from
// the pack once; never changes. Not here: the rows themselves (rows.h), values (reader.h).
#include "policy/pack.h"

enum {
    FEED_SELECTORS_MAX = 64, // one bit each in a row
    FEED_VALUES_OF_FACTS_MAX = 12,
    FEED_VALUES_MAX = FEED_VALUES_OF_FACTS_MAX + 4, // version, event, active from and to
    FEED_PERSONS_OF_FACTS_MAX = 6,
    FEED_PERSONS_MAX = FEED_PERSONS_OF_FACTS_MAX + 2, // newborn, subject
    FEED_GROUPS_MAX = 4,
    GROUP_SERIES_MAX = 32,
    FACT_PERSONS_MAX = 3,
    FEED_KEYS_MAX = 6,
};
enum { // the columns that are kept of a row; those that change most from month to month first
    KEPT_ACCEPTED,
    KEPT_VALUES,
    KEPT_MONTH = KEPT_VALUES + FEED_VALUES_MAX,
    KEPT_REST, // hash of the fields that are in no other column
    KEPT_KEYS, // those of KEY_NUMBER and KEY_TEXT
    KEPT_UNSELECTED = KEPT_KEYS + FEED_KEYS_MAX,
    KEPT_NULLS,
    KEPT_KEY_NULLS,
    KEPT_PERSONS,
    KEPT_COLUMNS = KEPT_PERSONS + FEED_PERSONS_MAX,
};

typedef struct Series { // one running total
    int selector;
    int value; // index into the kept values; -1 counts rows
} Series;
typedef struct SeriesGroup {       // totals of the same persons, side by side
    int persons[FACT_PERSONS_MAX]; // indexes into the kept persons
    size_t person_count;
    Series series[GROUP_SERIES_MAX];
    size_t series_count;
} SeriesGroup;
// Where a column of the key is kept: with the persons, values or months when it is one of them.
typedef enum KeySource {
    KEY_PERSON,
    KEY_VALUE,
    KEY_MONTH,
    KEY_NUMBER,
    KEY_TEXT,
} KeySource;
typedef struct KeyPart {
    KeySource source;
    int field;
    int index; // into the kept persons or values
} KeyPart;
typedef struct FeedPlan {
    const FeedContract *contract;
    const Fact *selectors[FEED_SELECTORS_MAX]; // a fact whose filters these are
    size_t selector_count;
    int values[FEED_VALUES_MAX]; // fields
    size_t value_count;
    int persons[FEED_PERSONS_MAX]; // fields
    size_t person_count;
    SeriesGroup groups[FEED_GROUPS_MAX];
    size_t group_count;
    bool is_chained;                            // live rows are read per person
    int event, version, active_from, active_to; // indexes into the kept values; -1 none
    int newborn, subject;                       // indexes into the kept persons; -1 none
    KeyPart keys[FEED_KEYS_MAX];                // contract->key_count
    int kept[KEPT_COLUMNS];                     // the columns in use, ascending
    size_t kept_count;
    int *rest; // fields behind KEPT_REST
    size_t rest_count;
    bool is_event_in_key;
    bool settles;   // its rows are about the one person in the key: settled.h
    int monthly[2]; // columns that are expected a month later in the next row of a person
    size_t monthly_count;
} FeedPlan;
typedef enum FactRoute {
    ROUTE_DERIVED, // members, built-in, decision: from other facts and the registry
    ROUTE_SERIES,
    ROUTE_ROWS,
} FactRoute;
typedef struct FactPlan {
    FactRoute route;
    int feed, selector, value;
    int group, series;             // ROUTE_SERIES
    int persons[FACT_PERSONS_MAX]; // ROUTE_ROWS: indexes into the kept persons
    size_t person_count;
} FactPlan;
typedef struct Catalogue {
    const Pack *pack;
    int too_much;    // the first fact for which a limit above is too small; -1: all fit
    FeedPlan *feeds; // by feed
    size_t feed_count;
    FactPlan *facts; // by fact
    size_t fact_count;
} Catalogue;

Catalogue catalogue_of(const Pack *pack);
void catalogue_release(Catalogue *catalogue);
#endif
