// SPDX-License-Identifier: Apache-2.0
#ifndef FEEL_REASON_H
#define FEEL_REASON_H
// The arguments of a reported reason, kept as texts, so that the sentence can be made again in
// another language. Which sentences there are: reasons.def.
#include "base/arena.h"
#include <stdarg.h>

// One text per conversion of the format; how many is answered.
size_t reason_arguments(Arena *arena, const char *format, va_list values, const Str **out_texts);
#endif
