// SPDX-License-Identifier: Apache-2.0
#ifndef DOMAIN_UNIT_H
#define DOMAIN_UNIT_H
// Units of figures, as policy packs write them, in the reader's words.
#include "base/str.h"

// yuan -> 元; one that is not known stays as it is. Of one it is said in the singular: 1 month.
Str unit_words(Str unit, Str value, bool is_english);
#endif
