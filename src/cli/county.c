// SPDX-License-Identifier: Apache-2.0
#include "cli/county.h"

#include "base/memory.h"
#include "cli/paths.h"
#include "format/yaml.h"
#include "platform/crypto.h"
#include "platform/file.h"
#include "platform/folder.h"

#include <string.h>

enum {
    PACK_FILE_SIZE_MAX = 16 * 1024 * 1024,
    PACK_FILES_MAX = 1000,
    SETTINGS_SIZE_MAX = 64 * 1024,
    KEY_DIGITS = CRYPTO_KEY_SIZE * 2,
};

// ---- packs
// -----------------------------------------------------------------------------------------------

static Status add_pack_file(Str folder, Str path, PackFolder *pack, size_t *capacity,
                            Error *error) {
    CLEANUP(text_release) Text bytes = {.limit = PACK_FILE_SIZE_MAX};
    const char *full = path_text(&pack->arena, path_join(&pack->arena, folder, path));
    Status status = file_read(full, PACK_FILE_SIZE_MAX, &bytes, error);
    if (status != STATUS_OK) {
        return status;
    }
    if (pack->count == PACK_FILES_MAX) {
        return error_set(error, STATUS_TOO_LARGE, STR_FMT ": a pack has at most %d files",
                         STR_ARG(folder), PACK_FILES_MAX);
    }
    pack->files = array_reserve(pack->files, pack->count, capacity, sizeof *pack->files);
    pack->files[pack->count++] =
        (PackFile){arena_copy(&pack->arena, path), arena_copy(&pack->arena, text_str(&bytes))};
    return STATUS_OK;
}

static Status add_pack_folder(Str folder, Str inside, PackFolder *pack, size_t *capacity,
                              Error *error) {
    FolderEntry *entries = NULL;
    size_t count = 0;
    Arena *arena = &pack->arena;
    Str full = inside.length == 0 ? folder : path_join(arena, folder, inside);
    Status status = folder_list(path_text(arena, full), arena, &entries, &count, error);
    for (size_t i = 0; status == STATUS_OK && i < count; i++) {
        Str path = inside.length == 0 ? entries[i].name : path_join(arena, inside, entries[i].name);
        bool is_hidden = str_starts_with(entries[i].name, STR("."));
        if (entries[i].is_folder && inside.length == 0 && !is_hidden) {
            status = add_pack_folder(folder, path, pack, capacity, error);
        } else if (!entries[i].is_folder && !is_hidden) {
            status = add_pack_file(folder, path, pack, capacity, error);
        }
    }
    return status;
}

Status pack_folder_read(Str folder, PackFolder *out_pack, Error *error) {
    PackFolder pack = {0};
    size_t capacity = 0;
    if (file_kind(path_text(&pack.arena, path_join(&pack.arena, folder, STR("pack.yaml")))) !=
        FILE_REGULAR) {
        bool is_missing = file_kind(path_text(&pack.arena, folder)) == FILE_MISSING;
        pack_folder_release(&pack);
        return error_set(error, STATUS_NOT_FOUND,
                         STR_FMT ": %s; name the folder of a policy pack, for example "
                                 "packs/zhejiang-longwan",
                         STR_ARG(folder),
                         is_missing ? "there is no such folder" : "there is no pack.yaml in it");
    }
    Status status = add_pack_folder(folder, STR(""), &pack, &capacity, error);
    if (status != STATUS_OK) {
        pack_folder_release(&pack);
        return status;
    }
    *out_pack = pack;
    return STATUS_OK;
}

void pack_folder_release(PackFolder *pack) {
    memory_free(pack->files);
    arena_release(&pack->arena);
    *pack = (PackFolder){0};
}

// ---- the key
// -----------------------------------------------------------------------------------------------

static int hex_digit(char c) {
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static Status read_key(Arena *arena, Str folder, Text *out_key, Error *error) {
    CLEANUP(text_release) Text digits = {0};
    const char *path = path_text(arena, path_join(arena, folder, STR("key")));
    Status status = file_read(path, SETTINGS_SIZE_MAX, &digits, error);
    if (status != STATUS_OK) {
        return status;
    }
    Str text = str_trim(text_str(&digits));
    for (size_t i = 0; i + 1 < text.length; i += 2) {
        int high = hex_digit(text.data[i]);
        int low = hex_digit(text.data[i + 1]);
        if (high >= 0 && low >= 0) {
            text_append_char(out_key, (char)(high * 16 + low));
        }
    }
    if (text.length != KEY_DIGITS || out_key->length != CRYPTO_KEY_SIZE) {
        return error_set(error, STATUS_INVALID,
                         "%s: a key is %d hexadecimal digits; restore it from its backup", path,
                         KEY_DIGITS);
    }
    return STATUS_OK;
}

static Status write_key(Arena *arena, Str folder, Error *error) {
    uint8_t key[CRYPTO_KEY_SIZE];
    CLEANUP(text_release) Text digits = {0};
    crypto_make_key(key);
    for (size_t i = 0; i < sizeof key; i++) {
        text_format(&digits, "%02x", key[i]);
    }
    text_append_char(&digits, '\n');
    return file_write_secret(path_text(arena, path_join(arena, folder, STR("key"))),
                             text_str(&digits), error);
}

// ---- settings
// ------------------------------------------------------------------------------------------------

static bool is_store(Str words) {
    return str_equal(words, STR("sqlite")) || str_starts_with(words, STR("postgresql://"));
}

static Status read_settings(Arena *arena, Str folder, Text *out_store_url, Error *error) {
    CLEANUP(text_release) Text bytes = {0};
    const YamlNode *root = NULL;
    const char *path = path_text(arena, path_join(arena, folder, STR("doudi.yaml")));
    if (file_kind(path) != FILE_REGULAR) {
        return error_set(error, STATUS_NOT_FOUND,
                         STR_FMT
                         " is not a county's folder (no doudi.yaml in it); doudi init makes one",
                         STR_ARG(folder));
    }
    Status status = file_read(path, SETTINGS_SIZE_MAX, &bytes, error);
    if (status == STATUS_OK) {
        status = yaml_read(text_str(&bytes), str_from(path), arena, &root, error);
    }
    if (status != STATUS_OK) {
        return status;
    }
    Str store = yaml_text(root, "store");
    if (!is_store(store)) {
        return error_set(error, STATUS_INVALID, "%s: store must be sqlite or postgresql://...",
                         path);
    }
    if (str_equal(store, STR("sqlite"))) {
        text_format(out_store_url, "sqlite:" STR_FMT,
                    STR_ARG(path_join(arena, folder, STR("county.db"))));
    } else {
        text_append(out_store_url, store);
    }
    return STATUS_OK;
}

static Status write_settings(Arena *arena, Str folder, Str store, Error *error) {
    CLEANUP(text_release) Text text = {0};
    text_format(&text,
                "# A county of Doudi, made by `doudi init`.\n"
                "store: \"" STR_FMT "\"\n",
                STR_ARG(store));
    return file_write(path_text(arena, path_join(arena, folder, STR("doudi.yaml"))),
                      text_str(&text), error);
}

// ---- the checkpoint
// ------------------------------------------------------------------------------------------

static const char *checkpoint_path(CountyFolder *county, Arena *arena) {
    return path_text(arena, path_join(arena, text_str(&county->path), STR("facts.checkpoint")));
}

static bool load_checkpoint(void *context, HeldBytes *out_bytes) {
    CLEANUP(arena_release) Arena arena = {0};
    const char *path = checkpoint_path(context, &arena);
    Error ignored; // a checkpoint that cannot be read is no loss
    return file_kind(path) == FILE_REGULAR && file_hold(path, out_bytes, &ignored) == STATUS_OK;
}

static void save_checkpoint(void *context, Str bytes) {
    CLEANUP(arena_release) Arena arena = {0};
    Error ignored; // without it the next start is slower, nothing else
    (void)!file_write(checkpoint_path(context, &arena), bytes, &ignored);
}

// ---- making and opening
// ----------------------------------------------------------------------------------------

static ServiceOptions service_options(CountyFolder *county, Clock clock, Str actor) {
    return (ServiceOptions){.store_url = text_str(&county->store_url),
                            .key = text_str(&county->key),
                            .pack_files = county->pack.files,
                            .pack_file_count = county->pack.count,
                            .clock = clock,
                            .keeper = {load_checkpoint, save_checkpoint, county},
                            .actor = actor};
}

static Status copy_pack(Arena *arena, Str folder, const PackFolder *pack, Error *error) {
    Status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < pack->count; i++) {
        Str path = path_join(arena, path_join(arena, folder, STR("pack")), pack->files[i].path);
        Str parent = str_slice(path, 0, path.length - path_name(path).length);
        status = folder_make(path_text(arena, parent), error);
        if (status == STATUS_OK) {
            status = file_write(path_text(arena, path), pack->files[i].bytes, error);
        }
    }
    return status;
}

static Status make_folder(Arena *arena, Str folder, const PackFolder *pack, Str store,
                          Error *error) {
    Status status = folder_make(path_text(arena, path_join(arena, folder, STR("inbox"))), error);
    if (status == STATUS_OK) {
        status = copy_pack(arena, folder, pack, error);
    }
    if (status == STATUS_OK &&
        file_kind(path_text(arena, path_join(arena, folder, STR("key")))) == FILE_MISSING) {
        status = write_key(arena, folder, error);
    }
    return status == STATUS_OK ? write_settings(arena, folder, store, error) : status;
}

static Status read_county(Arena *arena, Str folder, CountyFolder *county, Error *error) {
    text_append(&county->path, folder);
    Status status = read_settings(arena, folder, &county->store_url, error);
    if (status == STATUS_OK) {
        status = read_key(arena, folder, &county->key, error);
    }
    if (status == STATUS_OK) {
        status = pack_folder_read(path_join(arena, folder, STR("pack")), &county->pack, error);
    }
    return status;
}

Status county_create(Str folder, Str pack_folder, Str store, Clock clock, Error *error) {
    CLEANUP(arena_release) Arena arena = {0};
    CLEANUP(pack_folder_release) PackFolder pack = {0};
    CLEANUP(county_close) CountyFolder county = {0};
    if (file_kind(path_text(&arena, path_join(&arena, folder, STR("doudi.yaml")))) !=
        FILE_MISSING) {
        return error_set(error, STATUS_CONFLICT,
                         STR_FMT " is a county's folder already; choose another", STR_ARG(folder));
    }
    if (!is_store(store)) {
        return error_set(error, STATUS_INVALID,
                         "--store " STR_FMT ": give sqlite or postgresql://user@host/database",
                         STR_ARG(store));
    }
    Pack *checked = NULL;
    Status status = pack_folder_read(pack_folder, &pack, error);
    if (status == STATUS_OK) {
        status = pack_read(pack.files, pack.count, &checked, error);
        pack_free(checked);
    }
    if (status == STATUS_OK) {
        status = make_folder(&arena, folder, &pack, store, error);
    }
    if (status == STATUS_OK) {
        status = read_county(&arena, folder, &county, error);
    }
    if (status == STATUS_OK) {
        ServiceOptions options = service_options(&county, clock, STR("operator"));
        status = service_init(&options, error);
    }
    if (status == STATUS_DENIED) {
        status = error_prefix(error,
                              "--store " STR_FMT
                              ": it holds another county already, or is not open to this "
                              "user; choose another: ",
                              STR_ARG(store));
    }
    if (status != STATUS_OK) { // the folder is no county then
        Error ignored;
        (void)!file_remove(path_text(&arena, path_join(&arena, folder, STR("doudi.yaml"))),
                           &ignored);
    }
    return status;
}

static Status open_county(Str folder, Clock clock, Str actor, bool keeps_checkpoint,
                          CountyFolder *out_county, Error *error) {
    CLEANUP(arena_release) Arena arena = {0};
    Status status = read_county(&arena, folder, out_county, error);
    if (status == STATUS_OK) { // the keeper points to *out_county, which therefore must not move
        ServiceOptions options = service_options(out_county, clock, actor);
        options.keeper.save = keeps_checkpoint ? options.keeper.save : NULL;
        status = service_open(&options, &out_county->service, error);
    }
    if (status == STATUS_DENIED) {
        status = error_prefix(
            error, STR_FMT ": not open to this user, or not with this key: ", STR_ARG(folder));
    }
    if (status != STATUS_OK) {
        county_close(out_county);
    }
    return status;
}

Status county_open(Str folder, Clock clock, Str actor, CountyFolder *out_county, Error *error) {
    return open_county(folder, clock, actor, true, out_county, error);
}

Status county_look(Str folder, Clock clock, CountyFolder *out_county, Error *error) {
    return open_county(folder, clock, STR("operator"), false, out_county, error);
}

void county_close(CountyFolder *county) {
    service_close(county->service);
    pack_folder_release(&county->pack);
    text_release(&county->store_url);
    text_release(&county->key);
    text_release(&county->path);
    *county = (CountyFolder){0};
}
