// SPDX-License-Identifier: Apache-2.0
// From the nodes of a trace to the chain of reasons.
#include "dmn/reason.h"
#include "base/check.h"
#include "dmn/explain.h"
#include "dmn/locate.h"

typedef struct Chain {
    const DmnTrace *trace;
    Arena *arena;
    const DmnNode **told; // decisions whose reasons stand in the chain
    size_t told_count;
} Chain;

// Reasons side by side.
typedef struct Causes {
    DmnReason *first;
    DmnReason *last;
} Causes;

// The element a node stands for, or whose function it called; NULL: neither.
static const Element *element_of(const DmnModel *model, const DmnNode *node) {
    for (size_t i = 0; i < model->element_count; i++) {
        const Element *element = &model->elements[i];
        if (node->origin == element ||
            (node->kind == DMN_NODE_KNOWLEDGE && node->origin == element->logic)) {
            return element;
        }
    }
    return NULL;
}

static DmnReason *reason_new(const Chain *chain, DmnReasonCode code, Str element, int line) {
    DmnReason *reason = arena_alloc(chain->arena, 1, sizeof *reason);
    *reason = (DmnReason){.code = code, .element = element, .line = line};
    return reason;
}

static void place_in_file(const Chain *chain, const DmnNode *node, DmnReason *out_reason) {
    const DmnModel *model = chain->trace->model;
    const Element *element = element_of(model, node);
    out_reason->file = model->files[element == NULL ? 0 : element->file].file_name;
}

static DmnReason *reason_about(const Chain *chain, DmnReasonCode code, const DmnNode *node) {
    DmnReason *reason = reason_new(chain, code, node->name, node->line);
    Str *name = arena_alloc(chain->arena, 1, sizeof *name);
    *name = node->name;
    reason->arguments = name;
    reason->argument_count = 1;
    place_in_file(chain, node, reason);
    return reason;
}

static void causes_add(Causes *causes, DmnReason *reason) {
    if (causes->last == NULL) {
        causes->first = reason;
    } else {
        causes->last->next = reason;
    }
    causes->last = reason;
}

// The innermost element inside which the error came up.
static const DmnNode *place_of_error(const Chain *chain, const DmnNode *node, size_t error) {
    for (const DmnNode *inner = node->first; inner != NULL; inner = inner->next) {
        if (error >= inner->first_error && error < inner->first_error + inner->error_count) {
            const DmnNode *place = place_of_error(chain, inner, error);
            bool is_element = place != inner || element_of(chain->trace->model, inner) != NULL;
            return is_element ? place : node;
        }
    }
    return node;
}

static DmnReason *reason_of_error(const Chain *chain, const DmnNode *around, size_t number) {
    const FeelError *error = &chain->trace->run->errors[number];
    const DmnNode *node = place_of_error(chain, around, number);
    DmnReason *reason = reason_new(chain, dmn_reason_code(error), node->name, error->place.line);
    place_in_file(chain, node, reason);
    reason->arguments = error->arguments;
    reason->argument_count = error->argument_count;
    reason->message = error->message;
    if (error->program != NULL) {
        code_locate(chain->trace->model, error->program, reason);
        reason->place = error->place;
        reason->line += reason->line > 0 && error->place.line > 1 ? error->place.line - 1 : 0;
    }
    return reason;
}

// ---- which of them matter in the lenient mode ---------------------------------------------------
// A part matters when everything around it is null too.
static bool part_matters(const FeelNote *notes, size_t at) {
    while (notes[at].times > 0 && notes[at].value.kind == FEEL_NULL) {
        if (notes[at].outer == at) {
            return true;
        }
        at = notes[at].outer;
    }
    return false;
}

static size_t innermost_part(const FeelNote *notes, size_t count, size_t offset) {
    size_t found = 0;
    for (size_t i = 1; i < count; i++) {
        if (notes[i].from <= offset && offset < notes[i].to) {
            found = i; // inner ones come later
        }
    }
    return found;
}

// Whether the literal with this program ran inside and its answer does not show the error.
static bool is_absorbed(const Chain *chain, const DmnNode *inside, const FeelError *error) {
    for (const DmnNode *node = inside->first; node != NULL; node = node->next) {
        Explained explained = {0};
        if (node->kind == DMN_NODE_LITERAL && literal_program(node) == error->program) {
            return node->result.kind != FEEL_NULL ||
                   (explain_literal(chain->trace, node, chain->arena, &explained) &&
                    !part_matters(explained.notes, innermost_part(explained.notes, explained.count,
                                                                  error->place.offset)));
        }
        if (is_absorbed(chain, node, error)) {
            return true;
        }
    }
    return false;
}

static bool is_name_asked(const DmnNode *literal, const Explained *explained, Str name) {
    for (size_t i = 0; i < explained->count; i++) {
        const FeelNote *note = &explained->notes[i];
        Str words = str_slice(literal_text(literal), note->from, note->to);
        if (note->kind == FEEL_NOTE_NAME && str_starts_with(words, name) &&
            part_matters(explained->notes, i)) {
            return true;
        }
    }
    return false;
}

// Whether the null that something inside answered follows from the null that `name` stands for.
static bool follows_from(const Chain *chain, const DmnNode *inside, Str name) {
    for (const DmnNode *node = inside->first; node != NULL; node = node->next) {
        if (node->kind != DMN_NODE_LITERAL) {
            if (node->kind == DMN_NODE_TABLE || follows_from(chain, node, name)) {
                return true;
            }
            continue;
        }
        Explained explained = {0};
        bool is_read = false;
        for (size_t i = 0; i < dmn_node_read_count(node); i++) {
            is_read |= str_equal(dmn_node_read(node, i).name, name);
        }
        bool is_alone = is_read && literal_program(node) == NULL; // nothing but the name
        if (is_alone || (is_read && explain_literal(chain->trace, node, chain->arena, &explained) &&
                         is_name_asked(node, &explained, name))) {
            return true;
        }
    }
    return false;
}

// ---- the chain ----------------------------------------------------------------------------------
static bool is_told(Chain *chain, const DmnNode *node) {
    for (size_t i = 0; i < chain->told_count; i++) {
        if (chain->told[i] == node) {
            return true;
        }
    }
    chain->told[chain->told_count++] = node;
    return false;
}

static void add_errors(const Chain *chain, const DmnNode *node, bool is_strict, Causes *causes) {
    const FeelRun *run = chain->trace->run;
    for (size_t i = node->first_error; i < node->first_error + node->error_count; i++) {
        if (i >= FEEL_ERRORS_MAX) {
            break;
        }
        if (is_strict || !is_absorbed(chain, node, &run->errors[i])) {
            causes_add(causes, reason_of_error(chain, node, i));
        }
    }
}

static DmnReason *reason_of_input(const Chain *chain, const DmnNode *input) {
    if (input->error_count > 0 && input->first_error < FEEL_ERRORS_MAX) {
        return reason_of_error(chain, input, input->first_error);
    }
    return reason_about(chain, DMN_REASON_INPUT_UNKNOWN, input);
}

static DmnReason *reason_of_decision(Chain *chain, const DmnNode *decision);

static void add_required(Chain *chain, const DmnNode *decision, Causes *causes) {
    for (size_t i = 0; i < dmn_node_read_count(decision); i++) {
        DmnRead read = dmn_node_read(decision, i);
        if (read.value.kind != FEEL_NULL ||
            (!decision->is_skipped && !follows_from(chain, decision, read.name))) {
            continue;
        }
        const DmnNode *source = dmn_node_read_source(chain->trace, decision, i);
        if (source != NULL) {
            causes_add(causes, source->kind == DMN_NODE_INPUT ? reason_of_input(chain, source)
                                                              : reason_of_decision(chain, source));
        }
    }
}

static void add_outputs(Chain *chain, const DmnNode *service, Causes *causes) {
    for (const DmnNode *part = service->first; part != NULL; part = part->next) {
        if (part->result.kind == FEEL_NULL && dmn_node_is_output(chain->trace, service, part)) {
            causes_add(causes, reason_of_decision(chain, part));
        }
    }
}

static DmnReason *reason_of_decision(Chain *chain, const DmnNode *decision) {
    DmnReason *reason = reason_about(chain, DMN_REASON_UNDETERMINED, decision);
    if (is_told(chain, decision)) {
        reason->is_repeated = true;
        return reason;
    }
    Causes causes = {0};
    bool is_service = decision->kind == DMN_NODE_SERVICE;
    if (is_service) {
        add_outputs(chain, decision, &causes);
    } else {
        add_required(chain, decision, &causes);
    }
    if (!decision->is_skipped && (!is_service || causes.first == NULL)) {
        add_errors(chain, decision, chain->trace->is_strict, &causes);
    }
    if (causes.first == NULL) {
        const DmnNode *table = dmn_node_table(decision);
        bool is_gap = table != NULL && table->rule_count == 0 && !table->is_default;
        reason->code = is_gap ? DMN_REASON_NO_RULE : DMN_REASON_NO_ANSWER;
    }
    reason->first = causes.first;
    return reason;
}

bool dmn_reasons_miss(const DmnReason *reason, Str input) {
    if (reason->code == DMN_REASON_INPUT_UNKNOWN && str_equal(reason->element, input)) {
        return true;
    }
    for (const DmnReason *cause = reason->first; cause != NULL; cause = cause->next) {
        if (dmn_reasons_miss(cause, input)) {
            return true;
        }
    }
    return false;
}

// Of a service each output counts.
static bool has_value(const DmnTrace *trace, const DmnNode *asked) {
    const DmnNode *part = asked->kind == DMN_NODE_SERVICE ? asked->first : NULL;
    bool is_missing = asked->result.kind == FEEL_NULL;
    for (; part != NULL; part = part->next) {
        is_missing |= part->result.kind == FEEL_NULL && dmn_node_is_output(trace, asked, part);
    }
    return !is_missing;
}

const DmnReason *dmn_reasons(const DmnTrace *trace, Arena *arena) {
    const DmnNode *asked = dmn_trace_asked(trace);
    if (asked == NULL || has_value(trace, asked)) {
        return NULL;
    }
    Chain chain = {.trace = trace, .arena = arena};
    size_t count = 1; // the asked service
    for (const DmnNode *node = dmn_trace_parts(trace); node != NULL; node = node->next) {
        count++;
    }
    chain.told = arena_alloc(arena, count, sizeof(const DmnNode *));
    return reason_of_decision(&chain, asked);
}
