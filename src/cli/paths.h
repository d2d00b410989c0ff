// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_PATHS_H
#define CLI_PATHS_H
// Paths as text.
#include "base/arena.h"

const char *path_text(Arena *arena, Str path); // NUL-terminated
Str path_join(Arena *arena, Str folder, Str name);
Str path_name(Str path); // behind the last slash
#endif
