// SPDX-License-Identifier: Apache-2.0
#include "format/json.h"

#include "base/check.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void a_tree_keeps_order_keys_and_every_digit(void **state) {
    (void)state;
    Arena arena = {0};
    const JsonNode *root = NULL;
    Error error = {0};
    Str text =
        STR("{\"amount\": 12345678901234567890.10, \"names\": [\"陈\", \"a\\nb\", \"\\u4f4e\"],"
            " \"no\": null, \"yes\": true, \"not\": false, \"empty\": {}}");
    assert_int_equal(json_read(text, &arena, &root, &error), STATUS_OK);
    assert_int_equal(root->kind, JSON_OBJECT);
    assert_int_equal(root->count, 6);
    assert_true(str_equal(json_text(root, "amount"), STR("12345678901234567890.10")));
    const JsonNode *names = json_get(root, "names");
    assert_int_equal(names->kind, JSON_LIST);
    assert_int_equal(names->count, 3);
    assert_true(str_equal(names->items[0].text, STR("陈")));
    assert_true(str_equal(names->items[1].text, STR("a\nb")));
    assert_true(str_equal(names->items[2].text, STR("低")));
    assert_int_equal(json_get(root, "no")->kind, JSON_NULL);
    assert_int_equal(json_get(root, "yes")->kind, JSON_TRUE);
    assert_int_equal(json_get(root, "not")->kind, JSON_FALSE);
    assert_int_equal(json_get(root, "empty")->count, 0);
    assert_null(json_get(root, "missing"));
    assert_null(json_get(names, "missing"));
    assert_null(json_get(NULL, "missing"));
    assert_int_equal(json_text(root, "yes").length, 0);
    arena_release(&arena);
}

static void a_single_value_is_a_document(void **state) {
    (void)state;
    const struct {
        const char *text;
        JsonKind kind;
    } cases[] = {{"1", JSON_NUMBER},    {" -1e5 ", JSON_NUMBER}, {"\"x\"", JSON_STRING},
                 {"null", JSON_NULL},   {"[]", JSON_LIST},       {"{}", JSON_OBJECT},
                 {"false", JSON_FALSE}, {"\n[1]\n", JSON_LIST}};
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        Arena arena = {0};
        const JsonNode *root = NULL;
        assert_int_equal(json_read(str_from(cases[i].text), &arena, &root, NULL), STATUS_OK);
        assert_int_equal(root->kind, cases[i].kind);
        arena_release(&arena);
    }
}

static void escapes_are_undone(void **state) {
    (void)state;
    const struct {
        const char *json;
        const char *text;
    } cases[] = {
        {"\"\\u4f4e\\u4FDD\"", "低保"},
        {"\"\\ud840\\udc87\"", "\U00020087"},
        {"\"\\\\u0000\"", "\\u0000"},
        {"\"\\\\\\u0041\\\"\\/\\b\\f\\n\\r\\t\"", "\\A\"/\b\f\n\r\t"},
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        Arena arena = {0};
        const JsonNode *root = NULL;
        assert_int_equal(json_read(str_from(cases[i].json), &arena, &root, NULL), STATUS_OK);
        assert_true(str_equal(root->text, str_from(cases[i].text)));
        arena_release(&arena);
    }
}

static void what_is_not_json_is_refused_with_its_place(void **state) {
    (void)state;
    const struct {
        const char *text;
        const char *message;
    } cases[] = {
        {"", "line 1, column 1: there is no JSON value"},
        {"  \n", "line 1, column 1: there is no JSON value"},
        {"{", "premature EOF"},
        {"[1,]", "line 1, column"},
        {"{\"a\":1,\n \"陈\": x}", "line 2, column"},
        {"{\"a\":1,\n\"a\":2}", "line 2, column 7: the key \"a\" occurs twice in this object"},
        {"[1] 2", "trailing garbage"},
        {"\"\xff\"", "line 1, column"},
        {"[01]", "line 1, column"},
        {"// no\n1", "line 1, column"},
        {"[\"a\",\n \"x\\ud800\"]", "line 2, column 4: half a surrogate pair"},
        {"[\"\\ud800\\ud800\"]", "line 1, column 3: half a surrogate pair"},
        {"[\"\\uDC00\"]", "line 1, column 3: half a surrogate pair"},
        {"[\"\\ud800\\u0041\"]", "line 1, column 3: half a surrogate pair"},
        {"{\"a\\u0000\":1}", "line 1, column 4: \\u0000 is not allowed"},
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        Arena arena = {0};
        const JsonNode *root = NULL;
        Error error = {0};
        assert_int_equal(json_read(str_from(cases[i].text), &arena, &root, &error), STATUS_INVALID);
        assert_null(root);
        if (strstr(error.message, cases[i].message) == NULL) {
            fail_msg("%s: %s", cases[i].text, error.message);
        }
        arena_release(&arena);
    }
}

static void a_duplicate_is_found_among_many_keys(void **state) {
    (void)state;
    Text text = {0};
    Arena arena = {0};
    const JsonNode *root = NULL;
    Error error = {0};
    text_append_char(&text, '{');
    for (int i = 0; i < 100; i++) {
        text_format(&text, "\"key%d\":%d,", (i * 37) % 100, i);
    }
    text_append(&text, STR("\"last\":0}"));
    assert_int_equal(json_read(text_str(&text), &arena, &root, &error), STATUS_OK);
    assert_true(str_equal(json_text(root, "key37"), STR("1")));
    text.length--;
    text_append(&text, STR(",\"key37\":1}"));
    assert_int_equal(json_read(text_str(&text), &arena, &root, &error), STATUS_INVALID);
    assert_non_null(strstr(error.message, "\"key37\" occurs twice"));
    arena_release(&arena);
    text_release(&text);
}

static void nesting_of_64_is_read_and_65_refused(void **state) {
    (void)state;
    for (int depth = 64; depth <= 65; depth++) {
        Text text = {0};
        Arena arena = {0};
        const JsonNode *root = NULL;
        Error error = {0};
        for (int i = 0; i < depth; i++) {
            text_append_char(&text, '[');
        }
        for (int i = 0; i < depth; i++) {
            text_append_char(&text, ']');
        }
        Status status = json_read(text_str(&text), &arena, &root, &error);
        assert_int_equal(status, depth == 64 ? STATUS_OK : STATUS_INVALID);
        arena_release(&arena);
        text_release(&text);
    }
}

static void the_writer_puts_commas_and_quotes(void **state) {
    (void)state;
    Text out = {0};
    JsonWriter writer = {.out = &out};
    json_begin_object(&writer);
    json_key(&writer, STR("a"));
    json_number(&writer, INT64_MIN);
    json_key(&writer, STR("b"));
    json_begin_list(&writer);
    json_boolean(&writer, true);
    json_boolean(&writer, false);
    json_null(&writer);
    json_begin_object(&writer);
    json_end_object(&writer);
    json_begin_list(&writer);
    json_end_list(&writer);
    json_raw(&writer, STR("1.50"));
    json_end_list(&writer);
    json_key(&writer, STR("c\"d"));
    json_string(&writer, STR("陈\\\n\t\r\x01\x7f\""));
    json_end_object(&writer);
    assert_string_equal(out.data, "{\"a\":-9223372036854775808,\"b\":[true,false,null,{},[],1.50],"
                                  "\"c\\\"d\":\"陈\\\\\\n\\t\\r\\u0001\\u007f\\\"\"}");
    text_release(&out);
}

static void malformed_utf8_is_mended_when_written(void **state) {
    (void)state;
    Text out = {0};
    JsonWriter writer = {.out = &out};
    json_string(&writer, STR("a\xff"
                             "b"));
    assert_string_equal(out.data, "\"a\xef\xbf\xbd"
                                  "b\"");
    text_release(&out);
}

static void what_is_written_is_read_back(void **state) {
    (void)state;
    char all[256];
    for (int i = 1; i < 128; i++) {
        all[i - 1] = (char)i;
    }
    Str every = {all, 127};
    Text out = {0};
    Arena arena = {0};
    const JsonNode *root = NULL;
    JsonWriter writer = {.out = &out};
    json_begin_object(&writer);
    json_key(&writer, every);
    json_string(&writer, every);
    json_end_object(&writer);
    assert_int_equal(json_read(text_str(&out), &arena, &root, NULL), STATUS_OK);
    assert_true(str_equal(root->keys[0], every));
    assert_true(str_equal(root->items[0].text, every));
    arena_release(&arena);
    text_release(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_tree_keeps_order_keys_and_every_digit),
        cmocka_unit_test(a_single_value_is_a_document),
        cmocka_unit_test(escapes_are_undone),
        cmocka_unit_test(what_is_not_json_is_refused_with_its_place),
        cmocka_unit_test(a_duplicate_is_found_among_many_keys),
        cmocka_unit_test(nesting_of_64_is_read_and_65_refused),
        cmocka_unit_test(the_writer_puts_commas_and_quotes),
        cmocka_unit_test(malformed_utf8_is_mended_when_written),
        cmocka_unit_test(what_is_written_is_read_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
