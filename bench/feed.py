# SPDX-License-Identifier: Apache-2.0
"""Department files to durable alerts: --rows settlements (F01, all columns) in daily files of --file-rows. A twentieth is about
families that the county's registers name, the others are about residents seen once before. Beside it PostgreSQL with fsync on, one
transaction a file: COPY, insert, sums by month, alerts. Medians of --runs runs; the peer runs once."""
import argparse
import json
import os
import pathlib
import re
import shutil
import sqlite3
import statistics
import subprocess
import tempfile
import time

from common import DOUDI, RELEASE, ROOT, output_of, print_table

POSTGRES = "-c shared_buffers=1GB -c max_wal_size=8GB -c work_mem=64MB"


def make_files(sent, asked):
    output_of(RELEASE / "bench" / "rows" / "make_rows", sent, asked.rows, asked.file_rows, asked.residents or asked.rows // 5)


def load(county, folder):
    """Seconds of the whole command, and what it reports of its files."""
    started = time.monotonic()
    out = output_of(DOUDI, "load", county, folder, "--format", "json")
    return time.monotonic() - started, json.loads(out)


def send_again(sent):
    """The same rows in fewer files: every one is known already, wherever it stands."""
    together = 25
    files = sorted((sent / "feeds").iterdir())
    folder = sent / "again"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for first in range(0, len(files), together):
        part = [file.read_bytes() for file in files[first:first + together]]
        head = part[0][:part[0].index(b"\n") + 1]
        name = f"{files[-1].stem}-again{first}{files[-1].suffix}"
        (folder / name).write_bytes(head + b"".join(one[len(head):] for one in part))
    return folder


def check_known(county, sent):
    _, reports = load(county, send_again(sent))
    accepted = sum(report["accepted"] for report in reports)
    if accepted != 0:
        raise SystemExit(f"{accepted} rows that are known already were accepted once more")


def check(reports, rows):
    """Nothing is measured that was not wholly accepted."""
    accepted = sum(report["accepted"] for report in reports)
    if accepted != rows:
        raise SystemExit(f"{accepted} of {rows} rows were accepted")


def steady(county, reports):
    """Rows a second from the first of the files to the last, by the times in their manifests: without start and checkpoint."""
    numbers = [report["batch"] for report in reports]
    with sqlite3.connect(county / "county.db") as store:
        first, last = (store.execute("SELECT loaded_at FROM batch WHERE batch_id = ?", (number,)).fetchone()[0]
                       for number in (min(numbers), max(numbers)))
    return sum(report["read"] for report in reports if report["batch"] != min(numbers)) / ((last - first) / 1e6)


def doudi(root, sent, asked):
    """Rows a second of the first look at all residents, of the daily files, and of the whole command that loads these, per run; and
    the alerts raised."""
    first, daily, whole, alerts = [], [], [], 0
    for _ in range(asked.runs):
        county = root / "county"
        output_of(DOUDI, "init", county, "--pack", ROOT / "packs" / "zhejiang-longwan")
        load(county, sent / "register")
        seconds, reports = load(county, sent / "first")
        first.append(steady(county, reports))
        os.sync()  # what was written to prepare is not written while the files are timed; PostgreSQL has its CHECKPOINT
        seconds, reports = load(county, sent / "feeds")
        check(reports, asked.rows)
        daily.append(steady(county, reports))
        whole.append(asked.rows / seconds)
        alerts = sum(report["alerts"] for report in reports)
        if asked.verify:
            check_known(county, sent)
            output_of(DOUDI, "verify", county)
        shutil.rmtree(county)
    return first, daily, whole, alerts


def postgres(sent):
    """Rows a second of the same files in PostgreSQL; None where it is not installed."""
    if shutil.which("psql") is None:
        print("PostgreSQL is not installed: left out")
        return None
    files = sorted((sent / "feeds").iterdir())
    rows = sum(sum(1 for _ in open(file, "rb")) - 1 for file in files)
    script = sent / "postgres.sql"
    setup = (ROOT / "bench" / "peers" / "feed.sql").read_text(encoding="utf-8").replace("FROM pstdin", f"FROM '{sent / 'residents.csv'}'")
    load_one = "BEGIN;\n\\copy staging FROM '{}' CSV HEADER\nCALL take_staging();\nCOMMIT;\n"
    clock = "SELECT 'at ' || extract(epoch FROM clock_timestamp());\n"
    first = "".join(load_one.format(file) for file in sorted((sent / "first").iterdir()))
    script.write_text(setup + first + "VACUUM ANALYZE;\nCHECKPOINT;\n" + clock + "".join(load_one.format(file) for file in files) + clock
                      + "SELECT 'alerts ' || count(*) FROM alert;\n", encoding="utf-8")
    out = subprocess.run([ROOT / "tests" / "with-postgres", "sh", "-c",
                          f'psql "$DOUDI_TEST_POSTGRES" -qAt -v ON_ERROR_STOP=1 -f {script}'],
                         env={**os.environ, "DOUDI_TEST_FSYNC": "on", "DOUDI_TEST_POSTGRES_OPTIONS": POSTGRES},
                         capture_output=True, text=True, check=False)
    times = [float(at) for at in re.findall(r"^at ([\d.]+)$", out.stdout, re.MULTILINE)]
    if out.returncode != 0 or len(times) != 2:
        raise SystemExit(f"PostgreSQL: {out.stderr[-2000:]}")
    return rows / (times[1] - times[0])


def machine(root):
    out = output_of(RELEASE / "bench" / "rows" / "machine", root / "sync")
    return {name: int(figure) for name, figure in re.findall(r"^(\w+) (\d+)$", out, re.MULTILINE)}


def main(arguments):
    options = argparse.ArgumentParser(prog="./dev bench feed", description=__doc__)
    options.add_argument("--rows", type=int, default=5000000)
    options.add_argument("--file-rows", type=int, default=20000)
    options.add_argument("--residents", type=int, default=0, help="default: a fifth of the rows")
    options.add_argument("--runs", type=int, default=1)
    options.add_argument("--verify", action="store_true", help="send all rows again, and recompute everything")
    options.add_argument("--no-peer", action="store_true")
    asked = options.parse_args(arguments)
    root = pathlib.Path(tempfile.mkdtemp(prefix="doudi-bench-"))
    root.chmod(0o755)
    try:
        limits = machine(root)
        sent = root / "sent"
        make_files(sent, asked)
        size = sum(file.stat().st_size for file in (sent / "feeds").iterdir())
        first, daily, whole, alerts = doudi(root, sent, asked)
        peer = None if asked.no_peer else postgres(sent)
    finally:
        shutil.rmtree(root)
    rate = statistics.median(daily)
    table = [(f"{asked.rows:,} settlements in files of {asked.file_rows:,}, {alerts:,} alerts", f"{rate:,.0f} rows/s"),
             ("the same with start and checkpoint of the command", f"{statistics.median(whole):,.0f} rows/s"),
             ("the first row of every resident", f"{statistics.median(first):,.0f} rows/s"),
             ("PostgreSQL, one transaction a file, set by set", f"{peer:,.0f} rows/s" if peer else "not measured"),
             (f"copying the files' {size / asked.rows:.0f} bytes a row", f"{limits['copy_bytes_per_second'] * asked.rows / size:,.0f} rows/s"),
             ("one fdatasync", f"{limits['fdatasync_us']:,} us")]
    print_table(("what", "measured"), table)
    print(f"feed {rate:,.0f} rows/s durable, {f'{rate / peer:.1f} x postgresql' if peer else 'postgresql not measured'}")
