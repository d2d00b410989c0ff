// SPDX-License-Identifier: Apache-2.0
#ifndef COLUMN_SCALAR_H
#define COLUMN_SCALAR_H
// Scalar: one typed value as it travels between feeds, archive, facts and decisions. Plain data;
// text is borrowed.
#include "base/date.h"
#include "base/money.h"
#include "base/str.h"

typedef enum ScalarType {
    SCALAR_NULL,
    SCALAR_BOOLEAN, // number 0 or 1
    SCALAR_INTEGER, // number
    SCALAR_DECIMAL, // number * 10^exponent
    SCALAR_MONEY,   // number in fen
    SCALAR_DATE,    // number = Date.days
    SCALAR_MONTH,   // number = Month.months
    SCALAR_INSTANT, // number = Instant.us
    SCALAR_PERSON,  // number = PersonId
    SCALAR_TEXT,    // text; numbers unused
} ScalarType;

typedef struct Scalar {
    uint8_t type; // ScalarType
    int8_t exponent;
    int64_t number;
    Str text;
} Scalar;

#define SCALAR_NONE ((Scalar){.type = SCALAR_NULL})

Scalar scalar_boolean(bool value);
Scalar scalar_integer(int64_t value);
Scalar scalar_money(Money value);
Scalar scalar_date(Date value);
Scalar scalar_month(Month value);
Scalar scalar_text(Str value);
bool scalar_equal(Scalar a, Scalar b);   // same type and value; null equals null
bool scalar_is_same(Scalar a, Scalar b); // also as written: 1.5 and 1.50 are two
void scalar_format(Scalar value,
                   Text *out); // as people read it: 4812.50, 2025-08-22, true; null is empty
const char *scalar_type_name(ScalarType type); // "money", "date", ... the words of pack files
#endif
