// SPDX-License-Identifier: Apache-2.0
#ifndef API_ASSETS_H
#define API_ASSETS_H
// The files of the console and the description of the API, inside the program (web/embed.py).
#include "http/response.h"

extern const Asset API_ASSETS[];
extern const size_t API_ASSET_COUNT;
#endif
