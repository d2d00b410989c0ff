// SPDX-License-Identifier: Apache-2.0
#ifndef GENERATE_ROWS_H
#define GENERATE_ROWS_H
// One row of each feed as the department means it, before it is written in some form. Plain data:
// the only thing that the writers of files (emit) and the oracle have in common. Dates are days,
// months are months, both since 1970 (0: empty); money is fen; identity numbers are packed as in
// base/identity.h (0: empty); codes count from 1 in the order of their enum (0: empty).
#include "generate/names.h"
#include <stdbool.h>

typedef enum Feed { // in the order in which a day's files are loaded
    FEED_F01,
    FEED_F03,
    FEED_F04,
    FEED_F06,
    FEED_F07,
    FEED_F09,
    FEED_F11,
    FEED_F12,
    FEED_F15,
    FEED_F17,
    FEED_F18,
    FEED_F20,
    FEED_F22,
    FEED_F28,
    FEED_COUNT
} Feed;

typedef enum Damage { // what went wrong with a row on its way; such rows cannot be used
    DAMAGE_NONE,
    DAMAGE_CHECKSUM, // a digit of the identity number is wrong
    DAMAGE_EXCEL,    // a spreadsheet kept 15 of its digits
    DAMAGE_DATE,     // a day that does not exist
    DAMAGE_FUTURE,   // dated after the delivery
    DAMAGE_MISSING,  // a required value is empty
    DAMAGE_CODE,     // a code that is in no list
    DAMAGE_COUNT,
    DAMAGE_SPARED = DAMAGE_COUNT, // before sending: this row must arrive whole
} Damage;

typedef enum Gender { GENDER_MALE = 1, GENDER_FEMALE } Gender;
typedef enum Relationship {
    RELATIONSHIP_HEAD = 1,
    RELATIONSHIP_SPOUSE,
    RELATIONSHIP_CHILD,
    RELATIONSHIP_GRANDCHILD,
    RELATIONSHIP_PARENT,
    RELATIONSHIP_GRANDPARENT,
    RELATIONSHIP_SIBLING,
    RELATIONSHIP_OTHER,
} Relationship;
typedef enum MedType { MED_OUTPATIENT = 1, MED_CHRONIC, MED_INPATIENT, MED_PHARMACY } MedType;
typedef enum HukouChange {
    HUKOU_INITIAL = 1,
    HUKOU_IN,
    HUKOU_OUT,
    HUKOU_CANCEL,
    HUKOU_RESTORE,
    HUKOU_UPDATE,
} HukouChange;
typedef enum HukouReason {
    REASON_DEATH = 1,
    REASON_BIRTH,
    REASON_MOVE,
    REASON_MARRIAGE
} HukouReason;
typedef enum VehicleUse { USE_PRIVATE = 1, USE_BUSINESS, USE_FARM, USE_DISABLED } VehicleUse;
typedef enum VehicleStatus {
    VEHICLE_NORMAL = 1,
    VEHICLE_CANCELLED,
    VEHICLE_MORTGAGED,
    VEHICLE_TRANSFERRED,
} VehicleStatus;
typedef enum EstateUse {
    ESTATE_HOME = 1,
    ESTATE_SHOP,
    ESTATE_OFFICE,
    ESTATE_FACTORY,
    ESTATE_HOTEL,
    ESTATE_OTHER,
} EstateUse;
typedef enum EstateKind {
    ESTATE_FIRST = 1,
    ESTATE_TRANSFER,
    ESTATE_CHANGE,
    ESTATE_CANCEL,
    ESTATE_NOTICE,
    ESTATE_MORTGAGE,
} EstateKind;
typedef enum PayStatus { PAY_ACTIVE = 1, PAY_PAUSED, PAY_ENDED } PayStatus; // F11 and F12
typedef enum IncomeItem {
    INCOME_WAGE = 1,
    INCOME_LABOUR,
    INCOME_BUSINESS,
    INCOME_OTHER
} IncomeItem;
typedef enum FirmStatus { FIRM_ACTIVE = 1, FIRM_CANCELLED } FirmStatus;
typedef enum CertStatus { CERT_VALID = 1, CERT_CANCELLED } CertStatus;
typedef enum MarriageKind { MARRIAGE_WEDDING = 1, MARRIAGE_DIVORCE } MarriageKind;
typedef enum Programme {
    PROGRAMME_DESTITUTE = 1, // 特困
    PROGRAMME_DIBAO,         // 低保
    PROGRAMME_EDGE,          // 低边
    PROGRAMME_RIGID,         // 刚支
    PROGRAMME_TEMPORARY,     // 临时
} Programme;
typedef enum CaseStatus { CASE_PAID = 1, CASE_GRACE, CASE_STOPPED, CASE_REFUSED } CaseStatus;
typedef enum SupporterStatus {
    SUPPORTER_NONE = 1,
    SUPPORTER_ABLE,
    SUPPORTER_UNABLE
} SupporterStatus;

enum { // places in the list of diseases (words.c)
    DISEASE_COLD = 1,
    DISEASE_PRESSURE,
    DISEASE_STOMACH,
    DISEASE_BACK,
    DISEASE_SUGAR,
    DISEASE_STROKE,
    DISEASE_FRACTURE,
    DISEASE_PNEUMONIA,
    DISEASE_CRITICAL_FIRST, // from here on critical illness
    DISEASE_CRITICAL_COUNT = 8,
};

typedef struct RowMedical { // F01
    uint8_t damage;
    uint8_t insurance; // 1 employees, 2 residents
    uint8_t med_type;
    uint8_t is_refund;
    uint16_t hospital;
    uint16_t disease;
    NameId name;
    int32_t begin;
    int32_t end;
    uint64_t setl;
    uint64_t visit;
    uint64_t id;
    int64_t time; // seconds since 1970 on the county's clocks
    int64_t total;
    int64_t outside; // outside the catalogue
    int64_t fund;
    int64_t aid;
    int64_t hospital_part;
    int64_t own;
    int64_t account;
    int64_t cash;
} RowMedical;
typedef struct RowBirth { // F03
    uint8_t damage;
    uint8_t sex;
    NameId child_name;
    NameId mother_name;
    NameId father_name;
    int32_t weight;
    uint64_t cert;
    int64_t time;
    uint64_t mother;
    uint64_t father;
    uint64_t address;
} RowBirth;
typedef struct RowDeath { // F04
    uint8_t damage;
    uint8_t place;
    uint16_t cause;
    NameId name;
    int32_t date;
    uint64_t cert;
    uint64_t id;
} RowDeath;
typedef struct RowHukou { // F06
    uint8_t damage;
    uint8_t relation;
    uint8_t sex;
    uint8_t ethnic;
    uint8_t change;
    uint8_t reason;
    NameId name;
    int32_t birth;
    int32_t date;
    uint64_t household;
    uint64_t id;
    int64_t region;
    uint64_t address;
} RowHukou;
typedef struct RowVehicle { // F07
    uint8_t damage;
    uint8_t plate_kind;
    uint8_t kind;
    uint8_t use;
    uint8_t brand;
    uint8_t status;
    NameId owner;
    int32_t first_date;
    int32_t date;
    uint64_t plate;
    uint64_t id;
    int64_t price;
} RowVehicle;
typedef struct RowEstate { // F09
    uint8_t damage;
    uint8_t share;
    uint8_t use;
    uint8_t kind;
    NameId owner;
    int32_t area; // hundredths of a square metre
    int32_t date;
    uint64_t unit;
    uint64_t cert;
    uint64_t id;
    uint64_t address;
    int64_t price;
} RowEstate;
typedef struct RowInsured { // F11
    uint8_t damage;
    uint8_t kind;
    uint8_t status;
    uint16_t employer;
    NameId name;
    int32_t month;
    uint64_t id;
    int64_t base;
} RowInsured;
typedef struct RowPension { // F12
    uint8_t damage;
    uint8_t kind; // 1 worker, 2 resident
    uint8_t status;
    NameId name;
    int32_t start_month;
    int32_t certified;
    int32_t month;
    uint64_t id;
    int64_t amount;
    int64_t basic;
} RowPension;
typedef struct RowIncome { // F15
    uint8_t damage;
    uint8_t item;
    uint16_t employer;
    NameId name;
    int32_t month;
    uint64_t id;
    int64_t income;
} RowIncome;
typedef struct RowFirm { // F17
    uint8_t damage;
    uint8_t kind;
    uint8_t role;
    uint8_t status;
    NameId name;
    uint32_t firm;
    int32_t share; // hundredths of a percent
    int32_t found;
    int32_t date;
    uint64_t id;
    int64_t capital;
} RowFirm;
typedef struct RowDisability { // F18
    uint8_t damage;
    uint8_t kind; // 1 sight ... 7 several
    uint8_t level;
    uint8_t status;
    NameId name;
    NameId guardian;
    int32_t issued;
    int32_t valid_to;
    int32_t date;
    uint64_t cert;
    uint64_t id;
} RowDisability;
typedef struct RowMarriage { // F20
    uint8_t damage;
    uint8_t kind;
    uint8_t office;
    uint8_t status;
    NameId man_name;
    NameId woman_name;
    int32_t date;
    uint64_t cert;
    uint64_t man;
    uint64_t woman;
} RowMarriage;
typedef struct RowCivil { // F22
    uint8_t damage;
    uint8_t programme;
    uint8_t relation;
    uint8_t status;
    uint8_t supporter_status;
    NameId name;
    int32_t start;
    int32_t end;
    int32_t last_paid; // month
    int32_t date;
    uint64_t case_no;
    uint64_t id;
    int64_t region;
    int64_t amount;
    uint64_t guardian;
    uint64_t supporter;
} RowCivil;
typedef struct RowFinance { // F28
    uint8_t damage;
    uint8_t institution;
    uint8_t kind;
    uint8_t currency;
    NameId name;
    uint32_t tail;
    int32_t date;
    uint64_t query;
    uint64_t authorization;
    uint64_t id;
    int64_t balance;
    int64_t average;
} RowFinance;

const char *feed_id(Feed feed); // "F01"
size_t feed_row_size(Feed feed);

// Rows of one feed for one delivery. Every row begins with its damage.
typedef struct RowList {
    unsigned char *data;
    size_t count;
    size_t capacity;
} RowList;
void *row_list_add(RowList *list, Feed feed); // zeroed; valid until the next add
void row_list_release(RowList *list);
static inline const void *row_at(const RowList *list, Feed feed, size_t index) {
    return list->data + index * feed_row_size(feed);
}
#endif
