// SPDX-License-Identifier: Apache-2.0
#ifndef FEEL_REGEX_H
#define FEEL_REGEX_H
// Regular expressions as XPath and XML Schema have them: quantifiers (also lazy), groups, back
// references, classes with subtraction, \p{...}, flags s m i x q. A pattern becomes a small
// program; matching goes back with a stack of its own and a budget of steps, so no pattern can take
// forever.
#include "base/arena.h"

enum { REGEX_GROUPS_MAX = 32 };

typedef struct Regex Regex;

typedef struct RegexMatch {
    size_t starts[REGEX_GROUPS_MAX]; // group 0 is the whole match
    size_t ends[REGEX_GROUPS_MAX];   // SIZE_MAX: the group took no part
} RegexMatch;

// NULL: not a pattern; *out_fault says why.
const Regex *regex_compile(Arena *arena, Str pattern, Str flags, const char **out_fault);
size_t regex_group_count(const Regex *regex); // without group 0
// The first match at or behind `from`. false: none, or *steps (counted down) came to 0.
bool regex_search(const Regex *regex, Str text, size_t from, uint64_t *steps,
                  RegexMatch *out_match);
#endif
