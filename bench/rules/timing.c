// SPDX-License-Identifier: Apache-2.0
#include "timing.h"
#include "base/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

double elapsed_seconds(void) {
    struct timespec now;
    CHECK(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

double cpu_seconds(void) {
    return (double)clock() / CLOCKS_PER_SEC;
}

static int compare(const void *a, const void *b) {
    double left = *(const double *)a;
    double right = *(const double *)b;
    return (left > right) - (left < right);
}

double median(double *values, size_t count) {
    qsort(values, count, sizeof *values, compare);
    return values[count / 2];
}

void must(Status status, const Error *error) {
    if (status != STATUS_OK) {
        (void)fprintf(stderr, "%s\n", error->message);
        exit(1);
    }
}
