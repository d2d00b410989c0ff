// SPDX-License-Identifier: Apache-2.0
#ifndef SERVICE_HOUSEHOLDS_H
#define SERVICE_HOUSEHOLDS_H
// One household as Doudi knows it: members, registered class, category with its trace, facts,
// alerts.
#include "service/service.h"

// reference: household number (户号), "#123" (HouseholdId) or a member's identity number.
MUST_CHECK Status household_find(Service *service, Str reference, HouseholdId *out_household,
                                 Error *error);
// {household, members:[{role, name, identity, birth, from, to, facts}], facts:[{name, value,
// unit}], category, amount, registered, trace, alerts}. is_revealed shows names and numbers in full
// and leaves an audit line.
MUST_CHECK Status household_json(Service *service, HouseholdId household, bool is_english,
                                 bool is_revealed, Text *out, Error *error);
#endif
