// SPDX-License-Identifier: Apache-2.0
#include "feel/external.h"
#include "base/check.h"
#include "feel/number.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

// The parameter types of Java that are known here.
typedef enum JavaKind {
    JAVA_BYTE,
    JAVA_SHORT,
    JAVA_INT,
    JAVA_LONG,
    JAVA_FLOAT,
    JAVA_DOUBLE,
    JAVA_BOOLEAN,
    JAVA_CHAR,
    JAVA_STRING,
    JAVA_OBJECT,
    JAVA_OBJECTS, // the rest of the arguments
} JavaKind;

typedef struct JavaType {
    Str name;
    JavaKind kind;
} JavaType;

#define NAMED(text)                                                                                \
    { (text), sizeof(text) - 1 }

static const JavaType java_types[] = {
    {NAMED("byte"), JAVA_BYTE},
    {NAMED("short"), JAVA_SHORT},
    {NAMED("int"), JAVA_INT},
    {NAMED("long"), JAVA_LONG},
    {NAMED("float"), JAVA_FLOAT},
    {NAMED("double"), JAVA_DOUBLE},
    {NAMED("boolean"), JAVA_BOOLEAN},
    {NAMED("char"), JAVA_CHAR},
    {NAMED("java.lang.Byte"), JAVA_BYTE},
    {NAMED("java.lang.Short"), JAVA_SHORT},
    {NAMED("java.lang.Integer"), JAVA_INT},
    {NAMED("java.lang.Long"), JAVA_LONG},
    {NAMED("java.lang.Float"), JAVA_FLOAT},
    {NAMED("java.lang.Double"), JAVA_DOUBLE},
    {NAMED("java.lang.Boolean"), JAVA_BOOLEAN},
    {NAMED("java.lang.Character"), JAVA_CHAR},
    {NAMED("java.lang.String"), JAVA_STRING},
    {NAMED("java.lang.Object"), JAVA_OBJECT},
    {NAMED("[Ljava.lang.Object;"), JAVA_OBJECTS},
};

enum { PARAMETERS_MAX = 8 };

typedef struct Signature {
    Str class_name;
    Str method;
    JavaKind parameters[PARAMETERS_MAX];
    size_t count;
} Signature;

static bool find_type(Str name, JavaKind *out_kind) {
    for (size_t i = 0; i < ARRAY_COUNT(java_types); i++) {
        if (str_equal(java_types[i].name, name)) {
            *out_kind = java_types[i].kind;
            return true;
        }
    }
    return false;
}

// "max(int, int)"
static bool read_signature(Str text, Signature *out) {
    Str rest = str_trim(text);
    if (!str_ends_with(rest, STR(")"))) {
        return false;
    }
    rest.length--;
    out->method = str_trim(str_cut(&rest, '('));
    rest = str_trim(rest);
    while (rest.length > 0) {
        if (out->count == PARAMETERS_MAX ||
            !find_type(str_trim(str_cut(&rest, ',')), &out->parameters[out->count++])) {
            return false;
        }
    }
    return true;
}

// ---- values -------------------------------------------------------------------------------------
static bool is_whole_kind(JavaKind kind) {
    return kind <= JAVA_LONG;
}

static bool fits_whole(JavaKind kind, int64_t number) {
    switch (kind) {
    case JAVA_BYTE: return number >= INT8_MIN && number <= INT8_MAX;
    case JAVA_SHORT: return number >= INT16_MIN && number <= INT16_MAX;
    case JAVA_INT: return number >= INT32_MIN && number <= INT32_MAX;
    default: return kind == JAVA_LONG;
    }
}

// Whether the argument is one that Java would take for this parameter.
static bool fits(JavaKind kind, FeelValue value) {
    int64_t number = 0;
    if (is_whole_kind(kind)) {
        return value.kind == FEEL_NUMBER && number_to_int64(value, &number) &&
               fits_whole(kind, number);
    }
    switch (kind) {
    case JAVA_FLOAT:
    case JAVA_DOUBLE: return value.kind == FEEL_NUMBER;
    case JAVA_BOOLEAN: return value.kind == FEEL_BOOLEAN;
    case JAVA_STRING: return value.kind == FEEL_STRING;
    case JAVA_CHAR: {
        size_t at = 0;
        if (value.kind != FEEL_STRING || value.length == 0) {
            return false;
        }
        (void)str_next_character(feel_as_string(value), &at);
        return at == value.length;
    }
    default: return true;
    }
}

static double to_double(FeelValue number) {
    CLEANUP(text_release) Text text = {0};
    number_format(number, &text);
    return strtod(text.data, NULL);
}

// The shortest text that is this number again, as Java writes it; null when it is not finite.
static FeelValue from_double(FeelVm *vm, double number, bool is_float) {
    enum { DIGITS_MAX = 17 };
    if (!isfinite(number)) {
        return FEEL_NULL_VALUE;
    }
    CLEANUP(text_release) Text text = {0};
    for (int digits = 1; digits <= DIGITS_MAX; digits++) {
        text_clear(&text);
        text_format(&text, "%.*g", digits, number);
        bool is_same =
            is_float ? strtof(text.data, NULL) == (float)number : strtod(text.data, NULL) == number;
        if (is_same) {
            break;
        }
    }
    return number_parse(vm_arena(vm), text_str(&text));
}

// A number as the parameter's type holds it.
static FeelValue as_held(FeelVm *vm, JavaKind kind, FeelValue value) {
    if (value.kind != FEEL_NUMBER || (kind != JAVA_FLOAT && kind != JAVA_DOUBLE)) {
        return value;
    }
    double number = to_double(value);
    return from_double(vm, kind == JAVA_FLOAT ? (double)(float)number : number, kind == JAVA_FLOAT);
}

// ---- java.lang.Math -----------------------------------------------------------------------------
typedef struct MathFunction {
    Str name;
    double (*one)(double);
    double (*two)(double, double);
} MathFunction;

static const MathFunction math_functions[] = {
    {NAMED("acos"), acos, NULL},   {NAMED("asin"), asin, NULL},   {NAMED("atan"), atan, NULL},
    {NAMED("cbrt"), cbrt, NULL},   {NAMED("ceil"), ceil, NULL},   {NAMED("cos"), cos, NULL},
    {NAMED("cosh"), cosh, NULL},   {NAMED("exp"), exp, NULL},     {NAMED("floor"), floor, NULL},
    {NAMED("log"), log, NULL},     {NAMED("log10"), log10, NULL}, {NAMED("rint"), rint, NULL},
    {NAMED("sin"), sin, NULL},     {NAMED("sinh"), sinh, NULL},   {NAMED("sqrt"), sqrt, NULL},
    {NAMED("tan"), tan, NULL},     {NAMED("tanh"), tanh, NULL},   {NAMED("atan2"), NULL, atan2},
    {NAMED("hypot"), NULL, hypot}, {NAMED("pow"), NULL, pow},
};

static FeelValue math_of_doubles(FeelVm *vm, const Signature *signature, const FeelValue *arguments,
                                 bool *out_is_known) {
    for (size_t i = 0; i < ARRAY_COUNT(math_functions); i++) {
        const MathFunction *row = &math_functions[i];
        size_t count = row->one != NULL ? 1 : 2;
        if (str_equal(row->name, signature->method) && count == signature->count) {
            *out_is_known = true;
            double first = to_double(arguments[0]);
            double result = count == 1 ? row->one(first) : row->two(first, to_double(arguments[1]));
            return vm_approximate(vm, from_double(vm, result, false), VM_DOUBLE_DIGITS);
        }
    }
    return FEEL_NULL_VALUE;
}

// abs, min and max are there for int, long, float and double.
static FeelValue call_math(FeelVm *vm, const Signature *signature, const FeelValue *arguments,
                           bool *out_is_known) {
    JavaKind kind = signature->count > 0 ? signature->parameters[0] : JAVA_OBJECT;
    bool are_alike = kind >= JAVA_INT && kind <= JAVA_DOUBLE;
    for (size_t i = 0; i < signature->count; i++) {
        are_alike = are_alike && signature->parameters[i] == kind;
    }
    if (!are_alike) {
        return FEEL_NULL_VALUE;
    }
    bool is_max = str_equal(signature->method, STR("max"));
    if (signature->count == 2 && (is_max || str_equal(signature->method, STR("min")))) {
        *out_is_known = true;
        bool is_first = (number_compare(arguments[0], arguments[1]) >= 0) == is_max;
        return as_held(vm, kind, arguments[is_first ? 0 : 1]);
    }
    if (signature->count == 1 && str_equal(signature->method, STR("abs"))) {
        *out_is_known = true;
        return as_held(vm, kind, number_absolute(vm_arena(vm), arguments[0]));
    }
    return kind == JAVA_DOUBLE ? math_of_doubles(vm, signature, arguments, out_is_known)
                               : FEEL_NULL_VALUE;
}

// ---- java.lang.String ---------------------------------------------------------------------------
// %s and %d take the next argument, %n and %% none. Nothing else is known.
static bool format_text(Str pattern, const FeelValue *arguments, size_t count, Text *out) {
    size_t next = 0;
    for (size_t at = 0; at < pattern.length; at++) {
        char c = pattern.data[at];
        if (c != '%') {
            text_append_char(out, c);
            continue;
        }
        char kind = at + 1 < pattern.length ? pattern.data[++at] : '\0';
        if (kind == '%' || kind == 'n') {
            text_append_char(out, kind == 'n' ? '\n' : '%');
        } else if ((kind != 's' && kind != 'd') || next == count ||
                   (kind == 'd' &&
                    (arguments[next].kind != FEEL_NUMBER || !number_is_integer(arguments[next])))) {
            return false;
        } else {
            feel_format(arguments[next++], out);
        }
    }
    return true;
}

static FeelValue call_string(FeelVm *vm, const Signature *signature, const FeelValue *arguments,
                             size_t count, bool *out_is_known) {
    CLEANUP(text_release) Text text = {0};
    bool takes_all = signature->count == 2 && signature->parameters[0] == JAVA_STRING &&
                     signature->parameters[1] == JAVA_OBJECTS;
    if (str_equal(signature->method, STR("format")) && takes_all) {
        *out_is_known = true;
        const FeelValue *rest = arguments + 1;
        size_t rest_count = count - 1;
        if (rest_count == 1 && rest[0].kind == FEEL_LIST) { // the array itself
            rest_count = rest[0].length;
            rest = feel_items(rest[0]);
        }
        return format_text(feel_as_string(arguments[0]), rest, rest_count, &text) &&
                       vm_reserve(vm, text.length)
                   ? feel_string(vm_arena(vm), text_str(&text))
                   : FEEL_NULL_VALUE;
    }
    bool is_one = signature->count == 1 && signature->parameters[0] != JAVA_OBJECTS &&
                  signature->parameters[0] != JAVA_STRING;
    if (str_equal(signature->method, STR("valueOf")) && is_one) {
        *out_is_known = true;
        feel_format(as_held(vm, signature->parameters[0], arguments[0]), &text);
        return vm_reserve(vm, text.length) ? feel_string(vm_arena(vm), text_str(&text))
                                           : FEEL_NULL_VALUE;
    }
    return FEEL_NULL_VALUE;
}

// ---- java.lang.Double and so on: valueOf(double), valueOf(String) -------------------------------
static FeelValue call_box(FeelVm *vm, const Signature *signature, FeelValue argument,
                          bool *out_is_known) {
    JavaKind kind = JAVA_OBJECT;
    bool is_value_of = signature->count == 1 && str_equal(signature->method, STR("valueOf")) &&
                       find_type(signature->class_name, &kind) && kind <= JAVA_BOOLEAN;
    if (!is_value_of) {
        return FEEL_NULL_VALUE;
    }
    if (signature->parameters[0] == kind) {
        *out_is_known = true;
        return as_held(vm, kind, argument);
    }
    if (signature->parameters[0] != JAVA_STRING) {
        return FEEL_NULL_VALUE;
    }
    *out_is_known = true;
    Str text = feel_as_string(argument);
    FeelValue value = kind == JAVA_BOOLEAN ? feel_boolean(str_equal(text, STR("true")))
                                           : number_parse(vm_arena(vm), text);
    return fits(kind, value) ? as_held(vm, kind, value) : FEEL_NULL_VALUE;
}

// ---- the call -----------------------------------------------------------------------------------
static bool arguments_fit(FeelVm *vm, const Signature *signature, const FeelValue *arguments,
                          size_t count) {
    bool takes_all =
        signature->count > 0 && signature->parameters[signature->count - 1] == JAVA_OBJECTS;
    size_t least = takes_all ? signature->count - 1 : signature->count;
    if (count < least || (!takes_all && count > least)) {
        vm_fail(vm, "the Java method " STR_FMT " takes %zu arguments, not %zu",
                STR_ARG(signature->method), least, count);
        return false;
    }
    for (size_t i = 0; i < least; i++) {
        if (!fits(signature->parameters[i], arguments[i])) {
            vm_fail(vm, "argument %zu of the Java method " STR_FMT ", a %s, is not of its type",
                    i + 1, STR_ARG(signature->method), feel_kind_name(arguments[i].kind));
            return false;
        }
    }
    return true;
}

static FeelValue call_method(FeelVm *vm, const Signature *signature, const FeelValue *arguments,
                             size_t count) {
    bool is_known = false;
    FeelValue result = FEEL_NULL_VALUE;
    if (!arguments_fit(vm, signature, arguments, count)) {
        return FEEL_NULL_VALUE;
    }
    if (str_equal(signature->class_name, STR("java.lang.Math"))) {
        result = call_math(vm, signature, arguments, &is_known);
    } else if (str_equal(signature->class_name, STR("java.lang.String"))) {
        result = call_string(vm, signature, arguments, count, &is_known);
    } else if (signature->count == 1) {
        result = call_box(vm, signature, arguments[0], &is_known);
    }
    if (!is_known) {
        return vm_fail(vm, "there is no Java method " STR_FMT " of these types in " STR_FMT,
                       STR_ARG(signature->method), STR_ARG(signature->class_name));
    }
    return result.kind == FEEL_NULL ? vm_fail(vm, "the Java method " STR_FMT " has no result here",
                                              STR_ARG(signature->method))
                                    : result;
}

FeelValue external_call(FeelVm *vm, FeelValue definition, const FeelValue *arguments,
                        size_t count) {
    FeelValue java = definition;
    FeelValue class_name = FEEL_NULL_VALUE;
    FeelValue method = FEEL_NULL_VALUE;
    (void)feel_get(definition, STR("java"), &java);
    if (!feel_get(java, STR("class"), &class_name) || class_name.kind != FEEL_STRING ||
        !feel_get(java, STR("method signature"), &method) || method.kind != FEEL_STRING) {
        return vm_fail(vm, "an external function needs {java: {class: \"...\", method signature: "
                           "\"...\"}}");
    }
    Signature signature = {.class_name = feel_as_string(class_name)};
    if (!read_signature(feel_as_string(method), &signature)) {
        return vm_fail(vm, "the method signature '" STR_FMT "' is not known",
                       STR_ARG(feel_as_string(method)));
    }
    return call_method(vm, &signature, arguments, count);
}

FeelValue feel_call_external(FeelRun *run, FeelValue definition, const FeelValue *arguments,
                             size_t count) {
    FeelVm vm = {.run = run};
    return external_call(&vm, definition, arguments, count);
}
