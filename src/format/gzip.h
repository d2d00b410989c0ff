// SPDX-License-Identifier: Apache-2.0
#ifndef FORMAT_GZIP_H
#define FORMAT_GZIP_H
// gzip files (RFC 1952, zlib), whole.
#include "base/status.h"
#include "base/text.h"

bool gzip_is(Str bytes); // begins like a gzip file
// Appends the unpacked bytes of all members. TOO_LARGE past limit bytes (a bomb, or a file to be
// split), CORRUPT when a checksum or the length does not agree or the file is cut off.
MUST_CHECK Status gzip_unpack(Str bytes, size_t limit, Text *out, Error *error);
// The same for the beginning of a file, or of one that was cut off: *out_is_whole is false when the
// bytes end in the middle, or when there is more than `limit`, and *out then has what comes before.
// CORRUPT when what is there is damaged.
MUST_CHECK Status gzip_unpack_start(Str bytes, size_t limit, Text *out, bool *out_is_whole,
                                    Error *error);
void gzip_pack(Str bytes, Text *out); // appends; the same bytes always give the same file
#endif
