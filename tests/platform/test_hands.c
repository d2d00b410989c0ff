// SPDX-License-Identifier: Apache-2.0
// Work in pieces: each piece is done once, whoever does it, and nobody waits for threads that have
// other things to do.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include "free_hands.h"
#include <cmocka.h>

enum { PIECES_MAX = 300 };

typedef struct Pieces {
    int done[PIECES_MAX];    // times
    ThreadId by[PIECES_MAX]; // the last time
} Pieces;

static void piece_count(void *context, size_t piece) {
    Pieces *pieces = context;
    pieces->done[piece]++;
    pieces->by[piece] = thread_own();
}

static void assert_each_once(const Pieces *pieces, size_t count) {
    for (size_t i = 0; i < PIECES_MAX; i++) {
        assert_int_equal(pieces->done[i], i < count ? 1 : 0);
    }
}

static SharedWork work_of(Pieces *pieces, size_t count) {
    return (SharedWork){.run = piece_count, .context = pieces, .count = count};
}

static void without_hands_the_owner_does_all(void **state) {
    (void)state;
    Pieces pieces = {0};
    SharedWork work = work_of(&pieces, 5);
    hands_offer(NULL, &work);
    assert_each_once(&pieces, 0); // to offer is not to do
    hands_finish(NULL, &work);
    assert_each_once(&pieces, 5);
    hands_lend(NULL);
}

static void what_nobody_takes_the_owner_does(void **state) {
    (void)state;
    Hands hands;
    hands_init(&hands);
    Pieces first = {0};
    Pieces second = {0};
    Pieces none = {0};
    SharedWork works[] = {work_of(&first, 3), work_of(&second, 2), work_of(&none, 0)};
    for (size_t i = 0; i < 3; i++) {
        hands_offer(&hands, &works[i]);
    }
    hands_finish(&hands, &works[1]); // not the oldest
    assert_each_once(&first, 0);
    assert_each_once(&second, 2);
    hands_finish(&hands, &works[2]);
    hands_finish(&hands, &works[0]);
    assert_each_once(&first, 3);
    assert_true(thread_is_own(first.by[0]));
    hands_release(&hands); // and nothing is open
}

typedef struct Order {
    size_t pieces[8];
    size_t count;
} Order;
typedef struct Ordered { // work that notes its pieces
    Order *order;
    size_t from;
} Ordered;

static void piece_note(void *context, size_t piece) {
    const Ordered *ordered = context;
    ordered->order->pieces[ordered->order->count++] = ordered->from + piece;
}

static void who_lends_a_hand_takes_the_oldest_first_and_leaves_nothing(void **state) {
    (void)state;
    Hands hands;
    hands_init(&hands);
    Order order = {0};
    Ordered first = {&order, 100};
    Ordered second = {&order, 200};
    SharedWork works[] = {{.run = piece_note, .context = &first, .count = 2},
                          {.run = piece_note, .context = &second, .count = 2}};
    hands_offer(&hands, &works[0]);
    hands_offer(&hands, &works[1]);
    hands_lend(&hands);
    hands_lend(&hands); // nothing is left
    static const size_t EXPECTED[] = {100, 101, 200, 201};
    assert_int_equal(order.count, 4);
    assert_memory_equal(order.pieces, EXPECTED, sizeof EXPECTED);
    hands_finish(&hands, &works[0]);
    hands_finish(&hands, &works[1]);
    assert_int_equal(order.count, 4);
    hands_release(&hands);
}

static void each_piece_is_done_once_whoever_does_it(void **state) {
    (void)state;
    FreeHands free_hands;
    free_hands_init(&free_hands);
    for (size_t round = 0; round < 400; round++) {
        Pieces first = {0};
        Pieces second = {0};
        SharedWork one = work_of(&first, round % PIECES_MAX);
        SharedWork other = work_of(&second, 1);
        hands_offer(&free_hands.hands, &other);
        hands_offer(&free_hands.hands, &one);
        hands_finish(&free_hands.hands, &one);
        hands_finish(&free_hands.hands, &other);
        assert_each_once(&first, round % PIECES_MAX);
        assert_each_once(&second, 1);
    }
    free_hands_release(&free_hands);
}

static void piece_tell(void *context, size_t piece) {
    (void)piece;
    FreeHands *free_hands = context;
    mutex_lock(&free_hands->hands.lock);
    free_hands->is_stopped = true; // the thread that is free has begun
    condition_broadcast(&free_hands->hands.changed);
    mutex_unlock(&free_hands->hands.lock);
}

// The owner does not touch the piece: it ends only because another thread takes it.
static void threads_that_are_free_take_work_while_its_owner_does_other_things(void **state) {
    (void)state;
    FreeHands free_hands;
    free_hands_init(&free_hands);
    SharedWork work = {.run = piece_tell, .context = &free_hands, .count = 1};
    hands_offer(&free_hands.hands, &work);
    mutex_lock(&free_hands.hands.lock);
    while (!free_hands.is_stopped) {
        condition_wait(&free_hands.hands.changed, &free_hands.hands.lock);
    }
    mutex_unlock(&free_hands.hands.lock);
    hands_finish(&free_hands.hands, &work);
    free_hands_release(&free_hands);
}

static void shared_out_work_is_done_by_any_number_of_threads(void **state) {
    (void)state;
    static const size_t THREADS[] = {1, 2, 3, 1000};
    for (size_t i = 0; i < sizeof THREADS / sizeof THREADS[0]; i++) {
        for (size_t count = 0; count <= PIECES_MAX; count += 50) {
            Pieces pieces = {0};
            share_out(count, THREADS[i], piece_count, &pieces);
            assert_each_once(&pieces, count);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_hands_the_owner_does_all),
        cmocka_unit_test(what_nobody_takes_the_owner_does),
        cmocka_unit_test(who_lends_a_hand_takes_the_oldest_first_and_leaves_nothing),
        cmocka_unit_test(each_piece_is_done_once_whoever_does_it),
        cmocka_unit_test(threads_that_are_free_take_work_while_its_owner_does_other_things),
        cmocka_unit_test(shared_out_work_is_done_by_any_number_of_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
