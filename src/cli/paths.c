// SPDX-License-Identifier: Apache-2.0
#include "cli/paths.h"

const char *path_text(Arena *arena, Str path) {
    return arena_copy(arena, path).data;
}

Str path_join(Arena *arena, Str folder, Str name) {
    return arena_format(arena, STR_FMT "%s" STR_FMT, STR_ARG(folder),
                        str_ends_with(folder, STR("/")) ? "" : "/", STR_ARG(name));
}

Str path_name(Str path) {
    size_t from = path.length;
    while (from > 0 && path.data[from - 1] != '/') {
        from--;
    }
    return str_slice(path, from, path.length);
}
