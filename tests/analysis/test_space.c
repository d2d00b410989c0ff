// SPDX-License-Identifier: Apache-2.0
// Boxes against counting every point of a small space.
#include "analysis/space.h"
#include "base/check.h"
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

enum { AXES = 3, ROUNDS = 3000, BOXES_MAX = 12 };
static const size_t ATOMS[AXES] = {3, 70, 4};

static uint64_t random_state = 2463534242U;

static size_t random_below(size_t limit) {
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (size_t)(random_state % limit);
}

static Space small_space(Axis *axes) {
    size_t words = 0;
    for (size_t i = 0; i < AXES; i++) {
        axes[i] = axis_after(words, ATOMS[i]);
        words += axes[i].word_count;
    }
    return (Space){axes, AXES, words};
}

static uint64_t *random_box(Arena *arena, const Space *space, size_t fullness) {
    uint64_t *box = box_new(arena, space);
    for (size_t i = 0; i < AXES; i++) {
        for (size_t atom = 0; atom < ATOMS[i]; atom++) {
            if (random_below(100) < fullness) {
                bits_fill(box + space->axes[i].first_word, atom, atom + 1);
            }
        }
    }
    return box;
}

static bool holds(const Space *space, const uint64_t *box, const size_t *point) {
    for (size_t i = 0; i < AXES; i++) {
        if (!bit_get(box + space->axes[i].first_word, point[i])) {
            return false;
        }
    }
    return true;
}

static bool any_holds(const Space *space, const uint64_t *const *boxes, size_t count,
                      const size_t *point) {
    bool is_held = false;
    for (size_t i = 0; i < count; i++) {
        is_held = is_held || holds(space, boxes[i], point);
    }
    return is_held;
}

// Points of `within` that no box holds; *out_inside: of those, in `open`.
static size_t count_open(const Space *space, const uint64_t *const *boxes, size_t count,
                         const uint64_t *within, const uint64_t *open, size_t *out_inside) {
    size_t found = 0;
    *out_inside = 0;
    for (size_t at = 0; at < ATOMS[0] * ATOMS[1] * ATOMS[2]; at++) {
        const size_t point[AXES] = {at % ATOMS[0], at / ATOMS[0] % ATOMS[1],
                                    at / ATOMS[0] / ATOMS[1]};
        if (holds(space, within, point) && !any_holds(space, boxes, count, point)) {
            found++;
            *out_inside += holds(space, open, point);
        }
    }
    return found;
}

static size_t volume(const Space *space, const uint64_t *box) {
    size_t product = 1;
    for (size_t i = 0; i < AXES; i++) {
        size_t atoms = 0;
        for (size_t atom = 0; atom < ATOMS[i]; atom++) {
            atoms += bit_get(box + space->axes[i].first_word, atom);
        }
        product *= atoms;
    }
    return product;
}

static void an_open_part_is_found_exactly_when_there_is_one(void **state) {
    (void)state;
    size_t open_count = 0;
    for (size_t round = 0; round < ROUNDS; round++) {
        CLEANUP(arena_release) Arena arena = {0};
        Axis axes[AXES];
        Space space = small_space(axes);
        size_t count = random_below(BOXES_MAX);
        const uint64_t *boxes[BOXES_MAX];
        for (size_t i = 0; i < count; i++) {
            boxes[i] = random_box(&arena, &space, 50 + random_below(50));
        }
        uint64_t *within = random_box(&arena, &space, 60);
        uint64_t *open = box_new(&arena, &space);
        CLEANUP(cover_release)
        Cover cover = {.arena = &arena,
                       .space = &space,
                       .boxes = boxes,
                       .box_count = count,
                       .box_capacity = count,
                       .step_limit = UINT64_MAX};
        CoverAnswer answer = cover_ask(&cover, within, NULL, open);
        size_t inside = 0;
        size_t total = count_open(&space, boxes, count, within, open, &inside);
        assert_int_equal(answer, total == 0 ? COVER_WHOLE : COVER_OPEN);
        open_count += total > 0;
        if (answer == COVER_OPEN) {
            assert_int_equal(volume(&space, open), inside); // open everywhere
            cover_widen(&cover, within, open);
            (void)count_open(&space, boxes, count, within, open, &inside);
            assert_int_equal(volume(&space, open), inside);
        }
    }
    assert_true(open_count > ROUNDS / 10 && open_count < ROUNDS); // both answers were asked for
}

static void a_widened_box_cannot_be_widened_further(void **state) {
    (void)state;
    CLEANUP(arena_release) Arena arena = {0};
    Axis axes[AXES];
    Space space = small_space(axes);
    uint64_t *box = box_new(&arena, &space);
    uint64_t *all = box_new(&arena, &space);
    for (size_t i = 0; i < AXES; i++) {
        bits_fill(all + axes[i].first_word, 0, ATOMS[i]);
        bits_fill(box + axes[i].first_word, 0, i == 1 ? 65 : ATOMS[i]);
    }
    const uint64_t *boxes[] = {box};
    uint64_t *open = box_new(&arena, &space);
    CLEANUP(cover_release)
    Cover cover = {
        .arena = &arena, .space = &space, .boxes = boxes, .box_count = 1, .box_capacity = 1};
    cover.step_limit = 1000;
    assert_int_equal(cover_ask(&cover, all, NULL, open), COVER_OPEN);
    cover_widen(&cover, all, open);
    assert_int_equal(volume(&space, open), ATOMS[0] * 5 * ATOMS[2]);
}

static void too_many_steps_stop_and_say_so(void **state) {
    (void)state;
    CLEANUP(arena_release) Arena arena = {0};
    Axis axes[AXES];
    Space space = small_space(axes);
    uint64_t *all = box_new(&arena, &space);
    const uint64_t *boxes[ARRAY_COUNT(ATOMS) * 70];
    size_t count = 0;
    for (size_t i = 0; i < AXES; i++) {
        bits_fill(all + axes[i].first_word, 0, ATOMS[i]);
    }
    for (size_t i = 0; i < ATOMS[1]; i++) { // together they cover everything
        uint64_t *box = box_new(&arena, &space);
        box_copy(&space, box, all);
        memset(box + axes[1].first_word, 0, axes[1].word_count * sizeof *box);
        bits_fill(box + axes[1].first_word, i, i + 1);
        boxes[count++] = box;
    }
    uint64_t *open = box_new(&arena, &space);
    CLEANUP(cover_release)
    Cover cover = {.arena = &arena,
                   .space = &space,
                   .boxes = boxes,
                   .box_count = count,
                   .box_capacity = count,
                   .step_limit = 10};
    assert_int_equal(cover_ask(&cover, all, NULL, open), COVER_STOPPED);
    cover.step_limit = 100000;
    assert_int_equal(cover_ask(&cover, all, NULL, open), COVER_WHOLE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_open_part_is_found_exactly_when_there_is_one),
        cmocka_unit_test(a_widened_box_cannot_be_widened_further),
        cmocka_unit_test(too_many_steps_stop_and_say_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
