// SPDX-License-Identifier: Apache-2.0
#include "archive/bytes_private.h"
#include "base/check.h"
#include "base/map.h"
#include "base/memory.h"
#include "base/word.h"
#include <libdeflate.h>
#include <string.h>

enum { FORM_PLAIN, FORM_DICTIONARY };
enum { PACKED_STORED, PACKED_DEFLATED };
enum { SAMPLE_SIZE = 64 * 1024, DEFLATE_MIN = 64 };
// Deflate makes at most about 1,032 bytes out of one.
enum { INFLATE_FACTOR_MAX = 1040 };

// ---- bytes, deflated where it pays
// -------------------------------------------------------------------------------------------------

// Deflates into *out; false when that saves less than an eighth.
static bool bytes_deflate(Str bytes, Text *out) {
    enum { LEVEL_FASTEST = 1 };
    struct libdeflate_compressor *compressor = libdeflate_alloc_compressor(LEVEL_FASTEST);
    CHECK(compressor != NULL);
    size_t room = bytes.length - bytes.length / 8;
    char *packed = memory_grow(NULL, room, 1);
    size_t length = libdeflate_zlib_compress(compressor, bytes.data, bytes.length, packed, room);
    libdeflate_free_compressor(compressor);
    bool pays = length > 0 && length < room; // 0: there was not room enough
    if (pays) {
        out->limit = room;
        text_append(out, (Str){packed, length});
    }
    memory_free(packed);
    return pays;
}

// A sample tells for less whether the whole would shrink.
static bool would_deflate(Str bytes) {
    if (bytes.length <= SAMPLE_SIZE) {
        return bytes.length >= DEFLATE_MIN;
    }
    CLEANUP(text_release) Text sample = {0};
    return bytes_deflate(str_slice(bytes, 0, SAMPLE_SIZE), &sample);
}

static void bytes_encode(Str bytes, Text *out) {
    CLEANUP(text_release) Text packed = {0};
    bool is_deflated = would_deflate(bytes) && bytes_deflate(bytes, &packed);
    Str kept = is_deflated ? text_str(&packed) : bytes;
    write_number(out, is_deflated ? PACKED_DEFLATED : PACKED_STORED, 1);
    write_number(out, bytes.length, 4);
    write_number(out, kept.length, 4);
    text_append(out, kept);
}

// The bytes lie in the arena.
static bool bytes_decode(ByteReader *reader, Arena *arena, Str *out_bytes) {
    uint64_t packing = reader_number(reader, 1);
    size_t length = (size_t)reader_number(reader, 4);
    Str kept = reader_bytes(reader, (size_t)reader_number(reader, 4));
    if (reader->is_broken || packing > PACKED_DEFLATED) {
        return false;
    }
    if (packing == PACKED_STORED) {
        *out_bytes = arena_copy(arena, kept);
        return length == kept.length;
    }
    if (length / INFLATE_FACTOR_MAX > kept.length) {
        return false;
    }
    char *bytes = arena_alloc(arena, length + 1, 1);
    *out_bytes = (Str){bytes, length};
    struct libdeflate_decompressor *decompressor = libdeflate_alloc_decompressor();
    CHECK(decompressor != NULL);
    // Without a place for how much came out, anything but `length` bytes is a failure.
    enum libdeflate_result result =
        libdeflate_zlib_decompress(decompressor, kept.data, kept.length, bytes, length, NULL);
    libdeflate_free_decompressor(decompressor);
    return result == LIBDEFLATE_SUCCESS;
}

// ---- texts without what they share with the one before
// ------------------------------------------------------------------------------

// What a text may borrow is limited, so that few bytes cannot unpack into very many.
enum { SHARED_MAX = 64 };

static size_t shared_length(Str a, Str b) {
    size_t most = a.length < b.length ? a.length : b.length;
    most = most < SHARED_MAX ? most : SHARED_MAX;
    size_t at = 0;
    for (; most - at >= sizeof(uint64_t); at += sizeof(uint64_t)) {
        uint64_t others = word_at(a.data + at) ^ word_at(b.data + at);
        if (others != 0) {
            return at + (size_t)__builtin_ctzll(others) / 8;
        }
    }
    while (at < most && a.data[at] == b.data[at]) {
        at++;
    }
    return at;
}

static void plain_encode(const Str *texts, size_t count, Text *out) {
    int64_t *shared = memory_grow(NULL, count, sizeof *shared);
    int64_t *rest = memory_grow(NULL, count, sizeof *rest);
    size_t length = 0;
    Str before = {0};
    for (size_t i = 0; i < count; i++) {
        size_t same = shared_length(before, texts[i]);
        shared[i] = (int64_t)same;
        rest[i] = (int64_t)(texts[i].length - same);
        length += texts[i].length - same;
        before = texts[i];
    }
    CHECK(length <= UINT32_MAX);
    char *bytes = memory_grow(NULL, length, 1);
    char *next = bytes;
    for (size_t i = 0; i < count; i++) {
        if (rest[i] > 0) {
            memcpy(next, texts[i].data + shared[i], (size_t)rest[i]);
            next += rest[i];
        }
    }
    numbers_encode(shared, count, out);
    numbers_encode(rest, count, out);
    bytes_encode((Str){bytes, length}, out);
    memory_free(bytes);
    memory_free(shared);
    memory_free(rest);
}

// Puts the shared beginnings back. Every text is checked against what it borrows from.
static bool texts_join(const int64_t *shared, const int64_t *rest, size_t count, Str bytes,
                       Arena *arena, Str *out_texts) {
    Str before = {0};
    for (size_t i = 0; i < count; i++) {
        size_t most = before.length < SHARED_MAX ? before.length : SHARED_MAX;
        bool is_sound = (uint64_t)shared[i] <= most && (uint64_t)rest[i] <= bytes.length;
        if (!is_sound) {
            return false;
        }
        Str tail = str_slice(bytes, 0, (size_t)rest[i]);
        bytes = str_slice(bytes, tail.length, bytes.length);
        if (shared[i] == 0) {
            out_texts[i] = tail;
        } else {
            char *joined = arena_alloc(arena, (size_t)shared[i] + tail.length, 1);
            memcpy(joined, before.data, (size_t)shared[i]);
            if (tail.length > 0) {
                memcpy(joined + shared[i], tail.data, tail.length);
            }
            out_texts[i] = (Str){joined, (size_t)shared[i] + tail.length};
        }
        before = out_texts[i];
    }
    return bytes.length == 0;
}

static bool plain_decode(ByteReader *reader, Arena *arena, Str *out_texts, size_t count) {
    int64_t *shared = memory_new(count, sizeof *shared);
    int64_t *rest = memory_new(count, sizeof *rest);
    Str bytes = {0};
    bool is_sound = numbers_decode(reader, shared, count) && numbers_decode(reader, rest, count) &&
                    bytes_decode(reader, arena, &bytes) &&
                    texts_join(shared, rest, count, bytes, arena, out_texts);
    memory_free(shared);
    memory_free(rest);
    return is_sound;
}

// ---- dictionary
// ---------------------------------------------------------------------------------------------------------------

typedef struct Dictionary {
    Map index; // hash, scrambled on collision -> entry
    Str *entries;
    size_t count, capacity;
} Dictionary;

static void dictionary_release(Dictionary *dictionary) {
    map_release(&dictionary->index);
    memory_free(dictionary->entries);
}

static size_t dictionary_put(Dictionary *dictionary, Str text) {
    uint64_t key = str_hash(text);
    uint64_t entry = 0;
    for (; map_find(&dictionary->index, key, &entry); key = map_mix(key + 1)) {
        CHECK(entry < dictionary->count && dictionary->entries != NULL);
        if (str_equal(dictionary->entries[entry], text)) {
            return (size_t)entry;
        }
    }
    dictionary->entries = array_reserve(dictionary->entries, dictionary->count,
                                        &dictionary->capacity, sizeof *dictionary->entries);
    dictionary->entries[dictionary->count] = text;
    map_put(&dictionary->index, key, dictionary->count);
    return dictionary->count++;
}

// Texts that come again are mostly the same bytes in memory: who read the rows kept them once.
typedef struct SameBytes {
    Str text;
    size_t entry;
} SameBytes;

// False when the texts hardly repeat; then the work so far is thrown away.
static bool dictionary_fill(Dictionary *dictionary, const Str *texts, size_t count,
                            int64_t *out_codes) {
    enum { ENTRIES_FREE = 64, PLACES = 64 };
    SameBytes seen[PLACES] = {0};
    for (size_t i = 0; i < count; i++) {
        uint64_t mixed = (uintptr_t)texts[i].data * UINT64_C(0x9E3779B97F4A7C15);
        SameBytes *same = &seen[(mixed >> 32) % PLACES];
        if (same->text.data != texts[i].data || same->text.length != texts[i].length ||
            texts[i].data == NULL) {
            *same = (SameBytes){texts[i], dictionary_put(dictionary, texts[i])};
            if (dictionary->count > ENTRIES_FREE + i / 2) {
                return false;
            }
        }
        out_codes[i] = (int64_t)same->entry;
    }
    return true;
}

void texts_encode(const Str *texts, size_t count, Text *out) {
    CLEANUP(dictionary_release) Dictionary dictionary = {0};
    int64_t *codes = memory_grow(NULL, count, sizeof *codes);
    if (dictionary_fill(&dictionary, texts, count, codes)) {
        write_number(out, FORM_DICTIONARY, 1);
        write_number(out, dictionary.count, 4);
        plain_encode(dictionary.entries, dictionary.count, out);
        numbers_encode(codes, count, out);
    } else {
        write_number(out, FORM_PLAIN, 1);
        plain_encode(texts, count, out);
    }
    memory_free(codes);
}

static bool codes_decode(ByteReader *reader, const Str *entries, size_t entry_count, Str *out_texts,
                         size_t count) {
    int64_t *codes = memory_new(count, sizeof *codes);
    bool is_sound = numbers_decode(reader, codes, count);
    for (size_t i = 0; i < count && is_sound; i++) {
        is_sound = (uint64_t)codes[i] < entry_count;
        out_texts[i] = is_sound ? entries[codes[i]] : (Str){0};
    }
    memory_free(codes);
    return is_sound;
}

bool texts_decode(ByteReader *reader, Arena *arena, Str *out_texts, size_t count) {
    uint64_t form = reader_number(reader, 1);
    if (form == FORM_PLAIN) {
        return plain_decode(reader, arena, out_texts, count);
    }
    size_t entry_count = (size_t)reader_number(reader, 4);
    if (reader->is_broken || form != FORM_DICTIONARY || entry_count > count) {
        return false;
    }
    Str *entries = memory_new(entry_count, sizeof *entries);
    bool is_sound = plain_decode(reader, arena, entries, entry_count) &&
                    codes_decode(reader, entries, entry_count, out_texts, count);
    memory_free(entries);
    return is_sound;
}
