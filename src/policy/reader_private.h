// SPDX-License-Identifier: Apache-2.0
#ifndef POLICY_READER_PRIVATE_H
#define POLICY_READER_PRIVATE_H
// Reading the files of a pack. A PackReader remembers the first thing that is wrong and where;
// after that every call is harmless and returns a neutral value, so that readers read straight on
// and ask reader->status once at the end.
#include "format/yaml.h"
#include "policy/pack_private.h"

typedef struct PackReader {
    Pack *pack; // filled step by step
    const PackFile *files;
    size_t file_count;
    Str file; // the one that is being read, for messages

    Status status; // of the first failure
    Error *error;
} PackReader;

// "facts.yaml:12: ..."
void reader_fail(PackReader *reader, int line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
bool reader_is_fine(const PackReader *reader);

// The root map of a file, an empty one when something is wrong (a missing file too).
const YamlNode *reader_open(PackReader *reader, const char *path);
const YamlNode *reader_open_bytes(PackReader *reader, PackFile file);
Str reader_bytes(PackReader *reader, const char *path); // of a file that must be there
const YamlNode *reader_empty(void);

// Every key of the map must be one of `known` (a list of words with | between them).
void reader_check_keys(PackReader *reader, const YamlNode *map, const char *known);
const YamlNode *reader_map(PackReader *reader, const YamlNode *map, const char *key);
// The values of a list, or of a single text as a list of one; none when the key is missing.
size_t reader_texts(PackReader *reader, const YamlNode *map, const char *key, Str **out_texts);
Str reader_text(PackReader *reader, const YamlNode *map, const char *key); // required
Str reader_text_or(PackReader *reader, const YamlNode *map, const char *key, Str otherwise);
bool reader_flag(PackReader *reader, const YamlNode *map,
                 const char *key); // yes, no; no by default
int reader_number(PackReader *reader, const YamlNode *map, const char *key, int otherwise,
                  int maximum);
Date reader_date(PackReader *reader, const YamlNode *map, const char *key);
Region reader_region(PackReader *reader, Str text, int line);
// Index of `text` in words ("sure|likely|uncertain"); fails and gives 0 when it is none of them.
int reader_choice(PackReader *reader, Str text, int line, const char *words);
ScalarType reader_type(PackReader *reader, const YamlNode *map, const char *key);
int node_line(const YamlNode *map, const char *key); // the key's, else the map's

// ---- one reader per file, in the order in which they are needed
void read_places(PackReader *reader);     // regions.csv, calendar.csv
void read_parameters(PackReader *reader); // parameters.yaml
void read_codes(PackReader *reader);      // codes.yaml
void read_feeds(PackReader *reader);      // feeds/*.yaml
void read_facts(PackReader *reader);      // facts.yaml
void read_alerts(PackReader *reader);     // alerts.yaml
void read_models(PackReader *reader);     // decisions.dmn, alerts.dmn
void bind_decisions(PackReader *reader);  // names of facts, rules and inputs to indexes; checks

// ---- text and JSON values, value.c
// Reads a value of the type as people write it: 1190, 1190.00, 2025-08-22, yes, 330303.
MUST_CHECK Status value_parse(Arena *arena, ScalarType type, Str text, Scalar *out_value,
                              Error *error);
#endif
