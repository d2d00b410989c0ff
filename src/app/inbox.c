// SPDX-License-Identifier: Apache-2.0
#include "app/inbox.h"

#include "base/check.h"
#include "base/memory.h"
#include "cli/files.h"
#include "cli/paths.h"
#include "cli/print.h"
#include "platform/file.h"
#include "platform/folder.h"
#include "service/load_many.h"

#include <stdlib.h>

// Copying over a slow line pauses; what was moved here whole is older than this at once.
static const int64_t QUIET_US = 2 * 1000 * 1000;

void inbox_init(Inbox *inbox, CountyFolder *county, const char *folder, Cli *cli) {
    *inbox = (Inbox){.county = county, .folder = folder, .cli = cli};
}

void inbox_release(Inbox *inbox) {
    map_release(&inbox->sizes);
}

static Str inbox_path(const Inbox *inbox, Arena *arena, const char *folder, Str name) {
    Str root = path_join(arena, text_str(&inbox->county->path), str_from(folder));
    return path_join(arena, root, name);
}

// The same size at two looks, and nothing written for a while. A time in the future says nothing.
static bool has_settled(Inbox *inbox, Str name, const FileState *state) {
    const Clock *clock = &inbox->cli->clock;
    uint64_t before = 0;
    bool was_seen = map_find(&inbox->sizes, str_hash(name), &before);
    map_put(&inbox->sizes, str_hash(name), state->size);
    int64_t age_us = clock->now(clock->context).us - state->changed.us;
    return was_seen && before == state->size && llabs(age_us) >= QUIET_US;
}

// Where there is no file of this name yet: FOLDER, else FOLDER/2, FOLDER/3: none replaces another.
static Str room_for(const Inbox *inbox, Arena *arena, const char *folder, Str name) {
    Str room = inbox_path(inbox, arena, folder, STR(""));
    for (int number = 2; file_kind(path_text(arena, path_join(arena, room, name))) != FILE_MISSING;
         number++) {
        room = inbox_path(inbox, arena, folder, arena_format(arena, "%d", number));
    }
    return room;
}

static Status move(Arena *arena, Str path, Str room, Str name, Error *error) {
    Status status = folder_make(path_text(arena, room), error);
    return status == STATUS_OK ? file_move(path_text(arena, path),
                                           path_text(arena, path_join(arena, room, name)), error)
                               : status;
}

static void tell(const Inbox *inbox, Str name, const char *chinese, const char *english,
                 Str words) {
    CLEANUP(text_release) Text line = {0};
    text_append_plain(&line, name);
    text_append(&line, STR(": "));
    text_append(&line, str_from(cli_words(inbox->cli, chinese, english)));
    text_append_plain(&line, words);
    (void)fprintf(inbox->cli->out, STR_FMT "\n", STR_ARG(text_str(&line)));
    (void)fflush(inbox->cli->out);
}

static void tell_error(const Inbox *inbox, Str name, const char *chinese, const char *english,
                       const Error *error) {
    CLEANUP(text_release) Text words = {0};
    cli_append_words(inbox->cli, str_from(error->message), &words);
    tell(inbox, name, chinese, english, text_str(&words));
}

static void tell_accepted(const Inbox *inbox, Arena *arena, Str name, const LoadReport *report) {
    if (report->is_known) {
        tell(inbox, name, "以前已经收过，没有变化", "accepted before; nothing changed", STR(""));
        return;
    }
    tell(inbox, name, "已收下：", "accepted: ",
         arena_format(
             arena,
             cli_words(inbox->cli, "读入 %lld 行，接收 %lld，未变 %lld，隔离 %lld；预警 %lld 条",
                       "rows: %lld read, %lld accepted, %lld unchanged, %lld "
                       "quarantined; alerts: %lld"),
             (long long)report->read, (long long)report->accepted, (long long)report->unchanged,
             (long long)report->quarantined, (long long)report->alerts));
}

static void refuse(const Inbox *inbox, Arena *arena, Str path, Str name, const Error *why) {
    Error error;
    Str room = room_for(inbox, arena, "inbox/refused", name);
    Str reason = path_join(arena, room, arena_format(arena, STR_FMT ".reason.txt", STR_ARG(name)));
    CLEANUP(text_release) Text words = {0};
    cli_append_words(inbox->cli, str_from(why->message), &words);
    tell(inbox, name, "拒收：", "refused: ", text_str(&words));
    text_append_char(&words, '\n');
    if (move(arena, path, room, name, &error) != STATUS_OK ||
        file_write(path_text(arena, reason), text_str(&words), &error) != STATUS_OK) {
        tell_error(inbox, name, "移动失败：", "could not be moved: ", &error);
    }
}

static void accept(const Inbox *inbox, Arena *arena, Str path, Str name, const LoadReport *report) {
    Error error;
    tell_accepted(inbox, arena, name, report);
    Str room = room_for(inbox, arena, "inbox/accepted", name);
    if (move(arena, path, room, name, &error) != STATUS_OK) {
        tell_error(inbox, name, "移动失败：", "could not be moved: ", &error);
    }
}

// The store does not take it, not the file's fault: it stays and is tried again; told once.
static bool wait_for_store(Inbox *inbox, Str name, const Error *why) {
    if (!inbox->is_waiting) {
        tell_error(inbox, name, "暂时装不进，会一直重试：",
                   "cannot be loaded now, and is tried again: ", why);
    }
    inbox->is_waiting = true;
    return false;
}

static bool has_changed(Arena *arena, const FileName *item, size_t size) {
    FileState state;
    return !file_state(path_text(arena, item->path), &state) || state.size != size;
}

// Moves the file according to what became of it; false: it stays for another look.
static bool finish(Inbox *inbox, const FileName *item, size_t size, const LoadOutcome *outcome) {
    CLEANUP(arena_release) Arena arena = {0};
    if (outcome->status == STATUS_UNAVAILABLE || outcome->status == STATUS_CORRUPT) {
        return wait_for_store(inbox, item->name, &outcome->error);
    }
    inbox->is_waiting = false;
    if (outcome->status == STATUS_OK && has_changed(&arena, item, size)) {
        tell(inbox, item->name, "读的时候还在变，稍后再读",
             "it still grows; it is read again later", STR(""));
        return false; // rows that are in already are unchanged then
    }
    (void)map_remove(&inbox->sizes, str_hash(item->name));
    if (outcome->status == STATUS_OK) {
        accept(inbox, &arena, item->path, item->name, &outcome->report);
    } else {
        refuse(inbox, &arena, item->path, item->name, &outcome->error);
    }
    return true;
}

void inbox_take(Inbox *inbox, Str name) {
    CLEANUP(arena_release) Arena arena = {0};
    CLEANUP(loaded_file_release) LoadedFile loaded = {0};
    FileName item = {.path = inbox_path(inbox, &arena, inbox->folder, name), .name = name};
    if (!is_department_file(name) || file_kind(path_text(&arena, item.path)) != FILE_REGULAR) {
        return;
    }
    LoadOutcome outcome = {0};
    outcome.status = loaded_file_read(item.path, &loaded, &outcome.error);
    if (outcome.status == STATUS_OK) {
        LoadFile file = {item.name, text_str(&loaded.bytes), text_str(&loaded.side)};
        outcome.status = load_file(inbox->county->service, &file, &outcome.report, &outcome.error);
    }
    (void)finish(inbox, &item, loaded.bytes.length, &outcome);
}

// Paths of the files that are whole, into the arena.
static Status find_settled(Inbox *inbox, Arena *arena, Str **out_paths, size_t *out_count,
                           Error *error) {
    FolderEntry *entries = NULL;
    size_t count = 0;
    Str folder = path_join(arena, text_str(&inbox->county->path), str_from(inbox->folder));
    Status status = folder_list(path_text(arena, folder), arena, &entries, &count, error);
    if (status != STATUS_OK) {
        return status;
    }
    Str *paths = arena_alloc(arena, (count + 1) * sizeof *paths, _Alignof(Str));
    size_t settled = 0;
    for (size_t i = 0; i < count; i++) {
        FileState state;
        Str path = path_join(arena, folder, entries[i].name);
        const char *text = path_text(arena, path);
        if (is_department_file(entries[i].name) && file_kind(text) == FILE_REGULAR &&
            file_state(text, &state) && has_settled(inbox, entries[i].name, &state)) {
            paths[settled++] = path;
        }
    }
    *out_paths = paths;
    *out_count = settled;
    return STATUS_OK;
}

typedef struct Look {
    Inbox *inbox;
    const FileNames *names;
    size_t *sizes; // of what was read, by file
    size_t taken;
} Look;

static Status read_file(void *context, size_t index, LoadInput *out_input, Error *error) {
    const Look *look = context;
    Status status = loaded_input_read(look->names->items[index].path, out_input, error);
    look->sizes[index] = out_input->bytes.length;
    return status;
}

static bool take_outcome(void *context, size_t index, const LoadOutcome *outcome) {
    Look *look = context;
    look->taken += finish(look->inbox, &look->names->items[index], look->sizes[index], outcome);
    if (look->inbox->between != NULL) {
        look->inbox->between(look->inbox->context);
    }
    return !look->inbox->is_waiting;
}

size_t inbox_look(Inbox *inbox) {
    CLEANUP(arena_release) Arena arena = {0};
    CLEANUP(file_names_release) FileNames names = {0};
    Error error;
    Str *paths = NULL;
    size_t count = 0;
    if (find_settled(inbox, &arena, &paths, &count, &error) != STATUS_OK ||
        files_expand(paths, count, &names, &error) != STATUS_OK) {
        return 0; // a file vanished meanwhile, or the folder did: the next look tells
    }
    Look look = {.inbox = inbox,
                 .names = &names,
                 .sizes = arena_alloc(&arena, names.count + 1, sizeof *look.sizes)};
    // No thread beside: the other cores are left to the screens, and the service is free while the
    // next file is read.
    LoadSource source = {
        .count = names.count, .read = read_file, .take = take_outcome, .context = &look};
    load_many(inbox->county->service, &source);
    return look.taken;
}
