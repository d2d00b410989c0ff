// SPDX-License-Identifier: Apache-2.0
#ifndef APP_SERVE_H
#define APP_SERVE_H
// `doudi serve`: the HTTP API, the live page, and the inbox, in one process.
#include "cli/cli.h"

extern const Command CMD_serve;
#endif
