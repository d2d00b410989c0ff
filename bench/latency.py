# SPDX-License-Identifier: Apache-2.0
"""From an urgent event to a connected screen: `doudi serve` loads --rows settlements in files of --file-rows from its inbox; every
--every milliseconds a file of one settlement is moved into inbox/urgent. The time is that from the move to the server-sent event of
its alert at a client on loopback. Told: of one that comes as soon as the server answers, while nothing else is loaded, and while the
bulk load runs."""
import argparse
import collections
import http.client
import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import tempfile
import threading
import time
import urllib.request

from common import DOUDI, RELEASE, ROOT, output_of, print_table

HEAD = "结算ID,证件号码,医疗类别,开始日期,结束日期,结算时间,医疗费总额,个人负担,退费标志\n"


class Screen(threading.Thread):
    """Listens to the live stream and notes when each file's first alert came. When there is a backlog of alerts of the bulk, the
    pages are told to read their list anew (`reset`); urgent ones are sent all the same."""

    def __init__(self, base):
        super().__init__(daemon=True)
        self.seen = {}
        self.trouble = None  # why it listens no more
        self.stream = urllib.request.urlopen(f"{base}/api/events", timeout=600)
        self.start()

    def run(self):
        try:
            for line in self.stream:
                came = time.monotonic()
                if line.startswith(b"data: ") and b"urgent" in line:
                    for source in json.loads(line[6:])["sources"]:
                        self.seen.setdefault(source["file"], came)
            self.trouble = "the stream ended"
        except (OSError, ValueError, http.client.HTTPException) as trouble:
            self.trouble = repr(trouble)


def serve(town):
    """The server, once it has said that it is ready, and its address."""
    server = subprocess.Popen([DOUDI, "serve", town, "--listen", "127.0.0.1:0"], stdout=subprocess.PIPE, text=True)
    found = re.search(r"http://[\d.:]+", server.stdout.readline())
    if found is None:
        raise SystemExit(f"the server did not start: exit {server.wait()}")
    threading.Thread(target=lambda: collections.deque(server.stdout, 0), daemon=True).start()  # what it tells is not kept
    return server, found[0]


def put(path, text, folder):
    """Written beside, then moved in whole."""
    hidden = folder / f".{path}"
    hidden.write_text(text, encoding="utf-8")
    hidden.rename(folder / path)
    return time.monotonic()


def drop(urgent, people, first, count, pause, goes_on):
    """Moves one file after the other in; the times by name."""
    moved = {}
    for number in range(first, first + count):
        if not goes_on():
            break
        name = f"F01-20260101-urgent{number}.csv"
        row = f"U{number:08},{people[number]},21,2025-12-20,2026-01-01,2026-01-01 08:00:00,218000.00,75000.00,否\n"
        moved[name] = put(name, HEAD + row, urgent)
        time.sleep(pause)
    return moved


def times(screen, moved):
    """Milliseconds by event; all must have come."""
    deadline = time.monotonic() + 30
    while any(name not in screen.seen for name in moved) and time.monotonic() < deadline and screen.trouble is None:
        time.sleep(0.05)
    missing = [name for name in moved if name not in screen.seen]
    if missing:
        why = screen.trouble or "the stream is open, they did not come within 30 s"
        raise SystemExit(f"{len(missing)} of {len(moved)} events were not heard of ({why}), the first: {missing[0]}")
    return sorted((screen.seen[name] - at) * 1000 for name, at in moved.items())


def part(values, share):
    return values[min(len(values) - 1, int(len(values) * share))]


def measure(root, asked):
    sent, town = root / "sent", root / "county"
    output_of(RELEASE / "bench" / "rows" / "make_rows", sent, asked.rows, asked.file_rows, asked.residents)
    output_of(DOUDI, "init", town, "--pack", ROOT / "packs" / "zhejiang-longwan")
    for folder in ("register", "first"):
        output_of(DOUDI, "load", town, sent / folder)
    heads = [line.split(",")[0] for line in (sent / "residents.csv").read_text().splitlines() if line.endswith(",1")][::3]
    os.sync()  # what was written to prepare is not written while the events are timed
    server, base = serve(town)
    try:
        screen = Screen(base)
        urgent = town / "inbox" / "urgent"
        first = times(screen, drop(urgent, heads, 0, 1, 0, lambda: True))
        idle = times(screen, drop(urgent, heads, 1, asked.events, asked.every / 1000, lambda: True))
        bulk = sorted((sent / "feeds").iterdir())
        for file in bulk:
            os.utime(file, (1e9, 1e9))
            file.rename(town / "inbox" / file.name)
        accepted = town / "inbox" / "accepted"
        last = accepted / bulk[-1].name
        while not (accepted / bulk[0].name).exists():
            time.sleep(0.02)
        started = time.monotonic()
        busy = times(screen, drop(urgent, heads, 1 + asked.events, len(heads) - 1 - asked.events, asked.every / 1000, lambda: not last.exists()))
        while not last.exists():
            time.sleep(0.1)
        rate = (asked.rows - asked.file_rows) / (time.monotonic() - started)
    finally:
        server.terminate()
        server.wait()
    output_of(DOUDI, "verify", town)
    return first, idle, busy, rate


def main(arguments):
    options = argparse.ArgumentParser(prog="./dev bench latency", description=__doc__)
    options.add_argument("--rows", type=int, default=3000000)
    options.add_argument("--file-rows", type=int, default=5000)
    options.add_argument("--residents", type=int, default=200000)
    options.add_argument("--events", type=int, default=100, help="while nothing else is loaded")
    options.add_argument("--every", type=float, default=100, help="milliseconds between two events")
    asked = options.parse_args(arguments)
    root = pathlib.Path(tempfile.mkdtemp(prefix="doudi-bench-"))
    try:
        first, idle, busy, rate = measure(root, asked)
    finally:
        shutil.rmtree(root)
    table = [(words, len(values), f"{statistics.median(values):.1f} ms", f"{part(values, 0.99):.1f} ms", f"{values[-1]:.1f} ms")
             for words, values in (("the server has just started", first), ("nothing else is loaded", idle),
                                   (f"files of {asked.file_rows:,} rows are loaded, {rate:,.0f} rows/s", busy)) if values]
    print_table(("urgent event to screen while", "events", "p50", "p99", "longest"), table)
    print(f"latency p50 {statistics.median(busy):.1f} ms p99 {part(busy, 0.99):.1f} ms")
