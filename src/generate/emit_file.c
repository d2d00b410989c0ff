// SPDX-License-Identifier: Apache-2.0
#include "base/check.h"
#include "generate/emit.h"
#include <errno.h>
#include <stdio.h>

enum { NAME_MAX_BYTES = 64, STREAM_FORM = 1 };

void emitter_release(Emitter *emitter) {
    buffer_release(&emitter->bytes);
    buffer_release(&emitter->converted);
    buffer_release(&emitter->quarantine);
}

Status emit_bytes(const char *path, const Buffer *bytes, Error *error) {
    FILE *file = fopen(path, "wb");
    if (file == NULL) {
        return error_set(error, STATUS_UNAVAILABLE, "%s: cannot write: %s", path, strerror(errno));
    }
    (void)setvbuf(file, NULL, _IONBF, 0); // one large write
    size_t written = bytes->length == 0 ? 0 : fwrite(bytes->data, 1, bytes->length, file);
    int failed = fclose(file);
    if (written != bytes->length || failed != 0) {
        return error_set(error, STATUS_UNAVAILABLE, "%s: the disk is full or failed", path);
    }
    return STATUS_OK;
}

// F01-20250825-02.csv.gz
static void file_name(char out[NAME_MAX_BYTES], const EmitFile *file, const Form *form) {
    static const char *const ENDINGS[] = {".csv", ".jsonl", ".xlsx"};
    int year = 0;
    int month = 0;
    int day = 0;
    char part[16] = "";
    date_split(file->delivered, &year, &month, &day);
    if (file->part > 0) {
        (void)snprintf(part, sizeof part, "-%02d", file->part);
    }
    (void)snprintf(out, NAME_MAX_BYTES, "%s-%04d%02d%02d%s%s%s", feed_id(file->feed), year, month,
                   day, part, ENDINGS[form->kind], form->is_gzip ? ".gz" : "");
}

static void quarantine_note(Emitter *emitter, const EmitFile *file, const char *name,
                            size_t rows_above) {
    Buffer *out = &emitter->quarantine;
    for (size_t i = 0; i < file->rows->count; i++) {
        const uint8_t *row = row_at(file->rows, file->feed, i);
        if (*row == DAMAGE_NONE) {
            continue;
        }
        emitter->quarantined[file->feed]++;
        buffer_reserve(out, BUFFER_ROW_MAX);
        buffer_text(out, name);
        buffer_char(out, ',');
        buffer_digits(out, i + 1 + rows_above, 1);
        buffer_char(out, ',');
        buffer_text(out, damage_name((Damage)*row));
        buffer_char(out, '\n');
    }
}

static Status emit_plain(Emitter *emitter, const EmitFile *file, const Form *form, const char *path,
                         const char *name, Error *error) {
    emitter->bytes.length = 0;
    if (form->kind == FORM_CSV) {
        emit_csv(&emitter->bytes, file, form);
    } else {
        emit_jsonl(&emitter->bytes, &emitter->converted, file, form, name);
    }
    Status status = STATUS_OK;
    if (form->is_gb18030) {
        status = encode_gb18030(&emitter->bytes, &emitter->converted, error);
        Buffer kept = emitter->bytes;
        emitter->bytes = emitter->converted;
        emitter->converted = kept;
    }
    const Buffer *bytes = &emitter->bytes;
    if (status == STATUS_OK && form->is_gzip) {
        status = encode_gzip(&emitter->bytes, &emitter->converted, error);
        bytes = &emitter->converted;
    }
    if (status != STATUS_OK) {
        return status;
    }
    emitter->written += (int64_t)bytes->length;
    return emit_bytes(path, bytes, error);
}

Status emit_file(Emitter *emitter, const EmitFile *file, Error *error) {
    char name[NAME_MAX_BYTES];
    char path[EMIT_PATH_MAX];
    uint64_t draw =
        rng_hash(emitter->seed, STREAM_FORM, (uint64_t)file->feed * 100 + (uint64_t)file->part,
                 (uint64_t)file->delivered.days);
    Form form = form_draw(draw, file->feed, file->rows->count);
    file_name(name, file, &form);
    int length = snprintf(path, sizeof path, "%s/%s", emitter->folder, name);
    if (length < 0 || (size_t)length >= sizeof path) {
        return error_set(error, STATUS_TOO_LARGE, "%s: the path is too long", emitter->folder);
    }
    Status status = form.kind == FORM_XLSX ? emit_xlsx(path, file, &form, &emitter->bytes, error)
                                           : emit_plain(emitter, file, &form, path, name, error);
    if (status != STATUS_OK) {
        return status;
    }
    emitter->files[file->feed]++;
    emitter->rows[file->feed] += (int64_t)file->rows->count;
    quarantine_note(emitter, file, name, form.kind == FORM_XLSX ? XLSX_ROWS_ABOVE : 1);
    return STATUS_OK;
}
