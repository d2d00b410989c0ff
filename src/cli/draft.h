// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_DRAFT_H
#define CLI_DRAFT_H
// What the commands that try a draft pack share: --pack and --set, and what differs.
#include "cli/county.h"
#include "service/simulate.h"

typedef struct DraftOptions {
    PackFolder pack;
    DraftRequest request;
    Arena arena;
} DraftOptions;
// Out of --pack and --set; must not move afterwards. Release also after a failure.
MUST_CHECK Status draft_options_read(Cli *cli, DraftOptions *out_options, Error *error);
void draft_options_release(DraftOptions *options);

// "保障标准 (yuan per person and month): 1190.00 -> 1250.00", and so on.
void draft_print(Cli *cli, const DraftView *view);
#endif
