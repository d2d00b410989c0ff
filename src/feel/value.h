// SPDX-License-Identifier: Apache-2.0
#ifndef FEEL_VALUE_H
#define FEEL_VALUE_H
// FeelValue: one FEEL value in 16 bytes. Small numbers, booleans, dates and durations are inside;
// everything else points into the arena of the run (or of the program, for constants) and is never
// freed alone, never changed after it is made. Numbers (DMN 1.5 section 10.3.2.3.1): decimal128
// semantics. Small: int64 coefficient and exponent in the value; spills to a boxed decimal128 when
// a result does not fit and is demoted when it does, with decimal128's preferred exponents (1.10
// + 1.1 prints 2.20).
#include "base/arena.h"
#include "base/date.h"

typedef enum FeelKind {
    FEEL_NULL,
    FEEL_BOOLEAN,
    FEEL_NUMBER,
    FEEL_STRING,
    FEEL_DATE,
    FEEL_TIME,
    FEEL_DATE_TIME,
    FEEL_DAYS_DURATION,   // days and time duration
    FEEL_MONTHS_DURATION, // years and months duration
    FEEL_LIST,
    FEEL_CONTEXT,
    FEEL_RANGE,
    FEEL_FUNCTION,
} FeelKind;

typedef struct FeelValue {
    uint8_t kind;     // FeelKind
    uint8_t is_boxed; // FEEL_NUMBER: payload points to a decimal128
    int8_t exponent;  // FEEL_NUMBER, not boxed: number = coefficient * 10^exponent
    uint8_t detail;   // private to feel/
    uint32_t length;  // strings: bytes; lists and contexts: items
    union {
        int64_t number; // boolean 0/1; coefficient; months; microseconds...
        const void *pointer;
    };
} FeelValue;

_Static_assert(sizeof(FeelValue) == 16, "a FEEL value is 16 bytes");

#define FEEL_NULL_VALUE ((FeelValue){.kind = FEEL_NULL})

typedef struct FeelEntry {
    Str name;
    FeelValue value;
} FeelEntry;

FeelValue feel_boolean(bool value);
FeelValue feel_integer(int64_t value);
FeelValue feel_decimal(int64_t coefficient,
                       int exponent); // boxed when the exponent is outside int8
FeelValue feel_date(Date date);
FeelValue feel_string(Arena *arena, Str text); // copies
FeelValue feel_string_borrowed(Str text);      // the caller keeps the bytes alive for the run
FeelValue feel_list(Arena *arena, const FeelValue *items, size_t count);
FeelValue feel_context(Arena *arena, const FeelEntry *entries, size_t count);

Str feel_as_string(FeelValue value); // CHECKs the kind
const FeelValue *feel_items(FeelValue list);
const FeelEntry *feel_entries(FeelValue context);
bool feel_get(FeelValue context, Str name, FeelValue *out_value);
// The number as an integer of 10^exponent units, exactly; false when it does not fit (1.005 in fen,
// say).
bool feel_to_scaled(FeelValue number, int exponent, int64_t *out_scaled);
bool feel_to_date(FeelValue value, Date *out_date); // FEEL_DATE only

bool feel_equal(FeelValue a, FeelValue b,
                bool *out_is_equal); // false: not comparable (FEEL "=" is null)
// Orders two values of one kind that has an order (numbers, strings, dates, times, durations);
// false: not comparable.
bool feel_compare(FeelValue a, FeelValue b, int *out_order);
// The ends of a range; a missing one is null and open. (!=5) has 5 at both ends and is_outside.
typedef struct FeelEnds {
    FeelValue low;
    FeelValue high;
    bool is_low_closed;
    bool is_high_closed;
    bool is_outside;
} FeelEnds;
FeelEnds feel_range_ends(FeelValue value);
// The string() form; in a list or context strings are quoted. JSON form: numbers as JSON numbers,
// dates as strings, null for functions.
void feel_format(FeelValue value, Text *out);
void feel_format_json(FeelValue value, Text *out);
const char *feel_kind_name(FeelKind kind); // "number", "date and time", ...
#endif
