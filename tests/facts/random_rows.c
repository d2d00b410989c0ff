// SPDX-License-Identifier: Apache-2.0
#include "facts/random_rows.h"
#include <stdio.h>

enum { RECURRING = 12 };

int roll(Dice *dice, int sides) {
    dice->state = dice->state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (int)((dice->state >> 33) % (uint64_t)sides);
}

static const char *month_text(Dice *dice, char out[16]) {
    int month = roll(dice, 20);
    snprintf(out, 16, "%d-%02d", 2024 + month / 12, month % 12 + 1);
    return out;
}

const char *date_text(Dice *dice, char out[16]) {
    int month = roll(dice, 20);
    snprintf(out, 16, "%d-%02d-%02d", 2024 + month / 12, month % 12 + 1, roll(dice, 28) + 1);
    return out;
}

static void medical_row(Dice *dice, Segment *segment, int person_count) {
    static const char *const CODES[] = {"dise_codg=C34", "dise_codg=N18.5", "dise_codg=J06",
                                        "med_type=11"};
    char cells[256];
    char date[16];
    int refund = roll(dice, 12);
    snprintf(cells, sizeof cells,
             "setl_id=S%d certno=%d setl_time=%s %s medfee_sumamt=%d psn_part_amt=%d "
             "refd_setl_flag=%s",
             roll(dice, 50), roll(dice, person_count) + 1, date_text(dice, date),
             CODES[roll(dice, 4)], refund == 0 ? -100 : 100 * roll(dice, 3), 100 * roll(dice, 40),
             refund == 1 ? "true" : "false");
    fake_row(segment, cells);
}

static void pension_row(Dice *dice, Segment *segment, int person_count) {
    static const char *const STATUS[] = {"paid", "paused", "ended"};
    char cells[256];
    char month[16];
    snprintf(cells, sizeof cells, "id_no=%d pension_kind=%s amount=%d status=%s pay_month=%s",
             roll(dice, person_count) + 1, roll(dice, 2) == 0 ? "worker" : "resident",
             100 * roll(dice, 30), STATUS[roll(dice, 3)], month_text(dice, month));
    fake_row(segment, cells);
}

static void tax_row(Dice *dice, Segment *segment, int person_count) {
    char cells[256];
    char month[16];
    snprintf(cells, sizeof cells, "id_no=%d withholder_code=W%d tax_month=%s income=%d",
             roll(dice, person_count) + 1, roll(dice, 3), month_text(dice, month),
             100 * roll(dice, 50));
    fake_row(segment, cells);
}

static void civil_row(Dice *dice, Segment *segment, int person_count) {
    static const char *const STATUS[] = {"在享", "渐退", "停发", "不予确认"};
    static const char *const PROGRAMMES[] = {"低保", "低边", "临时"};
    char cells[400];
    char dates[4][16];
    int length = snprintf(
        cells, sizeof cells,
        "case_no=K%d programme=%s id_no=%d region=%d00%d000 status=%s start_date=%s share=%d "
        "change_date=%s",
        roll(dice, 6), PROGRAMMES[roll(dice, 3)], roll(dice, person_count) + 1,
        330300 + roll(dice, 3), roll(dice, 3), STATUS[roll(dice, 4)], date_text(dice, dates[0]),
        roll(dice, 10000), date_text(dice, dates[1]));
    if (roll(dice, 2) == 0) {
        length += snprintf(cells + length, sizeof cells - (size_t)length, " end_date=%s",
                           date_text(dice, dates[2]));
    }
    if (roll(dice, 2) == 0) {
        length += snprintf(cells + length, sizeof cells - (size_t)length,
                           " guardian_id=%d supporter_id=%d", roll(dice, person_count) + 1,
                           roll(dice, person_count) + 1);
    }
    if (roll(dice, 2) == 0) {
        snprintf(cells + length, sizeof cells - (size_t)length, " last_paid_month=%s",
                 month_text(dice, dates[3]));
    }
    fake_row(segment, cells);
}

void clock_text(uint32_t batch, char out[24]) {
    snprintf(out, 24, "2025-%02u-%02u", 1 + batch / 8, 1 + batch % 8 * 3);
}

static void row_of_feed(int feed, Dice *dice, Segment *segment, int person_count) {
    if (feed == 0) {
        medical_row(dice, segment, person_count);
    } else if (feed == 1) {
        pension_row(dice, segment, person_count);
    } else if (feed == 2) {
        tax_row(dice, segment, person_count);
    } else {
        civil_row(dice, segment, person_count);
    }
}

// One row in three is one of a few that come again and again, in one segment and in others.
Segment random_segment(Dice *dice, const Pack *pack, uint32_t batch, int person_count) {
    static const char *const FEEDS[] = {"F01", "F12", "F15", "F22"};
    int feed = roll(dice, 4);
    char clock[24];
    clock_text(batch, clock);
    Segment segment = fake_segment(pack, FEEDS[feed], batch, clock);
    for (int i = roll(dice, ROWS_MAX); i >= 0; i--) {
        Dice again = {1 + (uint64_t)roll(dice, RECURRING)};
        row_of_feed(feed, roll(dice, 3) == 0 ? &again : dice, &segment, person_count);
    }
    return segment;
}
