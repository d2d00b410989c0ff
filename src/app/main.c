// SPDX-License-Identifier: Apache-2.0
// The program: hands the machine's clock and language to the command line, and adds the one command
// that serves.
#include "app/serve.h"
#include "base/memory.h"
#include "cli/cli.h"
#include "platform/clock.h"

#include <stdlib.h>

// As setlocale would choose: LC_ALL, LC_MESSAGES, LANG; English unless they say Chinese.
static bool prefers_english(void) {
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
        const char *value = getenv(names[i]);
        if (value != NULL && value[0] != '\0') {
            return !str_starts_with(str_from(value), STR("zh"));
        }
    }
    return true;
}

int main(int argc, char **argv) {
    memory_start();
    return cli_run(argc, argv, clock_machine(), prefers_english(), &CMD_serve);
}
