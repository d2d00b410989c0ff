// SPDX-License-Identifier: Apache-2.0
#ifndef DMN_VERSION_H
#define DMN_VERSION_H
// The versions of the standard and the namespaces by which they are known; private to dmn/. Those
// of diagrams' shapes and coordinates (DC, DI) have been the same since 1.2.
#include "base/str.h"

typedef struct DmnVersion {
    const char *name; // "1.5"
    const char *model;
    const char *feel;    // of types, and of expressions that name their language
    const char *diagram; // DMNDI; NULL: it has no diagrams
} DmnVersion;

extern const DmnVersion DMN_WRITTEN; // 1.5, the one that is written

// NULL: of no version.
const DmnVersion *version_of_model(Str name_space);
bool is_feel_name_space(Str name_space);
bool is_diagram_name_space(Str name_space);
#endif
