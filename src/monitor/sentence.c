// SPDX-License-Identifier: Apache-2.0
// The words of an alert: the rule's sentence with its holes filled.
#include "monitor/monitor.h"

#include "domain/category.h"

// Whole yuan are written without decimals.
static void money_write(int64_t fen, Text *out) {
    if (fen % 100 == 0) {
        text_format(out, "%lld", (long long)(fen / 100));
    } else {
        money_format((Money){fen}, out);
    }
}

static void value_write(Scalar value, bool is_english, Text *out) {
    if (value.type == SCALAR_NULL) {
        text_append(out, is_english ? STR("unknown") : STR("未知"));
    } else if (value.type == SCALAR_MONEY) {
        money_write(value.number, out);
    } else if (value.type == SCALAR_BOOLEAN && !is_english) {
        text_append(out, value.number != 0 ? STR("是") : STR("否"));
    } else if (value.type == SCALAR_BOOLEAN) {
        text_append(out, value.number != 0 ? STR("yes") : STR("no"));
    } else if (value.type == SCALAR_TEXT && is_english) {
        text_append(out, class_word_english(value.text));
    } else {
        scalar_format(value, out);
    }
}

// A share is said in a hundred: 0.405 is 40.5%.
static void share_write(Scalar share, Text *out) {
    int64_t number = share.number;
    int exponent = share.exponent + 2;
    for (; exponent > 0; exponent--) {
        number *= 10;
    }
    for (; exponent < 0 && number % 10 == 0; exponent++) {
        number /= 10;
    }
    scalar_format((Scalar){.type = SCALAR_DECIMAL, .exponent = (int8_t)exponent, .number = number},
                  out);
    text_append_char(out, '%');
}

static void figure_write(const Figure *figure, bool is_english, Text *out) {
    if (figure == NULL) {
        value_write(SCALAR_NONE, is_english, out);
    } else if (figure->value.type == SCALAR_DECIMAL && str_equal(figure->unit, STR("share"))) {
        share_write(figure->value, out);
    } else {
        value_write(figure->value, is_english, out);
    }
}

static const Figure *figure_find(const Figure *figures, size_t count, Str name) {
    for (size_t i = 0; i < count; i++) {
        if (str_equal(figures[i].name, name)) {
            return &figures[i];
        }
    }
    return NULL;
}

void monitor_sentence(const AlertRule *rule, const Figure *figures, size_t count, Str person_name,
                      bool is_english, Text *out) {
    Str rest = is_english ? rule->sentence_english : rule->sentence;
    size_t open = 0;
    while (str_find(rest, STR("{"), &open)) {
        text_append(out, str_slice(rest, 0, open));
        rest = str_slice(rest, open + 1, rest.length);
        size_t close = 0;
        if (!str_find(rest, STR("}"), &close)) {
            text_append_char(out, '{'); // no hole after all
            break;
        }
        Str name = str_slice(rest, 0, close);
        rest = str_slice(rest, close + 1, rest.length);
        const Figure *figure = figure_find(figures, count, name);
        if (str_equal(name, STR("姓名"))) {
            text_append(out, person_name);
        } else {
            figure_write(figure, is_english, out);
        }
    }
    text_append(out, rest);
}
