// SPDX-License-Identifier: Apache-2.0
#ifndef BASE_AVX2_H
#define BASE_AVX2_H
// Loops that are made twice, with AVX2 and for any machine; the processor is asked which one runs.
// With PORTABLE, as some tests are built, there is only the second.
#include <stdbool.h>

#if defined(__x86_64__) && !defined(PORTABLE)
#define AVX2_CODE __attribute__((target("avx2,bmi,bmi2")))
static inline bool avx2_is_there(void) {
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
           __builtin_cpu_supports("bmi2");
}
#endif
#endif
