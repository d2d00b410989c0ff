// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_FEED_CONTRACTS_H
#define TESTS_FEED_CONTRACTS_H
// Feed contracts for tests, built by hand as a pack has them, and a matcher that remembers.
#include "feed/feed.h"

const FeedContract *contract_settlements(void); // F01
const FeedContract *contract_births(void);      // F03
const FeedContract *contract_register(void);    // F06
const FeedContract *contract_estate(void);      // F09
const FeedContract *contract_pensions(void);    // F12

enum { MATCHES_MAX = 64 };
typedef struct Matches { // what the matcher was asked
    size_t count;
    struct {
        Identity identity;
        char name[64];
    } items[MATCHES_MAX]; // the first ones
} Matches;
void matches_find(void *context, FeedPerson *persons, size_t count); // persons 1, 2, 3, ...

// Reads bytes as a file of the contract, delivered on 2025-08-25. The caller releases the output.
Status read_bytes(const FeedContract *contract, const char *file_name, Str bytes,
                  FeedOutput *out_output, Error *error);
// The value of an accepted row as text, "" for null. Lives until the output is released.
const char *value_text(FeedOutput *output, size_t row, const char *column);

// A number of a random sequence, below the limit; the state is never 0.
size_t draw_below(uint64_t *state, size_t limit);
#endif
