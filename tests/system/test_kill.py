# SPDX-License-Identifier: Apache-2.0
"""The loader is killed (SIGKILL) at random moments and started again: what was accepted is there, once, and the truth is met.

DOUDI_KILLS chooses how often (8 here, 50 in the long form), DOUDI_KILL_PERSONS the size of the county."""
import os
import pathlib
import random
import signal
import subprocess
import time

from common import DOUDI, case, doudi, finish, folder, generate, new_county, stores, truth_line

KILLS = int(os.environ.get("DOUDI_KILLS", "8"))
PERSONS = int(os.environ.get("DOUDI_KILL_PERSONS", "2000"))


def load_seconds(sent, county):
    started = time.monotonic()
    doudi("load", county, sent / "feeds")
    return time.monotonic() - started


def survives_kills(store, sent, county, whole_load, seed):
    chance = random.Random(seed)
    new_county(county, store)
    killed = 0
    for _ in range(KILLS):
        with subprocess.Popen([str(DOUDI), "load", str(county), str(sent / "feeds")], stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL) as loader:
            time.sleep(chance.uniform(0.005, 2.5 * whole_load / KILLS))
            if loader.poll() is None:
                loader.send_signal(signal.SIGKILL)
                killed += 1
            loader.wait()
        done = doudi("verify", county)
        assert " 0 failures" in done.stdout, done.stdout[-2000:]
    assert killed >= KILLS // 2, f"only {killed} of {KILLS} kills hit a running loader"
    doudi("load", county, sent / "feeds")
    line, done = truth_line(county, sent / "truth")
    assert line.endswith(" 0 missed, 0 false"), done.stdout[-4000:]
    print(f"# seed {seed}: {killed} kills, {line}", flush=True)


def main():
    with folder() as root:
        sent = generate(pathlib.Path(root) / "sent", PERSONS)
        seed = int(os.environ.get("DOUDI_SEED", time.time_ns() % 1000000))
        for name, url in stores("kill"):
            measured = new_county(pathlib.Path(root) / f"measured-{name}", "sqlite")
            seconds = load_seconds(sent, measured)
            case(f"killed {KILLS} times on {name} (seed {seed})", survives_kills, url, sent,
                 pathlib.Path(root) / name, seconds, seed)
    finish()


main()
