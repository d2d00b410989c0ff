// SPDX-License-Identifier: Apache-2.0
// The small parsers of base/: any bytes are either refused, leaving the output alone, or give a
// value that reads the same after it has been written.
#include "base/check.h"
#include "base/identity.h"
#include "base/money.h"
#include "base/region.h"
#include <stddef.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void try_dates(Str text) {
    CLEANUP(text_release) Text out = {0};
    Date date = DATE_NONE;
    Date again = DATE_NONE;
    Error error = {0};
    if (date_parse(text, &date, &error) == STATUS_OK) {
        date_format(date, &out);
        CHECK(date_parse(text_str(&out), &again, &error) == STATUS_OK && again.days == date.days);
        Month month = {0};
        CHECK(month_parse(text, &month, &error) == STATUS_OK);
        CHECK(month.months == month_of(date).months);
    } else {
        CHECK(date.days == DATE_NONE.days && str_is_utf8(str_from(error.message)) == true);
    }
    Instant instant = {0};
    if (instant_parse(text, &instant, &error) == STATUS_OK) {
        text_clear(&out);
        instant_format(instant, &out);
        Instant shown = {0};
        CHECK(instant_parse(text_str(&out), &shown, &error) == STATUS_OK);
        CHECK(instant.us - shown.us >= 0 && instant.us - shown.us < 1000000);
    }
}

static void try_money(Str text) {
    CLEANUP(text_release) Text out = {0};
    Money amount = {0};
    Money again = {0};
    Error error = {0};
    if (money_parse(text, &amount, &error) == STATUS_OK) {
        money_format(amount, &out);
        CHECK(money_parse(text_str(&out), &again, &error) == STATUS_OK);
        CHECK(again.fen == amount.fen);
    }
}

static void try_identity(Str text) {
    Identity identity = {0};
    Identity again = {0};
    char digits[19];
    if (identity_parse(text, &identity) == IDENTITY_FINE) {
        identity_format(identity, digits);
        CHECK(identity_parse(str_from(digits), &again) == IDENTITY_FINE);
        CHECK(again.packed == identity.packed);
        CHECK(identity_birth(identity).days != DATE_NONE.days);
    } else {
        CHECK(identity.packed == 0);
    }
}

static void try_region(Str text) {
    Region region = {0};
    if (region_parse(text, &region)) {
        CHECK(region_level(region) >= REGION_LEVEL_PROVINCE);
        CHECK(region_contains(region, region));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Str text = {(const char *)data, size};
    try_dates(text);
    try_money(text);
    try_identity(text);
    try_region(text);
    return 0;
}
