// SPDX-License-Identifier: Apache-2.0
// Item definitions: what their references mean, and fitting values to them (DMN 1.5 section
// 10.3.2.9.4: an item becomes a list of one, a list of one its item, a date the start of its day;
// anything else that does not conform becomes null).
#include "base/check.h"
#include "base/text.h"
#include "dmn/compile.h"
#include "dmn/eval.h"
#include "dmn/imports.h"
#include <string.h>

static const Type BASE_TYPES[] = {
    {.name = {"Any", 3}, .kind = TYPE_ANYTHING},
    {.name = {"number", 6}, .kind = TYPE_BASE, .base = FEEL_NUMBER, .is_plain = true},
    {.name = {"string", 6}, .kind = TYPE_BASE, .base = FEEL_STRING, .is_plain = true},
    {.name = {"boolean", 7}, .kind = TYPE_BASE, .base = FEEL_BOOLEAN, .is_plain = true},
    {.name = {"date", 4}, .kind = TYPE_BASE, .base = FEEL_DATE, .is_plain = true},
    {.name = {"time", 4}, .kind = TYPE_BASE, .base = FEEL_TIME, .is_plain = true},
    {.name = {"date and time", 13}, .kind = TYPE_BASE, .base = FEEL_DATE_TIME, .is_plain = true},
    {.name = {"dateTime", 8}, .kind = TYPE_BASE, .base = FEEL_DATE_TIME, .is_plain = true},
    {.name = {"days and time duration", 22},
     .kind = TYPE_BASE,
     .base = FEEL_DAYS_DURATION,
     .is_plain = true},
    {.name = {"dayTimeDuration", 15},
     .kind = TYPE_BASE,
     .base = FEEL_DAYS_DURATION,
     .is_plain = true},
    {.name = {"years and months duration", 25},
     .kind = TYPE_BASE,
     .base = FEEL_MONTHS_DURATION,
     .is_plain = true},
    {.name = {"yearMonthDuration", 17},
     .kind = TYPE_BASE,
     .base = FEEL_MONTHS_DURATION,
     .is_plain = true},
    {.name = {"list", 4}, .kind = TYPE_BASE, .base = FEEL_LIST, .is_plain = true},
    {.name = {"context", 7}, .kind = TYPE_BASE, .base = FEEL_CONTEXT, .is_plain = true},
    {.name = {"range", 5}, .kind = TYPE_BASE, .base = FEEL_RANGE, .is_plain = true},
    {.name = {"function", 8}, .kind = TYPE_FUNCTION},
};

static const Type *base_type_find(Str name) {
    for (size_t i = 0; i < sizeof BASE_TYPES / sizeof *BASE_TYPES; i++) {
        if (str_equal(BASE_TYPES[i].name, name)) {
            return &BASE_TYPES[i];
        }
    }
    return NULL;
}

static const Type *type_of_file(const ModelFile *file, Str name) {
    size_t at = 0;
    return name_index_find(&file->type_names, name, &at) ? &file->types[at] : NULL;
}

// A type of an imported file, "import name.type name".
static const Type *imported_type_find(const Compiler *compiler, Str reference) {
    const ModelFile *file = compiler->file;
    for (size_t i = 0; i < file->import_count; i++) {
        const Import *import = &file->imports[i];
        size_t prefix = import->name.length == 0 ? 0 : import->name.length + 1;
        bool is_meant =
            prefix == 0 || (str_starts_with(reference, import->name) && reference.length > prefix &&
                            reference.data[prefix - 1] == '.');
        const Type *type = is_meant ? type_of_file(&compiler->model->files[import->file],
                                                   str_slice(reference, prefix, reference.length))
                                    : NULL;
        if (type != NULL) {
            return type;
        }
    }
    return NULL;
}

static const Type *type_find(const Compiler *compiler, Str reference) {
    const Type *type = type_of_file(compiler->file, reference);
    if (type == NULL) {
        type = base_type_find(reference);
    }
    return type == NULL ? imported_type_find(compiler, reference) : type;
}

Status compile_type(Compiler *compiler, Str reference, int line, const Type **out_type) {
    if (reference.length == 0) {
        *out_type = NULL;
        return STATUS_OK;
    }
    const Type *type = type_find(compiler, reference);
    if (type == NULL) {
        // DMN 1.1 writes qualified names, "feel:number".
        Str local = reference;
        while (local.length > 0) {
            reference = local;
            (void)str_cut(&local, ':');
        }
        type = type_find(compiler, reference);
    }
    if (type == NULL && !compiler->model->is_lenient) {
        return compile_fail(compiler, line,
                            "unknown type '" STR_FMT "'; define it as an item definition",
                            STR_ARG(reference));
    }
    *out_type = type != NULL && type->kind == TYPE_ANYTHING && !type->is_list ? NULL : type;
    return STATUS_OK;
}

// Past names for another type that add nothing to check, so that less is done at run time.
const Type *type_simplify(const Type *type) {
    while (type != NULL && type->kind == TYPE_ALIAS && !type->is_list && type->allowed.line == 0 &&
           type->constraint.line == 0) {
        type = type->of;
    }
    return type;
}

static Status type_resolve(Compiler *compiler, Type *type) {
    static const FeelScope NO_NAMES = {0};
    Status status = STATUS_OK;
    if (type->kind == TYPE_FUNCTION) {
        status = compile_type(compiler, type->reference, type->line, &type->of);
    }
    if (type->kind == TYPE_ALIAS) {
        status = compile_type(compiler, type->reference, type->line, &type->of);
        if (status == STATUS_OK && type->of == NULL) {
            type->kind = TYPE_ANYTHING;
        }
    }
    if (status == STATUS_OK && type->allowed.line != 0) {
        status = compile_code(compiler, &NO_NAMES, CODE_TESTS, (Where){.part = "allowed values"},
                              &type->allowed);
    }
    if (status == STATUS_OK && type->constraint.line != 0) {
        status = compile_code(compiler, &NO_NAMES, CODE_TESTS, (Where){.part = "type constraint"},
                              &type->constraint);
    }
    for (size_t i = 0; status == STATUS_OK && i < type->component_count; i++) {
        status = type_resolve(compiler, &type->components[i]);
    }
    return status;
}

static size_t type_count(const DmnModel *model) {
    size_t count = 0;
    for (size_t i = 0; i < model->file_count; i++) {
        count += model->files[i].type_count;
    }
    return count;
}

// A chain of aliases that comes back never reaches a type. Components may refer back (trees do):
// there the depth of the value ends the walk.
static Status check_alias_ends(Compiler *compiler, const Type *type) {
    size_t steps = 0;
    for (const Type *at = type; at->kind == TYPE_ALIAS; at = at->of) {
        CHECK(at->of != NULL);
        if (steps++ > type_count(compiler->model)) {
            return compile_fail(compiler, type->line,
                                "the type refers to itself through '" STR_FMT "'; break the circle",
                                STR_ARG(type->reference));
        }
    }
    for (size_t i = 0; i < type->component_count; i++) {
        Status status = check_alias_ends(compiler, &type->components[i]);
        if (status != STATUS_OK) {
            return status;
        }
    }
    return STATUS_OK;
}

static Status check_type_names(Compiler *compiler) {
    ModelFile *file = compiler->file;
    file->type_names = name_index_new(&compiler->model->arena, file->type_count);
    for (size_t i = 0; i < file->type_count; i++) {
        name_index_add(&file->type_names, file->types[i].name, i);
    }
    size_t first = 0;
    size_t second = 0;
    if (!name_index_sort(&file->type_names, &first, &second)) {
        return STATUS_OK;
    }
    return compile_fail(compiler, file->types[second].line,
                        "item definition '" STR_FMT "' is defined twice, first in line %d",
                        STR_ARG(file->types[second].name), file->types[first].line);
}

static void shorten_chains(Type *type) {
    type->of = type_simplify(type->of);
    for (size_t i = 0; i < type->component_count; i++) {
        shorten_chains(&type->components[i]);
    }
}

// ---- as FEEL writes types -----------------------------------------------------------------------
enum { FEEL_NAME_DEPTH_MAX = 8, FEEL_NAME_LENGTH_MAX = 1024 };

static void type_write(const Type *type, int depth, Text *out);

// Of a function that no item definition describes nothing more is known.
static void type_write_signature(const Type *type, int depth, Text *out) {
    text_append(out, STR("function"));
    if (type->line == 0) {
        return;
    }
    for (size_t i = 0; i < type->component_count; i++) {
        text_append(out, i > 0 ? STR(", ") : STR("<"));
        type_write(&type->components[i], depth + 1, out);
    }
    text_append(out, type->component_count > 0 ? STR("> -> ") : STR("<> -> "));
    type_write(type->of, depth + 1, out);
}

static void type_write_item(const Type *type, int depth, Text *out) {
    switch (type->kind) {
    case TYPE_ANYTHING: text_append(out, STR("Any")); break;
    case TYPE_FUNCTION: type_write_signature(type, depth, out); break;
    case TYPE_BASE: text_append(out, str_from(feel_kind_name(type->base))); break;
    case TYPE_ALIAS: type_write(type->of, depth + 1, out); break;
    case TYPE_CONTEXT:
        text_append(out, STR("context<"));
        for (size_t i = 0; i < type->component_count; i++) {
            text_format(out, "%s" STR_FMT ": ", i > 0 ? ", " : "",
                        STR_ARG(type->components[i].name));
            type_write(&type->components[i], depth + 1, out);
        }
        text_append_char(out, '>');
        break;
    }
}

// Types may contain themselves: below some depth anything goes.
static void type_write(const Type *type, int depth, Text *out) {
    if (type == NULL || depth > FEEL_NAME_DEPTH_MAX || out->is_cut) {
        text_append(out, STR("Any"));
        return;
    }
    text_append(out, type->is_list ? STR("list<") : STR(""));
    type_write_item(type, depth, out);
    text_append(out, type->is_list ? STR(">") : STR(""));
}

static void type_name_for_feel(Compiler *compiler, Type *type) {
    CLEANUP(text_release) Text words = {.limit = FEEL_NAME_LENGTH_MAX};
    type_write(type, 0, &words);
    if (!words.is_cut) {
        type->feel_name = arena_copy(&compiler->model->arena, text_str(&words));
    }
}

// The file's own types, then those it imports under the names they have here.
static void list_feel_types(DmnModel *model, ModelFile *file) {
    size_t count = file->type_count;
    for (size_t i = 0; i < file->import_count; i++) {
        count += model->files[file->imports[i].file].type_count;
    }
    file->feel_types = arena_alloc(&model->arena, count, sizeof(FeelName));
    for (size_t i = 0; i < file->type_count; i++) {
        const Type *type = &file->types[i];
        file->feel_types[file->feel_type_count++] = (FeelName){type->name, type->feel_name};
    }
    for (size_t i = 0; i < file->import_count; i++) {
        const Import *import = &file->imports[i];
        const ModelFile *other = &model->files[import->file];
        for (size_t k = 0; k < other->type_count; k++) {
            const Type *type = &other->types[k];
            file->feel_types[file->feel_type_count++] =
                (FeelName){imported_name(model, import, type->name), type->feel_name};
        }
    }
}

static Status resolve_file(Compiler *compiler, int pass) {
    DmnModel *model = compiler->model;
    ModelFile *file = compiler->file;
    Status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < file->type_count; i++) {
        Type *type = &file->types[i];
        compiler->place =
            arena_format(&model->arena, "item definition '" STR_FMT "'", STR_ARG(type->name));
        switch (pass) {
        case 0: status = type_resolve(compiler, type); break;
        case 1: status = check_alias_ends(compiler, type); break;
        default: shorten_chains(type); type_name_for_feel(compiler, type);
        }
    }
    compiler->place = STR("");
    return status;
}

Status types_resolve(Compiler *compiler) {
    DmnModel *model = compiler->model;
    Status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < model->file_count; i++) {
        compiler->file = &model->files[i];
        status = check_type_names(compiler);
    }
    for (int pass = 0; pass < 3; pass++) {
        for (size_t i = 0; status == STATUS_OK && i < model->file_count; i++) {
            compiler->file = &model->files[i];
            status = resolve_file(compiler, pass);
        }
    }
    for (size_t i = 0; status == STATUS_OK && i < model->file_count; i++) {
        list_feel_types(model, &model->files[i]);
    }
    return status;
}

// ---- fitting values -----------------------------------------------------------------------------
static bool type_takes_list(const Type *type) {
    while (type != NULL && type->kind == TYPE_ALIAS) {
        type = type->of;
        if (type != NULL && type->is_list) {
            return true;
        }
    }
    return type == NULL || type->kind == TYPE_ANYTHING ||
           (type->kind == TYPE_BASE && type->base == FEEL_LIST);
}

static bool coerce_base(const Type *type, const Eval *eval, FeelValue value, FeelValue *out) {
    if (value.kind == type->base) {
        *out = value;
        return true;
    }
    return value.kind == FEEL_DATE && type->base == FEEL_DATE_TIME &&
           feel_coerce(eval->run, value, STR("date and time"), out);
}

static bool is_unchanged(FeelValue a, FeelValue b) {
    return memcmp(&a, &b, sizeof a) == 0;
}

// Every component must be there and fit; entries the type does not speak of stay. Nothing is copied
// unless something changes.
static bool coerce_context(const Type *type, const Eval *eval, FeelValue value, FeelValue *out) {
    // A value may hold itself many times over: walking it is counted.
    if (value.kind != FEEL_CONTEXT || !eval_spend(eval, type->line)) {
        return false;
    }
    const FeelEntry *entries = feel_entries(value);
    FeelEntry *copy = NULL;
    for (size_t i = 0; i < type->component_count; i++) {
        const Type *component = &type->components[i];
        size_t at = 0;
        while (at < value.length && !str_equal(entries[at].name, component->name)) {
            at++;
        }
        FeelValue fitted = FEEL_NULL_VALUE;
        if (at == value.length || !type_coerce(component, eval, entries[at].value, &fitted)) {
            return false;
        }
        if (is_unchanged(fitted, entries[at].value)) {
            continue;
        }
        if (copy == NULL) {
            copy = arena_alloc(eval->run->arena, value.length, sizeof *copy);
            memcpy(copy, entries, value.length * sizeof *copy);
        }
        copy[at].value = fitted;
    }
    *out = copy == NULL ? value : feel_context(eval->run->arena, copy, value.length);
    return true;
}

static bool coerce_item(const Type *type, const Eval *eval, FeelValue value, FeelValue *out) {
    if (value.kind == FEEL_LIST && !type_takes_list(type)) {
        if (value.length != 1) {
            return false;
        }
        value = feel_items(value)[0];
        if (value.kind == FEEL_NULL) {
            *out = value;
            return true;
        }
    }
    bool fits = false;
    switch (type->kind) {
    case TYPE_ANYTHING:
        fits = true;
        *out = value;
        break;
    case TYPE_BASE: fits = coerce_base(type, eval, value, out); break;
    case TYPE_ALIAS: fits = type_coerce(type->of, eval, value, out); break;
    case TYPE_CONTEXT: fits = coerce_context(type, eval, value, out); break;
    case TYPE_FUNCTION:
        fits = value.kind == FEEL_FUNCTION &&
               (type->feel_name.length == 0 || feel_coerce(eval->run, value, type->feel_name, out));
        *out = value;
        break;
    }
    return fits && code_accepts(&type->allowed, eval, NULL, *out);
}

static bool coerce_list(const Type *type, const Eval *eval, FeelValue value, FeelValue *out) {
    Arena *arena = eval->run->arena;
    FeelValue list = value.kind == FEEL_LIST ? value : feel_list(arena, &value, 1);
    const FeelValue *items = feel_items(list);
    FeelValue *copy = NULL;
    if (!eval_spend(eval, type->line)) {
        return false;
    }
    for (size_t i = 0; i < list.length; i++) {
        FeelValue fitted = items[i];
        if (fitted.kind != FEEL_NULL && !coerce_item(type, eval, items[i], &fitted)) {
            return false;
        }
        if (copy == NULL && !is_unchanged(fitted, items[i])) {
            copy = arena_alloc(arena, list.length, sizeof *copy);
            memcpy(copy, items, list.length * sizeof *copy);
        }
        if (copy != NULL) {
            copy[i] = fitted;
        }
    }
    *out = copy == NULL ? list : feel_list(arena, copy, list.length);
    return true;
}

bool type_coerce_slowly(const Type *type, const Eval *eval, FeelValue value, FeelValue *out_value) {
    FeelValue fitted = FEEL_NULL_VALUE;
    bool fits = type->is_list ? coerce_list(type, eval, value, &fitted)
                              : coerce_item(type, eval, value, &fitted);
    if (!fits || !code_accepts(&type->constraint, eval, NULL, fitted)) {
        return false;
    }
    *out_value = fitted;
    return true;
}
