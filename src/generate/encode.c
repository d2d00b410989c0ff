// SPDX-License-Identifier: Apache-2.0
#include "base/check.h"
#include "generate/emit.h"
#include <iconv.h>
#include <zlib.h>

enum { GZIP_WINDOW = 15 + 16, GZIP_MEMORY = 8, GZIP_LEVEL = 1, GZIP_OS_UNKNOWN = 255 };

Status encode_gb18030(const Buffer *utf8, Buffer *out, Error *error) {
    iconv_t converter = iconv_open("GB18030", "UTF-8");
    if (converter == (iconv_t)-1) {
        return error_set(error, STATUS_UNAVAILABLE, "the C library cannot convert to GB18030");
    }
    out->length = 0;
    buffer_reserve(out, utf8->length * 2 + BUFFER_ROW_MAX);
    char *from = utf8->data;
    size_t from_left = utf8->length;
    char *to = out->data;
    size_t to_left = out->capacity;
    size_t wrong = iconv(converter, &from, &from_left, &to, &to_left);
    iconv_close(converter);
    CHECK(wrong == 0 && from_left == 0); // we wrote the text ourselves
    out->length = out->capacity - to_left;
    return STATUS_OK;
}

Status encode_gzip(const Buffer *plain, Buffer *out, Error *error) {
    z_stream stream = {0};
    gz_header header = {.os = GZIP_OS_UNKNOWN}; // no time, no name: the same bytes everywhere
    if (deflateInit2(&stream, GZIP_LEVEL, Z_DEFLATED, GZIP_WINDOW, GZIP_MEMORY,
                     Z_DEFAULT_STRATEGY) != Z_OK) {
        return error_set(error, STATUS_UNAVAILABLE, "zlib cannot start");
    }
    CHECK(deflateSetHeader(&stream, &header) == Z_OK);
    CHECK(plain->length < UINT32_MAX);
    out->length = 0;
    buffer_reserve(out, deflateBound(&stream, plain->length));
    stream.next_in = (Bytef *)plain->data;
    stream.avail_in = (uInt)plain->length;
    stream.next_out = (Bytef *)out->data;
    stream.avail_out = (uInt)(out->capacity < UINT32_MAX ? out->capacity : UINT32_MAX);
    int ended = deflate(&stream, Z_FINISH);
    out->length = stream.total_out;
    deflateEnd(&stream);
    CHECK(ended == Z_STREAM_END); // deflateBound is an upper bound
    return STATUS_OK;
}
