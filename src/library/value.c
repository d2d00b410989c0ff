// SPDX-License-Identifier: Apache-2.0
// Reading values.
#include "feel/number.h"
#include "library/library_private.h"

// The two enums are written twice so that the public header stands alone.
_Static_assert((int)DOUDI_NULL == FEEL_NULL && (int)DOUDI_BOOLEAN == FEEL_BOOLEAN &&
                   (int)DOUDI_NUMBER == FEEL_NUMBER && (int)DOUDI_STRING == FEEL_STRING &&
                   (int)DOUDI_DATE == FEEL_DATE && (int)DOUDI_TIME == FEEL_TIME &&
                   (int)DOUDI_DATE_TIME == FEEL_DATE_TIME &&
                   (int)DOUDI_DAYS_DURATION == FEEL_DAYS_DURATION &&
                   (int)DOUDI_MONTHS_DURATION == FEEL_MONTHS_DURATION &&
                   (int)DOUDI_LIST == FEEL_LIST && (int)DOUDI_CONTEXT == FEEL_CONTEXT &&
                   (int)DOUDI_RANGE == FEEL_RANGE && (int)DOUDI_FUNCTION == FEEL_FUNCTION,
               "kinds outside are kinds inside");

DoudiKind doudi_value_kind(const DoudiValue *value) {
    return (DoudiKind)value_of(value).kind;
}

const char *doudi_kind_name(DoudiKind kind) {
    CHECK((int)kind >= DOUDI_NULL && kind <= DOUDI_FUNCTION);
    return feel_kind_name((FeelKind)kind);
}

bool doudi_value_boolean(const DoudiValue *value, bool *out_boolean) {
    CHECK(out_boolean != NULL);
    FeelValue inner = value_of(value);
    if (inner.kind != FEEL_BOOLEAN) {
        return false;
    }
    *out_boolean = inner.number != 0;
    return true;
}

bool doudi_value_integer(const DoudiValue *value, int64_t *out_integer) {
    return doudi_value_scaled(value, 0, out_integer);
}

bool doudi_value_scaled(const DoudiValue *value, int exponent, int64_t *out_scaled) {
    CHECK(out_scaled != NULL);
    FeelValue inner = value_of(value);
    return inner.kind == FEEL_NUMBER && feel_to_scaled(inner, exponent, out_scaled);
}

bool doudi_value_string(const DoudiValue *value, const char **out_bytes, size_t *out_length) {
    CHECK(out_bytes != NULL && out_length != NULL);
    FeelValue inner = value_of(value);
    if (inner.kind != FEEL_STRING) {
        return false;
    }
    Str text = feel_as_string(inner);
    *out_bytes = text.data;
    *out_length = text.length;
    return true;
}

size_t doudi_value_count(const DoudiValue *value) {
    FeelValue inner = value_of(value);
    return inner.kind == FEEL_LIST || inner.kind == FEEL_CONTEXT ? inner.length : 0;
}

// A FeelValue in a list or context, as what it is outside.
static const DoudiValue *outside(const FeelValue *value) {
    return (const DoudiValue *)(const void *)value;
}

const DoudiValue *doudi_value_item(const DoudiValue *list, size_t index) {
    FeelValue inner = value_of(list);
    bool is_there = inner.kind == FEEL_LIST && index < inner.length;
    return is_there ? outside(&feel_items(inner)[index]) : NULL;
}

const DoudiValue *doudi_value_get(const DoudiValue *context, const char *name) {
    CHECK(name != NULL);
    FeelValue inner = value_of(context);
    for (size_t i = 0; inner.kind == FEEL_CONTEXT && i < inner.length; i++) {
        const FeelEntry *entry = &feel_entries(inner)[i];
        if (str_equal(entry->name, str_from(name))) {
            return outside(&entry->value);
        }
    }
    return NULL;
}

bool doudi_value_entry(DoudiRun *run, const DoudiValue *context, size_t index,
                       DoudiEntry *out_entry) {
    CHECK(run != NULL && out_entry != NULL);
    FeelValue inner = value_of(context);
    if (inner.kind != FEEL_CONTEXT || index >= inner.length) {
        return false;
    }
    const FeelEntry *entry = &feel_entries(inner)[index];
    *out_entry = (DoudiEntry){library_text(&run->arena, entry->name), outside(&entry->value)};
    return true;
}

static const char *written(DoudiRun *run, const DoudiValue *value,
                           void (*write)(FeelValue value, Text *out)) {
    CHECK(run != NULL);
    CLEANUP(text_release) Text text = run_text_new(run);
    write(value_of(value), &text);
    return run_text_keep(run, &text);
}

const char *doudi_value_text(DoudiRun *run, const DoudiValue *value) {
    return written(run, value, feel_format);
}

const char *doudi_value_json(DoudiRun *run, const DoudiValue *value) {
    return written(run, value, feel_format_json);
}
