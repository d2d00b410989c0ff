// SPDX-License-Identifier: Apache-2.0
#include "platform/terminal.h"

#include <unistd.h>

bool terminal_is_watched(void) {
    return isatty(STDERR_FILENO) == 1;
}

bool terminal_is_typed_at(void) {
    return isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1;
}
