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

typedef enum Ending { // how the unpacking of a member ended
    ENDING_WHOLE,
    ENDING_CUT_OFF, // the bytes are used up before the member ends
    ENDING_LIMIT,
    ENDING_DAMAGED,
} Ending;

// Unpacks one member. `limit` is what may still be added to *out.
static Ending member_unpack(z_stream *stream, size_t limit, Text *out) {
    size_t added = 0;
    int outcome = Z_OK;
    while (outcome != Z_STREAM_END) {
        unsigned char chunk[CHUNK];
        stream->next_out = chunk;
        stream->avail_out = sizeof chunk;
        outcome = inflate(stream, Z_NO_FLUSH);
        CHECK(outcome != Z_MEM_ERROR && outcome != Z_STREAM_ERROR);
        if (outcome != Z_OK && outcome != Z_STREAM_END) {
            return outcome == Z_BUF_ERROR ? ENDING_CUT_OFF : ENDING_DAMAGED;
        }
        size_t made = sizeof chunk - stream->avail_out;
        size_t kept = made < limit - added ? made : limit - added;
        text_append(out, (Str){(const char *)chunk, kept});
        added += kept;
        if (kept < made) {
            return ENDING_LIMIT;
        }
    }
    return ENDING_WHOLE;
}

static Ending members_unpack(z_stream *stream, size_t limit, Text *out) {
    size_t before = out->length;
    Ending ending = ENDING_WHOLE;
    do {
        ending = member_unpack(stream, limit - (out->length - before), out);
        if (ending == ENDING_WHOLE && stream->avail_in > 0) {
            CHECK(inflateReset(stream) == Z_OK);
        }
    } while (ending == ENDING_WHOLE && stream->avail_in > 0);
    return ending;
}

static Status fail(Ending ending, const z_stream *stream, Error *error) {
    if (ending == ENDING_LIMIT) {
        return error_set(error, STATUS_TOO_LARGE,
                         "gzip: unpacks to more than the limit; split the file");
    }
    const char *what =
        ending == ENDING_CUT_OFF || stream->msg == NULL ? "the file is cut off" : stream->msg;
    return error_set(error, STATUS_CORRUPT, "gzip: %s at byte %lu; send the file again", what,
                     stream->total_in);
}

static Status unpack(Str bytes, size_t limit, Text *out, Ending *out_ending, Error *error) {
    if (bytes.length > UINT_MAX) {
        return error_set(error, STATUS_TOO_LARGE, "gzip: more than 4 GiB; split the file");
    }
    z_stream stream = {.next_in = (const unsigned char *)bytes.data,
                       .avail_in = (unsigned)bytes.length};
    CHECK(inflateInit2(&stream, WINDOW_GZIP_ONLY) == Z_OK);
    if (out->limit < out->length + limit) {
        out->limit = out->length + limit;
    }
    *out_ending = members_unpack(&stream, limit, out);
    Status status = *out_ending == ENDING_WHOLE ? STATUS_OK : fail(*out_ending, &stream, error);
    (void)inflateEnd(&stream);
    return status;
}

Status gzip_unpack(Str bytes, size_t limit, Text *out, Error *error) {
    Ending ending = ENDING_WHOLE;
    return unpack(bytes, limit, out, &ending, error);
}

Status gzip_unpack_start(Str bytes, size_t limit, Text *out, bool *out_is_whole, Error *error) {
    Ending ending = ENDING_DAMAGED;
    Status status = unpack(bytes, limit, out, &ending, error);
    bool is_start = ending == ENDING_CUT_OFF || ending == ENDING_LIMIT;
    if (status != STATUS_OK && !is_start) {
        return status;
    }
    *out_is_whole = status == STATUS_OK;
    return STATUS_OK;
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
