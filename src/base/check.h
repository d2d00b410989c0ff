// SPDX-License-Identifier: Apache-2.0
#ifndef BASE_CHECK_H
#define BASE_CHECK_H
// CHECK states a fact that only a programmer's mistake can break; it stays on in release builds and
// ends the process.
#include <stddef.h>

void check_failed(const char *condition, const char *file, int line)
    __attribute__((noreturn, cold));

#define CHECK(condition) ((condition) ? (void)0 : check_failed(#condition, __FILE__, __LINE__))
#define ARRAY_COUNT(array) (sizeof(array) / sizeof((array)[0]))
// Releases a value when its scope ends: CLEANUP(text_release) Text line = {0};
#define CLEANUP(release) __attribute__((cleanup(release)))
#endif
