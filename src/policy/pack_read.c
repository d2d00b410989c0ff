// SPDX-License-Identifier: Apache-2.0
// From the files of a folder to a pack. Files are read in the order in which they refer to each
// other: places, parameters, codes, feeds, facts, rules, models.
#include "policy/reader_private.h"

#include "base/check.h"
#include "base/memory.h"
#include <openssl/evp.h>
#include <stdlib.h>

enum { VERSION_DIGITS = 12, DIGEST_SIZE = 32 };

static int file_order(const void *a, const void *b) {
    return str_compare(((const PackFile *)a)->path, ((const PackFile *)b)->path);
}

// Path, length and bytes of every file in the order of paths, so that no two folders look the same.
static void digest_files(const PackFile *sorted, size_t count, unsigned char out[DIGEST_SIZE]) {
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    CHECK(context != NULL);
    CHECK(EVP_DigestInit_ex(context, EVP_sha256(), NULL) == 1);
    CLEANUP(text_release) Text head = {0};
    for (size_t i = 0; i < count; i++) {
        text_clear(&head);
        text_format(&head, STR_FMT "\n%zu\n", STR_ARG(sorted[i].path), sorted[i].bytes.length);
        CHECK(EVP_DigestUpdate(context, head.data, head.length) == 1);
        if (sorted[i].bytes.length > 0) {
            CHECK(EVP_DigestUpdate(context, sorted[i].bytes.data, sorted[i].bytes.length) == 1);
        }
    }
    CHECK(EVP_DigestFinal_ex(context, out, NULL) == 1);
    EVP_MD_CTX_free(context);
}

static Str version_of(PackReader *reader, Str number) {
    unsigned char digest[DIGEST_SIZE];
    digest_files(reader->files, reader->file_count, digest);
    char digits[VERSION_DIGITS + 1];
    for (size_t i = 0; i < VERSION_DIGITS; i++) {
        unsigned nibble = i % 2 == 0 ? digest[i / 2] >> 4 : digest[i / 2] & 15U;
        digits[i] = "0123456789abcdef"[nibble];
    }
    digits[VERSION_DIGITS] = '\0';
    return arena_format(&reader->pack->arena, STR_FMT "+%s", STR_ARG(number), digits);
}

static void read_head(PackReader *reader) {
    const YamlNode *root = reader_open(reader, "pack.yaml");
    Pack *pack = reader->pack;
    reader_check_keys(reader, root, "name|version|title|english|county");
    pack->name = reader_text(reader, root, "name");
    pack->title = reader_text(reader, root, "title");
    pack->english = reader_text(reader, root, "english");
    pack->county =
        reader_region(reader, reader_text(reader, root, "county"), node_line(root, "county"));
    Str number = reader_text(reader, root, "version");
    if (reader_is_fine(reader) && pack_region_name(pack, pack->county, false).length == 0) {
        reader_fail(reader, node_line(root, "county"), "regions.csv has no such region");
    }
    pack->version = version_of(reader, number);
}

static void keep_tests(PackReader *reader) {
    Pack *pack = reader->pack;
    pack->tests = arena_alloc(&pack->arena, reader->file_count, sizeof *pack->tests);
    for (size_t i = 0; i < reader->file_count; i++) {
        const PackFile *file = &reader->files[i];
        if (str_starts_with(file->path, STR("tests/"))) {
            pack->tests[pack->test_count++] =
                (PackFile){.path = arena_copy(&pack->arena, file->path),
                           .bytes = arena_copy(&pack->arena, file->bytes)};
        }
    }
}

static bool is_known_file(Str path) {
    static const char *const NAMES[] = {"pack.yaml",   "parameters.yaml", "regions.csv",
                                        "codes.yaml",  "calendar.csv",    "facts.yaml",
                                        "alerts.yaml", "decisions.dmn",   "alerts.dmn"};
    for (size_t i = 0; i < ARRAY_COUNT(NAMES); i++) {
        if (str_equal(path, str_from(NAMES[i]))) {
            return true;
        }
    }
    bool is_in_folder =
        str_starts_with(path, STR("feeds/")) || str_starts_with(path, STR("tests/"));
    return is_in_folder && str_ends_with(path, STR(".yaml"));
}

// A file that nobody reads is most often one whose name is mistyped. Documents (.md) are welcome.
static void check_files(PackReader *reader) {
    size_t bytes = 0;
    for (size_t i = 0; i < reader->file_count; i++) {
        const PackFile *file = &reader->files[i];
        reader->file = file->path;
        bytes += file->bytes.length;
        if (bytes > PACK_BYTES_MAX) {
            reader_fail(reader, 0, "the pack is larger than %d MB", PACK_BYTES_MAX / 1024 / 1024);
            return;
        }
        if (i > 0 && str_equal(reader->files[i - 1].path, file->path)) {
            reader_fail(reader, 0, "the pack has two files of this name");
        }
        if (!str_is_utf8(file->bytes)) {
            reader_fail(reader, 0, "is not UTF-8; save it as UTF-8");
        }
        if (!is_known_file(file->path) && !str_ends_with(file->path, STR(".md"))) {
            reader_fail(reader, 0, "is no file of a pack; rename or remove it");
        }
    }
}

static void read_all(PackReader *reader) {
    check_files(reader);
    if (!reader_is_fine(reader)) {
        return;
    }
    read_places(reader);
    read_head(reader);
    read_parameters(reader);
    read_codes(reader);
    read_feeds(reader);
    read_facts(reader);
    read_alerts(reader);
    keep_tests(reader);
}

Status pack_read(const PackFile *files, size_t count, Pack **out_pack, Error *error) {
    if (count > PACK_FILES_MAX) {
        return error_set(error, STATUS_TOO_LARGE, "a pack has at most %d files, this one %zu",
                         PACK_FILES_MAX, count);
    }
    Error first = {0};
    PackFile *sorted = memory_new(count + 1, sizeof *sorted);
    for (size_t i = 0; i < count; i++) {
        sorted[i] = files[i];
    }
    qsort(sorted, count, sizeof *sorted, file_order);
    PackReader reader = {
        .pack = memory_new(1, sizeof(Pack)), .files = sorted, .file_count = count, .error = &first};
    read_all(&reader);
    memory_free(sorted);
    if (reader.status != STATUS_OK) {
        pack_free(reader.pack);
        return error_set(error, reader.status, "%s", first.message);
    }
    *out_pack = reader.pack;
    return STATUS_OK;
}
