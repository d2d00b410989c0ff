// SPDX-License-Identifier: Apache-2.0
#ifndef FEED_HEADER_PRIVATE_H
#define FEED_HEADER_PRIVATE_H
// Column heads: which field of the contract a head means. Only for feed/.
#include "base/map.h"
#include "feed/normalise_private.h"

typedef struct HeaderWord {
    Str key; // folded
    int field;
} HeaderWord;
typedef struct HeaderWords { // all spellings of all fields
    const FeedContract *contract;
    HeaderWord *words;
    size_t count;
    Map index; // hash of the key, scrambled on collision -> word
    Arena arena;
} HeaderWords;

void header_words_init(HeaderWords *words, const FeedContract *contract);
void header_words_release(HeaderWords *words);
int header_find(const HeaderWords *words, Str head, Arena *scratch); // field, -1 when unknown

typedef struct Header {
    int *fields; // by column of the file; -1: not in the contract
    Str *heads;  // by column of the file, as it stands there
    size_t count;
    size_t known; // columns that the contract knows
} Header;
Header header_read(const HeaderWords *words, const Cell *cells, size_t count, Arena *arena);
// INVALID when a field has two columns, or a required field has none.
MUST_CHECK Status header_check(const HeaderWords *words, const Header *header, int64_t row,
                               Error *error);
#endif
