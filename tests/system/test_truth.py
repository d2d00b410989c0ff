# SPDX-License-Identifier: Apache-2.0
"""A generated county: alerts and categories equal the truth exactly, on every store; loading again changes nothing.

DOUDI_PERSONS chooses the size (4,000 here; 100,000 in the long form of bench/README.md)."""
import os
import pathlib

from common import case, doudi, finish, folder, generate, new_county, stores, truth_line

PERSONS = int(os.environ.get("DOUDI_PERSONS", "4000"))


def equals_truth(store, sent, root):
    county = new_county(root, store)
    doudi("load", county, sent / "feeds")
    line, done = truth_line(county, sent / "truth")
    assert line.startswith("truth: ") and line.endswith(" 0 missed, 0 false"), done.stdout[-4000:]
    assert int(line.split()[1]) > PERSONS / 10, line  # there was something to find
    assert " 0 failures" in done.stdout, done.stdout[-4000:]


def loading_again_changes_nothing(sent, county):
    before = doudi("status", county).stdout
    done = doudi("load", county, sent / "feeds")
    assert " 0 accepted" in done.stdout.split("\n")[-2] or " 0 rows read" in done.stdout, done.stdout[-500:]
    assert doudi("status", county).stdout == before


def checkpoint_may_vanish(sent, county):
    os.remove(pathlib.Path(county) / "facts.checkpoint")
    line, done = truth_line(county, sent / "truth")
    assert line.endswith(" 0 missed, 0 false"), done.stdout[-4000:]


def main():
    with folder() as root:
        sent = generate(pathlib.Path(root) / "sent", PERSONS)
        for name, url in stores("truth"):
            county = pathlib.Path(root) / name
            case(f"alerts and categories equal the truth on {name}", equals_truth, url, sent, county)
            case(f"the same files again change nothing on {name}", loading_again_changes_nothing, sent, county)
            case(f"a deleted checkpoint is rebuilt on {name}", checkpoint_may_vanish, sent, county)
    finish()


main()
