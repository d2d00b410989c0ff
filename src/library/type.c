// SPDX-License-Identifier: Apache-2.0
// What can be said of a value's type before an expression about it is compiled: it lets the parser
// know the names of entries, which may hold spaces and operators.
#include "library/library_private.h"

// A value may hold one part at many places, so what is looked at is counted.
enum { TYPE_TEXT_MAX = 16 * 1024, TYPE_NESTING_MAX = 16, VALUES_LOOKED_AT = 4096 };

typedef struct Looking {
    size_t left;
    int depth;
} Looking;

static void write_type(Text *out, FeelValue value, Looking *looking);

// The items' type when all have the same.
static void write_list(Text *out, FeelValue list, Looking *looking) {
    text_append(out, STR("list"));
    CLEANUP(text_release) Text first = {.limit = TYPE_TEXT_MAX};
    for (size_t i = 0; i < list.length; i++) {
        CLEANUP(text_release) Text item = {.limit = TYPE_TEXT_MAX};
        write_type(&item, feel_items(list)[i], looking);
        if (i == 0) {
            text_append(&first, text_str(&item));
        }
        if (looking->left == 0 || item.is_cut || !str_equal(text_str(&first), text_str(&item))) {
            return;
        }
    }
    if (first.length > 0) {
        text_format(out, "<" STR_FMT ">", STR_ARG(text_str(&first)));
    }
}

static void write_context(Text *out, FeelValue context, Looking *looking) {
    text_append(out, STR("context<"));
    for (size_t i = 0; i < context.length; i++) {
        FeelEntry entry = feel_entries(context)[i];
        text_format(out, "%s" STR_FMT ": ", i == 0 ? "" : ", ", STR_ARG(entry.name));
        write_type(out, entry.value, looking);
    }
    text_append_char(out, '>');
}

static void write_type(Text *out, FeelValue value, Looking *looking) {
    bool is_deep = looking->depth == TYPE_NESTING_MAX;
    if (looking->left == 0) {
        text_append(out, STR("Any"));
        return;
    }
    looking->left--;
    switch ((FeelKind)value.kind) {
    case FEEL_LIST:
        if (!is_deep) {
            looking->depth++;
            write_list(out, value, looking);
            looking->depth--;
            return;
        }
        break;
    case FEEL_CONTEXT:
        if (!is_deep && value.length > 0) {
            looking->depth++;
            write_context(out, value, looking);
            looking->depth--;
            return;
        }
        break;
    case FEEL_NULL:
    case FEEL_RANGE:
    case FEEL_FUNCTION: break;
    case FEEL_BOOLEAN:
    case FEEL_NUMBER:
    case FEEL_STRING:
    case FEEL_DATE:
    case FEEL_TIME:
    case FEEL_DATE_TIME:
    case FEEL_DAYS_DURATION:
    case FEEL_MONTHS_DURATION:
        text_append(out, str_from(feel_kind_name((FeelKind)value.kind)));
        return;
    }
    text_append(out, STR("Any"));
}

Str library_type_of(Arena *arena, FeelValue value) {
    CLEANUP(text_release) Text text = {.limit = TYPE_TEXT_MAX};
    Looking looking = {.left = VALUES_LOOKED_AT};
    write_type(&text, value, &looking);
    return text.is_cut ? STR("") : arena_copy(arena, text_str(&text));
}
