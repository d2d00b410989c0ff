// SPDX-License-Identifier: Apache-2.0
#ifndef GENERATE_MAIL_H
#define GENERATE_MAIL_H
// Mail: rows on their way. For every delivery day and feed the rows that will be in that day's
// file. Rows for days outside the span are dropped: nobody will ever see them.
#include "base/date.h"
#include "generate/rows.h"

typedef struct Mail {
    uint64_t seed;
    Date first;
    Date last;
    RowList *boxes;              // [day][feed]
    RowList dropped[FEED_COUNT]; // one slot each for rows that will never be delivered
    uint64_t serial;             // of certificates, settlements ...; never the same twice
} Mail;

void mail_init(Mail *mail, uint64_t seed, Date first, Date last);
void mail_release(Mail *mail);
void *mail_add(Mail *mail, Feed feed, Date delivered); // zeroed row; valid until the next add
RowList *mail_box(Mail *mail, Feed feed, Date delivered);
// Some rows break on the way (most of these come again, whole, a few weeks later), some come
// twice. Called once for each box, when its day has come.
void mail_spoil(Mail *mail, Feed feed, Date delivered);

bool day_is_working(Date day); // Monday to Friday
Date day_working_from(Date day,
                      int days); // days working days later, itself if days is 0 and it works
#endif
