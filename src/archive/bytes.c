// SPDX-License-Identifier: Apache-2.0
#include "archive/bytes_private.h"

#include "base/check.h"
#include <libdeflate.h>
#include <string.h>

Str reader_bytes(ByteReader *reader, size_t length) {
    if (reader->is_broken || length > reader->left.length) {
        reader->is_broken = true;
        return (Str){0};
    }
    Str bytes = str_slice(reader->left, 0, length);
    reader->left = str_slice(reader->left, length, reader->left.length);
    return bytes;
}

uint64_t reader_number(ByteReader *reader, int bytes) {
    CHECK(bytes > 0 && bytes <= 8);
    uint64_t number = 0;
    Str from = reader_bytes(reader, (size_t)bytes);
    if (from.length > 0) {
        memcpy(&number, from.data, from.length);
    }
    return number;
}

int64_t reader_signed(ByteReader *reader) {
    uint64_t bits = reader_number(reader, 8);
    int64_t number = 0;
    memcpy(&number, &bits, sizeof number);
    return number;
}

Str reader_name(ByteReader *reader) {
    return reader_bytes(reader, (size_t)reader_number(reader, 2));
}

void write_number(Text *out, uint64_t number, int bytes) {
    CHECK(bytes > 0 && bytes <= 8);
    CHECK(bytes == 8 || number >> (8 * bytes) == 0);
    char raw[8];
    memcpy(raw, &number, sizeof raw);
    text_append(out, (Str){raw, (size_t)bytes});
}

void write_name(Text *out, Str name) {
    CHECK(name.length <= UINT16_MAX);
    write_number(out, name.length, 2);
    text_append(out, name);
}

uint32_t bytes_checksum(Str bytes) {
    return libdeflate_crc32(0, bytes.data, bytes.length);
}
