// SPDX-License-Identifier: Apache-2.0
#ifndef PLATFORM_RANDOM_H
#define PLATFORM_RANDOM_H
// Random bytes from the operating system, fit for keys.
#include <stddef.h>
#include <stdint.h>

void random_bytes(void *out_bytes, size_t size);
uint64_t random_number(void);
#endif
