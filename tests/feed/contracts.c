// SPDX-License-Identifier: Apache-2.0
#include "contracts.h"

#include "base/check.h"
#include <stdio.h>
#include <string.h>

#define S(text)                                                                                    \
    { text, sizeof(text) - 1 }
#define REQUIRED .is_required = true
#define PERSON(of) .kind = FIELD_IDENTITY, .type = SCALAR_PERSON, .name_field = (of)
#define NAME .kind = FIELD_NAME, .type = SCALAR_TEXT
#define CODES(list)                                                                                \
    .kind = FIELD_CODE, .type = SCALAR_TEXT, .codes = (list), .code_count = ARRAY_COUNT(list)
#define NO_EFFECTS                                                                                 \
    { -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1 }

static CodeMapping INSURANCE[] = {{S("职工"), S("310")}, {S("居民"), S("390")}};
static CodeMapping MED_TYPE[] = {
    {S("门诊"), S("11")}, {S("慢特病"), S("14")}, {S("住院"), S("21")}};
static Str CERTNO[] = {S("身份证号"), S("公民身份号码")};
static Str TOTAL[] = {S("总费用")};

static Field F01[] = {
    {.name = S("setl_id"), .chinese = S("结算ID"), .type = SCALAR_TEXT, REQUIRED},
    {.name = S("mdtrt_id"), .chinese = S("就诊ID"), .type = SCALAR_TEXT},
    {.name = S("certno"),
     .chinese = S("证件号码"),
     .accepted = CERTNO,
     .accepted_count = 2,
     PERSON(3),
     REQUIRED},
    {.name = S("psn_name"), .chinese = S("姓名"), NAME},
    {.name = S("insutype"), .chinese = S("险种"), CODES(INSURANCE)},
    {.name = S("med_type"), .chinese = S("医疗类别"), CODES(MED_TYPE), .is_open = true, REQUIRED},
    {.name = S("fixmedins_name"), .chinese = S("医疗机构"), .type = SCALAR_TEXT},
    {.name = S("begndate"), .chinese = S("开始日期"), .type = SCALAR_DATE},
    {.name = S("enddate"), .chinese = S("结束日期"), .type = SCALAR_DATE},
    {.name = S("setl_time"), .chinese = S("结算时间"), .type = SCALAR_INSTANT, REQUIRED},
    {.name = S("dise_codg"), .chinese = S("病种编码"), .type = SCALAR_TEXT},
    {.name = S("medfee_sumamt"),
     .chinese = S("医疗费总额"),
     .accepted = TOTAL,
     .accepted_count = 1,
     .type = SCALAR_MONEY,
     REQUIRED,
     .minimum = {.type = SCALAR_MONEY, .number = -1000000000},
     .maximum = {.type = SCALAR_MONEY, .number = 1000000000}},
    {.name = S("fulamt_ownpay_amt"), .chinese = S("全自费"), .type = SCALAR_MONEY},
    {.name = S("fund_pay_sumamt"), .chinese = S("基金支付合计"), .type = SCALAR_MONEY},
    {.name = S("maf_pay"), .chinese = S("医疗救助"), .type = SCALAR_MONEY},
    {.name = S("hosp_part_amt"), .chinese = S("医院负担"), .type = SCALAR_MONEY},
    {.name = S("psn_part_amt"), .chinese = S("个人负担"), .type = SCALAR_MONEY, REQUIRED},
    {.name = S("acct_pay"), .chinese = S("个账支付"), .type = SCALAR_MONEY},
    {.name = S("psn_cash_pay"), .chinese = S("现金支付"), .type = SCALAR_MONEY},
    {.name = S("refd_setl_flag"), .chinese = S("退费标志"), .type = SCALAR_BOOLEAN},
};

static CodeMapping SEX[] = {
    {S("男"), S("M")}, {S("1"), S("M")}, {S("女"), S("F")}, {S("2"), S("F")}};

static Field F03[] = {
    {.name = S("birth_cert_no"), .chinese = S("出生医学证明号"), .type = SCALAR_TEXT, REQUIRED},
    {.name = S("child_name"), .chinese = S("新生儿姓名"), NAME},
    {.name = S("child_sex"), .chinese = S("新生儿性别"), CODES(SEX), REQUIRED},
    {.name = S("birth_time"), .chinese = S("出生时间"), .type = SCALAR_INSTANT, REQUIRED},
    {.name = S("weight_g"),
     .chinese = S("体重克"),
     .type = SCALAR_INTEGER,
     .minimum = {.type = SCALAR_INTEGER, .number = 200},
     .maximum = {.type = SCALAR_INTEGER, .number = 9000}},
    {.name = S("mother_name"), .chinese = S("母亲姓名"), NAME},
    {.name = S("mother_id"), .chinese = S("母亲证件号码"), PERSON(5), REQUIRED},
    {.name = S("father_name"), .chinese = S("父亲姓名"), NAME},
    {.name = S("father_id"), .chinese = S("父亲证件号码"), PERSON(7)},
    {.name = S("child"), .chinese = S("新生儿"), .kind = FIELD_NEWBORN, .type = SCALAR_PERSON},
};

static CodeMapping RELATION[] = {
    {S("户主"), S("head")}, {S("配偶"), S("spouse")}, {S("子"), S("child")}, {S("女"), S("child")}};
static CodeMapping CHANGE[] = {{S("初始"), S("initial")},
                               {S("迁入"), S("in")},
                               {S("迁出"), S("out")},
                               {S("注销"), S("cancel")}};
static CodeMapping DEATH[] = {{S("死亡"), S("death")}};

static Field F06[] = {
    {.name = S("household_no"), .chinese = S("户号"), .type = SCALAR_TEXT, REQUIRED},
    {.name = S("relation"), .chinese = S("与户主关系"), CODES(RELATION), REQUIRED},
    {.name = S("name"), .chinese = S("姓名"), NAME, REQUIRED},
    {.name = S("id_no"), .chinese = S("公民身份号码"), PERSON(2), REQUIRED},
    {.name = S("sex"), .chinese = S("性别"), CODES(SEX)},
    {.name = S("birth"), .chinese = S("出生日期"), .type = SCALAR_DATE},
    {.name = S("region"),
     .chinese = S("区划代码"),
     .kind = FIELD_REGION,
     .type = SCALAR_INTEGER,
     REQUIRED},
    {.name = S("address"), .chinese = S("住址"), .type = SCALAR_TEXT},
    {.name = S("change_kind"), .chinese = S("变动类型"), CODES(CHANGE), REQUIRED},
    {.name = S("change_reason"), .chinese = S("变动原因"), CODES(DEATH), .is_open = true},
    {.name = S("change_date"), .chinese = S("变动日期"), .type = SCALAR_DATE, REQUIRED},
};

static CodeMapping USE[] = {{S("住宅"), S("home")}, {S("商服"), S("shop")}};

static Field F09[] = {
    {.name = S("unit_no"), .chinese = S("不动产单元号"), .type = SCALAR_TEXT, REQUIRED},
    {.name = S("owner_name"), .chinese = S("权利人"), NAME},
    {.name = S("owner_id"), .chinese = S("证件号码"), PERSON(1), REQUIRED},
    {.name = S("use"), .chinese = S("用途"), CODES(USE), REQUIRED},
    {.name = S("area"),
     .chinese = S("面积"),
     .type = SCALAR_DECIMAL,
     REQUIRED,
     .minimum = {.type = SCALAR_DECIMAL, .number = 0},
     .maximum = {.type = SCALAR_DECIMAL, .number = 1, .exponent = 6}},
    {.name = S("register_date"), .chinese = S("登记时间"), .type = SCALAR_DATE, REQUIRED},
    {.name = S("price"), .chinese = S("交易价"), .type = SCALAR_MONEY},
};

static Field F12[] = {
    {.name = S("name"), .chinese = S("姓名"), NAME},
    {.name = S("id_no"), .chinese = S("证件号码"), PERSON(0), REQUIRED},
    {.name = S("amount"), .chinese = S("月额"), .type = SCALAR_MONEY, REQUIRED},
    {.name = S("start_month"), .chinese = S("起领年月"), .type = SCALAR_MONTH},
    {.name = S("pay_month"), .chinese = S("发放年月"), .type = SCALAR_MONTH, REQUIRED},
};

static const FeedContract CONTRACTS[] = {
    {.id = S("F01"),
     .name = S("医保结算"),
     .fields = F01,
     .field_count = ARRAY_COUNT(F01),
     .key_fields = {0},
     .key_count = 1,
     .subject_fields = {2},
     .subject_count = 1,
     .event_field = 9,
     .version_field = -1,
     .reversal_field = 19,
     .negative_field = 11,
     .effect_fields = NO_EFFECTS},
    {.id = S("F03"),
     .name = S("出生"),
     .fields = F03,
     .field_count = ARRAY_COUNT(F03),
     .key_fields = {0},
     .key_count = 1,
     .subject_fields = {9},
     .subject_count = 1,
     .event_field = 3,
     .version_field = -1,
     .reversal_field = -1,
     .negative_field = -1,
     .effect = FEED_EFFECT_BIRTHS,
     .effect_fields = {[EFFECT_PERSON] = 9,
                       [EFFECT_NAME] = 1,
                       [EFFECT_SEX] = 2,
                       [EFFECT_BIRTH] = 3,
                       [EFFECT_DATE] = -1,
                       [EFFECT_HOUSEHOLD_NO] = -1,
                       [EFFECT_RELATION] = -1,
                       [EFFECT_CHANGE] = -1,
                       [EFFECT_REASON] = -1,
                       [EFFECT_REGION] = -1,
                       [EFFECT_MOTHER] = 6,
                       [EFFECT_FATHER] = 8}},
    {.id = S("F06"),
     .name = S("户籍"),
     .fields = F06,
     .field_count = ARRAY_COUNT(F06),
     .key_fields = {3, 8, 10},
     .key_count = 3,
     .subject_fields = {3},
     .subject_count = 1,
     .event_field = 10,
     .version_field = -1,
     .reversal_field = -1,
     .negative_field = -1,
     .effect = FEED_EFFECT_HOUSEHOLDS,
     .effect_fields = {[EFFECT_PERSON] = 3,
                       [EFFECT_NAME] = 2,
                       [EFFECT_SEX] = 4,
                       [EFFECT_BIRTH] = 5,
                       [EFFECT_DATE] = 10,
                       [EFFECT_HOUSEHOLD_NO] = 0,
                       [EFFECT_RELATION] = 1,
                       [EFFECT_CHANGE] = 8,
                       [EFFECT_REASON] = 9,
                       [EFFECT_REGION] = 6,
                       [EFFECT_MOTHER] = -1,
                       [EFFECT_FATHER] = -1}},
    {.id = S("F09"),
     .name = S("不动产"),
     .fields = F09,
     .field_count = ARRAY_COUNT(F09),
     .key_fields = {0, 2},
     .key_count = 2,
     .subject_fields = {2},
     .subject_count = 1,
     .event_field = 5,
     .version_field = 5,
     .reversal_field = -1,
     .negative_field = -1,
     .effect_fields = NO_EFFECTS},
    {.id = S("F12"),
     .name = S("养老金"),
     .fields = F12,
     .field_count = ARRAY_COUNT(F12),
     .key_fields = {1, 4},
     .key_count = 2,
     .subject_fields = {1},
     .subject_count = 1,
     .event_field = 4,
     .version_field = -1,
     .reversal_field = -1,
     .negative_field = -1,
     .effect_fields = NO_EFFECTS},
};

const FeedContract *contract_settlements(void) {
    return &CONTRACTS[0];
}

const FeedContract *contract_births(void) {
    return &CONTRACTS[1];
}

const FeedContract *contract_register(void) {
    return &CONTRACTS[2];
}

const FeedContract *contract_estate(void) {
    return &CONTRACTS[3];
}

const FeedContract *contract_pensions(void) {
    return &CONTRACTS[4];
}

void matches_find(void *context, FeedPerson *persons, size_t count) {
    Matches *matches = context;
    for (size_t i = 0; i < count; i++) {
        persons[i].person = (PersonId){1};
        if (matches != NULL && matches->count < MATCHES_MAX) {
            matches->items[matches->count].identity = persons[i].identity;
            (void)snprintf(matches->items[matches->count].name, sizeof matches->items[0].name,
                           STR_FMT, STR_ARG(persons[i].name));
        }
        if (matches != NULL) {
            persons[i].person.number = (uint32_t)++matches->count;
        }
    }
}

Status read_bytes(const FeedContract *contract, const char *file_name, Str bytes,
                  FeedOutput *out_output, Error *error) {
    FeedInput input = {.contract = contract,
                       .file_name = str_from(file_name),
                       .bytes = bytes,
                       .delivered = date_make(2025, 8, 25),
                       .match = matches_find};
    return feed_read(&input, out_output, error);
}

const char *value_text(FeedOutput *output, size_t row, const char *column) {
    int index = batch_find_column(&output->batch, str_from(column));
    CHECK(index >= 0);
    CLEANUP(text_release) Text text = {0};
    scalar_format(batch_get(&output->batch, row, (size_t)index), &text);
    return arena_copy(&output->arena, text_str(&text)).data;
}

size_t draw_below(uint64_t *state, size_t limit) { // xorshift64*
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return (size_t)((*state * UINT64_C(2685821657736338717)) >> 33) % limit;
}
