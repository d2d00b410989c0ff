// SPDX-License-Identifier: Apache-2.0
#ifndef FEEL_CHARACTER_H
#define FEEL_CHARACTER_H
// What is known of single characters: case, and the classes that patterns speak of.
// Not here: all of Unicode. Case is known for Latin, Greek, Cyrillic and full-width letters; blocks
// and categories are those of the tables in character.c.
#include "base/str.h"

uint32_t character_upper(uint32_t c);
uint32_t character_lower(uint32_t c);
uint32_t character_fold(uint32_t c); // equal for characters that differ in case only
bool character_is_digit(uint32_t c);
bool character_is_word(uint32_t c); // neither punctuation nor separator nor control (\w)
// \p{name}: a block ("IsBasicLatin") or a category ("Lu"). false: not known.
bool character_find_property(Str name, size_t *out_property);
bool character_has_property(uint32_t c, size_t property);
#endif
