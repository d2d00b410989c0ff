// SPDX-License-Identifier: Apache-2.0
#include "feed/feed.h"

#include "base/check.h"

typedef struct ReasonRow {
    const char *id;
    const char *words[2]; // Chinese, English
    const char *remedy[2];
} ReasonRow;

static const ReasonRow REASONS[] = {
#define REASON(name, id, chinese, english, remedy_chinese, remedy_english)                         \
    [QUARANTINE_##name] = {id, {chinese, english}, {remedy_chinese, remedy_english}},
#include "feed/reasons.def"
#undef REASON
};

static const ReasonRow *reason_row(QuarantineReason reason) {
    CHECK(reason < QUARANTINE_REASON_COUNT);
    return &REASONS[reason];
}

const char *quarantine_reason_id(QuarantineReason reason) {
    return reason_row(reason)->id;
}

Str quarantine_reason_words(QuarantineReason reason, bool is_english) {
    return str_from(reason_row(reason)->words[is_english]);
}

Str quarantine_reason_remedy(QuarantineReason reason, bool is_english) {
    return str_from(reason_row(reason)->remedy[is_english]);
}
