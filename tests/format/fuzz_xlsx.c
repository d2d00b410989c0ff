// SPDX-License-Identifier: Apache-2.0
// Mutated archives seldom pass their checksums, so the first byte chooses one part of a sound
// workbook that the rest of the input replaces; '0' takes the input as the archive itself.
#include "base/check.h"
#include "base/text.h"
#include "format/xlsx.h"
#include <string.h>
#include <zip.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct Part {
    const char *name;
    const char *content;
} Part;

#define RELS "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
static const Part PARTS[] = {
    {"_rels/.rels", "<R><r Id='r1' Type='" RELS "/officeDocument' Target='xl/b.xml'/></R>"},
    {"xl/b.xml", "<w xmlns:r='" RELS "'><sheets><s name='a' r:id='r1'/></sheets></w>"},
    {"xl/_rels/b.xml.rels", "<R><r Id='r1' Type='/worksheet' Target='s.xml'/>"
                            "<r Type='/styles' Target='t.xml'/>"
                            "<r Type='/sharedStrings' Target='n.xml'/></R>"},
    {"xl/t.xml", "<s><cellXfs><xf numFmtId='14'/></cellXfs></s>"},
    {"xl/n.xml", "<sst><si><t>a</t></si></sst>"},
    {"xl/s.xml", "<w><sheetData><row><c t='s'><v>0</v></c></row></sheetData></w>"},
};

static Status visit(void *context, const XlsxSheet *sheet, const XlsxRow *row, Error *error) {
    (void)error;
    int64_t *last = context;
    CHECK(row->number > *last && row->number <= XLSX_ROWS_MAX);
    CHECK(row->count <= XLSX_COLUMNS_MAX && sheet->merged_count <= XLSX_MERGED_MAX);
    for (size_t i = 0; i < row->count; i++) {
        CHECK((row->cells[i].kind == XLSX_EMPTY) == (row->cells[i].text.length == 0));
    }
    *last = row->number;
    return STATUS_OK;
}

static void make_archive(size_t replaced, Str content, Text *out) {
    zip_source_t *target = zip_source_buffer_create(NULL, 0, 0, NULL);
    zip_t *archive = zip_open_from_source(target, ZIP_TRUNCATE, NULL);
    CHECK(archive != NULL);
    zip_source_keep(target);
    for (size_t i = 0; i < ARRAY_COUNT(PARTS); i++) {
        Str bytes = i == replaced ? content : str_from(PARTS[i].content);
        zip_source_t *source = zip_source_buffer(archive, bytes.data, bytes.length, 0);
        zip_int64_t at = zip_file_add(archive, PARTS[i].name, source, 0);
        CHECK(at >= 0);
        CHECK(zip_set_file_compression(archive, (zip_uint64_t)at, ZIP_CM_STORE, 0) == 0);
    }
    CHECK(zip_close(archive) == 0);
    CHECK(zip_source_open(target) == 0);
    char chunk[4096];
    zip_int64_t got = 0;
    while ((got = zip_source_read(target, chunk, sizeof chunk)) > 0) {
        text_append(out, (Str){chunk, (size_t)got});
    }
    zip_source_close(target);
    zip_source_free(target);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size == 0) {
        return 0;
    }
    Str rest = {(const char *)data + 1, size - 1};
    size_t part = (size_t)(data[0] - '0') % (ARRAY_COUNT(PARTS) + 1);
    Text archive = {0};
    if (part > 0) {
        make_archive(part - 1, rest, &archive);
        rest = text_str(&archive);
    }
    int64_t last = 0;
    Error error = {0};
    Status status = xlsx_read(rest, visit, &last, &error);
    CHECK(status == STATUS_OK || error.message[0] != '\0');
    text_release(&archive);
    return 0;
}
