# SPDX-License-Identifier: Apache-2.0
"""What the whole-program tests share: running doudi, temporary counties, one `ok`/`not ok` line per case."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import traceback

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
DOUDI = ROOT / "build" / "release" / "doudi"
PACK = ROOT / "packs" / "zhejiang-longwan"
POSTGRES = os.environ.get("DOUDI_TEST_POSTGRES")

_failed = 0


def doudi(*arguments, code=0, stdin=None, timeout=900):
    """Runs doudi in English and checks its exit code (None: any); returns the finished process."""
    done = subprocess.run([str(DOUDI), *map(str, arguments)], capture_output=True, text=True, timeout=timeout,
                          stdin=subprocess.DEVNULL if stdin is None else stdin, check=False,
                          env={**os.environ, "LANG": "en_US.UTF-8", "LC_ALL": "en_US.UTF-8"})
    if code is not None and done.returncode != code:
        raise AssertionError(f"doudi {' '.join(map(str, arguments))}: exit {done.returncode}, not {code}\n"
                             f"{done.stdout[-3000:]}\n{done.stderr[-3000:]}")
    return done


def doudi_json(*arguments):
    return json.loads(doudi(*arguments, "--format", "json").stdout)


def generate(folder, persons, seed=1, first="2024-01", last="2025-12"):
    doudi("generate", folder, "--persons", persons, "--seed", seed, "--from", first, "--to", last)
    return pathlib.Path(folder)


def new_county(folder, store="sqlite"):
    doudi("init", folder, "--pack", PACK, "--store", store)
    return pathlib.Path(folder)


def fresh_schema(name):
    """A PostgreSQL URL whose tables live in a schema of their own."""
    separator = "&" if "?" in POSTGRES else "?"
    subprocess.run(["psql", "-q", "-d", POSTGRES, "-c", f"DROP SCHEMA IF EXISTS {name} CASCADE; CREATE SCHEMA {name}"],
                   check=True, capture_output=True)
    return f"{POSTGRES}{separator}options=-csearch_path%3D{name}"


def stores(name):
    """The stores this machine can test, by name: always SQLite, PostgreSQL when a server is there."""
    yield "sqlite", "sqlite"
    if POSTGRES:
        yield "postgresql", fresh_schema(name)


def truth_line(county, truth):
    done = doudi("verify", county, "--truth", truth, code=None)
    return done.stdout.strip().split("\n")[-1], done


def case(name, test, *arguments):
    """Runs one case and prints its line; a failure is told and does not stop the others."""
    global _failed
    try:
        test(*arguments)
        print(f"ok {name}", flush=True)
    except Exception as error:  # pylint: disable=broad-except
        _failed += 1
        print(f"not ok {name}\n{error}\n{traceback.format_exc()}", flush=True)


def folder():
    return tempfile.TemporaryDirectory(prefix="doudi-test-")


def finish():
    sys.exit(1 if _failed else 0)
