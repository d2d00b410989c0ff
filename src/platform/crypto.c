// SPDX-License-Identifier: Apache-2.0
#include "platform/crypto.h"
#include "base/check.h"
#include "base/memory.h"
#include "platform/random.h"
#include <limits.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <string.h>

enum { NONCE_SIZE = 12, TAG_SIZE = 16, FORM_AES_256_GCM = 1, NONCES_SIZE = NONCE_SIZE * 256 };

struct Crypto {
    EVP_CIPHER_CTX *seal;
    EVP_CIPHER_CTX *open;
    EVP_MAC_CTX *hash;
    uint8_t nonces[NONCES_SIZE]; // drawn ahead: asking the system for each would take longer than
                                 // sealing
    size_t nonces_used;
};

void crypto_make_key(uint8_t out_key[CRYPTO_KEY_SIZE]) {
    random_bytes(out_key, CRYPTO_KEY_SIZE);
}

static EVP_MAC_CTX *hmac_new(const uint8_t key[CRYPTO_KEY_SIZE]) {
    EVP_MAC *mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
    CHECK(mac != NULL);
    EVP_MAC_CTX *context = EVP_MAC_CTX_new(mac);
    EVP_MAC_free(mac);
    CHECK(context != NULL);
    char digest[] = "SHA256";
    OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
        OSSL_PARAM_construct_end(),
    };
    CHECK(EVP_MAC_init(context, key, CRYPTO_KEY_SIZE, parameters) == 1);
    return context;
}

static Sha256 hmac_of(EVP_MAC_CTX *context, Str text) {
    Sha256 full;
    size_t size = 0;
    CHECK(EVP_MAC_init(context, NULL, 0, NULL) == 1); // again with the same key
    CHECK(EVP_MAC_update(context, (const unsigned char *)text.data, text.length) == 1);
    CHECK(EVP_MAC_final(context, full.bytes, &size, sizeof full.bytes) == 1);
    CHECK(size == sizeof full.bytes);
    return full;
}

static EVP_CIPHER_CTX *gcm_new(const uint8_t key[CRYPTO_KEY_SIZE], bool is_sealing) {
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    CHECK(context != NULL);
    CHECK(EVP_CipherInit_ex(context, EVP_aes_256_gcm(), NULL, key, NULL, is_sealing) == 1);
    return context;
}

Crypto *crypto_new(const uint8_t key[CRYPTO_KEY_SIZE]) {
    Crypto *crypto = memory_new(1, sizeof *crypto);
    EVP_MAC_CTX *master = hmac_new(key);
    Sha256 seal_key = hmac_of(master, STR("doudi seal 1"));
    Sha256 hash_key = hmac_of(master, STR("doudi hash 1"));
    EVP_MAC_CTX_free(master);
    crypto->seal = gcm_new(seal_key.bytes, true);
    crypto->open = gcm_new(seal_key.bytes, false);
    crypto->hash = hmac_new(hash_key.bytes);
    crypto->nonces_used = NONCES_SIZE;
    OPENSSL_cleanse(&seal_key, sizeof seal_key);
    OPENSSL_cleanse(&hash_key, sizeof hash_key);
    return crypto;
}

void crypto_free(Crypto *crypto) {
    if (crypto == NULL) {
        return;
    }
    EVP_CIPHER_CTX_free(crypto->seal);
    EVP_CIPHER_CTX_free(crypto->open);
    EVP_MAC_CTX_free(crypto->hash);
    memory_free(crypto);
}

static const uint8_t *next_nonce(Crypto *crypto) {
    if (crypto->nonces_used == NONCES_SIZE) {
        random_bytes(crypto->nonces, NONCES_SIZE);
        crypto->nonces_used = 0;
    }
    const uint8_t *nonce = crypto->nonces + crypto->nonces_used;
    crypto->nonces_used += NONCE_SIZE;
    return nonce;
}

// Runs bytes through the cipher; NULL out: they are only bound, not sealed. The cipher is a stream,
// so it gives as many bytes as it takes.
static void gcm_update(EVP_CIPHER_CTX *context, Str bytes, unsigned char *out) {
    CHECK(bytes.length <= INT_MAX);
    int size = 0;
    if (bytes.length > 0) {
        CHECK(EVP_CipherUpdate(context, out, &size, (const unsigned char *)bytes.data,
                               (int)bytes.length) == 1);
    }
    CHECK((size_t)size == bytes.length);
}

static void seal_into(Crypto *crypto, Str plain, Str about, unsigned char *out) {
    const uint8_t *nonce = next_nonce(crypto);
    out[0] = FORM_AES_256_GCM;
    memcpy(out + 1, nonce, NONCE_SIZE);
    unsigned char *body = out + 1 + NONCE_SIZE;
    unsigned char *tag = body + plain.length;
    CHECK(EVP_CipherInit_ex(crypto->seal, NULL, NULL, NULL, nonce, -1) == 1);
    gcm_update(crypto->seal, about, NULL);
    gcm_update(crypto->seal, plain, body);
    int rest = 0;
    CHECK(EVP_CipherFinal_ex(crypto->seal, tag, &rest) == 1 && rest == 0);
    CHECK(EVP_CIPHER_CTX_ctrl(crypto->seal, EVP_CTRL_GCM_GET_TAG, TAG_SIZE, tag) == 1);
}

enum { BLOB_BRIEF = 512 };

void crypto_seal(Crypto *crypto, Str plain, Str about, Text *out_blob) {
    size_t size = plain.length + CRYPTO_SEAL_OVERHEAD;
    unsigned char brief[BLOB_BRIEF];
    unsigned char *blob = size <= sizeof brief ? brief : memory_new(size, 1);
    seal_into(crypto, plain, about, blob);
    text_append(out_blob, (Str){(const char *)blob, size});
    if (blob != brief) {
        memory_free(blob);
    }
}

static bool open_into(Crypto *crypto, Str blob, Str about, unsigned char *out) {
    const unsigned char *bytes = (const unsigned char *)blob.data;
    size_t plain_size = blob.length - CRYPTO_SEAL_OVERHEAD;
    Str body = str_slice(blob, 1 + NONCE_SIZE, 1 + NONCE_SIZE + plain_size);
    unsigned char tag[TAG_SIZE];
    memcpy(tag, bytes + blob.length - TAG_SIZE, TAG_SIZE);
    CHECK(EVP_CipherInit_ex(crypto->open, NULL, NULL, NULL, bytes + 1, -1) == 1);
    gcm_update(crypto->open, about, NULL);
    gcm_update(crypto->open, body, out);
    CHECK(EVP_CIPHER_CTX_ctrl(crypto->open, EVP_CTRL_GCM_SET_TAG, TAG_SIZE, tag) == 1);
    int rest = 0;
    return EVP_CipherFinal_ex(crypto->open, out + plain_size, &rest) == 1;
}

Status crypto_open(Crypto *crypto, Str blob, Str about, Text *out_plain, Error *error) {
    bool is_sealed = blob.length >= CRYPTO_SEAL_OVERHEAD && blob.data[0] == FORM_AES_256_GCM;
    if (!is_sealed) {
        return error_set(error, STATUS_CORRUPT, "a sealed value of " STR_FMT " has another form",
                         STR_ARG(about));
    }
    size_t size = blob.length - CRYPTO_SEAL_OVERHEAD;
    unsigned char brief[BLOB_BRIEF];
    unsigned char *plain = size <= sizeof brief ? brief : memory_new(size, 1);
    bool is_whole = open_into(crypto, blob, about, plain);
    if (is_whole) {
        text_append(out_plain, (Str){(const char *)plain, size});
    }
    if (plain != brief) {
        memory_free(plain);
    }
    return is_whole ? STATUS_OK
                    : error_set(error, STATUS_CORRUPT,
                                "a sealed value of " STR_FMT
                                " does not open: it was changed, or the key is another",
                                STR_ARG(about));
}

KeyedHash crypto_hash(Crypto *crypto, Str text) {
    Sha256 full = hmac_of(crypto->hash, text);
    KeyedHash hash;
    memcpy(hash.bytes, full.bytes, sizeof hash.bytes);
    return hash;
}

Sha256 sha256_of(Str bytes) {
    Sha256 digest;
    unsigned size = 0;
    CHECK(EVP_Digest(bytes.data, bytes.length, digest.bytes, &size, EVP_sha256(), NULL) == 1);
    CHECK(size == sizeof digest.bytes);
    return digest;
}

void sha256_format(Sha256 digest, char out[CRYPTO_DIGEST_SIZE * 2 + 1]) {
    static const char HEX[] = "0123456789abcdef";
    for (size_t i = 0; i < CRYPTO_DIGEST_SIZE; i++) {
        out[2 * i] = HEX[digest.bytes[i] >> 4];
        out[2 * i + 1] = HEX[digest.bytes[i] & 15];
    }
    out[CRYPTO_DIGEST_SIZE * 2] = '\0';
}
