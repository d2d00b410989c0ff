// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_SERVICE_COUNTY_FIXTURE_H
#define TESTS_SERVICE_COUNTY_FIXTURE_H
// A county with the real pack on a store of tests/store/store_fixture.h. Whatever fails ends the
// test with its message. Names and numbers of persons are invented.
#include "policy/pack_folder.h"
#include "service/alerts.h"
#include "service/households.h"
#include "service/load.h"
#include "service/quarantine.h"
#include "service/screening.h"
#include "service/verify.h"
#include "store/audit_store.h"
#include "store/store_fixture.h"

typedef struct County {
    Fixture *fixture;
    PackFolder pack;
    Text checkpoint; // what the keeper keeps
    bool has_checkpoint;
    Service *service;
    Error error;
    Arena arena; // texts of the test
} County;

void county_make(County *county, Fixture *fixture);
void county_close(County *county);
ServiceOptions county_options(County *county);
Service *county_open_another(County *county); // a second service on the same store, no checkpoint
// A second service over a connection of the test's own.
Service *county_open_over(County *county, Db *db);
void county_reopen(County *county);

// Loads one CSV; the lines after the head may be told apart by '|' instead of line ends.
LoadReport county_load(County *county, const char *name, const char *head, const char *rows);
LoadReport county_load_into(County *county, Service *service, const LoadFile *file);
// A file that must be refused; gives the message.
const char *county_refused(County *county, const LoadFile *file, Status expected);
Str county_csv(County *county, const char *head, const char *rows);

// The identity number of somebody born on that day; sequence 0..999, odd ones are men.
const char *citizen(County *county, const char *born, int sequence);
Date day(const char *text);
int64_t county_count(const County *county, const char *sql_table); // rows of a table of the store
void assert_whole(County *county);                                 // verify finds nothing wrong
Str county_json(County *county, const char *household, bool is_revealed);
#define assert_ok_in(county, call)                                                                 \
    assert_string_equal((call) == STATUS_OK ? "" : (county)->error.message, "")
void assert_contains(Str text, const char *part);
void assert_lacks(Str text, const char *part);
AlertViews county_alerts(County *county, const char *rule); // the caller releases
int64_t county_audit_lines(const County *county, const char *action);

#define HEAD_F01 "setl_id,certno,med_type,setl_time,medfee_sumamt,psn_part_amt,refd_setl_flag"
#define HEAD_F03 "birth_cert_no,child_name,child_sex,birth_time,mother_id,father_id"
#define HEAD_F04 "death_cert_no,id_no,death_date"
#define HEAD_F06 "household_no,relation,name,id_no,region,change_kind,change_reason,change_date"
#define HEAD_F22 "case_no,programme,id_no,region,status,start_date,change_date"
#define COUNTY_HOUSE "330303001201000001"
#endif
