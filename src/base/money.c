// SPDX-License-Identifier: Apache-2.0
#include "base/money.h"
#include "base/check.h"
#include "base/scan_private.h"

__extension__ typedef __int128 Wide;

enum { YEN_SIGN = 0xA5, YEN_SIGN_FULL_WIDTH = 0xFFE5, MINUS_SIGN = 0x2212, YUAN = 0x5143 };
enum { GROUP_DIGITS = 3 };

Status money_add(Money a, Money b, Money *out_sum, Error *error) {
    int64_t sum = 0;
    if (__builtin_add_overflow(a.fen, b.fen, &sum)) {
        return error_set(error, STATUS_OVERFLOW, "%lld fen + %lld fen is more than an amount holds",
                         (long long)a.fen, (long long)b.fen);
    }
    out_sum->fen = sum;
    return STATUS_OK;
}

// 1 when the truncated quotient must move one step away from zero. twice: 2 |remainder| against the
// denominator.
static int rounding_step(Rounding rounding, bool is_negative, bool is_odd, int twice) {
    switch (rounding) {
    case ROUND_HALF_EVEN: return twice > 0 || (twice == 0 && is_odd);
    case ROUND_HALF_UP: return twice >= 0;
    case ROUND_DOWN: return 0;
    case ROUND_UP: return 1;
    case ROUND_FLOOR: return is_negative;
    case ROUND_CEILING: return !is_negative;
    }
    CHECK(false);
    return 0;
}

Status money_scale(Money amount, int64_t numerator, int64_t denominator, Rounding rounding,
                   Money *out_scaled, Error *error) {
    CHECK(denominator > 0);
    Wide product = (Wide)amount.fen * numerator;
    Wide quotient = product / denominator;
    Wide remainder = product % denominator;
    if (remainder != 0) {
        bool is_negative = product < 0;
        Wide twice = 2 * (is_negative ? -remainder : remainder);
        int against = twice > denominator ? 1 : twice == denominator ? 0 : -1;
        int step = rounding_step(rounding, is_negative, quotient % 2 != 0, against);
        quotient += is_negative ? -step : step;
    }
    if (quotient > INT64_MAX || quotient < INT64_MIN) {
        return error_set(error, STATUS_OVERFLOW,
                         "%lld fen x %lld / %lld is more than an amount holds",
                         (long long)amount.fen, (long long)numerator, (long long)denominator);
    }
    out_scaled->fen = (int64_t)quotient;
    return STATUS_OK;
}

static bool take_minus(Scan *scan) {
    return scan_take(scan, '-') || scan_take(scan, MINUS_SIGN);
}

static void take_currency(Scan *scan) {
    if (scan_take(scan, YEN_SIGN) || scan_take(scan, YEN_SIGN_FULL_WIDTH)) {
        scan_take(scan, ' ');
    }
}

// The yuan before the point, counted downwards so that the smallest amount fits. Separators stand
// between groups of three or nowhere: 12,5 is not 125.
static Status scan_whole(Scan *scan, int64_t *out_negative, int *out_digits) {
    int64_t number = 0;
    int digits = 0;
    int since_separator = -1; // -1: no separator seen
    for (;; scan_next(scan)) {
        uint32_t c = scan_peek(scan);
        if (c == ',') {
            bool is_first = since_separator < 0 && digits >= 1 && digits <= GROUP_DIGITS;
            if (!is_first && since_separator != GROUP_DIGITS) {
                return STATUS_INVALID;
            }
            since_separator = 0;
            continue;
        }
        if (c < '0' || c > '9') {
            break;
        }
        digits++;
        since_separator += since_separator >= 0 ? 1 : 0;
        if (__builtin_mul_overflow(number, 10, &number) ||
            __builtin_sub_overflow(number, (int64_t)(c - '0'), &number)) {
            return STATUS_OVERFLOW;
        }
    }
    if (since_separator >= 0 && since_separator != GROUP_DIGITS) {
        return STATUS_INVALID;
    }
    *out_negative = number;
    *out_digits = digits;
    return STATUS_OK;
}

// The digits behind the point as fen; false when one beyond the second is not zero.
static bool scan_fen(Scan *scan, int *out_fen, int *in_out_digits) {
    int fen = 0;
    int unit = 10;
    for (;; scan_next(scan)) {
        uint32_t c = scan_peek(scan);
        if (c < '0' || c > '9') {
            break;
        }
        if (unit == 0 && c != '0') {
            return false;
        }
        fen += unit * (int)(c - '0');
        unit /= 10;
        *in_out_digits += 1;
    }
    *out_fen = fen;
    return true;
}

static Status scan_amount(Scan *scan, int64_t *out_fen) {
    bool is_negative = take_minus(scan);
    bool has_sign = is_negative || scan_take(scan, '+');
    take_currency(scan);
    is_negative = is_negative || (!has_sign && take_minus(scan));
    int64_t whole = 0;
    int digits = 0;
    Status status = scan_whole(scan, &whole, &digits);
    if (status != STATUS_OK) {
        return status;
    }
    int fen = 0;
    if (scan_take(scan, '.') && !scan_fen(scan, &fen, &digits)) {
        return STATUS_INVALID;
    }
    scan_take(scan, ' ');
    scan_take(scan, YUAN);
    if (digits == 0 || !scan_is_at_end(scan)) {
        return STATUS_INVALID;
    }
    int64_t negative = 0;
    if (__builtin_mul_overflow(whole, 100, &negative) ||
        __builtin_sub_overflow(negative, fen, &negative) ||
        (!is_negative && negative == INT64_MIN)) {
        return STATUS_OVERFLOW;
    }
    *out_fen = is_negative ? negative : -negative;
    return STATUS_OK;
}

Status money_parse(Str text, Money *out_amount, Error *error) {
    Scan scan = {.text = str_trim(text)};
    int64_t fen = 0;
    Status status = scan.text.length > SCAN_TEXT_MAX ? STATUS_INVALID : scan_amount(&scan, &fen);
    if (status == STATUS_OK) {
        out_amount->fen = fen;
        return STATUS_OK;
    }
    Str shown = scan.text.length > SCAN_TEXT_MAX ? STR("...") : scan.text;
    if (status == STATUS_OVERFLOW) {
        return error_set(error, status, "'" STR_FMT "' is more than an amount holds",
                         STR_ARG(shown));
    }
    return error_set(error, status,
                     "'" STR_FMT "' is not an amount; write yuan with at most two decimals, "
                     "like 4812.50",
                     STR_ARG(shown));
}

void money_format(Money amount, Text *out) {
    uint64_t size = amount.fen < 0 ? 0 - (uint64_t)amount.fen : (uint64_t)amount.fen;
    text_format(out, "%s%llu.%02d", amount.fen < 0 ? "-" : "", (unsigned long long)(size / 100),
                (int)(size % 100));
}
