// SPDX-License-Identifier: Apache-2.0
#include "feel/character.h"
#include "base/check.h"
#include "feel/lexer.h"

typedef struct Span {
    uint32_t first;
    uint32_t last;
} Span;

typedef struct CaseSpan {
    Span capitals;
    uint32_t distance; // to the small letter
} CaseSpan;

static const CaseSpan case_spans[] = {
    {{'A', 'Z'}, 32},     {{0xC0, 0xD6}, 32},   {{0xD8, 0xDE}, 32},   {{0x391, 0x3A1}, 32},
    {{0x3A3, 0x3A9}, 32}, {{0x400, 0x40F}, 80}, {{0x410, 0x42F}, 32}, {{0xFF21, 0xFF3A}, 32},
};

// Capital and small letter take turns here, the capital first.
static bool takes_turns(uint32_t c) {
    return (c >= 0x100 && c <= 0x137) || (c >= 0x14A && c <= 0x177) || (c >= 0x460 && c <= 0x481);
}

uint32_t character_upper(uint32_t c) {
    for (size_t i = 0; i < ARRAY_COUNT(case_spans); i++) {
        uint32_t distance = case_spans[i].distance;
        if (c >= case_spans[i].capitals.first + distance &&
            c <= case_spans[i].capitals.last + distance) {
            return c - distance;
        }
    }
    return takes_turns(c) ? c & ~1U : c;
}

uint32_t character_lower(uint32_t c) {
    for (size_t i = 0; i < ARRAY_COUNT(case_spans); i++) {
        if (c >= case_spans[i].capitals.first && c <= case_spans[i].capitals.last) {
            return c + case_spans[i].distance;
        }
    }
    return takes_turns(c) ? c | 1U : c;
}

uint32_t character_fold(uint32_t c) {
    enum { KELVIN = 0x212A, ANGSTROM = 0x212B, LONG_S = 0x17F, FINAL_SIGMA = 0x3C2 };
    switch (c) {
    case KELVIN: return 'k';
    case ANGSTROM: return 0xE5;
    case LONG_S: return 's';
    case FINAL_SIGMA: return 0x3C3;
    default: return character_lower(c);
    }
}

static bool is_within(uint32_t c, const Span *spans, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (c >= spans[i].first && c <= spans[i].last) {
            return true;
        }
    }
    return false;
}

bool character_is_digit(uint32_t c) {
    static const Span digits[] = {{'0', '9'},       {0x660, 0x669},    {0x6F0, 0x6F9},
                                  {0x966, 0x96F},   {0xE50, 0xE59},    {0x1040, 0x1049},
                                  {0xFF10, 0xFF19}, {0x1D7CE, 0x1D7FF}};
    return is_within(c, digits, ARRAY_COUNT(digits));
}

static bool is_punctuation(uint32_t c) {
    static const Span marks[] = {
        {'!', '#'},       {'%', '*'},       {',', '/'},       {':', ';'},       {'?', '@'},
        {'[', ']'},       {'_', '_'},       {'{', '{'},       {'}', '}'},       {0xA1, 0xA1},
        {0xA7, 0xA7},     {0xAB, 0xAB},     {0xB6, 0xB7},     {0xBB, 0xBB},     {0xBF, 0xBF},
        {0x2010, 0x2027}, {0x2030, 0x2043}, {0x2045, 0x2051}, {0x2053, 0x205E}, {0x3001, 0x3003},
        {0x3008, 0x3011}, {0x3014, 0x301F}, {0xFF01, 0xFF03}, {0xFF05, 0xFF0A}, {0xFF0C, 0xFF0F},
        {0xFF1A, 0xFF1B}, {0xFF1F, 0xFF20}, {0xFF3B, 0xFF3D}, {0xFF5B, 0xFF5B}, {0xFF5D, 0xFF5D}};
    return is_within(c, marks, ARRAY_COUNT(marks));
}

static bool is_separator(uint32_t c) {
    static const Span spaces[] = {{' ', ' '},       {0xA0, 0xA0},     {0x1680, 0x1680},
                                  {0x2000, 0x200A}, {0x2028, 0x2029}, {0x202F, 0x202F},
                                  {0x205F, 0x205F}, {0x3000, 0x3000}};
    return is_within(c, spaces, ARRAY_COUNT(spaces));
}

static bool is_other(uint32_t c) {
    static const Span controls[] = {
        {0, 0x1F}, {0x7F, 0x9F}, {0xAD, 0xAD}, {0x200B, 0x200F}, {0xD800, 0xF8FF}};
    return is_within(c, controls, ARRAY_COUNT(controls));
}

bool character_is_word(uint32_t c) {
    return !is_punctuation(c) && !is_separator(c) && !is_other(c);
}

static bool is_letter(uint32_t c) {
    return c != '_' && name_starts_with(c) && character_is_word(c);
}

static bool is_capital(uint32_t c) {
    return character_lower(c) != c;
}

static bool is_small(uint32_t c) {
    return character_upper(c) != c;
}

typedef struct Property {
    Str name;
    bool (*test)(uint32_t c); // NULL: a block
    Span block;
} Property;

#define NAMED(text)                                                                                \
    { (text), sizeof(text) - 1 }

static const Property properties[] = {
    {NAMED("L"), is_letter, {0, 0}},
    {NAMED("Lu"), is_capital, {0, 0}},
    {NAMED("Ll"), is_small, {0, 0}},
    {NAMED("N"), character_is_digit, {0, 0}},
    {NAMED("Nd"), character_is_digit, {0, 0}},
    {NAMED("P"), is_punctuation, {0, 0}},
    {NAMED("Z"), is_separator, {0, 0}},
    {NAMED("C"), is_other, {0, 0}},
    {NAMED("IsBasicLatin"), NULL, {0, 0x7F}},
    {NAMED("IsLatin-1Supplement"), NULL, {0x80, 0xFF}},
    {NAMED("IsLatinExtended-A"), NULL, {0x100, 0x17F}},
    {NAMED("IsLatinExtended-B"), NULL, {0x180, 0x24F}},
    {NAMED("IsGreek"), NULL, {0x370, 0x3FF}},
    {NAMED("IsCyrillic"), NULL, {0x400, 0x4FF}},
    {NAMED("IsGeneralPunctuation"), NULL, {0x2000, 0x206F}},
    {NAMED("IsCJKSymbolsandPunctuation"), NULL, {0x3000, 0x303F}},
    {NAMED("IsHiragana"), NULL, {0x3040, 0x309F}},
    {NAMED("IsKatakana"), NULL, {0x30A0, 0x30FF}},
    {NAMED("IsCJKUnifiedIdeographsExtensionA"), NULL, {0x3400, 0x4DB5}},
    {NAMED("IsCJKUnifiedIdeographs"), NULL, {0x4E00, 0x9FFF}},
    {NAMED("IsHangulSyllables"), NULL, {0xAC00, 0xD7A3}},
    {NAMED("IsHalfwidthandFullwidthForms"), NULL, {0xFF00, 0xFFEF}},
};

bool character_find_property(Str name, size_t *out_property) {
    for (size_t i = 0; i < ARRAY_COUNT(properties); i++) {
        if (str_equal(properties[i].name, name)) {
            *out_property = i;
            return true;
        }
    }
    return false;
}

bool character_has_property(uint32_t c, size_t property) {
    CHECK(property < ARRAY_COUNT(properties));
    const Property *row = &properties[property];
    return row->test != NULL ? row->test(c) : is_within(c, &row->block, 1);
}
