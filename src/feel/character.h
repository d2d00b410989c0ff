// SPDX-License-Identifier: Apache-2.0
#ifndef FEEL_CHARACTER_H
#define FEEL_CHARACTER_H
// What Unicode says of single characters: case, and the categories and blocks that patterns speak
// of. Not here: what depends on neighbours or language (the final sigma, the Turkish i).
// Invariant: the tables are those of the version named in categories.def.
#include "base/str.h"

enum { CASE_CHARACTERS_MAX = 3 };

// The capital or small letters of c, up to three characters; how many is answered.
size_t character_upper(uint32_t c, uint32_t out[CASE_CHARACTERS_MAX]);
size_t character_lower(uint32_t c, uint32_t out[CASE_CHARACTERS_MAX]);
uint32_t character_fold(uint32_t c); // equal for characters that differ in case only
bool character_is_digit(uint32_t c);
bool character_is_word(uint32_t c); // neither punctuation nor separator nor control (\w)
// \p{name}: a block ("IsBasicLatin") or a category ("L", "Lu"). false: not known.
bool character_find_property(Str name, uint32_t *out_property);
bool character_has_property(uint32_t c, uint32_t property);
#endif
