// SPDX-License-Identifier: Apache-2.0
#include "domain/category.h"
#include "base/check.h"

typedef struct CategoryWords {
    const char *id;
    const char *chinese;
    const char *english;
    RegisteredClass registered; // what a household of the category should be registered in
} CategoryWords;

static const CategoryWords CATEGORIES[] = {
    [CATEGORY_UNDETERMINED] = {"undetermined", "待定", "undetermined", REGISTERED_NONE},
    [CATEGORY_DESTITUTE] = {"destitute", "特困", "destitute", REGISTERED_DESTITUTE},
    [CATEGORY_DIBAO_INCOME] = {"dibao_income", "收入型低保", "income-type dibao", REGISTERED_DIBAO},
    [CATEGORY_DIBAO_EXPENDITURE] = {"dibao_expenditure", "支出型低保", "expenditure-type dibao",
                                    REGISTERED_DIBAO},
    [CATEGORY_EDGE] = {"edge", "低边", "dibao edge", REGISTERED_EDGE},
    [CATEGORY_EDGE_EXPENDITURE] = {"edge_expenditure", "支出型低边", "expenditure-type edge",
                                   REGISTERED_EDGE},
    [CATEGORY_RIGID_EXPENDITURE] = {"rigid_expenditure", "刚支", "rigid expenditure",
                                    REGISTERED_RIGID},
    [CATEGORY_LOW_INCOME] = {"low_income", "低收入", "low income", REGISTERED_NONE},
    [CATEGORY_NONE] = {"none", "不符合", "none", REGISTERED_NONE},
};

// Further words a pack may answer with.
typedef struct CategorySynonym {
    const char *words;
    Category category;
} CategorySynonym;
static const CategorySynonym SYNONYMS[] = {
    {"收入型低边", CATEGORY_EDGE},
    {"低保边缘", CATEGORY_EDGE},
    {"低保边缘家庭", CATEGORY_EDGE},
    {"特困人员", CATEGORY_DESTITUTE},
    {"刚性支出困难", CATEGORY_RIGID_EXPENDITURE},
    {"刚性支出困难家庭", CATEGORY_RIGID_EXPENDITURE},
    {"低收入人口", CATEGORY_LOW_INCOME},
    {"低收入家庭", CATEGORY_LOW_INCOME},
    {"无", CATEGORY_NONE},
};

static const CategoryWords *category_row(Category category) {
    CHECK((size_t)category < ARRAY_COUNT(CATEGORIES));
    return &CATEGORIES[category];
}

const char *category_id(Category category) {
    return category_row(category)->id;
}

Str category_words(Category category, bool is_english) {
    const CategoryWords *row = category_row(category);
    return str_from(is_english ? row->english : row->chinese);
}

Category category_from_words(Str chinese) {
    for (size_t i = 0; i < ARRAY_COUNT(CATEGORIES); i++) {
        if (str_equal(str_from(CATEGORIES[i].chinese), chinese)) {
            return (Category)i;
        }
    }
    for (size_t i = 0; i < ARRAY_COUNT(SYNONYMS); i++) {
        if (str_equal(str_from(SYNONYMS[i].words), chinese)) {
            return SYNONYMS[i].category;
        }
    }
    return CATEGORY_UNDETERMINED;
}

RegisteredClass category_class(Category category) {
    return category_row(category)->registered;
}

typedef struct RegisteredWords {
    const char *id;
    const char *chinese;
    const char *english;
} RegisteredWords;

static const RegisteredWords REGISTERED[] = {
    [REGISTERED_NONE] = {"none", "无", "none"},
    [REGISTERED_RIGID] = {"rigid_expenditure", "刚支", "rigid expenditure"},
    [REGISTERED_EDGE] = {"edge", "低边", "dibao edge"},
    [REGISTERED_DIBAO] = {"dibao", "低保", "dibao"},
    [REGISTERED_DESTITUTE] = {"destitute", "特困", "destitute"},
};

const char *registered_id(RegisteredClass registered) {
    CHECK((size_t)registered < ARRAY_COUNT(REGISTERED));
    return REGISTERED[registered].id;
}

Str registered_words(RegisteredClass registered, bool is_english) {
    CHECK((size_t)registered < ARRAY_COUNT(REGISTERED));
    return str_from(is_english ? REGISTERED[registered].english : REGISTERED[registered].chinese);
}

RegisteredClass registered_from_words(Str chinese) {
    for (size_t i = 0; i < ARRAY_COUNT(REGISTERED); i++) {
        if (str_equal(str_from(REGISTERED[i].chinese), chinese)) {
            return (RegisteredClass)i;
        }
    }
    return REGISTERED_NONE;
}

Str class_word_english(Str chinese) {
    static const struct {
        const char *chinese, *english;
    } others[] = {{"监测", "monitored"}, {"其他", "other"}, {"无", "none"}};
    for (size_t i = 0; i < ARRAY_COUNT(others); i++) {
        if (str_equal(chinese, str_from(others[i].chinese))) {
            return str_from(others[i].english);
        }
    }
    RegisteredClass registered = registered_from_words(chinese);
    if (registered != REGISTERED_NONE) {
        return registered_words(registered, true);
    }
    Category category = category_from_words(chinese);
    return category == CATEGORY_UNDETERMINED ? chinese : category_words(category, true);
}
