// SPDX-License-Identifier: Apache-2.0
#include "dmn/version.h"
#include "base/check.h"

#define DMN_15                                                                                     \
    {                                                                                              \
        "1.5", "https://www.omg.org/spec/DMN/20230324/MODEL/",                                     \
            "https://www.omg.org/spec/DMN/20230324/FEEL/",                                         \
            "https://www.omg.org/spec/DMN/20230324/DMNDI/",                                        \
    }

const DmnVersion DMN_WRITTEN = DMN_15;

static const DmnVersion VERSIONS[] = {
    {"1.1", "http://www.omg.org/spec/DMN/20151101/dmn.xsd", "http://www.omg.org/spec/FEEL/20140401",
     NULL},
    {"1.2", "http://www.omg.org/spec/DMN/20180521/MODEL/",
     "http://www.omg.org/spec/DMN/20180521/FEEL/", "http://www.omg.org/spec/DMN/20180521/DMNDI/"},
    {"1.3", "https://www.omg.org/spec/DMN/20191111/MODEL/",
     "https://www.omg.org/spec/DMN/20191111/FEEL/", "https://www.omg.org/spec/DMN/20191111/DMNDI/"},
    {"1.4", "https://www.omg.org/spec/DMN/20211108/MODEL/",
     "https://www.omg.org/spec/DMN/20211108/FEEL/", "https://www.omg.org/spec/DMN/20191111/DMNDI/"},
    DMN_15,
    {"1.6", "https://www.omg.org/spec/DMN/20240513/MODEL/",
     "https://www.omg.org/spec/DMN/20240513/FEEL/", "https://www.omg.org/spec/DMN/20230324/DMNDI/"},
};

const DmnVersion *version_of_model(Str name_space) {
    for (size_t i = 0; i < ARRAY_COUNT(VERSIONS); i++) {
        if (str_equal(name_space, str_from(VERSIONS[i].model))) {
            return &VERSIONS[i];
        }
    }
    return NULL;
}

bool is_feel_name_space(Str name_space) {
    for (size_t i = 0; i < ARRAY_COUNT(VERSIONS); i++) {
        if (str_equal(name_space, str_from(VERSIONS[i].feel))) {
            return true;
        }
    }
    return false;
}

bool is_diagram_name_space(Str name_space) {
    for (size_t i = 0; i < ARRAY_COUNT(VERSIONS); i++) {
        const char *diagram = VERSIONS[i].diagram;
        if (diagram != NULL && str_equal(name_space, str_from(diagram))) {
            return true;
        }
    }
    return false;
}
