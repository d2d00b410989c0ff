// SPDX-License-Identifier: Apache-2.0
#ifndef SERVICE_VIEWS_H
#define SERVICE_VIEWS_H
// How values look outside: figures as JSON and back, masks, words for urgency and direction. One
// way for console, command line and store.
#include "format/json.h"
#include "monitor/monitor.h"
#include "service/service.h"
#include "store/alert_store.h"

void view_figures_json(const Figure *figures, size_t count,
                       Text *out); // [{name, type, value, unit, reference}]
// Back from JSON; texts live in the arena. CORRUPT when it is no such list.
MUST_CHECK Status view_figures_read(Str json, Arena *arena, Figure **out_figures, size_t *out_count,
                                    Error *error);
// For people: the same with `title`, the figure's name in their language, and values that are
// words.
void view_figures_shown(const Pack *pack, const Figure *figures, size_t count, bool is_english,
                        Text *out);
AlertRow view_alert_row(const Service *service, const RaisedAlert *alert, BatchId batch,
                        Arena *arena);

Str view_mask_name(Arena *arena, Str name);              // 张*
Str view_mask_identity(Arena *arena, Identity identity); // 330303********001X, "" for none
Str view_identity(Arena *arena, Identity identity);      // in full
Str view_urgency(int urgency);                           // "red"; AlertUrgency
Str view_direction(int direction);                       // "help"; AlertDirection
int view_urgency_from(Str id);                           // 0 when it is none
int view_direction_from(Str id);                         // -1 when it is none

// Members of an object that are dates, amounts: null for DATE_NONE.
void view_json_date(JsonWriter *writer, const char *key, Date date);
void view_json_text(JsonWriter *writer, const char *key, Str value);
void view_json_number(JsonWriter *writer, const char *key, int64_t value);
void view_json_boolean(JsonWriter *writer, const char *key, bool value);
#endif
