// SPDX-License-Identifier: Apache-2.0
#include "generate/columns.h"

static const FeedColumns *const FEEDS[FEED_COUNT] = {
    [FEED_F01] = &COLUMNS_F01, [FEED_F03] = &COLUMNS_F03, [FEED_F04] = &COLUMNS_F04,
    [FEED_F06] = &COLUMNS_F06, [FEED_F07] = &COLUMNS_F07, [FEED_F09] = &COLUMNS_F09,
    [FEED_F11] = &COLUMNS_F11, [FEED_F12] = &COLUMNS_F12, [FEED_F15] = &COLUMNS_F15,
    [FEED_F17] = &COLUMNS_F17, [FEED_F18] = &COLUMNS_F18, [FEED_F20] = &COLUMNS_F20,
    [FEED_F22] = &COLUMNS_F22, [FEED_F28] = &COLUMNS_F28,
};

const FeedColumns *feed_columns(Feed feed) {
    return FEEDS[feed];
}
