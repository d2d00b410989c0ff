// SPDX-License-Identifier: Apache-2.0
#ifndef PLATFORM_HANDS_H
#define PLATFORM_HANDS_H
// Work in pieces that do not depend on each other, each done once, in any order, by any thread.
// Hands are threads that have nothing else to do for a while: whoever has such work offers it,
// threads that are free take pieces of it, and who offered it does what is left. Where a thread
// must not wait for others, nobody waits: a piece that nobody took is done by the owner.
#include "platform/thread.h"
#include <stdatomic.h>

typedef struct SharedWork {
    void (*run)(void *context, size_t piece); // 0 .. count - 1
    void *context;
    size_t count;
    // Of the hands:
    size_t taken, done;
    struct SharedWork *next;
} SharedWork;
typedef struct Hands {
    Mutex lock;                 // whoever waits for things of his own as well
    Condition changed;          // uses these too: work was offered, or all of it is done
    _Atomic(SharedWork *) open; // with pieces left to take, the oldest first
} Hands;

void hands_init(Hands *hands);
void hands_release(Hands *hands); // no work is open
// Returns at once. The work stays where it is until hands_finish. hands NULL: there are none.
void hands_offer(Hands *hands, SharedWork *work);
void hands_finish(Hands *hands, SharedWork *work); // returns when all pieces are done
// Does pieces of what is open until there are none. The lock is not held. For whoever is not free,
// but less in a hurry, between two steps of his own. hands NULL: nothing.
void hands_lend(Hands *hands);
bool hands_have_work(const Hands *hands); // the lock is held

// Offers work to so many threads (the caller's own among them) that live as long as it. Where no
// thread can be started the caller does all of it.
void share_out(size_t count, size_t thread_count, void (*run)(void *context, size_t piece),
               void *context);
#endif
