// SPDX-License-Identifier: Apache-2.0
#include "service/views.h"

#include "base/check.h"
#include "domain/category.h"

#include <string.h>

// ---- JSON members
// --------------------------------------------------------------------------------------

void view_json_text(JsonWriter *writer, const char *key, Str value) {
    json_key(writer, str_from(key));
    json_string(writer, value);
}

void view_json_number(JsonWriter *writer, const char *key, int64_t value) {
    json_key(writer, str_from(key));
    json_number(writer, value);
}

void view_json_boolean(JsonWriter *writer, const char *key, bool value) {
    json_key(writer, str_from(key));
    json_boolean(writer, value);
}

void view_json_date(JsonWriter *writer, const char *key, Date date) {
    json_key(writer, str_from(key));
    if (date.days == DATE_NONE.days || date.days == DATE_FOREVER.days) {
        json_null(writer);
        return;
    }
    CLEANUP(text_release) Text text = {0};
    date_format(date, &text);
    json_string(writer, text_str(&text));
}

// ---- figures
// -------------------------------------------------------------------------------------------

// One figure's members up to the closing brace.
static void figure_json(JsonWriter *writer, const Figure *figure, Str value) {
    view_json_text(writer, "name", figure->name);
    view_json_text(writer, "type", str_from(scalar_type_name((ScalarType)figure->value.type)));
    view_json_text(writer, "value", value);
    view_json_text(writer, "unit", figure->unit);
    view_json_text(writer, "reference", figure->reference);
}

void view_figures_json(const Figure *figures, size_t count, Text *out) {
    CLEANUP(text_release) Text value = {0};
    JsonWriter writer = {.out = out};
    json_begin_list(&writer);
    for (size_t i = 0; i < count; i++) {
        text_clear(&value);
        scalar_format(figures[i].value, &value);
        json_begin_object(&writer);
        figure_json(&writer, &figures[i], text_str(&value));
        json_end_object(&writer);
    }
    json_end_list(&writer);
}

// A parameter's or fact's English; 变更前 is "before: ", 本行 a column of the row.
static void title_write(const Pack *pack, Str name, Text *out) {
    Str before = STR("变更前");
    Str row = STR("本行");
    if (str_starts_with(name, before)) {
        text_append(out, STR("before: "));
        name = str_slice(name, before.length, name.length);
    } else if (str_starts_with(name, row)) {
        text_append(out, STR("this row: "));
        name = str_slice(name, row.length, name.length);
    }
    int fact = pack_find_fact(pack, name);
    for (size_t i = 0; fact < 0 && i < pack_parameter_count(pack); i++) {
        if (str_equal(pack_parameter(pack, i)->name, name)) {
            text_append(out, pack_parameter(pack, i)->english);
            return;
        }
    }
    text_append(out, fact < 0 ? name : pack_fact(pack, (size_t)fact)->english);
}

// A value that a feed's code stands for, in the words of its contract.
static Str code_words(const Pack *pack, Str name, Str code) {
    Str before = STR("变更前");
    if (str_starts_with(name, before)) {
        name = str_slice(name, before.length, name.length);
    }
    int index = pack_find_fact(pack, name);
    const Fact *fact = index < 0 ? NULL : pack_fact(pack, (size_t)index);
    bool is_code = fact != NULL && fact->aggregate == FACT_LATEST;
    return is_code
               ? field_code_words(&pack_feed(pack, (size_t)fact->feed)->fields[fact->field], code)
               : code;
}

static Str value_shown(const Pack *pack, const Figure *figure, bool is_english, const Text *value) {
    if (figure->value.type != SCALAR_TEXT) {
        return text_str(value);
    }
    return is_english ? class_word_english(figure->value.text)
                      : code_words(pack, figure->name, figure->value.text);
}

void view_figures_shown(const Pack *pack, const Figure *figures, size_t count, bool is_english,
                        Text *out) {
    CLEANUP(text_release) Text value = {0};
    CLEANUP(text_release) Text title = {0};
    JsonWriter writer = {.out = out};
    json_begin_list(&writer);
    for (size_t i = 0; i < count; i++) {
        text_clear(&value);
        text_clear(&title);
        scalar_format(figures[i].value, &value);
        json_begin_object(&writer);
        figure_json(&writer, &figures[i], value_shown(pack, &figures[i], is_english, &value));
        if (is_english) {
            title_write(pack, figures[i].name, &title);
        } else {
            text_append(&title, figures[i].name);
        }
        view_json_text(&writer, "title", text_str(&title));
        json_end_object(&writer);
    }
    json_end_list(&writer);
}

// "123.450" -> 123450 * 10^-3
static bool read_decimal(Str text, Scalar *out_value) {
    char digits[40];
    size_t length = 0;
    int exponent = 0;
    bool has_point = false;
    for (size_t i = 0; i < text.length && length < sizeof digits; i++) {
        if (text.data[i] == '.') {
            has_point = true;
            continue;
        }
        digits[length++] = text.data[i];
        exponent -= has_point ? 1 : 0;
    }
    *out_value = (Scalar){.type = SCALAR_DECIMAL, .exponent = (int8_t)exponent};
    return str_to_int64((Str){digits, length}, &out_value->number);
}

static bool read_value(Str type, Str text, Scalar *out_value) {
    Money money = {0};
    Date date = {0};
    Month month = {0};
    Instant instant = {0};
    int64_t number = 0;
    if (str_equal(type, str_from(scalar_type_name(SCALAR_NULL)))) {
        *out_value = SCALAR_NONE;
    } else if (str_equal(type, str_from(scalar_type_name(SCALAR_TEXT)))) {
        *out_value = scalar_text(text);
    } else if (str_equal(type, str_from(scalar_type_name(SCALAR_MONEY)))) {
        bool is_read = money_parse(text, &money, NULL) == STATUS_OK;
        *out_value = scalar_money(money);
        return is_read;
    } else if (str_equal(type, str_from(scalar_type_name(SCALAR_DATE)))) {
        bool is_read = date_parse(text, &date, NULL) == STATUS_OK;
        *out_value = scalar_date(date);
        return is_read;
    } else if (str_equal(type, str_from(scalar_type_name(SCALAR_MONTH)))) {
        bool is_read = month_parse(text, &month, NULL) == STATUS_OK;
        *out_value = scalar_month(month);
        return is_read;
    } else if (str_equal(type, str_from(scalar_type_name(SCALAR_INSTANT)))) {
        bool is_read = instant_parse(text, &instant, NULL) == STATUS_OK;
        *out_value = (Scalar){.type = SCALAR_INSTANT, .number = instant.us};
        return is_read;
    } else if (str_equal(type, str_from(scalar_type_name(SCALAR_BOOLEAN)))) {
        *out_value = scalar_boolean(str_equal(text, STR("true")));
    } else if (str_equal(type, str_from(scalar_type_name(SCALAR_DECIMAL)))) {
        return read_decimal(text, out_value);
    } else {
        bool is_read = str_to_int64(text, &number);
        *out_value = scalar_integer(number);
        return is_read;
    }
    return true;
}

Status view_figures_read(Str json, Arena *arena, Figure **out_figures, size_t *out_count,
                         Error *error) {
    const JsonNode *root = NULL;
    if (json_read(json, arena, &root, error) != STATUS_OK || root->kind != JSON_LIST) {
        return error_set(error, STATUS_CORRUPT, "stored figures are not a JSON list");
    }
    Figure *figures = arena_alloc(arena, root->count + 1, sizeof *figures);
    for (size_t i = 0; i < root->count; i++) {
        const JsonNode *item = &root->items[i];
        figures[i] = (Figure){.name = json_text(item, "name"),
                              .unit = json_text(item, "unit"),
                              .reference = json_text(item, "reference")};
        if (!read_value(json_text(item, "type"), json_text(item, "value"), &figures[i].value)) {
            return error_set(error, STATUS_CORRUPT,
                             "the stored figure " STR_FMT " has no readable value",
                             STR_ARG(figures[i].name));
        }
    }
    *out_figures = figures;
    *out_count = root->count;
    return STATUS_OK;
}

// ---- alerts
// ----------------------------------------------------------------------------------------------

static Str sources_json(const RaisedAlert *alert, Arena *arena) {
    CLEANUP(text_release) Text text = {0};
    JsonWriter writer = {.out = &text};
    json_begin_list(&writer);
    for (size_t i = 0; i < alert->source_count; i++) {
        json_begin_object(&writer);
        view_json_number(&writer, "batch", alert->sources[i].batch.number);
        view_json_number(&writer, "row", alert->sources[i].row);
        view_json_number(&writer, "segment_row", alert->sources[i].segment_row);
        json_end_object(&writer);
    }
    json_end_list(&writer);
    return arena_copy(arena, text_str(&text));
}

AlertRow view_alert_row(const Service *service, const RaisedAlert *alert, BatchId batch,
                        Arena *arena) {
    const Pack *pack = service_pack(service);
    CLEANUP(text_release) Text figures = {0};
    CLEANUP(text_release) Text value = {0};
    view_figures_json(alert->figures, alert->figure_count, &figures);
    scalar_format(alert->value, &value);
    return (AlertRow){.household = alert->household,
                      .person = alert->person,
                      .batch = batch,
                      .rule = pack_rule(pack, (size_t)alert->rule)->id,
                      .raised = alert->raised,
                      .due = alert->due,
                      .urgency = (int)alert->urgency,
                      .direction = (int)alert->direction,
                      .is_raised = alert->is_raised,
                      .is_lowered = alert->is_lowered,
                      .value = arena_copy(arena, text_str(&value)),
                      .figures = arena_copy(arena, text_str(&figures)),
                      .sources = sources_json(alert, arena),
                      .pack_version = pack_version(pack),
                      .created_at = (Instant){0}};
}

// ---- words and masks
// ---------------------------------------------------------------------------------------

static const char *const URGENCY_IDS[] = {"none", "blue", "yellow", "orange", "red"};
static const char *const DIRECTION_IDS[] = {"help", "exit", "verify"};

Str view_urgency(int urgency) {
    CHECK(urgency >= 0 && urgency < (int)ARRAY_COUNT(URGENCY_IDS));
    return str_from(URGENCY_IDS[urgency]);
}

Str view_direction(int direction) {
    CHECK(direction >= 0 && direction < (int)ARRAY_COUNT(DIRECTION_IDS));
    return str_from(DIRECTION_IDS[direction]);
}

int view_urgency_from(Str id) {
    for (int i = 1; i < (int)ARRAY_COUNT(URGENCY_IDS); i++) {
        if (str_equal(id, str_from(URGENCY_IDS[i]))) {
            return i;
        }
    }
    return 0;
}

int view_direction_from(Str id) {
    for (int i = 0; i < (int)ARRAY_COUNT(DIRECTION_IDS); i++) {
        if (str_equal(id, str_from(DIRECTION_IDS[i]))) {
            return i;
        }
    }
    return -1;
}

Str view_mask_name(Arena *arena, Str name) {
    size_t at = 0;
    if (name.length == 0) {
        return STR("");
    }
    (void)str_next_character(name, &at);
    return arena_format(arena, STR_FMT "*", STR_ARG(str_slice(name, 0, at)));
}

Str view_mask_identity(Arena *arena, Identity identity) {
    char text[19];
    if (identity.packed == 0) {
        return STR("");
    }
    identity_mask(identity, text);
    return arena_copy(arena, str_from(text));
}

Str view_identity(Arena *arena, Identity identity) {
    char text[19];
    if (identity.packed == 0) {
        return STR("");
    }
    identity_format(identity, text);
    return arena_copy(arena, str_from(text));
}
