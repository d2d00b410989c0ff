// SPDX-License-Identifier: Apache-2.0
#ifndef BASE_NEAREST_H
#define BASE_NEAREST_H
// "There is no 人口; is 人数 meant?": of the names there are, the one that takes the fewest
// changed, added or dropped characters, if at most half of them. Borrows the names.
#include "base/str.h"

typedef struct NearestName {
    Str wanted;
    Str name;
    size_t changes; // SIZE_MAX: none is near
} NearestName;

NearestName nearest_begin(Str wanted);
void nearest_offer(NearestName *nearest, Str name); // of equally near ones the first stays
bool nearest_found(const NearestName *nearest, Str *out_name);
#endif
