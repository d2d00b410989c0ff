// SPDX-License-Identifier: Apache-2.0
#ifndef FEED_FOLD_PRIVATE_H
#define FEED_FOLD_PRIVATE_H
// Different spellings of one text made equal. Every result borrows the text when nothing had to
// change, else lies in the arena; none is longer than the text. Only for feed/.
#include "base/arena.h"

// Without ASCII, no-break, ideographic and zero-width spaces at both ends.
Str fold_trim(Str text);
// Full-width letters and digits become ASCII, line breaks and tabs spaces. False when there are
// other control characters.
bool fold_text(Str text, Arena *arena, Str *out_text);
// All full-width forms become ASCII.
Str fold_width(Str text, Arena *arena);
// As headers and codes are compared: full-width forms become ASCII, letters small, white space
// goes.
Str fold_key(Str text, Arena *arena);
// A personal name: middle dots become U+00B7, full-width letters ASCII; white space stays only
// between two ASCII letters, as one space. False when it has characters that stand for lost ones
// (private use, U+FFFD, question marks) or control characters.
bool fold_name(Str text, Arena *arena, Str *out_name);
// Malformed UTF-8 as U+FFFD and at most size_max bytes, to be shown to a person; in the arena.
Str fold_readable(Str bytes, size_t size_max, Arena *arena);
#endif
