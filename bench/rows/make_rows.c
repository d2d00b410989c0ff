// SPDX-License-Identifier: Apache-2.0
// usage: make_rows FOLDER ROWS ROWS_PER_FILE RESIDENTS
// Invented files for the feed benchmark. FOLDER/register: a household register (F06) of the
// monitored families, a twentieth of all residents, and the assistance register (F22) of every
// second of them. FOLDER/first: one settlement (F01) of every resident, so that everybody has been
// seen once. FOLDER/feeds: ROWS settlements in daily files, all columns of the contract, a
// twentieth of them about the monitored. FOLDER/residents.csv: number and whether monitored, for
// the peer. The same arguments give the same bytes.
#include "base/identity.h"
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { MONITORED_SHARE = 20, FAMILY = 3, PATH_SIZE = 4096, BUFFER = 1 << 20 };
static const int64_t DAY_FIRST = 20454; // 2026-01-01

typedef struct Work {
    const char *folder;
    int64_t rows, rows_per_file, residents, monitored;
    int64_t settlement; // running number
    uint64_t random;
} Work;

static uint32_t below(Work *work, uint32_t limit) { // splitmix64
    work->random += UINT64_C(0x9E3779B97F4A7C15);
    uint64_t x = work->random;
    x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94D049BB133111EB);
    x ^= x >> 31;
    return (uint32_t)(((x >> 32) * limit) >> 32);
}

static void fail(const char *what) {
    fprintf(stderr, "%s: %s\n", what, strerror(errno));
    exit(1);
}

static FILE *open_file(const Work *work, const char *name) {
    char path[PATH_SIZE];
    (void)snprintf(path, sizeof path, "%s/%s", work->folder, name);
    FILE *file = fopen(path, "w");
    if (file == NULL) {
        fail(path);
    }
    (void)setvbuf(file, NULL, _IOFBF, BUFFER);
    return file;
}

static void close_file(FILE *file) {
    if (fclose(file) != 0) {
        fail("writing");
    }
}

static void make_folder(const Work *work, const char *name) {
    char path[PATH_SIZE];
    (void)snprintf(path, sizeof path, "%s/%s", work->folder, name);
    if (mkdir(path, 0777) != 0 && errno != EEXIST) {
        fail(path);
    }
}

// Resident 0, 1, 2 ...: the first `monitored` of them are.
static void identity_of(int64_t resident, char out[19]) {
    enum { YEARS_DAYS = 80 * 365, SEQUENCES = 1000 };
    static const int64_t BIRTH_FIRST = -9000; // 1945
    int64_t scattered = resident * 7919 % (INT64_C(10) * YEARS_DAYS * SEQUENCES);
    Date birth = {(int32_t)(BIRTH_FIRST + scattered % YEARS_DAYS)};
    int64_t rest = scattered / YEARS_DAYS;
    identity_format(identity_make(330300 + rest / SEQUENCES, birth, (int)(rest % SEQUENCES)), out);
}

static void name_of(int64_t resident, char out[16]) {
    static const char *const FAMILY_NAMES[] = {"陈", "林", "黄", "张", "王", "李", "吴", "周",
                                               "郑", "徐", "叶", "金", "胡", "潘", "朱", "项"};
    static const char *const GIVEN[] = {"伟", "芳", "娜", "敏", "静", "强", "磊", "洋",
                                        "艳", "勇", "杰", "娟", "涛", "明", "超", "霞"};
    (void)snprintf(out, 16, "%s%s%s", FAMILY_NAMES[resident % 16], GIVEN[resident / 16 % 16],
                   resident % 3 == 0 ? "" : GIVEN[resident / 256 % 16]);
}

static void date_text(int64_t days, char out[11]) {
    int year = 0;
    int month = 0;
    int day = 0;
    date_split((Date){(int32_t)days}, &year, &month, &day);
    (void)snprintf(out, 11, "%04u-%02u-%02u", (unsigned)year % 10000, (unsigned)month % 100,
                   (unsigned)day % 100);
}

// ---- the registers
static void write_register(const Work *work) {
    FILE *households = open_file(work, "register/F06-20251231.csv");
    FILE *assistance = open_file(work, "register/F22-20251231.csv");
    fputs("户号,与户主关系,姓名,公民身份号码,性别,出生日期,区划代码,变动类型,变动日期\n",
          households);
    fputs("档案号,救助类别,姓名,证件号码,区划代码,状态,起始日期,家庭月保障金额,变动日期\n",
          assistance);
    static const char *const RELATIONS[FAMILY] = {"户主", "配偶", "子"};
    for (int64_t i = 0; i < work->monitored; i++) {
        char identity[19];
        char name[16];
        identity_of(i, identity);
        name_of(i, name);
        bool is_male = (identity[16] - '0') % 2 == 1;
        int64_t village = 330303001000 + i / FAMILY % 200 + 1;
        fprintf(households,
                "H%08" PRId64 ",%s,%s,%s,%s,%.4s-%.2s-%.2s,%" PRId64 ",初始,2015-03-01\n",
                i / FAMILY, RELATIONS[i % FAMILY], name, identity, is_male ? "男" : "女",
                identity + 6, identity + 10, identity + 12, village);
        if (i / FAMILY % 2 == 0) {
            fprintf(assistance,
                    "A%08" PRId64 ",低保,%s,%s,%" PRId64 ",在享,2024-01-01,1100.00,2024-01-01\n",
                    i / FAMILY, name, identity, village);
        }
    }
    close_file(households);
    close_file(assistance);
}

static void write_residents(const Work *work) {
    FILE *file = open_file(work, "residents.csv");
    for (int64_t i = 0; i < work->residents; i++) {
        char identity[19];
        identity_of(i, identity);
        fprintf(file, "%s,%d\n", identity, i < work->monitored);
    }
    close_file(file);
}

// ---- settlements
static void write_head(FILE *file) {
    fputs("结算ID,就诊ID,证件号码,姓名,险种,医疗类别,医疗机构,开始日期,结束日期,结算时间,病种编码,"
          "医疗费总额,全自费,基金支付合计,医疗救助,医院负担,个人负担,个账支付,现金支付,退费标志\n",
          file);
}

static void yuan(FILE *file, int64_t fen) {
    fprintf(file, ",%" PRId64 ".%02d", fen / 100, (int)(fen % 100));
}

// A visit to a doctor or chemist of some tens of yuan; one in fifty is a stay of thousands.
static void write_settlement(Work *work, FILE *file, int64_t resident, int64_t day) {
    static const char *const HOSPITALS[] = {"温州医科大学附属第一医院", "温州市中心医院",
                                            "龙湾区第一人民医院",       "瑶溪街道社区卫生服务中心",
                                            "状元街道社区卫生服务中心", "温州市中医院",
                                            "永中街道社区卫生服务中心", "百姓缘大药房"};
    static const char *const DISEASES[] = {"J06.900", "I10.x00", "E11.900", "K29.500",
                                           "M54.500", "N18.001", "J18.900", "I63.900"};
    char identity[19];
    char name[16];
    char from[11];
    char to[11];
    identity_of(resident, identity);
    name_of(resident, name);
    bool is_stay = below(work, 50) == 0;
    int64_t days = is_stay ? 2 + below(work, 14) : 0;
    int64_t total = is_stay ? 300000 + below(work, 4000000) : 2000 + below(work, 60000);
    int64_t uncovered = total * below(work, 15) / 100;
    int64_t fund = (total - uncovered) * (50 + below(work, 35)) / 100;
    int64_t own = total - fund;
    int64_t account = is_stay ? 0 : own * below(work, 100) / 100;
    date_text(day - days, from);
    date_text(day, to);
    int64_t number = ++work->settlement;
    uint32_t seconds = below(work, 36000) + 28800;
    fprintf(file,
            "3303%010" PRId64 "S%02d,3303%012" PRId64 ",%s,%s,%s,%s,%s,%s,%s,%s %02u:%02u:%02u,%s",
            number, (int)(number % 97), number * 3 + 7, identity, name,
            resident % 5 < 2 ? "310" : "390",
            is_stay               ? "21"
            : below(work, 4) == 0 ? "41"
                                  : "11",
            HOSPITALS[below(work, 8)], from, to, to, seconds / 3600, seconds / 60 % 60,
            seconds % 60, DISEASES[below(work, 8)]);
    yuan(file, total);
    yuan(file, uncovered);
    yuan(file, fund);
    yuan(file, 0);
    yuan(file, 0);
    yuan(file, own);
    yuan(file, account);
    yuan(file, own - account);
    fputs(",否\n", file);
}

static FILE *open_day(const Work *work, const char *folder, int64_t day, int64_t part) {
    char name[64];
    char date[11];
    date_text(day, date);
    (void)snprintf(name, sizeof name, "%s/F01-%.4s%.2s%.2s-%" PRId64 ".csv", folder, date, date + 5,
                   date + 8, part);
    FILE *file = open_file(work, name);
    write_head(file);
    return file;
}

// In an order that is not that of their numbers.
static void write_first(Work *work) {
    static const int64_t STEP = 999983; // a prime, and no divisor of the number of residents
    for (int64_t at = 0, part = 1; at < work->residents; part++) {
        FILE *file = open_day(work, "first", DAY_FIRST, part);
        for (int64_t i = 0; i < work->rows_per_file && at < work->residents; i++, at++) {
            write_settlement(work, file, at * STEP % work->residents, DAY_FIRST);
        }
        close_file(file);
    }
}

static void write_feeds(Work *work) {
    enum { FILES_A_DAY = 3, ROWS_EACH = MONITORED_SHARE };
    for (int64_t at = 0, count = 0; at < work->rows; count++) {
        int64_t day = DAY_FIRST + 1 + count / FILES_A_DAY;
        FILE *file = open_day(work, "feeds", day, count % FILES_A_DAY + 1);
        for (int64_t i = 0; i < work->rows_per_file && at < work->rows; i++, at++) {
            bool is_monitored = below(work, ROWS_EACH) == 0;
            int64_t resident =
                is_monitored
                    ? below(work, (uint32_t)work->monitored)
                    : work->monitored + below(work, (uint32_t)(work->residents - work->monitored));
            write_settlement(work, file, resident, day);
        }
        close_file(file);
    }
}

int main(int count, char **arguments) {
    if (count != 5) {
        fputs("usage: make_rows FOLDER ROWS ROWS_PER_FILE RESIDENTS\n", stderr);
        return 2;
    }
    Work work = {.folder = arguments[1],
                 .rows = strtoll(arguments[2], NULL, 10),
                 .rows_per_file = strtoll(arguments[3], NULL, 10),
                 .residents = strtoll(arguments[4], NULL, 10)};
    work.monitored = work.residents / MONITORED_SHARE / FAMILY * FAMILY;
    if (work.rows_per_file <= 0 || work.monitored <= 0 || work.residents % 999983 == 0) {
        fputs("the numbers make no county\n", stderr);
        return 2;
    }
    make_folder(&work, "");
    make_folder(&work, "register");
    make_folder(&work, "first");
    make_folder(&work, "feeds");
    write_register(&work);
    write_residents(&work);
    write_first(&work);
    write_feeds(&work);
    return 0;
}
