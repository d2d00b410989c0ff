// SPDX-License-Identifier: Apache-2.0
#include "platform/thread.h"
#include "base/check.h"
#include "platform/os_error_private.h"
#include <time.h>
#include <unistd.h>

enum { NS_PER_MS = 1000000, NS_PER_SECOND = 1000000000 };

void mutex_init(Mutex *mutex) {
    pthread_mutexattr_t attributes;
    CHECK(pthread_mutexattr_init(&attributes) == 0);
    CHECK(pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_ERRORCHECK) == 0);
    CHECK(pthread_mutex_init(&mutex->handle, &attributes) == 0);
    pthread_mutexattr_destroy(&attributes);
}

void mutex_release(Mutex *mutex) {
    CHECK(pthread_mutex_destroy(&mutex->handle) == 0);
}

void mutex_lock(Mutex *mutex) {
    CHECK(pthread_mutex_lock(&mutex->handle) == 0);
}

void mutex_unlock(Mutex *mutex) {
    CHECK(pthread_mutex_unlock(&mutex->handle) == 0);
}

// The monotonic clock: setting the machine's time must not lengthen a wait.
void condition_init(Condition *condition) {
    pthread_condattr_t attributes;
    CHECK(pthread_condattr_init(&attributes) == 0);
    CHECK(pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0);
    CHECK(pthread_cond_init(&condition->handle, &attributes) == 0);
    pthread_condattr_destroy(&attributes);
}

void condition_release(Condition *condition) {
    CHECK(pthread_cond_destroy(&condition->handle) == 0);
}

void condition_wait(Condition *condition, Mutex *mutex) {
    CHECK(pthread_cond_wait(&condition->handle, &mutex->handle) == 0);
}

bool condition_wait_for(Condition *condition, Mutex *mutex, int timeout_ms) {
    CHECK(timeout_ms >= 0);
    struct timespec until;
    CHECK(clock_gettime(CLOCK_MONOTONIC, &until) == 0);
    until.tv_sec += timeout_ms / 1000;
    until.tv_nsec += (long)(timeout_ms % 1000) * NS_PER_MS;
    if (until.tv_nsec >= NS_PER_SECOND) {
        until.tv_sec += 1;
        until.tv_nsec -= NS_PER_SECOND;
    }
    int result = pthread_cond_timedwait(&condition->handle, &mutex->handle, &until);
    CHECK(result == 0 || result == ETIMEDOUT);
    return result == 0;
}

void condition_signal(Condition *condition) {
    CHECK(pthread_cond_signal(&condition->handle) == 0);
}

void condition_broadcast(Condition *condition) {
    CHECK(pthread_cond_broadcast(&condition->handle) == 0);
}

static void *thread_main(void *context) {
    const Thread *thread = context;
    thread->run(thread->context);
    return NULL;
}

Status thread_start(Thread *thread, void (*run)(void *context), void *context, Error *error) {
    *thread = (Thread){.run = run, .context = context};
    int result = pthread_create(&thread->handle, NULL, thread_main, thread);
    return result == 0 ? STATUS_OK : os_error(error, result, "start", "a thread");
}

void thread_join(Thread *thread) {
    CHECK(pthread_join(thread->handle, NULL) == 0);
}

ThreadId thread_own(void) {
    return (ThreadId){pthread_self()};
}

bool thread_is_own(ThreadId thread) {
    return pthread_equal(thread.handle, pthread_self()) != 0;
}

size_t thread_cores(void) {
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    return cores < 1 ? 1 : (size_t)cores;
}
