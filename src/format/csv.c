// SPDX-License-Identifier: Apache-2.0
// The hot path of loading: the ends of plain cells are found in many bytes at a time.
#include "format/csv.h"

#include "base/avx2.h"
#include "base/check.h"
#include "base/memory.h"
#include "base/word.h"
#include <string.h>
#ifdef AVX2_CODE
#include <immintrin.h>
#endif

enum { STOPS_STEP = 64 };   // bytes
enum { AHEAD = 16 * 1024 }; // of what is read now, bytes are asked for
static const char QUOTE = '"';

// Where a cell ended, and why.
typedef struct CellEnd {
    Str cell;
    const char *next; // the separator, line end or end of the bytes behind it
    CsvFault fault;
} CellEnd;

CsvScanner csv_open(Str bytes, char separator) {
    CHECK(separator != '"' && separator != '\n' && separator != '\r');
    Str *own = memory_new(CSV_COLUMNS_MAX, sizeof *own);
    return (CsvScanner){
        .bytes = bytes, .line = 1, .separator = separator, .cells = own, .own = own};
}

void csv_release(CsvScanner *scanner) {
    memory_free(scanner->own);
    arena_release(&scanner->mended);
    *scanner = (CsvScanner){0};
}

static bool is_line_end(char c) {
    return c == '\n' || c == '\r';
}

// The bytes among the next STOPS_STEP at which a plain cell ends, a bit each.
static inline uint64_t stops_of(const char *bytes, char separator) {
    enum { PART = sizeof(uint64_t) };
    uint64_t stops = 0;
    for (int at = 0; at < STOPS_STEP; at += PART) {
        uint64_t word = word_at(bytes + at);
        uint64_t is_stop = word_zeros(word ^ WORD_EACH * (unsigned char)separator) |
                           word_zeros(word ^ WORD_EACH * '\n') |
                           word_zeros(word ^ WORD_EACH * '\r');
        // Brings the high bits of all bytes together.
        stops |= (is_stop >> 7) * UINT64_C(0x0102040810204080) >> 56 << at;
    }
    return stops;
}

#ifdef AVX2_CODE
AVX2_CODE static inline uint64_t stops_of_avx2(const char *bytes, char separator) {
    enum { PART = sizeof(__m256i) };
    uint64_t stops = 0;
    for (int at = 0; at < STOPS_STEP; at += PART) {
        __m256i part = _mm256_loadu_si256((const __m256i_u *)(const void *)(bytes + at));
        __m256i is_stop =
            _mm256_or_si256(_mm256_cmpeq_epi8(part, _mm256_set1_epi8(separator)),
                            _mm256_or_si256(_mm256_cmpeq_epi8(part, _mm256_set1_epi8('\n')),
                                            _mm256_cmpeq_epi8(part, _mm256_set1_epi8('\r'))));
        stops |= (uint64_t)(unsigned)_mm256_movemask_epi8(is_stop) << at;
    }
    return stops;
}
#endif

// The first separator or line end at or after `from`; `end` when there is none.
static const char *find_stop(const char *from, const char *end, char separator) {
    for (; end - from >= STOPS_STEP; from += STOPS_STEP) {
        uint64_t stops = stops_of(from, separator);
        if (stops != 0) {
            return from + __builtin_ctzll(stops);
        }
    }
    while (from < end && *from != separator && !is_line_end(*from)) {
        from++;
    }
    return from;
}

static Str undouble(Arena *arena, Str quoted) {
    char *mended = arena_alloc(arena, quoted.length, 1);
    size_t length = 0;
    for (size_t i = 0; i < quoted.length; i++) {
        mended[length++] = quoted.data[i];
        i += quoted.data[i] == '"'; // the second of a pair is dropped
    }
    return (Str){mended, length};
}

static CellEnd quoted_cell(CsvScanner *scanner, const char *quote, const char *end) {
    const char *start = quote + 1;
    const char *last = end - start > 2 * CSV_CELL_SIZE_MAX ? start + 2 * CSV_CELL_SIZE_MAX : end;
    const char *at = start;
    bool has_pairs = false;
    for (;;) {
        at = at < last ? memchr(at, '"', (size_t)(last - at)) : NULL;
        if (at == NULL) {
            return (CellEnd){.fault = CSV_QUOTE_OPEN};
        }
        if (at + 1 == end || at[1] != '"') {
            break;
        }
        has_pairs = true;
        at += 2;
    }
    CellEnd result = {.cell = {start, (size_t)(at - start)}, .next = at + 1};
    if (result.next < end && *result.next != scanner->separator && !is_line_end(*result.next)) {
        return (CellEnd){.fault = CSV_QUOTE_TRAIL};
    }
    if (has_pairs) {
        result.cell = undouble(&scanner->mended, result.cell);
    }
    return result;
}

static int64_t count_line_ends(const char *from, const char *end) {
    int64_t count = 0;
    for (const char *at = from; at < end; at++) {
        count += *at == '\n' || (*at == '\r' && !(at + 1 < end && at[1] == '\n'));
    }
    return count;
}

// Moves behind the line end at `at`, if there is one.
static void scanner_pass_line_end(CsvScanner *scanner, const char *at, const char *end) {
    if (at < end) {
        scanner->line++;
        at += *at == '\r' && at + 1 < end && at[1] == '\n' ? 2 : 1;
    }
    scanner->at = (size_t)(at - scanner->bytes.data);
}

// A broken row costs its first line only.
static void scanner_give_up(CsvScanner *scanner, CsvRow *row, CsvFault fault) {
    const char *start = scanner->bytes.data + scanner->at;
    const char *end = scanner->bytes.data + scanner->bytes.length;
    const char *stop = find_stop(start, end, '\n');
    row->cells = NULL;
    row->count = 0;
    row->fault = fault;
    row->bytes = (Str){start, (size_t)(stop - start)};
    scanner_pass_line_end(scanner, stop, end);
}

typedef struct PlainCells {
    const char *next; // the end of the row, or the beginning of the first cell not taken
    size_t count;     // of the row's cells so far
    bool is_row_end;
} PlainCells;

typedef uint64_t (*StopsOf)(const char *bytes, char separator);

// Takes plain cells as long as one follows the other and whole steps of bytes are left: a step is
// looked at once, however many cells end in it.
static inline PlainCells scan_steps(const CsvScanner *scanner, PlainCells so_far, const char *end,
                                    StopsOf step_stops) {
    const char separator = scanner->separator;
    const char *start = so_far.next;
    Str *cell = scanner->cells + so_far.count;
    const Str *cells_end = scanner->cells + CSV_COLUMNS_MAX;
    for (const char *at = start; end - at >= STOPS_STEP; at += STOPS_STEP) {
        if (end - at > AHEAD) { // else many columns written at once keep the processor from it
            __builtin_prefetch(at + AHEAD);
        }
        for (uint64_t stops = step_stops(at, separator); stops != 0; stops &= stops - 1) {
            const char *stop = at + __builtin_ctzll(stops);
            if (cell == cells_end || *start == QUOTE || stop - start > CSV_CELL_SIZE_MAX) {
                return (PlainCells){start, (size_t)(cell - scanner->cells), false};
            }
            *cell++ = (Str){start, (size_t)(stop - start)};
            if (*stop != separator) {
                return (PlainCells){stop, (size_t)(cell - scanner->cells), true};
            }
            start = stop + 1;
        }
    }
    return (PlainCells){start, (size_t)(cell - scanner->cells), false};
}

#ifdef AVX2_CODE
AVX2_CODE static PlainCells scan_steps_avx2(const CsvScanner *scanner, PlainCells so_far,
                                            const char *end) {
    return scan_steps(scanner, so_far, end, stops_of_avx2);
}
#endif

static PlainCells scan_plain_cells(const CsvScanner *scanner, PlainCells so_far, const char *end) {
#ifdef AVX2_CODE
    if (avx2_is_there()) {
        return scan_steps_avx2(scanner, so_far, end);
    }
#endif
    return scan_steps(scanner, so_far, end, stops_of);
}

static CsvFault scan_cells(CsvScanner *scanner, CsvRow *row, const char **out_next) {
    const char *at = scanner->bytes.data + scanner->at;
    const char *end = scanner->bytes.data + scanner->bytes.length;
    const char separator = scanner->separator;
    size_t count = 0;
    for (;;) {
        PlainCells plain = scan_plain_cells(scanner, (PlainCells){.next = at, .count = count}, end);
        at = plain.next;
        count = plain.count;
        if (plain.is_row_end) {
            break;
        }
        if (count == CSV_COLUMNS_MAX) {
            return CSV_WIDE;
        }
        CellEnd cell = {0};
        if (at < end && *at == QUOTE) {
            cell = quoted_cell(scanner, at, end);
            if (cell.fault != CSV_FINE) {
                return cell.fault;
            }
            scanner->line += count_line_ends(cell.cell.data, cell.cell.data + cell.cell.length);
        } else {
            cell.next = find_stop(at, end, separator);
            cell.cell = (Str){at, (size_t)(cell.next - at)};
        }
        if (cell.cell.length > CSV_CELL_SIZE_MAX) {
            return CSV_CELL_LARGE;
        }
        scanner->cells[count++] = cell.cell;
        at = cell.next;
        if (at == end || *at != separator) {
            break;
        }
        at++;
    }
    row->count = count;
    *out_next = at;
    return CSV_FINE;
}

bool csv_next(CsvScanner *scanner, CsvRow *out_row) {
    CHECK(scanner->cells != NULL);
    if (scanner->at == scanner->bytes.length) {
        return false;
    }
    const char *start = scanner->bytes.data + scanner->at;
    const char *end = scanner->bytes.data + scanner->bytes.length;
    const char *next = start;
    *out_row = (CsvRow){.cells = scanner->cells, .line = scanner->line};
    if (is_line_end(*start)) {
        out_row->bytes = (Str){start, 0};
        scanner_pass_line_end(scanner, start, end);
        return true;
    }
    CsvFault fault = scan_cells(scanner, out_row, &next);
    if (fault != CSV_FINE) {
        scanner->line = out_row->line;
        scanner_give_up(scanner, out_row, fault);
        return true;
    }
    out_row->bytes = (Str){start, (size_t)(next - start)};
    out_row->has_line_ends = scanner->line > out_row->line;
    scanner_pass_line_end(scanner, next, end);
    return true;
}

char csv_separator(Str bytes) {
    enum { SAMPLE_LINES = 10, SAMPLE_SIZE_MAX = 256 * 1024 };
    static const char CANDIDATES[] = {',', ';', '\t'};
    size_t counts[ARRAY_COUNT(CANDIDATES)] = {0};
    int lines = 0;
    bool is_quoted = false;
    for (size_t i = 0; i < bytes.length && i < SAMPLE_SIZE_MAX && lines < SAMPLE_LINES; i++) {
        char c = bytes.data[i];
        is_quoted = is_quoted != (c == '"');
        lines += !is_quoted && c == '\n';
        for (size_t k = 0; k < ARRAY_COUNT(CANDIDATES) && !is_quoted; k++) {
            counts[k] += c == CANDIDATES[k];
        }
    }
    size_t best = 0;
    for (size_t k = 1; k < ARRAY_COUNT(CANDIDATES); k++) {
        best = counts[k] > counts[best] ? k : best;
    }
    return CANDIDATES[best];
}

const char *csv_fault_words(CsvFault fault) {
    static const char *const WORDS[] = {
        [CSV_FINE] = "the row is fine",
        [CSV_QUOTE_OPEN] = "a quoted cell is not closed",
        [CSV_QUOTE_TRAIL] = "characters follow a closing quote; double the quotes inside a cell",
        [CSV_CELL_LARGE] = "a cell has more than 65,536 bytes",
        [CSV_WIDE] = "more than 1,024 cells",
    };
    CHECK((size_t)fault < ARRAY_COUNT(WORDS));
    return WORDS[fault];
}
