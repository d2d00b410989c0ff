// SPDX-License-Identifier: Apache-2.0
#include "platform/terminal.h"

#include <unistd.h>

bool terminal_is_watched(void) {
    return isatty(STDERR_FILENO) == 1;
}
