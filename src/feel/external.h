// SPDX-License-Identifier: Apache-2.0
#ifndef FEEL_EXTERNAL_H
#define FEEL_EXTERNAL_H
// Functions of another language (section 10.3.2.13.2): FEEL names a Java class and the signature of
// a static method. No Java runs here: a table knows what is used of java.lang, written anew for
// FEEL values; any other name is null with a reason.
#include "feel/vm.h"

// definition: {java: {class: ..., method signature: ...}}, or the inner context alone.
FeelValue external_call(FeelVm *vm, FeelValue definition, const FeelValue *arguments, size_t count);
#endif
