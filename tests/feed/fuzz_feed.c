// SPDX-License-Identifier: Apache-2.0
// Any bytes as a department's file. The first byte chooses contract and form.
#include "contracts.h"

#include "base/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const char *const NAMES[] = {"F01-20250825.csv", "F01-20250825.jsonl",
                                        "F01-20250825.xlsx", "F01-20250825.csv.gz"};
    if (size == 0) {
        return 0;
    }
    const FeedContract *contracts[] = {contract_settlements(), contract_births(),
                                       contract_register(), contract_estate()};
    Str bytes = {(const char *)data + 1, size - 1};
    Str name = str_from(NAMES[data[0] / 4 % ARRAY_COUNT(NAMES)]);
    FeedInput input = {.contract = contracts[data[0] % ARRAY_COUNT(contracts)],
                       .file_name = name,
                       .bytes = bytes,
                       .delivered = date_make(2025, 8, 25),
                       .match = matches_find};
    FeedOutput output = {0};
    Error error = {0};
    if (feed_read(&input, &output, &error) == STATUS_OK) {
        CHECK(output.rows_read == (int64_t)(output.batch.row_count + output.quarantined_count));
        for (size_t i = 0; i < output.quarantined_count; i++) {
            CHECK(str_is_utf8(output.quarantined[i].cells));
            CHECK(str_is_utf8(output.quarantined[i].value));
        }
        feed_output_release(&output);
    }
    Arena arena = {0};
    Envelope envelope = {0};
    (void)!feed_envelope(name, bytes, STR(""), &arena, &envelope, &error);
    (void)!feed_envelope(name, STR("a"), bytes, &arena, &envelope, &error);
    arena_release(&arena);
    return 0;
}
