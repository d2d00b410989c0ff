// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_LINE_EDITOR_H
#define CLI_LINE_EDITOR_H
// Lines that a person types: with editing and a history in memory when standard input and output
// are a terminal, else as they come. Chinese is typed and shown as the terminal does, also where
// the locale says nothing of UTF-8.
#include "base/status.h"
#include "base/text.h"

typedef struct LineEditor LineEditor;

LineEditor *line_editor_new(const char *program); // never NULL
void line_editor_free(LineEditor *editor);        // NULL is fine
bool line_editor_is_interactive(const LineEditor *editor);
// Appends the line without its end. false: there are no more. The prompt is shown to people only;
// what they sent before is to be had again with the arrow keys.
bool line_editor_read(LineEditor *editor, const char *prompt, Text *out_line);
#endif
