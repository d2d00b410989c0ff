// SPDX-License-Identifier: Apache-2.0
#include "base/check.h"
#include "support.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef struct Version {
    const char *name;
    const char *model;
    const char *feel;
    const char *diagram;
} Version;
static const Version VERSIONS[] = {
    {"1.1", "http://www.omg.org/spec/DMN/20151101/dmn.xsd", "http://www.omg.org/spec/FEEL/20140401",
     "https://www.omg.org/spec/DMN/20230324/DMNDI/"},
    {"1.2", "http://www.omg.org/spec/DMN/20180521/MODEL/",
     "http://www.omg.org/spec/DMN/20180521/FEEL/", "http://www.omg.org/spec/DMN/20180521/DMNDI/"},
    {"1.3", "https://www.omg.org/spec/DMN/20191111/MODEL/",
     "https://www.omg.org/spec/DMN/20191111/FEEL/", "https://www.omg.org/spec/DMN/20191111/DMNDI/"},
    {"1.4", "https://www.omg.org/spec/DMN/20211108/MODEL/",
     "https://www.omg.org/spec/DMN/20211108/FEEL/", "https://www.omg.org/spec/DMN/20191111/DMNDI/"},
    {"1.6", "https://www.omg.org/spec/DMN/20240513/MODEL/",
     "https://www.omg.org/spec/DMN/20240513/FEEL/", "https://www.omg.org/spec/DMN/20230324/DMNDI/"},
    {"1.5", "https://www.omg.org/spec/DMN/20230324/MODEL/",
     "https://www.omg.org/spec/DMN/20230324/FEEL/", "https://www.omg.org/spec/DMN/20230324/DMNDI/"},
};
static const char *const MODELS[] = {"boxed.dmn",    "chain.dmn",        "convert_11.dmn",
                                     "graph.dmn",    "hit_policies.dmn", "means_test.dmn",
                                     "standard.dmn", "trace.dmn",        "types.dmn"};

static Text convert(Str xml, const char **out_version) {
    Text converted = {0};
    Error error = {0};
    if (dmn_model_convert(xml, STR("m.dmn"), &converted, out_version, &error) != STATUS_OK) {
        fail_msg("%s", error.message);
    }
    return converted;
}

static void replace(Text *text, const char *from, const char *to) {
    CLEANUP(text_release) Text all = *text;
    *text = (Text){0};
    Str rest = text_str(&all);
    size_t at = 0;
    while (str_find(rest, str_from(from), &at)) {
        text_append(text, str_slice(rest, 0, at));
        text_append(text, str_from(to));
        rest = str_slice(rest, at + strlen(from), rest.length);
    }
    text_append(text, rest);
}

static void every_version_of_every_model_becomes_the_same_1_5(void **state) {
    (void)state;
    const Version *last = &VERSIONS[ARRAY_COUNT(VERSIONS) - 1];
    for (size_t i = 0; i < ARRAY_COUNT(MODELS); i++) {
        CLEANUP(text_release) Text bytes = read_model_file(MODELS[i]);
        CLEANUP(text_release) Text wanted = convert(text_str(&bytes), NULL);
        for (size_t k = 0; k < ARRAY_COUNT(VERSIONS); k++) {
            CLEANUP(text_release) Text old = {0};
            text_append(&old, text_str(&wanted));
            replace(&old, last->diagram, VERSIONS[k].diagram);
            replace(&old, last->feel, VERSIONS[k].feel);
            replace(&old, last->model, VERSIONS[k].model);
            const char *version = NULL;
            CLEANUP(text_release) Text converted = convert(text_str(&old), &version);
            assert_string_equal(version, VERSIONS[k].name);
            assert_string_equal(converted.data, wanted.data);
        }
    }
}

static void a_model_of_1_1_keeps_its_meaning(void **state) {
    (void)state;
    CLEANUP(text_release) Text bytes = read_model_file("convert_11.dmn");
    CLEANUP(text_release) Text wanted = read_model_file("convert_11.golden");
    CLEANUP(text_release) Text converted = convert(text_str(&bytes), NULL);
    assert_string_equal(converted.data, wanted.data);
    static const char BASE[] = "<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/' "
                               "name='b' namespace='https://example.org/base'>"
                               "<itemDefinition name='地址'><typeRef>string</typeRef>"
                               "</itemDefinition></definitions>";
    const Str texts[] = {text_str(&bytes), text_str(&converted)};
    for (size_t i = 0; i < ARRAY_COUNT(texts); i++) {
        const DmnSource sources[] = {{STR("m.dmn"), texts[i]}, {STR("b.dmn"), STR(BASE)}};
        DmnModel *model = NULL;
        Error error = {0};
        if (dmn_models_read(sources, 2, DMN_STRICT, &model, &error) != STATUS_OK) {
            fail_msg("%s", error.message);
        }
        Evaluation evaluation;
        evaluate(&evaluation, model, STR("岁数"),
                 STR("{\"户主\": {\"年龄\": 40, \"住所\": \"龙湾\", \"配偶\": null}, "
                     "\"时刻\": \"2025-08-25\"}"),
                 true);
        assert_string_equal(evaluation.words.data, "[80, 2025-08-25T00:00:00Z]");
        evaluation_release(&evaluation);
        dmn_model_free(model);
    }
}

#define HEAD_15 "<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/' name='m' "
#define HEAD_16 "<definitions xmlns='https://www.omg.org/spec/DMN/20240513/MODEL/' name='m' "

static void types_are_named_as_in_1_5(void **state) {
    (void)state;
    static const struct {
        const char *old;
        const char *now;
    } CASES[] = {
        {"feel:number", "number"},
        {" feel:string ", "string"},
        {"dateTime", "date and time"},
        {"feel:dayTimeDuration", "days and time duration"},
        {"feel:yearMonthDuration", "years and months duration"},
        {"days and time duration", "days and time duration"},
        {"own:类型", "类型"},
        {"类型", "类型"},
        {"named:类型", "基础.类型"},
        {"plain:类型", "类型"},
        {"基础.类型", "基础.类型"},
        {"nobody:类型", "nobody:类型"},
        {"foreign:dateTime", "foreign:dateTime"},
        {"time", "time"},
        {"feel:own", "own"},
        {"feel:feel:number", "feel:feel:number"},
        {"own:dateTime", "date and time"},
        {"feel:c", "feel:c"},
        {"", ""},
    };
    for (size_t i = 0; i < ARRAY_COUNT(CASES); i++) {
        static const char FORM[] =
            HEAD_15 "namespace='urn:own' xmlns:own='urn:own' xmlns:named='urn:named' "
                    "xmlns:plain='urn:plain' xmlns:foreign='urn:foreign' "
                    "xmlns:feel='https://www.omg.org/spec/DMN/20230324/FEEL/'>"
                    "<import name='基础' namespace='urn:named' "
                    "importType='https://www.omg.org/spec/DMN/20230324/MODEL/'/>"
                    "<import name='' namespace='urn:plain' "
                    "importType='https://www.omg.org/spec/DMN/20230324/MODEL/'/>"
                    "<itemDefinition name='feel:c'><typeRef>%s</typeRef></itemDefinition>"
                    "<inputData name='i'><variable name='i' typeRef='%s'/></inputData>"
                    "</definitions>";
        CLEANUP(text_release) Text old = {0};
        CLEANUP(text_release) Text now = {0};
        text_append(&old, STR(FORM));
        replace(&old, "%s", CASES[i].old);
        text_append(&now, STR(FORM));
        replace(&now, "%s", CASES[i].now);
        CLEANUP(text_release) Text converted = convert(text_str(&old), NULL);
        assert_string_equal(converted.data, now.data);
    }
    // A type of the model's own that has one of the names.
    static const char OWN[] = HEAD_15
        "namespace='n' xmlns:f='http://www.omg.org/spec/FEEL/20140401'>"
        "<itemDefinition name='dateTime'><typeRef>string</typeRef></itemDefinition>"
        "<itemDefinition name='days and time duration'><typeRef>string</typeRef></itemDefinition>"
        "<itemDefinition name='a'><typeRef>dateTime</typeRef></itemDefinition>"
        "<itemDefinition name='b'><typeRef>dayTimeDuration</typeRef></itemDefinition>"
        "</definitions>";
    CLEANUP(text_release) Text converted = convert(STR(OWN), NULL);
    replace(&converted, "https://www.omg.org/spec/DMN/20230324/FEEL/",
            "http://www.omg.org/spec/FEEL/20140401");
    assert_string_equal(converted.data, OWN);
}

static void extensions_and_other_languages_stay(void **state) {
    (void)state;
    static const char MODEL[] = HEAD_16
        "namespace='n' k:typeRef='feel:number' xmlns:k='urn:k' "
        "xmlns:s='http://www.w3.org/2001/XMLSchema-instance' "
        "s:schemaLocation='https://www.omg.org/spec/DMN/20240513/FEEL/ feel.xsd urn:k k.xsd' "
        "xmlns:feel='http://www.omg.org/spec/FEEL/20140401'>"
        "<extensionElements><k:typeRef>feel:number</k:typeRef><k:a importType="
        "'https://www.omg.org/spec/DMN/20240513/MODEL/' typeRef='dateTime'/></extensionElements>"
        "<import name='p' namespace='n2' importType='http://www.dmg.org/PMML-4_2'/>"
        "<decision name='d'><literalExpression expressionLanguage='http://www.python.org'>"
        "<text>http://www.omg.org/spec/FEEL/20140401</text></literalExpression></decision>"
        "</definitions>";
    CLEANUP(text_release) Text wanted = {0};
    text_append(&wanted, STR(MODEL));
    replace(&wanted, "xmlns='https://www.omg.org/spec/DMN/20240513/MODEL/'",
            "xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/'");
    replace(&wanted, "xmlns:feel='http://www.omg.org/spec/FEEL/20140401'",
            "xmlns:feel='https://www.omg.org/spec/DMN/20230324/FEEL/'");
    replace(&wanted, "DMN/20240513/FEEL/ feel.xsd", "DMN/20230324/FEEL/ feel.xsd");
    CLEANUP(text_release) Text converted = convert(STR(MODEL), NULL);
    assert_string_equal(converted.data, wanted.data);
}

static void what_1_5_cannot_say_is_refused(void **state) {
    (void)state;
    static const struct {
        const char *xml;
        const char *words;
    } CASES[] = {
        {"<a/>", "m.dmn:1: the root element is <a> of namespace ''; expected <definitions> of DMN "
                 "1.1 to 1.6"},
        {"<definitions xmlns='https://www.omg.org/spec/DMN/20990101/MODEL/'/>",
         "expected <definitions> of DMN 1.1 to 1.6"},
        {"<!DOCTYPE definitions [<!ENTITY x 'y'>]>\n" HEAD_15 "namespace='n'>&x;</definitions>",
         "m.dmn:1: a document type declaration (<!DOCTYPE) is not allowed; remove it"},
        {HEAD_15 "namespace='n'>\n<decison name='d'/></definitions>",
         "m.dmn:2: <decison> is no element of DMN; check how it is spelt"},
        {HEAD_16 "namespace='n'>\n<businessKnowledgeModel name='打分'>\n<encapsulatedLogic "
                 "kind='ONNX'/></businessKnowledgeModel></definitions>",
         "m.dmn:3: businessKnowledgeModel '打分': <encapsulatedLogic> is a function of kind ONNX, "
         "which DMN 1.5 does not have; write it in FEEL, or keep the model in DMN 1.6"},
        {HEAD_16 "namespace='n'><decision name='d'>\n<functionDefinition kind=' ONNX '/></decision>"
                 "</definitions>",
         "m.dmn:2: decision 'd': <functionDefinition> is a function of kind ONNX"},
        {HEAD_16 "namespace='n' xmlns:x='https://www.omg.org/spec/DMN/20230324/MODEL/'>\n"
                 "<x:decision name='d'/></definitions>",
         "m.dmn:2: decision 'd': <decision> is of DMN 1.5 inside a model of DMN 1.6, which passes "
         "it over; remove it"},
    };
    for (size_t i = 0; i < ARRAY_COUNT(CASES); i++) {
        Text converted = {0};
        Error error = {0};
        Status status =
            dmn_model_convert(str_from(CASES[i].xml), STR("m.dmn"), &converted, NULL, &error);
        assert_int_equal(status, STATUS_INVALID);
        assert_null(converted.data);
        if (strstr(error.message, CASES[i].words) == NULL) {
            fail_msg("%s", error.message);
        }
    }
}

// A long name that stands for a short prefix, many times.
static void a_model_that_would_grow_without_end_is_refused(void **state) {
    (void)state;
    CLEANUP(text_release) Text xml = {0};
    text_append(&xml, STR(HEAD_15 "namespace='n' xmlns:i='urn:i'><import namespace='urn:i' "
                                  "importType='https://www.omg.org/spec/DMN/20230324/MODEL/' "
                                  "name='"));
    for (int i = 0; i < 1000 * 1000; i++) {
        text_append_char(&xml, 'x');
    }
    text_append(&xml, STR("'/>"));
    for (int i = 0; i < 1000; i++) {
        text_append(&xml, STR("<itemDefinition name='a'><typeRef>i:t</typeRef></itemDefinition>"));
    }
    text_append(&xml, STR("</definitions>"));
    Text converted = {0};
    Error error = {0};
    Status status = dmn_model_convert(text_str(&xml), STR("m.dmn"), &converted, NULL, &error);
    assert_int_equal(status, STATUS_TOO_LARGE);
    assert_null(converted.data);
    assert_non_null(strstr(error.message, "would become larger than"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_version_of_every_model_becomes_the_same_1_5),
        cmocka_unit_test(a_model_of_1_1_keeps_its_meaning),
        cmocka_unit_test(types_are_named_as_in_1_5),
        cmocka_unit_test(extensions_and_other_languages_stay),
        cmocka_unit_test(what_1_5_cannot_say_is_refused),
        cmocka_unit_test(a_model_that_would_grow_without_end_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
