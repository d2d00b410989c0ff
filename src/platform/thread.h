// SPDX-License-Identifier: Apache-2.0
#ifndef PLATFORM_THREAD_H
#define PLATFORM_THREAD_H
// Threads, mutexes and conditions. Misuse (unlocking what is not locked) ends the process.
#include "base/status.h"
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct Mutex {
    pthread_mutex_t handle;
} Mutex;
void mutex_init(Mutex *mutex);
void mutex_release(Mutex *mutex);
void mutex_lock(Mutex *mutex);
void mutex_unlock(Mutex *mutex);

typedef struct Condition {
    pthread_cond_t handle;
} Condition;
void condition_init(Condition *condition);
void condition_release(Condition *condition);
// The mutex is locked by the caller; both may return without a cause, so ask again in a loop.
void condition_wait(Condition *condition, Mutex *mutex);
bool condition_wait_for(Condition *condition, Mutex *mutex, int timeout_ms); // false: time is over
void condition_signal(Condition *condition);
void condition_broadcast(Condition *condition);

typedef struct Thread {
    pthread_t handle;
    void (*run)(void *context);
    void *context;
} Thread;
// *thread stays where it is until it is joined. Every thread that was started must be joined.
MUST_CHECK Status thread_start(Thread *thread, void (*run)(void *context), void *context,
                               Error *error);
void thread_join(Thread *thread);
typedef struct ThreadId {
    pthread_t handle;
} ThreadId;
ThreadId thread_own(void); // of the caller
bool thread_is_own(ThreadId thread);
size_t thread_cores(void); // that may run at once; at least 1
#endif
