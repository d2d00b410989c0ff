// SPDX-License-Identifier: Apache-2.0
#ifndef DMN_MODEL_H
#define DMN_MODEL_H
// A decision model as plain data; private to dmn/. reader.c fills texts, names and lines; types.c,
// graph.c and compile.c add what follows from them (types, elements, programs, slots). After that
// nothing changes any more. Everything lives in the model's arena.
// At run time no name is looked up: a decision has a frame, an array of values; the values it
// requires come first, in the order of its requirements, then what its boxed expressions name.
#include "dmn/name_index.h"
#include "dmn/simple_test.h"
#include "feel/feel.h"

enum {
    MODEL_ELEMENTS_MAX = 4096, // inputs, decisions, knowledge models, services
    MODEL_FRAME_MAX = 4096,    // values a decision can see
    MODEL_DEPTH_MAX = 64,      // boxed expressions inside each other, as written
    MODEL_BOXES_MAX = 1024,    // the same, as evaluated: through all calls
    MODEL_REQUIREMENTS_MAX = 65536,
    MODEL_PLAN_STEPS_MAX = 4000000, // sum over all decisions of what each needs
    MODEL_CHAINS_SIZE_MAX = 500000, // instructions and places of all chains; plans beyond have none
    MODEL_FILES_MAX = 256,          // models that import each other
};

// ---- types (item definitions) -------------------------------------------------------------------
typedef enum TypeKind {
    TYPE_ANYTHING,
    TYPE_BASE,     // one FeelKind
    TYPE_ALIAS,    // another type, perhaps with allowed values
    TYPE_CONTEXT,  // components
    TYPE_FUNCTION, // a function value
} TypeKind;

typedef enum CodeKind { CODE_EXPRESSION, CODE_TESTS } CodeKind;

// A piece of FEEL in the model.
typedef struct Code {
    Str text;
    int line;                   // of its element in the file; 0 when the model has no such piece
    uint32_t slot;              // slot + 1 when the text only names a value of the frame
    const FeelProgram *program; // NULL: absent, or it did not compile (see failure)
    const SimpleTest
        *simple;            // CODE_TESTS: the same without a program, where it can decide; or NULL
    Str failure;            // why it did not compile; only models read leniently have one
    const FeelScope *scope; // the names it sees; explanations need them
} Code;

typedef struct Type Type;
struct Type {
    Str name;
    int line;
    TypeKind kind;
    FeelKind base;    // TYPE_BASE
    bool is_list;     // of what the rest says
    bool is_plain;    // TYPE_BASE and nothing else to check: the value's kind decides
    Str reference;    // TYPE_ALIAS; TYPE_FUNCTION: the type of its result
    const Type *of;   // that, resolved
    Type *components; // TYPE_CONTEXT
    size_t component_count;
    Code allowed;    // tests for the value; for a list, for each item
    Code constraint; // tests for the whole value
    Str feel_name;   // as FEEL writes the type; "" when that is too long to be of use
};

// A name with a type: variable, parameter, column.
typedef struct Variable {
    Str name;
    Str type_reference;
    int line;
    const Type *type; // NULL: any
} Variable;

// ---- boxed expressions --------------------------------------------------------------------------
typedef enum HitPolicy {
    HIT_UNIQUE,
    HIT_FIRST,
    HIT_PRIORITY,
    HIT_ANY,
    HIT_COLLECT,
    HIT_RULE_ORDER,
    HIT_OUTPUT_ORDER,
} HitPolicy;
typedef enum Aggregation {
    AGGREGATE_NONE,
    AGGREGATE_SUM,
    AGGREGATE_COUNT,
    AGGREGATE_MIN,
    AGGREGATE_MAX,
} Aggregation;

typedef struct InputClause {
    Str label;
    Code expression;
    Code values; // allowed values
    Str type_reference;
    const Type *type;
} InputClause;
typedef struct OutputClause {
    Str name;
    Code values; // allowed values, best first
    Code default_entry;
    Str type_reference;
    const Type *type;
    FeelValue priorities; // list of the values, best first; null when the policy has no use for it
} OutputClause;
// A cell that not every value passes.
typedef struct RuleTest {
    size_t input;
    const Code *code;
} RuleTest;
typedef struct Rule {
    Code *tests;       // one per input clause; without program: any value
    RuleTest *checked; // those that have something to check
    size_t checked_count;
    Code *outputs; // one per output clause
    Str annotation;
    int line;
} Rule;
typedef struct Table {
    Str owner; // name of the element it belongs to, for messages
    int line;
    HitPolicy policy;
    Aggregation aggregation;
    InputClause *inputs;
    size_t input_count;
    OutputClause *outputs;
    size_t output_count;
    Rule *rules;
    size_t rule_count;
    bool has_default;
    Code aggregate; // COLLECT with aggregation: over the collected list
} Table;

typedef enum ExpressionKind {
    EXPRESSION_LITERAL,     // code
    EXPRESSION_TABLE,       // table
    EXPRESSION_CONTEXT,     // part i is the value of variable i; a part without name is the result
    EXPRESSION_INVOCATION,  // part 0: the function; part i + 1: argument for variable i
    EXPRESSION_LIST,        // parts
    EXPRESSION_RELATION,    // parts: rows (lists); variables: columns
    EXPRESSION_FUNCTION,    // part 0: body; variables: parameters
    EXPRESSION_CONDITIONAL, // parts: if, then, else
    EXPRESSION_FILTER,      // parts: in, match
    EXPRESSION_FOR,         // parts: in, return; variable 0: the iterator
    EXPRESSION_SOME,        // parts: in, satisfies; variable 0: the iterator
    EXPRESSION_EVERY,
} ExpressionKind;
typedef enum FunctionKind { FUNCTION_FEEL, FUNCTION_JAVA, FUNCTION_PMML } FunctionKind;

typedef struct Expression Expression;
struct Expression {
    ExpressionKind kind;
    int line;
    Str type_reference;
    const Type *type; // NULL: any
    Code code;        // LITERAL; INVOCATION and FILTER: compiled over the values of the parts
    Variable *variables;
    size_t variable_count;
    Expression **parts; // NULL where the model has none
    size_t part_count;
    Table *table;
    size_t slot; // the first of its own places in the frame
    FunctionKind function_kind;
    Str *parameter_names; // FUNCTION
    size_t frame_size;    // FUNCTION: of a call; its parameters are at `slot`
};

// ---- files -------------------------------------------------------------------------------------
// One file of a set of models that import each other. Names and ids are of their file; types and
// elements of an imported file go by "import name.name".
typedef struct Import {
    Str name; // may be empty: then the names go without prefix
    Str name_space;
    int line;
    size_t file; // resolved
} Import;
typedef struct ModelFile {
    Str file_name; // for messages
    Str name;
    Str name_space;
    Import *imports;
    size_t import_count;
    Type *types;
    size_t type_count;
    NameIndex type_names;
    FeelName *feel_types; // own and imported types, for FEEL
    size_t feel_type_count;
    size_t first_element; // its elements lie one behind the other
    size_t element_count;
    NameIndex ids;
} ModelFile;

// ---- elements -----------------------------------------------------------------------------------
typedef enum ElementKind {
    ELEMENT_INPUT,
    ELEMENT_DECISION,
    ELEMENT_KNOWLEDGE, // business knowledge model; its logic is a FUNCTION
    ELEMENT_SERVICE,   // decision service
} ElementKind;

typedef enum RequirementKind {
    REQUIRE_INPUT,
    REQUIRE_DECISION,
    REQUIRE_KNOWLEDGE,
    SERVICE_OUTPUT, // the parts of a decision service
    SERVICE_ENCAPSULATED,
    SERVICE_INPUT_DECISION,
    SERVICE_INPUT_DATA,
} RequirementKind;
typedef struct Requirement {
    RequirementKind kind;
    Str href;
    int line;
    size_t element;       // resolved
    const Import *import; // through which the file knows it; NULL: it is of the same file
} Requirement;

// What has to be done for one decision: the inputs to take, then the decisions in order.
typedef struct Plan {
    uint16_t *inputs; // elements
    size_t input_count;
    uint16_t *decisions; // elements, each after those it requires; the asked one last
    size_t decision_count;
    const struct FeelChain *chain; // its decisions as one program; NULL: none
} Plan;

typedef struct DmnModel DmnModel;
// What a function value of the model carries: one per element for either mode.
typedef struct Callable {
    const DmnModel *model;
    size_t element;
    bool is_strict;
} Callable;

// Where the value of a requirement comes from, for filling frames fast.
typedef struct Source {
    uint16_t element;
    bool is_function; // knowledge model or service
} Source;

typedef struct Element {
    ElementKind kind;
    Str id;
    size_t file;
    int line;
    Variable variable; // its name is the element's
    Requirement *requirements;
    size_t requirement_count;
    Source *sources; // one per requirement
    Str *required_names;
    Expression *logic;  // NULL: none
    size_t ordinal;     // among the inputs, the decisions or the services
    size_t frame_size;  // DECISION, KNOWLEDGE (up to its parameters)
    bool sees_itself;   // KNOWLEDGE: its own name stands behind those it requires
    Plan plan;          // DECISION, SERVICE
    size_t *parameters; // SERVICE: elements that it is given
    Str *parameter_names;
    size_t parameter_count;
    Callable callables[2];
    FeelValue functions[2]; // KNOWLEDGE, SERVICE: as a value; [1] in strict mode
} Element;

struct DmnModel {
    Arena arena;
    bool is_lenient;
    ModelFile *files; // the model itself, then those it imports, directly or not
    size_t file_count;
    Element *elements; // by file
    size_t element_count;
    uint16_t *inputs; // elements that are inputs, in file order
    size_t input_count;
    uint16_t *decisions;
    size_t decision_count;
    uint16_t *services;
    size_t service_count;
    NameIndex input_names; // of the model itself: places in `inputs`
    NameIndex decision_names;
    NameIndex service_names;
};

const char *element_kind_words(ElementKind kind); // "decision", "input data", ...
enum { HIT_POLICY_COUNT = HIT_OUTPUT_ORDER + 1 };
const char *hit_policy_name(HitPolicy policy); // as in the file: "UNIQUE", "RULE ORDER", ...
#endif
