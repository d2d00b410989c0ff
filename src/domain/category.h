// SPDX-License-Identifier: Apache-2.0
#ifndef DOMAIN_CATEGORY_H
#define DOMAIN_CATEGORY_H
// Categories of a household and the classes of the register, with their words. Meaning:
// docs/monitoring.md section 5.
#include "base/str.h"

typedef enum Category { // in the order in which they are tried
    CATEGORY_UNDETERMINED,
    CATEGORY_DESTITUTE,
    CATEGORY_DIBAO_INCOME,
    CATEGORY_DIBAO_EXPENDITURE,
    CATEGORY_EDGE,
    CATEGORY_EDGE_EXPENDITURE,
    CATEGORY_RIGID_EXPENDITURE,
    CATEGORY_LOW_INCOME,
    CATEGORY_NONE,
} Category;
typedef enum RegisteredClass { // better is larger
    REGISTERED_NONE,
    REGISTERED_RIGID,     // 刚支
    REGISTERED_EDGE,      // 低边
    REGISTERED_DIBAO,     // 低保
    REGISTERED_DESTITUTE, // 特困
} RegisteredClass;

const char *category_id(Category category);             // "dibao_income"
Str category_words(Category category, bool is_english); // 收入型低保 / income-type dibao
Category
category_from_words(Str chinese); // what the pack's 救助类别 answers; UNDETERMINED when not known
RegisteredClass
category_class(Category category); // the class a household of the category should be registered in
const char *registered_id(RegisteredClass registered); // "dibao"
Str registered_words(RegisteredClass registered, bool is_english);
RegisteredClass registered_from_words(Str chinese); // 特困 低保 低边 刚支, else NONE
// The English of a category's, class's or monitored class's word; the word itself when it is none.
Str class_word_english(Str chinese);
#endif
