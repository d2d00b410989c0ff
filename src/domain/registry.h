// SPDX-License-Identifier: Apache-2.0
#ifndef DOMAIN_REGISTRY_H
#define DOMAIN_REGISTRY_H
// The registry in memory: persons, households, and who lives with whom when. Pure: changes come as
// rows, and every change is also written to a list of RegistryChange, which the store keeps in the
// same transaction as the batch. Not here: names and addresses (store), facts (facts/), identity
// numbers at rest (store, encrypted). Meaning of every change: docs/monitoring.md section 3.
// Invariants: a living-in membership is open for at most one household per person; dates of one
// membership never overlap.
#include "base/date.h"
#include "base/identity.h"
#include "base/ids.h"
#include "base/map.h"
#include "base/region.h"

typedef enum Sex { SEX_UNKNOWN, SEX_MALE, SEX_FEMALE } Sex;
typedef enum Relation { // to the head of the household (GB/T 4761, first digit)
    RELATION_HEAD,
    RELATION_SPOUSE,
    RELATION_CHILD, // 子, 女 and their spouses
    RELATION_GRANDCHILD,
    RELATION_PARENT,
    RELATION_GRANDPARENT,
    RELATION_SIBLING,
    RELATION_OTHER,
} Relation;
typedef enum DeathSource {
    DEATH_SOURCE_CERTIFICATE = 1,
    DEATH_SOURCE_REGISTER = 2
} DeathSource; // bit mask: F04, F06

typedef struct Person {
    Date birth;            // DATE_NONE when not known
    Date death;            // DATE_NONE when alive
    HouseholdId household; // where the person lives now; 0 none
    uint32_t first_member; // newest membership of this person, index + 1 into members; 0 none
    uint8_t sex;           // Sex
    uint8_t death_sources; // DeathSource mask
    bool is_newborn;       // has no number yet; F06 may still give one
} Person;

typedef struct Member { // one membership: from <= date < to
    PersonId person;
    HouseholdId household;
    Date from;
    Date to;                                    // DATE_FOREVER while it lasts
    uint32_t next_of_person, next_of_household; // index + 1 of the one before, 0 none
    uint8_t relation;                           // Relation
} Member;

typedef struct Household {
    Str number;            // 户号, in the registry's arena
    Region region;         // village
    uint32_t first_member; // newest membership, index + 1
    bool is_closed;
} Household;

typedef enum RegistryChangeKind {
    CHANGE_PERSON_ADDED,      // person, identity, birth, sex, name
    CHANGE_PERSON_IDENTIFIED, // a newborn got a number: person, identity, name
    CHANGE_PERSON_DIED,       // person, date, death_sources
    CHANGE_HOUSEHOLD_ADDED,   // household, number, region
    CHANGE_HOUSEHOLD_UPDATED, // region, is_closed
    CHANGE_MEMBER_JOINED,     // household, person, date, relation
    CHANGE_MEMBER_LEFT,       // household, person, date (first day outside)
    CHANGE_MEMBER_RELATION,   // household, person, relation
} RegistryChangeKind;
typedef struct RegistryChange {
    RegistryChangeKind kind;
    PersonId person;
    HouseholdId household;
    Date date;
    uint32_t member; // index into members for MEMBER_ changes
} RegistryChange;

typedef struct Registry Registry;
Registry *registry_new(void);
void registry_free(Registry *registry);

size_t registry_person_count(const Registry *registry); // ids are 1..count
size_t registry_household_count(const Registry *registry);
const Person *registry_person(const Registry *registry, PersonId id);
// packed 0: the person has no number (newborn), or numbers were not loaded.
Identity registry_identity(const Registry *registry, PersonId id);
const Household *registry_household(const Registry *registry, HouseholdId id);
const Member *registry_member(const Registry *registry, uint32_t index_plus_one);
void registry_expect_person(const Registry *registry, PersonId id); // into the cache
// Where the number is looked for is on its way into the cache then; a little later, the number that
// is compared with it.
void registry_expect_identity(const Registry *registry, Identity identity);
void registry_expect_found(const Registry *registry, Identity identity);
PersonId registry_find_identity(const Registry *registry, Identity identity); // 0 when unknown
HouseholdId registry_find_household(const Registry *registry, Str number);    // 0 when unknown
HouseholdId registry_household_on(const Registry *registry, PersonId person, Date date); // 0 none

// Changes made since the last clear, for the store; `registry_changes_clear` after the commit.
const RegistryChange *registry_changes(const Registry *registry, size_t *out_count);
void registry_changes_clear(Registry *registry);

// ---- what the store or a replay knows already; nothing of it is listed as a change
// ----------------------------------------------------------
// Persons up to this one exist afterwards; birth and sex are filled in where they were not known.
void registry_restore_person(Registry *registry, PersonId id, Date birth, Sex sex);
// Also fills in birth and sex from the number. CONFLICT when another person has the number.
MUST_CHECK Status registry_set_identity(Registry *registry, PersonId id, Identity identity,
                                        Error *error);
// The registry as bytes, without identity numbers and names; equal registries give equal bytes.
void registry_write(const Registry *registry, Text *out_bytes);
// Into a new registry; CORRUPT when the bytes contradict themselves.
MUST_CHECK Status registry_read(Registry *registry, Str bytes, Error *error);
size_t registry_memory(const Registry *registry); // bytes held

// ---- changes; each keeps the invariants and lists what it did
// ----------------------------------------------------------
PersonId registry_add_person(Registry *registry, Identity identity, Date birth,
                             Sex sex); // birth and sex from the number when it has one
typedef struct HouseholdRow {          // one F06 row
    PersonId person;
    Str household_no;
    Region region;
    Relation relation;
    enum HouseholdChange { HOUSEHOLD_IN, HOUSEHOLD_OUT, HOUSEHOLD_UPDATE, HOUSEHOLD_DEATH } change;
    Date date;
} HouseholdRow;
void registry_apply_household_row(Registry *registry, const HouseholdRow *row);
void registry_apply_death(Registry *registry, PersonId id, Date date, DeathSource source);
// The child joins the household of the mother, else the father, on the birth date; returns it, 0
// when neither has one.
HouseholdId registry_apply_birth(Registry *registry, PersonId child, PersonId mother,
                                 PersonId father, Date birth);
// The newborn without number that this F06 row is about (same household, birth, sex; names decide
// between twins), 0 when none. Then registry_identify gives the child its number.
PersonId registry_find_newborn(const Registry *registry, Str household_no, Date birth, Sex sex,
                               Str name);
// The name of a person without number, also of one that the store loaded; copied.
void registry_name_newborn(Registry *registry, PersonId child, Str name);
Str registry_newborn_name(const Registry *registry, PersonId child); // "" when not known
void registry_identify(Registry *registry, PersonId newborn, Identity identity);

// ---- reading households
// ------------------------------------------------------------------------------------------------
typedef struct MemberCursor {
    const Registry *registry;
    uint32_t next;
    Date date;
    Date month_first, month_last; // days of the date's month
    bool counted_only;            // else living members
} MemberCursor;
MemberCursor registry_counted_members(const Registry *registry, HouseholdId household, Date date);
MemberCursor registry_living_members(const Registry *registry, HouseholdId household, Date date);
const Member *member_next(MemberCursor *cursor); // NULL at the end
PersonId registry_head(const Registry *registry, HouseholdId household, Date date); // 0 none
#endif
