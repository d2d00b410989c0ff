// SPDX-License-Identifier: Apache-2.0
// Invents a county from the command line, for trying and measuring: FOLDER PERSONS SEED FROM TO
// (months as 2024-01).
#include "generate/generate.h"
#include <stdio.h>

static void show(void *context, Month month, int64_t rows) {
    (void)context;
    fprintf(stderr, "%04d-%02d: %lld rows\n", 1970 + month.months / 12, month.months % 12 + 1,
            (long long)rows);
}

int main(int count, char **arguments) {
    GenerateOptions options = {.progress = show};
    int64_t seed = 0;
    Error error = {0};
    if (count != 6 || !str_to_int64(str_from(arguments[2]), &options.persons) ||
        !str_to_int64(str_from(arguments[3]), &seed) ||
        month_parse(str_from(arguments[4]), &options.from, &error) != STATUS_OK ||
        month_parse(str_from(arguments[5]), &options.to, &error) != STATUS_OK) {
        fprintf(stderr, "usage: generate_county FOLDER PERSONS SEED FROM TO\n%s\n", error.message);
        return 2;
    }
    options.out_folder = arguments[1];
    options.seed = (uint64_t)seed;
    GenerateReport report;
    if (generate_county(&options, &report, &error) != STATUS_OK) {
        fprintf(stderr, "%s\n", error.message);
        return 1;
    }
    printf("%lld persons, %lld households, %lld files, %lld MB, %lld alerts\n",
           (long long)report.persons, (long long)report.households, (long long)report.files,
           (long long)report.bytes / 1000000, (long long)report.alerts);
    for (int i = 0; i < GENERATE_FEEDS_MAX; i++) {
        printf("%s: %lld files, %lld rows, %lld quarantined\n", report.feeds[i].feed,
               (long long)report.feeds[i].files, (long long)report.feeds[i].rows,
               (long long)report.feeds[i].quarantined);
    }
    return 0;
}
