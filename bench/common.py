# SPDX-License-Identifier: Apache-2.0
"""What the benchmarks share: where things are, running programs, printing tables."""
import pathlib
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
