// SPDX-License-Identifier: Apache-2.0
#ifndef DMN_LOCATE_H
#define DMN_LOCATE_H
// Where in its model a program was written. It is searched for only when someone asks, so programs
// carry no places. Private to dmn/.
#include "dmn/model.h"
#include "dmn/reason.h"

// Fills in line, cell and text; leaves them when the model has no such program.
void code_locate(const DmnModel *model, const FeelProgram *program, DmnReason *out_reason);
#endif
