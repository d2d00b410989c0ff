// SPDX-License-Identifier: Apache-2.0
// Finds the visible sheets: package relationships -> workbook -> sheets, styles, strings.
#include "format/xlsx_private.h"

#include "base/check.h"
#include "base/memory.h"
#include "format/xml.h"

static Status part_tree(const Zip *zip, const char *name, Arena *arena, const XmlNode **out_root,
                        Error *error) {
    Text bytes = {0};
    Status status = zip_part_read(zip, name, XLSX_INDEX_SIZE_MAX, &bytes, error);
    if (status == STATUS_OK) {
        status = xml_read(text_str(&bytes), str_from(name), arena, out_root, error);
    }
    text_release(&bytes);
    return status;
}

static Str folder_of(Str path) {
    size_t length = path.length;
    while (length > 0 && path.data[length - 1] != '/') {
        length--;
    }
    return str_slice(path, 0, length);
}

// A relationship's target is relative to the folder of the part that has it, or absolute.
static const char *resolve(Arena *arena, Str folder, Str target) {
    if (str_starts_with(target, STR("/"))) {
        return arena_copy(arena, str_slice(target, 1, target.length)).data;
    }
    while (str_starts_with(target, STR("../")) && folder.length > 0) {
        folder = folder_of(str_slice(folder, 0, folder.length - 1));
        target = str_slice(target, 3, target.length);
    }
    return arena_format(arena, STR_FMT STR_FMT, STR_ARG(folder), STR_ARG(target)).data;
}

// The target whose type ends so ("/worksheet"), and whose id is `id` unless that is empty.
static const char *relation_find(Arena *arena, const XmlNode *relations, Str folder, Str type,
                                 Str id) {
    for (size_t i = 0; relations != NULL && i < relations->child_count; i++) {
        const XmlNode *relation = relations->children[i];
        bool is_it = str_ends_with(xml_attribute(relation, "Type"), type) &&
                     (id.length == 0 || str_equal(xml_attribute(relation, "Id"), id));
        if (is_it) {
            return resolve(arena, folder, xml_attribute(relation, "Target"));
        }
    }
    return NULL;
}

// The r:id of a sheet; its namespace differs between the two dialects of the standard.
static Str relation_id(const XmlNode *sheet) {
    for (size_t i = 0; i < sheet->attribute_count; i++) {
        if (str_ends_with(sheet->attributes[i].name, STR("elationships|id"))) {
            return sheet->attributes[i].value;
        }
    }
    return STR("");
}

static bool is_visible(const XmlNode *sheet) {
    Str state = xml_attribute(sheet, "state");
    return !str_equal(state, STR("hidden")) && !str_equal(state, STR("veryHidden"));
}

static bool is_true(Str value) {
    return str_equal(value, STR("1")) || str_equal(value, STR("true"));
}

static Status book_list_sheets(XlsxBook *book, const XmlNode *workbook, const XmlNode *relations,
                               Str folder, Error *error) {
    const XmlNode *sheets = xml_child(workbook, "sheets");
    size_t count = sheets == NULL ? 0 : sheets->child_count;
    book->sheets = arena_alloc(&book->arena, count + 1, sizeof *book->sheets);
    for (size_t i = 0; i < count; i++) {
        const XmlNode *sheet = sheets->children[i];
        Str id = relation_id(sheet);
        if (!is_visible(sheet) || id.length == 0) {
            continue;
        }
        // Chart sheets have another type of relationship and are passed over.
        const char *part = relation_find(&book->arena, relations, folder, STR("/worksheet"), id);
        if (part != NULL) {
            book->sheets[book->sheet_count++] = (XlsxPart){xml_attribute(sheet, "name"), part};
        }
    }
    if (book->sheet_count > 0) {
        return STATUS_OK;
    }
    return error_set(error, STATUS_INVALID,
                     "the workbook has no visible sheet; make the sheet with the rows visible");
}

Status xlsx_book_open(XlsxBook *book, const Zip *zip, Error *error) {
    Arena *arena = &book->arena;
    const XmlNode *package = NULL;
    Status status = part_tree(zip, "_rels/.rels", arena, &package, error);
    if (status != STATUS_OK) {
        return status;
    }
    const char *part = relation_find(arena, package, STR(""), STR("/officeDocument"), STR(""));
    if (part == NULL) {
        return error_set(error, STATUS_INVALID, "this ZIP file is no workbook; send .xlsx or .csv");
    }
    Str path = str_from(part);
    Str folder = folder_of(path);
    Str file = str_slice(path, folder.length, path.length);
    Str rels =
        arena_format(arena, STR_FMT "_rels/" STR_FMT ".rels", STR_ARG(folder), STR_ARG(file));
    const XmlNode *workbook = NULL;
    const XmlNode *relations = NULL;
    status = part_tree(zip, part, arena, &workbook, error);
    if (status == STATUS_OK) {
        status = part_tree(zip, rels.data, arena, &relations, error);
    }
    if (status != STATUS_OK) {
        return status;
    }
    book->is_1904 = is_true(xml_attribute(xml_child(workbook, "workbookPr"), "date1904"));
    book->styles_part = relation_find(arena, relations, folder, STR("/styles"), STR(""));
    book->strings_part = relation_find(arena, relations, folder, STR("/sharedStrings"), STR(""));
    return book_list_sheets(book, workbook, relations, folder, error);
}

void xlsx_book_release(XlsxBook *book) {
    memory_free(book->strings);
    arena_release(&book->arena);
    *book = (XlsxBook){0};
}

// ---- styles: which of them show a date

// Formats without a code in the file. 27-36 and 50-58 are the Chinese ones.
static bool is_builtin_date(int64_t format) {
    return (format >= 14 && format <= 22) || (format >= 27 && format <= 36) ||
           (format >= 45 && format <= 47) || (format >= 50 && format <= 58);
}

// Where a part of a format code that is not about values ends: "text", [Red], \x, _x, *x.
static size_t code_skip(Str code, size_t at) {
    char c = code.data[at];
    if (c == '\\' || c == '_' || c == '*') {
        return at + 2;
    }
    char close = c == '"' ? '"' : c == '[' ? ']' : '\0';
    if (close == '\0') {
        return at;
    }
    do {
        at++;
    } while (at < code.length && code.data[at] != close);
    return at + 1;
}

static bool is_elapsed_time(Str code, size_t at) { // [h] [mm] [ss]
    size_t close = 0;
    return code.data[at] == '[' && at + 1 < code.length &&
           str_find(STR("hHmMsS"), str_slice(code, at + 1, at + 2), &close) &&
           str_find(str_slice(code, at, code.length), STR("]"), &close) && close <= 3;
}

static bool is_date_code(Str code) {
    size_t at = 0;
    while (at < code.length) {
        size_t unused = 0;
        if (is_elapsed_time(code, at)) {
            return true;
        }
        size_t next = code_skip(code, at);
        if (next > at) {
            at = next;
            continue;
        }
        if (str_find(STR("ymdhsYMDHS"), str_slice(code, at, at + 1), &unused)) {
            return true;
        }
        at++;
    }
    return false;
}

static bool is_date_format(const XmlNode *formats, int64_t format) {
    for (size_t i = 0; formats != NULL && i < formats->child_count; i++) {
        int64_t id = 0;
        bool is_it = str_to_int64(xml_attribute(formats->children[i], "numFmtId"), &id);
        if (is_it && id == format) {
            Str code = xml_attribute(formats->children[i], "formatCode");
            return !str_equal(code, STR("General")) && is_date_code(code);
        }
    }
    return is_builtin_date(format);
}

Status xlsx_styles_read(XlsxBook *book, const Zip *zip, Error *error) {
    if (book->styles_part == NULL || !zip_part_exists(zip, book->styles_part)) {
        return STATUS_OK;
    }
    const XmlNode *root = NULL;
    Status status = part_tree(zip, book->styles_part, &book->arena, &root, error);
    const XmlNode *styles = status == STATUS_OK ? xml_child(root, "cellXfs") : NULL;
    if (styles == NULL) {
        return status;
    }
    const XmlNode *formats = xml_child(root, "numFmts");
    book->style_count = styles->child_count;
    book->date_styles = arena_alloc(&book->arena, styles->child_count, sizeof(bool));
    for (size_t i = 0; i < styles->child_count; i++) {
        int64_t format = 0;
        book->date_styles[i] =
            str_to_int64(xml_attribute(styles->children[i], "numFmtId"), &format) &&
            is_date_format(formats, format);
    }
    return STATUS_OK;
}
