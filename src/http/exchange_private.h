// SPDX-License-Identifier: Apache-2.0
#ifndef HTTP_EXCHANGE_PRIVATE_H
#define HTTP_EXCHANGE_PRIVATE_H
// The callbacks that libmicrohttpd calls in the loop thread.
#include "http/server_private.h"
#include <microhttpd.h>

void *exchange_begin(void *server, const char *target, struct MHD_Connection *connection);
enum MHD_Result exchange_continue(void *server, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *upload,
                                  size_t *upload_size, void **context);
void exchange_end(void *server, struct MHD_Connection *connection, void **context,
                  enum MHD_RequestTerminationCode code);
#endif
