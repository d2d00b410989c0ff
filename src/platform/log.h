// SPDX-License-Identifier: Apache-2.0
#ifndef PLATFORM_LOG_H
#define PLATFORM_LOG_H
// Log: one JSON object per line, written whole, so that lines of several threads never mix. No
// names and no identity numbers belong in it.
#include "base/clock.h"
#include "base/str.h"

typedef enum LogLevel { LEVEL_INFO, LEVEL_WARNING, LEVEL_ERROR } LogLevel;
typedef struct Log {
    int fd;
    Clock clock;
} Log;
typedef struct LogField {
    const char *name;
    bool is_number;
    int64_t number;
    Str text;
} LogField;

Log log_to_stderr(Clock clock);
LogField log_text(const char *name, Str text);
LogField log_number(const char *name, int64_t number);
// {"at":"2025-08-22T10:11:12+08:00","level":"info","event":"batch.loaded","rows":12}
void log_line(const Log *log, LogLevel level, const char *event, const LogField *fields,
              size_t count);
#endif
