// SPDX-License-Identifier: Apache-2.0
// Lists: looking into them and making new ones.
#include "base/check.h"
#include "feel/builtin.h"
#include "feel/number.h"
#include "feel/ops.h"
#include <string.h>

enum { FLATTEN_DEPTH_MAX = 200 };

// What is no list is a list of itself (the coercion of section 10.3.2.9.4); null is refused.
static bool list_of(FeelVm *vm, FeelValue value, FeelValue *out_list) {
    if (value.kind == FEEL_NULL) {
        return vm_expect(vm, value, FEEL_LIST, "the list");
    }
    *out_list = value.kind == FEEL_LIST ? value : feel_list(vm_arena(vm), &value, 1);
    return vm_spend(vm, out_list->length);
}

static bool are_same(FeelValue a, FeelValue b) {
    bool is_equal = false;
    return feel_equal(a, b, &is_equal) && is_equal;
}

static bool has_item(FeelValue list, FeelValue item) {
    for (size_t i = 0; i < list.length; i++) {
        if (are_same(feel_items(list)[i], item)) {
            return true;
        }
    }
    return false;
}

static void add_all(FeelVm *vm, ListBuilder *builder, FeelValue list) {
    for (size_t i = 0; i < list.length; i++) {
        list_add(vm, builder, feel_items(list)[i]);
    }
}

FeelValue builtin_list_contains(FeelVm *vm, const FeelValue *arguments, size_t count) {
    (void)count;
    FeelValue list = FEEL_NULL_VALUE;
    return list_of(vm, arguments[0], &list) ? feel_boolean(has_item(list, arguments[1]))
                                            : FEEL_NULL_VALUE;
}

FeelValue builtin_count(FeelVm *vm, const FeelValue *arguments, size_t count) {
    (void)count;
    FeelValue list = FEEL_NULL_VALUE;
    return list_of(vm, arguments[0], &list) ? feel_integer(list.length) : FEEL_NULL_VALUE;
}

static bool place_in(FeelVm *vm, FeelValue position, size_t count, size_t *out_index) {
    int64_t place = 0;
    if (!vm_expect(vm, position, FEEL_NUMBER, "the position")) {
        return false;
    }
    if (!number_to_int64(position, &place) || place == 0 || place > (int64_t)count ||
        place < -(int64_t)count) {
        vm_fail(vm, "%s(): there is no such position", vm->name);
        return false;
    }
    *out_index = place > 0 ? (size_t)place - 1 : count - (size_t)-place;
    return true;
}

FeelValue builtin_sublist(FeelVm *vm, const FeelValue *arguments, size_t count) {
    FeelValue list = FEEL_NULL_VALUE;
    size_t from = 0;
    int64_t length = 0;
    if (!list_of(vm, arguments[0], &list) || !place_in(vm, arguments[1], list.length, &from)) {
        return FEEL_NULL_VALUE;
    }
    size_t rest = list.length - from;
    if (count == 3 && arguments[2].kind != FEEL_NULL) {
        if (!vm_expect(vm, arguments[2], FEEL_NUMBER, "the length")) {
            return FEEL_NULL_VALUE;
        }
        if (!number_to_int64(arguments[2], &length) || length < 1 || (size_t)length > rest) {
            return vm_fail(vm, "sublist(): there are not that many items");
        }
        rest = (size_t)length;
    }
    list.pointer = feel_items(list) + from;
    list.length = (uint32_t)rest;
    return list;
}

FeelValue builtin_append(FeelVm *vm, const FeelValue *arguments, size_t count) {
    FeelValue list = FEEL_NULL_VALUE;
    ListBuilder builder = {0};
    if (!list_of(vm, arguments[0], &list)) {
        return FEEL_NULL_VALUE;
    }
    add_all(vm, &builder, list);
    for (size_t i = 1; i < count; i++) {
        list_add(vm, &builder, arguments[i]);
    }
    return list_finish(&builder);
}

FeelValue builtin_concatenate(FeelVm *vm, const FeelValue *arguments, size_t count) {
    FeelValue list = FEEL_NULL_VALUE;
    ListBuilder builder = {0};
    for (size_t i = 0; i < count; i++) {
        if (!list_of(vm, arguments[i], &list)) {
            return FEEL_NULL_VALUE;
        }
        add_all(vm, &builder, list);
    }
    return list_finish(&builder);
}

FeelValue builtin_insert_before(FeelVm *vm, const FeelValue *arguments, size_t count) {
    (void)count;
    FeelValue list = FEEL_NULL_VALUE;
    size_t at = 0;
    ListBuilder builder = {0};
    if (!list_of(vm, arguments[0], &list) || !place_in(vm, arguments[1], list.length, &at)) {
        return FEEL_NULL_VALUE;
    }
    for (size_t i = 0; i < list.length; i++) {
        if (i == at) {
            list_add(vm, &builder, arguments[2]);
        }
        list_add(vm, &builder, feel_items(list)[i]);
    }
    return list_finish(&builder);
}

FeelValue builtin_remove(FeelVm *vm, const FeelValue *arguments, size_t count) {
    (void)count;
    FeelValue list = FEEL_NULL_VALUE;
    size_t at = 0;
    ListBuilder builder = {0};
    if (!list_of(vm, arguments[0], &list) || !place_in(vm, arguments[1], list.length, &at)) {
        return FEEL_NULL_VALUE;
    }
    for (size_t i = 0; i < list.length; i++) {
        if (i != at) {
            list_add(vm, &builder, feel_items(list)[i]);
        }
    }
    return list_finish(&builder);
}

FeelValue builtin_reverse(FeelVm *vm, const FeelValue *arguments, size_t count) {
    (void)count;
    FeelValue list = FEEL_NULL_VALUE;
    ListBuilder builder = {0};
    if (!list_of(vm, arguments[0], &list)) {
        return FEEL_NULL_VALUE;
    }
    for (size_t i = list.length; i > 0; i--) {
        list_add(vm, &builder, feel_items(list)[i - 1]);
    }
    return list_finish(&builder);
}

FeelValue builtin_index_of(FeelVm *vm, const FeelValue *arguments, size_t count) {
    (void)count;
    FeelValue list = FEEL_NULL_VALUE;
    ListBuilder builder = {0};
    if (!list_of(vm, arguments[0], &list)) {
        return FEEL_NULL_VALUE;
    }
    for (size_t i = 0; i < list.length; i++) {
        if (are_same(feel_items(list)[i], arguments[1])) {
            list_add(vm, &builder, feel_integer((int64_t)i + 1));
        }
    }
    return list_finish(&builder);
}

static bool add_distinct(FeelVm *vm, ListBuilder *builder, FeelValue list) {
    for (size_t i = 0; i < list.length; i++) {
        FeelValue item = feel_items(list)[i];
        FeelValue so_far = list_finish(builder);
        if (so_far.kind == FEEL_NULL || !vm_spend(vm, so_far.length)) {
            return false;
        }
        if (!has_item(so_far, item)) {
            list_add(vm, builder, item);
        }
    }
    return true;
}

FeelValue builtin_union(FeelVm *vm, const FeelValue *arguments, size_t count) {
    FeelValue list = FEEL_NULL_VALUE;
    ListBuilder builder = {0};
    for (size_t i = 0; i < count; i++) {
        if (!list_of(vm, arguments[i], &list) || !add_distinct(vm, &builder, list)) {
            return FEEL_NULL_VALUE;
        }
    }
    return list_finish(&builder);
}

FeelValue builtin_distinct_values(FeelVm *vm, const FeelValue *arguments, size_t count) {
    (void)count;
    return builtin_union(vm, arguments, 1);
}

FeelValue builtin_duplicate_values(FeelVm *vm, const FeelValue *arguments, size_t count) {
    (void)count;
    FeelValue list = FEEL_NULL_VALUE;
    ListBuilder builder = {0};
    if (!list_of(vm, arguments[0], &list)) {
        return FEEL_NULL_VALUE;
    }
    for (size_t i = 0; i < list.length; i++) {
        FeelValue item = feel_items(list)[i];
        FeelValue behind = {.kind = FEEL_LIST,
                            .length = list.length - (uint32_t)i - 1,
                            .pointer = feel_items(list) + i + 1};
        FeelValue so_far = list_finish(&builder);
        if (so_far.kind == FEEL_NULL || !vm_spend(vm, behind.length + so_far.length)) {
            return FEEL_NULL_VALUE;
        }
        if (has_item(behind, item) && !has_item(so_far, item)) {
            list_add(vm, &builder, item);
        }
    }
    return list_finish(&builder);
}

// Whether the item at `index` is to be replaced: by its place, or because the function says so.
static FeelValue is_replaced(FeelVm *vm, FeelValue by, size_t place, size_t index, FeelValue item,
                             FeelValue new_item) {
    if (by.kind == FEEL_NUMBER) {
        return feel_boolean(place == index);
    }
    return vm_call(vm, by, (FeelValue[]){item, new_item}, 2);
}

FeelValue builtin_list_replace(FeelVm *vm, const FeelValue *arguments, size_t count) {
    (void)count;
    FeelValue list = FEEL_NULL_VALUE;
    FeelValue by = arguments[1];
    size_t place = 0;
    ListBuilder builder = {0};
    if (by.kind == FEEL_NUMBER) {
        by = number_to_integer(vm_arena(vm), by, NUMBER_DOWN);
    }
    if (!list_of(vm, arguments[0], &list) ||
        (by.kind != FEEL_FUNCTION && !place_in(vm, by, list.length, &place))) {
        return FEEL_NULL_VALUE;
    }
    for (size_t i = 0; i < list.length; i++) {
        FeelValue item = feel_items(list)[i];
        FeelValue replaces = is_replaced(vm, by, place, i, item, arguments[2]);
        if (!vm_expect(vm, replaces, FEEL_BOOLEAN, "what the function answers")) {
            return FEEL_NULL_VALUE;
        }
        list_add(vm, &builder, replaces.number != 0 ? arguments[2] : item);
    }
    return list_finish(&builder);
}

static bool add_flat(FeelVm *vm, ListBuilder *builder, FeelValue list, int depth) {
    if (depth > FLATTEN_DEPTH_MAX || !vm_spend(vm, list.length + 1)) {
        return false;
    }
    for (size_t i = 0; i < list.length; i++) {
        FeelValue item = feel_items(list)[i];
        if (item.kind != FEEL_LIST) {
            list_add(vm, builder, item);
        } else if (!add_flat(vm, builder, item, depth + 1)) {
            return false;
        }
    }
    return true;
}

FeelValue builtin_flatten(FeelVm *vm, const FeelValue *arguments, size_t count) {
    (void)count;
    FeelValue list = FEEL_NULL_VALUE;
    ListBuilder builder = {0};
    if (!list_of(vm, arguments[0], &list) || !add_flat(vm, &builder, list, 0)) {
        return FEEL_NULL_VALUE;
    }
    return list_finish(&builder);
}

// Whether b must stand before a.
static bool must_swap(FeelVm *vm, FeelValue precedes, FeelValue a, FeelValue b, bool *has_failed) {
    if (precedes.kind == FEEL_NULL) {
        int order = 0;
        *has_failed = *has_failed || !value_compare(a, b, &order);
        return order > 0;
    }
    FeelValue answer = vm_call(vm, precedes, (FeelValue[]){b, a}, 2);
    *has_failed = *has_failed || answer.kind != FEEL_BOOLEAN;
    return answer.kind == FEEL_BOOLEAN && answer.number != 0;
}

// Merges two sorted halves of items[0..count) through `spare`: stable, and safe with any function.
static void merge(FeelVm *vm, FeelValue precedes, FeelValue *items, FeelValue *spare, size_t count,
                  bool *has_failed) {
    size_t middle = count / 2;
    size_t left = 0;
    size_t right = middle;
    for (size_t i = 0; i < count; i++) {
        bool takes_right = right < count && (left == middle || must_swap(vm, precedes, items[left],
                                                                         items[right], has_failed));
        spare[i] = takes_right ? items[right++] : items[left++];
    }
    memcpy(items, spare, count * sizeof(FeelValue));
}

static void sort_items(FeelVm *vm, FeelValue precedes, FeelValue *items, FeelValue *spare,
                       size_t count, bool *has_failed) {
    if (count < 2 || *has_failed || !vm_spend(vm, count)) {
        return;
    }
    size_t middle = count / 2;
    sort_items(vm, precedes, items, spare, middle, has_failed);
    sort_items(vm, precedes, items + middle, spare, count - middle, has_failed);
    merge(vm, precedes, items, spare, count, has_failed);
}

FeelValue builtin_sort(FeelVm *vm, const FeelValue *arguments, size_t count) {
    FeelValue list = FEEL_NULL_VALUE;
    FeelValue precedes = count == 2 ? arguments[1] : FEEL_NULL_VALUE;
    if (!list_of(vm, arguments[0], &list) ||
        (count == 2 && !vm_expect(vm, precedes, FEEL_FUNCTION, "precedes")) ||
        !vm_reserve(vm, 2 * sizeof(FeelValue) * list.length)) {
        return FEEL_NULL_VALUE;
    }
    FeelValue *items = arena_alloc(vm_arena(vm), list.length, sizeof(FeelValue));
    FeelValue *spare = arena_alloc(vm_arena(vm), list.length, sizeof(FeelValue));
    if (list.length > 0) {
        memcpy(items, feel_items(list), list.length * sizeof(FeelValue));
    }
    bool has_failed = false;
    sort_items(vm, precedes, items, spare, list.length, &has_failed);
    if (has_failed) {
        return vm_fail(vm, "sort(): two items cannot be ordered");
    }
    return (FeelValue){.kind = FEEL_LIST, .length = list.length, .pointer = items};
}
