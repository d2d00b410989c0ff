// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_FACTS_FAKE_SEGMENT_H
#define TESTS_FACTS_FAKE_SEGMENT_H
// Segments written as text, of any pack's feeds.
#include "archive/segment.h"
#include "policy/pack.h"

// A segment of the feed; rows as "name=value name=value": persons and money as numbers (fen),
// decimals in hundredths, dates and instants as 2025-08-22, months as 2025-08.
Segment fake_segment(const Pack *pack, const char *feed, uint32_t batch, const char *clock);
void fake_row(Segment *segment, const char *cells);
void fake_segment_release(Segment *segment);
Date fake_date(const char *text);
#endif
