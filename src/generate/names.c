// SPDX-License-Identifier: Apache-2.0
#include "generate/names.h"
#include "base/check.h"

typedef enum NameStyle { // the two lowest bits; 0 stays free for "no name"
    STYLE_HAN = 1,       // surname and one or two characters
    STYLE_WORDS,         // two words and a dot between them
    STYLE_RARE,          // a character that takes four bytes in GB18030
} NameStyle;

static const char *const SURNAMES[] = {
    "王", "李", "张", "刘", "陈", "杨", "黄",   "赵",   "吴",   "周",  "徐", "孙", "马", "朱", "胡",
    "郭", "何", "林", "高", "罗", "郑", "梁",   "谢",   "宋",   "唐",  "许", "韩", "冯", "邓", "曹",
    "彭", "曾", "肖", "田", "董", "潘", "袁",   "蔡",   "蒋",   "余",  "于", "杜", "叶", "程", "魏",
    "苏", "吕", "丁", "任", "卢", "姚", "沈",   "钟",   "姜",   "崔",  "谭", "陆", "范", "汪", "廖",
    "石", "金", "韦", "贾", "夏", "付", "方",   "邹",   "熊",   "白",  "孟", "秦", "邱", "侯", "江",
    "尹", "薛", "闫", "段", "雷", "龙", "黎",   "史",   "陶",   "贺",  "毛", "郝", "顾", "龚", "邵",
    "万", "覃", "武", "钱", "戴", "严", "欧阳", "司徒", "诸葛", "上官"};
static const char *const GIVEN[] = {
    "", // no second character
    "伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟", "涛",
    "明", "超", "秀", "霞", "平", "刚", "桂", "英", "华", "玉", "兰", "建", "国", "志", "海",
    "春", "梅", "红", "雪", "松", "林", "晓", "东", "文", "斌", "宇", "浩", "然", "子", "轩",
    "梓", "涵", "欣", "怡", "佳", "琪", "雨", "桐", "思", "远", "嘉", "豪", "俊", "凯", "鹏",
    "飞", "龙", "凤", "珍", "珠", "宝", "福", "禄", "寿", "康", "宁", "安", "和", "顺", "达",
    "荣", "昌", "盛", "兴", "旺", "金", "银", "铜", "木", "水", "火", "土", "山", "川", "江",
    "河", "湖", "月", "星", "辰", "光", "辉", "亮", "清", "洁", "莲", "菊", "竹", "青", "翠"};
static const char *const WORDS_FIRST[] = {"阿依古丽", "买买提", "古丽娜尔", "艾力",
                                          "帕提古丽", "扎西",   "卓玛",     "次仁",
                                          "才让",     "吐尔逊", "热依汗",   "努尔兰"};
static const char *const WORDS_LAST[] = {"买买提",   "吾买尔", "阿不都", "达瓦", "平措",
                                         "艾合买提", "巴特尔", "沙依提", "旺堆", "玉素甫"};
static const char *const RARE[] = {"𬴂", "𫍯", "𠅤", "𡒊", "𣏌", "𤩽", "𬍛", "𫖯"};
static const char *const DOTS[NAME_DOT_COUNT] = {"·", "•", "・"};

static NameId name_pack(NameStyle style, uint32_t a, uint32_t b, uint32_t c) {
    return (uint32_t)style | (a << 2) | (b << 10) | (c << 18);
}

static NameId name_given(Rng *rng, uint32_t surname) {
    uint32_t kind = rng_below(rng, 1000);
    uint32_t first = 1 + rng_below(rng, (uint32_t)ARRAY_COUNT(GIVEN) - 1);
    if (kind < 4) {
        return name_pack(STYLE_RARE, surname, first, rng_below(rng, (uint32_t)ARRAY_COUNT(RARE)));
    }
    uint32_t second = kind < 200 ? 0 : 1 + rng_below(rng, (uint32_t)ARRAY_COUNT(GIVEN) - 1);
    return name_pack(STYLE_HAN, surname, first, second);
}

NameId name_invent(Rng *rng) {
    if (rng_below(rng, 1000) < 6) {
        uint32_t first = rng_below(rng, (uint32_t)ARRAY_COUNT(WORDS_FIRST));
        uint32_t last = rng_below(rng, (uint32_t)ARRAY_COUNT(WORDS_LAST));
        return name_pack(STYLE_WORDS, first, last, 0);
    }
    // The smaller of two draws: common surnames stand first in the table.
    uint32_t a = rng_below(rng, (uint32_t)ARRAY_COUNT(SURNAMES));
    uint32_t b = rng_below(rng, (uint32_t)ARRAY_COUNT(SURNAMES));
    return name_given(rng, a < b ? a : b);
}

NameId name_invent_child(Rng *rng, NameId from) {
    if ((from & 3) == STYLE_WORDS || from == 0) {
        return name_invent(rng);
    }
    return name_given(rng, (from >> 2) & 255);
}

NameId name_fixed(int surname, int first, int second) {
    CHECK(surname >= 0 && surname < (int)ARRAY_COUNT(SURNAMES));
    CHECK(first > 0 && first < (int)ARRAY_COUNT(GIVEN));
    CHECK(second >= 0 && second < (int)ARRAY_COUNT(GIVEN));
    return name_pack(STYLE_HAN, (uint32_t)surname, (uint32_t)first, (uint32_t)second);
}

void name_put(Buffer *out, NameId name, NameDot dot) {
    uint32_t a = (name >> 2) & 255;
    uint32_t b = (name >> 10) & 255;
    uint32_t c = (name >> 18) & 255;
    switch ((NameStyle)(name & 3)) {
    case STYLE_HAN:
        buffer_text(out, SURNAMES[a]);
        buffer_text(out, GIVEN[b]);
        buffer_text(out, GIVEN[c]);
        return;
    case STYLE_WORDS:
        buffer_text(out, WORDS_FIRST[a]);
        buffer_text(out, DOTS[dot]);
        buffer_text(out, WORDS_LAST[b]);
        return;
    case STYLE_RARE:
        buffer_text(out, SURNAMES[a]);
        buffer_text(out, GIVEN[b]);
        buffer_text(out, RARE[c]);
        return;
    }
}
