// SPDX-License-Identifier: Apache-2.0
// Values made by the calling program. What cannot be made is a fault of the run.
#include "dmn/name_index.h"
#include "feel/number.h"
#include "feel/temporal.h"
#include "library/library_private.h"

enum { VALUE_BYTES = sizeof(DoudiValue), JSON_SHARE = 32 };

// The largest a value alone takes besides its bytes.
static bool has_room_for_one(DoudiRun *run) {
    CHECK(run != NULL);
    enum { ONE_BYTES = 256 };
    return run_has_room(run, ONE_BYTES);
}

const DoudiValue *doudi_make_boolean(DoudiRun *run, bool value) {
    return has_room_for_one(run) ? run_keep(run, feel_boolean(value)) : NULL;
}

const DoudiValue *doudi_make_integer(DoudiRun *run, int64_t value) {
    return has_room_for_one(run) ? run_keep(run, feel_integer(value)) : NULL;
}

const DoudiValue *doudi_make_scaled(DoudiRun *run, int64_t scaled, int exponent) {
    CHECK(run != NULL);
    if (exponent < -INT8_MAX || exponent > INT8_MAX) {
        run_fault(run, STATUS_INVALID, "an exponent of %d; -127 to 127 can be", exponent);
        return NULL;
    }
    return has_room_for_one(run) ? run_keep(run, feel_decimal(scaled, exponent)) : NULL;
}

const DoudiValue *doudi_make_number(DoudiRun *run, const char *digits) {
    CHECK(run != NULL && digits != NULL);
    if (!has_room_for_one(run)) {
        return NULL;
    }
    FeelValue number = number_parse(&run->arena, str_from(digits));
    if (number.kind != FEEL_NUMBER) {
        run_fault(run, STATUS_INVALID, "'%s' is not a number; write 1250.50, -3 or 1e3", digits);
        return NULL;
    }
    return run_keep(run, number);
}

const DoudiValue *doudi_make_temporal(DoudiRun *run, const char *text) {
    CHECK(run != NULL && text != NULL);
    if (!has_room_for_one(run)) {
        return NULL;
    }
    FeelValue value = temporal_parse(&run->arena, str_from(text));
    if (value.kind == FEEL_NULL) {
        run_fault(run, STATUS_INVALID,
                  "'%s' is no date, time or duration; write 2025-08-22, 10:11:12, "
                  "2025-08-22T10:11:12+08:00, P1Y2M or P3DT4H",
                  text);
        return NULL;
    }
    return run_keep(run, value);
}

// Bytes of UTF-8 that fit; else a fault.
static bool is_text(DoudiRun *run, Str text) {
    if (text.length > UINT32_MAX || !run_has_room(run, text.length + VALUE_BYTES)) {
        run_fault(run, STATUS_TOO_LARGE, "a text of %zu bytes is too long", text.length);
        return false;
    }
    if (!str_is_utf8(text)) {
        run_fault(run, STATUS_INVALID, "a text is not UTF-8");
        return false;
    }
    return true;
}

const DoudiValue *doudi_make_string(DoudiRun *run, const char *bytes, size_t length) {
    CHECK(run != NULL && (bytes != NULL || length == 0));
    Str text = {bytes, length};
    return is_text(run, text) ? run_keep(run, feel_string(&run->arena, text)) : NULL;
}

static bool has_room_for_many(DoudiRun *run, size_t count, size_t size) {
    size_t bytes = 0;
    if (count > UINT32_MAX || __builtin_mul_overflow(count, size, &bytes) || bytes > SIZE_MAX / 2 ||
        !run_has_room(run, bytes + VALUE_BYTES)) {
        run_fault(run, STATUS_TOO_LARGE, "%zu values are too many", count);
        return false;
    }
    return true;
}

const DoudiValue *doudi_make_list(DoudiRun *run, const DoudiValue *const *items, size_t count) {
    CHECK(run != NULL && (items != NULL || count == 0));
    if (!has_room_for_many(run, count, 2 * sizeof(FeelValue))) {
        return NULL;
    }
    FeelValue *values = arena_alloc(&run->arena, count, sizeof *values);
    for (size_t i = 0; i < count; i++) {
        values[i] = value_of(items[i]);
    }
    return run_keep(run, feel_list(&run->arena, values, count));
}

static bool names_differ(DoudiRun *run, const FeelEntry *entries, size_t count) {
    NameIndex index = name_index_new(&run->arena, count);
    for (size_t i = 0; i < count; i++) {
        name_index_add(&index, entries[i].name, i);
    }
    size_t first = 0;
    size_t second = 0;
    if (!name_index_sort(&index, &first, &second)) {
        return true;
    }
    run_fault(run, STATUS_INVALID, "the context has '" STR_FMT "' twice",
              STR_ARG(entries[first].name));
    return false;
}

const DoudiValue *doudi_make_context(DoudiRun *run, const DoudiEntry *entries, size_t count) {
    CHECK(run != NULL && (entries != NULL || count == 0));
    if (!has_room_for_many(run, count, 2 * sizeof(FeelEntry) + sizeof(IndexedName))) {
        return NULL;
    }
    FeelEntry *copies = arena_alloc(&run->arena, count, sizeof *copies);
    for (size_t i = 0; i < count; i++) {
        CHECK(entries[i].name != NULL);
        Str name = str_from(entries[i].name);
        if (!is_text(run, name)) {
            return NULL;
        }
        copies[i] = (FeelEntry){arena_copy(&run->arena, name), value_of(entries[i].value)};
    }
    if (!names_differ(run, copies, count)) {
        return NULL;
    }
    return run_keep(run, feel_context(&run->arena, copies, count));
}

// ---- JSON ---------------------------------------------------------------------------------------

static DoudiStatus read_json(DoudiRun *run, Str json, FeelValue *out_value, DoudiError *error) {
    CHECK(run != NULL && (json.data != NULL || json.length == 0));
    Error inner = {0};
    size_t used = run->arena.used;
    size_t room = used < run->feel.memory_limit ? run->feel.memory_limit - used : 0;
    if (json.length > room / JSON_SHARE) {
        (void)error_set(&inner, STATUS_TOO_LARGE,
                        "JSON of %zu bytes; the run has room for %zu, see doudi_run_limit",
                        json.length, room / JSON_SHARE);
        return library_fail(&inner, error);
    }
    Status status = dmn_value_from_json(json, &run->arena, out_value, &inner);
    return status == STATUS_OK ? DOUDI_OK : library_fail_json(&inner, error);
}

DoudiStatus doudi_value_from_json(DoudiRun *run, const char *bytes, size_t length,
                                  const DoudiValue **out_value, DoudiError *error) {
    CHECK(out_value != NULL);
    FeelValue value = FEEL_NULL_VALUE;
    DoudiStatus status = read_json(run, (Str){bytes, length}, &value, error);
    if (status == DOUDI_OK) {
        *out_value = run_keep(run, value);
    }
    return status;
}

// The names come from the plain reading, the values from the typed one, which has one for each of
// the list.
static const DoudiValue *named_values(DoudiRun *run, FeelValue plain, const VariableList *list,
                                      const FeelValue *typed) {
    FeelEntry *entries = arena_alloc(&run->arena, plain.length, sizeof *entries);
    for (size_t i = 0; i < plain.length; i++) {
        Str name = feel_entries(plain)[i].name;
        entries[i].name = name;
        for (size_t k = 0; k < list->count; k++) {
            if (str_equal(str_from(list->items[k].name), name)) {
                entries[i].value = typed[k];
                break;
            }
        }
    }
    return run_keep(run, feel_context(&run->arena, entries, plain.length));
}

enum { NO_SERVICE = -1 };

static DoudiStatus read_named(DoudiRun *run, const DoudiModel *model, int service, Str json,
                              const DoudiValue **out_values, DoudiError *error) {
    const VariableList *list =
        service == NO_SERVICE ? &model->parts[DOUDI_INPUTS] : &model->parameters[service];
    FeelValue plain = FEEL_NULL_VALUE;
    DoudiStatus read = read_json(run, json, &plain, error);
    if (read != DOUDI_OK) {
        return read;
    }
    Error inner = {0};
    FeelValue *typed = arena_alloc(&run->arena, list->count, sizeof *typed);
    Status status = plain.kind == FEEL_NULL ? error_set(&inner, STATUS_INVALID,
                                                        "the inputs must be an object, not null")
                                            : library_check_names(list, NULL, plain, &inner);
    if (status == STATUS_OK) {
        status = service == NO_SERVICE
                     ? dmn_inputs_from_json(model->dmn, json, &run->arena, typed, &inner)
                     : dmn_arguments_from_json(model->dmn, (size_t)service, json, &run->arena,
                                               typed, &inner);
    }
    if (status != STATUS_OK) {
        return library_fail(&inner, error);
    }
    *out_values = named_values(run, plain, list, typed);
    return DOUDI_OK;
}

DoudiStatus doudi_inputs_from_json(DoudiRun *run, const DoudiModel *model, const char *bytes,
                                   size_t length, const DoudiValue **out_inputs,
                                   DoudiError *error) {
    CHECK(model != NULL && out_inputs != NULL);
    return read_named(run, model, NO_SERVICE, (Str){bytes, length}, out_inputs, error);
}

DoudiStatus doudi_arguments_from_json(DoudiRun *run, const DoudiModel *model, const char *service,
                                      const char *bytes, size_t length,
                                      const DoudiValue **out_arguments, DoudiError *error) {
    CHECK(model != NULL && service != NULL && out_arguments != NULL);
    int found = dmn_find_service(model->dmn, str_from(service));
    if (found < 0) {
        Error inner = {0};
        (void)library_no_such("decision service", str_from(service), &model->parts[DOUDI_SERVICES],
                              &inner);
        return library_fail(&inner, error);
    }
    return read_named(run, model, found, (Str){bytes, length}, out_arguments, error);
}
