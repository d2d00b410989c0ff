# SPDX-License-Identifier: Apache-2.0
"""Drafts tried on a county from the command line: what is told in every form, and that no byte of the county changes."""
import csv
import hashlib
import io
import pathlib
import shutil

from common import PACK, case, doudi, doudi_json, finish, folder, generate, new_county
from server import Server


def digests(town):
    return {str(path.relative_to(town)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(pathlib.Path(town).rglob("*")) if path.is_file()}


def edit(pack, path, old, new):
    file = pathlib.Path(pack) / path
    text = file.read_text(encoding="utf-8")
    assert old in text, (path, old)
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def forms_agree(town):
    report = doudi_json("simulate", town, "--set", "standard=1250")
    rows = list(csv.DictReader(io.StringIO(doudi("simulate", town, "--set", "standard=1250", "--format", "csv").stdout)))
    assert [row["household"] for row in rows] == [one["household_number"] for one in report["households"]]
    assert report["total"]["gains"] == sum(row["shift"] == "gains" for row in rows) > 0
    difference = sum(round(100 * float(row["amount_after"])) - round(100 * float(row["amount_before"])) for row in rows)
    assert round(100 * float(report["total"]["difference"])) == difference > 0
    changed = report["draft"]["parameters"]
    assert [one["id"] for one in changed] == ["standard"] and changed[0]["unit"] == "yuan per person and month"
    assert (changed[0]["before"]["value"], changed[0]["after"]["value"]) == ("1190.00", "1250.00")
    assert changed[0]["before"]["reference"] and changed[0]["before"]["from"] == "2025-01-01"
    english = doudi("simulate", town, "--set", "standard=1250", "--lang", "en").stdout
    chinese = doudi("simulate", town, "--set", "保障标准=1250", "--lang", "zh").stdout
    assert report["total"]["difference"] in english and report["total"]["difference"] in chinese
    assert "dibao standard" in english and "保障标准" in chinese and "纳入" in chinese


def a_region_is_a_part(town):
    whole = doudi_json("simulate", town, "--set", "standard=1250", "--limit", 0)
    assert whole["households"] == []
    for part in whole["by_region"][:4]:
        one = doudi_json("simulate", town, "--set", "standard=1250", "--region", part["region"], "--limit", 0)
        assert {key: part[key] for key in ("households", "enters", "gains", "before", "after")} == {
            key: one["total"][key] for key in ("households", "enters", "gains", "before", "after")}


def a_draft_is_compared(town, scratch):
    draft = pathlib.Path(scratch) / "draft"
    shutil.copytree(PACK, draft)
    same = doudi_json("simulate", town, "--pack", draft)
    assert same["households"] == [] and same["draft"]["differences"] == [] and not same["is_replayed"]
    edit(draft, "facts.yaml", "months: 12\n", "months: 1\n")
    other = doudi_json("simulate", town, "--pack", draft, "--set", "standard=1250")
    assert other["is_replayed"] and [one["id"] for one in other["draft"]["differences"]] == ["own_paid_12m"]
    edit(draft, "feeds/F22.yaml", "fields:\n", "fields:\n  band: {name: 档次, type: integer}\n")
    edit(draft, "facts.yaml", "last_paid_month:\n",
         "best_band:\n  name: 最高档次\n  english: best band\n  unit: bands\n  feed: F22\n  max: band\nlast_paid_month:\n")
    refused = doudi("simulate", town, "--pack", draft, code=3).stderr
    assert "F22 band" in refused, refused


def what_is_wrong_is_said(town):
    for arguments, words in (((), "nothing to try"), (("--set", "standrd=1"), "is standard meant?"),
                             (("--set", "standard=x"), "yuan per person and month"),
                             (("--region", "33x", "--set", "standard=1"), "region code"),
                             (("--pack", "/nonexistent"), "no such folder")):
        done = doudi("simulate", town, *arguments, code=None)
        assert done.returncode in (2, 3) and words in done.stderr, done.stderr


def a_back_test_is_explained(town, scratch):
    report = doudi_json("back-test", town, "--set", "standard=1900", "--within", 120)
    assert report["store"] == "same" and report["within_days"] == 120
    total = doudi_json("status", town)["alerts"]
    assert sum(rule["alerts"]["present"] for rule in report["rules"]) == total
    for side in ("present", "draft"):
        alerts = [alert for alert in report["alerts"] if alert["under"] == side]
        assert len(alerts) == sum(rule["alerts"][side] for rule in report["rules"])
        assert len(alerts) == sum(cell["alerts"][side] for cell in report["weeks"])
        caught = [one for one in report["outcomes"] if one["caught_by"][side]]
        assert len(caught) == report["help"]["caught"][side] + report["exit"]["caught"][side]
        for one in caught:
            assert 1 <= one["caught_by"][side]["lead_days"] <= 120
            assert any(alert["rule"] == one["caught_by"][side]["rule"] and alert["household_id"] == one["household_id"]
                       and alert["raised"] == one["caught_by"][side]["raised"] for alert in alerts)
    rows = list(csv.DictReader(io.StringIO(doudi("back-test", town, "--set", "standard=1900", "--within", 120,
                                                 "--format", "csv").stdout)))
    assert [row["household"] for row in rows] == [one["household_number"] for one in report["outcomes"]]
    part = doudi_json("back-test", town, "--from", "2024-09", "--to", "2024-12")
    assert part["draft"] is None and (part["from"], part["to"]) == ("2024-09-01", "2024-12-31")
    assert all("2024-09-01" <= one["date"] <= "2024-12-31" for one in part["outcomes"])
    assert "同向结果" in doudi("back-test", town, "--lang", "zh").stdout
    assert "every alert is as in the store" in doudi("back-test", town, "--lang", "en").stdout
    assert "has no day" in doudi("back-test", town, "--from", "2030-01", code=3).stderr
    assert "whole number" in doudi("back-test", town, "--within", "0", code=3).stderr
    draft = pathlib.Path(scratch) / "rules"
    shutil.copytree(PACK, draft)
    edit(draft, "alerts.yaml", "code: MED_SELFPAY_SUM", "code: MED_SELFPAY_SUM\n  cool down days: 5")
    other = doudi_json("back-test", town, "--pack", draft)
    assert [one["id"] for one in other["draft"]["differences"]] == ["W01"]
    assert [rule["rule"] for rule in other["rules"] if rule["alerts"]["draft"] != rule["alerts"]["present"]] in (["W01"], [])


def nothing_is_written(town, scratch):
    before = digests(town)
    forms_agree(town)
    a_region_is_a_part(town)
    a_draft_is_compared(town, scratch)
    a_back_test_is_explained(town, scratch)
    what_is_wrong_is_said(town)
    doudi("simulate", town, "--set", "standard=1250", "--as-of", "2024-11-15")
    assert digests(town) == before


def it_works_while_the_server_runs(town):
    alone = doudi_json("simulate", town, "--set", "standard=1250")
    server = Server(town)
    try:
        beside = doudi_json("simulate", town, "--set", "standard=1250")
        served = server.json("/api/simulation?set=standard=1250&lang=en&limit=10000")
    finally:
        server.stop()
    alone.pop("took_us"), beside.pop("took_us"), served.pop("took_us")
    assert alone == beside == served


def main():
    with folder() as scratch:
        out = generate(f"{scratch}/out", 2000, first="2024-03", last="2025-06")
        town = new_county(f"{scratch}/town")
        doudi("load", town, out / "feeds")
        case("simulating leaves every byte of the county as it was", nothing_is_written, town, scratch)
        case("simulating works while the server runs", it_works_while_the_server_runs, town)
    finish()


main()
