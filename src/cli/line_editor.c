// SPDX-License-Identifier: Apache-2.0
#include "cli/line_editor.h"
#include "base/memory.h"
#include "platform/terminal.h"
#include <histedit.h>
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

enum { HISTORY_LINES = 500, PROMPT_MAX = 32 };

struct LineEditor {
    EditLine *edit; // NULL: nobody types
    History *history;
    char prompt[PROMPT_MAX];
};

static char *prompt_of(EditLine *edit) {
    LineEditor *editor = NULL;
    (void)el_get(edit, EL_CLIENTDATA, &editor);
    return editor->prompt;
}

// The editor asks the C library which bytes are one character.
static void speak_utf8(void) {
    (void)setlocale(LC_CTYPE, "");
    if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0) {
        (void)setlocale(LC_CTYPE, "C.UTF-8");
    }
}

LineEditor *line_editor_new(const char *program) {
    LineEditor *editor = memory_new(1, sizeof *editor);
    if (!terminal_is_typed_at()) {
        return editor;
    }
    speak_utf8();
    editor->edit = el_init(program, stdin, stdout, stderr);
    editor->history = history_init();
    if (editor->edit == NULL || editor->history == NULL) {
        return editor; // lines as they come will do
    }
    HistEvent event;
    (void)history(editor->history, &event, H_SETSIZE, (int)HISTORY_LINES);
    (void)el_set(editor->edit, EL_CLIENTDATA, editor);
    (void)el_set(editor->edit, EL_PROMPT, prompt_of);
    (void)el_set(editor->edit, EL_EDITOR, "emacs");
    (void)el_set(editor->edit, EL_SIGNAL, 1);
    (void)el_set(editor->edit, EL_HIST, history, editor->history);
    return editor;
}

void line_editor_free(LineEditor *editor) {
    if (editor == NULL) {
        return;
    }
    if (editor->edit != NULL) {
        el_end(editor->edit);
    }
    if (editor->history != NULL) {
        history_end(editor->history);
    }
    memory_free(editor);
}

bool line_editor_is_interactive(const LineEditor *editor) {
    return editor->edit != NULL;
}

// false: there was nothing more. Of a line with a NUL byte only what stands before it is kept.
static bool read_plain(Text *out_line) {
    char part[1024];
    bool is_any = false;
    while (fgets(part, sizeof part, stdin) != NULL) {
        is_any = true;
        Str read = str_from(part);
        bool is_end = str_ends_with(read, STR("\n"));
        text_append(out_line, str_slice(read, 0, read.length - is_end));
        if (is_end) {
            break;
        }
    }
    return is_any;
}

// By itself the editor shows the prompt first and takes the terminal over afterwards. A Ctrl-D in
// between arrives as NUL, which then means "quote the next key", so that the next Ctrl-D is a
// letter.
static void prepare_terminal(EditLine *edit) {
    (void)el_set(edit, EL_PREP_TERM, 1);
    (void)el_set(edit, EL_BIND, "^@", "ed-ignore", NULL); // for what came even earlier
}

bool line_editor_read(LineEditor *editor, const char *prompt, Text *out_line) {
    if (editor->edit == NULL) {
        return read_plain(out_line);
    }
    (void)snprintf(editor->prompt, sizeof editor->prompt, "%s", prompt);
    prepare_terminal(editor->edit);
    int length = 0;
    const char *line = el_gets(editor->edit, &length);
    if (line == NULL || length <= 0) {
        return false;
    }
    HistEvent event;
    (void)history(editor->history, &event, H_ENTER, line);
    Str read = {line, (size_t)length};
    text_append(out_line, str_slice(read, 0, read.length - str_ends_with(read, STR("\n"))));
    return true;
}
