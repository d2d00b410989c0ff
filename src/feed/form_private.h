// SPDX-License-Identifier: Apache-2.0
#ifndef FEED_FORM_PRIVATE_H
#define FEED_FORM_PRIVATE_H
// What a file name says: F01-20250825-2.csv.gz. Only for feed/.
#include "base/date.h"

typedef enum FileForm { FORM_UNKNOWN, FORM_CSV, FORM_JSON_LINES, FORM_XLSX } FileForm;
typedef struct FileName {
    Str stem; // without .csv and .gz
    FileForm form;
    bool is_packed; // .gz
} FileName;
FileName file_name_split(Str file_name);
// Feed and day of the stem; "" and DATE_NONE where it does not say them.
void file_name_read(Str stem, Str *out_feed, Date *out_delivered);
#endif
