// SPDX-License-Identifier: Apache-2.0
#include "format/yaml.h"

#include "base/check.h"
#include "base/text.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void a_document_becomes_a_tree_with_lines(void **state) {
    (void)state;
    Arena arena = {0};
    const YamlNode *root = NULL;
    Error error = {0};
    Str text = STR("# comment\n"
                   "pack: 龙湾\n"
                   "version: \"1.0\"\n"
                   "rules:\n"
                   "  - id: W01\n"
                   "    feeds: [F01, F02]\n"
                   "  - id: W02\n"
                   "none:\n"
                   "text: |\n"
                   "  two\n"
                   "  lines\n");
    assert_int_equal(yaml_read(text, STR("x.yaml"), &arena, &root, &error), STATUS_OK);
    assert_int_equal(root->kind, YAML_MAP);
    assert_int_equal(root->count, 5);
    assert_true(str_equal(yaml_text(root, "pack"), STR("龙湾")));
    assert_false(yaml_get(root, "pack")->is_quoted);
    assert_true(yaml_get(root, "version")->is_quoted);
    const YamlNode *rules = yaml_get(root, "rules");
    assert_int_equal(rules->kind, YAML_LIST);
    assert_int_equal(rules->count, 2);
    assert_int_equal(rules->items[1].line, 7);
    assert_true(str_equal(yaml_text(&rules->items[1], "id"), STR("W02")));
    const YamlNode *feeds = yaml_get(&rules->items[0], "feeds");
    assert_int_equal(feeds->count, 2);
    assert_true(str_equal(feeds->items[1].text, STR("F02")));
    assert_int_equal(yaml_get(root, "none")->kind, YAML_SCALAR);
    assert_int_equal(yaml_text(root, "none").length, 0);
    assert_true(str_equal(yaml_text(root, "text"), STR("two\nlines\n")));
    assert_null(yaml_get(root, "missing"));
    assert_null(yaml_get(rules, "missing"));
    assert_null(yaml_get(NULL, "missing"));
    assert_int_equal(yaml_text(root, "rules").length, 0);
    arena_release(&arena);
}

static void what_is_not_allowed_is_refused_with_file_and_line(void **state) {
    (void)state;
    const struct {
        const char *text;
        const char *message;
    } cases[] = {
        {"", "x.yaml:1: the file is empty"},
        {"# only a comment\n", "x.yaml:1: the file is empty"},
        {"a: 1\nb: &n 2\n", "x.yaml:2: anchors"},
        {"a: &n [1]\n", "x.yaml:1: anchors"},
        {"a: &n {b: 1}\n", "x.yaml:1: anchors"},
        {"a: 1\nb: *a\n", "x.yaml:2: aliases"},
        {"a: !!int 1\n", "x.yaml:1: tags"},
        {"a: !x {b: 1}\n", "x.yaml:1: tags"},
        {"&k a: 1\n", "x.yaml:1: anchors"},
        {"[a]: 1\n", "x.yaml:1: a key must be"},
        {"a: 1\nb: 2\na: 3\n", "x.yaml:3: the key \"a\" occurs twice"},
        {"a: 1\n---\nb: 2\n", "x.yaml:2: a second document"},
        {"a: [1\n", "x.yaml:"},
        {"a: 1\n  b: 2\n", "x.yaml:2: "},
        {"a: \xff\n", "x.yaml: byte 3: "},
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        Arena arena = {0};
        const YamlNode *root = NULL;
        Error error = {0};
        Status status = yaml_read(str_from(cases[i].text), STR("x.yaml"), &arena, &root, &error);
        assert_null(root);
        if (status != STATUS_INVALID || strstr(error.message, cases[i].message) == NULL) {
            fail_msg("%s: %s", cases[i].text, error.message);
        }
        arena_release(&arena);
    }
}

static void a_file_with_a_byte_order_mark_is_read(void **state) {
    (void)state;
    Arena arena = {0};
    const YamlNode *root = NULL;
    assert_int_equal(yaml_read(STR("\xef\xbb\xbf"
                                   "a: 1\n"),
                               STR("x.yaml"), &arena, &root, NULL),
                     STATUS_OK);
    assert_true(str_equal(yaml_text(root, "a"), STR("1")));
    arena_release(&arena);
}

static void nesting_of_64_is_read_and_65_refused(void **state) {
    (void)state;
    for (int depth = 64; depth <= 65; depth++) {
        Text text = {0};
        Arena arena = {0};
        const YamlNode *root = NULL;
        for (int i = 0; i < depth; i++) {
            text_append_char(&text, '[');
        }
        for (int i = 0; i < depth; i++) {
            text_append_char(&text, ']');
        }
        Status status = yaml_read(text_str(&text), STR("deep.yaml"), &arena, &root, NULL);
        assert_int_equal(status, depth == 64 ? STATUS_OK : STATUS_INVALID);
        arena_release(&arena);
        text_release(&text);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_document_becomes_a_tree_with_lines),
        cmocka_unit_test(what_is_not_allowed_is_refused_with_file_and_line),
        cmocka_unit_test(a_file_with_a_byte_order_mark_is_read),
        cmocka_unit_test(nesting_of_64_is_read_and_65_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
