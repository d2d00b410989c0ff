// SPDX-License-Identifier: Apache-2.0
#include "invented.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include "base/check.h"
#include "generate/generate.h"
#include "platform/file.h"
#include "platform/folder.h"
#include <cmocka.h>
#include <stdlib.h>
#include <unistd.h>

enum { PERSONS = 800, FILES_MAX = 4000, FILE_SIZE_MAX = 1 << 26 };

static int by_key(const void *left, const void *right) {
    const LoadFile *a = left;
    const LoadFile *b = right;
    LoadKey a_key = load_key(a);
    LoadKey b_key = load_key(b);
    return load_key_compare(&a_key, a->name, &b_key, b->name);
}

static void read_file(Sent *sent, Str name) {
    CLEANUP(text_release) Text bytes = {0};
    Str path = arena_format(&sent->arena, "%s/feeds/" STR_FMT, sent->folder, STR_ARG(name));
    assert_ok_in(sent, file_read(path.data, FILE_SIZE_MAX, &bytes, &sent->error));
    assert_true(sent->count < FILES_MAX);
    sent->files[sent->count++] = (LoadFile){.name = arena_copy(&sent->arena, name),
                                            .bytes = arena_copy(&sent->arena, text_str(&bytes))};
}

void invent(Sent *sent, uint64_t seed) {
    *sent = (Sent){.folder = "/tmp/doudi-county-XXXXXX"};
    assert_non_null(mkdtemp(sent->folder));
    GenerateOptions options = {.out_folder = sent->folder,
                               .persons = PERSONS,
                               .seed = seed,
                               .from = month_make(2024, 3),
                               .to = month_make(2025, 6)};
    GenerateReport report;
    assert_ok_in(sent, generate_county(&options, &report, &sent->error));
    sent->files = arena_alloc(&sent->arena, FILES_MAX, sizeof *sent->files);
    FolderEntry *entries = NULL;
    size_t count = 0;
    Str feeds = arena_format(&sent->arena, "%s/feeds", sent->folder);
    assert_ok_in(sent, folder_list(feeds.data, &sent->arena, &entries, &count, &sent->error));
    for (size_t i = 0; i < count; i++) {
        if (!str_ends_with(entries[i].name, STR(".envelope.json"))) {
            read_file(sent, entries[i].name);
        }
    }
    qsort(sent->files, sent->count, sizeof *sent->files, by_key);
}

static void remove_folder(Sent *sent, const char *path) {
    FolderEntry *entries = NULL;
    size_t count = 0;
    assert_ok_in(sent, folder_list(path, &sent->arena, &entries, &count, &sent->error));
    for (size_t i = 0; i < count; i++) {
        Str inner = arena_format(&sent->arena, "%s/" STR_FMT, path, STR_ARG(entries[i].name));
        if (entries[i].is_folder) {
            remove_folder(sent, inner.data);
        } else {
            assert_ok_in(sent, file_remove(inner.data, &sent->error));
        }
    }
    assert_int_equal(rmdir(path), 0);
}

void forget(Sent *sent) {
    remove_folder(sent, sent->folder);
    arena_release(&sent->arena);
}

void invented_make(Sent *sent, const char *name, Fixture *fixture, County *county) {
    text_format(&fixture->url, "sqlite:%s/%s.db", sent->folder, name);
    assert_ok_in(
        sent, store_create(text_str(&fixture->url), fixture_key(), &fixture->store, &sent->error));
    county_make(county, fixture);
}

void invented_load(Sent *sent, County *county) {
    for (size_t i = 0; i < sent->count; i++) {
        (void)county_load_into(county, county->service, &sent->files[i]);
    }
}

void invented_close(Fixture *fixture, County *county) {
    county_close(county);
    store_close(fixture->store);
    text_release(&fixture->url);
}
