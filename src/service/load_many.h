// SPDX-License-Identifier: Apache-2.0
#ifndef SERVICE_LOAD_MANY_H
#define SERVICE_LOAD_MANY_H
// Many files, one after the other: other threads read, check and decode the next ones while this
// one accepts, and small files share a durable commit. What comes of it is the same, byte for byte,
// whatever the number of threads. A file is still one batch, whole or not there; nothing is told
// before it is durable. Whoever else wants the service gets it between two transactions.
#include "base/text.h"
#include "service/load.h"

enum { LOAD_THREADS_MAX = 8 };

typedef struct LoadInput { // a file, owned
    Text name;             // without folder
    Text bytes;
    Text side_bytes; // NAME.envelope.json when there is one
} LoadInput;
typedef struct LoadOutcome {
    Status status; // as load_file, or that of reading
    Error error;
    LoadReport report; // when the status is OK
} LoadOutcome;
typedef struct LoadSource {
    size_t count;
    size_t threads; // beside the caller's; at most LOAD_THREADS_MAX, and 0 is fine
    // Fills in name, bytes and side bytes of file `index`. Called once for each, from any thread.
    Status (*read)(void *context, size_t index, LoadInput *out_input, Error *error);
    // What became of file `index`, in order, in the caller's thread. False: no more files.
    bool (*take)(void *context, size_t index, const LoadOutcome *outcome);
    void *context;
} LoadSource;
void load_many(Service *service, const LoadSource *source);
#endif
