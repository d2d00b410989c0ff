// SPDX-License-Identifier: Apache-2.0
#include "client.h"

#include "base/check.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

int client_connect(uint16_t port) {
    int made = socket(AF_INET, SOCK_STREAM, 0);
    CHECK(made >= 0);
    const struct timeval patience = {.tv_sec = 10};
    CHECK(setsockopt(made, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) == 0);
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
    } address = {.v4 = {.sin_family = AF_INET,
                        .sin_port = htons(port),
                        .sin_addr.s_addr = htonl(INADDR_LOOPBACK)}};
    CHECK(connect(made, &address.any, sizeof address.v4) == 0);
    return made;
}

void client_send(int socket, Str bytes) {
    while (bytes.length > 0) {
        ssize_t sent = send(socket, bytes.data, bytes.length, MSG_NOSIGNAL);
        if (sent <= 0) {
            return; // the server has closed: what it said is read by the caller
        }
        bytes = str_slice(bytes, (size_t)sent, bytes.length);
    }
}

static bool receive(int socket, Text *out) {
    char chunk[16 * 1024];
    ssize_t got = recv(socket, chunk, sizeof chunk, 0);
    if (got <= 0) {
        return false;
    }
    text_append(out, (Str){chunk, (size_t)got});
    return true;
}

void client_ask(uint16_t port, Str request, Text *out_answer) {
    int socket = client_connect(port);
    text_clear(out_answer);
    client_send(socket, request);
    while (receive(socket, out_answer)) {
    }
    CHECK(close(socket) == 0);
}

void client_get(uint16_t port, const char *target, const char *headers, Text *out_answer) {
    CLEANUP(text_release) Text request = {0};
    text_format(&request, "GET %s HTTP/1.1\r\nHost: localhost:%d\r\nConnection: close\r\n%s\r\n",
                target, (int)port, headers);
    client_ask(port, text_str(&request), out_answer);
}

bool client_has(const Text *answer, const char *wanted) {
    size_t at = 0;
    return str_find(text_str(answer), str_from(wanted), &at);
}

bool client_wait_for(int socket, Text *seen, const char *wanted) {
    while (!client_has(seen, wanted)) {
        if (!receive(socket, seen)) {
            return false;
        }
    }
    return true;
}

Str client_body(const Text *answer) {
    size_t at = 0;
    Str all = text_str(answer);
    return str_find(all, STR("\r\n\r\n"), &at) ? str_slice(all, at + 4, all.length) : STR("");
}
