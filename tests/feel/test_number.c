// SPDX-License-Identifier: Apache-2.0
// Number arithmetic against decNumber, an independent implementation of the same standard, on
// random and boundary operands: value and exponent must be the same.
// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
// clang-format on
#include "base/check.h"
#include "feel/number_private.h"
#include <stdio.h>
#include <string.h>
#define DECNUMDIGITS 40
#include <decNumber.h>

enum { ROUNDS = 60000, TEXT_SIZE = 128 };

static uint64_t next_random(uint64_t *seed) {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

static decContext decimal128(void) {
    decContext context;
    decContextDefault(&context, DEC_INIT_DECIMAL128);
    context.traps = 0;
    return context;
}

// Operands at the borders of the small form, of 34 digits, of the exponents, and random ones.
static void operand(uint64_t *seed, char text[TEXT_SIZE]) {
    static const char *const borders[] = {"0",
                                          "1",
                                          "-1",
                                          "0.00",
                                          "5",
                                          "9223372036854775807",
                                          "-9223372036854775808",
                                          "9223372036854775808",
                                          "-9223372036854775807",
                                          "999999999999999999",
                                          "1000000000000000000",
                                          "9999999999999999999999999999999999",
                                          "-9999999999999999999999999999999999",
                                          "1E+127",
                                          "1E+128",
                                          "1E-128",
                                          "1E-129",
                                          "12E-128",
                                          "9E+6144",
                                          "1E-6176",
                                          "-1E-6143",
                                          "0E+200",
                                          "0E-300",
                                          "3037000500",
                                          "4294967296",
                                          "0.5",
                                          "2.50",
                                          "100",
                                          "1E+2",
                                          "7"};
    uint64_t choice = next_random(seed);
    if (choice % 3 == 0) {
        snprintf(text, TEXT_SIZE, "%s", borders[(choice >> 8) % ARRAY_COUNT(borders)]);
        return;
    }
    int digits = 1 + (int)((choice >> 8) % (choice % 2 == 0 ? 9 : 34));
    int exponent = (int)((choice >> 16) % 7) - 4;
    if ((choice >> 24) % 16 == 0) {
        exponent = (int)((choice >> 32) % 300) - 150;
    }
    size_t length = 0;
    if ((choice >> 40) % 2 == 0) {
        text[length++] = '-';
    }
    for (int i = 0; i < digits; i++) {
        text[length++] = (char)('0' + (int)(next_random(seed) % 10));
    }
    snprintf(text + length, TEXT_SIZE - length, "E%d", exponent);
}

// Sign, digits and exponent, as "-12E3"; zero has no sign.
static void oracle_text(const decNumber *number, char text[TEXT_SIZE]) {
    char digits[DECNUMDIGITS + 8];
    decNumber plain = *number;
    if (decNumberIsSpecial(number)) {
        snprintf(text, TEXT_SIZE, "null");
        return;
    }
    plain.exponent = 0;
    plain.bits = (uint8_t)(decNumberIsZero(number) ? plain.bits & ~DECNEG : plain.bits);
    decNumberToString(&plain, digits);
    snprintf(text, TEXT_SIZE, "%sE%d", digits, number->exponent);
}

static void our_text(FeelValue number, char text[TEXT_SIZE]) {
    if (number.kind == FEEL_NULL) {
        snprintf(text, TEXT_SIZE, "null");
        return;
    }
    Parts parts = number_parts(number);
    char digits[TEXT_SIZE];
    size_t at = sizeof(digits);
    digits[--at] = '\0';
    Wide rest = parts.coefficient;
    do {
        digits[--at] = (char)('0' + (int)(rest % 10));
        rest /= 10;
    } while (rest > 0);
    bool has_sign = parts.is_negative && parts.coefficient != 0;
    snprintf(text, TEXT_SIZE, "%s%sE%d", has_sign ? "-" : "", digits + at, parts.exponent);
}

typedef decNumber *(*OracleCall)(decNumber *, const decNumber *, const decNumber *, decContext *);
typedef FeelValue (*OurCall)(Arena *, FeelValue, FeelValue);

static void compare(const char *name, OurCall ours, OracleCall oracle) {
    uint64_t seed = 88172645463325252U;
    Arena arena = {0};
    for (int i = 0; i < ROUNDS; i++) {
        char a[TEXT_SIZE];
        char b[TEXT_SIZE];
        char wanted[TEXT_SIZE];
        char got[TEXT_SIZE];
        operand(&seed, a);
        operand(&seed, b);
        decContext context = decimal128();
        decNumber x;
        decNumber y;
        decNumber result;
        decNumberFromString(&x, a, &context);
        decNumberFromString(&y, b, &context);
        oracle(&result, &x, &y, &context);
        oracle_text(&result, wanted);
        our_text(ours(&arena, number_parse(&arena, str_from(a)), number_parse(&arena, str_from(b))),
                 got);
        if (strcmp(wanted, got) != 0) {
            fail_msg("%s %s %s: wanted %s, got %s", a, name, b, wanted, got);
        }
        arena_clear(&arena);
    }
    arena_release(&arena);
}

static void sums_agree_with_the_oracle(void **state) {
    (void)state;
    compare("+", number_add, decNumberAdd);
}

static void differences_agree_with_the_oracle(void **state) {
    (void)state;
    compare("-", number_subtract, decNumberSubtract);
}

static void products_agree_with_the_oracle(void **state) {
    (void)state;
    compare("*", number_multiply, decNumberMultiply);
}

static void quotients_agree_with_the_oracle(void **state) {
    (void)state;
    compare("/", number_divide, decNumberDivide);
}

static FeelValue our_comparison(Arena *arena, FeelValue a, FeelValue b) {
    (void)arena;
    return feel_integer(number_compare(a, b));
}

static void comparisons_agree_with_the_oracle(void **state) {
    (void)state;
    compare("<=>", our_comparison, decNumberCompare);
}

static void roundings_agree_with_the_oracle(void **state) {
    (void)state;
    static const struct {
        NumberRounding ours;
        enum rounding oracle;
    } modes[] = {{NUMBER_HALF_EVEN, DEC_ROUND_HALF_EVEN}, {NUMBER_HALF_UP, DEC_ROUND_HALF_UP},
                 {NUMBER_HALF_DOWN, DEC_ROUND_HALF_DOWN}, {NUMBER_UP, DEC_ROUND_UP},
                 {NUMBER_DOWN, DEC_ROUND_DOWN},           {NUMBER_FLOOR, DEC_ROUND_FLOOR},
                 {NUMBER_CEILING, DEC_ROUND_CEILING}};
    uint64_t seed = 362436069;
    Arena arena = {0};
    for (int i = 0; i < ROUNDS; i++) {
        char text[TEXT_SIZE];
        char wanted[TEXT_SIZE];
        char got[TEXT_SIZE];
        operand(&seed, text);
        size_t mode = next_random(&seed) % ARRAY_COUNT(modes);
        int scale = (int)(next_random(&seed) % 9) - 3;
        decContext context = decimal128();
        context.round = modes[mode].oracle;
        decNumber x;
        decNumber unit;
        decNumber result;
        decNumberFromString(&x, text, &context);
        decNumberFromInt32(&unit, -scale);
        decNumberRescale(&result, &x, &unit, &context);
        if (decNumberIsSpecial(&result)) {
            continue; // more than 34 digits: we keep the number as it is
        }
        oracle_text(&result, wanted);
        FeelValue number = number_parse(&arena, str_from(text));
        our_text(number_round(&arena, number, scale, modes[mode].ours), got);
        if (strcmp(wanted, got) != 0) {
            fail_msg("round %s to %d by mode %zu: wanted %s, got %s", text, scale, mode, wanted,
                     got);
        }
        arena_clear(&arena);
    }
    arena_release(&arena);
}

static void numbers_are_small_again_as_soon_as_they_fit(void **state) {
    (void)state;
    Arena arena = {0};
    FeelValue big = number_multiply(&arena, feel_integer(INT64_MAX), feel_integer(10));
    assert_int_equal(big.is_boxed, 1);
    FeelValue back = number_divide(&arena, big, feel_integer(10));
    assert_int_equal(back.is_boxed, 0);
    assert_int_equal(back.number, INT64_MAX);
    arena_release(&arena);
}

static void what_has_no_number_is_null(void **state) {
    (void)state;
    Arena arena = {0};
    FeelValue huge = number_parse(&arena, STR("9E+6144"));
    assert_int_equal(huge.kind, FEEL_NUMBER);
    assert_int_equal(number_multiply(&arena, huge, feel_integer(10)).kind, FEEL_NULL);
    assert_int_equal(number_divide(&arena, huge, feel_integer(0)).kind, FEEL_NULL);
    assert_int_equal(number_sqrt(&arena, feel_integer(-1)).kind, FEEL_NULL);
    assert_int_equal(number_log(&arena, feel_integer(0)).kind, FEEL_NULL);
    assert_int_equal(number_modulo(&arena, feel_integer(1), feel_integer(0)).kind, FEEL_NULL);
    assert_int_equal(number_parse(&arena, STR("1E+6145")).kind, FEEL_NULL);
    arena_release(&arena);
}

static void texts_that_are_no_number_are_refused(void **state) {
    (void)state;
    static const char *const texts[] = {"",    "-",   ".",     "1.",  "1e",    "1e+", "--1",
                                        "1 2", "0x1", "1,000", "NaN", "1.2.3", "+1",  "一"};
    Arena arena = {0};
    for (size_t i = 0; i < ARRAY_COUNT(texts); i++) {
        assert_int_equal(number_parse(&arena, str_from(texts[i])).kind, FEEL_NULL);
    }
    arena_release(&arena);
}

static void scaled_amounts_are_exact_or_refused(void **state) {
    (void)state;
    int64_t fen = 0;
    assert_true(feel_to_scaled(feel_decimal(1005, -1), -2, &fen));
    assert_int_equal(fen, 10050);
    assert_true(feel_to_scaled(feel_decimal(100500, -3), -2, &fen));
    assert_int_equal(fen, 10050);
    assert_false(feel_to_scaled(feel_decimal(1005, -3), -2, &fen));
    assert_false(feel_to_scaled(feel_integer(INT64_MAX), -2, &fen));
    assert_true(feel_to_scaled(feel_integer(INT64_MIN), 0, &fen) && fen == INT64_MIN);
    assert_false(feel_to_scaled(feel_boolean(true), 0, &fen));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_agree_with_the_oracle),
        cmocka_unit_test(differences_agree_with_the_oracle),
        cmocka_unit_test(products_agree_with_the_oracle),
        cmocka_unit_test(quotients_agree_with_the_oracle),
        cmocka_unit_test(comparisons_agree_with_the_oracle),
        cmocka_unit_test(roundings_agree_with_the_oracle),
        cmocka_unit_test(numbers_are_small_again_as_soon_as_they_fit),
        cmocka_unit_test(what_has_no_number_is_null),
        cmocka_unit_test(texts_that_are_no_number_are_refused),
        cmocka_unit_test(scaled_amounts_are_exact_or_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
