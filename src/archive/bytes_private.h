// SPDX-License-Identifier: Apache-2.0
#ifndef ARCHIVE_BYTES_PRIVATE_H
#define ARCHIVE_BYTES_PRIVATE_H
// Numbers and texts to bytes (little endian) and back. A reader that is asked for more than is
// there answers zeros and stays broken, so that callers check once, at the end of a part.
// Only for archive/.
#include "base/arena.h"
#include "base/text.h"

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "segments are little endian");

typedef struct ByteReader {
    Str left;
    bool is_broken;
} ByteReader;

Str reader_bytes(ByteReader *reader, size_t length); // empty when broken
uint64_t reader_number(ByteReader *reader, int bytes);
int64_t reader_signed(ByteReader *reader); // 8 bytes
Str reader_name(ByteReader *reader);       // 2 bytes of length, then the bytes
void write_number(Text *out, uint64_t number, int bytes);
void write_name(Text *out, Str name);
uint32_t bytes_checksum(Str bytes); // CRC-32

// ---- streams of one column
// count numbers: blocks of 1,024, each as offsets from its smallest value, or as offsets of its
// differences, in as few bits as the largest offset needs.
void numbers_encode(const int64_t *numbers, size_t count, Text *out);
bool numbers_decode(ByteReader *reader, int64_t *out_numbers, size_t count);
// count texts: through a dictionary when they repeat, else each without what it shares with the one
// before; deflated where it pays.
void texts_encode(const Str *texts, size_t count, Text *out);
bool texts_decode(ByteReader *reader, Arena *arena, Str *out_texts, size_t count); // into the arena
#endif
