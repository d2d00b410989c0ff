// SPDX-License-Identifier: Apache-2.0
#include "generate/mail.h"
#include "base/check.h"
#include "base/memory.h"
#include "generate/cell.h"

enum { STREAM_SPOIL = 2, DAMAGED_PER_MILLION = 1500, REPEATED_PER_MILLION = 1500 };
enum { MENDED_IN_100 = 60 };

static size_t box_count(const Mail *mail) {
    return (size_t)(date_days_between(mail->first, mail->last) + 1) * FEED_COUNT;
}

void mail_init(Mail *mail, uint64_t seed, Date first, Date last) {
    *mail = (Mail){.seed = seed, .first = first, .last = last, .serial = 100000};
    mail->boxes = memory_new(box_count(mail), sizeof *mail->boxes);
}

void mail_release(Mail *mail) {
    for (size_t i = 0; i < box_count(mail); i++) {
        row_list_release(&mail->boxes[i]);
    }
    for (Feed feed = 0; feed < FEED_COUNT; feed++) {
        row_list_release(&mail->dropped[feed]);
    }
    memory_free(mail->boxes);
    *mail = (Mail){0};
}

RowList *mail_box(Mail *mail, Feed feed, Date delivered) {
    if (delivered.days < mail->first.days || delivered.days > mail->last.days) {
        return NULL;
    }
    size_t day = (size_t)date_days_between(mail->first, delivered);
    return &mail->boxes[day * FEED_COUNT + feed];
}

void *mail_add(Mail *mail, Feed feed, Date delivered) {
    RowList *box = mail_box(mail, feed, delivered);
    if (box == NULL) {
        box = &mail->dropped[feed];
        box->count = 0;
    }
    return row_list_add(box, feed);
}

static void mail_send_again(Mail *mail, Feed feed, const RowList *box, size_t index,
                            Date delivered) {
    RowList *later = mail_box(mail, feed, delivered);
    if (later == NULL) {
        return;
    }
    uint8_t *copy = row_list_add(later, feed);
    memcpy(copy, row_at(box, feed, index), feed_row_size(feed));
    *copy = DAMAGE_NONE;
}

void mail_spoil(Mail *mail, Feed feed, Date delivered) {
    RowList *box = mail_box(mail, feed, delivered);
    CHECK(box != NULL);
    for (size_t i = 0; i < box->count; i++) {
        Rng rng =
            rng_start(mail->seed, STREAM_SPOIL, (uint64_t)delivered.days * FEED_COUNT + feed, i);
        uint32_t fate = rng_below(&rng, 1000000);
        Date again = day_working_from(delivered, rng_between(&rng, 3, 20));
        uint8_t *row = box->data + i * feed_row_size(feed);
        if (*row == DAMAGE_SPARED) {
            *row = DAMAGE_NONE;
            continue;
        }
        if (fate >= DAMAGED_PER_MILLION + REPEATED_PER_MILLION) {
            continue;
        }
        if (fate >= DAMAGED_PER_MILLION) {
            mail_send_again(mail, feed, box, i, again);
            continue;
        }
        if (rng_below(&rng, 100) < MENDED_IN_100) {
            mail_send_again(mail, feed, box, i, again);
        }
        *row = (uint8_t)damage_of(feed, (Damage)rng_between(&rng, 1, DAMAGE_COUNT - 1));
    }
}

bool day_is_working(Date day) {
    return date_weekday(day) <= 5;
}

Date day_working_from(Date day, int days) {
    while (!day_is_working(day)) {
        day = date_add_days(day, 1);
    }
    for (; days > 0; days--) {
        do {
            day = date_add_days(day, 1);
        } while (!day_is_working(day));
    }
    return day;
}
