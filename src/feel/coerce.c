// SPDX-License-Identifier: Apache-2.0
#include "feel/temporal.h"
#include "feel/types.h"
#include "feel/value_private.h"

// Section 10.3.2.9.4: a list of one is its item, an item is a list of one, a date is its midnight
// in UTC; else null.
bool type_fit(Arena *arena, FeelValue value, const FeelType *type, FeelValue *out_value) {
    if (value.kind == FEEL_NULL || type_has(type, value)) {
        *out_value = value;
        return true;
    }
    if (value.kind == FEEL_LIST && value.length == 1 && type->kind != FEEL_LIST) {
        return type_fit(arena, feel_items(value)[0], type, out_value);
    }
    if (type->kind == FEEL_LIST && value.kind != FEEL_LIST &&
        (type->item == NULL || type_has(type->item, value))) {
        *out_value = feel_list(arena, &value, 1);
        return true;
    }
    if (type->kind == FEEL_DATE_TIME && value.kind == FEEL_DATE) {
        Moment midnight = temporal_moment(value);
        midnight.zone = ZONE_OFFSET;
        *out_value = temporal_date_time(arena, midnight);
        return true;
    }
    *out_value = FEEL_NULL_VALUE;
    return false;
}

bool feel_coerce(FeelRun *run, FeelValue value, Str type_name, FeelValue *out_value) {
    const FeelType *type = NULL;
    if (!type_parse(run->arena, type_name, &type)) {
        *out_value = FEEL_NULL_VALUE;
        return false;
    }
    return type_fit(run->arena, value, type, out_value);
}
