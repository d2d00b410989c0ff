// SPDX-License-Identifier: Apache-2.0
#include "contracts.h"

#include "base/check.h"
#include "format/gzip.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define DIGEST "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD"

static void a_file_name_says_feed_and_day(void **state) {
    (void)state;
    const struct {
        const char *name;
        const char *feed;
        const char *batch_name;
    } cases[] = {
        {"F01-20250825.csv", "F01", "F01-20250825"},
        {"F01-20250825-02.CSV.gz", "F01", "F01-20250825-02"},
        {"F12-20250825-龙湾-a.jsonl", "F12", "F12-20250825-龙湾-a"},
        {"F06-20250825.xlsx", "F06", "F06-20250825"},
        {"HUKOU-20250825.ndjson.GZ", "HUKOU", "HUKOU-20250825"},
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        Arena arena = {0};
        Envelope envelope = {0};
        assert_int_equal(
            feed_envelope(str_from(cases[i].name), STR("a"), STR(""), &arena, &envelope, NULL),
            STATUS_OK);
        assert_true(str_equal(envelope.feed, str_from(cases[i].feed)));
        assert_true(str_equal(envelope.batch_name, str_from(cases[i].batch_name)));
        assert_int_equal(envelope.delivered.days, date_make(2025, 8, 25).days);
        assert_int_equal(envelope.row_count, -1);
        assert_int_equal(envelope.digest.length, 0);
        assert_false(envelope.is_first_line);
        arena_release(&arena);
    }
}

static void a_side_file_says_the_rest_in_either_language(void **state) {
    (void)state;
    static const char *const SIDES[] = {
        "{\"batch_id\":\"B7\",\"dept\":\"医保局\",\"feed\":\"F01\",\"period\":\"2025-08\","
        "\"delivered_at\":\"2025-08-25 02:00:00\",\"row_count\":12,\"digest\":\"" DIGEST "\"}",
        "{\"envelope\":{\"批次号\":\"B7\",\"部门\":\"医保局\",\"数据源\":\"F01\",\"期间\":"
        "\"2025-08\",\"报送时间\":\"2025年8月25日\",\"行数\":\"12\",\"校验和\":\"" DIGEST "\"}}",
        "{\"batch_id\":\"B7\",\"dept\":\"医保局\",\"feed\":\"F01\",\"period\":\"2025-08\","
        "\"delivered_at\":\"2025-08-24T20:00:00Z\",\"row_count\":12,\"digest\":\"" DIGEST "\"}",
    };
    for (size_t i = 0; i < ARRAY_COUNT(SIDES); i++) {
        Arena arena = {0};
        Envelope envelope = {0};
        Error error = {0};
        assert_int_equal(feed_envelope(STR("august.csv"), STR("a"), str_from(SIDES[i]), &arena,
                                       &envelope, &error),
                         STATUS_OK);
        assert_true(str_equal(envelope.feed, STR("F01")));
        assert_true(str_equal(envelope.batch_name, STR("B7")));
        assert_true(str_equal(envelope.department, STR("医保局")));
        assert_true(str_equal(envelope.period, STR("2025-08")));
        assert_int_equal(envelope.delivered.days, date_make(2025, 8, 25).days);
        assert_int_equal(envelope.row_count, 12);
        assert_true(str_starts_with(envelope.digest, STR("ba7816bf")));
        Str digested = {0};
        Text storage = {0};
        assert_int_equal(feed_digested_bytes(&envelope, STR("abc"), &storage, &digested, NULL),
                         STATUS_OK);
        assert_true(str_equal(digested, STR("abc")));
        arena_release(&arena);
    }
}

static void the_first_json_line_may_be_the_envelope(void **state) {
    (void)state;
    Str text = STR("\xEF\xBB\xBF{\"envelope\":{\"feed\":\"F12\",\"delivered_at\":\"20250825\"}}\n"
                   "{\"name\":1}\n");
    CLEANUP(text_release) Text packed = {0};
    gzip_pack(text, &packed);
    const Str files[] = {text, text_str(&packed)};
    for (size_t i = 0; i < ARRAY_COUNT(files); i++) {
        Arena arena = {0};
        CLEANUP(text_release) Text storage = {0};
        Envelope envelope = {0};
        Str digested = {0};
        Str name = i == 0 ? STR("p.jsonl") : STR("p.jsonl.gz");
        assert_int_equal(feed_envelope(name, files[i], STR(""), &arena, &envelope, NULL),
                         STATUS_OK);
        assert_true(envelope.is_first_line);
        assert_true(str_equal(envelope.feed, STR("F12")));
        assert_int_equal(feed_digested_bytes(&envelope, files[i], &storage, &digested, NULL),
                         STATUS_OK);
        assert_true(str_equal(digested, STR("{\"name\":1}\n")));
        arena_release(&arena);
    }
}

static void the_envelope_holds_where_the_name_says_another_day(void **state) {
    (void)state;
    Arena arena = {0};
    Envelope envelope = {0};
    assert_int_equal(feed_envelope(STR("F01-20250801.csv"), STR("a"),
                                   STR("{\"delivered_at\":\"2025-08-25\"}"), &arena, &envelope,
                                   NULL),
                     STATUS_OK);
    assert_int_equal(envelope.delivered.days, date_make(2025, 8, 25).days);
    arena_release(&arena);
}

static void what_is_missing_or_wrong_is_named(void **state) {
    (void)state;
    const struct {
        const char *name;
        const char *side;
        const char *message;
    } cases[] = {
        {"x.csv", "",
         "neither the name 'x.csv' nor an envelope says which feed it is; name the file like "
         "F01-20250825.csv"},
        {"F01.csv", "",
         "neither the name 'F01.csv' nor an envelope says on which day it was delivered; name the "
         "file like F01-20250825.csv"},
        {"F01-20250231.csv", "",
         "neither the name 'F01-20250231.csv' nor an envelope says on which day it was delivered; "
         "name the file like F01-20250825.csv"},
        {"F01-20250825.csv", "{\"feed\":\"F02\"}",
         "the envelope says feed F02, the file name says F01; correct one of them"},
        {"F01-20250825.csv", "{\"row_count\":-1}",
         "envelope, row_count: '-1' is not a number of rows; write it like 1200"},
        {"F01-20250825.csv", "{\"digest\":\"12\"}",
         "envelope, digest: '12' is not a SHA-256 of 64 hexadecimal digits"},
        {"F01-20250825.csv", "{\"delivered_at\":\"soon\"}",
         "envelope, delivered_at: 'soon' is not a date; write it like 2025-08-22"},
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        Arena arena = {0};
        Envelope envelope = {0};
        Error error = {0};
        assert_int_equal(feed_envelope(str_from(cases[i].name), STR("a"), str_from(cases[i].side),
                                       &arena, &envelope, &error),
                         STATUS_INVALID);
        assert_string_equal(error.message, cases[i].message);
        arena_release(&arena);
    }
    Arena arena = {0};
    Envelope envelope = {0};
    Error error = {0};
    assert_int_not_equal(
        feed_envelope(STR("F01-20250825.csv"), STR("a"), STR("{"), &arena, &envelope, &error),
        STATUS_OK);
    assert_memory_equal(error.message, "envelope: ", 10);
    assert_int_not_equal(
        feed_envelope(STR("F01-20250825.csv"), STR("a"), STR("{"), &arena, &envelope, NULL),
        STATUS_OK);
    arena_release(&arena);
}

static void two_envelopes_are_one_too_many(void **state) {
    (void)state;
    Arena arena = {0};
    Envelope envelope = {0};
    Error error = {0};
    Str text = STR("{\"envelope\":{\"feed\":\"F12\",\"delivered_at\":\"20250825\"}}\n");
    assert_int_equal(feed_envelope(STR("x.jsonl"), text, STR("{\"delivered_at\":\"2025-08-26\"}"),
                                   &arena, &envelope, &error),
                     STATUS_INVALID);
    assert_non_null(strstr(error.message, "take one of them away"));
    arena_release(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_name_says_feed_and_day),
        cmocka_unit_test(a_side_file_says_the_rest_in_either_language),
        cmocka_unit_test(the_first_json_line_may_be_the_envelope),
        cmocka_unit_test(the_envelope_holds_where_the_name_says_another_day),
        cmocka_unit_test(what_is_missing_or_wrong_is_named),
        cmocka_unit_test(two_envelopes_are_one_too_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
