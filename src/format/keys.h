// SPDX-License-Identifier: Apache-2.0
#ifndef FORMAT_KEYS_H
#define FORMAT_KEYS_H
// Keys of one map or object. Only for the tree readers of this folder.
#include "base/str.h"

// True when a key occurs twice; *out_at is then the index of the later one.
bool keys_find_duplicate(const Str *keys, size_t count, size_t *out_at);
#endif
