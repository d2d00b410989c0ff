// SPDX-License-Identifier: Apache-2.0
#ifndef ANALYSIS_COLUMN_PRIVATE_H
#define ANALYSIS_COLUMN_PRIVATE_H
// How the axes of a column lie in its words: its values, then a word per symbol.
#include "analysis/column.h"

enum { SYMBOL_ATOMS = (1U << SYMBOL_ATOM_COUNT) - 1 }; // all three

size_t value_word_count(const Column *column);
uint64_t *symbol_words(const Column *column, size_t symbol, uint64_t *words);
size_t column_symbol(const Column *column, Str text); // symbol_count: not one of them
#endif
