// SPDX-License-Identifier: Apache-2.0
#ifndef BENCH_TIMING_H
#define BENCH_TIMING_H
// What the benchmarks measure with, and how they end when something fails.
#include "base/status.h"
#include <stddef.h>

double elapsed_seconds(void); // since some moment
double cpu_seconds(void);     // of all threads of this process: other work does not count
double median(double *values, size_t count);  // sorts them
void must(Status status, const Error *error); // tells the error and ends the process
#endif
