// SPDX-License-Identifier: Apache-2.0
#include "feed/form_private.h"

#include "base/check.h"

enum { FEED_SIZE_MAX = 7, ENDING_SIZE_MAX = 7, DAY_DIGITS = 8 };

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

// True for "x.CSV" and ".csv".
static bool has_ending(Str name, Str ending) {
    if (name.length < ending.length) {
        return false;
    }
    for (size_t i = 0; i < ending.length; i++) {
        if (lower(name.data[name.length - ending.length + i]) != ending.data[i]) {
            return false;
        }
    }
    return true;
}

static bool take_ending(Str *name, Str ending) {
    if (!has_ending(*name, ending)) {
        return false;
    }
    *name = str_slice(*name, 0, name->length - ending.length);
    return true;
}

FileName file_name_split(Str file_name) {
    static const struct {
        const char *ending;
        FileForm form;
    } ENDINGS[] = {{".csv", FORM_CSV},          {".txt", FORM_CSV},           {".tsv", FORM_CSV},
                   {".jsonl", FORM_JSON_LINES}, {".ndjson", FORM_JSON_LINES}, {".xlsx", FORM_XLSX}};
    FileName name = {.stem = file_name};
    name.is_packed = take_ending(&name.stem, STR(".gz"));
    for (size_t i = 0; i < ARRAY_COUNT(ENDINGS) && name.form == FORM_UNKNOWN; i++) {
        if (take_ending(&name.stem, str_from(ENDINGS[i].ending))) {
            name.form = ENDINGS[i].form;
        }
    }
    return name;
}

static bool is_feed(Str text) {
    for (size_t i = 0; i < text.length; i++) {
        char c = text.data[i];
        bool is_letter = c >= 'A' && c <= 'Z';
        if (!is_letter && !(i > 0 && c >= '0' && c <= '9')) {
            return false;
        }
    }
    return text.length > 0 && text.length <= FEED_SIZE_MAX;
}

void file_name_read(Str stem, Str *out_feed, Date *out_delivered) {
    *out_feed = (Str){0};
    *out_delivered = DATE_NONE;
    Str feed = str_cut(&stem, '-');
    Str day = str_cut(&stem, '-');
    if (!is_feed(feed)) {
        return;
    }
    *out_feed = feed;
    Date delivered = DATE_NONE;
    if (day.length == DAY_DIGITS && date_parse(day, &delivered, NULL) == STATUS_OK) {
        *out_delivered = delivered;
    }
}
