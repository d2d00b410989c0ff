// SPDX-License-Identifier: Apache-2.0
// A household's registered class is looked at whenever a batch that could change it touches the
// household, and for all in the register on the first batch of each month, when entries may have
// run out.
#include "monitor/outcomes.h"
#include "base/check.h"
#include "base/memory.h"

typedef struct Seen { // how a household stood in the register when it was last looked at
    uint8_t class;    // RegisteredClass
    bool is_fading;
} Seen;
struct OutcomeWatch {
    const Pack *pack;
    const Facts *facts;
    FactReader *reader;
    int class, grace;    // facts: registered_class; in_grace, -1 when the pack has none
    bool *is_register;   // by feed: the class follows from its rows
    bool *is_population; // by feed: it moves persons between households, and makes households
    struct Seen *seen;   // by household
    size_t known, capacity;
    Date opening; // first day on which the register spoke; what it says then is no outcome
    Month month;
    Touched touched;
    Outcome *found;
    size_t count, found_capacity;
};

const char *outcome_id(OutcomeKind kind) {
    static const char *const IDS[OUTCOME_COUNT] = {"enters", "rises", "falls", "fades", "leaves"};
    CHECK(kind < OUTCOME_COUNT);
    return IDS[kind];
}

// Facts do not go in circles. NOLINTNEXTLINE(misc-no-recursion)
static void mark_feeds(const Pack *pack, int index, bool *feeds) {
    const Fact *fact = pack_fact(pack, (size_t)index);
    if (fact->feed >= 0) {
        feeds[fact->feed] = true;
    }
    if (fact->aggregate == FACT_DECISION) {
        const DecisionBinding *decision = pack_decision(pack, (size_t)fact->of);
        for (size_t i = 0; i < decision->input_count; i++) {
            if (decision->inputs[i].kind == INPUT_FACT) {
                mark_feeds(pack, decision->inputs[i].index, feeds);
            }
        }
    } else if (fact->of >= 0) {
        mark_feeds(pack, fact->of, feeds);
    }
}

OutcomeWatch *outcome_watch_new(const Pack *pack, const Facts *facts) {
    OutcomeWatch *watch = memory_new(1, sizeof *watch);
    size_t feeds = pack_feed_count(pack);
    *watch = (OutcomeWatch){.pack = pack,
                            .facts = facts,
                            .reader = fact_reader_new(facts, NULL),
                            .class = pack_find_fact(pack, STR("registered_class")),
                            .grace = pack_find_fact(pack, STR("in_grace")),
                            .is_register = memory_new(feeds, sizeof(bool)),
                            .is_population = memory_new(feeds, sizeof(bool)),
                            .opening = DATE_NONE};
    CHECK(watch->class >= 0); // pack_read sees to it
    mark_feeds(pack, watch->class, watch->is_register);
    for (size_t i = 0; i < feeds; i++) {
        watch->is_population[i] = pack_feed(pack, i)->effect != FEED_EFFECT_NONE;
    }
    return watch;
}

void outcome_watch_free(OutcomeWatch *watch) {
    if (watch == NULL) {
        return;
    }
    fact_reader_free(watch->reader);
    memory_free(watch->is_register);
    memory_free(watch->is_population);
    memory_free(watch->seen);
    memory_free(watch->found);
    touched_release(&watch->touched);
    memory_free(watch);
}

static bool is_watched(const OutcomeWatch *watch, const Segment *segment) {
    int feed = pack_find_feed(watch->pack, segment->head.feed);
    return feed >= 0 && (watch->is_register[feed] || watch->is_population[feed]);
}

Status outcome_watch_before(OutcomeWatch *watch, const Segment *segment, Error *error) {
    touched_release(&watch->touched);
    return is_watched(watch, segment) ? facts_touched(watch->facts, segment, &watch->touched, error)
                                      : STATUS_OK;
}

static Seen see(OutcomeWatch *watch, HouseholdId household) {
    PersonId nobody = {0};
    Scalar class = fact_reader_value(watch->reader, watch->class, nobody, household);
    Scalar grace = watch->grace < 0
                       ? SCALAR_NONE
                       : fact_reader_value(watch->reader, watch->grace, nobody, household);
    return (Seen){.class = (uint8_t)(class.type == SCALAR_TEXT ? registered_from_words(class.text)
                                                               : REGISTERED_NONE),
                  .is_fading = grace.type != SCALAR_NULL && grace.number > 0};
}

static OutcomeKind kind_of(Seen before, Seen after) {
    if (before.class == after.class) {
        bool begins = after.is_fading && !before.is_fading && after.class != REGISTERED_NONE;
        return begins ? OUTCOME_FADES : OUTCOME_COUNT;
    }
    if (before.class == REGISTERED_NONE) {
        return OUTCOME_ENTERS;
    }
    if (after.class == REGISTERED_NONE) {
        return before.is_fading ? OUTCOME_COUNT : OUTCOME_LEAVES;
    }
    return after.class > before.class ? OUTCOME_RISES : OUTCOME_FALLS;
}

static void look(OutcomeWatch *watch, HouseholdId household, Date today) {
    Seen before = watch->seen[household.number];
    Seen after = see(watch, household);
    OutcomeKind kind = kind_of(before, after);
    watch->seen[household.number] = after;
    if (kind == OUTCOME_COUNT || watch->opening.days == today.days) {
        return;
    }
    watch->found =
        array_reserve(watch->found, watch->count, &watch->found_capacity, sizeof(Outcome));
    watch->found[watch->count++] = (Outcome){.household = household,
                                             .date = today,
                                             .kind = kind,
                                             .before = (RegisteredClass)before.class,
                                             .after = (RegisteredClass)after.class};
}

// Somebody in the register who founds a household brings the class along: that is no outcome.
static void meet(OutcomeWatch *watch) {
    size_t count = registry_household_count(facts_registry_const(watch->facts)) + 1;
    if (count > watch->capacity) {
        watch->capacity = count * 2;
        watch->seen = memory_grow(watch->seen, watch->capacity, sizeof *watch->seen);
    }
    for (; watch->known < count; watch->known++) {
        Seen nobody = {.class = REGISTERED_NONE};
        watch->seen[watch->known] =
            watch->known == 0 ? nobody : see(watch, (HouseholdId){(uint32_t)watch->known});
    }
}

Status outcome_watch_after(OutcomeWatch *watch, const Segment *segment, Error *error) {
    Date today = segment->head.clock;
    Month month = month_of(today);
    bool is_watching = is_watched(watch, segment);
    bool is_new_month = month.months != watch->month.months;
    if (!is_watching && !is_new_month) {
        return STATUS_OK;
    }
    int feed = pack_find_feed(watch->pack, segment->head.feed);
    if (watch->opening.days == DATE_NONE.days && feed >= 0 && watch->is_register[feed]) {
        watch->opening = today;
    }
    fact_reader_start(watch->reader, today);
    meet(watch);
    Status status = STATUS_OK;
    if (is_watching) {
        status = facts_touched(watch->facts, segment, &watch->touched, error);
    }
    for (size_t i = 0; status == STATUS_OK && i < watch->touched.household_count; i++) {
        look(watch, watch->touched.households[i], today);
    }
    for (uint32_t i = 1; is_new_month && i < watch->known; i++) {
        if (watch->seen[i].class != REGISTERED_NONE) {
            look(watch, (HouseholdId){i}, today);
        }
    }
    watch->month = month;
    return status;
}

const Outcome *outcome_watch_found(const OutcomeWatch *watch, size_t *out_count) {
    *out_count = watch->count;
    return watch->found;
}
