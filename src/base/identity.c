// SPDX-License-Identifier: Apache-2.0
#include "base/identity.h"
#include "base/check.h"
#include "base/scan_private.h"
#include "base/word.h"
#include <string.h>

enum { DIGITS_FULL = 18, DIGITS_OLD = 15, BODY_DIGITS = 17, CHECK_X = 10, CLEAN_MAX = 24 };
enum { NO_BREAK_SPACE = 0xA0, ZERO_WIDTH_SPACE = 0x200B, BYTE_ORDER_MARK = 0xFEFF };
enum { APOSTROPHE_LEFT = 0x2018, APOSTROPHE_RIGHT = 0x2019 };

// Of the digits from the left. The weighted sum of all 18 values is 1 modulo 11; the check's own
// weight is 1.
static const int WEIGHTS[BODY_DIGITS] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};

static int check_of_sum(int sum) {
    return (12 - sum % 11) % 11;
}

static int check_value(uint64_t body) {
    int sum = 0;
    for (size_t i = BODY_DIGITS; i > 0; i--) {
        sum += (int)(body % 10) * WEIGHTS[i - 1];
        body /= 10;
    }
    return check_of_sum(sum);
}

static int body_birth_digits(uint64_t body) {
    return (int)(body / 1000 % 100000000); // YYYYMMDD, behind the region
}

static bool body_has_birth(uint64_t body) {
    int digits = body_birth_digits(body);
    return date_is_real(digits / 10000, digits / 100 % 100, digits % 100);
}

typedef struct Cleaned {
    char text[CLEAN_MAX];
    size_t length; // may be more than CLEAN_MAX; the rest is not kept
} Cleaned;

static bool is_blank(uint32_t c) {
    return c == ' ' || (c >= '\t' && c <= '\r') || c == NO_BREAK_SPACE || c == ZERO_WIDTH_SPACE ||
           c == BYTE_ORDER_MARK;
}

static bool is_apostrophe(uint32_t c) {
    return c == '\'' || c == '`' || c == APOSTROPHE_LEFT || c == APOSTROPHE_RIGHT;
}

// Nearly every number comes as it should be: 18 characters without a fault. Anything else is read
// character by character, and told what it is.
static bool read_clean(Str text, Identity *out_identity) {
    enum { HALF = 8, LAST_AT = 16, BIRTH_AT = 6 };
    if (text.length != DIGITS_FULL) {
        return false;
    }
    uint64_t first = 0;
    uint64_t second = 0;
    unsigned last = (unsigned)(unsigned char)text.data[LAST_AT] - '0';
    if (!word_digits(word_at(text.data), &first) ||
        !word_digits(word_at(text.data + HALF), &second) || last > 9) {
        return false;
    }
    // The weights are powers of two modulo eleven: the digits as a number in base two.
    uint64_t sum = word_number(first, 2) << 10;
    sum += (word_number(second, 2) << 2) + last * 2;
    int check = check_of_sum((int)sum);
    uint64_t body = (word_number(first, 10) * 100000000 + word_number(second, 10)) * 10 + last;
    uint64_t parts = word_pairs(word_at(text.data + BIRTH_AT) ^ WORD_EACH * '0');
    int year = (int)(parts & 0xFFFF) * 100 + (int)(parts >> 16 & 0xFFFF);
    out_identity->packed = body * 11 + (uint64_t)check;
    return text.data[BODY_DIGITS] == (check == CHECK_X ? 'X' : (char)('0' + check)) &&
           date_is_real(year, (int)(parts >> 32 & 0xFFFF), (int)(parts >> 48));
}

static Cleaned text_clean(Str text) {
    Cleaned clean = {.length = 0};
    Scan scan = {.text = text};
    while (!scan_is_at_end(&scan) && clean.length <= CLEAN_MAX) {
        uint32_t c = scan_next(&scan);
        if (is_blank(c) || (clean.length == 0 && is_apostrophe(c))) {
            continue;
        }
        if (clean.length < CLEAN_MAX) {
            char kept = c < 0x80 ? (char)c : '?';
            clean.text[clean.length] = kept == 'x' ? 'X' : kept;
        }
        clean.length++;
    }
    size_t length = clean.length;
    if (length > 2 && length <= CLEAN_MAX && memcmp(clean.text + length - 2, ".0", 2) == 0) {
        clean.length -= 2;
    }
    return clean;
}

static size_t digits_from(const Cleaned *clean, size_t at) {
    size_t start = at;
    while (at < clean->length && clean->text[at] >= '0' && clean->text[at] <= '9') {
        at++;
    }
    return at - start;
}

// 3.30303E+17: what a spreadsheet shows, and saves, for a number that was typed without apostrophe.
static bool is_scientific(const Cleaned *clean) {
    size_t at = digits_from(clean, 0);
    if (at == 0 || at == clean->length) {
        return false;
    }
    if (clean->text[at] == '.') {
        at += 1 + digits_from(clean, at + 1);
    }
    if (at >= clean->length || (clean->text[at] != 'E' && clean->text[at] != 'e')) {
        return false;
    }
    at++;
    if (at < clean->length && clean->text[at] == '+') {
        at++;
    }
    size_t digits = digits_from(clean, at);
    return digits > 0 && at + digits == clean->length;
}

// The 17 digits and the value of the 18th character; old numbers are completed.
static bool body_read(const Cleaned *clean, uint64_t *out_body, int *out_check) {
    bool is_old = clean->length == DIGITS_OLD;
    size_t digits = is_old ? DIGITS_OLD : BODY_DIGITS;
    if (digits_from(clean, 0) < digits) {
        return false;
    }
    uint64_t body = 0;
    for (size_t i = 0; i < digits; i++) {
        body = body * 10 + (uint64_t)(clean->text[i] - '0');
        if (is_old && i == 5) {
            body = body * 100 + 19; // the century, behind the region
        }
    }
    char last = clean->text[DIGITS_FULL - 1];
    if (!is_old && last != 'X' && (last < '0' || last > '9')) {
        return false;
    }
    *out_body = body;
    *out_check = is_old ? check_value(body) : last == 'X' ? CHECK_X : last - '0';
    return true;
}

// 330303200101012 is of somebody born on 1 January 1920, or the beginning of a number of 18.
static bool is_cut_or_old(const Cleaned *clean) {
    enum { BIRTH_AT = 6, BIRTH_DIGITS = 8, YEAR_FIRST = 1900, YEAR_LAST = 2099 };
    int digits = 0;
    for (size_t i = BIRTH_AT; i < BIRTH_AT + BIRTH_DIGITS; i++) {
        digits = digits * 10 + (clean->text[i] - '0');
    }
    int year = digits / 10000;
    return year >= YEAR_FIRST && year <= YEAR_LAST &&
           date_is_real(year, digits / 100 % 100, digits % 100);
}

IdentityFault identity_parse(Str text, Identity *out_identity) {
    Identity identity = {0};
    if (read_clean(text, &identity)) {
        *out_identity = identity;
        return IDENTITY_FINE;
    }
    Cleaned clean = text_clean(text);
    if (clean.length == 0) {
        return IDENTITY_EMPTY;
    }
    if (clean.length <= CLEAN_MAX && is_scientific(&clean)) {
        return IDENTITY_EXCEL_DAMAGE;
    }
    if (clean.length != DIGITS_FULL && clean.length != DIGITS_OLD) {
        return IDENTITY_LENGTH;
    }
    uint64_t body = 0;
    int check = 0;
    if (!body_read(&clean, &body, &check)) {
        return IDENTITY_CHARACTERS;
    }
    if (clean.length == DIGITS_OLD && is_cut_or_old(&clean)) {
        return IDENTITY_LENGTH;
    }
    if (check != check_value(body)) {
        // A spreadsheet keeps 15 digits of a number and writes zeros for the others.
        bool is_damaged = check == 0 && body % 100 == 0;
        return is_damaged ? IDENTITY_EXCEL_DAMAGE : IDENTITY_CHECKSUM;
    }
    if (!body_has_birth(body)) {
        return IDENTITY_BIRTH_DATE;
    }
    out_identity->packed = body * 11 + (uint64_t)check;
    return IDENTITY_FINE;
}

void identity_format(Identity identity, char out[19]) {
    if (identity.packed == 0) {
        out[0] = '\0';
        return;
    }
    uint64_t body = identity.packed / 11;
    int check = (int)(identity.packed % 11);
    for (int i = BODY_DIGITS - 1; i >= 0; i--) {
        out[i] = (char)('0' + body % 10);
        body /= 10;
    }
    out[BODY_DIGITS] = check == CHECK_X ? 'X' : (char)('0' + check);
    out[DIGITS_FULL] = '\0';
}

void identity_mask(Identity identity, char out[19]) {
    identity_format(identity, out);
    if (out[0] != '\0') {
        memset(out + 6, '*', 8);
    }
}

Date identity_birth(Identity identity) {
    int digits = body_birth_digits(identity.packed / 11);
    return body_has_birth(identity.packed / 11)
               ? date_make(digits / 10000, digits / 100 % 100, digits % 100)
               : DATE_NONE;
}

bool identity_is_male(Identity identity) {
    return identity.packed / 11 % 2 == 1;
}

Identity identity_make(int64_t region6, Date birth, int sequence) {
    CHECK(region6 >= 0 && region6 <= 999999);
    CHECK(sequence >= 0 && sequence <= 999);
    int year = 0;
    int month = 0;
    int day = 0;
    date_split(birth, &year, &month, &day);
    CHECK(date_is_real(year, month, day));
    uint64_t body = (uint64_t)region6;
    body = body * 100000000 + (uint64_t)(year * 10000 + month * 100 + day);
    body = body * 1000 + (uint64_t)sequence;
    return (Identity){body * 11 + (uint64_t)check_value(body)};
}
