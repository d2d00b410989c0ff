// SPDX-License-Identifier: Apache-2.0
#ifndef FORMAT_ZIP_PART_H
#define FORMAT_ZIP_PART_H
// Parts of a ZIP file in memory (libzip), unpacked chunk by chunk under a limit. Only for the
// workbook reader of this folder.
#include "base/status.h"
#include "base/text.h"

struct zip;

typedef struct Zip {
    struct zip *archive;
} Zip;

// The bytes must stay until zip_close.
MUST_CHECK Status zip_part_open(Zip *zip, Str bytes, Error *error);
void zip_part_close(Zip *zip);
bool zip_part_exists(const Zip *zip, const char *name);
// Called with each chunk; is_last once, with the last one (maybe empty).
typedef Status (*ZipSink)(void *context, Str chunk, bool is_last, Error *error);
MUST_CHECK Status zip_part_stream(const Zip *zip, const char *name, int64_t size_max, ZipSink sink,
                                  void *context, Error *error);
MUST_CHECK Status zip_part_read(const Zip *zip, const char *name, int64_t size_max, Text *out,
                                Error *error);
#endif
