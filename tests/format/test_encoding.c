// SPDX-License-Identifier: Apache-2.0
#include "format/encoding.h"

#include "base/check.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void both_encodings_become_utf8(void **state) {
    (void)state;
    const struct {
        Str bytes;
        Str utf8;
        Encoding encoding;
    } cases[] = {
        {STR(""), STR(""), ENCODING_UTF8},
        {STR("plain text, long enough for the fast path"),
         STR("plain text, long enough for the fast path"), ENCODING_UTF8},
        {STR("陈\xef\xbf\xbd"), STR("陈\xef\xbf\xbd"), ENCODING_UTF8}, // U+FFFD itself is valid
        {STR("\xef\xbb\xbf陈"), STR("陈"), ENCODING_UTF8},
        {STR("\xef\xbb\xbf"), STR(""), ENCODING_UTF8},
        {STR("\xb3\xc2,1\n"), STR("陈,1\n"), ENCODING_GB18030},
        {STR("\x82\x35\x90\x37\x82\x35\x91\x34"), STR("\u9fb4\u9fbb"), ENCODING_GB18030},
        {STR("\x84\x31\x82\x36\x84\x31\x83\x35"), STR("\ufe10\ufe19"), ENCODING_GB18030},
        {STR("\xfe\x59"), STR("\u9fb4"), ENCODING_GB18030},
        {STR("\x95\x32\x82\x36"), STR("\U00020000"), ENCODING_GB18030}, // four bytes
        {STR("\x95\x32\x82\x36\xb3\xc2\x82\x35\x90\x37z"), STR("\U00020000陈\u9fb4z"),
         ENCODING_GB18030},
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        Text storage = {0};
        Str utf8 = {0};
        Encoding encoding = ENCODING_UTF8;
        Error error = {0};
        if (encoding_to_utf8(cases[i].bytes, &storage, &utf8, &encoding, &error) != STATUS_OK) {
            fail_msg("case %zu: %s", i, error.message);
        }
        assert_int_equal(encoding, cases[i].encoding);
        assert_true(str_equal(utf8, cases[i].utf8));
        text_release(&storage);
    }
}

static void utf8_is_borrowed_not_copied(void **state) {
    (void)state;
    Text storage = {0};
    Str utf8 = {0};
    Encoding encoding = ENCODING_GB18030;
    Str bytes = STR("陈");
    assert_int_equal(encoding_to_utf8(bytes, &storage, &utf8, &encoding, NULL), STATUS_OK);
    assert_ptr_equal(utf8.data, bytes.data);
    assert_null(storage.data);
}

static void what_is_neither_is_refused_with_the_byte(void **state) {
    (void)state;
    const struct {
        Str bytes;
        const char *message;
    } cases[] = {
        {STR("\xff\xfe"
             "a\0"),
         "UTF-16"},
        {STR("\xfe\xff\0a"), "UTF-16"},
        {STR("1\0,\0002\0,\0003\0,\0004\0,\0005\0\n\0\xd3\x78"), "UTF-16"},
        {STR("\0001\0,\0002\0,\0003\0,\0004\0,\0005\0\n\x78\xd3"), "UTF-16"},
        {STR("ab\0c"), "byte 2 is NUL"},
        {STR("ab\xff"), "(fails at byte 2) nor GB18030 (fails at byte 2)"},
        {STR("12345678\xb3"), "(fails at byte 8) nor GB18030 (fails at byte 8)"},
        {STR("\xb3\xc2\x80"), "(fails at byte 0) nor GB18030 (fails at byte 2)"},
        {STR("\xb3\xc2\x82\x35\x90"), "GB18030 (fails at byte 2)"},
        {STR("\xb3\xc2\x82\x35\x90\x99"), "GB18030 (fails at byte 2)"},
        {STR("\xef\xbb\xbf\xb3\xc2"), "says that it is UTF-8, but byte 3 is not"},
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        Text storage = {0};
        Str utf8 = {0};
        Encoding encoding = ENCODING_UTF8;
        Error error = {0};
        assert_int_equal(encoding_to_utf8(cases[i].bytes, &storage, &utf8, &encoding, &error),
                         STATUS_INVALID);
        assert_null(utf8.data);
        if (strstr(error.message, cases[i].message) == NULL) {
            fail_msg("case %zu: %s", i, error.message);
        }
        text_release(&storage);
    }
}

// The first byte that no well-formed character has, read one after the other.
static size_t first_fault(Str bytes) {
    size_t at = 0;
    while (at < bytes.length) {
        size_t next = at;
        bool is_fault = str_next_character(bytes, &next) == 0xFFFD && next == at + 1;
        if (is_fault) {
            break;
        }
        at = next;
    }
    return at;
}

// Most text is looked at many bytes at a time; the fault is still found where it is.
static void a_nul_is_named_wherever_it_stands(void **state) {
    (void)state;
    enum { LENGTH = 400 };
    for (size_t at = 0; at < LENGTH; at++) {
        for (int is_broken = 0; is_broken <= 1; is_broken++) { // a byte before it is not UTF-8
            char bytes[LENGTH];
            memset(bytes, 'a', sizeof bytes);
            bytes[at / 2] = is_broken != 0 ? '\xFF' : 'a';
            bytes[at] = '\0';
            CLEANUP(text_release) Text storage = {0};
            CLEANUP(text_release) Text words = {0};
            text_format(&words, "byte %zu is NUL", at);
            Str utf8 = {0};
            Encoding encoding = ENCODING_UTF8;
            Error error = {0};
            Status status =
                encoding_to_utf8((Str){bytes, LENGTH}, &storage, &utf8, &encoding, &error);
            assert_int_equal(status, STATUS_INVALID);
            assert_non_null(strstr(error.message, words.data));
        }
    }
}

static void random_text_is_valid_as_far_as_its_characters_are(void **state) {
    (void)state;
    static const char *const PIECES[] = {"x", "2025-08-25,", "陈", "温州市", "é", "·", "\U00020000",
                                         "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEF\xBF\xBD",
                                         // faults: overlong, surrogate, beyond the last, alone
                                         "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\x80",
                                         "\xE9\x99", "\xC0\x80", "\xFF"};
    enum { SOUND = 10, COMMON = 4, PIECES_MAX = 90 };
    uint64_t seed = 20250825;
    int faults = 0;
    for (int run = 0; run < 20000; run++) {
        CLEANUP(text_release) Text text = {0};
        text_append(&text, STR("\xEF\xBB\xBF")); // so that the byte is told
        seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
        for (uint64_t left = (seed >> 33) % PIECES_MAX; left > 0; left--) {
            seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
            uint64_t drawn = seed >> 33;
            size_t kinds = drawn % 200 == 0  ? ARRAY_COUNT(PIECES)
                           : drawn % 20 == 0 ? SOUND
                                             : COMMON;
            text_append(&text, str_from(PIECES[drawn / 200 % kinds]));
        }
        size_t fault = first_fault(text_str(&text));
        CLEANUP(text_release) Text storage = {0};
        CLEANUP(text_release) Text words = {0};
        Str utf8 = {0};
        Encoding encoding = ENCODING_GB18030;
        Error error = {0};
        Status status = encoding_to_utf8(text_str(&text), &storage, &utf8, &encoding, &error);
        assert_int_equal(status, fault == text.length ? STATUS_OK : STATUS_INVALID);
        text_format(&words, "byte %zu is not", fault);
        assert_true(status == STATUS_OK || strstr(error.message, words.data) != NULL);
        faults += status != STATUS_OK;
    }
    assert_true(faults > 1000 && faults < 19000);
}

static void long_gb18030_text_is_whole(void **state) {
    (void)state;
    Text bytes = {0};
    Text expected = {0};
    for (int i = 0; i < 30000; i++) {
        text_append(&bytes, i % 1000 == 0 ? STR("\x82\x35\x90\x37") : STR("\xb3\xc2x"));
        text_append(&expected, i % 1000 == 0 ? STR("\u9fb4") : STR("陈x"));
    }
    Text storage = {0};
    Str utf8 = {0};
    Encoding encoding = ENCODING_UTF8;
    assert_int_equal(encoding_to_utf8(text_str(&bytes), &storage, &utf8, &encoding, NULL),
                     STATUS_OK);
    assert_true(str_equal(utf8, text_str(&expected)));
    assert_string_equal(encoding_name(encoding), "GB18030");
    assert_string_equal(encoding_name(ENCODING_UTF8), "UTF-8");
    text_release(&storage);
    text_release(&expected);
    text_release(&bytes);
}

static void rows_of_a_known_encoding_are_converted_alone(void **state) {
    (void)state;
    Text out = {0};
    text_append(&out, STR("1,"));
    assert_true(encoding_gb18030_to_utf8(STR("\xc5\xae"), &out)); // would be UTF-8 as well
    assert_true(str_equal(text_str(&out), STR("1,女")));
    assert_false(encoding_gb18030_to_utf8(STR("\xc5\xae\xff,"), &out));
    assert_true(str_equal(text_str(&out), STR("1,女")));
    assert_true(encoding_gb18030_to_utf8(STR(""), &out));
    text_release(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_encodings_become_utf8),
        cmocka_unit_test(utf8_is_borrowed_not_copied),
        cmocka_unit_test(what_is_neither_is_refused_with_the_byte),
        cmocka_unit_test(a_nul_is_named_wherever_it_stands),
        cmocka_unit_test(random_text_is_valid_as_far_as_its_characters_are),
        cmocka_unit_test(long_gb18030_text_is_whole),
        cmocka_unit_test(rows_of_a_known_encoding_are_converted_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
