// SPDX-License-Identifier: Apache-2.0
#ifndef GENERATE_EMIT_H
#define GENERATE_EMIT_H
// Writes the department files of the feeds folder, and remembers which rows cannot be used.
#include "generate/cell.h"

enum { EMIT_PATH_MAX = 4096 };

typedef struct EmitFile { // what is to be written
    Feed feed;
    const RowList *rows;
    Date delivered;
    int part; // 1.. when a feed delivers several files on one day, else 0
} EmitFile;

typedef struct Emitter {
    const char *folder; // of the department files
    uint64_t seed;
    Buffer bytes;      // the file that is being written
    Buffer converted;  // the same in another encoding or packed
    Buffer quarantine; // lines of truth/quarantine.csv
    int64_t files[FEED_COUNT];
    int64_t rows[FEED_COUNT];
    int64_t quarantined[FEED_COUNT];
    int64_t written; // bytes
} Emitter;

MUST_CHECK Status emit_file(Emitter *emitter, const EmitFile *file, Error *error);
void emitter_release(Emitter *emitter);
MUST_CHECK Status emit_bytes(const char *path, const Buffer *bytes, Error *error);

// One form each. The first row stands below one line, in spreadsheets below two.
void emit_csv(Buffer *out, const EmitFile *file, const Form *form);
void emit_jsonl(Buffer *out, Buffer *lines, const EmitFile *file, const Form *form,
                const char *name);
MUST_CHECK Status emit_xlsx(const char *path, const EmitFile *file, const Form *form,
                            Buffer *scratch, Error *error);
enum { XLSX_ROWS_ABOVE = 2 };
MUST_CHECK Status encode_gb18030(const Buffer *utf8, Buffer *out, Error *error);
MUST_CHECK Status encode_gzip(const Buffer *plain, Buffer *out, Error *error);
#endif
