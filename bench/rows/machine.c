// SPDX-License-Identifier: Apache-2.0
// usage: machine FILE
// What the machine allows: bytes copied a second by one core, microseconds of one fdatasync behind
// a small append to FILE.
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
    struct timespec moment = {0};
    (void)clock_gettime(CLOCK_MONOTONIC, &moment);
    return (double)moment.tv_sec + (double)moment.tv_nsec / 1e9;
}

static int compare(const void *a, const void *b) {
    double left = *(const double *)a;
    double right = *(const double *)b;
    return left < right ? -1 : left > right;
}

static double copy_rate(void) {
    enum { SIZE = 256 << 20, ROUNDS = 5 };
    char *from = malloc(SIZE);
    char *to = malloc(SIZE);
    if (from == NULL || to == NULL) {
        return 0;
    }
    memset(from, 1, SIZE);
    memset(to, 2, SIZE);
    double best = 0;
    for (int i = 0; i < ROUNDS; i++) {
        double started = now();
        memcpy(to, from, SIZE);
        double rate = SIZE / (now() - started);
        from[i] = to[SIZE - 1 - i];
        best = rate > best ? rate : best;
    }
    free(from);
    free(to);
    return best;
}

static double sync_median(const char *path) {
    enum { ROUNDS = 101, SIZE = 4096 };
    static const char PAGE[SIZE];
    double took[ROUNDS];
    int file = open(path, O_WRONLY | O_CREAT | O_APPEND, 0666);
    for (int i = 0; i < ROUNDS; i++) {
        double started = now();
        if (file < 0 || write(file, PAGE, SIZE) != SIZE || fdatasync(file) != 0) {
            perror(path);
            exit(1);
        }
        took[i] = now() - started;
    }
    (void)close(file);
    qsort(took, ROUNDS, sizeof *took, compare);
    return took[ROUNDS / 2];
}

int main(int count, char **arguments) {
    if (count != 2) {
        fputs("usage: machine FILE\n", stderr);
        return 2;
    }
    printf("copy_bytes_per_second %.0f\n", copy_rate());
    printf("fdatasync_us %.0f\n", sync_median(arguments[1]) * 1e6);
    return 0;
}
