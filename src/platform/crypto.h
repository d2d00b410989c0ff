// SPDX-License-Identifier: Apache-2.0
#ifndef PLATFORM_CRYPTO_H
#define PLATFORM_CRYPTO_H
// Short texts sealed with AES-256-GCM and found again by a keyed hash (HMAC-SHA256), both under
// keys drawn from one master key. A seal is bound to what it is about, so that a blob moved to
// another row does not open. Contexts are kept, so that a million seals take about a second; a
// Crypto is used by one thread at a time.
#include "base/status.h"
#include "base/text.h"

enum {
    CRYPTO_KEY_SIZE = 32,
    CRYPTO_HASH_SIZE = 16,     // of a keyed hash, truncated
    CRYPTO_DIGEST_SIZE = 32,   // SHA-256
    CRYPTO_SEAL_OVERHEAD = 29, // form 1, nonce 12, tag 16
};

typedef struct Crypto Crypto;
typedef struct KeyedHash {
    uint8_t bytes[CRYPTO_HASH_SIZE];
} KeyedHash;
typedef struct Sha256 {
    uint8_t bytes[CRYPTO_DIGEST_SIZE];
} Sha256;

void crypto_make_key(uint8_t out_key[CRYPTO_KEY_SIZE]);
Crypto *crypto_new(const uint8_t key[CRYPTO_KEY_SIZE]);
void crypto_free(Crypto *crypto); // NULL is fine

// Appends the blob to *out_blob: CRYPTO_SEAL_OVERHEAD bytes more than the plain text.
void crypto_seal(Crypto *crypto, Str plain, Str about, Text *out_blob);
// Appends the plain text; CORRUPT when the blob, the key or what it is about is another.
MUST_CHECK Status crypto_open(Crypto *crypto, Str blob, Str about, Text *out_plain, Error *error);
KeyedHash crypto_hash(Crypto *crypto, Str text);

Sha256 sha256_of(Str bytes);
void sha256_format(Sha256 digest, char out[CRYPTO_DIGEST_SIZE * 2 + 1]);
#endif
