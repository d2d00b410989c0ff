// SPDX-License-Identifier: Apache-2.0
#ifndef GENERATE_ORACLE_PRIVATE_H
#define GENERATE_ORACLE_PRIVATE_H
// Only for oracle_*.c and its tests. Indexes are stored plus one, so that 0 is "none".
#include "generate/oracle.h"

enum { ALIVE = INT32_MAX, FOREVER = INT32_MAX };

// ---- tables (oracle_table.c)
typedef struct Slot {
    uint64_t key;
    uint32_t index; // plus one
} Slot;
typedef struct Table { // 64-bit key -> index; a key of 0 is never put
    Slot *slots;
    size_t capacity;
    size_t count;
} Table;
uint32_t table_find(const Table *table, uint64_t key); // 0 none
void table_put(Table *table, uint64_t key, uint32_t index);
uint64_t key_of(uint64_t a, uint64_t b, uint64_t c, uint64_t d);
void *room_for(void *items, size_t count, size_t *capacity, size_t size); // grows an array
void *zeroed(size_t count, size_t size);

// ---- sums per person and month (oracle_series.c)
typedef struct Cell {
    int32_t amount; // fen
    uint32_t tag;   // which row it came from; 0 nothing there
} Cell;
typedef struct Further { // a second row in a month, or one outside the span
    int32_t month;
    uint32_t tag;
    int64_t amount;
    uint32_t next;
} Further;
typedef struct Series {
    Cell **blocks; // of SERIES_BLOCK persons each
    size_t block_count;
    size_t block_capacity;
    uint32_t used; // persons that have cells
    Further *further;
    size_t further_count;
    size_t further_capacity;
    int32_t first; // months of the span
    int32_t months;
    int32_t first_seen; // of accepted rows; INT32_MAX when none
    int32_t newest_seen;
} Series;
typedef struct SeriesHead { // in the person
    uint32_t cells;
    uint32_t further;
} SeriesHead;
void oracle_series_init(Series *series, Month first, int months);
void oracle_series_release(Series *series);
// False when the very same row is there. Otherwise it is put, or replaces the one with its tag.
bool oracle_series_put(Series *series, SeriesHead *head, int32_t month, uint32_t tag,
                       int64_t amount);
void oracle_series_add(Series *series, SeriesHead *head, int32_t month,
                       int64_t amount); // without rows
int64_t oracle_series_sum(const Series *series, const SeriesHead *head, int32_t from, int32_t to);
// Is a window of so many months, ending offset months before the newest, known?
bool oracle_series_knows(const Series *series, int months, int offset);

// ---- the county as known
typedef struct KnownPerson {
    uint64_t id;
    NameId name;
    int32_t birth;
    int32_t death; // ALIVE
    uint32_t stay; // newest of his memberships
    SeriesHead wages;
    SeriesHead pensions;
    SeriesHead bills;
    int32_t pension_month;       // of the newest row
    uint32_t critical;           // settlements with a critical illness
    uint32_t states[FEED_COUNT]; // chains of live rows
    uint32_t mark;               // batch that touched him
    uint32_t touched;            // index into that batch's touched
    int32_t marriages[2];        // weddings, divorces
    uint8_t sex;
    uint8_t pension_status;
    bool was_named; // as somebody's guardian or supporter, once
} KnownPerson;
typedef struct Stay { // from <= day < to
    uint32_t person;
    uint32_t house;
    int32_t from;
    int32_t to;
    uint32_t next_of_person;
    uint32_t next_of_house;
    uint8_t relation;
} Stay;
typedef struct KnownHouse {
    uint64_t number;
    uint32_t stay; // newest membership
    uint32_t born; // children of the batch `born_in`
    uint32_t born_in;
    int32_t spoke[ORACLE_RULE_COUNT]; // day plus one on which a help rule spoke last; 0 never
} KnownHouse;
typedef struct BillRow { // a settlement
    uint32_t person;     // 0: only its reversal has come
    int32_t month;
    int64_t own;
    uint64_t content;  // digest of the ordinary row
    uint64_t reversal; // digest of the reversing row
    bool is_critical;
    bool is_cancelled;
} BillRow;
typedef struct StateRows { // live rows of one state feed
    unsigned char *rows;
    uint32_t *next; // of the same person
    uint32_t *owner;
    size_t count;
    size_t capacity;
    size_t next_capacity;
    size_t owner_capacity;
    Table keys;
} StateRows;
typedef struct Memory { // when a rule spoke about a subject
    int32_t day;
    int64_t value;
} Memory;
typedef struct Touched {
    uint32_t person;
    uint32_t house; // after the batch
    bool has_row;   // an accepted row is about him
    bool was_dead;
    uint8_t class_before;
    int64_t before;   // what the feed's rules compare
    int64_t before2;  // a second figure of this kind
    int64_t stay_own; // the dearest hospital stay of the batch
} Touched;

struct Oracle {
    Date clock;
    int32_t month;       // of the clock
    int32_t month_first; // its first and last day
    int32_t month_last;
    uint32_t batch;
    Table ids;
    KnownPerson *persons;
    size_t person_count, person_capacity;
    Table house_numbers;
    KnownHouse *houses;
    size_t house_count, house_capacity;
    Stay *stays;
    size_t stay_count, stay_capacity;
    Series wages, pensions, bills;
    Table setl;
    BillRow *settlements;
    size_t settlement_count, settlement_capacity;
    Table births;
    Table deaths;
    Table hukou; // key -> index into contents
    uint64_t *contents;
    size_t content_count, content_capacity;
    StateRows states[FEED_COUNT];
    Table memory_keys;
    Memory *memories;
    size_t memory_count, memory_capacity;
    Touched *touched;
    size_t touched_count, touched_capacity;
    uint32_t *who; // two per row of the batch: the persons it is about
    size_t who_capacity;
    OracleAlert *alerts;
    size_t alert_count, alert_capacity;
};

static inline KnownPerson *known(const Oracle *oracle, uint32_t person) {
    return &oracle->persons[person - 1];
}

void oracle_set_clock(Oracle *oracle, Date clock);

// ---- people and households (oracle_people.c)
uint32_t people_find(const Oracle *oracle, uint64_t id);
uint32_t people_find_or_add(Oracle *oracle, uint64_t id, NameId name);
uint32_t house_on(const Oracle *oracle, uint32_t person, Date day); // 0 none
uint8_t relation_on(const Oracle *oracle, uint32_t person, Date day);
uint32_t people_take_hukou(Oracle *oracle, const RowHukou *row); // the person it is about
uint32_t people_take_birth(Oracle *oracle, const RowBirth *row);
void people_take_death(Oracle *oracle, uint32_t person, int32_t date);

// ---- rows (oracle_rows.c): false when the very same row is there already
bool rows_take(Oracle *oracle, Feed feed, const void *row, uint32_t person);
const void *state_row(const StateRows *states, Feed feed, uint32_t index);
uint64_t oracle_digest_of(const void *row, size_t size);

// ---- facts (oracle_facts.c); all on the oracle's clock
typedef struct MemberWalk {
    uint32_t next;
    bool is_counted; // else living
} MemberWalk;
MemberWalk members_counted(const Oracle *oracle, uint32_t house);
MemberWalk members_living(const Oracle *oracle, uint32_t house);
uint32_t member_step(const Oracle *oracle, MemberWalk *walk); // person, 0 at the end
int64_t house_count_members(const Oracle *oracle, uint32_t house);
bool house_income(const Oracle *oracle, uint32_t house, int months, int64_t *out_fen);
int64_t house_bills(const Oracle *oracle, uint32_t house, int months);
int64_t person_bills(const Oracle *oracle, uint32_t person, int months);
int64_t house_wages(const Oracle *oracle, uint32_t house, int months); // of a known window
uint8_t house_class(const Oracle *oracle, uint32_t house);             // Programme or 0
bool house_is_watched(const Oracle *oracle, uint32_t house);
bool house_is_in_grace(const Oracle *oracle, uint32_t house);
bool house_was_refused(const Oracle *oracle, uint32_t house); // somebody's newest entry
bool civil_is_active(const RowCivil *row, Date day);
typedef enum PropertyFact {
    CARS,
    CAR_VALUE,
    HOMES,
    HOME_AREA,
    OTHER_ESTATE,
    FIRMS,
    MONEY_KEPT
} PropertyFact;
int64_t person_property(const Oracle *oracle, uint32_t person, PropertyFact fact);
int64_t house_property(const Oracle *oracle, uint32_t house, PropertyFact fact);
int64_t person_level(const Oracle *oracle, uint32_t person);
bool person_is_unable(const Oracle *oracle, uint32_t person);
bool person_has_no_able_supporter(const Oracle *oracle, uint32_t person);

// ---- category (oracle_category.c) and figures (oracle_figures.c)
typedef struct Finding {
    OracleCategory category;
    int64_t amount; // whole yuan
} Finding;
Finding house_category(const Oracle *oracle, uint32_t house);
int64_t figure_standard(Date day);   // fen per person and month
int64_t figure_disposable(Date day); // fen per person and year before
bool figure_rigid_in_force(Date day);
bool figure_is_critical(uint16_t disease);
enum { FIGURE_HOME_AREA = 4500 };

// ---- rules (oracle_rules.c)
void rules_before(Oracle *oracle, Feed feed, Touched *touched);
void rules_speak(Oracle *oracle, Feed feed);
typedef struct Hit {
    OracleRule rule;
    uint32_t house;
    uint32_t person; // 0: the household
    OracleUrgency urgency;
    int64_t value; // -1 none
} Hit;
void hit_speak(Oracle *oracle, const Hit *hit); // oracle_speak.c: cool-down, raising, lowering
#endif
