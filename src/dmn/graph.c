// SPDX-License-Identifier: Apache-2.0
// The decision graph: references between elements become positions, circles are refused, and every
// decision gets its plan: what must be taken and evaluated for it, in order.
#include "base/check.h"
#include "base/memory.h"
#include "dmn/compile.h"
#include <string.h>

typedef enum Visit { VISIT_NEW, VISIT_OPEN, VISIT_DONE } Visit;

typedef struct Graph {
    DmnModel *model;
    Error *error;
    uint8_t *visits; // Visit, per element
    uint16_t *found; // elements in order of completion
    size_t found_count;
    size_t steps; // of all plans
} Graph;

static Str file_name_of(const Graph *graph, const Element *element) {
    return graph->model->files[element->file].file_name;
}

static Status graph_fail(const Graph *graph, const Element *element, int line, const char *words,
                         Str name) {
    return error_set(graph->error, STATUS_INVALID,
                     STR_FMT ":%d: %s '" STR_FMT "': %s '" STR_FMT "'",
                     STR_ARG(file_name_of(graph, element)), line, element_kind_words(element->kind),
                     STR_ARG(element->variable.name), words, STR_ARG(name));
}

static Status index_ids(Graph *graph, ModelFile *file) {
    DmnModel *model = graph->model;
    file->ids = name_index_new(&model->arena, file->element_count);
    for (size_t i = file->first_element; i < file->first_element + file->element_count; i++) {
        if (model->elements[i].id.length > 0) {
            name_index_add(&file->ids, model->elements[i].id, i);
        }
    }
    size_t first = 0;
    size_t second = 0;
    if (!name_index_sort(&file->ids, &first, &second)) {
        return STATUS_OK;
    }
    const Element *again = &model->elements[second];
    return graph_fail(graph, again, again->line, "its id is used twice:", again->id);
}

// One name, one element: expressions know nothing but names.
static Status check_names(Graph *graph, const ModelFile *file) {
    DmnModel *model = graph->model;
    NameIndex names = name_index_new(&model->arena, file->element_count);
    for (size_t i = file->first_element; i < file->first_element + file->element_count; i++) {
        name_index_add(&names, model->elements[i].variable.name, i);
    }
    size_t first = 0;
    size_t second = 0;
    if (!name_index_sort(&names, &first, &second)) {
        return STATUS_OK;
    }
    const Element *again = &model->elements[second];
    const Element *earlier = &model->elements[first];
    return error_set(
        graph->error, STATUS_INVALID,
        STR_FMT ":%d: %s '" STR_FMT "': the name is taken by the %s in line %d; choose another",
        STR_ARG(file->file_name), again->line, element_kind_words(again->kind),
        STR_ARG(again->variable.name), element_kind_words(earlier->kind), earlier->line);
}

static void index_kind(DmnModel *model, ElementKind kind, uint16_t **out_elements,
                       size_t *out_count, NameIndex *out_names) {
    *out_elements = arena_alloc(&model->arena, model->element_count, sizeof(uint16_t));
    *out_names = name_index_new(&model->arena, model->element_count);
    for (size_t i = 0; i < model->element_count; i++) {
        Element *element = &model->elements[i];
        if (element->kind == kind) {
            element->ordinal = (*out_count)++;
            (*out_elements)[element->ordinal] = (uint16_t)i;
            if (element->file == 0) {
                name_index_add(out_names, element->variable.name, element->ordinal);
            }
        }
    }
    size_t first = 0;
    size_t second = 0;
    CHECK(!name_index_sort(out_names, &first, &second)); // check_names saw to that
}

static bool kind_fits(RequirementKind requirement, ElementKind kind) {
    switch (requirement) {
    case REQUIRE_INPUT:
    case SERVICE_INPUT_DATA: return kind == ELEMENT_INPUT;
    case REQUIRE_DECISION:
    case SERVICE_OUTPUT:
    case SERVICE_ENCAPSULATED:
    case SERVICE_INPUT_DECISION: return kind == ELEMENT_DECISION;
    case REQUIRE_KNOWLEDGE: return kind == ELEMENT_KNOWLEDGE || kind == ELEMENT_SERVICE;
    }
    return false;
}

static const Import *find_import(const ModelFile *file, Str name_space) {
    for (size_t i = 0; i < file->import_count; i++) {
        if (str_equal(file->imports[i].name_space, name_space)) {
            return &file->imports[i];
        }
    }
    return NULL;
}

static Status resolve_requirement(const Graph *graph, const Element *element,
                                  Requirement *requirement) {
    const DmnModel *model = graph->model;
    const ModelFile *file = &model->files[element->file];
    Str id = requirement->href;
    Str space = str_cut(&id, '#');
    if (space.length > 0 && !str_equal(space, file->name_space)) {
        requirement->import = find_import(file, space);
        if (requirement->import == NULL) {
            return graph_fail(graph, element, requirement->line,
                              "refers to a model that is not imported:", requirement->href);
        }
        file = &model->files[requirement->import->file];
    }
    if (!name_index_find(&file->ids, id, &requirement->element)) {
        return graph_fail(graph, element, requirement->line,
                          "refers to an id that no element of the model has:", requirement->href);
    }
    const Element *target = &model->elements[requirement->element];
    if (!kind_fits(requirement->kind, target->kind)) {
        return graph_fail(graph, element, requirement->line,
                          "refers to an element of another kind:", target->variable.name);
    }
    return STATUS_OK;
}

static Status resolve_requirements(Graph *graph) {
    DmnModel *model = graph->model;
    size_t total = 0;
    for (size_t i = 0; i < model->element_count; i++) {
        Element *element = &model->elements[i];
        total += element->requirement_count;
        if (total > MODEL_REQUIREMENTS_MAX) {
            return error_set(graph->error, STATUS_TOO_LARGE,
                             STR_FMT ": more than %d requirements between elements",
                             STR_ARG(model->files[0].file_name), (int)MODEL_REQUIREMENTS_MAX);
        }
        for (size_t k = 0; k < element->requirement_count; k++) {
            Status status = resolve_requirement(graph, element, &element->requirements[k]);
            if (status != STATUS_OK) {
                return status;
            }
        }
    }
    return STATUS_OK;
}

// No element may require itself, directly or through others: decisions (DMN 1.5, 6.3.7), knowledge
// models (6.3.9), decision services (6.3.10).
static Status circle_fail(const Graph *graph, size_t from, const size_t *path, size_t depth) {
    const DmnModel *model = graph->model;
    const Element *element = &model->elements[from];
    CLEANUP(text_release) Text words = {.limit = ERROR_MESSAGE_SIZE / 2};
    size_t start = depth;
    while (start > 0 && path[start - 1] != from) {
        start--;
    }
    for (size_t i = start; i > 0 && i <= depth; i++) {
        text_format(&words, "%s" STR_FMT, words.length > 0 ? " -> " : "",
                    STR_ARG(model->elements[path[i - 1]].variable.name));
    }
    bool is_recursive = start == depth && element->kind == ELEMENT_KNOWLEDGE;
    return error_set(
        graph->error, STATUS_INVALID,
        STR_FMT ":%d: %s '" STR_FMT "': requires itself: " STR_FMT " -> " STR_FMT "; %s",
        STR_ARG(file_name_of(graph, element)), element->line, element_kind_words(element->kind),
        STR_ARG(element->variable.name), STR_ARG(text_str(&words)), STR_ARG(element->variable.name),
        is_recursive ? "take this requirement away: it sees its own name without it"
                     : "take one of these requirements away");
}

// What a service is given ends the way through the graph.
static bool is_followed(RequirementKind kind) {
    return kind != SERVICE_INPUT_DECISION && kind != SERVICE_INPUT_DATA;
}

static Status check_circles(Graph *graph, size_t at, size_t *path, size_t depth) {
    const Element *element = &graph->model->elements[at];
    graph->visits[at] = VISIT_OPEN;
    path[depth] = at;
    for (size_t i = 0; i < element->requirement_count; i++) {
        const Requirement *requirement = &element->requirements[i];
        if (!is_followed(requirement->kind)) {
            continue;
        }
        Status status = STATUS_OK;
        switch ((Visit)graph->visits[requirement->element]) {
        case VISIT_NEW: status = check_circles(graph, requirement->element, path, depth + 1); break;
        case VISIT_OPEN: status = circle_fail(graph, requirement->element, path, depth + 1); break;
        case VISIT_DONE: break;
        }
        if (status != STATUS_OK) {
            return status;
        }
    }
    graph->visits[at] = VISIT_DONE;
    return STATUS_OK;
}

// Elements that `at` needs, in order of completion. Knowledge takes part in no plan: function
// values are made with the model.
static void collect(Graph *graph, size_t at) {
    const Element *element = &graph->model->elements[at];
    graph->visits[at] = VISIT_DONE;
    for (size_t i = 0; i < element->requirement_count; i++) {
        const Requirement *requirement = &element->requirements[i];
        if (is_followed(requirement->kind) && requirement->kind != REQUIRE_KNOWLEDGE &&
            graph->visits[requirement->element] == VISIT_NEW) {
            collect(graph, requirement->element);
        }
    }
    graph->found[graph->found_count++] = (uint16_t)at;
}

static Status make_plan(Graph *graph, size_t at) {
    DmnModel *model = graph->model;
    Element *element = &model->elements[at];
    Plan *plan = &element->plan;
    memset(graph->visits, VISIT_NEW, model->element_count);
    graph->found_count = 0;
    for (size_t i = 0; i < element->requirement_count; i++) {
        if (!is_followed(element->requirements[i].kind)) {
            graph->visits[element->requirements[i].element] = VISIT_DONE; // given to the service
        }
    }
    collect(graph, at);
    graph->steps += graph->found_count;
    if (graph->steps > MODEL_PLAN_STEPS_MAX) {
        return error_set(graph->error, STATUS_TOO_LARGE,
                         STR_FMT ": the decisions need each other %zu times; at most %d are read",
                         STR_ARG(model->files[0].file_name), graph->steps,
                         (int)MODEL_PLAN_STEPS_MAX);
    }
    plan->inputs = arena_alloc(&model->arena, graph->found_count, sizeof(uint16_t));
    plan->decisions = arena_alloc(&model->arena, graph->found_count, sizeof(uint16_t));
    for (size_t i = 0; i < graph->found_count; i++) {
        uint16_t found = graph->found[i];
        if (model->elements[found].kind == ELEMENT_INPUT) {
            plan->inputs[plan->input_count++] = found;
        } else if (model->elements[found].kind == ELEMENT_DECISION) {
            plan->decisions[plan->decision_count++] = found;
        }
    }
    return STATUS_OK;
}

static Status walk_graph(Graph *graph) {
    DmnModel *model = graph->model;
    size_t *path = arena_alloc(&model->arena, model->element_count + 1, sizeof *path);
    Status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < model->element_count; i++) {
        if (graph->visits[i] == VISIT_NEW) {
            status = check_circles(graph, i, path, 0);
        }
    }
    for (size_t i = 0; status == STATUS_OK && i < model->element_count; i++) {
        ElementKind kind = model->elements[i].kind;
        if (kind == ELEMENT_DECISION || kind == ELEMENT_SERVICE) {
            status = make_plan(graph, i);
        }
    }
    return status;
}

Status graph_resolve(const Compiler *compiler) {
    DmnModel *model = compiler->model;
    Graph graph = {.model = model, .error = compiler->error};
    graph.visits = arena_alloc(&model->arena, model->element_count, sizeof *graph.visits);
    graph.found = arena_alloc(&model->arena, model->element_count, sizeof *graph.found);
    Status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < model->file_count; i++) {
        status = index_ids(&graph, &model->files[i]);
        if (status == STATUS_OK) {
            status = check_names(&graph, &model->files[i]);
        }
    }
    if (status != STATUS_OK) {
        return status;
    }
    index_kind(model, ELEMENT_INPUT, &model->inputs, &model->input_count, &model->input_names);
    index_kind(model, ELEMENT_DECISION, &model->decisions, &model->decision_count,
               &model->decision_names);
    index_kind(model, ELEMENT_SERVICE, &model->services, &model->service_count,
               &model->service_names);
    status = resolve_requirements(&graph);
    return status == STATUS_OK ? walk_graph(&graph) : status;
}
