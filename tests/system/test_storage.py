# SPDX-License-Identifier: Apache-2.0
"""The store fails or is shared: a full disk, a server that goes away in the middle, several loaders at once. Nothing is lost or doubled."""
import pathlib
import resource
import subprocess
import time

from common import DOUDI, POSTGRES, case, doudi, finish, folder, fresh_schema, generate, new_county, stores, truth_line

PERSONS = 600


def whole_and_true(county, sent):
    done = doudi("verify", county)
    assert " 0 failures" in done.stdout, done.stdout[-2000:]
    doudi("load", county, sent / "feeds")
    line, done = truth_line(county, sent / "truth")
    assert line.endswith(" 0 missed, 0 false"), done.stdout[-3000:]
    assert " 0 failures" in doudi("verify", county).stdout


def full_disk(sent, county, size):
    """The file may grow no further, as on a full disk."""
    new_county(county)
    done = subprocess.run([str(DOUDI), "load", str(county), str(sent / "feeds"), "--lang", "en"], capture_output=True, text=True, check=False,
                          preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)))
    assert done.returncode == 4, (done.returncode, done.stderr[-500:])
    for part in ("SQLite: ", "make room on the disk", "what was accepted before is kept"):
        assert part in done.stderr, done.stderr[-500:]
    whole_and_true(county, sent)


def loaders_at_once(store, sent, county):
    new_county(county, store)
    loaders = [subprocess.Popen([str(DOUDI), "load", str(county), str(sent / "feeds")], stdout=subprocess.DEVNULL,
                                stderr=subprocess.PIPE, text=True) for _ in range(3)]
    for loader in loaders:
        _, told = loader.communicate(timeout=600)
        assert loader.returncode == 0, told[-500:]
    whole_and_true(county, sent)


def terminate(name):
    """Ends the connection of that name, as a server that goes away does; True when there was one."""
    sql = f"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = '{name}'"
    done = subprocess.run(["psql", "-qtA", "-d", POSTGRES, "-c", sql], check=True, capture_output=True, text=True)
    return done.stdout.strip() != "0"


def server_goes_away(sent, county):
    new_county(county, fresh_schema("gone") + "&application_name=doudi_gone")
    with subprocess.Popen([str(DOUDI), "load", str(county), str(sent / "feeds"), "--lang", "en"], stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE, text=True) as loader:
        while loader.poll() is None and not terminate("doudi_gone"):
            time.sleep(0.02)
        _, told = loader.communicate(timeout=600)
    assert loader.returncode == 4, (loader.returncode, told[-500:])
    assert "run the same command again when the server answers" in told, told[-500:]
    whole_and_true(county, sent)


def main():
    with folder() as root:
        root = pathlib.Path(root)
        sent = generate(root / "sent", PERSONS, first="2025-01", last="2025-06")
        for size in (300_000, 1_500_000):
            case(f"a disk that is full at {size} bytes", full_disk, sent, root / f"full-{size}", size)
        for name, url in stores("shared"):
            case(f"three loaders at once on {name}", loaders_at_once, url, sent, root / f"shared-{name}")
        if POSTGRES:
            case("a server that goes away in the middle", server_goes_away, sent, root / "gone")
    finish()


main()
