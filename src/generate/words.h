// SPDX-License-Identifier: Apache-2.0
#ifndef GENERATE_WORDS_H
#define GENERATE_WORDS_H
// Words and codes that stand in the files: code lists (as code or as Chinese word), lists of words,
// company names, addresses, credit codes, number plates.
#include "generate/buffer.h"

typedef struct CodeWord {
    const char *code;
    const char *chinese;
} CodeWord;
typedef struct CodeList { // entry 0 is "empty"
    const CodeWord *words;
    uint32_t count;
} CodeList;
typedef struct WordList { // entry 0 is "empty"
    const char *const *words;
    uint32_t count;
} WordList;

extern const CodeList CODES_INSURANCE, CODES_MED_TYPE, CODES_SEX, CODES_RELATION, CODES_HUKOU,
    CODES_HUKOU_REASON, CODES_VEHICLE_USE, CODES_VEHICLE_STATUS, CODES_ESTATE_USE,
    CODES_ESTATE_KIND, CODES_PAY_STATUS, CODES_INSURED_STATUS, CODES_PENSION_KIND,
    CODES_INCOME_ITEM, CODES_FIRM_ROLE, CODES_FIRM_STATUS, CODES_DISABILITY, CODES_LEVEL,
    CODES_CERT_STATUS, CODES_MARRIAGE, CODES_PROGRAMME, CODES_CASE_STATUS, CODES_SUPPORTER,
    CODES_ACCOUNT;
extern const WordList WORDS_HOSPITAL, WORDS_DISEASE, WORDS_CAUSE, WORDS_ETHNIC, WORDS_PLATE_KIND,
    WORDS_VEHICLE_KIND, WORDS_BRAND, WORDS_SHARE, WORDS_INSURANCE_KIND, WORDS_FIRM_KIND,
    WORDS_OFFICE, WORDS_MARRIAGE_STATUS, WORDS_INSTITUTION, WORDS_CURRENCY, WORDS_PLACE,
    WORDS_RELATION;

void credit_code_put(Buffer *out, uint32_t number); // 18 characters with a right check character
void company_name_put(Buffer *out, uint32_t number);
void address_put(Buffer *out, uint64_t place); // place: village code * 10000 + house
void plate_put(Buffer *out, uint64_t number);
#endif
