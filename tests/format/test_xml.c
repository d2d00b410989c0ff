// SPDX-License-Identifier: Apache-2.0
#include "format/xml.h"

#include "base/check.h"
#include "base/text.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void namespaces_text_and_lines_are_resolved(void **state) {
    (void)state;
    Arena arena = {0};
    const XmlNode *root = NULL;
    Error error = {0};
    Str text = STR("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                   "<d:definitions xmlns:d=\"urn:dmn\" xmlns:k=\"urn:k\" name=\"低保\" k:id=\"7\" "
                   "d:own=\"yes\">\n"
                   "  <d:decision>a &lt; <b/><![CDATA[<x>]]>&#x4f4e;</d:decision>\n"
                   "  <plain/>\n"
                   "</d:definitions>");
    assert_int_equal(xml_read(text, STR("m.dmn"), &arena, &root, &error), STATUS_OK);
    assert_true(str_equal(root->name, STR("definitions")));
    assert_true(str_equal(root->name_space, STR("urn:dmn")));
    assert_true(str_equal(xml_attribute(root, "name"), STR("低保")));
    assert_true(str_equal(xml_attribute(root, "urn:k|id"), STR("7")));
    assert_true(str_equal(xml_attribute(root, "own"), STR("yes")));
    assert_int_equal(xml_attribute(root, "missing").length, 0);
    assert_int_equal(xml_attribute(NULL, "name").length, 0);
    assert_int_equal(root->child_count, 2);
    const XmlNode *decision = xml_child(root, "decision");
    assert_int_equal(decision->line, 3);
    assert_true(str_equal(decision->text, STR("a < <x>低")));
    assert_int_equal(decision->child_count, 1);
    assert_int_equal(xml_child(root, "plain")->name_space.length, 0);
    assert_null(xml_child(root, "missing"));
    assert_null(xml_child(NULL, "missing"));
    arena_release(&arena);
}

static void hostile_and_broken_documents_are_refused(void **state) {
    (void)state;
    const struct {
        const char *text;
        const char *message;
    } cases[] = {
        {"", "m.dmn:1: no element found"},
        {"<a><b></a>", "m.dmn:1: mismatched tag"},
        {"<a>\n\n<a", "m.dmn:3: unclosed token"},
        {"<!DOCTYPE a [<!ENTITY x \"xxxx\">]><a>&x;</a>", "m.dmn:1: a document type"},
        {"<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>", "m.dmn:1: a document type"},
        {"<a>&x;</a>", "m.dmn:1: undefined entity"},
        {"<a x='1' x='2'/>", "m.dmn:1: duplicate attribute"},
        {"<k:a/>", "m.dmn:1: unbound prefix"},
        {"<a/>x", "m.dmn:1: "},
        {"<a>\xff</a>", "m.dmn:1: not well-formed"},
    };
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        Arena arena = {0};
        const XmlNode *root = NULL;
        Error error = {0};
        Status status = xml_read(str_from(cases[i].text), STR("m.dmn"), &arena, &root, &error);
        assert_null(root);
        if (status != STATUS_INVALID || strstr(error.message, cases[i].message) == NULL) {
            fail_msg("%s: %s", cases[i].text, error.message);
        }
        arena_release(&arena);
    }
}

static void nesting_of_256_is_read_and_257_refused(void **state) {
    (void)state;
    for (int depth = 256; depth <= 257; depth++) {
        Text text = {0};
        Arena arena = {0};
        const XmlNode *root = NULL;
        for (int i = 1; i < depth; i++) {
            text_append(&text, STR("<a>"));
        }
        text_append(&text, STR("<a/>"));
        for (int i = 1; i < depth; i++) {
            text_append(&text, STR("</a>"));
        }
        Status status = xml_read(text_str(&text), STR("deep"), &arena, &root, NULL);
        assert_int_equal(status, depth == 256 ? STATUS_OK : STATUS_TOO_LARGE);
        arena_release(&arena);
        text_release(&text);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(namespaces_text_and_lines_are_resolved),
        cmocka_unit_test(hostile_and_broken_documents_are_refused),
        cmocka_unit_test(nesting_of_256_is_read_and_257_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
