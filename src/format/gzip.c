// SPDX-License-Identifier: Apache-2.0
#include "format/gzip.h"

#include "base/check.h"
#include <limits.h>
#include <string.h>
#include <zlib.h>

enum {
    CHUNK = 32 * 1024,
    WINDOW_GZIP_ONLY = MAX_WBITS + 16, // zlib's way to ask for gzip heads
    MEMORY_LEVEL = 8,
};

bool gzip_is(Str bytes) {
    return str_starts_with(bytes, STR("\x1f\x8b\x08"));
}

static Status fail_corrupt(const z_stream *stream, Error *error) {
    return error_set(error, STATUS_CORRUPT, "gzip: %s at byte %lu; send the file again",
                     stream->msg == NULL ? "the file is cut off" : stream->msg, stream->total_in);
}

// Unpacks one member. `limit` is what may still be added to *out.
static Status member_unpack(z_stream *stream, size_t limit, Text *out, Error *error) {
    size_t added = 0;
    int outcome = Z_OK;
    while (outcome != Z_STREAM_END) {
        unsigned char chunk[CHUNK];
        stream->next_out = chunk;
        stream->avail_out = sizeof chunk;
        outcome = inflate(stream, Z_NO_FLUSH);
        CHECK(outcome != Z_MEM_ERROR && outcome != Z_STREAM_ERROR);
        size_t made = sizeof chunk - stream->avail_out;
        if (outcome != Z_OK && outcome != Z_STREAM_END) {
            return fail_corrupt(stream, error);
        }
        if (made > limit - added) {
            return error_set(error, STATUS_TOO_LARGE,
                             "gzip: unpacks to more than the limit; split the file");
        }
        text_append(out, (Str){(const char *)chunk, made});
        added += made;
    }
    return STATUS_OK;
}

static Status members_unpack(z_stream *stream, size_t limit, Text *out, Error *error) {
    size_t before = out->length;
    Status status = STATUS_OK;
    do {
        status = member_unpack(stream, limit - (out->length - before), out, error);
        if (status == STATUS_OK && stream->avail_in > 0) {
            CHECK(inflateReset(stream) == Z_OK);
        }
    } while (status == STATUS_OK && stream->avail_in > 0);
    return status;
}

Status gzip_unpack(Str bytes, size_t limit, Text *out, Error *error) {
    if (bytes.length > UINT_MAX) {
        return error_set(error, STATUS_TOO_LARGE, "gzip: more than 4 GiB; split the file");
    }
    z_stream stream = {.next_in = (const unsigned char *)bytes.data,
                       .avail_in = (unsigned)bytes.length};
    CHECK(inflateInit2(&stream, WINDOW_GZIP_ONLY) == Z_OK);
    if (out->limit < out->length + limit) {
        out->limit = out->length + limit;
    }
    Status status = members_unpack(&stream, limit, out, error);
    (void)inflateEnd(&stream);
    return status;
}

void gzip_pack(Str bytes, Text *out) {
    CHECK(bytes.length < UINT_MAX);
    z_stream stream = {.next_in = (const unsigned char *)bytes.data,
                       .avail_in = (unsigned)bytes.length};
    CHECK(deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, WINDOW_GZIP_ONLY, MEMORY_LEVEL,
                       Z_DEFAULT_STRATEGY) == Z_OK);
    int outcome = Z_OK;
    while (outcome == Z_OK) {
        unsigned char chunk[CHUNK];
        stream.next_out = chunk;
        stream.avail_out = sizeof chunk;
        outcome = deflate(&stream, Z_FINISH);
        text_append(out, (Str){(const char *)chunk, sizeof chunk - stream.avail_out});
    }
    CHECK(outcome == Z_STREAM_END);
    (void)deflateEnd(&stream);
}
