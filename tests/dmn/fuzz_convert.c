// SPDX-License-Identifier: Apache-2.0
// Any bytes: what converts is a model of DMN 1.5, converting it again changes nothing, and what
// could be read before can be read after.
#include "base/check.h"
#include "dmn/dmn.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool is_read(Str xml) {
    DmnModel *model = NULL;
    Status status = dmn_model_read(xml, STR("fuzz.dmn"), &model, NULL);
    if (status == STATUS_OK) {
        dmn_model_free(model);
    }
    return status == STATUS_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Str xml = {(const char *)data, size};
    Text once = {0};
    Text twice = {0};
    const char *version = NULL;
    Error error = {0};
    Status status = dmn_model_convert(xml, STR("fuzz.dmn"), &once, &version, &error);
    CHECK(status == STATUS_OK || (once.data == NULL && error.message[0] != '\0'));
    if (status == STATUS_OK) {
        CHECK(dmn_model_convert(text_str(&once), STR("fuzz.dmn"), &twice, &version, &error) ==
              STATUS_OK);
        CHECK(strcmp(version, "1.5") == 0);
        CHECK(str_equal(text_str(&once), text_str(&twice)));
        CHECK(!is_read(xml) || is_read(text_str(&once)));
    }
    text_release(&once);
    text_release(&twice);
    return 0;
}
