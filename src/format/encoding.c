// SPDX-License-Identifier: Apache-2.0
#include "format/encoding.h"

#include "base/avx2.h"
#include "base/check.h"
#include <errno.h>
#include <iconv.h>
#include <string.h>

enum {
    // One GB18030 character of two bytes becomes at most three of UTF-8.
    GROWTH_MAX = 2,
    CHUNK = 16 * 1024,
    FOUR_BYTES = 4,
    STEP = 64,         // bytes
    AHEAD = 16 * 1024, // of what is checked now, bytes are asked for
};

// Four-byte codes for which glibc has no character, because it maps the two-byte code of the same
// character there (FE59 and its like). Older files use these.
typedef struct GapRange {
    uint32_t first_code; // linear number of the four-byte code
    uint32_t count;
    uint32_t first_character;
} GapRange;

#define LINEAR(a, b, c, d) (((((a)-0x81U) * 10 + ((b)-0x30U)) * 126 + ((c)-0x81U)) * 10 + (d)-0x30U)

static const GapRange GAPS[] = {
    {LINEAR(0x82, 0x35, 0x90, 0x37), 8, 0x9FB4},
    {LINEAR(0x84, 0x31, 0x82, 0x36), 10, 0xFE10},
};

const char *encoding_name(Encoding encoding) {
    return encoding == ENCODING_UTF8 ? "UTF-8" : "GB18030";
}

typedef signed char Part __attribute__((vector_size(32))); // of a step; compared byte by byte

// The next STEP bytes are ASCII but NUL and characters of three bytes whose first byte allows any
// two behind it, as nearly all text is; two bytes before them tell what goes on into them.
static inline bool are_common(const char *bytes) {
    enum { THREE = (signed char)0xE0, THREE_MASK = (signed char)0xF0, LEAD_FIRST = -64 };
    Part wrong = {0};
    for (size_t at = 0; at < STEP; at += sizeof wrong) {
        Part here;
        Part before;
        Part before_that;
        memcpy(&here, bytes + at, sizeof here);
        memcpy(&before, bytes + at - 1, sizeof before);
        memcpy(&before_that, bytes + at - 2, sizeof before_that);
        Part continues = (Part)(here < LEAD_FIRST);
        Part is_asked_to =
            (Part)((before & THREE_MASK) == THREE) | (Part)((before_that & THREE_MASK) == THREE);
        Part is_known = continues | (Part)((here & THREE_MASK) == THREE);
        Part is_rare =
            (Part)(here == THREE) | (Part)(here == (signed char)0xED) | (Part)(here == 0);
        wrong |= (continues ^ is_asked_to) | ((Part)(here < 0) ^ is_known) | is_rare;
    }
    uint64_t words[sizeof wrong / sizeof(uint64_t)];
    memcpy(words, &wrong, sizeof words);
    return (words[0] | words[1] | words[2] | words[3]) == 0;
}

// Bytes in whole steps that are common, without the beginning of a character that goes on behind
// them.
static inline size_t common_steps(const char *bytes, size_t length) {
    size_t at = 0;
    while (length - at >= STEP && are_common(bytes + at)) {
        at += STEP;
        if (length - at > AHEAD) {
            __builtin_prefetch(bytes + at + AHEAD);
        }
    }
    bool is_last = at > 0 && (unsigned char)bytes[at - 1] >= 0xE0;
    bool is_last_but_one = at > 0 && (unsigned char)bytes[at - 2] >= 0xE0;
    return at - (is_last ? 1 : is_last_but_one ? 2 : 0);
}

#ifdef AVX2_CODE
AVX2_CODE static size_t common_length_avx2(const char *bytes, size_t length) {
    return common_steps(bytes, length);
}
#endif

static size_t common_length(const char *bytes, size_t length) {
#ifdef AVX2_CODE
    if (avx2_is_there()) {
        return common_length_avx2(bytes, length);
    }
#endif
    return common_steps(bytes, length);
}

// How many bytes from the start are valid UTF-8 without a NUL.
static size_t utf8_valid_length(Str bytes) {
    size_t at = 0;
    size_t looked_at = 2; // closely as far as this: a step looks at the two bytes before it
    while (at < bytes.length) {
        if (at >= looked_at) {
            at += common_length(bytes.data + at, bytes.length - at);
            looked_at = at + STEP;
            continue;
        }
        size_t next = at;
        unsigned char first = (unsigned char)bytes.data[at];
        bool is_broken =
            str_next_character(bytes, &next) == 0xFFFD && next == at + 1 && first >= 0x80;
        if (first == 0 || is_broken) {
            return at;
        }
        at = next;
    }
    return at;
}

// The character of a code in one of the gaps; 0 when it is not in one.
static uint32_t gap_character(const char *code, size_t length) {
    if (length < FOUR_BYTES) {
        return 0;
    }
    unsigned char b[FOUR_BYTES];
    memcpy(b, code, sizeof b);
    bool is_four = b[0] >= 0x81 && b[1] >= 0x30 && b[1] <= 0x39 && b[2] >= 0x81 && b[3] >= 0x30 &&
                   b[3] <= 0x39;
    uint32_t linear = is_four ? LINEAR(b[0], b[1], b[2], b[3]) : 0;
    for (size_t i = 0; is_four && i < ARRAY_COUNT(GAPS); i++) {
        if (linear - GAPS[i].first_code < GAPS[i].count) {
            return GAPS[i].first_character + (linear - GAPS[i].first_code);
        }
    }
    return 0;
}

// Converts up to the first byte that is not GB18030 and returns how many bytes that were.
static size_t gb18030_convert(Str bytes, Text *out) {
    iconv_t converter = iconv_open("UTF-8", "GB18030");
    CHECK(converter != (iconv_t)-1);
    // iconv does not write to its input, but its signature was made before const.
    char *in = NULL;
    memcpy(&in, &bytes.data, sizeof in);
    size_t left = bytes.length;
    bool is_valid = true;
    while (left > 0 && is_valid) {
        char chunk[CHUNK];
        char *to = chunk;
        size_t room = sizeof chunk;
        size_t result = iconv(converter, &in, &left, &to, &room);
        int problem = result == (size_t)-1 ? errno : 0;
        text_append(out, (Str){chunk, sizeof chunk - room});
        uint32_t character = problem == EILSEQ ? gap_character(in, left) : 0;
        if (character != 0) {
            text_append_character(out, character);
            in += FOUR_BYTES;
            left -= FOUR_BYTES;
        } else {
            is_valid = problem == 0 || problem == E2BIG;
        }
    }
    (void)iconv_close(converter);
    return bytes.length - left;
}

// By its mark; or without one: digits and commas have a NUL in every second byte.
bool encoding_is_utf16(Str bytes) {
    enum { SAMPLE = 4096, NULS_MIN = 8, BYTES_A_NUL = 8 };
    if (str_starts_with(bytes, STR("\xff\xfe")) || str_starts_with(bytes, STR("\xfe\xff"))) {
        return true;
    }
    size_t length = bytes.length < SAMPLE ? bytes.length : SAMPLE;
    size_t nuls[2] = {0};
    if (length == 0 || memchr(bytes.data, '\0', length) == NULL) {
        return false;
    }
    for (size_t i = 0; i < length; i++) {
        nuls[i % 2] += bytes.data[i] == '\0';
    }
    size_t all = nuls[0] + nuls[1];
    return (nuls[0] == 0 || nuls[1] == 0) && all >= NULS_MIN && all * BYTES_A_NUL >= length;
}

// `valid_length`: a NUL ends it.
static Status refuse_nul(Str bytes, size_t valid_length, Error *error) {
    size_t left = bytes.length - valid_length;
    const char *nul = left == 0 ? NULL : memchr(bytes.data + valid_length, '\0', left);
    if (nul != NULL) {
        return error_set(error, STATUS_INVALID,
                         "byte %zu is NUL: this is not text; send UTF-8 or GB18030",
                         (size_t)(nul - bytes.data));
    }
    return STATUS_OK;
}

Status encoding_to_utf8(Str bytes, Text *storage, Str *out_utf8, Encoding *out_encoding,
                        Error *error) {
    if (encoding_is_utf16(bytes)) {
        return error_set(error, STATUS_INVALID,
                         "the file is UTF-16; save it as UTF-8 or GB18030 (CSV UTF-8)");
    }
    const Str mark = STR("\xef\xbb\xbf");
    bool has_mark = str_starts_with(bytes, mark);
    size_t utf8_length = utf8_valid_length(bytes);
    Status status = refuse_nul(bytes, utf8_length, error);
    if (status != STATUS_OK) {
        return status;
    }
    if (utf8_length == bytes.length) {
        *out_utf8 = has_mark ? str_slice(bytes, mark.length, bytes.length) : bytes;
        *out_encoding = ENCODING_UTF8;
        return STATUS_OK;
    }
    if (has_mark) {
        return error_set(error, STATUS_INVALID,
                         "the file says that it is UTF-8, but byte %zu is not; save it again",
                         utf8_length);
    }
    text_release(storage);
    storage->limit = GROWTH_MAX * bytes.length;
    size_t gb18030_length = gb18030_convert(bytes, storage);
    if (gb18030_length < bytes.length) {
        text_release(storage);
        return error_set(error, STATUS_INVALID,
                         "neither UTF-8 (fails at byte %zu) nor GB18030 (fails at byte %zu); save "
                         "the file again as UTF-8",
                         utf8_length, gb18030_length);
    }
    CHECK(!storage->is_cut);
    *out_utf8 = text_str(storage);
    *out_encoding = ENCODING_GB18030;
    return STATUS_OK;
}

bool encoding_gb18030_to_utf8(Str bytes, Text *out_utf8) {
    CLEANUP(text_release) Text converted = {.limit = GROWTH_MAX * bytes.length + 1};
    if (gb18030_convert(bytes, &converted) < bytes.length) {
        return false;
    }
    text_append(out_utf8, text_str(&converted));
    return true;
}
