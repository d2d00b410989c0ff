// SPDX-License-Identifier: Apache-2.0
// Contexts and booleans.
#include "feel/builtin.h"
#include "feel/external.h"
#include "feel/ops.h"
#include <string.h>

FeelValue builtin_not(FeelVm *vm, const FeelValue *arguments, size_t count) {
    (void)count;
    if (arguments[0].kind != FEEL_NULL && !vm_expect(vm, arguments[0], FEEL_BOOLEAN, "negand")) {
        return FEEL_NULL_VALUE;
    }
    return op_not(arguments[0]);
}

FeelValue builtin_external(FeelVm *vm, const FeelValue *arguments, size_t count) {
    return external_call(vm, arguments[0], arguments + 1, count - 1);
}

FeelValue builtin_is_defined(FeelVm *vm, const FeelValue *arguments, size_t count) {
    (void)vm;
    (void)count;
    return feel_boolean(arguments[0].kind != FEEL_NULL);
}

FeelValue builtin_get_value(FeelVm *vm, const FeelValue *arguments, size_t count) {
    (void)count;
    FeelValue value = FEEL_NULL_VALUE;
    if (vm_expect(vm, arguments[0], FEEL_CONTEXT, "the context") &&
        vm_expect(vm, arguments[1], FEEL_STRING, "the key")) {
        feel_get(arguments[0], feel_as_string(arguments[1]), &value);
    }
    return value;
}

FeelValue builtin_get_entries(FeelVm *vm, const FeelValue *arguments, size_t count) {
    (void)count;
    ListBuilder builder = {0};
    if (!vm_expect(vm, arguments[0], FEEL_CONTEXT, "the context") ||
        !vm_reserve(vm, arguments[0].length * 2 * sizeof(FeelEntry))) {
        return FEEL_NULL_VALUE;
    }
    for (size_t i = 0; i < arguments[0].length; i++) {
        FeelEntry entry = feel_entries(arguments[0])[i];
        FeelEntry pair[] = {{STR("key"), feel_string_borrowed(entry.name)},
                            {STR("value"), entry.value}};
        list_add(vm, &builder, feel_context(vm_arena(vm), pair, 2));
    }
    return list_finish(&builder);
}

// A context being put together; setting a name again replaces its value.
typedef struct Entries {
    FeelEntry *items;
    size_t count;
} Entries;

static bool entries_init(FeelVm *vm, Entries *entries, size_t capacity) {
    if (!vm_reserve(vm, capacity * sizeof(FeelEntry))) {
        return false;
    }
    entries->items = arena_alloc(vm_arena(vm), capacity, sizeof(FeelEntry));
    return true;
}

static bool entries_set(FeelVm *vm, Entries *entries, Str name, FeelValue value) {
    size_t i = 0;
    while (i < entries->count && !str_equal(entries->items[i].name, name)) {
        i++;
    }
    entries->items[i] = (FeelEntry){name, value};
    entries->count += i == entries->count ? 1 : 0;
    return vm_spend(vm, i / 8);
}

static bool entries_set_all(FeelVm *vm, Entries *entries, FeelValue context) {
    for (size_t i = 0; i < context.length; i++) {
        FeelEntry entry = feel_entries(context)[i];
        if (!entries_set(vm, entries, entry.name, entry.value)) {
            return false;
        }
    }
    return true;
}

static FeelValue entries_finish(const Entries *entries) {
    return (FeelValue){
        .kind = FEEL_CONTEXT, .length = (uint32_t)entries->count, .pointer = entries->items};
}

static FeelValue as_list(FeelVm *vm, FeelValue value) {
    return value.kind == FEEL_LIST || value.kind == FEEL_NULL ? value
                                                              : feel_list(vm_arena(vm), &value, 1);
}

FeelValue builtin_context(FeelVm *vm, const FeelValue *arguments, size_t count) {
    (void)count;
    Entries entries = {0};
    FeelValue list = as_list(vm, arguments[0]);
    if (!vm_expect(vm, list, FEEL_LIST, "the entries") ||
        !entries_init(vm, &entries, list.length)) {
        return FEEL_NULL_VALUE;
    }
    for (size_t i = 0; i < list.length; i++) {
        FeelValue key = FEEL_NULL_VALUE;
        FeelValue value = FEEL_NULL_VALUE;
        FeelValue other = FEEL_NULL_VALUE;
        FeelValue pair = feel_items(list)[i];
        if (!feel_get(pair, STR("key"), &key) || key.kind != FEEL_STRING ||
            !feel_get(pair, STR("value"), &value)) {
            return vm_fail(vm, "context(): each entry needs a key and a value");
        }
        if (feel_get(entries_finish(&entries), feel_as_string(key), &other)) {
            return vm_fail(vm, "context(): a key is there twice");
        }
        if (!entries_set(vm, &entries, feel_as_string(key), value)) {
            return FEEL_NULL_VALUE;
        }
    }
    return entries_finish(&entries);
}

static FeelValue put(FeelVm *vm, FeelValue context, FeelValue key, FeelValue value) {
    Entries entries = {0};
    if (!vm_expect(vm, context, FEEL_CONTEXT, "the context") ||
        !vm_expect(vm, key, FEEL_STRING, "the key") ||
        !entries_init(vm, &entries, (size_t)context.length + 1) ||
        !entries_set_all(vm, &entries, context) ||
        !entries_set(vm, &entries, feel_as_string(key), value)) {
        return FEEL_NULL_VALUE;
    }
    return entries_finish(&entries);
}

// Sets the entry at the end of a path of keys; contexts on the way must be there.
static FeelValue put_deep(FeelVm *vm, FeelValue context, const FeelValue *keys, size_t key_count,
                          FeelValue value) {
    enum { KEYS_MAX = 100 };
    FeelValue inner = FEEL_NULL_VALUE;
    if (key_count == 0 || key_count > KEYS_MAX) {
        return vm_fail(vm, "context put(): between 1 and %d keys are needed", KEYS_MAX);
    }
    if (key_count == 1) {
        return put(vm, context, keys[0], value);
    }
    if (!vm_expect(vm, keys[0], FEEL_STRING, "each key")) {
        return FEEL_NULL_VALUE;
    }
    if (!feel_get(context, feel_as_string(keys[0]), &inner)) {
        return vm_fail(vm, "context put(): there is no context on the way of the keys");
    }
    FeelValue changed = put_deep(vm, inner, keys + 1, key_count - 1, value);
    return changed.kind == FEEL_NULL ? changed : put(vm, context, keys[0], changed);
}

FeelValue builtin_context_put(FeelVm *vm, const FeelValue *arguments, size_t count) {
    (void)count;
    if (arguments[1].kind == FEEL_LIST) {
        return put_deep(vm, arguments[0], feel_items(arguments[1]), arguments[1].length,
                        arguments[2]);
    }
    return put(vm, arguments[0], arguments[1], arguments[2]);
}

FeelValue builtin_context_merge(FeelVm *vm, const FeelValue *arguments, size_t count) {
    (void)count;
    Entries entries = {0};
    FeelValue list = as_list(vm, arguments[0]);
    size_t capacity = 0;
    if (!vm_expect(vm, list, FEEL_LIST, "the contexts")) {
        return FEEL_NULL_VALUE;
    }
    for (size_t i = 0; i < list.length; i++) {
        if (!vm_expect(vm, feel_items(list)[i], FEEL_CONTEXT, "each item")) {
            return FEEL_NULL_VALUE;
        }
        capacity += feel_items(list)[i].length;
    }
    if (!entries_init(vm, &entries, capacity)) {
        return FEEL_NULL_VALUE;
    }
    for (size_t i = 0; i < list.length; i++) {
        if (!entries_set_all(vm, &entries, feel_items(list)[i])) {
            return FEEL_NULL_VALUE;
        }
    }
    return entries_finish(&entries);
}
