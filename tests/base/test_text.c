// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/check.h"
#include "base/memory.h"
#include "base/status.h"
#include "base/text.h"
#include <cmocka.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

// ---- Str

static void views_compare_by_bytes(void **state) {
    (void)state;
    assert_true(str_equal(STR("abc"), str_from("abc")));
    assert_true(str_equal((Str){0}, STR("")));
    assert_false(str_equal(STR("abc"), STR("abd")));
    assert_false(str_equal(STR("abc"), STR("ab")));
    assert_true(str_compare(STR("ab"), STR("abc")) < 0);
    assert_true(str_compare(STR("b"), STR("abc")) > 0);
    assert_true(str_compare(STR("é"), STR("z")) > 0);
    assert_int_equal(str_compare((Str){0}, STR("")), 0);
    assert_true(str_starts_with(STR("doudi"), STR("dou")));
    assert_true(str_starts_with(STR("doudi"), STR("")));
    assert_false(str_starts_with(STR("do"), STR("dou")));
    assert_true(str_ends_with(STR("a.csv.gz"), STR(".gz")));
    assert_false(str_ends_with(STR("gz"), STR(".gz")));
}

static void parts_are_found_at_their_first_place(void **state) {
    (void)state;
    size_t at = 99;
    assert_true(str_find(STR("aabaab"), STR("ab"), &at));
    assert_int_equal(at, 1);
    assert_true(str_find(STR("aabaab"), STR("aab"), &at));
    assert_int_equal(at, 0);
    assert_true(str_find(STR("abc"), STR("c"), &at));
    assert_int_equal(at, 2);
    assert_true(str_find(STR("abc"), STR(""), &at));
    assert_int_equal(at, 0);
    at = 99;
    assert_false(str_find(STR("abc"), STR("abcd"), &at));
    assert_false(str_find(STR("abab"), STR("abc"), &at));
    assert_false(str_find((Str){0}, STR("a"), &at));
    assert_int_equal(at, 99);
}

static void trimming_takes_chinese_spaces_too(void **state) {
    (void)state;
    assert_true(str_equal(str_trim(STR(" \t\r\n陈\xE3\x80\x80 ")), STR("陈")));
    assert_true(str_equal(str_trim(STR("\xE3\x80\x80\xE3\x80\x80")), STR("")));
    assert_true(str_equal(str_trim(STR("a b")), STR("a b")));
    assert_true(str_equal(str_trim((Str){0}), STR("")));
}

static void cutting_gives_the_part_before_and_keeps_the_rest(void **state) {
    (void)state;
    Str rest = STR("a,,b");
    assert_true(str_equal(str_cut(&rest, ','), STR("a")));
    assert_true(str_equal(str_cut(&rest, ','), STR("")));
    assert_true(str_equal(str_cut(&rest, ','), STR("b")));
    assert_int_equal(rest.length, 0);
    assert_true(str_equal(str_cut(&rest, ','), STR("")));
}

static void numbers_are_read_whole_or_not_at_all(void **state) {
    (void)state;
    int64_t number = 0;
    assert_true(str_to_int64(STR("9223372036854775807"), &number));
    assert_int_equal(number, INT64_MAX);
    assert_true(str_to_int64(STR("-9223372036854775808"), &number));
    assert_int_equal(number, INT64_MIN);
    assert_true(str_to_int64(STR("+007"), &number));
    assert_int_equal(number, 7);
    static const char *const WRONG[] = {"",
                                        "-",
                                        "+",
                                        " 1",
                                        "1 ",
                                        "1.0",
                                        "0x1",
                                        "--1",
                                        "9223372036854775808",
                                        "-9223372036854775809",
                                        "１"};
    for (size_t i = 0; i < ARRAY_COUNT(WRONG); i++) {
        assert_false(str_to_int64(str_from(WRONG[i]), &number));
    }
    assert_int_equal(number, 7);
}

static void hashes_differ_for_different_texts(void **state) {
    (void)state;
    assert_int_equal(str_hash(STR("12345678")), str_hash(STR("12345678")));
    assert_true(str_hash(STR("12345678")) != str_hash(STR("12345679")));
    assert_true(str_hash(STR("")) != str_hash((Str){"\0", 1}));
    assert_true(str_hash(STR("123456789")) != str_hash(STR("123456780")));
}

static void only_well_formed_utf8_is_utf8(void **state) {
    (void)state;
    static const struct {
        Str bytes;
        bool is_utf8;
    } CASES[] = {
        {{"", 0}, true},
        {{"a\0b", 3}, true},
        {{"\x7F", 1}, true},
        {{"\xC2\x80", 2}, true},
        {{"\xDF\xBF", 2}, true},
        {{"\xE0\xA0\x80", 3}, true},
        {{"\xED\x9F\xBF", 3}, true},
        {{"\xEE\x80\x80", 3}, true},
        {{"\xEF\xBF\xBF", 3}, true},
        {{"\xF0\x90\x80\x80", 4}, true},
        {{"\xF4\x8F\xBF\xBF", 4}, true},
        {{"\x80", 1}, false},             // a tail without lead
        {{"\xBF", 1}, false},             //
        {{"\xC0\x80", 2}, false},         // overlong
        {{"\xC1\xBF", 2}, false},         //
        {{"\xE0\x9F\xBF", 3}, false},     //
        {{"\xF0\x8F\xBF\xBF", 4}, false}, //
        {{"\xED\xA0\x80", 3}, false},     // half of a pair
        {{"\xED\xBF\xBF", 3}, false},     //
        {{"\xF4\x90\x80\x80", 4}, false}, // past the last character
        {{"\xF5\x80\x80\x80", 4}, false}, //
        {{"\xFF", 1}, false},             //
        {{"\xC2", 1}, false},             // cut short
        {{"\xE4\xBD", 2}, false},         //
        {{"\xF0\x9F\x98", 3}, false},     //
        {{"\xE4\xBD\x41", 3}, false},     // broken off
        {{"\xC2\xC2\x80", 3}, false},     //
    };
    for (size_t i = 0; i < ARRAY_COUNT(CASES); i++) {
        if (str_is_utf8(CASES[i].bytes) != CASES[i].is_utf8) {
            fail_msg("case %zu", i);
        }
    }
}

static void characters_survive_writing_and_reading(void **state) {
    (void)state;
    CLEANUP(text_release) Text text = {0};
    uint32_t count = 0;
    for (uint32_t c = 1; c <= 0x10FFFF; c += 7) {
        if (c < 0xD800 || c > 0xDFFF) {
            text_append_character(&text, c);
            count++;
        }
    }
    assert_true(str_is_utf8(text_str(&text)));
    size_t at = 0;
    for (uint32_t c = 1; c <= 0x10FFFF; c += 7) {
        if (c < 0xD800 || c > 0xDFFF) {
            assert_int_equal(str_next_character(text_str(&text), &at), c);
            count--;
        }
    }
    assert_int_equal(count, 0);
    assert_int_equal(at, text.length);
}

static void malformed_bytes_are_replaced_one_by_one(void **state) {
    (void)state;
    Str bytes = STR("a\xE4\xBD"
                    "b\xFF");
    size_t at = 0;
    assert_int_equal(str_next_character(bytes, &at), 'a');
    assert_int_equal(str_next_character(bytes, &at), 0xFFFD);
    assert_int_equal(at, 2);
    assert_int_equal(str_next_character(bytes, &at), 0xFFFD);
    assert_int_equal(str_next_character(bytes, &at), 'b');
    assert_int_equal(str_next_character(bytes, &at), 0xFFFD);
    assert_int_equal(at, bytes.length);
}

// ---- Text

static void a_text_grows_and_stays_terminated(void **state) {
    (void)state;
    Text text = {0};
    assert_int_equal(text_str(&text).length, 0);
    text_clear(&text);
    text_append(&text, STR(""));
    assert_string_equal(text.data, "");
    for (int i = 0; i < 1000; i++) {
        text_format(&text, "%d,", i);
    }
    assert_int_equal(text.length, strlen(text.data));
    assert_memory_equal(text.data, "0,1,2,3,", 8);
    text_clear(&text);
    assert_string_equal(text.data, "");
    text_format(&text, "%1000s|", "x");
    assert_int_equal(text.length, 1001);
    text_release(&text);
    text_release(&text);
}

static void a_text_stops_at_its_limit_between_characters(void **state) {
    (void)state;
    static const struct {
        size_t limit;
        const char *kept;
    } CASES[] = {{1, "a"}, {2, "a"}, {3, "a"}, {4, "a陈"}, {5, "a陈b"}, {6, "a陈b"}};
    for (size_t i = 0; i < ARRAY_COUNT(CASES); i++) {
        CLEANUP(text_release) Text text = {.limit = CASES[i].limit};
        text_append(&text, STR("a陈b陈"));
        assert_string_equal(text.data, CASES[i].kept);
        assert_true(text.is_cut);
        text_append_char(&text, 'z'); // the rest is dropped, also where it would fit
        text_format(&text, "%d", 1);
        assert_string_equal(text.data, CASES[i].kept);
        text_clear(&text);
        assert_false(text.is_cut);
        text_append_char(&text, 'z');
        assert_string_equal(text.data, "z");
    }
    CLEANUP(text_release) Text exact = {.limit = 3};
    text_append(&exact, STR("abc"));
    assert_false(exact.is_cut);
    text_append_char(&exact, 'd');
    assert_true(exact.is_cut);
    assert_string_equal(exact.data, "abc");
}

// ---- Error

static void errors_carry_status_and_words(void **state) {
    (void)state;
    Error error = {0};
    assert_int_equal(error_set(&error, STATUS_INVALID, "row %d: %s", 3, "no date"), STATUS_INVALID);
    assert_int_equal(error_prefix(&error, "%s: ", "f.csv"), STATUS_INVALID);
    assert_string_equal(error.message, "f.csv: row 3: no date");
    assert_int_equal(error_set(&error, STATUS_CORRUPT, "again %s", error.message), STATUS_CORRUPT);
    assert_string_equal(error.message, "again f.csv: row 3: no date");
    assert_int_equal(error_set(NULL, STATUS_DENIED, "nobody listens"), STATUS_DENIED);
}

static void long_messages_are_cut_between_characters(void **state) {
    (void)state;
    char words[ERROR_MESSAGE_SIZE * 2];
    for (size_t shift = 0; shift < 4; shift++) {
        memset(words, 'a', shift);
        for (size_t i = shift; i + 4 < sizeof words; i += 3) {
            memcpy(words + i, "\xE9\x99\x88", 4);
        }
        Error error = {0};
        error_set(&error, STATUS_INVALID, "%s", words);
        assert_true(str_is_utf8(str_from(error.message)));
        assert_true(strlen(error.message) >= ERROR_MESSAGE_SIZE - 4);
        error_prefix(&error, "%s", "front: ");
        assert_true(str_is_utf8(str_from(error.message)));
        assert_memory_equal(error.message, "front: ", 7);
        error_prefix(&error, "%s", words);
        assert_true(str_is_utf8(str_from(error.message)));
    }
}

static void messages_are_utf8_whatever_they_quote(void **state) {
    (void)state;
    Error error = {0};
    error_set(&error, STATUS_INVALID, "'%s'", "\xE9\x99\x88\xFF\xE9\x99x");
    assert_string_equal(error.message, "'陈???x'");
}

static void every_status_has_a_name(void **state) {
    (void)state;
    for (int a = STATUS_OK; a <= STATUS_CANCELLED; a++) {
        assert_string_not_equal(status_name((Status)a), "unknown");
        for (int b = STATUS_OK; b < a; b++) {
            assert_string_not_equal(status_name((Status)a), status_name((Status)b));
        }
    }
    assert_string_equal(status_name((Status)99), "unknown");
}

// ---- Arena and memory

static void arena_memory_is_zeroed_aligned_and_apart(void **state) {
    (void)state;
    Arena arena = {0};
    uint8_t *pieces[500];
    for (size_t round = 0; round < 3; round++) {
        for (size_t i = 0; i < 500; i++) {
            pieces[i] = arena_alloc(&arena, i, 13);
            assert_non_null(pieces[i]);
            assert_int_equal((uintptr_t)pieces[i] % 16, 0);
            for (size_t byte = 0; byte < i * 13; byte++) {
                assert_int_equal(pieces[i][byte], 0);
            }
            memset(pieces[i], (int)i, i * 13);
        }
        for (size_t i = 0; i < 500; i++) {
            for (size_t byte = 0; byte < i * 13; byte++) {
                assert_int_equal(pieces[i][byte], i & 0xFF);
            }
        }
        assert_true(arena.used >= 499 * 500 / 2 * 13);
        arena_clear(&arena);
        assert_int_equal(arena.used, 0);
    }
    assert_non_null(arena_alloc(&arena, 5 * 1024 * 1024, 1));
    arena_release(&arena);
    arena_release(&arena);
}

static void arena_texts_are_terminated_copies(void **state) {
    (void)state;
    Arena arena = {0};
    char words[] = "陈大山";
    Str copy = arena_copy(&arena, str_from(words));
    words[0] = 'x';
    assert_string_equal(copy.data, "陈大山");
    assert_string_equal(arena_copy(&arena, (Str){0}).data, "");
    Str formatted = arena_format(&arena, "%s %d", "row", 3);
    assert_string_equal(formatted.data, "row 3");
    assert_int_equal(formatted.length, 5);
    arena_release(&arena);
}

static void growing_arrays_keep_their_items(void **state) {
    (void)state;
    int *items = NULL;
    size_t capacity = 0;
    for (size_t count = 0; count < 10000; count++) {
        items = array_reserve(items, count, &capacity, sizeof *items);
        assert_true(capacity > count);
        items[count] = (int)count;
    }
    for (size_t i = 0; i < 10000; i++) {
        assert_int_equal(items[i], i);
    }
    memory_free(items);
    memory_free(NULL);
    void *nothing = memory_new(0, 8);
    assert_non_null(nothing);
    memory_free(nothing);
}

// Where large ones lie in pages of their own too.
static void what_grows_keeps_what_it_holds(void **state) {
    (void)state;
    enum { COUNT = 24 * 1024 * 1024 };
    uint32_t *items = NULL;
    size_t filled = 0;
    for (size_t count = 1024 * 1024; count <= COUNT; count += count / 2) {
        items = memory_grow(items, count, sizeof *items);
        for (; filled < count; filled++) {
            items[filled] = (uint32_t)filled * 7;
        }
    }
    items = memory_grow(items, COUNT / 2, sizeof *items); // and smaller again
    for (size_t i = 0; i < COUNT / 2 && i < filled; i++) {
        assert_int_equal(items[i], (uint32_t)i * 7);
    }
    memory_free(items);
}

static void memory_out_of_reach(void) {
    memory_free(memory_grow(NULL, SIZE_MAX / 2, 3));
}

static void memory_over_the_limit(void) {
    struct rlimit limit = {64 * 1024 * 1024, 64 * 1024 * 1024};
    setrlimit(RLIMIT_AS, &limit);
    memory_free(memory_new(SIZE_MAX / 4, 1));
}

static void a_broken_fact(void) {
    CHECK(1 + 1 == 3);
}

static void a_slice_past_the_end(void) {
    (void)str_slice(STR("abc"), 2, 4);
}

// Runs what ends the process in a child of its own; returns how it ended.
static int end_of(void (*run)(void)) {
    pid_t child = fork();
    if (child == 0) {
        if (freopen("/dev/null", "w", stderr) == NULL) {
            _exit(1);
        }
        run();
        _exit(0);
    }
    int how = 0;
    assert_int_equal(waitpid(child, &how, 0), child);
    return WIFEXITED(how) ? WEXITSTATUS(how) : -1;
}

static void what_cannot_go_on_ends_the_process(void **state) {
    (void)state;
    assert_int_equal(end_of(memory_out_of_reach), 71);
    assert_int_not_equal(end_of(memory_over_the_limit), 0);
    assert_int_not_equal(end_of(a_broken_fact), 0);
    assert_int_not_equal(end_of(a_slice_past_the_end), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(views_compare_by_bytes),
        cmocka_unit_test(parts_are_found_at_their_first_place),
        cmocka_unit_test(trimming_takes_chinese_spaces_too),
        cmocka_unit_test(cutting_gives_the_part_before_and_keeps_the_rest),
        cmocka_unit_test(numbers_are_read_whole_or_not_at_all),
        cmocka_unit_test(hashes_differ_for_different_texts),
        cmocka_unit_test(only_well_formed_utf8_is_utf8),
        cmocka_unit_test(characters_survive_writing_and_reading),
        cmocka_unit_test(malformed_bytes_are_replaced_one_by_one),
        cmocka_unit_test(a_text_grows_and_stays_terminated),
        cmocka_unit_test(a_text_stops_at_its_limit_between_characters),
        cmocka_unit_test(errors_carry_status_and_words),
        cmocka_unit_test(long_messages_are_cut_between_characters),
        cmocka_unit_test(messages_are_utf8_whatever_they_quote),
        cmocka_unit_test(every_status_has_a_name),
        cmocka_unit_test(arena_memory_is_zeroed_aligned_and_apart),
        cmocka_unit_test(arena_texts_are_terminated_copies),
        cmocka_unit_test(growing_arrays_keep_their_items),
        cmocka_unit_test(what_grows_keeps_what_it_holds),
        cmocka_unit_test(what_cannot_go_on_ends_the_process),
    };
    return cmocka_run_group_tests_name("text and memory", tests, NULL, NULL);
}
