// SPDX-License-Identifier: Apache-2.0
#ifndef DMN_IMPORTS_H
#define DMN_IMPORTS_H
// Models that import each other; private to dmn/.
#include "dmn/model.h"
#include "format/xml.h"

// A given file, its tree in the model's arena.
typedef struct ModelSource {
    Str file_name;
    const XmlNode *root;
} ModelSource;

// Reads the first source and what it imports, directly or not, into the model.
MUST_CHECK Status model_link(DmnModel *model, const ModelSource *sources, size_t count,
                             Error *error);
// "import name.name": how the importing file speaks of what another defines.
Str imported_name(DmnModel *model, const Import *import, Str name);
#endif
