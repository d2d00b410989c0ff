// SPDX-License-Identifier: Apache-2.0
#include "free_hands.h"
#include "base/check.h"

static void lend(void *context) {
    FreeHands *free_hands = context;
    Hands *hands = &free_hands->hands;
    mutex_lock(&hands->lock);
    while (!free_hands->is_stopped) {
        if (!hands_have_work(hands)) {
            condition_wait(&hands->changed, &hands->lock);
            continue;
        }
        mutex_unlock(&hands->lock);
        hands_lend(hands);
        mutex_lock(&hands->lock);
    }
    mutex_unlock(&hands->lock);
}

void free_hands_init(FreeHands *free_hands) {
    *free_hands = (FreeHands){0};
    hands_init(&free_hands->hands);
    for (size_t i = 0; i < FREE_HANDS; i++) {
        CHECK(thread_start(&free_hands->threads[i], lend, free_hands, NULL) == STATUS_OK);
    }
}

void free_hands_release(FreeHands *free_hands) {
    mutex_lock(&free_hands->hands.lock);
    free_hands->is_stopped = true;
    condition_broadcast(&free_hands->hands.changed);
    mutex_unlock(&free_hands->hands.lock);
    for (size_t i = 0; i < FREE_HANDS; i++) {
        thread_join(&free_hands->threads[i]);
    }
    hands_release(&free_hands->hands);
}
