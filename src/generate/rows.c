// SPDX-License-Identifier: Apache-2.0
#include "generate/rows.h"
#include "base/memory.h"

typedef struct FeedShape {
    const char *id;
    size_t row_size;
} FeedShape;

static const FeedShape SHAPES[FEED_COUNT] = {
    [FEED_F01] = {"F01", sizeof(RowMedical)},    [FEED_F03] = {"F03", sizeof(RowBirth)},
    [FEED_F04] = {"F04", sizeof(RowDeath)},      [FEED_F06] = {"F06", sizeof(RowHukou)},
    [FEED_F07] = {"F07", sizeof(RowVehicle)},    [FEED_F09] = {"F09", sizeof(RowEstate)},
    [FEED_F11] = {"F11", sizeof(RowInsured)},    [FEED_F12] = {"F12", sizeof(RowPension)},
    [FEED_F15] = {"F15", sizeof(RowIncome)},     [FEED_F17] = {"F17", sizeof(RowFirm)},
    [FEED_F18] = {"F18", sizeof(RowDisability)}, [FEED_F20] = {"F20", sizeof(RowMarriage)},
    [FEED_F22] = {"F22", sizeof(RowCivil)},      [FEED_F28] = {"F28", sizeof(RowFinance)},
};

const char *feed_id(Feed feed) {
    return SHAPES[feed].id;
}

size_t feed_row_size(Feed feed) {
    return SHAPES[feed].row_size;
}

void *row_list_add(RowList *list, Feed feed) {
    size_t size = SHAPES[feed].row_size;
    list->data = array_reserve(list->data, list->count, &list->capacity, size);
    void *row = list->data + list->count * size;
    list->count++;
    memset(row, 0, size);
    return row;
}

void row_list_release(RowList *list) {
    memory_free(list->data);
    *list = (RowList){0};
}
