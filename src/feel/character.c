// SPDX-License-Identifier: Apache-2.0
#include "feel/character.h"
#include "base/check.h"

// ---- categories ---------------------------------------------------------------------------------
typedef enum Category {
    CATEGORY_Lu,
    CATEGORY_Ll,
    CATEGORY_Lt,
    CATEGORY_Lm,
    CATEGORY_Lo,
    CATEGORY_Mn,
    CATEGORY_Mc,
    CATEGORY_Me,
    CATEGORY_Nd,
    CATEGORY_Nl,
    CATEGORY_No,
    CATEGORY_Pc,
    CATEGORY_Pd,
    CATEGORY_Ps,
    CATEGORY_Pe,
    CATEGORY_Pi,
    CATEGORY_Pf,
    CATEGORY_Po,
    CATEGORY_Zs,
    CATEGORY_Zl,
    CATEGORY_Zp,
    CATEGORY_Sm,
    CATEGORY_Sc,
    CATEGORY_Sk,
    CATEGORY_So,
    CATEGORY_Cc,
    CATEGORY_Cf,
    CATEGORY_Cs,
    CATEGORY_Co,
    CATEGORY_Cn,
    CATEGORY_Even, // Lu on even places, Ll on odd ones
    CATEGORY_Odd,
} Category;
enum { CATEGORY_BITS = 5, CATEGORY_MASK = 31 };

static const char category_names[] = "LuLlLtLmLoMnMcMeNdNlNoPcPdPsPePiPfPoZsZlZpSmScSkSoCcCfCsCoCn";

// The first character and, in the low bits, the category of each span.
static const uint32_t spans[] = {
#define SPAN(first, category) (((uint32_t)(first)) << CATEGORY_BITS) | CATEGORY_##category,
#include "feel/categories.def"
#undef SPAN
};

static Category category_of(uint32_t c) {
    size_t low = 0;
    size_t high = ARRAY_COUNT(spans);
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (spans[middle] >> CATEGORY_BITS <= c) {
            low = middle;
        } else {
            high = middle;
        }
    }
    Category category = (Category)(spans[low] & CATEGORY_MASK);
    if (category < CATEGORY_Even) {
        return category;
    }
    bool is_capital = (c % 2 == 0) == (category == CATEGORY_Even);
    return is_capital ? CATEGORY_Lu : CATEGORY_Ll;
}

// 'L' for Lu, Ll and so on.
static char group_of(uint32_t c) {
    return category_names[2 * (size_t)category_of(c)];
}

bool character_is_digit(uint32_t c) {
    return c < 0x80 ? c >= '0' && c <= '9' : category_of(c) == CATEGORY_Nd;
}

bool character_is_word(uint32_t c) {
    char group = group_of(c);
    return group != 'P' && group != 'Z' && group != 'C';
}

// ---- case ---------------------------------------------------------------------------------------
typedef struct CaseRun {
    uint32_t first;
    uint32_t last;
    uint32_t step;
    int32_t distance;
} CaseRun;

typedef struct CaseText {
    uint32_t from;
    uint32_t to[CASE_CHARACTERS_MAX];
} CaseText;

#define NOTHING(...)

static const CaseRun upper_runs[] = {
#define UPPER(first, last, step, distance) {first, last, step, distance},
#define LOWER NOTHING
#define UPPER_TEXT NOTHING
#define LOWER_TEXT NOTHING
#include "feel/cases.def"
#undef UPPER
#undef LOWER
};
static const CaseRun lower_runs[] = {
#define UPPER NOTHING
#define LOWER(first, last, step, distance) {first, last, step, distance},
#include "feel/cases.def"
#undef UPPER
#undef LOWER
#undef UPPER_TEXT
#undef LOWER_TEXT
};
static const CaseText upper_texts[] = {
#define UPPER NOTHING
#define LOWER NOTHING
#define UPPER_TEXT(from, a, b, c) {from, {a, b, c}},
#define LOWER_TEXT NOTHING
#include "feel/cases.def"
#undef UPPER_TEXT
#undef LOWER_TEXT
};
static const CaseText lower_texts[] = {
#define UPPER_TEXT NOTHING
#define LOWER_TEXT(from, a, b, c) {from, {a, b, c}},
#include "feel/cases.def"
};

// What c becomes by itself; c when that is no single other character.
static uint32_t run_case(uint32_t c, const CaseRun *runs, size_t count) {
    for (size_t i = 0; i < count && runs[i].first <= c; i++) {
        if (c <= runs[i].last && (c - runs[i].first) % runs[i].step == 0) {
            return (uint32_t)((int32_t)c + runs[i].distance);
        }
    }
    return c;
}

static size_t text_case(uint32_t c, const CaseText *texts, size_t count, uint32_t *out) {
    for (size_t i = 0; i < count; i++) {
        if (texts[i].from == c) {
            size_t length = 0;
            while (length < CASE_CHARACTERS_MAX && texts[i].to[length] != 0) {
                out[length] = texts[i].to[length];
                length++;
            }
            return length;
        }
    }
    return 0;
}

// The Latin letters and the Chinese characters most texts are made of.
static bool is_ascii_or_han(uint32_t c) {
    return c < 0x80 || (c >= 0x3400 && c <= 0x9FFF);
}

static uint32_t ascii_shift(uint32_t c, char first, char last, int32_t distance) {
    return c >= (uint32_t)first && c <= (uint32_t)last ? (uint32_t)((int32_t)c + distance) : c;
}

size_t character_upper(uint32_t c, uint32_t out[CASE_CHARACTERS_MAX]) {
    out[0] = is_ascii_or_han(c) ? ascii_shift(c, 'a', 'z', 'A' - 'a')
                                : run_case(c, upper_runs, ARRAY_COUNT(upper_runs));
    size_t length = out[0] == c && !is_ascii_or_han(c)
                        ? text_case(c, upper_texts, ARRAY_COUNT(upper_texts), out)
                        : 0;
    return length == 0 ? 1 : length;
}

size_t character_lower(uint32_t c, uint32_t out[CASE_CHARACTERS_MAX]) {
    out[0] = is_ascii_or_han(c) ? ascii_shift(c, 'A', 'Z', 'a' - 'A')
                                : run_case(c, lower_runs, ARRAY_COUNT(lower_runs));
    size_t length = out[0] == c && !is_ascii_or_han(c)
                        ? text_case(c, lower_texts, ARRAY_COUNT(lower_texts), out)
                        : 0;
    return length == 0 ? 1 : length;
}

uint32_t character_fold(uint32_t c) {
    if (is_ascii_or_han(c)) {
        return ascii_shift(c, 'A', 'Z', 'a' - 'A');
    }
    uint32_t capital = run_case(c, upper_runs, ARRAY_COUNT(upper_runs));
    return run_case(capital, lower_runs, ARRAY_COUNT(lower_runs));
}

// ---- properties of patterns ---------------------------------------------------------------------
typedef struct Block {
    Str name;
    uint32_t first;
    uint32_t last;
} Block;

static const Block blocks[] = {
#define BLOCK(name, first, last) {{(name), sizeof(name) - 1}, first, last},
#include "feel/blocks.def"
#undef BLOCK
};

// A property is a category, or a group by its letter, or a block.
enum { PROPERTY_GROUP = 64, PROPERTY_BLOCK = 256 };

static bool find_category(Str name, uint32_t *out_property) {
    for (uint32_t i = 0; i < sizeof(category_names) / 2; i++) {
        const char *known = &category_names[(size_t)2 * i];
        if (name.length == 2 && name.data[0] == known[0] && name.data[1] == known[1]) {
            *out_property = i;
            return i != CATEGORY_Cs; // surrogates are no characters
        }
        if (name.length == 1 && name.data[0] == known[0]) {
            *out_property = PROPERTY_GROUP + (uint32_t)known[0];
            return true;
        }
    }
    return false;
}

bool character_find_property(Str name, uint32_t *out_property) {
    if (!str_starts_with(name, STR("Is"))) {
        return find_category(name, out_property);
    }
    Str wanted = str_slice(name, 2, name.length);
    for (uint32_t i = 0; i < ARRAY_COUNT(blocks); i++) {
        if (str_equal(blocks[i].name, wanted)) {
            *out_property = PROPERTY_BLOCK + i;
            return true;
        }
    }
    return false;
}

bool character_has_property(uint32_t c, uint32_t property) {
    if (property >= PROPERTY_BLOCK) {
        CHECK(property - PROPERTY_BLOCK < ARRAY_COUNT(blocks));
        const Block *block = &blocks[property - PROPERTY_BLOCK];
        return c >= block->first && c <= block->last;
    }
    return property >= PROPERTY_GROUP ? (uint32_t)group_of(c) == property - PROPERTY_GROUP
                                      : (uint32_t)category_of(c) == property;
}
