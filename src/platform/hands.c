// SPDX-License-Identifier: Apache-2.0
#include "platform/hands.h"
#include "base/check.h"

enum { THREADS_MAX = 64 };

void hands_init(Hands *hands) {
    *hands = (Hands){0};
    mutex_init(&hands->lock);
    condition_init(&hands->changed);
}

void hands_release(Hands *hands) {
    CHECK(hands->open == NULL);
    condition_release(&hands->changed);
    mutex_release(&hands->lock);
}

static void work_close(Hands *hands, SharedWork *work) {
    if (hands->open == work) {
        hands->open = work->next;
        return;
    }
    SharedWork *before = hands->open;
    while (before->next != work) {
        before = before->next;
    }
    before->next = work->next;
}

// Does the next piece of the work, which has one. The lock is held, and held again at the end.
static void piece_do(Hands *hands, SharedWork *work) {
    size_t piece = work->taken++;
    if (work->taken == work->count) {
        work_close(hands, work);
    }
    mutex_unlock(&hands->lock);
    work->run(work->context, piece);
    mutex_lock(&hands->lock);
    work->done++;
    if (work->done == work->count) {
        condition_broadcast(&hands->changed);
    }
}

void hands_offer(Hands *hands, SharedWork *work) {
    work->taken = work->done = 0;
    work->next = NULL;
    if (hands == NULL || work->count == 0) {
        return;
    }
    mutex_lock(&hands->lock);
    if (hands->open == NULL) {
        hands->open = work;
    } else {
        SharedWork *last = hands->open;
        while (last->next != NULL) {
            last = last->next;
        }
        last->next = work;
    }
    condition_broadcast(&hands->changed);
    mutex_unlock(&hands->lock);
}

void hands_finish(Hands *hands, SharedWork *work) {
    if (hands == NULL) {
        for (size_t piece = 0; piece < work->count; piece++) {
            work->run(work->context, piece);
        }
        return;
    }
    mutex_lock(&hands->lock);
    while (work->taken < work->count) {
        piece_do(hands, work);
    }
    while (work->done < work->count) {
        condition_wait(&hands->changed, &hands->lock);
    }
    mutex_unlock(&hands->lock);
}

bool hands_have_work(const Hands *hands) {
    return hands->open != NULL;
}

void hands_lend(Hands *hands) {
    // Read without the lock, many times for nothing: what is missed now is found the next time.
    if (hands == NULL || atomic_load_explicit(&hands->open, memory_order_relaxed) == NULL) {
        return;
    }
    mutex_lock(&hands->lock);
    while (hands->open != NULL) {
        piece_do(hands, hands->open);
    }
    mutex_unlock(&hands->lock);
}

static void lend(void *hands) {
    hands_lend(hands);
}

void share_out(size_t count, size_t thread_count, void (*run)(void *context, size_t piece),
               void *context) {
    SharedWork work = {.run = run, .context = context, .count = count};
    size_t wanted = thread_count < count ? thread_count : count;
    if (wanted <= 1) {
        hands_finish(NULL, &work);
        return;
    }
    Hands hands;
    hands_init(&hands);
    hands_offer(&hands, &work);
    Thread threads[THREADS_MAX];
    size_t started = 0;
    while (started + 1 < wanted && started < THREADS_MAX &&
           thread_start(&threads[started], lend, &hands, NULL) == STATUS_OK) {
        started++;
    }
    hands_finish(&hands, &work);
    for (size_t i = 0; i < started; i++) {
        thread_join(&threads[i]);
    }
    hands_release(&hands);
}
