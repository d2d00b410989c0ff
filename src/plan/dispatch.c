// SPDX-License-Identifier: Apache-2.0
// Which of the compiled levels this machine can run.
#include "plan/kernels.h"
#include <string.h>

typedef struct Level {
    const char *name;
    KernelsRun run;
} Level;

#if PLAN_X86
static bool has_avx512(void) {
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
}

static bool has_avx2(void) {
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
           __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("fma");
}

KernelsRun kernels_of_level(const char *level) {
    if (strcmp(level, "avx512") == 0) {
        return has_avx512() ? kernels_run_avx512 : NULL;
    }
    if (strcmp(level, "avx2") == 0) {
        return has_avx2() ? kernels_run_avx2 : NULL;
    }
    if (strcmp(level, "portable") == 0) {
        return kernels_run_portable;
    }
    return strcmp(level, "baseline") == 0 ? kernels_run_baseline : NULL;
}
#else
KernelsRun kernels_of_level(const char *level) {
    return strcmp(level, "baseline") == 0 ? kernels_run_baseline : NULL;
}
#endif

KernelsRun kernels_choose(void) {
    static const char *const LEVELS[] = {"avx512", "avx2"};
    for (size_t i = 0; i < sizeof LEVELS / sizeof *LEVELS; i++) {
        KernelsRun run = kernels_of_level(LEVELS[i]);
        if (run != NULL) {
            return run;
        }
    }
    return kernels_run_baseline;
}
