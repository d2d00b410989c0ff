// SPDX-License-Identifier: Apache-2.0
#include "facts/share.h"
#include "platform/thread.h"
#include <stdatomic.h>

enum { THREADS_MAX = 64 };

typedef struct Work {
    void (*run)(void *context, size_t piece);
    void *context;
    size_t count;
    atomic_size_t next;
} Work;

static void work(void *shared) {
    Work *all = shared;
    for (;;) {
        size_t piece = atomic_fetch_add(&all->next, 1);
        if (piece >= all->count) {
            return;
        }
        all->run(all->context, piece);
    }
}

void share_out(size_t count, size_t thread_count, void (*run)(void *context, size_t piece),
               void *context) {
    Work all = {.run = run, .context = context, .count = count};
    Thread threads[THREADS_MAX];
    size_t wanted = thread_count < count ? thread_count : count;
    size_t started = 0;
    while (started + 1 < wanted && started < THREADS_MAX &&
           thread_start(&threads[started], work, &all, NULL) == STATUS_OK) {
        started++;
    }
    work(&all);
    for (size_t i = 0; i < started; i++) {
        thread_join(&threads[i]);
    }
}
