// SPDX-License-Identifier: Apache-2.0
// From the files of a folder to a pack. Files are read in the order in which they refer to each
// other: places, parameters, codes, feeds, facts, rules, models.
#include "policy/source_private.h"

#include "base/check.h"
#include "base/memory.h"
#include <openssl/evp.h>
#include <stdlib.h>

enum { VERSION_DIGITS = 12, DIGEST_SIZE = 32 };

static int file_order(const void *a, const void *b) {
    return str_compare(((const PackFile *)a)->path, ((const PackFile *)b)->path);
}

// Path, length and bytes of every file in the order of paths, so that no two folders look the same;
// then the changes.
static void digest_source(const Source *source, unsigned char out[DIGEST_SIZE]) {
    const PackFile *sorted = source->files;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    CHECK(context != NULL);
    CHECK(EVP_DigestInit_ex(context, EVP_sha256(), NULL) == 1);
    CLEANUP(text_release) Text head = {0};
    for (size_t i = 0; i < source->file_count; i++) {
        text_clear(&head);
        text_format(&head, STR_FMT "\n%zu\n", STR_ARG(sorted[i].path), sorted[i].bytes.length);
        CHECK(EVP_DigestUpdate(context, head.data, head.length) == 1);
        if (sorted[i].bytes.length > 0) {
            CHECK(EVP_DigestUpdate(context, sorted[i].bytes.data, sorted[i].bytes.length) == 1);
        }
    }
    for (size_t i = 0; i < source->change_count; i++) {
        text_clear(&head);
        text_format(&head, "\n" STR_FMT "\n", STR_ARG(source->changes[i]));
        CHECK(EVP_DigestUpdate(context, head.data, head.length) == 1);
    }
    CHECK(EVP_DigestFinal_ex(context, out, NULL) == 1);
    EVP_MD_CTX_free(context);
}

static Str version_of(Source *source, Str number) {
    unsigned char digest[DIGEST_SIZE];
    digest_source(source, digest);
    char digits[VERSION_DIGITS + 1];
    for (size_t i = 0; i < VERSION_DIGITS; i++) {
        unsigned nibble = i % 2 == 0 ? digest[i / 2] >> 4 : digest[i / 2] & 15U;
        digits[i] = "0123456789abcdef"[nibble];
    }
    digits[VERSION_DIGITS] = '\0';
    return arena_format(source->arena, STR_FMT "+%s", STR_ARG(number), digits);
}

static void read_head(Source *source) {
    const YamlNode *root = source_open(source, "pack.yaml");
    Pack *pack = source->pack;
    source_check_keys(source, root, "name|version|title|english|county");
    pack->name = source_text(source, root, "name");
    pack->title = source_text(source, root, "title");
    pack->english = source_text(source, root, "english");
    pack->county =
        source_region(source, source_text(source, root, "county"), node_line(root, "county"));
    Str number = source_text(source, root, "version");
    if (source_is_fine(source) && pack_region_name(pack, pack->county, false).length == 0) {
        source_fail(source, node_line(root, "county"), "regions.csv has no such region");
    }
    pack->version = version_of(source, number);
}

static void keep_tests(Source *source) {
    Pack *pack = source->pack;
    pack->tests = arena_alloc(&pack->arena, source->file_count, sizeof *pack->tests);
    for (size_t i = 0; i < source->file_count; i++) {
        const PackFile *file = &source->files[i];
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
static void check_files(Source *source) {
    size_t bytes = 0;
    for (size_t i = 0; i < source->file_count; i++) {
        const PackFile *file = &source->files[i];
        source->file = file->path;
        bytes += file->bytes.length;
        if (bytes > PACK_BYTES_MAX) {
            source_fail(source, 0, "the pack is larger than %d MB", PACK_BYTES_MAX / 1024 / 1024);
            return;
        }
        if (i > 0 && str_equal(source->files[i - 1].path, file->path)) {
            source_fail(source, 0, "the pack has two files of this name");
        }
        if (!str_is_utf8(file->bytes)) {
            source_fail(source, 0, "is not UTF-8; save it as UTF-8");
        }
        if (!is_known_file(file->path) && !str_ends_with(file->path, STR(".md"))) {
            source_fail(source, 0, "is no file of a pack; rename or remove it");
        }
    }
}

static void read_all(Source *source) {
    check_files(source);
    if (!source_is_fine(source)) {
        return;
    }
    read_places(source);
    read_head(source);
    read_parameters(source);
    change_parameters(source);
    read_codes(source);
    read_feeds(source);
    read_facts(source);
    read_alerts(source);
    read_models(source);
    bind_decisions(source);
    check_decisions(source);
    keep_tests(source);
}

Status pack_read(const PackFile *files, size_t count, Pack **out_pack, Error *error) {
    return pack_read_changed(files, count, NULL, 0, out_pack, error);
}

Status pack_read_changed(const PackFile *files, size_t count, const Str *changes,
                         size_t change_count, Pack **out_pack, Error *error) {
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
    Pack *pack = memory_new(1, sizeof *pack);
    Source source = {.pack = pack,
                     .arena = &pack->arena,
                     .files = sorted,
                     .file_count = count,
                     .changes = changes,
                     .change_count = change_count,
                     .error = &first};
    read_all(&source);
    memory_free(sorted);
    if (source.status != STATUS_OK) {
        pack_free(pack);
        return error_set(error, source.status, "%s", first.message);
    }
    *out_pack = pack;
    return STATUS_OK;
}
