// SPDX-License-Identifier: Apache-2.0
// Any bytes as a model: the analysis ends, within its steps, whatever it is given.
#include "analysis/analysis.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    DmnSource source = {STR("fuzz.dmn"), {(const char *)data, size}};
    Report report = {0};
    AnalysisOptions options = {.is_policy_pack = size % 2 == 0, .step_limit = 2000};
    analysis_check(&source, 1, options, &report);
    report_sort(&report);
    report_release(&report);
    return 0;
}
