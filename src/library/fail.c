// SPDX-License-Identifier: Apache-2.0
#include "base/nearest.h"
#include "base/text.h"
#include "library/library_private.h"
#include <stdlib.h>
#include <string.h>

_Static_assert(sizeof(((DoudiError *)NULL)->message) == ERROR_MESSAGE_SIZE, "no message is cut");

static DoudiStatus status_outside(Status status) {
    switch (status) {
    case STATUS_OK: return DOUDI_OK;
    case STATUS_NOT_FOUND: return DOUDI_NOT_FOUND;
    case STATUS_TOO_LARGE: return DOUDI_TOO_LARGE;
    case STATUS_INVALID:
    case STATUS_CONFLICT:
    case STATUS_DENIED:
    case STATUS_OVERFLOW:
    case STATUS_UNAVAILABLE:
    case STATUS_CORRUPT:
    case STATUS_CANCELLED: return DOUDI_INVALID;
    }
    return DOUDI_INVALID;
}

DoudiStatus library_fail_at(const Error *error, FeelPlace place, DoudiError *out_error) {
    CHECK(error->status != STATUS_OK);
    if (out_error != NULL) {
        *out_error = (DoudiError){
            .status = status_outside(error->status), .line = place.line, .column = place.column};
        memcpy(out_error->message, error->message, strlen(error->message) + 1);
    }
    return status_outside(error->status);
}

DoudiStatus library_fail(const Error *error, DoudiError *out_error) {
    return library_fail_at(error, (FeelPlace){0}, out_error);
}

// The number behind these words, and moves behind it; 0 when the text goes on otherwise.
static int number_behind(const char **text, const char *words) {
    size_t length = strlen(words);
    if (strncmp(*text, words, length) != 0) {
        return 0;
    }
    char *end = NULL;
    long number = strtol(*text + length, &end, 10);
    *text = end;
    return number > 0 && number <= INT32_MAX ? (int)number : 0;
}

DoudiStatus library_fail_json(const Error *error, DoudiError *out_error) {
    const char *rest = error->message;
    FeelPlace place = {.line = number_behind(&rest, "line ")};
    place.column = number_behind(&rest, ", column ");
    return library_fail_at(error, place, out_error);
}

static bool nearest_of(const VariableList *list, Str name, Str *out_nearest) {
    NearestName nearest = nearest_begin(name);
    for (size_t i = 0; i < list->count; i++) {
        nearest_offer(&nearest, str_from(list->items[i].name));
    }
    return nearest_found(&nearest, out_nearest);
}

static void tell_nearest(Text *words, const VariableList *list, Str name) {
    Str nearest = {0};
    if (nearest_of(list, name, &nearest)) {
        text_format(words, " (is '" STR_FMT "' meant?)", STR_ARG(nearest));
    }
}

static bool is_listed(const VariableList *list, Str name) {
    for (size_t i = 0; i < list->count; i++) {
        if (str_equal(str_from(list->items[i].name), name)) {
            return true;
        }
    }
    return false;
}

static void tell_missing(Text *words, const VariableList *list, const bool *is_needed,
                         FeelValue context) {
    for (size_t i = 0; i < list->count; i++) {
        FeelValue value;
        const DoudiVariable *variable = &list->items[i];
        if (!is_needed[i] || feel_get(context, str_from(variable->name), &value)) {
            continue;
        }
        text_format(words, "%s'%s'", words->length == 0 ? "missing: " : ", ", variable->name);
        if (variable->type[0] != '\0') {
            text_format(words, " (%s)", variable->type);
        }
    }
    if (words->length > 0) {
        text_append(words, STR("; write null for what is not known"));
    }
}

static void tell_unknown(Text *words, const VariableList *list, FeelValue context) {
    bool is_first = true;
    for (size_t i = 0; i < context.length; i++) {
        Str name = feel_entries(context)[i].name;
        if (is_listed(list, name)) {
            continue;
        }
        text_format(words, "%s'" STR_FMT "'",
                    !is_first           ? ", "
                    : words->length > 0 ? "; not an input of the model: "
                                        : "not an input of the model: ",
                    STR_ARG(name));
        tell_nearest(words, list, name);
        is_first = false;
    }
}

Status library_check_names(const VariableList *list, const bool *is_needed, FeelValue context,
                           Error *error) {
    if (context.kind != FEEL_CONTEXT && context.kind != FEEL_NULL) {
        return error_set(error, STATUS_INVALID, "the inputs must be a context by name, not a %s",
                         feel_kind_name(context.kind));
    }
    CLEANUP(text_release) Text words = {.limit = ERROR_MESSAGE_SIZE};
    if (is_needed != NULL) {
        tell_missing(&words, list, is_needed, context);
    }
    tell_unknown(&words, list, context);
    return words.length == 0
               ? STATUS_OK
               : error_set(error, STATUS_NOT_FOUND, STR_FMT, STR_ARG(text_str(&words)));
}

Status library_no_such(const char *what, Str name, const VariableList *list, Error *error) {
    CLEANUP(text_release) Text words = {.limit = ERROR_MESSAGE_SIZE};
    text_format(&words, "the model has no %s '" STR_FMT "'", what, STR_ARG(name));
    tell_nearest(&words, list, name);
    return error_set(error, STATUS_NOT_FOUND, STR_FMT, STR_ARG(text_str(&words)));
}
