// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_PLATFORM_FREE_HANDS_H
#define TESTS_PLATFORM_FREE_HANDS_H
// Threads that do nothing but lend a hand, until they are released.
#include "platform/hands.h"

enum { FREE_HANDS = 3 };
typedef struct FreeHands {
    Hands hands;
    Thread threads[FREE_HANDS];
    bool is_stopped;
} FreeHands;
void free_hands_init(FreeHands *free_hands);
void free_hands_release(FreeHands *free_hands);
#endif
