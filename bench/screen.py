# SPDX-License-Identifier: Apache-2.0
"""Screening: the means test of rules/means_test.dmn over a whole population held in memory, as a vector program on one core, over
columns in the fewest bytes that hold their values and over columns of 8 bytes, beside the same rules as a C loop and in SQL
(DuckDB and SQLite in memory, PostgreSQL from its cache), with the bandwidth of copying measured in the same run. All must give
the same sums. Figures are households per second of CPU time, medians of --runs runs (three for the databases)."""
import argparse
import re
import shutil
import sqlite3
import statistics
import subprocess
import tempfile
import time

import peers
from common import RELEASE, ROOT, collect, output_of, print_table, ratio

MODEL = ROOT / "bench" / "rules" / "means_test.dmn"
QUERY = ROOT / "bench" / "peers" / "means_test.sql"
SUMS = "SELECT sum(monthly_grant), sum(per_head), sum(reason) FROM answers"

PEER_RUNS = 3

ROWS = [  # name among the figures, words
    ("plan", "Doudi, vector program"),
    ("plan_words", "Doudi, columns of 8 bytes a value"),
    ("c_loop", "the rules by hand as a C loop"),
    ("duckdb", "DuckDB, sums alone"),
    ("duckdb_kept", "DuckDB, answers kept"),
    ("sqlite", "SQLite, sums alone"),
    ("postgresql", "PostgreSQL, sums alone"),
]


def query_for(greatest, least, quotient):
    """The query in another database's words."""
    return QUERY.read_text(encoding="utf-8").replace("GREATEST", greatest).replace("LEAST", least).replace("//", quotient) + SUMS


def compare(name, found, expected):
    if [int(sum) for sum in found] != expected:
        raise SystemExit(f"{name}: sums {list(found)}, expected {expected}")


def measure_sqlite(csv, expected):
    connection = sqlite3.connect(":memory:")
    with open(csv, encoding="utf-8") as file:
        names = file.readline().strip().split(",")
        connection.execute(f"CREATE TABLE households ({', '.join(f'{name} INTEGER' for name in names)})")
        places = ", ".join("?" for _ in names)
        connection.executemany(f"INSERT INTO households VALUES ({places})", (list(map(int, line.split(","))) for line in file))
    count = connection.execute("SELECT count(*) FROM households").fetchone()[0]
    query = query_for("max", "min", "/").replace("AS (", "AS MATERIALIZED (")
    times = []
    for _ in range(PEER_RUNS):
        started = time.process_time()
        compare("SQLite", connection.execute(query).fetchone(), expected)
        times.append(time.process_time() - started)
    return count / statistics.median(times)


def measure_postgres(csv, expected):
    """One server process does it all, so that elapsed time is its time."""
    if shutil.which("psql") is None:
        print("PostgreSQL is left out: it is not installed")
        return None
    with open(csv, encoding="utf-8") as file:
        names = file.readline().strip().split(",")
    script = "\n".join([
        f"CREATE TEMPORARY TABLE households ({', '.join(f'{name} bigint' for name in names)});",
        f"\\copy households FROM '{csv}' WITH (FORMAT csv, HEADER true)",
        "ANALYZE households;", "SELECT count(*) FROM households;",
        "SET jit = off;", "SET max_parallel_workers_per_gather = 0;", "\\timing on",
        *[query_for("greatest", "least", "/") + ";"] * (PEER_RUNS + 1)])
    psql = 'psql -X -q -A -t -v ON_ERROR_STOP=1 "$DOUDI_TEST_POSTGRES"'
    done = subprocess.run([ROOT / "tests" / "with-postgres", "sh", "-c", psql], input=script, capture_output=True, text=True,
                          check=False)
    if done.returncode != 0:
        raise SystemExit(f"PostgreSQL: {done.stderr[-1000:]}")
    count = int(re.match(r"\s*(\d+)", done.stdout).group(1))
    for found in re.findall(r"^(\d+)\|(\d+)\|(\d+)$", done.stdout, re.MULTILINE):
        compare("PostgreSQL", found, expected)
    times = [float(text) / 1000 for text in re.findall(r"^Time: ([\d.]+) ms", done.stdout, re.MULTILINE)]
    return count / statistics.median(times[1:])


def measure(asked):
    figures = {}
    csv = peers.FOLDER / "screen.csv"
    peers.FOLDER.mkdir(parents=True, exist_ok=True)
    out = ""
    for _ in range(asked.runs):
        out = collect(figures, RELEASE / "bench" / "rules" / "screen", MODEL, asked.households, csv)
    expected = [int(sum) for sum in re.search(r"grant (\d+) per head (\d+) reason (\d+)", out).groups()]
    if peers.install():
        collect(figures, "node", peers.FOLDER / "duckdb.js", csv, *expected, QUERY)
    figures["sqlite"] = [measure_sqlite(csv, expected)]
    postgresql = measure_postgres(csv, expected)
    if postgresql is not None:
        figures["postgresql"] = [postgresql]
    return {name: statistics.median(runs) for name, runs in figures.items()}


def print_growth(sizes):
    """The same program on ever more households: time and memory of each."""
    rows = []
    for size in sizes:
        figures = {}
        collect(figures, RELEASE / "bench" / "rules" / "screen", MODEL, size)
        plan, peak = figures["plan"][0], figures["peak_bytes"][0]
        words = figures["plan_words"][0]
        rows.append((f"{size:,}", f"{size / plan * 1000:,.2f} ms", f"{1e9 / plan:.1f} ns", f"{1e9 / words:.1f} ns", f"{peak / size:,.0f} bytes"))
    print_table(("households", "screened in", "a household", "in columns of 8 bytes", "memory of the program, a household"), rows)


def print_again(households):
    """Screening once more, and from months of persons to stored decisions: elapsed, and of the processor's time of all threads."""
    kept, stored = {}, {}
    collect(kept, RELEASE / "bench" / "rules" / "rescreen", ROOT / "packs" / "zhejiang-longwan", households)
    with tempfile.TemporaryDirectory(dir=peers.FOLDER) as folder:
        collect(stored, RELEASE / "bench" / "rules" / "months", MODEL, households, folder)
    rows = [
        (f"another standard tried on {kept['households'][0]:,} households, {kept['changed'][0]:,} with other results", kept, "rescreen", "<= 20 ms"),
        ("the first time: the present pack decided on the facts' columns", kept, "first", ""),
        (f"facts of {kept['persons'][0]:,} persons gathered into columns", kept, "gather", ""),
        (f"60 months of {stored['persons'][0]:,} persons in files to stored decisions", stored, "months_2", "<= 150 ms"),
        ("of it writing and syncing the decisions", stored, "months_2_storing", ""),
        ("the same on one thread", stored, "months_1", "")]

    def words(figures, name):
        return f"{figures[name][0] / 1000:,.1f} ms" if name in figures else ""
    print_table(("two threads", "elapsed", "processor time", "goal"),
                [(what, words(figures, name + "_us"), words(figures, name + "_cpu_us"), goal) for what, figures, name, goal in rows])


def main(arguments):
    options = argparse.ArgumentParser(prog="./dev bench screen", description=__doc__)
    options.add_argument("--households", type=int, default=1000000)
    options.add_argument("--runs", type=int, default=5)
    options.add_argument("--growth", type=int, nargs="*", default=[10000, 100000, 1000000, 10000000], metavar="HOUSEHOLDS",
                         help="sizes for the table of growth; none: no table")
    asked = options.parse_args(arguments)
    if asked.growth:
        print_growth(asked.growth)
    figures = measure(asked)
    print_again(asked.households)
    own = figures["plan"]
    print_table(("means test, in memory", "households/s/core", "Doudi is"),
                [(words, f"{figures[name]:,.0f}", ratio(own / figures[name])) for name, words in ROWS if name in figures])
    print(f"copying: {figures['copy_bytes'] / 1e9:.1f} GB/s of one core; a household is {figures['plan_bytes']:.0f} bytes read and written, "
          f"{figures['plan_words_bytes']:.0f} in columns of 8 bytes")
    duckdb = f"{own / max(figures['duckdb'], figures['duckdb_kept']):.1f} x duckdb" if "duckdb" in figures else "duckdb not measured"
    print(f"screen {own:,.0f} households/s/core, {duckdb}, {own * figures['plan_bytes'] / figures['copy_bytes']:.2f} of bandwidth")
