// SPDX-License-Identifier: Apache-2.0
// The contracts of the first pack, as they are delivered: every head they accept is found, and one
// ordinary row of every feed is accepted.
#include "contracts.h"

#include "../policy/pack_folder.h"
#include "base/check.h"
#include "feed/header_private.h"
#include "feed/rows_private.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static int open_pack(void **state) {
    PackFolder folder = folder_load();
    *state = folder_read(&folder);
    folder_release(&folder);
    return 0;
}

static int close_pack(void **state) {
    pack_free(*state);
    return 0;
}

static void every_accepted_head_means_one_field(void **state) {
    const Pack *pack = *state;
    for (size_t f = 0; f < pack_feed_count(pack); f++) {
        const FeedContract *contract = pack_feed(pack, f);
        CLEANUP(header_words_release) HeaderWords words;
        CLEANUP(arena_release) Arena arena = {0};
        header_words_init(&words, contract);
        for (size_t i = 0; i < contract->field_count; i++) {
            const Field *field = &contract->fields[i];
            if (!field_is_in_file(field)) {
                continue;
            }
            assert_int_equal(header_find(&words, field->name, &arena), i);
            assert_int_equal(header_find(&words, field->chinese, &arena), i);
            for (size_t k = 0; k < field->accepted_count; k++) {
                assert_int_equal(header_find(&words, field->accepted[k], &arena), i);
            }
        }
        assert_int_equal(header_find(&words, STR("序号"), &arena), -1);
    }
}

#define ID "330303197001010010"

static void an_ordinary_row_of_every_feed_is_accepted(void **state) {
    const Pack *pack = *state;
    const struct {
        const char *feed;
        const char *text;
    } cases[] = {
        {"F01", "结算ID,证件号码,医疗类别,结算时间,医疗费总额,个人负担,退费标志\n"
                "S1," ID ",住院,2025-08-22 10:11:12,218000,75000,否\n"},
        {"F03", "出生医学证明号,新生儿姓名,新生儿性别,出生时间,体重克,母亲证件号码\n"
                "A1,陈小,男,2025-08-20 03:04:05,3200," ID "\n"},
        {"F04", "死亡证号,证件号码,死亡时间,死亡原因\nD1," ID ",2025年8月1日,I21.9\n"},
        {"F06", "户号,与户主关系,姓名,公民身份号码,区划代码,变动类型,变动原因,变动日期\n"
                "3303030001,女婿,陈三," ID ",330303001001,注销,死亡,2025-08-01\n"},
        {"F07", "号牌种类,号牌号码,使用性质,证件号码,状态,变动日期\n"
                "小型汽车,浙C12345,非营运," ID ",正常,2025-08-01\n"},
        {"F09", "不动产单元号,证件号码,用途,面积,登记类型,登记时间\n"
                "330303001001GB00001F00010001," ID ",酒店式公寓,45.50,转移,2025-08-01\n"},
        {"F11", "证件号码,险种,单位信用代码,参保状态,缴费年月\n" ID
                ",养老,91330303MA2C000001,正常参保,202507\n"},
        {"F12", "证件号码,养老金类别,月额,状态,发放年月\n" ID ",居民,345.00,领取,2025-08\n"},
        {"F15", "证件号码,所得项目,收入额,扣缴单位代码,税款所属期\n" ID
                ",工资薪金,\"5,000.00\",91330303MA2C000001,2025年7月\n"},
        {"F17", "统一社会信用代码,角色,证件号码,出资比例,状态,变动日期\n"
                "91330303MA2C000001,法定代表人," ID ",51.5,存续,2025-08-01\n"},
        {"F18", "残疾证号,证件号码,残疾类别,残疾等级,状态,变动日期,有效期至\n"
                "C1," ID ",肢体,二级,有效,2025-08-01,2035-07-31\n"},
        {"F20", "登记证号,登记类型,男方证件号码,女方证件号码,登记日期\n"
                "M1,结婚," ID ",330303198002020020,2025-08-01\n"},
        {"F22", "档案号,救助类别,证件号码,区划代码,状态,起始日期,终止日期,变动日期\n"
                "K1,低保," ID ",330303001001,在享,2025-01-01,2026-12-31,2025-08-01\n"},
        {"F28", "查询批次,授权书编号,证件号码,机构,账户类型,账号尾号,余额,查询时点\n"
                "Q1,W1," ID ",工商银行,存款,1234,80000.00,2025-08-01\n"},
    };
    assert_int_equal(pack_feed_count(pack), ARRAY_COUNT(cases));
    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        int feed = pack_find_feed(pack, str_from(cases[i].feed));
        assert_true(feed >= 0);
        FeedOutput output = {0};
        Error error = {0};
        Status status = read_bytes(pack_feed(pack, (size_t)feed), "x.csv", str_from(cases[i].text),
                                   &output, &error);
        bool is_fine = status == STATUS_OK && output.batch.row_count == 1;
        if (!is_fine && output.quarantined_count > 0) {
            fail_msg("%s: %s in " STR_FMT, cases[i].feed,
                     quarantine_reason_id(output.quarantined[0].reason),
                     STR_ARG(output.quarantined[0].column));
        }
        if (!is_fine) {
            fail_msg("%s: %s", cases[i].feed, error.message);
        }
        feed_output_release(&output);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_accepted_head_means_one_field),
        cmocka_unit_test(an_ordinary_row_of_every_feed_is_accepted),
    };
    return cmocka_run_group_tests(tests, open_pack, close_pack);
}
