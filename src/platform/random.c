// SPDX-License-Identifier: Apache-2.0
#include "platform/random.h"
#include "base/check.h"
#include <errno.h>
#include <sys/random.h>

void random_bytes(void *out_bytes, size_t size) {
    unsigned char *bytes = out_bytes;
    size_t done = 0;
    while (done < size) {
        ssize_t got = getrandom(bytes + done, size - done, 0);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        CHECK(got > 0); // Linux always has random bytes once it runs
        done += (size_t)got;
    }
}

uint64_t random_number(void) {
    uint64_t number = 0;
    random_bytes(&number, sizeof number);
    return number;
}
