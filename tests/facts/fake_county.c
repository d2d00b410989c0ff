// SPDX-License-Identifier: Apache-2.0
#include "base/check.h"
#include "facts/fake_pack.h"

static int text_field(Pack *pack, int feed, const char *name) {
    return fake_field(pack, feed, name, FIELD_PLAIN, SCALAR_TEXT);
}

static int person_field(Pack *pack, int feed, const char *name) {
    return fake_field(pack, feed, name, FIELD_IDENTITY, SCALAR_PERSON);
}

static int plain_field(Pack *pack, int feed, const char *name, ScalarType type) {
    return fake_field(pack, feed, name, FIELD_PLAIN, type);
}

static void key_add(FeedContract *contract, int field) {
    contract->key_fields[contract->key_count++] = field;
}

static void subject_add(FeedContract *contract, int field) {
    contract->subject_fields[contract->subject_count++] = field;
}

static void medical_feed(Pack *pack) {
    int feed = fake_feed(pack, "F01", false);
    FeedContract *contract = fake_contract(pack, feed);
    key_add(contract, text_field(pack, feed, "setl_id"));
    subject_add(contract, person_field(pack, feed, "certno"));
    contract->event_field = plain_field(pack, feed, "setl_time", SCALAR_INSTANT);
    text_field(pack, feed, "dise_codg");
    text_field(pack, feed, "med_type");
    contract->negative_field = plain_field(pack, feed, "medfee_sumamt", SCALAR_MONEY);
    plain_field(pack, feed, "psn_part_amt", SCALAR_MONEY);
    contract->reversal_field = plain_field(pack, feed, "refd_setl_flag", SCALAR_BOOLEAN);
}

static void birth_feed(Pack *pack) {
    int feed = fake_feed(pack, "F03", false);
    FeedContract *contract = fake_contract(pack, feed);
    contract->effect = FEED_EFFECT_BIRTHS;
    key_add(contract, text_field(pack, feed, "birth_cert_no"));
    contract->effect_fields[EFFECT_SEX] = text_field(pack, feed, "child_sex");
    contract->event_field = plain_field(pack, feed, "birth_time", SCALAR_INSTANT);
    contract->effect_fields[EFFECT_BIRTH] = contract->event_field;
    contract->effect_fields[EFFECT_MOTHER] = person_field(pack, feed, "mother_id");
    contract->effect_fields[EFFECT_FATHER] = person_field(pack, feed, "father_id");
    int child = fake_field(pack, feed, "child", FIELD_NEWBORN, SCALAR_PERSON);
    contract->effect_fields[EFFECT_PERSON] = child;
    subject_add(contract, child);
}

static void death_feed(Pack *pack) {
    int feed = fake_feed(pack, "F04", true);
    FeedContract *contract = fake_contract(pack, feed);
    contract->effect = FEED_EFFECT_DEATHS;
    key_add(contract, text_field(pack, feed, "death_cert_no"));
    int person = person_field(pack, feed, "id_no");
    subject_add(contract, person);
    contract->effect_fields[EFFECT_PERSON] = person;
    contract->event_field = plain_field(pack, feed, "death_date", SCALAR_DATE);
    contract->effect_fields[EFFECT_DATE] = contract->event_field;
}

static void register_feed(Pack *pack) {
    int feed = fake_feed(pack, "F06", false);
    FeedContract *contract = fake_contract(pack, feed);
    contract->effect = FEED_EFFECT_HOUSEHOLDS;
    int *effect = contract->effect_fields;
    effect[EFFECT_HOUSEHOLD_NO] = text_field(pack, feed, "household_no");
    effect[EFFECT_RELATION] = text_field(pack, feed, "relation");
    effect[EFFECT_PERSON] = person_field(pack, feed, "id_no");
    effect[EFFECT_SEX] = text_field(pack, feed, "sex");
    effect[EFFECT_BIRTH] = plain_field(pack, feed, "birth", SCALAR_DATE);
    effect[EFFECT_REGION] = fake_field(pack, feed, "region", FIELD_REGION, SCALAR_INTEGER);
    effect[EFFECT_CHANGE] = text_field(pack, feed, "change_kind");
    effect[EFFECT_REASON] = text_field(pack, feed, "change_reason");
    effect[EFFECT_DATE] = plain_field(pack, feed, "change_date", SCALAR_DATE);
    contract->event_field = effect[EFFECT_DATE];
    subject_add(contract, effect[EFFECT_PERSON]);
    key_add(contract, effect[EFFECT_PERSON]);
    key_add(contract, effect[EFFECT_CHANGE]);
    key_add(contract, effect[EFFECT_DATE]);
}

static void pension_feed(Pack *pack) {
    int feed = fake_feed(pack, "F12", true);
    FeedContract *contract = fake_contract(pack, feed);
    key_add(contract, person_field(pack, feed, "id_no"));
    key_add(contract, text_field(pack, feed, "pension_kind"));
    plain_field(pack, feed, "amount", SCALAR_MONEY);
    text_field(pack, feed, "status");
    contract->event_field = plain_field(pack, feed, "pay_month", SCALAR_MONTH);
    key_add(contract, contract->event_field);
    subject_add(contract, 0);
}

static void tax_feed(Pack *pack) {
    int feed = fake_feed(pack, "F15", false);
    FeedContract *contract = fake_contract(pack, feed);
    key_add(contract, person_field(pack, feed, "id_no"));
    key_add(contract, text_field(pack, feed, "withholder_code"));
    plain_field(pack, feed, "income", SCALAR_MONEY);
    contract->event_field = plain_field(pack, feed, "tax_month", SCALAR_MONTH);
    key_add(contract, contract->event_field);
    subject_add(contract, 0);
}

static void civil_feed(Pack *pack) {
    int feed = fake_feed(pack, "F22", true);
    FeedContract *contract = fake_contract(pack, feed);
    key_add(contract, text_field(pack, feed, "case_no"));
    key_add(contract, text_field(pack, feed, "programme"));
    key_add(contract, person_field(pack, feed, "id_no"));
    subject_add(contract, contract->key_fields[2]);
    fake_field(pack, feed, "region", FIELD_REGION, SCALAR_INTEGER);
    text_field(pack, feed, "status");
    contract->active_from_field = plain_field(pack, feed, "start_date", SCALAR_DATE);
    contract->active_to_field = plain_field(pack, feed, "end_date", SCALAR_DATE);
    plain_field(pack, feed, "share", SCALAR_DECIMAL);
    plain_field(pack, feed, "last_paid_month", SCALAR_MONTH);
    person_field(pack, feed, "guardian_id");
    person_field(pack, feed, "supporter_id");
    contract->version_field = plain_field(pack, feed, "change_date", SCALAR_DATE);
    contract->event_field = contract->version_field;
}

static int field_of(const Pack *pack, int feed, const char *name) {
    const FeedContract *contract = pack_feed(pack, (size_t)feed);
    for (size_t i = 0; i < contract->field_count; i++) {
        if (str_equal(contract->fields[i].name, str_from(name))) {
            return (int)i;
        }
    }
    return -1;
}

static Fact row_fact(const Pack *pack, const char *id, const char *feed, FactAggregate aggregate,
                     const char *field) {
    Fact fact = {.name = str_from(id),
                 .id = str_from(id),
                 .unit = STR("unit"),
                 .entity = FACT_PERSON,
                 .aggregate = aggregate,
                 .feed = pack_find_feed(pack, str_from(feed)),
                 .of = -1};
    fact.field = field_of(pack, fact.feed, field);
    bool is_counted = aggregate == FACT_COUNT || aggregate == FACT_DISTINCT;
    fact.type =
        is_counted ? SCALAR_INTEGER : pack_feed(pack, (size_t)fact.feed)->fields[fact.field].type;
    if (is_counted || aggregate == FACT_SUM) {
        fact.empty = (Scalar){.type = (uint8_t)fact.type};
    }
    return fact;
}

static Fact with_filter(const Pack *pack, Fact fact, const char *field, Str *values, size_t count) {
    fact.filters[fact.filter_count++] = (FactFilter){
        .field = field_of(pack, fact.feed, field), .values = values, .value_count = count};
    return fact;
}

static Fact with_window(Fact fact, int months, int offset, bool is_until_latest) {
    fact.window_months = months;
    fact.window_offset = offset;
    fact.is_until_latest = is_until_latest;
    return fact;
}

static void event_facts(Pack *pack) {
    static Str critical[] = {{"C", 1}, {"N18.5", 5}};
    Fact own = row_fact(pack, "own_12m", "F01", FACT_SUM, "psn_part_amt");
    fake_fact(pack, with_window(own, 12, 0, false));
    own.id = STR("own_6m");
    fake_fact(pack, with_window(own, 6, 0, false));
    own.id = STR("own_ever");
    fake_fact(pack, own);
    Fact codes = row_fact(pack, "critical", "F01", FACT_COUNT, "");
    codes = with_filter(pack, codes, "dise_codg", critical, ARRAY_COUNT(critical));
    codes.filters[0].is_prefix = true;
    fake_fact(pack, codes);
    codes.id = STR("not_critical");
    codes.filters[0].is_not = true;
    fake_fact(pack, codes);
    Fact wages = row_fact(pack, "wages_3m", "F15", FACT_SUM, "income");
    fake_fact(pack, with_window(wages, 3, 0, true));
    wages.id = STR("wages_12m_before");
    fake_fact(pack, with_window(wages, 12, 3, true));
    wages.id = STR("wages_1m");
    fake_fact(pack, with_window(wages, 1, 0, true));
}

static void state_facts(Pack *pack) {
    static Str paid[] = {{"paid", 4}};
    static Str receiving[] = {{"在享", 6}, {"渐退", 6}};
    static Str grace[] = {{"渐退", 6}};
    static Str failed[] = {{"不予确认", 12}};
    Fact pension = row_fact(pack, "pension_6m", "F12", FACT_SUM, "amount");
    fake_fact(pack, with_window(pension, 6, 0, true));
    fake_fact(pack, row_fact(pack, "pension_status", "F12", FACT_LATEST, "status"));
    fake_fact(pack, with_filter(pack, row_fact(pack, "pension_rows", "F12", FACT_COUNT, ""),
                                "status", paid, 1));
    Fact active = row_fact(pack, "aid_rows", "F22", FACT_COUNT, "");
    active.active_only = true;
    fake_fact(pack, with_filter(pack, active, "status", receiving, 2));
    active.id = STR("grace_rows");
    fake_fact(pack, with_filter(pack, active, "status", grace, 1));
    active.id = STR("failed_rows");
    fake_fact(pack, with_filter(pack, active, "status", failed, 1));
    fake_fact(pack, row_fact(pack, "last_paid", "F22", FACT_MAX, "last_paid_month"));
    fake_fact(pack, row_fact(pack, "first_start", "F22", FACT_MIN, "start_date"));
    fake_fact(pack, row_fact(pack, "share", "F22", FACT_SUM, "share"));
    fake_fact(pack, row_fact(pack, "counties", "F22", FACT_DISTINCT, "region"));
    fake_fact(pack, row_fact(pack, "programmes", "F22", FACT_DISTINCT, "programme"));
    Fact named = row_fact(pack, "named", "F22", FACT_COUNT, "");
    named.person_fields[0] = field_of(pack, named.feed, "guardian_id");
    named.person_fields[1] = field_of(pack, named.feed, "supporter_id");
    named.person_field_count = 2;
    fake_fact(pack, named);
    named.id = STR("named_in_care");
    named.aggregate = FACT_BUILT_IN;
    named.built_in = BUILT_IN_NAMED_IN_CARE;
    fake_fact(pack, named);
}

static void members_fact(Pack *pack, const char *id, FactAggregate aggregate, const char *of) {
    fake_fact(pack, (Fact){.name = str_from(id),
                           .id = str_from(id),
                           .unit = STR("unit"),
                           .entity = FACT_HOUSEHOLD,
                           .aggregate = aggregate,
                           .feed = -1,
                           .field = -1,
                           .of = fake_find_fact(pack, of),
                           .type = SCALAR_MONEY});
}

static void built_in_fact(Pack *pack, const char *id, FactBuiltIn built_in, FactEntity entity) {
    fake_fact(pack, (Fact){.name = str_from(id),
                           .id = str_from(id),
                           .entity = entity,
                           .aggregate = FACT_BUILT_IN,
                           .built_in = built_in,
                           .feed = -1,
                           .field = -1,
                           .of = -1});
}

static Scalar decide_registered(const Scalar *inputs) {
    return inputs[0].number != 0 ? scalar_text(STR("低保")) : scalar_text(STR("无"));
}

static void derived_facts(Pack *pack) {
    members_fact(pack, "household_own_12m", FACT_MEMBERS_SUM, "own_12m");
    members_fact(pack, "household_wages_1m", FACT_MEMBERS_SUM, "wages_1m");
    members_fact(pack, "largest_own_12m", FACT_MEMBERS_MAX, "own_12m");
    members_fact(pack, "smallest_own_12m", FACT_MEMBERS_MIN, "own_12m");
    members_fact(pack, "has_aid", FACT_MEMBERS_ANY, "aid_rows");
    members_fact(pack, "all_have_aid", FACT_MEMBERS_ALL, "aid_rows");
    members_fact(pack, "in_grace", FACT_MEMBERS_ANY, "grace_rows");
    members_fact(pack, "failed_application", FACT_MEMBERS_ANY, "failed_rows");
    members_fact(pack, "household_share", FACT_MEMBERS_SUM, "share");
    members_fact(pack, "household_share_once", FACT_MEMBERS_SUM, "share");
    fake_last_fact(pack)->is_once_per_key = true;
    built_in_fact(pack, "age", BUILT_IN_AGE, FACT_PERSON);
    built_in_fact(pack, "is_dead", BUILT_IN_IS_DEAD, FACT_PERSON);
    built_in_fact(pack, "death_date", BUILT_IN_DEATH_DATE, FACT_PERSON);
    built_in_fact(pack, "death_sources", BUILT_IN_DEATH_SOURCES, FACT_PERSON);
    built_in_fact(pack, "is_head", BUILT_IN_IS_HEAD, FACT_PERSON);
    built_in_fact(pack, "counted_members", BUILT_IN_COUNTED_MEMBERS, FACT_HOUSEHOLD);
    built_in_fact(pack, "living_members", BUILT_IN_LIVING_MEMBERS, FACT_HOUSEHOLD);
    built_in_fact(pack, "children_added", BUILT_IN_CHILDREN_ADDED, FACT_HOUSEHOLD);
    int registered = fake_decision(pack, "在册类别", decide_registered);
    fake_input(pack, registered, INPUT_FACT, fake_find_fact(pack, "has_aid"), "has_aid");
    int own = fake_find_fact(pack, "household_own_12m"); // for the explanation
    fake_input(pack, registered, INPUT_FACT, own, "household_own_12m");
    fake_fact(pack, (Fact){.name = STR("在册类别"),
                           .id = STR("registered_class"),
                           .entity = FACT_HOUSEHOLD,
                           .aggregate = FACT_DECISION,
                           .feed = -1,
                           .field = -1,
                           .of = registered,
                           .type = SCALAR_TEXT});
    members_fact(pack, "household_in_care", FACT_MEMBERS_SUM, "named_in_care");
    fake_last_fact(pack)->type = SCALAR_INTEGER;
}

Pack *fake_county(void) {
    Pack *pack = fake_pack_new();
    medical_feed(pack);
    birth_feed(pack);
    death_feed(pack);
    register_feed(pack);
    pension_feed(pack);
    tax_feed(pack);
    civil_feed(pack);
    event_facts(pack);
    state_facts(pack);
    derived_facts(pack);
    return pack;
}
