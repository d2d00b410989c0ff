// SPDX-License-Identifier: Apache-2.0
#ifndef FACTS_SHARE_H
#define FACTS_SHARE_H
// Shares out pieces of work that do not depend on each other: run(context, 0) to run(context,
// count - 1), each once, in any order, by so many threads (the caller's own among them). Where no
// thread can be started the caller does all of it.
#include <stddef.h>

void share_out(size_t count, size_t thread_count, void (*run)(void *context, size_t piece),
               void *context);
#endif
