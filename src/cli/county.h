// SPDX-License-Identifier: Apache-2.0
#ifndef CLI_COUNTY_H
#define CLI_COUNTY_H
// A county's folder on disk, what `doudi init DIR` makes:
//   DIR/doudi.yaml        store URL and pack of this county
//   DIR/pack/             a copy of the policy pack
//   DIR/key               32 random bytes in hexadecimal, readable by the owner only; without it
//   names cannot be read DIR/county.db         the embedded store (with --store sqlite)
//   DIR/facts.checkpoint  may be deleted at any time
//   DIR/inbox/            files put here while `doudi serve` runs are loaded; then they lie in
//   inbox/accepted or inbox/refused
#include "cli/cli.h"
#include "service/service.h"

typedef struct PackFolder { // a pack as bytes
    PackFile *files;
    size_t count;
    Arena arena;
} PackFolder;
MUST_CHECK Status pack_folder_read(Str folder, PackFolder *out_pack, Error *error);
void pack_folder_release(PackFolder *pack);

typedef struct CountyFolder {
    PackFolder pack;
    Text store_url;
    Text key;
    Text path;
    Service *service;
} CountyFolder;
MUST_CHECK Status county_create(Str folder, Str pack_folder, Str store, Clock clock, Error *error);
MUST_CHECK Status county_open(Str folder, Clock clock, Str actor, CountyFolder *out_county,
                              Error *error);
// The same, but leaves every file of the county as it is.
MUST_CHECK Status county_look(Str folder, Clock clock, CountyFolder *out_county, Error *error);
void county_close(CountyFolder *county); // saves the checkpoint
#endif
