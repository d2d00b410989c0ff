# SPDX-License-Identifier: Apache-2.0
"""tools/tidy catches what it is there for: one violation of each kind, planted in a copy of the tree, is complained of.
The same for the floors of tools/coverage, with a stand-in for the measuring program."""
import json
import os
import pathlib
import re
import subprocess

from common import ROOT, case, finish, folder

SPDX = "// SPDX-License-Identifier: Apache-2.0\n"


def function(head, lines):
    return f"{SPDX}{head} {{\n" + "    work();\n" * lines + "}\n"


# What is planted: file, its content, words of the complaint.
PLANTS = {
    "a lower folder includes a higher one": ("src/base/plant.c", SPDX + '#include "feel/feel.h"\n', "base/ may not include feel/"),
    "an include in angle brackets": ("src/base/plant.c", SPDX + "#include <feel/feel.h>\n", "in quotes"),
    "an include with blanks": ("src/base/plant.c", SPDX + '#  include "feel/feel.h"\n', "may not include feel/"),
    "an include that climbs": ("src/base/plant.c", SPDX + '#include "../feel/feel.h"\n', "may not include ../"),
    "somebody includes app": ("src/cli/plant.c", SPDX + '#include "app/inbox.h"\n', "nothing may include app/"),
    "a private header of another folder": ("src/api/plant.c", SPDX + '#include "http/sse_private.h"\n', "is private to http/"),
    "an include without its folder": ("src/cli/plant.c", SPDX + '#include "cli.h"\n', "with its folder"),
    "a library away from its home": ("src/feel/plant.c", SPDX + "#include <sqlite3.h>\n", "<sqlite3.h> belongs in store"),
    "the operating system in a pure folder": ("src/domain/plant.c", SPDX + "#include <unistd.h>\n", "<unistd.h> belongs in"),
    "an unknown header": ("src/domain/plant.c", SPDX + "#include <ncurses.h>\n", "has no row in tools/tidy"),
    "files opened in a pure folder": ("src/feed/plant.c", SPDX + 'int x = fopen("a", "r");\n', "fopen() belongs in"),
    "the clock in a pure folder": ("src/monitor/plant.c", SPDX + "int x = time(NULL);\n", "time() belongs in platform"),
    "memory past the house's own": ("src/cli/plant.c", SPDX + "int *x = malloc(4);\n", "malloc() belongs in base"),
    "a banned call": ("src/cli/plant.c", SPDX + "int x = strcpy(a, b);\n", "strcpy() is banned"),
    "a banned call with a blank": ("src/cli/plant.c", SPDX + "int x = sprintf (a, b);\n", "sprintf() is banned"),
    "a banned call by pointer": ("src/cli/plant.c", SPDX + "int x = strcpy;\n", "strcpy() is banned"),
    "the shell": ("src/cli/plant.c", SPDX + 'int x = system("ls");\n', "system() is banned"),
    "SQL outside the store": ("src/service/plant.c", SPDX + 'const char *q = "select a from b";\n', "SQL belongs in store/"),
    "floating point near money": ("src/domain/plant.c", SPDX + "double x;\n", "no floating point"),
    "an error without Chinese words": ("src/cli/plant.c", SPDX + 'int x = error_set(e, S, "no row " STR_FMT, y);\n', '"no row %s" has no row'),
    "an error put in front, without Chinese": ("src/cli/plant.c", SPDX + 'int x = error_prefix(e, "nobody %d: ", y);\n', '"nobody %d: %s" has no row'),
    "a choice of words, one without Chinese": ("src/cli/plant.c", SPDX + 'int x = error_set(e, S, "%s", y(z) ? "not so" : "");\n', '"not so" has no row'),
    "Chinese words of no error": ("src/language/errors_data.def", SPDX + 'ERROR_WORDS("never said %s",\n            "{1}")\n', 'nothing says "never said %s"'),
    "mutable state": ("src/cli/plant.c", SPDX + "static int counter;\n", "counter is mutable state"),
    "mutable state that is atomic": ("src/cli/plant.c", SPDX + "static _Atomic(char *) counter;\n", "counter is mutable state"),
    "mutable state in a function": ("src/cli/plant.c", SPDX + "void f(void) {\n    static Cache cache = {0};\n}\n", "cache is mutable"),
    "work put off": ("src/cli/plant.c", SPDX + "// TO" + "DO later\n", "finish it"),
    "no licence line": ("src/cli/plant.c", "int x;\n", "must be the SPDX line"),
    "no licence line in a script": ("tests/system/plant.py", "x = 1\n", "must be the SPDX line"),
    "a wide line": ("src/cli/plant.c", SPDX + "// " + "x" * 130 + "\n", "longer than 100 columns"),
    "a long function": ("src/cli/plant.c", function("void plant(void)", 80), "plant() has 82 lines"),
    "a long function of a struct": ("src/cli/plant.c", function("struct A *plant(void)", 80), "plant() has 82 lines"),
    "a long function of a constant": ("src/cli/plant.c", function("static const char *plant(void)", 80), "plant() has 82 lines"),
    "a long function under a long head": ("src/cli/plant.c", function("void plant(int a,\n           int b)", 80), "plant() has 83 lines"),
    "a long function in a test": ("tests/cli/plant.c", function("static void plant(void)", 80), "plant() has 82 lines"),
    "a long file": ("src/cli/plant.c", SPDX + "int x;\n" * 610, "612 lines, more than 600"),
    "a header of nobody": ("src/cli/plant.h", SPDX + "int x;\n", "nobody includes this header"),
    "a source that is not built": ("src/cli/plant.c", SPDX + "int x;\n", "no meson.build names this file"),
    "a folder without a row": ("src/plant/plant.c", SPDX + "int x;\n", "has no row in tools/tidy"),
    "a path that is not there": ("docs/plant.md", "see `src/nothing/there.c`\n", "does not exist"),
    "a link that leads nowhere": ("docs/plant.md", "see [x](nothing.md)\n", "does not exist"),
}


def tidy(tree):
    return subprocess.run(["tools/tidy"], cwd=tree, capture_output=True, text=True, check=False)


def complaints(tree, plants):
    """What tidy says of a tree with these files in it, which are gone afterwards."""
    kept = {name: (tree / name).read_bytes() for name in plants if (tree / name).exists()}
    for name, content in plants.items():
        (tree / name).parent.mkdir(exist_ok=True)
        (tree / name).write_text(content, encoding="utf-8")
    done = tidy(tree)
    for name in plants:
        (tree / name).unlink()
        if not any((tree / name).parent.iterdir()):
            (tree / name).parent.rmdir()
    for name, content in kept.items():
        (tree / name).write_bytes(content)
    assert done.returncode == 1, done.stdout
    return done.stdout.split("\n")


def is_caught(said, name, words):
    assert any(line.startswith(name) and words in line for line in said), "\n".join(said)


def plants_are_caught(tree):
    """All files of their own in one tree, what takes a file's place in a tree of its own."""
    plants = [(what, name.replace("plant.", f"plant{i}."), content, words)
              for i, (what, (name, content, words)) in enumerate(PLANTS.items())]
    together = complaints(tree, {name: content for _, name, content, _ in plants if not (tree / name).exists()})
    for what, name, content, words in plants:
        said = complaints(tree, {name: content}) if (tree / name).exists() else together
        case(f"tidy catches {what}", is_caught, said, name, words)


def the_map_and_the_script_agree(tree):
    document = tree / "ARCHITECTURE.md"
    before = document.read_text(encoding="utf-8")
    for now in (before.replace("| platform, domain | one writer", "| platform | one writer"), before.replace("| `store/` |", "| `stores/` |")):
        assert now != before
        document.write_text(now, encoding="utf-8")
        done = tidy(tree)
        document.write_text(before, encoding="utf-8")
        assert done.returncode == 1 and "the row of `store/` is" in done.stdout, done.stdout


def coverage(tree, percents):
    """tools/coverage where each folder has 1,000 lines, so many percent of them covered."""
    measured = {"files": [{"filename": f"src/{name}/x.c", "line_covered": percent * 10, "line_total": 1000}
                          for name, percent in percents.items()]}
    bin_folder = tree.parent / "bin"
    bin_folder.mkdir(exist_ok=True)
    (bin_folder / "gcovr").write_text(f"#!/bin/sh\ncat <<'END'\n{json.dumps(measured)}\nEND\n")
    (bin_folder / "gcovr").chmod(0o755)
    return subprocess.run(["tools/coverage"], cwd=tree, capture_output=True, text=True, check=False,
                          env={**os.environ, "PATH": f"{bin_folder}:{os.environ['PATH']}"})


def coverage_holds_its_floors(tree):
    table = re.search(r"FLOORS = {(.*?)}", (tree / "tools" / "coverage").read_text(encoding="utf-8"), re.S).group(1)
    floors = {name: int(floor) for name, floor in re.findall(r'"(\w+)": (\d+)', table)}
    assert len(floors) > 10, floors
    assert coverage(tree, floors).returncode == 0
    for name, floor in floors.items():
        low = coverage(tree, {**floors, name: floor - 1})
        assert low.returncode == 1 and re.search(rf"^{name} .* TOO LOW$", low.stdout, re.M), low.stdout
    gone = coverage(tree, {name: floor for name, floor in floors.items() if name != "feel"})
    assert gone.returncode == 1 and "not measured at all: feel" in gone.stdout, gone.stdout


def main():
    with folder() as temporary:
        tree = pathlib.Path(temporary) / "tree"
        names = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True)
        for name in names.stdout.split("\n"):
            if name and (ROOT / name).is_file() and "corpus" not in name.split("/"):
                (tree / name).parent.mkdir(parents=True, exist_ok=True)
                (tree / name).write_bytes((ROOT / name).read_bytes())
                (tree / name).chmod((ROOT / name).stat().st_mode)
        subprocess.run(["git", "init", "-q"], cwd=tree, check=True)
        case("the tree is tidy", lambda: subprocess.run(["tools/tidy"], cwd=tree, check=True, capture_output=True))
        plants_are_caught(tree)
        case("tidy holds the map to its own table", the_map_and_the_script_agree, tree)
        case("coverage holds its floors", coverage_holds_its_floors, tree)
    finish()


main()
