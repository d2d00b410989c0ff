// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "platform/clock.h"
#include "platform/file.h"
#include "platform/folder.h"
#include "platform/random.h"
#include "platform/watch.h"
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct Place { // a folder of its own
    Arena arena;
    Str folder;
    Error error;
} Place;

static int place_make(void **state) {
    static Place place;
    place = (Place){0};
    place.folder =
        arena_format(&place.arena, "/tmp/doudi-files-%016llx", (unsigned long long)random_number());
    *state = &place;
    return folder_make(place.folder.data, &place.error) == STATUS_OK ? 0 : -1;
}

static int place_remove(void **state) {
    Place *place = *state;
    FolderEntry *entries = NULL;
    size_t count = 0;
    if (folder_list(place->folder.data, &place->arena, &entries, &count, NULL) == STATUS_OK) {
        for (size_t i = 0; i < count; i++) {
            Str path =
                arena_format(&place->arena, "%s/%s", place->folder.data, entries[i].name.data);
            (void)(entries[i].is_folder ? rmdir(path.data) : unlink(path.data));
        }
    }
    rmdir(place->folder.data);
    arena_release(&place->arena);
    return 0;
}

static const char *in(Place *place, const char *name) {
    return arena_format(&place->arena, "%s/%s", place->folder.data, name).data;
}

static void assert_holds(const char *path, Str expected) {
    CLEANUP(text_release) Text bytes = {0};
    Error error = {0};
    assert_int_equal(file_read(path, 1000000, &bytes, &error), STATUS_OK);
    assert_true(str_equal(text_str(&bytes), expected));
}

static void what_is_written_is_read(void **state) {
    Place *place = *state;
    const char *path = in(place, "a");
    assert_int_equal(file_write(path, (Str){"x\0y", 3}, &place->error), STATUS_OK);
    assert_holds(path, (Str){"x\0y", 3});
    assert_int_equal(file_write(path, STR("replaced"), &place->error), STATUS_OK);
    assert_holds(path, STR("replaced"));
    assert_int_equal(file_write(path, STR(""), &place->error), STATUS_OK);
    assert_holds(path, STR(""));
    CLEANUP(text_release) Text large = {0};
    text_format(&large, "%300000d", 1);
    assert_int_equal(file_write(path, text_str(&large), &place->error), STATUS_OK);
    assert_holds(path, text_str(&large));
    assert_int_equal(file_kind(path), FILE_REGULAR);
    FolderEntry *entries = NULL;
    size_t count = 0;
    assert_int_equal(
        folder_list(place->folder.data, &place->arena, &entries, &count, &place->error), STATUS_OK);
    assert_int_equal(count, 1); // nothing else was left behind
}

static void a_file_has_a_size_and_a_time(void **state) {
    Place *place = *state;
    const char *path = in(place, "a");
    FileState found = {0};
    assert_false(file_state(path, &found));
    int64_t before = clock_machine().now(NULL).us;
    assert_int_equal(file_write(path, STR("12345"), &place->error), STATUS_OK);
    assert_true(file_state(path, &found));
    assert_int_equal(found.size, 5);
    assert_true(llabs(found.changed.us - before) < (int64_t)60 * 1000 * 1000);
}

static void reading_appends_and_respects_its_limit(void **state) {
    Place *place = *state;
    const char *path = in(place, "a");
    CLEANUP(text_release) Text bytes = {0};
    assert_int_equal(file_write(path, STR("12345"), &place->error), STATUS_OK);
    text_append(&bytes, STR(">"));
    assert_int_equal(file_read(path, 4, &bytes, &place->error), STATUS_TOO_LARGE);
    assert_non_null(strstr(place->error.message, "limit of 4"));
    assert_string_equal(bytes.data, ">");
    assert_int_equal(file_read(path, 5, &bytes, &place->error), STATUS_OK);
    assert_string_equal(bytes.data, ">12345");
    CLEANUP(text_release) Text brief = {.limit = 4};
    assert_int_equal(file_read(path, 5, &brief, &place->error), STATUS_TOO_LARGE);
}

static void missing_files_are_told_by_name(void **state) {
    Place *place = *state;
    CLEANUP(text_release) Text bytes = {0};
    FileMap map = {0};
    const char *path = in(place, "missing");
    assert_int_equal(file_kind(path), FILE_MISSING);
    assert_int_equal(file_read(path, 10, &bytes, &place->error), STATUS_NOT_FOUND);
    assert_non_null(strstr(place->error.message, path));
    assert_int_equal(file_map(path, &map, &place->error), STATUS_NOT_FOUND);
    assert_int_equal(file_remove(path, &place->error), STATUS_OK);
    assert_int_equal(file_write(in(place, "no/such/folder"), STR("x"), &place->error),
                     STATUS_NOT_FOUND);
    file_unmap(&map);
}

static void folders_are_no_files(void **state) {
    Place *place = *state;
    CLEANUP(text_release) Text bytes = {0};
    FileMap map = {0};
    assert_int_equal(file_kind(place->folder.data), FILE_FOLDER);
    assert_int_equal(file_kind("/dev/null"), FILE_OTHER);
    assert_int_equal(file_read(place->folder.data, 10, &bytes, &place->error), STATUS_INVALID);
    assert_int_equal(file_map(place->folder.data, &map, &place->error), STATUS_INVALID);
    assert_int_not_equal(file_write(place->folder.data, STR("x"), &place->error), STATUS_OK);
    assert_int_not_equal(file_remove(place->folder.data, &place->error), STATUS_OK);
    assert_int_equal(file_kind(place->folder.data), FILE_FOLDER);
}

static void secrets_are_for_the_owner_and_never_overwritten(void **state) {
    Place *place = *state;
    const char *path = in(place, "key");
    assert_int_equal(file_write_secret(path, STR("secret"), &place->error), STATUS_OK);
    struct stat about;
    assert_int_equal(stat(path, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
    assert_int_equal(file_write_secret(path, STR("other"), &place->error), STATUS_CONFLICT);
    assert_holds(path, STR("secret"));
    assert_int_not_equal(file_write_secret(in(place, "no/key"), STR("x"), &place->error),
                         STATUS_OK);
    assert_int_equal(file_remove(path, &place->error), STATUS_OK);
    assert_int_equal(file_kind(path), FILE_MISSING);
}

static void mapped_files_hold_their_bytes(void **state) {
    Place *place = *state;
    const char *path = in(place, "a");
    FileMap map = {0};
    assert_int_equal(file_write(path, STR("mapped"), &place->error), STATUS_OK);
    assert_int_equal(file_map(path, &map, &place->error), STATUS_OK);
    assert_true(str_equal(map.bytes, STR("mapped")));
    file_unmap(&map);
    file_unmap(&map);
    assert_int_equal(file_write(path, STR(""), &place->error), STATUS_OK);
    assert_int_equal(file_map(path, &map, &place->error), STATUS_OK);
    assert_int_equal(map.bytes.length, 0);
    file_unmap(&map);
}

static void held_files_may_be_written_and_stay_as_they_are(void **state) {
    Place *place = *state;
    const char *path = in(place, "a");
    HeldBytes held = {0};
    assert_int_equal(file_write(path, STR("held"), &place->error), STATUS_OK);
    assert_int_equal(file_hold(path, &held, &place->error), STATUS_OK);
    assert_int_equal(held.length, 4);
    held.data[0] = 'b';
    assert_holds(path, STR("held"));
    assert_int_equal(file_write(path, STR("another"), &place->error), STATUS_OK);
    assert_true(str_equal((Str){held.data, held.length}, STR("beld")));
    held_release(&held);
    held_release(&held);
    assert_int_equal(file_write(path, STR(""), &place->error), STATUS_OK);
    assert_int_equal(file_hold(path, &held, &place->error), STATUS_OK);
    assert_int_equal(held.length, 0);
    held_release(&held);
    assert_int_equal(file_hold(in(place, "none"), &held, &place->error), STATUS_NOT_FOUND);
}

static void folders_are_made_with_their_parents(void **state) {
    Place *place = *state;
    const char *path = in(place, "x");
    const char *deep = in(place, "x/y");
    assert_int_equal(folder_make(deep, &place->error), STATUS_OK);
    assert_int_equal(folder_make(deep, &place->error), STATUS_OK);
    assert_int_equal(folder_make(in(place, "x/y/"), &place->error), STATUS_OK);
    assert_int_equal(file_kind(deep), FILE_FOLDER);
    assert_int_equal(file_write(in(place, "f"), STR("x"), &place->error), STATUS_OK);
    assert_int_not_equal(folder_make(in(place, "f"), &place->error), STATUS_OK);
    assert_int_not_equal(folder_make(in(place, "f/g"), &place->error), STATUS_OK);
    assert_int_equal(rmdir(deep), 0);
    assert_int_equal(rmdir(path), 0);
}

static void folders_are_listed_by_name(void **state) {
    Place *place = *state;
    static const char *const NAMES[] = {"b.csv", "a.csv", ".hidden", "陈.csv", "B.csv"};
    static const char *const SORTED[] = {".hidden", "B.csv", "a.csv", "b.csv", "sub", "陈.csv"};
    FolderEntry *entries = NULL;
    size_t count = 99;
    assert_int_equal(
        folder_list(place->folder.data, &place->arena, &entries, &count, &place->error), STATUS_OK);
    assert_int_equal(count, 0);
    for (size_t i = 0; i < ARRAY_COUNT(NAMES); i++) {
        assert_int_equal(file_write(in(place, NAMES[i]), STR("x"), &place->error), STATUS_OK);
    }
    assert_int_equal(folder_make(in(place, "sub"), &place->error), STATUS_OK);
    assert_int_equal(
        folder_list(place->folder.data, &place->arena, &entries, &count, &place->error), STATUS_OK);
    assert_int_equal(count, ARRAY_COUNT(SORTED));
    for (size_t i = 0; i < count; i++) {
        assert_string_equal(entries[i].name.data, SORTED[i]);
        assert_int_equal(entries[i].is_folder, strcmp(SORTED[i], "sub") == 0);
    }
    assert_int_equal(folder_list(in(place, "none"), &place->arena, &entries, &count, &place->error),
                     STATUS_NOT_FOUND);
}

static void a_watch_tells_what_arrives_whole(void **state) {
    Place *place = *state;
    FolderWatch watch = {0};
    const char *hidden = arena_format(&place->arena, "%s/.half", place->folder.data).data;
    const char *whole = arena_format(&place->arena, "%s/whole", place->folder.data).data;
    assert_int_equal(folder_watch_open(&watch, hidden, &place->error), STATUS_NOT_FOUND);
    folder_watch_close(&watch);
    assert_int_equal(folder_watch_open(&watch, place->folder.data, &place->error), STATUS_OK);
    assert_int_equal(folder_watch_next(&watch, 1).length, 0);
    assert_int_equal(file_write(hidden, STR("rows"), &place->error), STATUS_OK);
    assert_int_equal(file_move(hidden, whole, &place->error), STATUS_OK);
    bool has_come = false;
    for (int i = 0; i < 10 && !has_come; i++) {
        has_come = str_equal(folder_watch_next(&watch, 1000), STR("whole"));
    }
    assert_true(has_come);
    assert_int_equal(folder_watch_next(&watch, 1).length, 0);
    folder_watch_close(&watch);
}

int main(void) {
#define TEST(name) cmocka_unit_test_setup_teardown(name, place_make, place_remove)
    const struct CMUnitTest tests[] = {
        TEST(what_is_written_is_read),
        TEST(a_file_has_a_size_and_a_time),
        TEST(reading_appends_and_respects_its_limit),
        TEST(missing_files_are_told_by_name),
        TEST(folders_are_no_files),
        TEST(secrets_are_for_the_owner_and_never_overwritten),
        TEST(mapped_files_hold_their_bytes),
        TEST(held_files_may_be_written_and_stay_as_they_are),
        TEST(folders_are_made_with_their_parents),
        TEST(folders_are_listed_by_name),
        TEST(a_watch_tells_what_arrives_whole),
    };
    return cmocka_run_group_tests_name("files", tests, NULL, NULL);
}
