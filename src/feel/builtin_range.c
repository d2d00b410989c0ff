// SPDX-License-Identifier: Apache-2.0
// Allen's relations between ranges and points (table 79).
#include "base/check.h"
#include "feel/ast.h"
#include "feel/builtin.h"
#include "feel/ops.h"

// What the table says of ranges without an end needs the logic of three values: the least of both
// is `and`, the greatest `or`.
typedef enum Truth { TRUTH_FALSE, TRUTH_UNKNOWN, TRUTH_TRUE } Truth;

static Truth truth(bool holds) {
    return holds ? TRUTH_TRUE : TRUTH_FALSE;
}

static Truth both(Truth a, Truth b) {
    return a < b ? a : b;
}

static Truth either(Truth a, Truth b) {
    return a > b ? a : b;
}

static Truth is_less(FeelValue a, FeelValue b) {
    int order = 0;
    return value_compare(a, b, &order) ? truth(order < 0) : TRUTH_UNKNOWN;
}

static Truth is_same(FeelValue a, FeelValue b) {
    bool is_equal = false;
    return feel_equal(a, b, &is_equal) ? truth(is_equal) : TRUTH_UNKNOWN;
}

// a < b, or both are the same and `decides`.
static Truth comes_before(FeelValue a, FeelValue b, bool decides) {
    return either(is_less(a, b), both(truth(decides), is_same(a, b)));
}

static Truth lies_before(FeelRange a, FeelRange b) {
    return comes_before(a.high, b.low, !(a.is_high_closed && b.is_low_closed));
}

static Truth begins_before(FeelRange a, FeelRange b) {
    return comes_before(a.low, b.low, a.is_low_closed && !b.is_low_closed);
}

static Truth begins_no_later(FeelRange a, FeelRange b) {
    return comes_before(a.low, b.low, a.is_low_closed || !b.is_low_closed);
}

static Truth ends_no_later(FeelRange a, FeelRange b) {
    return comes_before(a.high, b.high, b.is_high_closed || !a.is_high_closed);
}

static Truth reaches(FeelRange a, FeelRange b) {
    return comes_before(b.low, a.high, a.is_high_closed && b.is_low_closed);
}

static Truth begin_alike(FeelRange a, FeelRange b) {
    return both(is_same(a.low, b.low), truth(a.is_low_closed == b.is_low_closed));
}

static Truth end_alike(FeelRange a, FeelRange b) {
    return both(is_same(a.high, b.high), truth(a.is_high_closed == b.is_high_closed));
}

static Truth begins_at(FeelRange range, FeelValue point) {
    return both(is_same(range.low, point), truth(range.is_low_closed));
}

static Truth ends_at(FeelRange range, FeelValue point) {
    return both(is_same(range.high, point), truth(range.is_high_closed));
}

static bool are_ranges(FeelValue a, FeelValue b) {
    return a.kind == FEEL_RANGE && b.kind == FEEL_RANGE;
}

// A point is a range that begins and ends with it.
static FeelRange span_of(FeelValue value) {
    return value.kind == FEEL_RANGE ? *range_of(value)
                                    : (FeelRange){value, value, true, true, FEEL_RANGE_ENDS};
}

static Truth before(FeelValue a, FeelValue b) {
    return lies_before(span_of(a), span_of(b));
}

static Truth during(FeelValue a, FeelValue b) {
    if (b.kind != FEEL_RANGE) {
        return TRUTH_UNKNOWN;
    }
    FeelRange outer = span_of(b);
    if (a.kind == FEEL_RANGE) {
        return both(begins_no_later(outer, span_of(a)), ends_no_later(span_of(a), outer));
    }
    return either(both(is_less(outer.low, a), is_less(a, outer.high)),
                  either(begins_at(outer, a), ends_at(outer, a)));
}

static Truth starts(FeelValue a, FeelValue b) {
    if (b.kind != FEEL_RANGE) {
        return TRUTH_UNKNOWN;
    }
    return a.kind != FEEL_RANGE
               ? begins_at(span_of(b), a)
               : both(begin_alike(span_of(a), span_of(b)), ends_no_later(span_of(a), span_of(b)));
}

static Truth finishes(FeelValue a, FeelValue b) {
    if (b.kind != FEEL_RANGE) {
        return TRUTH_UNKNOWN;
    }
    return a.kind != FEEL_RANGE
               ? ends_at(span_of(b), a)
               : both(end_alike(span_of(a), span_of(b)), begins_no_later(span_of(b), span_of(a)));
}

static Truth meets(FeelValue a, FeelValue b) {
    if (!are_ranges(a, b)) {
        return TRUTH_UNKNOWN;
    }
    bool are_closed = range_of(a)->is_high_closed && range_of(b)->is_low_closed;
    return both(truth(are_closed), is_same(range_of(a)->high, range_of(b)->low));
}

static Truth overlaps(FeelValue a, FeelValue b) {
    return are_ranges(a, b) ? both(reaches(span_of(a), span_of(b)), reaches(span_of(b), span_of(a)))
                            : TRUTH_UNKNOWN;
}

static Truth overlaps_before(FeelValue a, FeelValue b) {
    if (!are_ranges(a, b)) {
        return TRUTH_UNKNOWN;
    }
    return both(begins_before(span_of(a), span_of(b)),
                both(reaches(span_of(a), span_of(b)), ends_no_later(span_of(a), span_of(b))));
}

static Truth coincides(FeelValue a, FeelValue b) {
    if (are_ranges(a, b)) {
        return both(begin_alike(span_of(a), span_of(b)), end_alike(span_of(a), span_of(b)));
    }
    bool is_mixed = a.kind == FEEL_RANGE || b.kind == FEEL_RANGE;
    return is_mixed ? TRUTH_UNKNOWN : is_same(a, b);
}

typedef Truth (*Relation)(FeelValue a, FeelValue b);

static FeelValue relate(FeelVm *vm, Relation relation, FeelValue a, FeelValue b) {
    bool is_null = a.kind == FEEL_NULL || b.kind == FEEL_NULL;
    Truth holds = is_null ? TRUTH_UNKNOWN : relation(a, b);
    return holds != TRUTH_UNKNOWN ? feel_boolean(holds == TRUTH_TRUE)
                                  : vm_fail(vm, "%s(): %s and %s cannot be compared", vm->name,
                                            feel_kind_name(a.kind), feel_kind_name(b.kind));
}

FeelValue builtin_before(FeelVm *vm, const FeelValue *arguments, size_t count) {
    (void)count;
    return relate(vm, before, arguments[0], arguments[1]);
}

FeelValue builtin_after(FeelVm *vm, const FeelValue *arguments, size_t count) {
    (void)count;
    return relate(vm, before, arguments[1], arguments[0]);
}

FeelValue builtin_during(FeelVm *vm, const FeelValue *arguments, size_t count) {
    (void)count;
    return relate(vm, during, arguments[0], arguments[1]);
}

FeelValue builtin_includes(FeelVm *vm, const FeelValue *arguments, size_t count) {
    (void)count;
    return relate(vm, during, arguments[1], arguments[0]);
}

FeelValue builtin_overlaps(FeelVm *vm, const FeelValue *arguments, size_t count) {
    (void)count;
    return relate(vm, overlaps, arguments[0], arguments[1]);
}

FeelValue builtin_overlaps_before(FeelVm *vm, const FeelValue *arguments, size_t count) {
    (void)count;
    return relate(vm, overlaps_before, arguments[0], arguments[1]);
}

FeelValue builtin_overlaps_after(FeelVm *vm, const FeelValue *arguments, size_t count) {
    (void)count;
    return relate(vm, overlaps_before, arguments[1], arguments[0]);
}

FeelValue builtin_meets(FeelVm *vm, const FeelValue *arguments, size_t count) {
    (void)count;
    return relate(vm, meets, arguments[0], arguments[1]);
}

FeelValue builtin_met_by(FeelVm *vm, const FeelValue *arguments, size_t count) {
    (void)count;
    return relate(vm, meets, arguments[1], arguments[0]);
}

FeelValue builtin_starts(FeelVm *vm, const FeelValue *arguments, size_t count) {
    (void)count;
    return relate(vm, starts, arguments[0], arguments[1]);
}

FeelValue builtin_started_by(FeelVm *vm, const FeelValue *arguments, size_t count) {
    (void)count;
    return relate(vm, starts, arguments[1], arguments[0]);
}

FeelValue builtin_finishes(FeelVm *vm, const FeelValue *arguments, size_t count) {
    (void)count;
    return relate(vm, finishes, arguments[0], arguments[1]);
}

FeelValue builtin_finished_by(FeelVm *vm, const FeelValue *arguments, size_t count) {
    (void)count;
    return relate(vm, finishes, arguments[1], arguments[0]);
}

FeelValue builtin_coincides(FeelVm *vm, const FeelValue *arguments, size_t count) {
    (void)count;
    return relate(vm, coincides, arguments[0], arguments[1]);
}

// An end may be a literal or a constructor of one: date("2025-08-22").
static bool is_literal(const Ast *end) {
    bool is_call = end->kind == AST_CALL && end->parts[0]->kind == AST_BUILTIN;
    for (size_t i = 1; i < end->part_count; i++) {
        is_call = is_call && end->parts[i]->kind == AST_CONSTANT;
    }
    return end->kind == AST_CONSTANT || is_call;
}

static bool is_range_literal(Arena *arena, Str text) {
    const Ast *ast = NULL;
    AstSource source = {.arena = arena, .source = text};
    return ast_parse(&source, &ast, NULL, NULL) == STATUS_OK &&
           (ast->kind == AST_CONSTANT ||
            (ast->kind == AST_RANGE && is_literal(ast->parts[0]) && is_literal(ast->parts[1])));
}

// Not of a comparison such as "(>= 2)", which is a range, but not how its text is written.
static bool has_both_ends(FeelValue value) {
    if (value.kind != FEEL_RANGE) {
        return false;
    }
    const FeelRange *range = range_of(value);
    return range->form == FEEL_RANGE_ENDS && range->low.kind != FEEL_NULL &&
           range->high.kind != FEEL_NULL;
}

// The value of a literal; null: it is none, or none that a range can end with.
static FeelValue literal_value(FeelVm *vm, Str text) {
    const FeelProgram *program = NULL;
    const Ast *ast = NULL;
    AstSource source = {.arena = vm_arena(vm), .source = text};
    int order = 0;
    if (ast_parse(&source, &ast, NULL, NULL) != STATUS_OK || !is_literal(ast) ||
        feel_compile(vm_arena(vm), text, NULL, &program, NULL, NULL) != STATUS_OK) {
        return FEEL_NULL_VALUE;
    }
    FeelValue value = feel_run(program, vm->run, NULL);
    return value_compare(value, value, &order) ? value : FEEL_NULL_VALUE;
}

// "(..2]", "[2..)": the side without an end is an open one (grammar rule 66).
static bool half_range(FeelVm *vm, Str text, FeelRange *out_range) {
    if (text.length < 4) {
        return false;
    }
    char first = text.data[0];
    char last = text.data[text.length - 1];
    Str inside = str_trim(str_slice(text, 1, text.length - 1));
    bool lacks_low = str_starts_with(inside, STR(".."));
    bool lacks_high = !lacks_low && str_ends_with(inside, STR(".."));
    bool is_low_open = first == '(' || first == ']';
    bool is_high_open = last == ')' || last == '[';
    if ((lacks_low ? !is_low_open : !lacks_high || !is_high_open) ||
        (!is_low_open && first != '[') || (!is_high_open && last != ']')) {
        return false;
    }
    Str literal =
        lacks_low ? str_slice(inside, 2, inside.length) : str_slice(inside, 0, inside.length - 2);
    FeelValue end = literal_value(vm, str_trim(literal));
    *out_range = (FeelRange){lacks_low ? FEEL_NULL_VALUE : end, lacks_low ? end : FEEL_NULL_VALUE,
                             !is_low_open, !is_high_open, FEEL_RANGE_ENDS};
    return end.kind != FEEL_NULL;
}

FeelValue builtin_range(FeelVm *vm, const FeelValue *arguments, size_t count) {
    enum { LITERAL_MAX = 1000 };
    (void)count;
    const FeelProgram *program = NULL;
    FeelRange half;
    if (!vm_expect(vm, arguments[0], FEEL_STRING, "from")) {
        return FEEL_NULL_VALUE;
    }
    Str text = str_trim(feel_as_string(arguments[0]));
    if (text.length > LITERAL_MAX || !vm_spend(vm, text.length)) {
        return vm_fail(vm, "range(): the text is no range");
    }
    if (half_range(vm, text, &half)) {
        return vm_reserve(vm, sizeof half) ? op_range(vm, half) : FEEL_NULL_VALUE;
    }
    if (!is_range_literal(vm_arena(vm), text) ||
        feel_compile(vm_arena(vm), text, NULL, &program, NULL, NULL) != STATUS_OK) {
        return vm_fail(vm, "range(): the text is no range");
    }
    FeelValue range = feel_run(program, vm->run, NULL);
    return has_both_ends(range) ? range : vm_fail(vm, "range(): the text is no range");
}
