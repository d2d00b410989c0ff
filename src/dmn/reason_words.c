// SPDX-License-Identifier: Apache-2.0
// Reasons as sentences, all from one table.
#include "base/check.h"
#include "dmn/reason.h"
#include <string.h>

typedef struct ReasonRow {
    const char *code;
    const char *format;
    const char *chinese;
} ReasonRow;

static const ReasonRow ROWS[DMN_REASON_COUNT] = {
    [DMN_REASON_OTHER] = {"OTHER", "", ""},
#define REASON(code, english, chinese) [DMN_REASON_##code] = {#code, english, chinese},
#include "dmn/reasons.def"
#include "feel/reasons.def"
#undef REASON
};

// Words that stand in reports as arguments.
static const char *const KIND_WORDS[][2] = {
    {"null", "空值"},
    {"boolean", "真假值"},
    {"number", "数"},
    {"string", "文本"},
    {"date", "日期"},
    {"time", "时刻"},
    {"date and time", "日期时刻"},
    {"days and time duration", "时间长度"},
    {"years and months duration", "年月长度"},
    {"list", "列表"},
    {"context", "上下文"},
    {"range", "区间"},
    {"function", "函数"},
    {"business knowledge model", "业务知识模型"},
    {"decision service", "决策服务"},
};

DmnReasonCode dmn_reason_code(const FeelError *error) {
    for (size_t i = DMN_REASON_OTHER + 1; i < DMN_REASON_COUNT; i++) {
        if (strcmp(ROWS[i].format, error->format) == 0) {
            return (DmnReasonCode)i;
        }
    }
    return DMN_REASON_OTHER;
}

Str dmn_reason_code_name(DmnReasonCode code) {
    CHECK(code < DMN_REASON_COUNT);
    return str_from(ROWS[code].code);
}

static Str chinese_word(Str word) {
    for (size_t i = 0; i < sizeof KIND_WORDS / sizeof *KIND_WORDS; i++) {
        if (str_equal(word, str_from(KIND_WORDS[i][0]))) {
            return str_from(KIND_WORDS[i][1]);
        }
    }
    // "decision '月保障金额'" owns a table: its name is enough.
    size_t quote = 0;
    bool is_owner = str_ends_with(word, STR("'")) && str_find(word, STR(" '"), &quote) &&
                    quote + 3 < word.length;
    return is_owner ? str_slice(word, quote + 2, word.length - 1) : word;
}

static void chinese_sentence(const DmnReason *reason, Text *out) {
    const char *at = ROWS[reason->code].chinese;
    while (*at != '\0') {
        size_t number = (size_t)(at[0] == '{' && at[1] >= '1' && at[1] <= '9' ? at[1] - '0' : 0);
        if (number == 0 || number > reason->argument_count) {
            text_append_char(out, *at++);
            continue;
        }
        at += strlen("{1}");
        bool is_function = at[0] == '('; // whose name stays as it is called
        Str word = reason->arguments[number - 1];
        text_append(out, is_function ? word : chinese_word(word));
    }
}

static void english_sentence(const DmnReason *reason, Text *out) {
    const char *at = ROWS[reason->code].format;
    size_t number = 0;
    while (*at != '\0') {
        if (*at != '%' || number == reason->argument_count) {
            text_append_char(out, *at++);
            continue;
        }
        text_append(out, reason->arguments[number++]);
        at += 2 + strspn(at + 1, ".*zl");
    }
}

void dmn_reason_sentence(const DmnReason *reason, bool is_english, Text *out) {
    if (reason->code == DMN_REASON_OTHER) {
        text_append(out, reason->message);
    } else if (is_english) {
        english_sentence(reason, out);
    } else {
        chinese_sentence(reason, out);
    }
}

void dmn_reason_place(const DmnReason *reason, bool is_english, Text *out) {
    if (reason->line == 0) {
        return;
    }
    text_format(out, STR_FMT ":%d", STR_ARG(reason->file), reason->line);
    if (reason->rule > 0) {
        text_format(out, is_english ? ", rule %zu" : "，第 %zu 条规则", reason->rule);
    }
    if (reason->column > 0) {
        bool is_input = str_equal(reason->part, STR("input"));
        text_format(out,
                    is_english ? (is_input ? ", input %zu" : ", output %zu")
                               : (is_input ? "，第 %zu 个输入" : "，第 %zu 个输出"),
                    reason->column);
    }
    if (reason->text.length > 0) {
        text_format(out, is_english ? ", character %d" : "，第 %d 个字符", reason->place.column);
    }
}

// The line of the text, and a caret below it.
static void caret_words(const DmnReason *reason, int depth, Text *out) {
    if (reason->text.length == 0) {
        return;
    }
    Str rest = reason->text;
    Str line = str_cut(&rest, '\n');
    for (int i = 1; i < reason->place.line; i++) {
        line = str_cut(&rest, '\n');
    }
    size_t width = 0;
    size_t at = 0;
    for (int i = 1; i < reason->place.column && at < line.length; i++) {
        width += str_next_character(line, &at) >= 0x1100 ? 2 : 1; // wide on a screen
    }
    text_format(out, "%*s" STR_FMT "\n%*s^\n", depth * 2 + 2, "", STR_ARG(line),
                depth * 2 + 2 + (int)width, "");
}

static void reason_words(const DmnReason *reason, bool is_english, int depth, Text *out) {
    enum { DEPTH_SHOWN = 20 };
    int shown = depth > DEPTH_SHOWN ? DEPTH_SHOWN : depth;
    text_format(out, "%*s", shown * 2, "");
    if (depth > 0) {
        text_append(out, is_english ? STR("because ") : STR("因为"));
    }
    dmn_reason_sentence(reason, is_english, out);
    CLEANUP(text_release) Text place = {0};
    dmn_reason_place(reason, is_english, &place);
    if (place.length > 0) {
        text_format(out, is_english ? " (" STR_FMT ")" : "（" STR_FMT "）",
                    STR_ARG(text_str(&place)));
    }
    if (reason->is_repeated) {
        text_append(out, is_english ? STR(", as told above") : STR("，原因见上"));
    }
    text_append_char(out, '\n');
    caret_words(reason, shown, out);
    for (const DmnReason *cause = reason->first; cause != NULL; cause = cause->next) {
        reason_words(cause, is_english, depth + 1, out);
    }
}

void dmn_reasons_words(const DmnReason *reason, bool is_english, Text *out) {
    if (reason != NULL) {
        reason_words(reason, is_english, 0, out);
    }
}
