// SPDX-License-Identifier: Apache-2.0
#ifndef LANGUAGE_ERRORS_H
#define LANGUAGE_ERRORS_H
// What an Error says, or a line of a report that names what is wrong, in Chinese. The English at
// the call stays the key: a finished message is matched against the formats of one table
// (errors_*.def, and the reasons.def of the layers that have one), and the row that explains the
// most of it speaks. What no row explains stays as it is. Not here: the choice of the language,
// which is the command line's and the API's.
#include "base/text.h"

// Appends the words; names, numbers and paths of the message stand in them unchanged.
void errors_in_chinese(Str message, Text *out);
#endif
