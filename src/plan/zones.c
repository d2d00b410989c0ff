// SPDX-License-Identifier: Apache-2.0
// Least and greatest values of blocks: what ranges rest on.
#include "plan/zones.h"
#include "base/check.h"
#include <string.h>

typedef struct Extremes {
    int64_t low;
    int64_t high;
} Extremes;

// Loops over the type itself: narrow columns take narrow vectors.
// NOLINTBEGIN(bugprone-macro-parentheses): a type cannot stand in parentheses
#define EXTREMES(name, type, least, greatest)                                                      \
    static Extremes name(const type *values, size_t count) {                                       \
        type low = greatest;                                                                       \
        type high = least;                                                                         \
        for (size_t i = 0; i < count; i++) {                                                       \
            low = values[i] < low ? values[i] : low;                                               \
            high = values[i] > high ? values[i] : high;                                            \
        }                                                                                          \
        return (Extremes){low, high};                                                              \
    }
EXTREMES(of_8, int64_t, INT64_MIN, INT64_MAX)
EXTREMES(of_4, int32_t, INT32_MIN, INT32_MAX)
EXTREMES(of_2, int16_t, INT16_MIN, INT16_MAX)
EXTREMES(of_1, int8_t, INT8_MIN, INT8_MAX)
#undef EXTREMES
// NOLINTEND(bugprone-macro-parentheses)

uint8_t plan_values_pack(const int64_t *values, size_t count, void *out_packed) {
    Extremes found = count == 0 ? (Extremes){0, 0} : of_8(values, count);
    bool is_4 = found.low >= INT32_MIN && found.high <= INT32_MAX;
    bool is_2 = found.low >= INT16_MIN && found.high <= INT16_MAX;
    bool is_1 = found.low >= INT8_MIN && found.high <= INT8_MAX;
    size_t width = is_1 ? 1 : is_2 ? 2 : is_4 ? 4 : 8;
    unsigned char *target = out_packed;
    for (size_t i = 0; i < count; i++) {
        int64_t value = values[i];
        switch (width) {
        case 8: memcpy(target + i * 8, &value, 8); break;
        case 4: memcpy(target + i * 4, &(int32_t){(int32_t)value}, 4); break;
        case 2: memcpy(target + i * 2, &(int16_t){(int16_t)value}, 2); break;
        default: memcpy(target + i, &(int8_t){(int8_t)value}, 1); break;
        }
    }
    return (uint8_t)width;
}

static bool has_null(const uint64_t *valid, size_t from, size_t count) {
    for (size_t row = from; row < from + count; row++) {
        if ((valid[row / 64] >> (row % 64) & 1) == 0) {
            return true;
        }
    }
    return false;
}

static PlanZone zone_of(const PlanColumn *column, size_t from, size_t count) {
    Extremes found = {0, 0};
    switch (column->width) {
    case 8: found = of_8((const int64_t *)column->values + from, count); break;
    case 4: found = of_4((const int32_t *)column->values + from, count); break;
    case 2: found = of_2((const int16_t *)column->values + from, count); break;
    default:
        CHECK(column->width == 1);
        found = of_1((const int8_t *)column->values + from, count);
        break;
    }
    return (PlanZone){found.low, found.high,
                      column->valid != NULL && has_null(column->valid, from, count)};
}

static PlanZone zone_join(PlanZone a, PlanZone b) {
    return (PlanZone){a.low < b.low ? a.low : b.low, a.high > b.high ? a.high : b.high,
                      a.has_null || b.has_null};
}

void plan_zones_make(const PlanColumn *column, size_t row_count, PlanZone *out_zones) {
    for (size_t from = 0; from < row_count; from += PLAN_BLOCK_ROWS) {
        size_t rest = row_count - from;
        out_zones[from / PLAN_BLOCK_ROWS] =
            zone_of(column, from, rest < PLAN_BLOCK_ROWS ? rest : PLAN_BLOCK_ROWS);
    }
}

// Over blocks that hold the items: others may be among them.
static PlanZone zone_of_blocks(const PlanColumn *column, size_t from, size_t count) {
    size_t first = from / PLAN_BLOCK_ROWS;
    PlanZone zone = column->zones[first];
    for (size_t i = first + 1; i * PLAN_BLOCK_ROWS < from + count; i++) {
        zone = zone_join(zone, column->zones[i]);
    }
    return zone;
}

PlanZone zone_of_items(const PlanColumn *column, size_t from, size_t count) {
    if (count == 0) {
        return (PlanZone){0, 0, false};
    }
    return column->zones != NULL ? zone_of_blocks(column, from, count)
                                 : zone_of(column, from, count);
}

// Of the values from the least code of the rows to the greatest.
static PlanZone zone_of_codes(const PlanColumn *column, size_t from, size_t count) {
    PlanColumn codes = {.values = column->codes, .width = 4, .zones = column->zones};
    PlanZone zone = zone_of_items(&codes, from, count);
    CHECK(zone.low >= 0 && (size_t)zone.high < column->value_count);
    return zone_of(column, (size_t)zone.low, (size_t)(zone.high - zone.low + 1));
}

PlanZone zone_of_rows(const PlanColumn *column, size_t from, size_t count) {
    CHECK(from % PLAN_BLOCK_ROWS == 0 && count > 0);
    if (column->values == NULL) {
        return (PlanZone){0, 0, true};
    }
    return column->codes != NULL ? zone_of_codes(column, from, count)
                                 : zone_of_items(column, from, count);
}
