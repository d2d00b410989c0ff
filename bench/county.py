# SPDX-License-Identifier: Apache-2.0
"""The whole program: loads and screens a generated county of --persons persons (24 months) and, for screening and start, one of
--large persons (one month after the opening files). Prints one table beside the goals; medians of --runs runs where a run is short."""
import argparse
import json
import pathlib
import resource
import shutil
import statistics
import subprocess
import tempfile
import time

from common import DOUDI, ROOT, output_of, print_table


def run(*arguments):
    """Seconds and the output of one doudi command."""
    started = time.monotonic()
    out = output_of(DOUDI, *arguments)
    return time.monotonic() - started, out


def peak(*arguments):
    """Peak memory of one command (a child of a child, so that earlier ones do not count)."""
    code = ("import resource, subprocess, sys; subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True); "
            "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024)")
    return int(subprocess.run(["python3", "-c", code, DOUDI, *map(str, arguments)], capture_output=True, check=True).stdout)


def median(runs, measure):
    return statistics.median(measure() for _ in range(runs))


def county(folder, sent):
    run("init", folder, "--pack", ROOT / "packs" / "zhejiang-longwan")
    seconds, out = run("load", folder, sent / "feeds", "--format", "json")
    rows = sum(report["read"] for report in json.loads(out))
    return seconds, rows


def main(arguments):
    options = argparse.ArgumentParser(prog="./dev bench county", description=__doc__)
    options.add_argument("--persons", type=int, default=100000)
    options.add_argument("--large", type=int, default=1000000)
    options.add_argument("--runs", type=int, default=3)
    asked = options.parse_args(arguments)
    root = pathlib.Path(tempfile.mkdtemp(prefix="doudi-bench-"))
    table = []
    try:
        seconds, _ = run("generate", root / "sent", "--persons", asked.persons)
        table.append((f"generate {asked.persons:,} persons, 24 months, with truth", f"{seconds:.1f} s", ""))
        seconds, rows = county(root / "town", root / "sent")
        table.append((f"department files to durable alerts, {rows:,} rows", f"{rows / seconds:,.0f} rows/s", ">= 1,000,000 rows/s"))
        shutil.rmtree(root / "sent")
        seconds, _ = run("generate", root / "sent", "--persons", asked.large, "--from", "2025-12", "--to", "2025-12")
        table.append((f"generate {asked.large:,} persons, 1 month", f"{seconds:.1f} s", ""))
        seconds, rows = county(root / "city", root / "sent")
        table.append((f"load {asked.large:,} persons, {rows:,} rows", f"{rows / seconds:,.0f} rows/s", ""))
        status = json.loads(run("status", root / "city", "--format", "json")[1])
        persons = status["persons"]
        table.append(("facts in memory, per person", f"{status['facts_bytes'] / persons:,.0f} bytes", "<= 200 bytes"))
        table.append(("peak memory of `status`, per person", f"{peak('status', root / 'city') / persons:,.0f} bytes", ""))
        table.append((f"start on {persons:,} persons (`doudi status`)",
                      f"{median(asked.runs, lambda: run('status', root / 'city')[0]):.2f} s", "<= 1 s"))
        took = median(asked.runs, lambda: json.loads(run("screen", root / "city", "--format", "json")[1])["took_us"] / 1e6)
        table.append((f"screen {status['households']:,} households, in process", f"{took:.2f} s", "<= 0.15 s"))
    finally:
        shutil.rmtree(root)
    print_table(("what", "measured", "goal"), table)
    print(f"peak memory of the largest child: {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024} MiB")
