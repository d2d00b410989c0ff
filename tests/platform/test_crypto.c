// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "platform/crypto.h"
#include <cmocka.h>
#include <string.h>

static const uint8_t KEY[CRYPTO_KEY_SIZE] = {1, 2, 3};

static void what_is_sealed_opens_again(void **state) {
    (void)state;
    Crypto *crypto = crypto_new(KEY);
    static const Str PLAINS[] = {{"", 0}, {"x", 1}, {"\0\xFF", 2}, {"11010519491231002X", 18}};
    for (size_t i = 0; i < ARRAY_COUNT(PLAINS); i++) {
        CLEANUP(text_release) Text blob = {0};
        CLEANUP(text_release) Text plain = {0};
        Error error = {0};
        crypto_seal(crypto, PLAINS[i], STR("person 1"), &blob);
        assert_int_equal(blob.length, PLAINS[i].length + CRYPTO_SEAL_OVERHEAD);
        assert_int_equal(crypto_open(crypto, text_str(&blob), STR("person 1"), &plain, &error),
                         STATUS_OK);
        assert_true(str_equal(text_str(&plain), PLAINS[i]));
    }
    crypto_free(crypto);
    crypto_free(NULL);
}

static void long_texts_are_sealed_too(void **state) {
    (void)state;
    Crypto *crypto = crypto_new(KEY);
    CLEANUP(text_release) Text plain = {0};
    CLEANUP(text_release) Text blob = {0};
    CLEANUP(text_release) Text opened = {0};
    text_format(&plain, "%100000d", 7);
    crypto_seal(crypto, text_str(&plain), STR(""), &blob);
    assert_int_equal(crypto_open(crypto, text_str(&blob), STR(""), &opened, NULL), STATUS_OK);
    assert_true(str_equal(text_str(&opened), text_str(&plain)));
    crypto_free(crypto);
}

static void every_changed_bit_is_noticed(void **state) {
    (void)state;
    Crypto *crypto = crypto_new(KEY);
    CLEANUP(text_release) Text blob = {0};
    crypto_seal(crypto, STR("陈大山"), STR("person 1"), &blob);
    for (size_t at = 0; at < blob.length; at++) {
        CLEANUP(text_release) Text plain = {0};
        Error error = {0};
        blob.data[at] = (char)(blob.data[at] ^ 4);
        assert_int_equal(crypto_open(crypto, text_str(&blob), STR("person 1"), &plain, &error),
                         STATUS_CORRUPT);
        assert_int_equal(plain.length, 0);
        blob.data[at] = (char)(blob.data[at] ^ 4);
    }
    for (size_t length = 0; length < blob.length; length++) {
        CLEANUP(text_release) Text plain = {0};
        assert_int_equal(
            crypto_open(crypto, (Str){blob.data, length}, STR("person 1"), &plain, NULL),
            STATUS_CORRUPT);
    }
    crypto_free(crypto);
}

static void a_seal_is_bound_to_key_and_place(void **state) {
    (void)state;
    static const uint8_t OTHER[CRYPTO_KEY_SIZE] = {1, 2, 4};
    Crypto *crypto = crypto_new(KEY);
    Crypto *other = crypto_new(OTHER);
    Crypto *same = crypto_new(KEY);
    CLEANUP(text_release) Text blob = {0};
    CLEANUP(text_release) Text plain = {0};
    Error error = {0};
    crypto_seal(crypto, STR("x"), STR("person 1"), &blob);
    assert_int_equal(crypto_open(crypto, text_str(&blob), STR("person 2"), &plain, &error),
                     STATUS_CORRUPT);
    assert_non_null(strstr(error.message, "person 2"));
    assert_int_equal(crypto_open(other, text_str(&blob), STR("person 1"), &plain, &error),
                     STATUS_CORRUPT);
    assert_int_equal(crypto_open(same, text_str(&blob), STR("person 1"), &plain, &error),
                     STATUS_OK);
    crypto_free(same);
    crypto_free(other);
    crypto_free(crypto);
}

static void two_seals_of_one_text_differ(void **state) {
    (void)state;
    Crypto *crypto = crypto_new(KEY);
    CLEANUP(text_release) Text blobs = {0};
    enum { SEALS = 600, SIZE = 1 + CRYPTO_SEAL_OVERHEAD };
    for (int i = 0; i < SEALS; i++) {
        crypto_seal(crypto, STR("x"), STR(""), &blobs);
    }
    for (int a = 0; a < SEALS; a++) {
        for (int b = 0; b < a; b++) {
            assert_memory_not_equal(blobs.data + a * SIZE + 1, blobs.data + b * SIZE + 1, 12);
        }
    }
    crypto_free(crypto);
}

static void keyed_hashes_are_the_same_for_the_same_key_only(void **state) {
    (void)state;
    static const uint8_t OTHER[CRYPTO_KEY_SIZE] = {9};
    Crypto *crypto = crypto_new(KEY);
    Crypto *same = crypto_new(KEY);
    Crypto *other = crypto_new(OTHER);
    Str text = STR("11010519491231002X");
    KeyedHash hash = crypto_hash(crypto, text);
    KeyedHash again = crypto_hash(crypto, text);
    KeyedHash at_same = crypto_hash(same, text);
    KeyedHash at_other = crypto_hash(other, text);
    KeyedHash of_other = crypto_hash(crypto, STR("11010519491231003X"));
    assert_memory_equal(&hash, &again, sizeof hash);
    assert_memory_equal(&hash, &at_same, sizeof hash);
    assert_memory_not_equal(&hash, &at_other, sizeof hash);
    assert_memory_not_equal(&hash, &of_other, sizeof hash);
    crypto_free(other);
    crypto_free(same);
    crypto_free(crypto);
}

// Computed elsewhere: the first 16 bytes of HMAC(HMAC(key, "doudi hash 1"), text).
static void the_keyed_hash_is_the_one_that_is_documented(void **state) {
    (void)state;
    static const uint8_t EXPECTED[CRYPTO_HASH_SIZE] = {0x64, 0x6b, 0x0f, 0x11, 0xd9, 0x02,
                                                       0x98, 0x13, 0xe2, 0x39, 0x9a, 0xe8,
                                                       0xf3, 0x14, 0x9e, 0xac};
    Crypto *crypto = crypto_new(KEY);
    KeyedHash hash = crypto_hash(crypto, STR("11010519491231002X"));
    assert_memory_equal(hash.bytes, EXPECTED, sizeof EXPECTED);
    crypto_free(crypto);
}

static void digests_are_sha256(void **state) {
    (void)state;
    char digits[CRYPTO_DIGEST_SIZE * 2 + 1];
    sha256_format(sha256_of(STR("abc")), digits);
    assert_string_equal(digits, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    sha256_format(sha256_of(STR("")), digits);
    assert_string_equal(digits, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

static void made_keys_differ(void **state) {
    (void)state;
    uint8_t a[CRYPTO_KEY_SIZE] = {0};
    uint8_t b[CRYPTO_KEY_SIZE] = {0};
    crypto_make_key(a);
    crypto_make_key(b);
    assert_memory_not_equal(a, b, sizeof a);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_sealed_opens_again),
        cmocka_unit_test(long_texts_are_sealed_too),
        cmocka_unit_test(every_changed_bit_is_noticed),
        cmocka_unit_test(a_seal_is_bound_to_key_and_place),
        cmocka_unit_test(two_seals_of_one_text_differ),
        cmocka_unit_test(keyed_hashes_are_the_same_for_the_same_key_only),
        cmocka_unit_test(the_keyed_hash_is_the_one_that_is_documented),
        cmocka_unit_test(digests_are_sha256),
        cmocka_unit_test(made_keys_differ),
    };
    return cmocka_run_group_tests_name("crypto", tests, NULL, NULL);
}
