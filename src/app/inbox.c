// SPDX-License-Identifier: Apache-2.0
#include "app/inbox.h"

#include "base/check.h"
#include "cli/files.h"
#include "cli/paths.h"
#include "platform/file.h"
#include "platform/folder.h"
#include "service/load.h"

void inbox_init(Inbox *inbox, CountyFolder *county, FILE *log, bool is_english) {
    *inbox = (Inbox){.county = county, .log = log, .is_english = is_english};
}

void inbox_release(Inbox *inbox) {
    map_release(&inbox->sizes);
}

static Str inbox_path(const Inbox *inbox, Arena *arena, const char *folder, Str name) {
    Str root = path_join(arena, text_str(&inbox->county->path), str_from(folder));
    return path_join(arena, root, name);
}

static bool has_settled(Inbox *inbox, Str name, size_t size) {
    uint64_t before = 0;
    bool was_seen = map_find(&inbox->sizes, str_hash(name), &before);
    map_put(&inbox->sizes, str_hash(name), size);
    return was_seen && before == size;
}

static Status move(const Inbox *inbox, Arena *arena, Str path, const char *folder, Str name,
                   Error *error) {
    Str target = inbox_path(inbox, arena, folder, name);
    Status status = folder_make(path_text(arena, inbox_path(inbox, arena, folder, STR(""))), error);
    return status == STATUS_OK ? file_move(path_text(arena, path), path_text(arena, target), error)
                               : status;
}

static void tell(const Inbox *inbox, Str name, const char *chinese, const char *english,
                 Str words) {
    (void)fprintf(inbox->log, STR_FMT ": %s" STR_FMT "\n", STR_ARG(name),
                  inbox->is_english ? english : chinese, STR_ARG(words));
    (void)fflush(inbox->log);
}

static void accept(Inbox *inbox, Arena *arena, Str path, Str name, const LoadReport *report) {
    Error error;
    tell(inbox, name, "已收下：", "accepted: ",
         arena_format(arena, "%lld/%lld/%lld, %lld", (long long)report->accepted,
                      (long long)report->unchanged, (long long)report->quarantined,
                      (long long)report->alerts));
    if (move(inbox, arena, path, "inbox/accepted", name, &error) != STATUS_OK) {
        tell(inbox, name, "移动失败：", "could not be moved: ", str_from(error.message));
    }
}

static void refuse(Inbox *inbox, Arena *arena, Str path, Str name, const Error *why) {
    Error error;
    Str reason = inbox_path(inbox, arena, "inbox/refused",
                            arena_format(arena, STR_FMT ".reason.txt", STR_ARG(name)));
    tell(inbox, name, "拒收：", "refused: ", str_from(why->message));
    if (move(inbox, arena, path, "inbox/refused", name, &error) != STATUS_OK ||
        file_write(path_text(arena, reason), str_from(why->message), &error) != STATUS_OK) {
        tell(inbox, name, "移动失败：", "could not be moved: ", str_from(error.message));
    }
}

static bool take(Inbox *inbox, Arena *arena, Str name) {
    CLEANUP(loaded_file_release) LoadedFile loaded = {0};
    Error error = {0};
    LoadReport report = {0};
    Str path = inbox_path(inbox, arena, "inbox", name);
    if (loaded_file_read(path, &loaded, &error) != STATUS_OK ||
        !has_settled(inbox, name, loaded.bytes.length)) {
        return false;
    }
    LoadFile file = {name, text_str(&loaded.bytes), text_str(&loaded.side)};
    Status status = load_file(inbox->county->service, &file, &report, &error);
    if (status == STATUS_UNAVAILABLE || status == STATUS_CORRUPT) {
        tell(inbox, name, "暂时装不进：", "cannot be loaded now: ", str_from(error.message));
        return false; // the store, not the file: it stays and is tried again
    }
    (void)map_remove(&inbox->sizes, str_hash(name));
    if (status == STATUS_OK) {
        accept(inbox, arena, path, name, &report);
    } else {
        refuse(inbox, arena, path, name, &error);
    }
    return true;
}

size_t inbox_look(Inbox *inbox) {
    CLEANUP(arena_release) Arena arena = {0};
    CLEANUP(file_names_release) FileNames names = {0};
    Error error;
    Str folder = path_join(&arena, text_str(&inbox->county->path), STR("inbox"));
    size_t taken = 0;
    if (files_expand(&folder, 1, &names, &error) != STATUS_OK) {
        return 0; // a file vanished meanwhile, or the folder did: the next look tells
    }
    for (size_t i = 0; i < names.count; i++) {
        taken += take(inbox, &arena, names.items[i].name);
    }
    return taken;
}
