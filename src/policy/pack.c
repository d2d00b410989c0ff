// SPDX-License-Identifier: Apache-2.0
// Reading from a pack that is there.
#include "policy/pack_private.h"

#include "base/check.h"
#include "base/memory.h"

void pack_free(Pack *pack) {
    if (pack == NULL) {
        return;
    }
    for (size_t i = 0; i < MODEL_COUNT; i++) {
        dmn_model_free(pack->models[i]);
    }
    arena_release(&pack->arena);
    memory_free(pack);
}

Str pack_name(const Pack *pack) {
    return pack->name;
}

Str pack_version(const Pack *pack) {
    return pack->version;
}

Str pack_title(const Pack *pack, bool is_english) {
    return is_english ? pack->english : pack->title;
}

Region pack_county(const Pack *pack) {
    return pack->county;
}

// ---- parameters

size_t pack_parameter_count(const Pack *pack) {
    return pack->parameter_count;
}

const Parameter *pack_parameter(const Pack *pack, size_t index) {
    CHECK(index < pack->parameter_count);
    return &pack->parameters[index];
}

int pack_find_parameter(const Pack *pack, Str name) {
    for (size_t i = 0; i < pack->parameter_count; i++) {
        const Parameter *parameter = &pack->parameters[i];
        if (str_equal(parameter->name, name) || str_equal(parameter->id, name)) {
            return (int)i;
        }
    }
    return -1;
}

// Values of the most special regions come first, so the first one that holds is the right one.
const ParameterValue *parameter_at(const Parameter *parameter, Region region, Date date) {
    for (size_t i = 0; i < parameter->value_count; i++) {
        const ParameterValue *value = &parameter->values[i];
        if (value->from.days <= date.days && region_contains(value->region, region)) {
            return value;
        }
    }
    return NULL;
}

// ---- regions

size_t pack_region_count(const Pack *pack) {
    return pack->region_count;
}

const RegionName *pack_region(const Pack *pack, size_t index) {
    CHECK(index < pack->region_count);
    return &pack->regions[index];
}

Str pack_region_name(const Pack *pack, Region region, bool is_english) {
    size_t low = 0, high = pack->region_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const RegionName *name = &pack->regions[middle];
        if (name->region.code == region.code) {
            return is_english ? name->english : name->name;
        }
        if (name->region.code < region.code) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return STR("");
}

// ---- calendar

bool pack_is_working_day(const Pack *pack, Date date) {
    size_t low = 0, high = pack->day_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const CalendarDay *day = &pack->days[middle];
        if (day->date.days == date.days) {
            return day->is_working;
        }
        if (day->date.days < date.days) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return date_weekday(date) <= 5;
}

Date pack_calendar_end(const Pack *pack) {
    if (pack->day_count == 0) {
        return DATE_NONE;
    }
    int year, month, day;
    date_split(pack->days[pack->day_count - 1].date, &year, &month, &day);
    return date_make(year, 12, 31);
}

Date pack_add_working_days(const Pack *pack, Date date, int days) {
    CHECK(days >= 0);
    while (days > 0) {
        date = date_add_days(date, 1);
        days -= pack_is_working_day(pack, date) ? 1 : 0;
    }
    return date;
}

// ---- code lists, feeds, facts, rules

const CodeList *pack_find_list(const Pack *pack, Str id) {
    for (size_t i = 0; i < pack->list_count; i++) {
        if (str_equal(pack->lists[i].id, id)) {
            return &pack->lists[i];
        }
    }
    return NULL;
}

size_t pack_feed_count(const Pack *pack) {
    return pack->feed_count;
}

const FeedContract *pack_feed(const Pack *pack, size_t index) {
    CHECK(index < pack->feed_count);
    return &pack->feeds[index];
}

int pack_find_feed(const Pack *pack, Str id) {
    for (size_t i = 0; i < pack->feed_count; i++) {
        if (str_equal(pack->feeds[i].id, id)) {
            return (int)i;
        }
    }
    return -1;
}

size_t pack_fact_count(const Pack *pack) {
    return pack->fact_count;
}

const Fact *pack_fact(const Pack *pack, size_t index) {
    CHECK(index < pack->fact_count);
    return &pack->facts[index];
}

int pack_find_fact(const Pack *pack, Str name_or_id) {
    for (size_t i = 0; i < pack->fact_count; i++) {
        const Fact *fact = &pack->facts[i];
        if (str_equal(fact->name, name_or_id) || str_equal(fact->id, name_or_id)) {
            return (int)i;
        }
    }
    return -1;
}

size_t pack_rule_count(const Pack *pack) {
    return pack->rule_count;
}

const AlertRule *pack_rule(const Pack *pack, size_t index) {
    CHECK(index < pack->rule_count);
    return &pack->rules[index];
}

int pack_find_rule(const Pack *pack, Str id) {
    for (size_t i = 0; i < pack->rule_count; i++) {
        if (str_equal(pack->rules[i].id, id)) {
            return (int)i;
        }
    }
    return -1;
}

// ---- decisions

size_t pack_decision_count(const Pack *pack) {
    return pack->binding_count;
}

const DecisionBinding *pack_decision(const Pack *pack, size_t binding) {
    CHECK(binding < pack->binding_count);
    return &pack->bindings[binding].public;
}

int pack_find_decision(const Pack *pack, Str name) {
    for (size_t i = 0; i < pack->binding_count; i++) {
        if (str_equal(pack->bindings[i].public.name, name)) {
            return (int)i;
        }
    }
    return -1;
}
