// SPDX-License-Identifier: Apache-2.0
#ifndef POLICY_PACK_H
#define POLICY_PACK_H
// A policy pack: parameters, regions, calendar, code lists, feed contracts, facts, decisions and
// alert rules of one place, as read from its folder. Plain data for feed/, facts/ and monitor/; all
// texts live as long as the pack. Not here: files (the caller hands in bytes), evaluation
// (decide.h). Invariant: a loaded pack is complete and consistent: every name it refers to exists;
// and it never changes.
#include "base/ids.h"
#include "base/region.h"
#include "column/scalar.h"

// ---- the folder, as bytes
// --------------------------------------------------------------------------------------------
typedef struct PackFile {
    Str path; // inside the pack, "feeds/F01.yaml"
    Str bytes;
} PackFile;

typedef struct Pack Pack;
// Files: pack.yaml, parameters.yaml, regions.csv, calendar.csv, codes.yaml, facts.yaml,
// alerts.yaml, decisions.dmn, alerts.dmn, feeds/*.yaml, tests/*.yaml.
MUST_CHECK Status pack_read(const PackFile *files, size_t count, Pack **out_pack, Error *error);
// The same pack with other values of some parameters, for trying. A change is written NAME=VALUE
// with the Chinese name or the id: in force in the whole county on all days; NAME@330303002=VALUE
// in that region, NAME@2025-07-01=VALUE from that day until the region's next value. More special
// regions keep what is theirs. Checked as in parameters.yaml; nothing is below 0, no share above 1.
MUST_CHECK Status pack_read_changed(const PackFile *files, size_t count, const Str *changes,
                                    size_t change_count, Pack **out_pack, Error *error);
void pack_free(Pack *pack);

Str pack_name(const Pack *pack);    // "zhejiang-longwan"
Str pack_version(const Pack *pack); // pack.yaml's version and the first 12 hex digits of the
                                    // SHA-256 over all files: "0.1.0+3f9a..."
Str pack_title(const Pack *pack, bool is_english); // of the place: 浙江省温州市龙湾区
Region pack_county(const Pack *pack);

// ---- parameters
// --------------------------------------------------------------------------------------------------------
typedef enum Sureness { SURENESS_SURE, SURENESS_LIKELY, SURENESS_UNCERTAIN } Sureness;
typedef struct ParameterValue {
    Date from; // in force from this day until the next value of the same region
    Region region;
    Scalar value;
    Str reference; // document and article
    Sureness sureness;
} ParameterValue;
typedef struct Parameter {
    Str name;               // Chinese, as decisions use it: 保障标准
    Str english;            // "dibao standard"
    Str id;                 // standard
    Str unit;               // "yuan per person and month", "1", ...
    ParameterValue *values; // by region level (most special first), then newest first
    size_t value_count;
} Parameter;
size_t pack_parameter_count(const Pack *pack);
const Parameter *pack_parameter(const Pack *pack, size_t index);
// The value in force for the region (its own, else its nearest ancestor's) on the date; NULL when
// there is none.
const ParameterValue *parameter_at(const Parameter *parameter, Region region, Date date);

// ---- regions, calendar, code lists
// --------------------------------------------------------------------------------------
typedef struct RegionName {
    Region region;
    Str name;    // 永中街道
    Str english; // "Yongzhong street"
} RegionName;
size_t pack_region_count(const Pack *pack);
const RegionName *pack_region(const Pack *pack, size_t index);
Str pack_region_name(const Pack *pack, Region region, bool is_english); // "" when unknown
bool pack_is_working_day(const Pack *pack, Date date);
// The last day of the last year that the calendar knows; DATE_NONE when it is empty. After it,
// working days are Monday to Friday.
Date pack_calendar_end(const Pack *pack);
Date pack_add_working_days(const Pack *pack, Date date,
                           int days); // the days-th working day after date

// ---- feed contracts
// ------------------------------------------------------------------------------------------------------
typedef enum FieldKind { // what a column means beyond its type
    FIELD_PLAIN,
    FIELD_IDENTITY, // identity number of a person; becomes SCALAR_PERSON in the batch
    FIELD_NAME, // personal name: middle dots and white space normalised; kept in the registry, not
                // in the archive
    FIELD_REGION,  // region code, kept as INTEGER
    FIELD_CODE,    // text out of a code list; the contract maps spellings to the code
    FIELD_NEWBORN, // not in the file: the child that the row is about, put there by matching
                   // (SCALAR_PERSON)
} FieldKind;
typedef struct CodeMapping {
    Str spelling; // "女", "2", "female"
    Str code;     // "F"
} CodeMapping;
typedef struct Field {
    Str name;      // as in the batch: psn_part_amt
    Str chinese;   // 个人负担
    Str *accepted; // further header spellings (name and chinese always are)
    size_t accepted_count;
    FieldKind kind;
    ScalarType type; // PERSON for identities, TEXT for names and codes
    bool is_required;
    Scalar minimum, maximum; // NULL when not limited
    CodeMapping *codes; // FIELD_CODE: what is accepted; anything else is quarantined unless is_open
    size_t code_count;
    bool is_open;
    int name_field; // FIELD_IDENTITY: index of the field with that person's name, -1 when none
} Field;
typedef enum FeedEffect { // what a feed does to the registry, besides facts
    FEED_EFFECT_NONE,
    FEED_EFFECT_HOUSEHOLDS, // F06
    FEED_EFFECT_BIRTHS,     // F03
    FEED_EFFECT_DEATHS,     // F04
} FeedEffect;
typedef enum EffectField { // the parts that fields play in an effect
    EFFECT_PERSON,         // F04, F06: whose row it is; F03: the child (FIELD_NEWBORN)
    EFFECT_NAME,           // F03, F06
    EFFECT_SEX,            // "M" or "F"
    EFFECT_BIRTH,          // DATE or INSTANT
    EFFECT_DATE,           // F04: death; F06: change date
    EFFECT_HOUSEHOLD_NO,   // F06 户号
    EFFECT_RELATION,       // F06 与户主关系, code: head, spouse, child, parent, ...
    EFFECT_CHANGE,         // F06 code: initial, in, out, cancel, restore, update
    EFFECT_REASON,         // F06 code: death, ...
    EFFECT_REGION,         // F06 village
    EFFECT_MOTHER,         // F03
    EFFECT_FATHER,         // F03
    EFFECT_FIELD_COUNT
} EffectField;
typedef struct FeedContract {
    Str id;         // "F01"
    Str name;       // 医保结算
    Str english;    // "Medical settlements"
    Str department; // 医保局
    Str item;       // MED_SETTLE
    Str frequency;  // "daily", "monthly", "event"
    Field *fields;
    size_t field_count;
    int key_fields[6];
    size_t key_count;
    int subject_fields[2]; // identity fields whose persons the row is about (touched); F20 has two
    size_t subject_count;
    int event_field; // DATE, MONTH or INSTANT: when it happened; gives the month of series; -1 none
    int version_field;  // state feeds: the live row is the one with the largest value; -1: the one
                        // accepted last
    int reversal_field; // BOOLEAN, -1 none: a true row cancels its key; also any row whose
                        // negative_field is below zero
    int negative_field;
    int active_from_field, active_to_field; // -1 none
    bool is_state; // live rows are kept per person for live-row facts; else only series are kept
    FeedEffect effect;
    int effect_fields[EFFECT_FIELD_COUNT]; // index of the field in each part, -1 none
} FeedContract;
size_t pack_feed_count(const Pack *pack);
const FeedContract *pack_feed(const Pack *pack, size_t index);
int pack_find_feed(const Pack *pack, Str id);       // -1 when there is none
Str field_code_words(const Field *field, Str code); // paid -> 领取; the code when it has no words

// ---- facts
// -----------------------------------------------------------------------------------------------------------------
// Facts of households that the monitor itself asks for by id:
//   registered_class    decision 在册类别 -> text 特困, 低保, 低边, 刚支 or 无
//   monitored_class     decision 监测类别
//   failed_application  any: an active F22 row with status 不予确认 (raises help rules)
//   in_grace            any: an active F22 row with status 渐退 (lowers exit rules)
typedef enum FactEntity { FACT_PERSON, FACT_HOUSEHOLD } FactEntity;
typedef enum FactAggregate {
    FACT_SUM, // window over a series, or sum over live rows
    FACT_COUNT,
    FACT_MAX,
    FACT_MIN,
    FACT_LATEST,      // of the live row with the largest event value
    FACT_DISTINCT,    // number of distinct values of the column
    FACT_MEMBERS_SUM, // household: sum of a person fact over counted members; null if any is null
    FACT_MEMBERS_MAX,
    FACT_MEMBERS_MIN,
    FACT_MEMBERS_ANY, // household: true if it is true (or > 0) for any living member
    FACT_MEMBERS_ALL, // household: true if true for every counted member
    FACT_BUILT_IN,    // computed by facts/ itself: see FactBuiltIn
    FACT_DECISION,    // the result of a decision (person or household) with FEEL over other facts
} FactAggregate;
typedef enum FactBuiltIn { // what the registry knows
    BUILT_IN_NONE,
    BUILT_IN_AGE,             // 年龄, on the clock date
    BUILT_IN_IS_DEAD,         // 已死亡, known and on or before the clock
    BUILT_IN_DEATH_DATE,      // 死亡日期, null when alive
    BUILT_IN_DEATH_SOURCES,   // 死亡来源数
    BUILT_IN_IS_HEAD,         // 是户主
    BUILT_IN_COUNTED_MEMBERS, // 人数
    BUILT_IN_LIVING_MEMBERS,  // 在世人数
    BUILT_IN_CHILDREN_ADDED,  // newborns this batch added to the household
    BUILT_IN_NAMED_IN_CARE, // person is named as guardian or supporter in active rows of persons of
                            // a registered household (count): feed and person_fields of the fact
                            // say which rows and columns (F22; guardian_id, supporter_id)
} FactBuiltIn;
typedef struct FactFilter { // all must hold; a null value fails
    int field;
    Str *values; // equal to one of these (text or number as text) ...
    size_t value_count;
    bool is_prefix; // ... or starts with one
    bool is_not;    // negated
} FactFilter;
enum { FACT_FILTERS_MAX = 4 };
typedef struct Fact {
    Str name;    // 近12个月医疗自付
    Str english; // "own-paid medical cost, last 12 months"
    Str id;      // own_paid_12m
    Str unit;    // yuan, 1, ...
    FactEntity entity;
    FactAggregate aggregate;
    FactBuiltIn built_in;
    int feed;  // index of the contract, -1 for members/decision facts and most built-in ones
    int field; // summed, latest, ... column; -1 for counts
    int person_fields[3]; // whose row it is: identity fields; default the subjects
    size_t person_field_count;
    FactFilter filters[FACT_FILTERS_MAX];
    size_t filter_count;
    int window_months; // 0: all rows (state feeds: live rows; others: all time)
    int window_offset; // the window ends this many months earlier
    bool is_until_latest;
    bool active_only;
    bool is_once_per_key; // members sum: rows of several members that agree in the first key column
                          // of their feed are one and the same thing, and count once
    int of; // members facts: the person fact; decision facts: the decision binding (see decide.h)
    Scalar empty; // the value when there is no row: 0 by default; null for latest
    ScalarType type;
} Fact;
size_t pack_fact_count(const Pack *pack);
const Fact *pack_fact(const Pack *pack, size_t index);
int pack_find_fact(const Pack *pack, Str name_or_id); // -1 when there is none

// ---- alert rules
// -------------------------------------------------------------------------------------------------------------
typedef enum AlertScope { ALERT_SCOPE_ROW, ALERT_SCOPE_PERSON, ALERT_SCOPE_HOUSEHOLD } AlertScope;
typedef enum AlertDirection { DIRECTION_HELP, DIRECTION_EXIT, DIRECTION_VERIFY } AlertDirection;
typedef enum AlertUrgency {
    URGENCY_NONE,
    URGENCY_BLUE,
    URGENCY_YELLOW,
    URGENCY_ORANGE,
    URGENCY_RED
} AlertUrgency;
typedef struct AlertRule {
    Str id;      // "W01"
    Str name;    // 医疗支出增加
    Str english; // "Medical spending up"
    Str code;    // MED_SELFPAY_SUM
    int feeds[4];
    size_t feed_count;
    AlertScope scope;
    AlertDirection direction;
    bool is_death_rule; // speaks about dead persons too
    int cool_down_days;
    int decision;    // binding in decide.h: gives 红/橙/黄/蓝 or null
    int value_input; // index into the binding's inputs of the figure that is the alert's value; -1
                     // none
    Str sentence;    // Chinese explanation with {name} holes for inputs:
                  // "{姓名}近12个月医疗自付{近12个月医疗自付}元，超过{医疗自付门槛}元。"
    Str sentence_english;
} AlertRule;
size_t pack_rule_count(const Pack *pack);
const AlertRule *pack_rule(const Pack *pack, size_t index); // in order of id
int pack_find_rule(const Pack *pack, Str id);
#endif
