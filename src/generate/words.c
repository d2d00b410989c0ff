// SPDX-License-Identifier: Apache-2.0
#include "generate/words.h"
#include "base/check.h"

static const CodeWord INSURANCE[] = {{"", ""}, {"310", "职工"}, {"390", "居民"}};
const CodeList CODES_INSURANCE = {INSURANCE, ARRAY_COUNT(INSURANCE)};
static const CodeWord MED_TYPE[] = {
    {"", ""}, {"11", "11"}, {"14", "14"}, {"21", "21"}, {"41", "41"}};
const CodeList CODES_MED_TYPE = {MED_TYPE, ARRAY_COUNT(MED_TYPE)};
static const CodeWord SEX[] = {{"", ""}, {"M", "男"}, {"F", "女"}};
const CodeList CODES_SEX = {SEX, ARRAY_COUNT(SEX)};
static const CodeWord RELATION[] = {{"", ""},
                                    {"head", "户主"},
                                    {"spouse", "配偶"},
                                    {"child", "子女"},
                                    {"grandchild", "孙子女"},
                                    {"parent", "父母"},
                                    {"grandparent", "祖父母"},
                                    {"sibling", "兄弟姐妹"},
                                    {"other", "其他"}};
const CodeList CODES_RELATION = {RELATION, ARRAY_COUNT(RELATION)};
static const CodeWord HUKOU[] = {{"", ""},          {"initial", "初始"}, {"in", "迁入"},
                                 {"out", "迁出"},   {"cancel", "注销"},  {"restore", "恢复"},
                                 {"update", "变更"}};
const CodeList CODES_HUKOU = {HUKOU, ARRAY_COUNT(HUKOU)};
static const CodeWord HUKOU_REASON[] = {
    {"", ""}, {"death", "死亡"}, {"出生", "出生"}, {"迁移", "迁移"}, {"婚姻", "婚姻"}};
const CodeList CODES_HUKOU_REASON = {HUKOU_REASON, ARRAY_COUNT(HUKOU_REASON)};
static const CodeWord VEHICLE_USE[] = {{"", ""},
                                       {"private", "非营运"},
                                       {"business", "营运"},
                                       {"farm", "农用"},
                                       {"disabled", "残疾人专用"}};
const CodeList CODES_VEHICLE_USE = {VEHICLE_USE, ARRAY_COUNT(VEHICLE_USE)};
static const CodeWord VEHICLE_STATUS[] = {{"", ""},
                                          {"normal", "正常"},
                                          {"cancelled", "注销"},
                                          {"mortgaged", "抵押"},
                                          {"transferred", "转出"}};
const CodeList CODES_VEHICLE_STATUS = {VEHICLE_STATUS, ARRAY_COUNT(VEHICLE_STATUS)};
static const CodeWord ESTATE_USE[] = {
    {"", ""},           {"home", "住宅"},    {"shop", "商服"},
    {"office", "办公"}, {"factory", "工业"}, {"hotel", "酒店式公寓"},
    {"other", "其他"}};
const CodeList CODES_ESTATE_USE = {ESTATE_USE, ARRAY_COUNT(ESTATE_USE)};
static const CodeWord ESTATE_KIND[] = {
    {"", ""},           {"first", "首次"},  {"transfer", "转移"}, {"change", "变更"},
    {"cancel", "注销"}, {"notice", "预告"}, {"mortgage", "抵押"}};
const CodeList CODES_ESTATE_KIND = {ESTATE_KIND, ARRAY_COUNT(ESTATE_KIND)};
static const CodeWord PAY_STATUS[] = {
    {"", ""}, {"paid", "领取"}, {"paused", "暂停"}, {"ended", "终止"}};
const CodeList CODES_PAY_STATUS = {PAY_STATUS, ARRAY_COUNT(PAY_STATUS)};
static const CodeWord INSURED_STATUS[] = {
    {"", ""}, {"active", "正常参保"}, {"paused", "暂停缴费"}, {"ended", "终止"}};
const CodeList CODES_INSURED_STATUS = {INSURED_STATUS, ARRAY_COUNT(INSURED_STATUS)};
static const CodeWord PENSION_KIND[] = {{"", ""}, {"worker", "职工"}, {"resident", "居民"}};
const CodeList CODES_PENSION_KIND = {PENSION_KIND, ARRAY_COUNT(PENSION_KIND)};
static const CodeWord INCOME_ITEM[] = {{"", ""},
                                       {"wage", "工资薪金"},
                                       {"labour", "劳务报酬"},
                                       {"business", "经营所得"},
                                       {"other", "其他"}};
const CodeList CODES_INCOME_ITEM = {INCOME_ITEM, ARRAY_COUNT(INCOME_ITEM)};
static const CodeWord FIRM_ROLE[] = {
    {"", ""}, {"legal", "法定代表人"}, {"owner", "经营者"}, {"shareholder", "股东"}};
const CodeList CODES_FIRM_ROLE = {FIRM_ROLE, ARRAY_COUNT(FIRM_ROLE)};
static const CodeWord FIRM_STATUS[] = {{"", ""}, {"active", "存续"}, {"cancelled", "注销"}};
const CodeList CODES_FIRM_STATUS = {FIRM_STATUS, ARRAY_COUNT(FIRM_STATUS)};
static const CodeWord DISABILITY[] = {{"", ""},      {"1", "视力"}, {"2", "听力"}, {"3", "言语"},
                                      {"4", "肢体"}, {"5", "智力"}, {"6", "精神"}, {"7", "多重"}};
const CodeList CODES_DISABILITY = {DISABILITY, ARRAY_COUNT(DISABILITY)};
static const CodeWord LEVEL[] = {
    {"", ""}, {"1", "一级"}, {"2", "二级"}, {"3", "三级"}, {"4", "四级"}};
const CodeList CODES_LEVEL = {LEVEL, ARRAY_COUNT(LEVEL)};
static const CodeWord CERT_STATUS[] = {{"", ""}, {"valid", "有效"}, {"cancelled", "注销"}};
const CodeList CODES_CERT_STATUS = {CERT_STATUS, ARRAY_COUNT(CERT_STATUS)};
static const CodeWord MARRIAGE[] = {{"", ""}, {"marriage", "结婚"}, {"divorce", "离婚"}};
const CodeList CODES_MARRIAGE = {MARRIAGE, ARRAY_COUNT(MARRIAGE)};
static const CodeWord PROGRAMME[] = {{"", ""},         {"特困", "特困"}, {"低保", "低保"},
                                     {"低边", "低边"}, {"刚支", "刚支"}, {"临时", "临时"}};
const CodeList CODES_PROGRAMME = {PROGRAMME, ARRAY_COUNT(PROGRAMME)};
static const CodeWord CASE_STATUS[] = {
    {"", ""}, {"在享", "在享"}, {"渐退", "渐退"}, {"停发", "停发"}, {"不予确认", "不予确认"}};
const CodeList CODES_CASE_STATUS = {CASE_STATUS, ARRAY_COUNT(CASE_STATUS)};
static const CodeWord SUPPORTER[] = {
    {"", ""}, {"none", "无"}, {"able", "有"}, {"unable", "无能力"}};
const CodeList CODES_SUPPORTER = {SUPPORTER, ARRAY_COUNT(SUPPORTER)};
static const CodeWord ACCOUNT[] = {
    {"", ""}, {"deposit", "存款"}, {"security", "证券"}, {"fund", "理财"}, {"insurance", "保险"}};
const CodeList CODES_ACCOUNT = {ACCOUNT, ARRAY_COUNT(ACCOUNT)};

static const char *const HOSPITAL_WORDS[] = {"",
                                             "龙湾区第一人民医院",
                                             "温州医科大学附属第一医院",
                                             "龙湾区中医院",
                                             "永中街道社区卫生服务中心",
                                             "瑶溪街道社区卫生服务中心",
                                             "状元卫生院",
                                             "温州市中心医院",
                                             "康宁大药房"};
const WordList WORDS_HOSPITAL = {HOSPITAL_WORDS, ARRAY_COUNT(HOSPITAL_WORDS)};
static const char *const DISEASE_WORDS[] = {"",      "J06.9", "I10",   "K29.5", "M54.5", "E11.9",
                                            "I63.9", "S72.0", "J18.9", "C34.9", "C50.9", "C16.9",
                                            "C91.0", "N18.5", "D61.9", "M32.1", "J44.1"};
const WordList WORDS_DISEASE = {DISEASE_WORDS, ARRAY_COUNT(DISEASE_WORDS)};
static const char *const CAUSE_WORDS[] = {"",      "I25.1", "C34.9", "I64",
                                          "J44.1", "V89.2", "W19",   "R54"};
const WordList WORDS_CAUSE = {CAUSE_WORDS, ARRAY_COUNT(CAUSE_WORDS)};
static const char *const ETHNIC_WORDS[] = {"",       "汉族",     "畲族", "苗族",
                                           "土家族", "维吾尔族", "藏族"};
const WordList WORDS_ETHNIC = {ETHNIC_WORDS, ARRAY_COUNT(ETHNIC_WORDS)};
static const char *const PLATE_KIND_WORDS[] = {"", "小型汽车", "小型新能源汽车", "大型汽车",
                                               "普通摩托车"};
const WordList WORDS_PLATE_KIND = {PLATE_KIND_WORDS, ARRAY_COUNT(PLATE_KIND_WORDS)};
static const char *const VEHICLE_KIND_WORDS[] = {
    "", "小型轿车", "小型普通客车", "轻型厢式货车", "摩托车", "轮椅车", "拖拉机"};
const WordList WORDS_VEHICLE_KIND = {VEHICLE_KIND_WORDS, ARRAY_COUNT(VEHICLE_KIND_WORDS)};
static const char *const BRAND_WORDS[] = {
    "", "飞燕牌YF7150", "东岭牌DL6470", "长帆牌CF1020", "春江牌CJ125", "银杏牌EV300"};
const WordList WORDS_BRAND = {BRAND_WORDS, ARRAY_COUNT(BRAND_WORDS)};
static const char *const SHARE_WORDS[] = {"", "单独所有", "共同共有", "按份共有"};
const WordList WORDS_SHARE = {SHARE_WORDS, ARRAY_COUNT(SHARE_WORDS)};
static const char *const INSURANCE_KIND_WORDS[] = {"", "企业职工基本养老保险", "失业保险",
                                                   "工伤保险"};
const WordList WORDS_INSURANCE_KIND = {INSURANCE_KIND_WORDS, ARRAY_COUNT(INSURANCE_KIND_WORDS)};
static const char *const FIRM_KIND_WORDS[] = {"", "个体工商户", "有限责任公司", "农民专业合作社"};
const WordList WORDS_FIRM_KIND = {FIRM_KIND_WORDS, ARRAY_COUNT(FIRM_KIND_WORDS)};
static const char *const OFFICE_WORDS[] = {"", "龙湾区民政局", "鹿城区民政局", "瓯海区民政局"};
const WordList WORDS_OFFICE = {OFFICE_WORDS, ARRAY_COUNT(OFFICE_WORDS)};
static const char *const MARRIAGE_STATUS_WORDS[] = {"", "有效"};
const WordList WORDS_MARRIAGE_STATUS = {MARRIAGE_STATUS_WORDS, ARRAY_COUNT(MARRIAGE_STATUS_WORDS)};
static const char *const INSTITUTION_WORDS[] = {
    "", "龙湾农商银行", "工商银行温州分行", "建设银行温州分行", "瓯江证券", "东瓯人寿"};
const WordList WORDS_INSTITUTION = {INSTITUTION_WORDS, ARRAY_COUNT(INSTITUTION_WORDS)};
static const char *const CURRENCY_WORDS[] = {"", "CNY"};
const WordList WORDS_CURRENCY = {CURRENCY_WORDS, ARRAY_COUNT(CURRENCY_WORDS)};
static const char *const PLACE_WORDS[] = {"", "医院", "家中", "养老机构", "其他"};
const WordList WORDS_PLACE = {PLACE_WORDS, ARRAY_COUNT(PLACE_WORDS)};
static const char *const RELATION_WORDS[] = {"",     "户主",   "配偶",     "子女", "孙子女",
                                             "父母", "祖父母", "兄弟姐妹", "其他"};
const WordList WORDS_RELATION = {RELATION_WORDS, ARRAY_COUNT(RELATION_WORDS)};

// GB 32100: 17 characters of this alphabet, weighted by powers of 3 modulo 31, and a check
// character.
void credit_code_put(Buffer *out, uint32_t number) {
    static const char ALPHABET[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    enum { BASE = 31, BODY = 17, FIXED = 11 };
    char code[BODY + 1];
    memcpy(code, "91330303MA2", FIXED);
    for (int i = BODY - 1; i >= FIXED; i--) {
        code[i] = ALPHABET[number % BASE];
        number /= BASE;
    }
    uint32_t sum = 0;
    uint32_t weight = 1;
    for (int i = 0; i < BODY; i++) {
        const char *found = memchr(ALPHABET, code[i], BASE);
        CHECK(found != NULL);
        sum += (uint32_t)(found - ALPHABET) * weight;
        weight = weight * 3 % BASE;
    }
    code[BODY] = ALPHABET[(BASE - sum % BASE) % BASE];
    buffer_put(out, code, sizeof code);
}

void company_name_put(Buffer *out, uint32_t number) {
    static const char *const FIRST[] = {"东瓯", "海滨", "状元", "瑶溪", "天河", "永强",
                                        "金瓯", "瓯江", "南洋", "星海", "大罗", "雁湖"};
    static const char *const SECOND[] = {"兴", "达", "顺", "源", "泰", "隆",
                                         "丰", "盛", "华", "宏", "昌"};
    static const char *const TRADE[] = {"鞋业", "阀门", "不锈钢管", "制笔", "服装",
                                        "电器", "物流", "食品",     "五金", "家政服务"};
    buffer_text(out, "温州市");
    buffer_text(out, FIRST[number % ARRAY_COUNT(FIRST)]);
    number /= ARRAY_COUNT(FIRST);
    buffer_text(out, SECOND[number % ARRAY_COUNT(SECOND)]);
    number /= ARRAY_COUNT(SECOND);
    buffer_text(out, TRADE[number % ARRAY_COUNT(TRADE)]);
    buffer_text(out, "有限公司");
}

void address_put(Buffer *out, uint64_t place) {
    static const char *const STREETS[] = {"",     "永中", "蒲州", "海滨", "永兴", "",
                                          "状元", "瑶溪", "",     "",     "",     "",
                                          "海城", "沙城", "天河", "星海"};
    uint64_t house = place % 10000;
    uint64_t village = place / 10000 % 1000;
    uint64_t street = place / 10000000 % 1000;
    buffer_text(out, "温州市龙湾区");
    buffer_text(out, STREETS[street % ARRAY_COUNT(STREETS)]);
    buffer_text(out, "街道");
    buffer_digits(out, village % 100, 1);
    buffer_text(out, "村");
    buffer_digits(out, house, 1);
    buffer_text(out, "号");
}

void plate_put(Buffer *out, uint64_t number) {
    static const char LETTERS[] = "ABCDEFGHJKLMNPQRSTUVWXYZ";
    buffer_text(out, "浙C");
    buffer_char(out, LETTERS[number / 10000 % 24]);
    buffer_char(out, LETTERS[number / 240000 % 24]);
    buffer_digits(out, number % 10000, 4);
}
