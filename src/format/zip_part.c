// SPDX-License-Identifier: Apache-2.0
#include "format/zip_part.h"

#include "base/check.h"
#include <zip.h>

enum { CHUNK = 32 * 1024 };

static Status fail_open(zip_error_t *problem, Error *error) {
    Status status = error_set(error, STATUS_CORRUPT,
                              "not a readable workbook (%s); save it again as .xlsx, or as CSV",
                              zip_error_strerror(problem));
    zip_error_fini(problem);
    return status;
}

Status zip_part_open(Zip *zip, Str bytes, Error *error) {
    zip_error_t problem;
    zip_error_init(&problem);
    zip_source_t *source = zip_source_buffer_create(bytes.data, bytes.length, 0, &problem);
    CHECK(source != NULL);
    zip->archive = zip_open_from_source(source, ZIP_RDONLY, &problem);
    if (zip->archive == NULL) {
        zip_source_free(source);
        return fail_open(&problem, error);
    }
    zip_error_fini(&problem);
    return STATUS_OK;
}

void zip_part_close(Zip *zip) {
    if (zip->archive != NULL) {
        zip_discard(zip->archive);
        zip->archive = NULL;
    }
}

// Some writers spell part names in another case than the relationships do.
static zip_int64_t part_find(const Zip *zip, const char *name) {
    zip_int64_t at = zip_name_locate(zip->archive, name, 0);
    return at >= 0 ? at : zip_name_locate(zip->archive, name, ZIP_FL_NOCASE);
}

bool zip_part_exists(const Zip *zip, const char *name) {
    return part_find(zip, name) >= 0;
}

static Status part_pump(zip_file_t *file, const char *name, int64_t size_max, ZipSink sink,
                        void *context, Error *error) {
    int64_t total = 0;
    bool is_last = false;
    Status status = STATUS_OK;
    while (status == STATUS_OK && !is_last) {
        char chunk[CHUNK];
        zip_int64_t got = zip_fread(file, chunk, sizeof chunk);
        if (got < 0) {
            return error_set(error, STATUS_CORRUPT, "%s: %s; save the workbook again", name,
                             zip_file_strerror(file));
        }
        total += got;
        if (total > size_max) {
            return error_set(error, STATUS_TOO_LARGE,
                             "%s: unpacks to more than %lld bytes; split the workbook", name,
                             (long long)size_max);
        }
        is_last = got == 0;
        status = sink(context, (Str){chunk, (size_t)got}, is_last, error);
    }
    return status;
}

Status zip_part_stream(const Zip *zip, const char *name, int64_t size_max, ZipSink sink,
                       void *context, Error *error) {
    zip_int64_t at = part_find(zip, name);
    if (at < 0) {
        return error_set(error, STATUS_CORRUPT, "the workbook has no part %s; save it again", name);
    }
    zip_file_t *file = zip_fopen_index(zip->archive, (zip_uint64_t)at, 0);
    if (file == NULL) {
        return error_set(error, STATUS_CORRUPT, "%s: %s; save the workbook again", name,
                         zip_strerror(zip->archive));
    }
    Status status = part_pump(file, name, size_max, sink, context, error);
    (void)zip_fclose(file);
    return status;
}

static Status sink_append(void *context, Str chunk, bool is_last, Error *error) {
    (void)is_last;
    (void)error;
    text_append(context, chunk);
    return STATUS_OK;
}

Status zip_part_read(const Zip *zip, const char *name, int64_t size_max, Text *out, Error *error) {
    out->limit = (size_t)size_max;
    return zip_part_stream(zip, name, size_max, sink_append, out, error);
}
