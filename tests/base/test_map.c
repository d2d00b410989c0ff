// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "base/check.h"
#include "base/map.h"
#include "base/memory.h"
#include <cmocka.h>

enum { KEYS = 700, STEPS = 200000 };

typedef struct Model { // what the map should hold
    bool is_there[KEYS];
    uint64_t value[KEYS];
    size_t count;
} Model;

static void assert_same(const Map *map, const Model *model) {
    assert_int_equal(map->count, model->count);
    for (uint64_t key = 0; key < KEYS; key++) {
        uint64_t value = 0;
        assert_int_equal(map_find(map, key, &value), model->is_there[key]);
        if (model->is_there[key]) {
            assert_int_equal(value, model->value[key]);
        }
    }
}

static void random_changes_agree_with_a_plain_array(void **state) {
    (void)state;
    Map map = {0};
    Model model = {0};
    uint64_t random = 20250822;
    for (int step = 0; step < STEPS; step++) {
        random = map_mix(random + (uint64_t)step);
        uint64_t key = random % KEYS;
        if (random >> 32 & 1) {
            map_put(&map, key, random);
            model.count += model.is_there[key] ? 0 : 1;
            model.is_there[key] = true;
            model.value[key] = random;
        } else {
            assert_int_equal(map_remove(&map, key), model.is_there[key]);
            model.count -= model.is_there[key] ? 1 : 0;
            model.is_there[key] = false;
        }
        if (step % 10000 == 0) {
            assert_same(&map, &model);
        }
    }
    assert_same(&map, &model);
    map_release(&map);
}

static void what_a_key_has_stays_when_another_value_is_offered(void **state) {
    (void)state;
    Map map = {0};
    Model model = {0};
    map_expect(&map, 1);
    for (uint64_t step = 0; step < STEPS; step++) {
        uint64_t key = map_mix(step) % KEYS;
        uint64_t expected = model.is_there[key] ? model.value[key] : step;
        map_expect(&map, key);
        assert_int_equal(map_find_or_put(&map, key, step), expected);
        model.count += model.is_there[key] ? 0 : 1;
        model.is_there[key] = true;
        model.value[key] = expected;
    }
    assert_same(&map, &model);
    map_release(&map);
}

static void an_empty_map_finds_and_removes_nothing(void **state) {
    (void)state;
    Map map = {0};
    uint64_t value = 5;
    assert_false(map_find(&map, 0, &value));
    assert_false(map_find(&map, 1, &value));
    assert_false(map_remove(&map, 0));
    assert_false(map_remove(&map, 1));
    assert_int_equal(value, 5);
    map_release(&map);
    map_release(&map);
}

static void the_key_zero_is_a_key_like_others(void **state) {
    (void)state;
    Map map = {0};
    uint64_t value = 0;
    map_put(&map, 0, 7);
    map_put(&map, 0, 8);
    map_put(&map, UINT64_MAX, 9);
    assert_int_equal(map.count, 2);
    assert_true(map_find(&map, 0, &value));
    assert_int_equal(value, 8);
    assert_true(map_find(&map, UINT64_MAX, &value));
    assert_int_equal(value, 9);
    assert_true(map_remove(&map, 0));
    assert_false(map_find(&map, 0, &value));
    assert_int_equal(map.count, 1);
    map_release(&map);
}

static void reserved_room_is_not_taken_again(void **state) {
    (void)state;
    Map map = {0};
    map_reserve(&map, 100000);
    size_t capacity = map.capacity;
    for (uint64_t key = 1; key <= 100000; key++) {
        map_put(&map, key << 32, key);
    }
    assert_int_equal(map.capacity, capacity);
    assert_int_equal(map.count, 100000);
    uint64_t value = 0;
    assert_true(map_find(&map, UINT64_C(777) << 32, &value));
    assert_int_equal(value, 777);
    map_release(&map);
}

static void mixing_never_maps_two_numbers_to_one(void **state) {
    (void)state;
    Map seen = {0};
    for (uint64_t number = 0; number < 100000; number++) {
        uint64_t value = 0;
        uint64_t mixed = map_mix(number);
        assert_false(map_find(&seen, mixed, &value));
        map_put(&seen, mixed, number);
    }
    map_release(&seen);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_changes_agree_with_a_plain_array),
        cmocka_unit_test(what_a_key_has_stays_when_another_value_is_offered),
        cmocka_unit_test(an_empty_map_finds_and_removes_nothing),
        cmocka_unit_test(the_key_zero_is_a_key_like_others),
        cmocka_unit_test(reserved_room_is_not_taken_again),
        cmocka_unit_test(mixing_never_maps_two_numbers_to_one),
    };
    return cmocka_run_group_tests_name("map", tests, NULL, NULL);
}
