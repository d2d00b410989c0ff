# SPDX-License-Identifier: Apache-2.0
"""What the benchmarks share: where things are, running programs, printing tables."""
import pathlib
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent
RELEASE = ROOT / "build" / "release"
DOUDI = str(RELEASE / "doudi")


def output_of(*command):
    """What a program prints; ends the benchmark when the program fails."""
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(map(str, command))}: {done.stderr[-2000:]}{done.stdout[-2000:]}")
    return done.stdout


def print_table(head, rows):
    """The first column to the left, the others to the right."""
    widths = [max(len(str(row[i])) for row in [head, *rows]) for i in range(len(head))]
    for row in [head, *rows]:
        cells = [str(cell).rjust(width) for cell, width in zip(row, widths)]
        print("  ".join([str(row[0]).ljust(widths[0]), *cells[1:]]).rstrip())


def collect(figures, *command):
    """Adds the figures a program prints, one `name number` a line, to those of earlier runs; returns the output."""
    out = output_of(*command)
    for name, figure in re.findall(r"^(\w+) (\d+)$", out, re.MULTILINE):
        figures.setdefault(name, []).append(int(figure))
    return out


def ratio(times):
    return f"{times:,.0f} x" if times >= 100 else f"{times:.3g} x"
