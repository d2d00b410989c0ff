// SPDX-License-Identifier: Apache-2.0
#include "model_file.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

Text read_model_file(const char *name) {
    Text path = {0};
    text_format(&path, "%s/%s", MODELS_FOLDER, name);
    FILE *file = fopen(path.data, "rb");
    if (file == NULL) {
        fail_msg("%s cannot be read", path.data);
    }
    text_release(&path);
    Text bytes = {0};
    char block[4096];
    for (size_t got = fread(block, 1, sizeof block, file); got > 0;
         got = fread(block, 1, sizeof block, file)) {
        text_append(&bytes, (Str){block, got});
    }
    (void)fclose(file);
    return bytes;
}
