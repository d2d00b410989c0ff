# SPDX-License-Identifier: Apache-2.0
"""Installs everything into a temporary folder and uses the library from there, as another program would."""
import os
import pathlib
import re
import shutil
import subprocess

from common import ROOT, case, finish, folder

BUILD = ROOT / "build" / "release"
EXAMPLES = ROOT / "examples"
EXPECTED = """{"人数": 3, "家庭月收入": 1250.50, "保障标准": 1240}
  -> 2469.50
{"人数": 3, "保障标准": 1240}
  -> null
  because input '家庭月收入' is not known (line 6)
2 persons with 2480.01 yuan: 低保边缘, 0.00 yuan a month
"""
STRICT = ["-Wall", "-Wextra", "-Wpedantic", "-Werror"]
# What a library without files, clock and environment has no use for.
OUTSIDE = {"fopen", "open", "openat", "read", "getenv", "secure_getenv", "time", "clock_gettime", "gettimeofday", "localtime",
           "setlocale", "socket", "printf", "puts", "exit", "system", "pthread_create"}


def run(*command, code=0, **environment):
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False, env={**os.environ, **environment})
    if done.returncode != code:
        raise AssertionError(f"{' '.join(map(str, command))}: exit {done.returncode}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}")
    return done.stdout


class Installed:
    """What `meson install` put into a temporary DESTDIR."""

    def __init__(self, temporary):
        self.work = temporary
        self.root = temporary / "root"
        run("ninja", "-C", BUILD, "--quiet")
        run("meson", "install", "-C", BUILD, "--no-rebuild", "--quiet", "--destdir", self.root)
        self.pc = next(self.root.rglob("doudi-dmn.pc"))
        self.libraries = self.pc.parent.parent
        self.header = next(self.root.rglob("doudi_dmn.h"))
        self.names = set(re.findall(r"^DOUDI_API [^(]*?\b(doudi_\w+)\(", self.header.read_text(), re.MULTILINE))

    def flags(self, *options):
        return run("pkg-config", *options, "doudi-dmn", PKG_CONFIG_PATH=str(self.pc.parent), PKG_CONFIG_SYSROOT_DIR=str(self.root),
                   PKG_CONFIG_ALLOW_SYSTEM_LIBS="").split()

    def compile(self, source, name, compiler=("cc", "-std=c11"), static=False, options=()):
        flags = self.flags("--cflags") + (self.flags("--static", "--libs") if static else self.flags("--libs"))
        if static:
            flags = ["-l:libdoudi-dmn.a" if flag == "-ldoudi-dmn" else flag for flag in flags]
        program = self.work / name
        run(*compiler, *STRICT, *options, source, *flags, "-o", program)
        return program

    def use(self, program, *arguments):
        return run(program, *arguments, LD_LIBRARY_PATH=str(self.libraries))


def everything_is_in_place(there):
    files = {str(path.relative_to(there.root)) for path in there.root.rglob("*") if not path.is_dir()}
    for wanted in ("include/doudi_dmn.h", "libdoudi-dmn.a", "libdoudi-dmn.so", "libdoudi-dmn.so.0", "pkgconfig/doudi-dmn.pc",
                   "man/man3/doudi-dmn.3", "man/man1/doudi.1", "man/zh_CN/man1/doudi.1", "bin/doudi"):
        assert any(file.endswith(wanted) for file in files), (wanted, sorted(files))
    assert not any(file.endswith((".o", ".map")) for file in files), sorted(files)
    dynamic = run("readelf", "-d", there.libraries / "libdoudi-dmn.so")
    assert "[libdoudi-dmn.so.0]" in dynamic and "TEXTREL" not in dynamic, dynamic


def the_example_runs_on_the_shared_library(there):
    program = there.compile(EXAMPLES / "means_test.c", "shared")
    assert there.use(program, EXAMPLES / "means_test.dmn") == EXPECTED
    assert "libdoudi-dmn.so.0" in run("ldd", program, LD_LIBRARY_PATH=str(there.libraries))


def the_example_runs_on_the_static_library(there):
    program = there.compile(EXAMPLES / "means_test.c", "static", static=True)
    assert there.use(program, EXAMPLES / "means_test.dmn") == EXPECTED
    assert "libdoudi" not in run("ldd", program)


def the_example_says_what_is_wrong(there):
    program = there.compile(EXAMPLES / "means_test.c", "wrong")
    broken = there.work / "broken.dmn"
    broken.write_text((EXAMPLES / "means_test.dmn").read_text().replace("保障标准 * 人数<", "保障标准 * <"))
    done = subprocess.run([program, broken], capture_output=True, text=True, check=False,
                          env={**os.environ, "LD_LIBRARY_PATH": str(there.libraries)})
    assert done.returncode == 1 and "broken.dmn:" in done.stderr and "'保障线'" in done.stderr, done


def the_header_needs_nothing_and_is_cpp_too(there):
    (there.work / "alone.c").write_text("#include <doudi_dmn.h>\nint main(void) { return doudi_version()[0] == 0; }\n")
    there.use(there.compile(there.work / "alone.c", "alone"))
    if shutil.which("c++") is None:
        return
    (there.work / "alone.cpp").write_text('''#include <doudi_dmn.h>
#include <cstring>
int main() {
    DoudiRun *run = doudi_run_new();
    const DoudiValue *value = nullptr;
    DoudiError error;
    if (doudi_evaluate(run, "sum(for i in 1..4 return i)", nullptr, &value, &error) != DOUDI_OK) return 1;
    int wrong = std::strcmp(doudi_value_text(run, value), "10");
    doudi_run_free(run);
    return wrong;
}
''')
    there.use(there.compile(there.work / "alone.cpp", "cpp", compiler=("c++", "-std=c++11")))


def only_documented_names_are_seen_from_outside(there):
    shared = {line.split()[-1] for line in run("nm", "-D", "--defined-only", there.libraries / "libdoudi-dmn.so").splitlines()}
    assert shared == {name + "@@DOUDI_DMN_0" for name in there.names} | {"DOUDI_DMN_0"}, shared
    static = {line.split()[-1] for line in run("nm", "-g", "--defined-only", there.libraries / "libdoudi-dmn.a").splitlines()
              if len(line.split()) == 3}
    assert static == there.names, static ^ there.names


def a_program_may_use_our_inner_names_for_its_own(there):
    (there.work / "names.c").write_text('''#include <doudi_dmn.h>
void arena_alloc(void); void str_from(void); void memory_new(void); void feel_run(void); void json_read(void);
void arena_alloc(void) {} void str_from(void) {} void memory_new(void) {} void feel_run(void) {} void json_read(void) {}
int main(void) {
    DoudiRun *run = doudi_run_new();
    const DoudiValue *value = NULL;
    int64_t number = 0;
    bool is_right = doudi_value_from_json(run, "[41]", 4, &value, NULL) == DOUDI_OK &&
        doudi_evaluate(run, "1 + 41", NULL, &value, NULL) == DOUDI_OK && doudi_value_integer(value, &number) && number == 42;
    doudi_run_free(run);
    return is_right ? 0 : 1;
}
''')
    for static in (False, True):
        there.use(there.compile(there.work / "names.c", f"names{static}", static=static))


def nothing_outside_is_asked_and_nothing_is_kept(there):
    archive = there.libraries / "libdoudi-dmn.a"
    wanted = {line.split()[-1] for line in run("nm", "-u", archive).splitlines() if line.strip() and not line.endswith(":")}
    assert not wanted & OUTSIDE, wanted & OUTSIDE
    variables = [line.split()[-1] for line in run("objdump", "-t", archive).splitlines()
                 if re.search(r"\sO (\.data|\.bss|\*COM\*)\s", line)]
    # The decimal library's tables are not const; nobody writes them.
    assert all("bid_" in name for name in variables), [name for name in variables if "bid_" not in name]


def nothing_is_lost_or_misused(there):
    if shutil.which("valgrind") is None:
        return
    program = there.compile(EXAMPLES / "means_test.c", "checked", options=("-g",))
    checked = ("valgrind", "--quiet", "--leak-check=full", "--show-leak-kinds=all", "--error-exitcode=9")
    assert run(*checked, program, EXAMPLES / "means_test.dmn", LD_LIBRARY_PATH=str(there.libraries)) == EXPECTED


def mistakes_of_the_program_stop_it_with_a_line(there):
    (there.work / "mistake.c").write_text("#include <doudi_dmn.h>\nint main(void) { doudi_run_clear(NULL); return 0; }\n")
    program = there.compile(there.work / "mistake.c", "mistake")
    done = subprocess.run([program], capture_output=True, text=True, check=False,
                          env={**os.environ, "LD_LIBRARY_PATH": str(there.libraries)})
    assert done.returncode == -6 and done.stderr.count("\n") == 1 and "run != NULL" in done.stderr, done


def the_manual_page_has_every_function(there):
    page = next(there.root.rglob("doudi-dmn.3")).read_text()
    told = set(re.findall(r"^\.(?:Fn|Fo) (doudi_\w+)", page, re.MULTILINE))
    assert told == there.names, told ^ there.names
    for path in there.root.rglob("man?/doudi*.[13]"):
        if shutil.which("mandoc"):
            said = [line for line in run("mandoc", "-Tlint", "-Wwarning", path).splitlines() if "mandoc.db" not in line]
            assert not said, said


def main():
    with folder() as temporary:
        there = Installed(pathlib.Path(temporary))
        case("everything is in place", everything_is_in_place, there)
        case("the example runs on the shared library", the_example_runs_on_the_shared_library, there)
        case("the example runs on the static library", the_example_runs_on_the_static_library, there)
        case("the example says what is wrong", the_example_says_what_is_wrong, there)
        case("the header needs nothing and is C++ too", the_header_needs_nothing_and_is_cpp_too, there)
        case("only documented names are seen from outside", only_documented_names_are_seen_from_outside, there)
        case("a program may use our inner names for its own", a_program_may_use_our_inner_names_for_its_own, there)
        case("nothing outside is asked and nothing is kept", nothing_outside_is_asked_and_nothing_is_kept, there)
        case("nothing is lost or misused", nothing_is_lost_or_misused, there)
        case("mistakes of the program stop it with a line", mistakes_of_the_program_stop_it_with_a_line, there)
        case("the manual page has every function", the_manual_page_has_every_function, there)
    finish()


main()
