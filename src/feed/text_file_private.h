// SPDX-License-Identifier: Apache-2.0
#ifndef FEED_TEXT_FILE_PRIVATE_H
#define FEED_TEXT_FILE_PRIVATE_H
// The bytes of a CSV or JSON Lines file as text. A damaged byte must cost its row only: so the
// encoding is what most lines are in, and where the file as a whole is not valid, rows are decoded
// one by one. Only for feed/.
#include "base/arena.h"
#include "format/encoding.h"

typedef struct TextFile {
    Str bytes; // to be scanned: UTF-8 when is_clean, else as sent, without byte order mark
    Encoding encoding;
    bool is_clean;
    Text converted; // what bytes borrows after a conversion
} TextFile;

MUST_CHECK Status text_file_open(TextFile *file, Str bytes, Error *error);
void text_file_release(TextFile *file);
// The part as UTF-8: itself, or a copy in the arena. False when it is not in the file's encoding.
bool text_file_decode(const TextFile *file, Str part, Arena *arena, Str *out_utf8);
#endif
