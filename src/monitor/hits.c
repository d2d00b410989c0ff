// SPDX-License-Identifier: Apache-2.0
#include "monitor/hits.h"
#include "base/check.h"
#include "base/memory.h"
#include "monitor/pairs.h"
#include <string.h>

enum { PART_HOUSEHOLDS = 32 }; // some 0.2 ms: nobody waits long for the last of them

typedef struct Search {
    Askers *askers;
    const HitSource *source;
    int *columns;      // batch column of each field of the contract
    uint64_t *members; // household << 32 | person of every touched person who lives somewhere
    size_t member_count;
    size_t part_households;
    HitPart *parts;
} Search;

typedef struct Asking { // of one part
    const Search *search;
    Asker *asker;
    HitPart *part;
    HouseholdId household; // at hand
    const uint64_t *members;
    size_t member_count;
} Asking;

static AlertUrgency urgency_of(Scalar answer) {
    static const struct {
        const char *word;
        AlertUrgency urgency;
    } WORDS[] = {
        {"红", URGENCY_RED}, {"橙", URGENCY_ORANGE}, {"黄", URGENCY_YELLOW}, {"蓝", URGENCY_BLUE}};
    for (size_t i = 0; answer.type == SCALAR_TEXT && i < ARRAY_COUNT(WORDS); i++) {
        if (str_equal(answer.text, str_from(WORDS[i].word))) {
            return WORDS[i].urgency;
        }
    }
    return URGENCY_NONE;
}

// ---- one rule about one subject

typedef struct Question { // what the inputs of a decision are asked from
    const Asking *asking;
    const Hit *hit;
    size_t rule_index; // among the rules that listen
    const Input *inputs;
} Question;

static Scalar row_input(const Search *search, const Hit *hit, int field) {
    int column = hit->definition->scope == ALERT_SCOPE_ROW ? search->columns[field] : -1;
    const Batch *rows = &search->source->segment->rows;
    return column < 0 ? SCALAR_NONE : batch_get(rows, hit->row, (size_t)column);
}

static Scalar input_of(void *context, size_t index) {
    const Question *question = context;
    const Asking *asking = question->asking;
    const Hit *hit = question->hit;
    const Input *input = &question->inputs[index];
    if (input->kind == INPUT_ROW) {
        return row_input(asking->search, hit, input->index);
    }
    if (input->kind == INPUT_FACT_BEFORE) {
        uint32_t subject = hit->person.number != 0 ? hit->person.number : hit->household.number;
        return before_value(asking->search->source->before, question->rule_index, hit->definition,
                            subject, index);
    }
    return fact_reader_input(asking->asker->reader, input, hit->person, hit->household);
}

// Asks the rule; true when it wants to speak, and then the hit is complete, its inputs the asker's.
static bool rule_asks(const Asking *asking, size_t rule_index, Hit *hit) {
    const HitSource *source = asking->search->source;
    const AlertRule *rule = hit->definition;
    size_t decision = (size_t)rule->decision;
    Question question = {asking, hit, rule_index, pack_decision(source->pack, decision)->inputs};
    Scalar *inputs = asking->asker->inputs;
    Scalar answer = decider_ask(asking->asker->decider, decision, input_of, &question,
                                source->segment->head.clock, inputs);
    asking->part->evaluated++;
    hit->urgency = urgency_of(answer);
    if (hit->urgency == URGENCY_NONE) {
        return false;
    }
    hit->value = rule->value_input < 0 ? SCALAR_NONE : inputs[rule->value_input];
    hit->inputs = inputs;
    return true;
}

static void hit_add(const Asking *asking, const Hit *hit) {
    HitPart *part = asking->part;
    const Pack *pack = asking->search->source->pack;
    size_t count = pack_decision(pack, (size_t)hit->definition->decision)->input_count;
    Scalar *inputs = arena_alloc(&part->arena, count + 1, sizeof *inputs);
    memcpy(inputs, hit->inputs, count * sizeof *inputs);
    part->hits = array_reserve(part->hits, part->count, &part->capacity, sizeof *part->hits);
    part->hits[part->count] = *hit;
    part->hits[part->count++].inputs = inputs;
}

// ---- in the order of section 6: household, rule, person

static bool is_larger(Scalar value, Scalar than) {
    return value.type == than.type && value.exponent == than.exponent && value.number > than.number;
}

// Of the rows of one person that speak, the one with the largest value.
static void rows_ask(const Asking *asking, size_t rule_index, Hit *hit) {
    const HitSource *source = asking->search->source;
    const RowsOf *rows = &source->before->rows;
    const Asker *asker = asking->asker;
    size_t from = 0;
    size_t to = 0;
    rows_of_person(rows, hit->person, &from, &to);
    bool has_best = false;
    Hit best;
    for (size_t i = from; i < to; i++) {
        hit->row = (size_t)(rows->pairs[i] & UINT32_MAX);
        if (!source->is_live[hit->row] || !rule_asks(asking, rule_index, hit)) {
            continue;
        }
        if (!has_best || is_larger(hit->value, best.value)) {
            best = *hit;
            best.inputs = asker->inputs + asker->inputs_max;
            memcpy(asker->inputs + asker->inputs_max, asker->inputs,
                   asker->inputs_max * sizeof *asker->inputs);
        }
        has_best = true;
    }
    if (has_best) {
        hit_add(asking, &best);
    }
}

static void rule_ask(const Asking *asking, size_t rule_index) {
    const HitSource *source = asking->search->source;
    int rule = source->before->rules[rule_index].rule;
    Hit hit = {.rule = rule,
               .definition = pack_rule(source->pack, (size_t)rule),
               .household = asking->household};
    if (hit.definition->scope == ALERT_SCOPE_HOUSEHOLD) {
        if (rule_asks(asking, rule_index, &hit)) {
            hit_add(asking, &hit);
        }
        return;
    }
    for (size_t i = 0; i < asking->member_count; i++) {
        hit.person = (PersonId){(uint32_t)(asking->members[i] & UINT32_MAX)};
        if (hit.definition->scope == ALERT_SCOPE_ROW) {
            rows_ask(asking, rule_index, &hit);
        } else if (rule_asks(asking, rule_index, &hit)) {
            hit_add(asking, &hit);
        }
    }
}

static void part_ask(void *context, size_t piece) {
    const Search *search = context;
    const Touched *touched = search->source->touched;
    Asking asking = {
        .search = search, .asker = asker_take(search->askers), .part = &search->parts[piece]};
    size_t from = piece * search->part_households;
    size_t to = from + search->part_households;
    to = to < touched->household_count ? to : touched->household_count;
    size_t at = pairs_from(search->members, search->member_count,
                           (uint64_t)touched->households[from].number << 32);
    for (size_t i = from; i < to; i++) {
        asking.household = touched->households[i];
        asking.members = search->members + at;
        asking.member_count = at;
        while (at < search->member_count && search->members[at] >> 32 == asking.household.number) {
            at++;
        }
        asking.member_count = at - asking.member_count;
        asking.part->member_count += asking.member_count;
        for (size_t k = 0; k < search->source->before->rule_count; k++) {
            rule_ask(&asking, k);
        }
    }
    asker_give_back(search->askers, asking.asker);
}

// ---- all households

static void members_fill(Search *search) {
    const Touched *touched = search->source->touched;
    search->members = memory_new(touched->person_count, sizeof *search->members);
    for (size_t i = 0; i < touched->person_count; i++) {
        PersonId person = touched->persons[i];
        uint64_t household = registry_household_on(search->source->registry, person,
                                                   search->source->segment->head.clock)
                                 .number;
        if (household != 0) {
            search->members[search->member_count++] = household << 32 | person.number;
        }
    }
    pairs_order(search->members, search->member_count);
}

static void columns_fill(Search *search) {
    const FeedContract *contract = search->source->contract;
    search->columns = memory_new(contract->field_count, sizeof *search->columns);
    for (size_t i = 0; i < contract->field_count; i++) {
        search->columns[i] =
            batch_find_column(&search->source->segment->rows, contract->fields[i].name);
    }
}

Hits hits_find(Askers *askers, const HitSource *source, Hands *hands) {
    size_t households = source->touched->household_count;
    Search search = {.askers = askers, .source = source};
    search.part_households = hands == NULL ? households : PART_HOUSEHOLDS;
    size_t count = households == 0 ? 0 : (households - 1) / search.part_households + 1;
    search.parts = memory_new(count, sizeof *search.parts);
    columns_fill(&search);
    members_fill(&search);
    SharedWork asking = {.run = part_ask, .context = &search, .count = count};
    hands_offer(hands, &asking);
    hands_finish(hands, &asking);
    size_t asked = 0;
    for (size_t i = 0; i < count; i++) {
        asked += search.parts[i].member_count;
    }
    CHECK(asked == search.member_count); // every home of a touched person is a touched household
    memory_free(search.columns);
    memory_free(search.members);
    return (Hits){search.parts, count};
}

void hits_release(Hits *hits) {
    for (size_t i = 0; i < hits->count; i++) {
        memory_free(hits->parts[i].hits);
        arena_release(&hits->parts[i].arena);
    }
    memory_free(hits->parts);
    *hits = (Hits){0};
}
