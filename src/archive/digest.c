// SPDX-License-Identifier: Apache-2.0
#include "archive/segment.h"

#include "base/check.h"
#include <openssl/evp.h>
#include <string.h>

Digest digest_of(Str bytes) {
    Digest digest;
    unsigned length = 0;
    CHECK(EVP_Digest(bytes.data, bytes.length, digest.bytes, &length, EVP_sha256(), NULL) == 1);
    CHECK(length == DIGEST_SIZE);
    return digest;
}

void digest_format(Digest digest, char out[DIGEST_SIZE * 2 + 1]) {
    static const char HEX[] = "0123456789abcdef";
    for (size_t i = 0; i < DIGEST_SIZE; i++) {
        out[2 * i] = HEX[digest.bytes[i] >> 4];
        out[2 * i + 1] = HEX[digest.bytes[i] & 15];
    }
    out[DIGEST_SIZE * 2] = '\0';
}

bool digest_equal(Digest a, Digest b) {
    return memcmp(a.bytes, b.bytes, DIGEST_SIZE) == 0;
}
