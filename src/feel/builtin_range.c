// SPDX-License-Identifier: Apache-2.0
// Allen's relations between ranges and points (table 79).
#include "base/check.h"
#include "feel/ast.h"
#include "feel/builtin.h"

// A point is a range that begins and ends with it.
static FeelRange span_of(FeelValue value) {
    return value.kind == FEEL_RANGE ? *range_of(value)
                                    : (FeelRange){value, value, true, true, FEEL_RANGE_ENDS};
}

// Whether everything in a lies below everything in b; false as answer: not comparable.
static bool lies_before(FeelRange a, FeelRange b, bool *out_is_before) {
    int order = 0;
    if (!value_compare(a.high, b.low, &order)) {
        return false;
    }
    *out_is_before = order < 0 || (order == 0 && !(a.is_high_closed && b.is_low_closed));
    return true;
}

static bool lies_within(FeelRange inner, FeelRange outer, bool *out_is_within) {
    int low = 0;
    int high = 0;
    if (!value_compare(inner.low, outer.low, &low) ||
        !value_compare(inner.high, outer.high, &high)) {
        return false;
    }
    *out_is_within = (low > 0 || (low == 0 && (outer.is_low_closed || !inner.is_low_closed))) &&
                     (high < 0 || (high == 0 && (outer.is_high_closed || !inner.is_high_closed)));
    return true;
}

typedef bool (*Relation)(FeelRange a, FeelRange b, bool *out_holds);

static FeelValue relate(FeelVm *vm, FeelValue a, FeelValue b, Relation relation) {
    bool holds = false;
    if (!relation(span_of(a), span_of(b), &holds)) {
        return vm_fail(vm, "%s(): %s and %s cannot be compared", vm->name, feel_kind_name(a.kind),
                       feel_kind_name(b.kind));
    }
    return feel_boolean(holds);
}

FeelValue builtin_before(FeelVm *vm, const FeelValue *arguments, size_t count) {
    (void)count;
    return relate(vm, arguments[0], arguments[1], lies_before);
}

FeelValue builtin_after(FeelVm *vm, const FeelValue *arguments, size_t count) {
    (void)count;
    return relate(vm, arguments[1], arguments[0], lies_before);
}

FeelValue builtin_during(FeelVm *vm, const FeelValue *arguments, size_t count) {
    (void)count;
    return relate(vm, arguments[0], arguments[1], lies_within);
}

FeelValue builtin_includes(FeelVm *vm, const FeelValue *arguments, size_t count) {
    (void)count;
    return relate(vm, arguments[1], arguments[0], lies_within);
}

// The end points of two spans compared: -1, 0, 1 as a lies before, with or after b. A low end that
// is open lies just after its value, a high end that is open just before it.
typedef struct EndOrders {
    int low_low;
    int high_high;
    int low_high; // a's low against b's high
    int high_low;
} EndOrders;

static int side(FeelRange range, bool is_high) {
    if (is_high) {
        return range.is_high_closed ? 0 : -1;
    }
    return range.is_low_closed ? 0 : 1;
}

static bool order_ends(FeelRange a, bool is_a_high, FeelRange b, bool is_b_high, int *out_order) {
    if (!value_compare(is_a_high ? a.high : a.low, is_b_high ? b.high : b.low, out_order)) {
        return false;
    }
    int difference = side(a, is_a_high) - side(b, is_b_high);
    *out_order = *out_order != 0 ? *out_order : (difference > 0) - (difference < 0);
    return true;
}

static bool end_orders(FeelRange a, FeelRange b, EndOrders *out) {
    return order_ends(a, false, b, false, &out->low_low) &&
           order_ends(a, true, b, true, &out->high_high) &&
           order_ends(a, false, b, true, &out->low_high) &&
           order_ends(a, true, b, false, &out->high_low);
}

static bool have_common(FeelRange a, FeelRange b, bool *out_holds) {
    bool is_before = false;
    bool is_after = false;
    if (!lies_before(a, b, &is_before) || !lies_before(b, a, &is_after)) {
        return false;
    }
    *out_holds = !is_before && !is_after;
    return true;
}

static bool reaches_into(FeelRange a, FeelRange b, bool *out_holds) {
    EndOrders ends = {0};
    if (!have_common(a, b, out_holds) || !end_orders(a, b, &ends)) {
        return false;
    }
    *out_holds = *out_holds && ends.low_low < 0 && ends.high_high <= 0;
    return true;
}

static bool reaches_out_of(FeelRange a, FeelRange b, bool *out_holds) {
    EndOrders ends = {0};
    if (!have_common(a, b, out_holds) || !end_orders(a, b, &ends)) {
        return false;
    }
    *out_holds = *out_holds && ends.low_low > 0 && ends.high_high >= 0;
    return true;
}

static bool touches(FeelRange a, FeelRange b, bool *out_holds) {
    int order = 0;
    if (!value_compare(a.high, b.low, &order)) {
        return false;
    }
    *out_holds = order == 0 && a.is_high_closed && b.is_low_closed;
    return true;
}

static bool begins_as(FeelRange a, FeelRange b, bool *out_holds) {
    EndOrders ends = {0};
    if (!end_orders(a, b, &ends)) {
        return false;
    }
    *out_holds = ends.low_low == 0 && ends.high_high <= 0;
    return true;
}

static bool ends_as(FeelRange a, FeelRange b, bool *out_holds) {
    EndOrders ends = {0};
    if (!end_orders(a, b, &ends)) {
        return false;
    }
    *out_holds = ends.high_high == 0 && ends.low_low >= 0;
    return true;
}

static bool is_same_span(FeelRange a, FeelRange b, bool *out_holds) {
    EndOrders ends = {0};
    if (!end_orders(a, b, &ends)) {
        return false;
    }
    *out_holds = ends.low_low == 0 && ends.high_high == 0;
    return true;
}

FeelValue builtin_overlaps(FeelVm *vm, const FeelValue *arguments, size_t count) {
    (void)count;
    return relate(vm, arguments[0], arguments[1], have_common);
}

FeelValue builtin_overlaps_before(FeelVm *vm, const FeelValue *arguments, size_t count) {
    (void)count;
    return relate(vm, arguments[0], arguments[1], reaches_into);
}

FeelValue builtin_overlaps_after(FeelVm *vm, const FeelValue *arguments, size_t count) {
    (void)count;
    return relate(vm, arguments[0], arguments[1], reaches_out_of);
}

FeelValue builtin_meets(FeelVm *vm, const FeelValue *arguments, size_t count) {
    (void)count;
    return relate(vm, arguments[0], arguments[1], touches);
}

FeelValue builtin_met_by(FeelVm *vm, const FeelValue *arguments, size_t count) {
    (void)count;
    return relate(vm, arguments[1], arguments[0], touches);
}

FeelValue builtin_starts(FeelVm *vm, const FeelValue *arguments, size_t count) {
    (void)count;
    return relate(vm, arguments[0], arguments[1], begins_as);
}

FeelValue builtin_started_by(FeelVm *vm, const FeelValue *arguments, size_t count) {
    (void)count;
    return relate(vm, arguments[1], arguments[0], begins_as);
}

FeelValue builtin_finishes(FeelVm *vm, const FeelValue *arguments, size_t count) {
    (void)count;
    return relate(vm, arguments[0], arguments[1], ends_as);
}

FeelValue builtin_finished_by(FeelVm *vm, const FeelValue *arguments, size_t count) {
    (void)count;
    return relate(vm, arguments[1], arguments[0], ends_as);
}

FeelValue builtin_coincides(FeelVm *vm, const FeelValue *arguments, size_t count) {
    (void)count;
    return relate(vm, arguments[0], arguments[1], is_same_span);
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

FeelValue builtin_range(FeelVm *vm, const FeelValue *arguments, size_t count) {
    enum { LITERAL_MAX = 1000 };
    (void)count;
    const FeelProgram *program = NULL;
    if (!vm_expect(vm, arguments[0], FEEL_STRING, "from")) {
        return FEEL_NULL_VALUE;
    }
    Str text = feel_as_string(arguments[0]);
    bool is_range = text.length <= LITERAL_MAX;
    if (!is_range || !vm_spend(vm, text.length) || !is_range_literal(vm_arena(vm), text) ||
        feel_compile(vm_arena(vm), text, NULL, &program, NULL, NULL) != STATUS_OK) {
        return vm_fail(vm, "range(): the text is no range");
    }
    FeelValue range = feel_run(program, vm->run, NULL);
    return range.kind == FEEL_RANGE ? range : vm_fail(vm, "range(): the text is no range");
}
