// SPDX-License-Identifier: Apache-2.0
// The tree says where every element stands; between those places the document is copied as it is.
// Start tags are read once more, because the tree keeps neither quotes nor prefixes. They are known
// to be well-formed.
#include "format/xml_rewrite.h"

#include "base/check.h"
#include "format/xml_private.h"

// Looking a prefix up walks over what is declared, once for each element of a hostile document.
enum { DECLARATIONS_MAX = 256 };

struct XmlScope {
    Str prefix;
    Str name_space;
    const XmlScope *outer;
    size_t count;
};

typedef struct Rewriter {
    Str document;
    Str file_name;
    const XmlChanges *changes;
    Arena *arena;
    Text *out;
    Error *error;
} Rewriter;

bool xml_scope_find(const XmlScope *scope, Str prefix, Str *out_name_space) {
    for (; scope != NULL; scope = scope->outer) {
        if (str_equal(scope->prefix, prefix)) {
            *out_name_space = scope->name_space;
            return true;
        }
    }
    return false;
}

// ---- as written -> as meant ---------------------------------------------------------------------
static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static uint32_t code_point(Str digits) {
    uint32_t point = 0;
    bool is_hex = digits.length > 0 && digits.data[0] == 'x';
    for (size_t i = is_hex; i < digits.length; i++) {
        char c = digits.data[i];
        uint32_t digit = c <= '9' ? (uint32_t)(c - '0') : (uint32_t)((c | ' ') - 'a') + 10;
        point = point * (is_hex ? 16 : 10) + digit;
    }
    return point;
}

static void append_reference(Text *out, Str name) {
    static const struct {
        Str name;
        char character;
    } NAMES[] = {{{"lt", 2}, '<'},
                 {{"gt", 2}, '>'},
                 {{"amp", 3}, '&'},
                 {{"quot", 4}, '"'},
                 {{"apos", 4}, '\''}};
    if (name.length > 0 && name.data[0] == '#') {
        text_append_character(out, code_point(str_slice(name, 1, name.length)));
        return;
    }
    for (size_t i = 0; i < ARRAY_COUNT(NAMES); i++) {
        if (str_equal(NAMES[i].name, name)) {
            text_append_char(out, NAMES[i].character);
        }
    }
}

static Str value_read(const Rewriter *rewriter, Str written) {
    CLEANUP(text_release) Text value = {.limit = written.length + 1};
    while (written.length > 0) {
        size_t at = 0;
        while (at < written.length && written.data[at] != '&') {
            text_append_char(&value, is_blank(written.data[at]) ? ' ' : written.data[at]);
            at++;
        }
        written = str_slice(written, at, written.length);
        if (written.length > 0) {
            Str name = str_cut(&written, ';');
            append_reference(&value, str_slice(name, 1, name.length));
        }
    }
    return arena_copy(rewriter->arena, text_str(&value));
}

// ---- as meant -> as written ---------------------------------------------------------------------
static void append_escaped(Text *out, Str words) {
    for (size_t i = 0; i < words.length; i++) {
        char c = words.data[i];
        switch (c) {
        case '<': text_append(out, STR("&lt;")); break;
        case '>': text_append(out, STR("&gt;")); break;
        case '&': text_append(out, STR("&amp;")); break;
        case '"': text_append(out, STR("&quot;")); break;
        case '\'': text_append(out, STR("&apos;")); break;
        case '\t':
        case '\r':
        case '\n': text_format(out, "&#%d;", c); break;
        default: text_append_char(out, c);
        }
    }
}

static void append_part(const Rewriter *rewriter, size_t from, size_t to) {
    text_append(rewriter->out, str_slice(rewriter->document, from, to));
}

// ---- start tags ---------------------------------------------------------------------------------
typedef struct TagReader {
    Str tag;
    size_t at;
} TagReader;

static void skip_blanks(TagReader *reader) {
    while (is_blank(reader->tag.data[reader->at])) {
        reader->at++;
    }
}

static Str read_name(TagReader *reader) {
    size_t from = reader->at;
    while (!is_blank(reader->tag.data[reader->at]) && reader->tag.data[reader->at] != '=' &&
           reader->tag.data[reader->at] != '/' && reader->tag.data[reader->at] != '>') {
        reader->at++;
    }
    return str_slice(reader->tag, from, reader->at);
}

// The next attribute: its name, and the place of its value between the quotes; false at the end.
static bool read_attribute(TagReader *reader, Str *out_name, size_t *out_from, size_t *out_to) {
    skip_blanks(reader);
    char c = reader->tag.data[reader->at];
    if (c == '/' || c == '>') {
        return false;
    }
    *out_name = read_name(reader);
    skip_blanks(reader);
    CHECK(reader->tag.data[reader->at] == '=');
    reader->at++;
    skip_blanks(reader);
    char quote = reader->tag.data[reader->at++];
    CHECK(quote == '"' || quote == '\'');
    *out_from = reader->at;
    while (reader->tag.data[reader->at] != quote) {
        reader->at++;
    }
    *out_to = reader->at++;
    return true;
}

static TagReader tag_open(const Rewriter *rewriter, const XmlNode *node) {
    TagReader reader = {.tag = str_slice(rewriter->document, node->from, node->inner_from)};
    CHECK(reader.tag.length > 1 && reader.tag.data[0] == '<');
    reader.at = 1;
    (void)read_name(&reader);
    return reader;
}

static XmlWritten written_attribute(const Rewriter *rewriter, Str name, Str value) {
    XmlWritten written = {.name = name, .value = value_read(rewriter, value)};
    size_t colon = 0;
    if (str_find(name, STR(":"), &colon)) {
        written.prefix = str_slice(name, 0, colon);
        written.name = str_slice(name, colon + 1, name.length);
    }
    return written;
}

static const XmlScope *declare(const Rewriter *rewriter, const XmlScope *outer,
                               const XmlWritten *declaration) {
    XmlScope *scope = arena_alloc(rewriter->arena, 1, sizeof *scope);
    scope->prefix = declaration->prefix.length == 0 ? STR("") : declaration->name;
    scope->name_space = declaration->value;
    scope->outer = outer;
    scope->count = outer == NULL ? 1 : outer->count + 1;
    return scope;
}

// All that a tag declares holds for the whole tag, so it is looked for first.
static Status enter_scope(const Rewriter *rewriter, const XmlNode *node, const XmlScope *outer,
                          const XmlScope **out_scope) {
    TagReader reader = tag_open(rewriter, node);
    Str name = {0};
    size_t from = 0;
    size_t to = 0;
    *out_scope = outer;
    while (read_attribute(&reader, &name, &from, &to)) {
        if (!str_equal(name, STR("xmlns")) && !str_starts_with(name, STR("xmlns:"))) {
            continue;
        }
        XmlWritten written = written_attribute(rewriter, name, str_slice(reader.tag, from, to));
        *out_scope = declare(rewriter, *out_scope, &written);
        if ((*out_scope)->count > DECLARATIONS_MAX) {
            return error_set(rewriter->error, STATUS_TOO_LARGE,
                             STR_FMT ":%d: more than %d namespaces are declared here",
                             STR_ARG(rewriter->file_name), node->line, (int)DECLARATIONS_MAX);
        }
    }
    return STATUS_OK;
}

static void add_attribute(const Rewriter *rewriter, const XmlNode *node) {
    const XmlChanges *changes = rewriter->changes;
    XmlWritten more = {0};
    if (changes->more != NULL && changes->more(changes->context, node, &more)) {
        text_format(rewriter->out, " " STR_FMT "=\"", STR_ARG(more.name));
        append_escaped(rewriter->out, more.value);
        text_append_char(rewriter->out, '"');
    }
}

static void write_tag(const Rewriter *rewriter, const XmlNode *node, const XmlScope *scope) {
    const XmlChanges *changes = rewriter->changes;
    TagReader reader = tag_open(rewriter, node);
    Str name = {0};
    size_t from = 0;
    size_t to = 0;
    append_part(rewriter, node->from, node->from + reader.at);
    add_attribute(rewriter, node);
    size_t copied = reader.at;
    while (changes->attribute != NULL && read_attribute(&reader, &name, &from, &to)) {
        XmlWritten written = written_attribute(rewriter, name, str_slice(reader.tag, from, to));
        Str value = changes->attribute(changes->context, node, scope, &written);
        if (!str_equal(value, written.value)) {
            append_part(rewriter, node->from + copied, node->from + from);
            append_escaped(rewriter->out, value);
            copied = to;
        }
    }
    append_part(rewriter, node->from + copied, node->inner_from);
}

// ---- elements -----------------------------------------------------------------------------------
static Status write_element(const Rewriter *rewriter, const XmlNode *node, const XmlScope *outer);

static void write_text(const Rewriter *rewriter, const XmlNode *node, const XmlScope *scope) {
    const XmlChanges *changes = rewriter->changes;
    Str text = changes->text == NULL ? node->text : changes->text(changes->context, node, scope);
    if (str_equal(text, node->text)) {
        append_part(rewriter, node->inner_from, node->inner_to);
    } else {
        append_escaped(rewriter->out, text);
    }
}

// The children in the order to write them.
static const size_t *order_children(const Rewriter *rewriter, const XmlNode *node) {
    const XmlChanges *changes = rewriter->changes;
    size_t *order = arena_alloc(rewriter->arena, node->child_count, sizeof *order);
    int *ranks = arena_alloc(rewriter->arena, node->child_count, sizeof *ranks);
    int top = 0;
    size_t count = 0;
    for (size_t i = 0; i < node->child_count; i++) {
        ranks[i] =
            changes->rank == NULL ? 0 : changes->rank(changes->context, node, node->children[i]);
        CHECK(ranks[i] >= 0 && ranks[i] <= XML_RANK_MAX);
        top = ranks[i] > top ? ranks[i] : top;
    }
    for (int rank = 0; rank <= top; rank++) {
        for (size_t i = 0; i < node->child_count; i++) {
            if (ranks[i] == rank) {
                order[count++] = i;
            }
        }
    }
    return order;
}

static Status write_children(const Rewriter *rewriter, const XmlNode *node, const XmlScope *scope) {
    const size_t *order = order_children(rewriter, node);
    Status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < node->child_count; i++) {
        size_t at = order[i];
        append_part(rewriter, at == 0 ? node->inner_from : node->children[at - 1]->to,
                    node->children[at]->from);
        status = write_element(rewriter, node->children[at], scope);
    }
    append_part(rewriter, node->children[node->child_count - 1]->to, node->inner_to);
    return status;
}

static Status write_element(const Rewriter *rewriter, const XmlNode *node, const XmlScope *outer) {
    const XmlScope *scope = NULL;
    Status status = enter_scope(rewriter, node, outer, &scope);
    if (status != STATUS_OK) {
        return status;
    }
    if (rewriter->out->is_cut) {
        return error_set(rewriter->error, STATUS_TOO_LARGE,
                         STR_FMT ":%d: the document would become larger than %zu bytes",
                         STR_ARG(rewriter->file_name), node->line, rewriter->out->limit);
    }
    write_tag(rewriter, node, scope);
    if (node->child_count == 0) {
        write_text(rewriter, node, scope);
    } else {
        status = write_children(rewriter, node, scope);
    }
    append_part(rewriter, node->inner_to, node->to);
    return status;
}

Status xml_rewrite(Str document, Str file_name, const XmlNode *root, const XmlChanges *changes,
                   Arena *arena, Text *out_document, Error *error) {
    CHECK(root->to <= document.length);
    Text out = {.limit = XML_SIZE_MAX};
    Rewriter rewriter = {document, file_name, changes, arena, &out, error};
    append_part(&rewriter, 0, root->from);
    Status status = write_element(&rewriter, root, NULL);
    append_part(&rewriter, root->to, document.length);
    if (status == STATUS_OK && out.is_cut) {
        status = error_set(error, STATUS_TOO_LARGE,
                           STR_FMT ": the document would become larger than %zu bytes",
                           STR_ARG(file_name), out.limit);
    }
    if (status != STATUS_OK) {
        text_release(&out);
        return status;
    }
    *out_document = out;
    return STATUS_OK;
}
