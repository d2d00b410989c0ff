// SPDX-License-Identifier: Apache-2.0
#include "format/gzip.h"

#include "base/check.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { LIMIT = 1024 * 1024 };

static void what_is_packed_is_unpacked(void **state) {
    (void)state;
    const size_t lengths[] = {0, 1, 100, 200000};
    for (size_t i = 0; i < ARRAY_COUNT(lengths); i++) {
        Text plain = {0};
        for (size_t k = 0; k < lengths[i]; k++) {
            text_append_char(&plain, (char)('a' + k % 23));
        }
        Text packed = {0};
        gzip_pack(text_str(&plain), &packed);
        assert_true(gzip_is(text_str(&packed)));
        Text out = {0};
        assert_int_equal(gzip_unpack(text_str(&packed), LIMIT, &out, NULL), STATUS_OK);
        assert_true(str_equal(text_str(&out), text_str(&plain)));
        text_release(&out);
        text_release(&packed);
        text_release(&plain);
    }
}

static void several_members_are_one_text(void **state) {
    (void)state;
    Text packed = {0};
    gzip_pack(STR("one "), &packed);
    gzip_pack(STR("two"), &packed);
    Text out = {0};
    assert_int_equal(gzip_unpack(text_str(&packed), LIMIT, &out, NULL), STATUS_OK);
    assert_string_equal(out.data, "one two");
    text_release(&out);
    text_release(&packed);
}

static void the_limit_is_kept_to_the_byte(void **state) {
    (void)state;
    Text packed = {0};
    gzip_pack(STR("12345"), &packed);
    gzip_pack(STR("67890"), &packed);
    Text out = {0};
    Error error = {0};
    assert_int_equal(gzip_unpack(text_str(&packed), 10, &out, &error), STATUS_OK);
    text_clear(&out);
    assert_int_equal(gzip_unpack(text_str(&packed), 9, &out, &error), STATUS_TOO_LARGE);
    text_release(&out);
    text_release(&packed);
}

static void damage_is_found(void **state) {
    (void)state;
    Text packed = {0};
    gzip_pack(STR("some text that is long enough to be damaged"), &packed);
    Error error = {0};
    for (size_t cut = 0; cut < packed.length; cut++) {
        Text out = {0};
        Str part = str_slice(text_str(&packed), 0, cut);
        assert_int_equal(gzip_unpack(part, LIMIT, &out, &error), STATUS_CORRUPT);
        assert_non_null(strstr(error.message, "the file is cut off"));
        text_release(&out);
    }
    Text out = {0};
    packed.data[packed.length - 5] ^= 1; // the checksum
    assert_int_equal(gzip_unpack(text_str(&packed), LIMIT, &out, &error), STATUS_CORRUPT);
    assert_non_null(strstr(error.message, "incorrect data check"));
    assert_int_equal(gzip_unpack(STR("no gzip at all"), LIMIT, &out, &error), STATUS_CORRUPT);
    assert_false(gzip_is(STR("no gzip at all")));
    assert_false(gzip_is(STR("\x1f")));
    text_release(&out);
    text_release(&packed);
}

static void the_start_of_a_file_can_be_had(void **state) {
    (void)state;
    Text text = {0};
    for (int i = 0; i < 20000; i++) {
        text_format(&text, "line %d\n", i);
    }
    Text packed = {0};
    gzip_pack(text_str(&text), &packed);
    for (size_t cut = 20; cut <= packed.length; cut += 977) {
        Text out = {0};
        bool is_whole = true;
        Str part = str_slice(text_str(&packed), 0, cut);
        assert_int_equal(gzip_unpack_start(part, LIMIT, &out, &is_whole, NULL), STATUS_OK);
        assert_false(is_whole);
        assert_true(str_starts_with(text_str(&text), text_str(&out)));
        assert_true(cut < packed.length / 2 || out.length > text.length / 4);
        text_release(&out);
    }
    Text out = {0};
    bool is_whole = true;
    assert_int_equal(gzip_unpack_start(text_str(&packed), 100, &out, &is_whole, NULL), STATUS_OK);
    assert_int_equal(out.length, 100);
    assert_false(is_whole);
    text_clear(&out);
    assert_int_equal(gzip_unpack_start(text_str(&packed), LIMIT, &out, &is_whole, NULL), STATUS_OK);
    assert_true(is_whole);
    assert_true(str_equal(text_str(&out), text_str(&text)));
    packed.data[packed.length - 5] ^= 1;
    Error error = {0};
    assert_int_equal(gzip_unpack_start(text_str(&packed), LIMIT, &out, &is_whole, &error),
                     STATUS_CORRUPT);
    text_release(&out);
    text_release(&packed);
    text_release(&text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_packed_is_unpacked),
        cmocka_unit_test(several_members_are_one_text),
        cmocka_unit_test(the_limit_is_kept_to_the_byte),
        cmocka_unit_test(damage_is_found),
        cmocka_unit_test(the_start_of_a_file_can_be_had),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
