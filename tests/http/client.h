// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_HTTP_CLIENT_H
#define TESTS_HTTP_CLIENT_H
// A bare HTTP client on 127.0.0.1 for tests: sends what it is told, byte for byte.
#include "base/text.h"

int client_connect(uint16_t port); // a socket that gives up reading after 10 s
void client_send(int socket, Str bytes);
// Sends the whole request on a connection of its own and reads to the end of the connection.
void client_ask(uint16_t port, Str request, Text *out_answer);
// GET with the right Host; more headers, each ending in CRLF, may be added.
void client_get(uint16_t port, const char *target, const char *headers, Text *out_answer);
// Reads until the text is there (true) or the stream ends or is silent for too long (false).
bool client_wait_for(int socket, Text *seen, const char *wanted);
bool client_has(const Text *answer, const char *wanted);
Str client_body(const Text *answer);
#endif
