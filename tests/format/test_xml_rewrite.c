// SPDX-License-Identifier: Apache-2.0
#include "format/xml_rewrite.h"

#include "base/check.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

// Values "old" become <new & "improved">, names without a value get one, children go by their rank.
static Str change_attribute(void *context, const XmlNode *node, const XmlScope *scope,
                            const XmlWritten *attribute) {
    (void)node;
    Text *seen = context;
    Str space = STR("?");
    (void)xml_scope_find(scope, attribute->prefix, &space);
    text_format(seen, "[" STR_FMT "|" STR_FMT "|" STR_FMT "]", STR_ARG(space),
                STR_ARG(attribute->name), STR_ARG(attribute->value));
    return str_equal(attribute->value, STR("old")) ? STR("<new & \"it's\"\n>") : attribute->value;
}

static Str change_text(void *context, const XmlNode *node, const XmlScope *scope) {
    (void)context;
    (void)scope;
    return str_equal(node->text, STR("old")) ? STR("a<b") : node->text;
}

static bool add_attribute(void *context, const XmlNode *node, XmlWritten *out_attribute) {
    (void)context;
    *out_attribute = (XmlWritten){.name = STR("name"), .value = STR("低&保")};
    return str_equal(node->name, STR("bare"));
}

static int rank(void *context, const XmlNode *parent, const XmlNode *child) {
    (void)context;
    (void)parent;
    return str_equal(child->name, STR("last"));
}

static Status rewrite(Str document, Text *seen, Text *out, Error *error) {
    Arena arena = {0};
    const XmlNode *root = NULL;
    XmlChanges changes = {seen, change_attribute, change_text, add_attribute, rank};
    assert_int_equal(xml_read(document, STR("m.xml"), &arena, &root, NULL), STATUS_OK);
    Status status = xml_rewrite(document, STR("m.xml"), root, &changes, &arena, out, error);
    arena_release(&arena);
    return status;
}

static void assert_rewritten(const char *document, const char *wanted) {
    CLEANUP(text_release) Text seen = {0};
    CLEANUP(text_release) Text out = {0};
    assert_int_equal(rewrite(str_from(document), &seen, &out, NULL), STATUS_OK);
    assert_string_equal(out.data, wanted);
}

static void what_is_not_changed_stays_as_it_is_written(void **state) {
    (void)state;
    static const char *const DOCUMENTS[] = {
        "<a/>",
        ("<?xml version='1.0'?>\r\n<!-- 一 --><a\n  b = 'x>y'\t c=\"&lt;&#x4f4e;\"  >\r\n  <b ></b "
         ">"
         "<![CDATA[<b>]]> 混<c/>合 <?pi old?></a>\n<!-- 尾 -->\n"),
        "<k:a xmlns:k='urn:k' k:b='1'><k:c xmlns:k='urn:other'/></k:a>",
    };
    for (size_t i = 0; i < ARRAY_COUNT(DOCUMENTS); i++) {
        assert_rewritten(DOCUMENTS[i], DOCUMENTS[i]);
    }
}

static void changed_values_are_escaped_and_keep_their_quotes(void **state) {
    (void)state;
    assert_rewritten("<a b='1' c=\"old\" d='old' ><e>old</e><f><![CDATA[old]]></f></a>",
                     "<a b='1' c=\"&lt;new &amp; &quot;it&apos;s&quot;&#10;&gt;\" "
                     "d='&lt;new &amp; &quot;it&apos;s&quot;&#10;&gt;' >"
                     "<e>a&lt;b</e><f>a&lt;b</f></a>");
    assert_rewritten("<a><bare x='1'/><bare/></a>",
                     "<a><bare name=\"低&amp;保\" x='1'/><bare name=\"低&amp;保\"/></a>");
}

static void children_move_with_what_stands_before_them(void **state) {
    (void)state;
    assert_rewritten("<a>\n <!-- 1 --><last/>\n <!-- 2 --><b/>\n <last b=\"2\"/>\n <c/>\n</a>",
                     "<a>\n <!-- 2 --><b/>\n <c/>\n <!-- 1 --><last/>\n <last b=\"2\"/>\n</a>");
}

static void values_are_seen_as_meant_with_their_namespaces(void **state) {
    (void)state;
    CLEANUP(text_release) Text seen = {0};
    CLEANUP(text_release) Text out = {0};
    Str document =
        STR("<a xmlns='urn:&amp;' xmlns:k=\"urn:k\" k:x='&#20302;&#x4FDD;&quot;&apos;&gt;' "
            "y='1\n2'><b xmlns='' z=''/></a>");
    assert_int_equal(rewrite(document, &seen, &out, NULL), STATUS_OK);
    assert_string_equal(seen.data, "[urn:&|xmlns|urn:&][?|k|urn:k][urn:k|x|低保\"'>][urn:&|y|1 2]"
                                   "[|xmlns|][|z|]");
}

static void more_namespaces_than_256_are_refused(void **state) {
    (void)state;
    for (int count = 256; count <= 257; count++) {
        CLEANUP(text_release) Text document = {0};
        CLEANUP(text_release) Text seen = {0};
        CLEANUP(text_release) Text out = {0};
        Error error = {0};
        text_append(&document, STR("<a>\n<b"));
        for (int i = 0; i < count; i++) {
            text_format(&document, " xmlns:p%d='urn:%d'", i, i);
        }
        text_append(&document, STR("/></a>"));
        Status status = rewrite(text_str(&document), &seen, &out, &error);
        assert_int_equal(status, count == 256 ? STATUS_OK : STATUS_TOO_LARGE);
        assert_true(count == 256 || strstr(error.message, "m.xml:2: ") != NULL);
    }
}

// ---- xml_to_utf8 --------------------------------------------------------------------------------
static void assert_utf8(Str bytes, const char *wanted) {
    CLEANUP(text_release) Text utf8 = {0};
    Error error = {0};
    if (xml_to_utf8(bytes, STR("m.xml"), &utf8, &error) != STATUS_OK) {
        fail_msg("%s", error.message);
    }
    assert_string_equal(utf8.data, wanted);
}

static void other_encodings_become_utf8(void **state) {
    (void)state;
    assert_utf8(STR("<?xml version='1.0' encoding='utf-8'?>\r\n<a b='低'>&lt;<!--保--></a>\n"),
                "<?xml version='1.0' encoding='utf-8'?>\r\n<a b='低'>&lt;<!--保--></a>\n");
    assert_utf8(STR("\xef\xbb\xbf<a/>"), "<a/>");
    assert_utf8(STR("<?xml version=\"1.0\" encoding=\"ISO-8859-1\" standalone='no'?><a b='\xe9'/>"),
                "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?><a b='é'/>");
    static const char WORDS[] = "\xff\xfe<\0a\0>\0\x4eO\xdd\x4f<\0/\0a\0>\0";
    assert_utf8((Str){WORDS, sizeof WORDS - 1}, "<a>低保</a>");
}

static void what_is_not_read_is_not_made_utf8(void **state) {
    (void)state;
    static const struct {
        const char *document;
        const char *words;
    } CASES[] = {
        {"", "m.xml:1: no element found"},
        {"<a>\n<b></a>", "m.xml:2: mismatched tag"},
        {"<a>\xff</a>", "m.xml:1: not well-formed"},
        {"<?xml version='1.0' encoding='EBCDIC-7'?><a/>", "m.xml:1: unknown encoding"},
        {"<!DOCTYPE a [<!ENTITY x 'xx'>]><a>&x;</a>", "m.xml:1: a document type declaration"},
    };
    for (size_t i = 0; i < ARRAY_COUNT(CASES); i++) {
        Text utf8 = {0};
        Error error = {0};
        Status status = xml_to_utf8(str_from(CASES[i].document), STR("m.xml"), &utf8, &error);
        assert_int_equal(status, STATUS_INVALID);
        assert_null(utf8.data);
        if (strstr(error.message, CASES[i].words) == NULL) {
            fail_msg("%s", error.message);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_changed_stays_as_it_is_written),
        cmocka_unit_test(changed_values_are_escaped_and_keep_their_quotes),
        cmocka_unit_test(children_move_with_what_stands_before_them),
        cmocka_unit_test(values_are_seen_as_meant_with_their_namespaces),
        cmocka_unit_test(more_namespaces_than_256_are_refused),
        cmocka_unit_test(other_encodings_become_utf8),
        cmocka_unit_test(what_is_not_read_is_not_made_utf8),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
