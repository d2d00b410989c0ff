// SPDX-License-Identifier: Apache-2.0
#include "service/packs.h"

#include "policy/decide.h"

Status packs_test(const PackFile *files, size_t count, PackTestReport *out_report, Error *error) {
    Pack *pack = NULL;
    Status status = pack_read(files, count, &pack, error);
    if (status != STATUS_OK) {
        return status;
    }
    PackTestReport report = {0};
    PackTestResult result = pack_test(pack, &report.lines);
    report.passed = (int64_t)result.passed;
    report.failed = (int64_t)result.failed;
    pack_free(pack);
    *out_report = report;
    return STATUS_OK;
}

void pack_test_report_release(PackTestReport *report) {
    text_release(&report->lines);
}

Status packs_decide(const PackFile *files, size_t count, Str decision, Str input, bool with_trace,
                    Text *out_json, Error *error) {
    Pack *pack = NULL;
    Status status = pack_read(files, count, &pack, error);
    if (status != STATUS_OK) {
        return status;
    }
    Decider *decider = decider_new(pack);
    status = decider_decide_json(decider, decision, input, with_trace, out_json, error);
    decider_free(decider);
    pack_free(pack);
    return status;
}
