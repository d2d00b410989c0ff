// SPDX-License-Identifier: Apache-2.0
#ifndef PLATFORM_TERMINAL_H
#define PLATFORM_TERMINAL_H
// Is a person watching?
#include <stdbool.h>

bool terminal_is_watched(void);  // stderr is a terminal
bool terminal_is_typed_at(void); // stdin and stdout are one
#endif
