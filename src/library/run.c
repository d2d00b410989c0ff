// SPDX-License-Identifier: Apache-2.0
// Runs: limits, mode, time, reasons, and the arena that all values live in.
#include "base/memory.h"
#include "dmn/reason.h"
#include "feel/program.h"
#include "library/library_private.h"
#include <stdarg.h>
#include <stdio.h>

DoudiRun *doudi_run_new(void) {
    DoudiRun *run = memory_new(1, sizeof *run);
    run->feel = (FeelRun){.arena = &run->arena,
                          .today = DATE_NONE,
                          .step_limit = FEEL_STEP_LIMIT_DEFAULT,
                          .memory_limit = FEEL_MEMORY_LIMIT_DEFAULT};
    return run;
}

void doudi_run_free(DoudiRun *run) {
    if (run != NULL) {
        arena_release(&run->arena);
        memory_free(run);
    }
}

void doudi_run_clear(DoudiRun *run) {
    CHECK(run != NULL);
    arena_clear(&run->arena);
    run->fault = (Error){0};
    run->feel.error_count = 0;
    run->has_trace = false;
}

void doudi_run_strict(DoudiRun *run, bool is_strict) {
    CHECK(run != NULL);
    run->is_strict = is_strict;
}

void doudi_run_chinese(DoudiRun *run, bool is_chinese) {
    CHECK(run != NULL);
    run->is_chinese = is_chinese;
}

void doudi_run_record(DoudiRun *run, bool is_recording) {
    CHECK(run != NULL);
    run->is_recording = is_recording;
}

void doudi_run_limit(DoudiRun *run, uint64_t steps, size_t bytes) {
    CHECK(run != NULL);
    run->feel.step_limit = steps == 0 ? FEEL_STEP_LIMIT_DEFAULT : steps;
    run->feel.memory_limit = bytes == 0 ? FEEL_MEMORY_LIMIT_DEFAULT : bytes;
}

DoudiStatus doudi_run_time(DoudiRun *run, const char *now, DoudiError *error) {
    CHECK(run != NULL && now != NULL);
    Error inner = {0};
    Instant instant = {0};
    if (instant_parse(str_from(now), &instant, &inner) != STATUS_OK) {
        return library_fail(&inner, error);
    }
    run->feel.now = instant;
    run->feel.today = instant_date(instant);
    return DOUDI_OK;
}

void run_fault(DoudiRun *run, Status status, const char *format, ...) {
    if (run->fault.status != STATUS_OK) {
        return; // the first tells why the others came
    }
    char words[ERROR_MESSAGE_SIZE];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(words, sizeof words, format, arguments);
    va_end(arguments);
    (void)error_set(&run->fault, status, "%s", words);
}

bool run_has_room(DoudiRun *run, size_t bytes) {
    size_t limit = run->feel.memory_limit;
    if (run->arena.used <= limit && bytes <= limit - run->arena.used) {
        return true;
    }
    run_fault(run, STATUS_TOO_LARGE, "the values of the run take more than %zu bytes", limit);
    return false;
}

DoudiStatus run_begin(DoudiRun *run, DoudiError *error) {
    CHECK(run != NULL);
    if (run->fault.status != STATUS_OK) {
        return library_fail(&run->fault, error);
    }
    run->feel.error_count = 0;
    run->feel.steps = 0;
    run->feel.depth = 0;
    run->has_trace = false;
    return DOUDI_OK;
}

const DoudiValue *run_keep(DoudiRun *run, FeelValue value) {
    DoudiValue *kept = arena_alloc(&run->arena, 1, sizeof *kept);
    kept->feel = value;
    return kept;
}

Text run_text_new(const DoudiRun *run) {
    size_t limit = run->feel.memory_limit;
    size_t room = run->arena.used < limit ? limit - run->arena.used : 0;
    return (Text){.limit = room > 1 ? room - 1 : 1, .is_cut = room < 2}; // and a NUL
}

const char *run_text_keep(DoudiRun *run, const Text *text) {
    return text->is_cut ? NULL : library_text(&run->arena, text_str(text));
}

size_t doudi_reason_count(const DoudiRun *run) {
    CHECK(run != NULL);
    return run->feel.error_count;
}

// The reason's sentence, made again in Chinese.
static const char *chinese_message(DoudiRun *run, const FeelError *reason) {
    DmnReason sentence = {.code = dmn_reason_code(reason),
                          .arguments = reason->arguments,
                          .argument_count = reason->argument_count,
                          .message = reason->message};
    CLEANUP(text_release) Text text = {.limit = ERROR_MESSAGE_SIZE};
    dmn_reason_sentence(&sentence, false, &text);
    return library_text(&run->arena, text_str(&text));
}

bool doudi_reason(DoudiRun *run, size_t index, DoudiReason *out_reason) {
    CHECK(run != NULL && out_reason != NULL);
    if (index >= run->feel.error_count || index >= FEEL_ERRORS_MAX) {
        return false;
    }
    const FeelError *reason = &run->feel.errors[index];
    const char *source = NULL;
    if (reason->program != NULL) {
        source = reason->program->source.data; // a copy that ends with NUL
    }
    const char *message = run->is_chinese ? chinese_message(run, reason) : reason->message.data;
    *out_reason = (DoudiReason){.message = message,
                                .source = source,
                                .line = reason->place.line,
                                .column = reason->place.column};
    return true;
}
