// SPDX-License-Identifier: Apache-2.0
#include "generate/cell.h"

enum { XLSX_ROWS_MAX = 400 };

static FormKind kind_draw(Rng *rng, size_t rows) {
    uint32_t kind = rng_below(rng, 8);
    if (kind <= 1 && rows <= XLSX_ROWS_MAX) {
        return FORM_XLSX;
    }
    return kind == 2 || kind == 3 ? FORM_JSONL : FORM_CSV;
}

Form form_draw(uint64_t draw, Feed feed, size_t rows) {
    Rng rng = {draw};
    Form form = {.kind = kind_draw(&rng, rows)};
    uint32_t encoding = rng_below(&rng, 3);
    form.is_gb18030 = form.kind == FORM_CSV && encoding == 0;
    form.has_bom = form.kind == FORM_CSV && encoding == 1;
    form.is_gzip = rng_below(&rng, 8) == 0 && form.kind != FORM_XLSX;
    form.is_crlf = rng_below(&rng, 2) == 0 && form.kind == FORM_CSV;
    form.is_english = rng_below(&rng, 2) == 0;
    form.has_codes = rng_below(&rng, 2) == 0;
    form.has_serial_dates = rng_below(&rng, 3) != 0 && form.kind == FORM_XLSX;
    form.has_line_numbers = rng_below(&rng, 5) == 0;
    form.has_old_numbers = rng_below(&rng, 10) == 0;
    form.has_apostrophes = rng_below(&rng, 16) == 0;
    form.dates = (DateForm)rng_below(&rng, DATE_FORM_COUNT);
    uint32_t money = rng_below(&rng, 10);
    form.money = money < 5   ? MONEY_PLAIN
                 : money < 8 ? MONEY_COMMAS
                 : money < 9 ? MONEY_SHORT
                             : MONEY_WIDE;
    form.dot = (NameDot)rng_below(&rng, NAME_DOT_COUNT);
    uint32_t count = feed_columns(feed)->count;
    bool is_shuffled = rng_below(&rng, 3) != 0;
    for (uint32_t i = 0; i < count; i++) {
        form.order[i] = (uint8_t)i;
    }
    for (uint32_t i = count - 1; is_shuffled && i > 0; i--) {
        uint32_t j = rng_below(&rng, i + 1);
        uint8_t kept = form.order[i];
        form.order[i] = form.order[j];
        form.order[j] = kept;
    }
    return form;
}
