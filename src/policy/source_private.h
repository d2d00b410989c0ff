// SPDX-License-Identifier: Apache-2.0
#ifndef POLICY_SOURCE_PRIVATE_H
#define POLICY_SOURCE_PRIVATE_H
// Reading the files of a pack. A Source remembers the first thing that is wrong and where;
// after that every call is harmless and returns a neutral value, so that readers read straight on
// and ask source->status once at the end.
#include "format/yaml.h"
#include "policy/pack_private.h"

typedef struct Source {
    Pack *pack;   // filled step by step; NULL when only a test table is read
    Arena *arena; // the pack's
    const PackFile *files;
    size_t file_count;
    const Str *changes; // of parameters; see pack_read_changed
    size_t change_count;
    Str file; // the one that is being read, for messages

    Status status; // of the first failure
    Error *error;
} Source;

// "facts.yaml:12: ..."
void source_fail(Source *source, int line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
bool source_is_fine(const Source *source);

// The root map of a file, an empty one when something is wrong (a missing file too).
const YamlNode *source_open(Source *source, const char *path);
const YamlNode *source_open_bytes(Source *source, PackFile file);
Str source_bytes(Source *source, const char *path); // of a file that must be there
const YamlNode *source_empty(void);

// Every key of the map must be one of `known` (a list of words with | between them).
void source_check_keys(Source *source, const YamlNode *map, const char *known);
const YamlNode *source_map(Source *source, const YamlNode *map, const char *key);
// The values of a list, or of a single text as a list of one; none when the key is missing.
size_t source_texts(Source *source, const YamlNode *map, const char *key, Str **out_texts);
Str source_text(Source *source, const YamlNode *map, const char *key); // required
Str source_text_or(Source *source, const YamlNode *map, const char *key, Str otherwise);
bool source_flag(Source *source, const YamlNode *map,
                 const char *key); // yes, no; no by default
int source_number(Source *source, const YamlNode *map, const char *key, int otherwise, int maximum);
Date source_date(Source *source, const YamlNode *map, const char *key);
Region source_region(Source *source, Str text, int line);
// Index of `text` in words ("sure|likely|uncertain"); fails and gives 0 when it is none of them.
int source_choice(Source *source, Str text, int line, const char *words);
ScalarType source_type(Source *source, const YamlNode *map, const char *key);
int node_line(const YamlNode *map, const char *key); // the key's, else the map's

// ---- one reader per file, in the order in which they are needed
void read_places(Source *source);     // regions.csv, calendar.csv
void read_parameters(Source *source); // parameters.yaml
void change_parameters(Source *source);
void parameter_sort(Parameter *parameter); // into the order that parameter_at asks for
void read_codes(Source *source);           // codes.yaml
void read_feeds(Source *source);           // feeds/*.yaml
void read_facts(Source *source);           // facts.yaml
void read_alerts(Source *source);          // alerts.yaml
void read_models(Source *source);          // decisions.dmn, alerts.dmn
void bind_decisions(Source *source);       // decisions of facts and rules, inputs of decisions
void check_decisions(Source *source);      // what is bound fits together

// Line of the first element of this name; makes the model the file of messages.
int model_line(Source *source, ModelKind model, Str name);

// Reads a value of the type as people write it: 1190, 1190.00, 2025-08-22, yes.
MUST_CHECK Status value_parse(Arena *arena, ScalarType type, Str text, Scalar *out_value,
                              Error *error);
#endif
