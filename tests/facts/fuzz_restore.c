// SPDX-License-Identifier: Apache-2.0
// Any bytes as a checkpoint: refused, or a state that can be read, grown and written again. Half of
// the inputs are changes to a real checkpoint whose hashes are made to agree again, so that the
// checks behind them are met too.
#include "base/check.h"
#include "base/memory.h"
#include "facts/fake_pack.h"
#include "facts/hash.h"
#include "facts/reader.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct Section {
    uint64_t length;
    Hash hash;
    uint64_t unused;
} Section;

static void apply(Facts *facts, const Pack *pack, const char *const row[2], uint32_t batch) {
    Segment segment = fake_segment(pack, row[0], batch, "2025-08-25");
    fake_row(&segment, row[1]);
    Status status = facts_apply(facts, &segment, NULL);
    CHECK(status == STATUS_OK);
    fake_segment_release(&segment);
}

static Text real_checkpoint(const Pack *pack) {
    Facts *facts = facts_new(pack);
    static const char *const ROWS[][2] = {
        {"F06", "id_no=1 household_no=A change_kind=in change_date=2025-01-01 region=330303001001"},
        {"F01", "setl_id=S1 certno=1 setl_time=2025-08-22 psn_part_amt=900"},
        {"F01", "setl_id=S2 certno=2 setl_time=2025-08-22 refd_setl_flag=true"},
        {"F22", "case_no=K programme=低保 id_no=1 status=在享 start_date=2024-01-01 guardian_id=2 "
                "change_date=2025-02-01"},
        {"F12", "id_no=1 pension_kind=worker amount=1 status=paid pay_month=2025-07"},
        {"F12", "id_no=17 pension_kind=worker amount=1 status=paid pay_month=2025-07"},
        {"F12", "id_no=2 pension_kind=worker amount=1 status=paid pay_month=2025-07"},
        {"F12", "id_no=18 pension_kind=worker amount=1 status=paid pay_month=2025-07"}};
    for (size_t i = 0; i < ARRAY_COUNT(ROWS); i++) { // of the last four two are settled then
        apply(facts, pack, ROWS[i], (uint32_t)i + 1);
    }
    Text bytes = {0};
    facts_checkpoint(facts, &bytes);
    facts_free(facts);
    return bytes;
}

static void mend_hashes(Text *bytes) {
    size_t at = 0;
    while (bytes->length - at >= sizeof(Section)) {
        Section section;
        memcpy(&section, bytes->data + at, sizeof section);
        at += sizeof section;
        if (section.length > bytes->length - at) {
            return;
        }
        Hash hash = hash_start(1);
        hash_text(&hash, (Str){bytes->data + at, (size_t)section.length});
        section.hash = hash_end(hash);
        memcpy(bytes->data + at - sizeof section, &section, sizeof section);
        at += (size_t)(section.length + 15) / 16 * 16;
        if (at > bytes->length) {
            return;
        }
    }
}

// Rows that are settled, that are not, and so many new ones that others settle.
static void grow(Facts *facts, const Pack *pack) {
    static const char *const ROWS[][2] = {
        {"F12", "id_no=1 pension_kind=worker amount=2 status=paid pay_month=2025-07"},
        {"F12", "id_no=17 pension_kind=worker amount=2 status=paid pay_month=2025-07"},
        {"F12", "id_no=2 pension_kind=worker amount=1 status=paid pay_month=2025-08"},
        {"F12", "id_no=18 pension_kind=worker amount=1 status=paid pay_month=2025-08"},
        {"F12", "id_no=33 pension_kind=worker amount=1 status=paid pay_month=2025-08"},
        {"F12", "id_no=34 pension_kind=worker amount=1 status=paid pay_month=2025-08"}};
    bool is_later = facts_clock(facts).days > fake_date("2025-08-25").days;
    for (uint32_t i = 0; !is_later && i < ARRAY_COUNT(ROWS); i++) {
        uint32_t last = facts_last_batch(facts).number;
        if (last < UINT32_MAX) {
            apply(facts, pack, ROWS[i], last + 1);
        }
    }
}

static void use(Facts *facts, const Pack *pack) {
    FactReader *reader = fact_reader_new(facts, NULL);
    for (size_t i = 0; i < pack_fact_count(pack); i++) {
        fact_reader_value(reader, (int)i, (PersonId){1}, (HouseholdId){0});
    }
    fact_reader_free(reader);
    grow(facts, pack);
    CLEANUP(text_release) Text again = {0};
    facts_checkpoint(facts, &again);
}

static void restore(const Pack *pack, Str bytes) {
    Facts *facts = facts_new(pack);
    if (facts_restore(facts, held_copy(bytes), 0, NULL) == STATUS_OK) {
        use(facts, pack);
    }
    facts_free(facts);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Pack *pack = fake_county();
    restore(pack, (Str){(const char *)data, size});
    Text bytes = real_checkpoint(pack);
    for (size_t i = 0; i + 3 <= size && i < 48; i += 3) { // two bytes of place, one of change
        size_t at = ((size_t)data[i] << 8 | data[i + 1]) % bytes.length;
        bytes.data[at] = (char)(bytes.data[at] ^ (char)data[i + 2]);
    }
    mend_hashes(&bytes);
    restore(pack, text_str(&bytes));
    text_release(&bytes);
    pack_free(pack);
    return 0;
}
