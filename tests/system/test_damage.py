# SPDX-License-Identifier: Apache-2.0
"""Randomly damaged files: no crash, no hang, nothing lost silently: every row read is accepted, unchanged or quarantined.

DOUDI_DAMAGED chooses how many (300 here, 10,000 in the long form)."""
import gzip
import io
import json
import os
import pathlib
import random
import time
import zipfile

from common import case, doudi, doudi_json, finish, folder, generate, new_county

DAMAGED = int(os.environ.get("DOUDI_DAMAGED", "300"))
SMALL = 60000  # bytes; larger files are cut to this before they are damaged


def flip(data, chance):
    for _ in range(chance.randint(1, 30)):
        data[chance.randrange(len(data))] = chance.randrange(256)


def cut(data, chance):
    del data[chance.randrange(len(data)):]


def remove(data, chance):
    at = chance.randrange(len(data))
    del data[at:at + chance.randint(1, 200)]


def repeat(data, chance):
    at = chance.randrange(len(data))
    data[at:at] = data[at:at + chance.randint(1, 500)]


def insert(data, chance):
    at = chance.randrange(len(data))
    data[at:at] = chance.choice([b'"', b"\n", b",", b",,,,", b"\xff\xfe", b"\x00", b"=cmd()", "，".encode(), b"{", b"9" * 400])


def shuffle(data, chance):
    lines = bytes(data).split(b"\n")
    chance.shuffle(lines)
    data[:] = b"\n".join(lines)


def damage(data, chance):
    data = bytearray(data)
    for _ in range(chance.randint(1, 3)):
        if data:
            chance.choice([flip, cut, remove, repeat, insert, shuffle])(data, chance)
    return bytes(data)


def damage_inside(path, data, chance):
    """Damage below the packing: a gzip or workbook that opens, with broken rows in it."""
    if path.suffix == ".gz":
        return gzip.compress(damage(gzip.decompress(data)[:SMALL], chance), mtime=0)
    if path.suffix == ".xlsx":
        packed = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(data)) as book, zipfile.ZipFile(packed, "w") as broken:
            for name in book.namelist():
                part = book.read(name)
                broken.writestr(name, damage(part, chance) if name.startswith("xl/") and chance.random() < 0.4 else part)
        return packed.getvalue()
    return damage(data[:SMALL], chance)


def make_files(sent, target, seed):
    chance = random.Random(seed)
    sources = sorted((sent / "feeds").iterdir())
    forms = {}
    for path in sources:
        forms.setdefault("".join(path.suffixes), []).append(path)
    target.mkdir()
    for number in range(DAMAGED):
        path = chance.choice(forms[chance.choice(sorted(forms) + [".csv", ".csv", ".jsonl"])])
        make = damage_inside if chance.random() < 0.8 else lambda _, data, chance: damage(data, chance)
        stem, dot, suffix = path.name.partition(".")
        (target / f"{stem}-d{number:05}{dot}{suffix}").write_bytes(make(path, path.read_bytes(), chance))


def nothing_is_lost(county, damaged, seed):
    before = doudi_json("status", county)
    done = doudi("load", county, damaged, "--format", "json", code=None, timeout=3000)
    assert done.returncode in (0, 1), f"seed {seed}: exit {done.returncode}\n{done.stderr[-2000:]}"
    reports = json.loads(done.stdout)
    refused = [line for line in done.stderr.split("\n") if line.startswith("doudi: ")]
    assert len(reports) + len(refused) == DAMAGED, (len(reports), len(refused))
    for report in reports:
        assert report["read"] == report["accepted"] + report["unchanged"] + report["quarantined"], report
    quarantined = sum(report["quarantined"] for report in reports)
    after = doudi_json("status", county)
    assert after["quarantined"] == before["quarantined"] + quarantined
    print(f"# seed {seed}: {len(reports)} loaded, {len(refused)} refused, {quarantined} rows quarantined", flush=True)


def still_whole(county):
    done = doudi("verify", county)
    assert " 0 failures" in done.stdout, done.stdout[-2000:]


def main():
    seed = int(os.environ.get("DOUDI_SEED", time.time_ns() % 1000000))
    with folder() as root:
        root = pathlib.Path(root)
        sent = generate(root / "sent", 1000, first="2024-01", last="2024-06")
        county = new_county(root / "county")
        doudi("load", county, sent / "feeds")
        make_files(sent, root / "damaged", seed)
        case(f"{DAMAGED} damaged files (seed {seed})", nothing_is_lost, county, root / "damaged", seed)
        case("the county is whole afterwards", still_whole, county)
    finish()


main()
