# SPDX-License-Identifier: Apache-2.0
"""The command line as the README tells it: every command, every output form, the exit codes, the words of its errors."""
import csv
import io
import json
import os
import pathlib
import re
import subprocess

from common import DOUDI, PACK, ROOT, case, doudi, doudi_json, finish, folder, generate, new_county

COMMANDS = ["init", "generate", "load", "screen", "alerts", "explain", "household", "quarantine", "batches", "status", "verify",
            "pack test", "decide", "plan explain", "dmn eval", "dmn check", "dmn cases", "dmn convert", "dmn tck", "feel", "manual", "completion",
            "version", "serve"]


FORMS = {"load": "table|json|csv", "screen": "table|json|csv", "alerts": "table|json|csv", "quarantine": "table|json|csv",
         "batches": "table|json|csv", "status": "table|json|csv", "explain": "table|json", "household": "table|json",
         "plan explain": "table|json", "dmn eval": "table|json|csv", "dmn check": "table|json|csv", "dmn tck": "table|json|csv", "feel": "table|json",
         "decide": "json|table"}


def help_names_every_command():
    for language in ("en", "zh"):
        text = doudi("help", "--lang", language).stdout
        for command in COMMANDS:
            assert f"\n  {command} " in text, (language, command)
            own = doudi("help", *command.split(), "--lang", language).stdout
            assert f"doudi {command}" in own and "--lang zh|en" in own, own
            forms = FORMS.get(command)
            assert ("--format" in own) == bool(forms) and f"--format {forms or ''}" in own + "--format ", own
            assert not any(line.endswith(" ") for line in own.split("\n")), own
    assert "nonsense" in doudi("help", "nonsense", code=2).stderr


def exit_codes_are_as_documented(root):
    doudi("nonsense", code=2)
    doudi("alerts", code=2)
    doudi("alerts", "a", "b", code=2)
    doudi("alerts", root, "--nothing", code=2)
    doudi("alerts", root, "--format", "xml", code=2)
    doudi("init", root / "x", code=2)
    missing = doudi("alerts", root / "nowhere", code=3).stderr
    assert "doudi init" in missing, missing
    doudi("load", root / "town", root / "no-such-file", code=3)
    again = doudi("init", root / "town", "--pack", PACK, code=3).stderr
    assert "already" in again, again
    assert doudi("--lang", "zh", "alerts", code=2).stderr.startswith("doudi: 缺少参数"), "options may stand in front"
    assert doudi("--version").stdout == doudi("version").stdout
    assert doudi("alerts", "-h").stdout == doudi("alerts", "--help").stdout
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = subprocess.run([str(DOUDI), "version"], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 4 and "could not be written" in done.stderr, done


def version_is_one_line():
    assert doudi("version").stdout.startswith("doudi 0."), doudi("version").stdout


def completion_completes(root):
    script = doudi("completion").stdout
    (root / "here").mkdir()
    (root / "here" / "town").mkdir()
    for typed, offered in (("al", "alerts"), ("alerts --urg", "--urgency"), ("alerts town --urgency ", "red orange yellow blue"),
                           ("screen --format ", "table json csv"), ("status --lang ", "zh en"), ("alerts town --from ", ""),
                           ("pack ", "test"), ("help qu", "quarantine"), ("alerts ", "town"), ("verify x --truth t", "town"),
                           ("explain --", "--format --lang --help")):
        words = typed.split(" ")
        told = subprocess.run(["bash", "-c", script + '\nCOMP_WORDS=(doudi "$@"); COMP_CWORD=$#; _doudi; echo "${COMPREPLY[@]}"',
                               "bash", *words], cwd=root / "here", capture_output=True, text=True, check=True).stdout
        assert told.strip() == offered, (typed, told)


def lists_have_three_forms(town):
    for command in (["alerts", town], ["quarantine", town], ["batches", town]):
        rows = doudi_json(*command)
        table = doudi(*command).stdout
        cells = list(csv.reader(io.StringIO(doudi(*command, "--format", "csv").stdout)))
        assert isinstance(rows, list) and rows, command
        assert len(cells) == len(rows) + 1, command
        assert len(table.strip().split("\n")) >= len(rows) + 1, command


def alerts_are_filtered(town):
    everything = doudi_json("alerts", town, "--limit", 10000)
    red = doudi_json("alerts", town, "--urgency", "red", "--limit", 10000)
    assert 0 < len(red) < len(everything)
    assert all(alert["urgency"] == "red" for alert in red)
    rule = everything[0]["rule"]
    assert all(alert["rule"] == rule for alert in doudi_json("alerts", town, "--rule", rule))
    number = everything[0]["household_number"]
    assert all(alert["household_number"] == number for alert in doudi_json("alerts", town, "--household", number))
    doudi("alerts", town, "--urgency", "purple", code=3)
    doudi("alerts", town, "--rule", "W99", code=3)
    doudi("alerts", town, "--limit", "0", code=3)


def an_alert_is_explained(town):
    alert = doudi_json("alerts", town, "--limit", 1)[0]
    told = doudi_json("explain", town, alert["alert_id"])
    assert told["reason_zh"] and told["reason_en"] and "{" not in told["reason_zh"] + told["reason_en"], told
    assert told["alert"]["figures"] and told["rows"], told
    assert all(row["values"] for row in told["rows"])
    assert told["trace"]["steps"], told["trace"]
    for language in ("zh", "en"):
        text = doudi("explain", town, alert["alert_id"], "--lang", language).stdout
        assert alert["rule"] in text and alert["pack_version"] in text, text
    household = doudi("explain", town, alert["household_number"]).stdout
    assert alert["rule"] in household, household
    doudi("explain", town, "nobody", code=3)


def decisions_and_units_are_told_in_words(town):
    number = doudi_json("screen", town, "--limit", 1)["findings"][0]["household_number"]
    english = doudi("household", town, number).stdout
    chinese = doudi("household", town, number, "--lang", "zh").stdout
    assert "收入低于标准 = yes" in english or "收入低于标准 = no" in english, english
    assert "收入低于标准 = 是" in chinese or "收入低于标准 = 否" in chinese, chinese
    for word in (" yuan", " persons", " years", "true", "false", "None"):
        assert word not in chinese, (word, chinese)
    assert not any(line.endswith(" ") for line in (chinese + english).split("\n")), chinese + english


def every_unit_of_the_pack_has_chinese_words():
    units = set(re.findall(r"^\s+unit: ([a-z][a-z0-9 ]*)$", "".join(path.read_text() for path in PACK.glob("*.yaml")), re.M))
    page = (ROOT / "web" / "app.js").read_text()
    words = (ROOT / "src" / "domain" / "unit.c").read_text()
    assert len(units) > 10, units
    for unit in units:
        assert f'{{"{unit}", "' in words, f"src/domain/unit.c does not know the unit {unit}"
        assert re.search(rf"\b{unit}\b'?: '|'{unit}'[,\]]", page), f"web/app.js does not know the unit {unit}"


def tables_say_what_they_leave_out(town):
    findings = len(doudi_json("screen", town)["findings"])
    assert f"\n{findings - 1} more are not shown" in doudi("screen", town, "--limit", 1).stdout
    assert len(doudi_json("screen", town, "--limit", 1)["findings"]) == 1
    assert "the newest 2; --limit shows more" in doudi("alerts", town, "--limit", 2).stdout
    assert doudi("alerts", town, "--from", "2099-01-01").stdout.endswith("\n0 in all\n")
    assert "the newest 1; --limit shows more" in doudi("batches", town, "--limit", 1).stdout


def what_files_hold_cannot_steer_the_terminal(root, town):
    (root / "F04-20250603-7.csv").write_text("死亡证号,姓名,证件号码,死亡时间\n"
                                             'E\x1b[2JX,测,11010519491231002X,2025-99-99\n', encoding="utf-8")
    doudi("load", town, root / "F04-20250603-7.csv")
    table = doudi("quarantine", town, "--file", "F04-20250603-7.csv").stdout
    assert "\x1b" not in table and len(table.strip().split("\n")) == 3, table
    told = doudi("alerts", town, "--\x1b[2J", code=2).stderr
    assert "\x1b" not in told, told


def progress_is_for_terminals_only(root, sent, town):
    file = sorted((sent / "feeds").iterdir())[0]
    assert doudi("load", town, file).stderr == ""
    shown = subprocess.run(["script", "-qec", f"{DOUDI} load {town} {file}", "/dev/null"], capture_output=True, check=True,
                           stdin=subprocess.DEVNULL).stdout.decode()
    assert f"1/1  {file.name}" in shown, shown


def names_are_masked_until_revealed(town):
    number = doudi_json("alerts", town, "--limit", 1)[0]["household_number"]
    masked = doudi_json("household", town, number)
    revealed = doudi_json("household", town, number, "--reveal")
    for hidden, shown in zip(masked["members"], revealed["members"]):
        assert len(hidden["name"]) <= 2 and (hidden["name"] == "" or hidden["name"].endswith("*")), hidden
        assert "*" in hidden["identity"] or hidden["identity"] == "", hidden
        assert "*" not in shown["identity"], shown
    text = json.dumps(masked)
    assert not any(member["identity"] in text for member in revealed["members"] if member["identity"])


def screening_answers_for_an_earlier_day(town):
    now = doudi_json("screen", town)
    then = doudi_json("screen", town, "--as-of", "2024-09-30")
    assert now["as_of"] > then["as_of"] == "2024-09-30"
    for screening in (now, then):
        assert sum(screening["by_category"].values()) == screening["households"]
        assert sum(screening["by_finding"].values()) == screening["households"]
        assert len(screening["findings"]) == screening["households"] - screening["by_finding"]["agrees"]
        assert all(finding["figures"] for finding in screening["findings"])
    assert now["by_category"] != then["by_category"]
    doudi("screen", town, "--as-of", "2024-02-30", code=3)


def quarantined_rows_come_back_corrected(root, town):
    """Three rows of one feed: their faults are mended in the exported file, and they are accepted then."""
    (root / "F04-20250601-9.csv").write_text(
        "死亡证号,姓名,证件号码,死亡时间\n"
        "D-T-1,测一,110105194912310021,2025-05-01\n"   # checksum
        "D-T-2,测二,11010519491231002X,2025-02-30\n"   # no such day
        "D-T-3,测三,11010519491231002X,2025-05-02\n", encoding="utf-8")
    loaded = json.loads(doudi("load", town, root / "F04-20250601-9.csv", "--format", "json").stdout)[0]
    assert (loaded["accepted"], loaded["quarantined"]) == (1, 2), loaded
    rows = doudi_json("quarantine", town, "--file", "F04-20250601-9.csv")
    assert [row["row"] for row in rows] == [2, 3], rows
    assert all(row["column"] and row["reason"] and row["remedy"] for row in rows), rows
    doudi("quarantine", town, "--feed", "F04", "--export", root / "fix.csv")
    text = (root / "fix.csv").read_text(encoding="utf-8-sig")
    lines = [line for line in text.split("\r\n") if "quarantine_id" in line or "F04-20250601-9.csv" in line]
    mended = "\r\n".join(lines).replace("110105194912310021", "11010519491231002X").replace("2025-02-30", "2025-02-28")
    (root / "fixed.csv").write_text(mended + "\r\n", encoding="utf-8-sig")
    doudi("quarantine", town, "--reload", root / "fixed.csv")
    assert doudi_json("quarantine", town, "--file", "F04-20250601-9.csv") == []
    assert len(doudi_json("quarantine", town, "--file", "F04-20250601-9.csv", "--all")) == 2


def refused_files_say_why(root, town):
    (root / "notes.csv").write_text("a,b\n1,2\n")
    told = doudi("load", town, root / "notes.csv", code=1).stderr
    assert "notes.csv" in told and "F01-20250825" in told, told
    (root / "F04-20250601-8.csv").write_text("姓名,死亡时间\n测,2025-05-01\n", encoding="utf-8")
    told = doudi("load", town, root / "F04-20250601-8.csv", code=1).stderr
    assert "F04-20250601-8.csv" in told and ("死亡证号" in told or "death_cert_no" in told), told


def an_envelope_is_held_to_its_word(root, town):
    row = '{"death_cert_no":"Q1","id_no":"11010519491231002X","death_date":"2025-05-01"}\n'
    for claim, word in (('"row_count":2', "2 rows"), ('"digest":"' + "0" * 64 + '"', "digest")):
        path = root / "F04-20250602-1.jsonl"
        path.write_text('{"envelope":{"feed":"F04","delivered_at":"2025-06-02",' + claim + "}}\n" + row)
        told = doudi("load", town, path, code=1).stderr
        assert word in told and "F04-20250602-1.jsonl" in told, told


def the_end_of_the_known_holidays_is_told(root):
    """Due dates after the pack's last calendar year know no holidays: who runs the county hears of it in time."""
    town = root / "calendar"
    doudi("init", town, "--pack", PACK)
    for day, is_told in (("20261101", False), ("20261215", True)):
        file = root / f"F04-{day}.csv"
        file.write_text(f"死亡证号,姓名,证件号码,死亡时间\nD-C-{day},测一,11010519491231002X,2026-11-01\n", encoding="utf-8")
        doudi("load", town, file)
        told = doudi("status", town).stderr
        assert ("2026-12-31" in told and "calendar.csv" in told) == is_told, (day, told)
    assert doudi_json("status", town)["calendar_end"] == "2026-12-31"


def the_pack_tests_itself(root):
    done = doudi("pack", "test", PACK)
    assert done.stdout.strip().split("\n")[-1].endswith(" 0 failed"), done.stdout[-2000:]
    subprocess.run(["cp", "-r", str(PACK), str(root / "pack")], check=True)
    broken = root / "pack" / "decisions.dmn"
    broken.write_text(broken.read_text(encoding="utf-8").replace("</definitions>", ""), encoding="utf-8")
    told = doudi("pack", "test", root / "pack", code=3).stderr
    assert "decisions.dmn" in told, told


def a_decision_is_traced_in_every_form(root):
    given = root / "given.json"
    ask = ("decide", PACK, "--decision", "临时救助限额", "--input", given)
    given.write_text('{"人数": 4, "date": "2025-08-25"}', encoding="utf-8")
    told = json.loads(doudi(*ask, "--trace").stdout)
    assert told["result"] == 28560 and told["trace"]["nodes"][-1]["nodes"][0]["kind"] == "literal", told
    assert told["trace"]["missing"] == [] and told["trace"]["reasons"] == [], told["trace"]
    assert told == json.loads(doudi(*ask, "--trace", "--format", "json").stdout)
    assert "trace" not in json.loads(doudi(*ask).stdout)
    chinese = doudi(*ask, "--trace", "--format", "table", "--lang", "zh").stdout
    assert chinese == told["text"]["zh"] and "2025-01-01 起，可靠）" in chinese and " = 6 * 1190.00 * 4 = 28560.00" in chinese, chinese
    assert doudi(*ask, "--trace", "--format", "table", "--lang", "en").stdout == told["text"]["en"]
    assert doudi(*ask, "--format", "table").stdout == "临时救助限额 = 28560\n"
    given.write_text('{"date": "1990-01-01"}', encoding="utf-8")
    assert doudi(*ask, "--format", "table", "--lang", "zh").stdout == "临时救助限额 = 无法判定\n"
    chain = doudi(*ask, "--trace", "--format", "table", "--lang", "zh").stdout
    assert chain.startswith("“临时救助限额”无法判定（decisions.dmn:") and "缺少的输入：临时救助限额月数、保障标准、人数\n" in chain, chain


def models_are_checked(root):
    clean = doudi("dmn", "check", PACK, "--strict").stdout
    assert clean.startswith("0 errors, 0 warnings"), clean
    assert doudi_json("dmn", "check", PACK) == []
    broken = root / "amount.dmn"
    text = (PACK / "decisions.dmn").read_text(encoding="utf-8")
    broken.write_text(text.replace("ceiling((6 * 保障标准 * 人数 - 支出后近6个月收入) / 6)",
                                   "ceiling((保障标准 - 支出后近6个月收入 / 6 / 人数) * 人数)"), encoding="utf-8")
    warned = doudi("dmn", "check", broken).stdout
    assert "rule 3, output 1" in warned and "better: (保障标准 * 6 * 人数 - 支出后近6个月收入) / 6" in warned, warned
    doudi("dmn", "check", broken, "--strict", code=1)
    chinese = doudi("dmn", "check", broken, "--lang", "zh").stdout
    assert "警告：先除后算：月保障金额，规则 3，输出 1" in chinese and "改写：" in chinese, chinese
    rows = list(csv.reader(io.StringIO(doudi("dmn", "check", broken, "--format", "csv").stdout)))
    assert rows[0][:4] == ["severity", "kind", "file", "line"] and rows[1][1] == "divide_before_round", rows
    broken.write_text(text.replace("<text>特困供养倍数 * ", "<text>没有的名称 * ").replace("特困供养倍数 * 保障标准", "没有 * 保障标准"),
                      encoding="utf-8")
    found = json.loads(doudi("dmn", "check", broken, "--format", "json", code=1).stdout)
    assert "does_not_compile" in {finding["kind"] for finding in found}, found
    doudi("dmn", "check", root / "nothing.dmn", code=3)


def cases_are_found_and_measured(root):
    subprocess.run(["cp", "-r", str(PACK), str(root / "cases")], check=True)
    given = root / "given.json"
    given.write_text(json.dumps({"date": "2025-11-25", "region": "330303"}), encoding="utf-8")
    own = root / "cases" / "tests" / "found.yaml"
    told = doudi("dmn", "cases", PACK, "--decision", "判定无劳动能力", "--given", given, "--out", own).stderr
    assert told.startswith("rules 6 of 6, conditions 8 of 8, boundaries 18 of 18"), told
    before = int(doudi("pack", "test", PACK).stdout.split()[-4])
    after = doudi("pack", "test", root / "cases").stdout.strip().split("\n")[-1]
    assert after.endswith(", 0 failed") and int(after.split()[0]) > before + 15, (before, after)
    measured = doudi("dmn", "cases", PACK, "--decision", "判定无劳动能力", "--covered", own).stdout
    assert "rules 6 of 6, conditions 8 of 8" in measured and "not reached: rule" not in measured, measured
    table = root / "cases.csv"
    doudi("dmn", "cases", PACK, "--decision", "判定无劳动能力", "--given", given, "--out", table)
    rows = list(csv.reader(io.StringIO(table.read_text(encoding="utf-8"))))
    assert rows[0][0] == "name" and rows[0][-1] == "expect" and len(rows) > 15, rows[0]
    few = root / "few.csv"
    few.write_text("name,年龄,残疾类别,残疾等级\nold,60,无,0\n", encoding="utf-8")
    missing = doudi("dmn", "cases", PACK, "--decision", "判定无劳动能力", "--given", given, "--covered", few, code=1).stdout
    assert missing.startswith("1 cases: rules 1 of 6") and "not reached: rule 6 fires" in missing, missing
    doudi("dmn", "cases", PACK, code=2)
    doudi("dmn", "cases", PACK, "--decision", "没有", code=3)


def a_wrong_key_is_refused(root):
    new_county(root / "locked")
    key = root / "locked" / "key"
    key.chmod(0o600)
    key.write_text("0" * 64 + "\n")
    told = doudi("status", root / "locked", code=3).stderr
    assert "key" in told, told


def errors_name_place_value_and_remedy(root, sent, town):
    """What a person reads: which option, file or folder, what was wrong with it, what to do."""
    (root / "case.json").write_text("{")
    (root / "F01-20260107.xlsx").write_text("no workbook")
    told = [
        (2, ("alerts", town, "--colour", "red"), "--colour: there is no such option"),
        (2, ("alerts", town, "--lang"), "--lang zh|en: this option needs a value"),
        (2, ("alerts", town, "--format", "xml"), "--format xml: give table, json or csv"),
        (3, ("init", root / "new", "--pack", root / "nopack"), "nopack: there is no such folder"),
        (3, ("init", root / "new", "--pack", PACK, "--store", "mysql://x"), "--store mysql://x: give sqlite or postgresql://"),
        (3, ("init", town, "--pack", PACK), "choose another"),
        (3, ("generate", sent), "remove it or choose another folder"),
        (3, ("decide", PACK, "--decision", "月保障金额", "--input", root / "case.json"), "case.json: line 1"),
        (3, ("explain", town, "999999"), "neither an alert"),
        (1, ("load", town, root / "F01-20260107.xlsx"), "save it again as .xlsx"),
        (2, ("alerts", ""), "an argument is empty"),
        (2, ("alerts", town, "-x"), "-x: there is no such option"),
        (2, ("pack",), "did you mean doudi pack test"),
        (2, ("verify", town, "--format", "csv"), "one form only"),
        (2, ("household", town, "#1", "--format", "csv"), "table and json only"),
        (2, ("quarantine", town, "--export", "a", "--reload", "b"), "not both"),
        (3, ("alerts", town, "--from", "2025-13-01"), "--from: '2025-13-01' is not a date"),
        (3, ("alerts", town, "--from", "2025-12-01", "--to", "2025-01-01"), "is after --to"),
        (3, ("alerts", town, "--limit", "0"), "--limit 0: give a whole number, 1 or more"),
        (3, ("generate", root / "new", "--to", "2025"), "--to: '2025' is not a month"),
        (3, ("init", root / "new", "--pack", root), "there is no pack.yaml in it"),
        (3, ("verify", town, "--truth", root / "nowhere"), "--truth"),
        (3, ("load", town, root / "F01-20260108.csv"), "neither a file nor a folder"),
    ]
    os.mkfifo(root / "F01-20260108.csv")
    for code, command, words in told:
        said = doudi(*command, code=code).stderr
        assert words in said, (command, said)
    assert not (root / "new").exists(), "a refused init leaves nothing"


def a_full_disk_loses_nothing(root, sent, town):
    """Writes fail past a size limit (RLIMIT_FSIZE): a clear error, and the next load goes on."""
    county = new_county(root / "full")
    files = sorted((sent / "feeds").iterdir())[:40]
    script = f"ulimit -f 400; trap '' XFSZ; exec {DOUDI} load {county} " + " ".join(map(str, files))
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False,
                          env={**os.environ, "LANG": "en_US.UTF-8"})
    assert done.returncode == 4, (done.returncode, done.stderr[-1000:])
    assert " 0 failures" in doudi("verify", county).stdout
    doudi("load", county, *files)
    assert " 0 failures" in doudi("verify", county).stdout


def main():
    with folder() as temporary:
        root = pathlib.Path(temporary)
        sent = generate(root / "sent", 1500)
        town = new_county(root / "town")
        doudi("load", town, sent / "feeds")
        case("help names every command in both languages", help_names_every_command)
        case("exit codes are as documented", exit_codes_are_as_documented, root)
        case("version is one line", version_is_one_line)
        case("completion completes commands, options, values and files", completion_completes, root)
        case("errors name place, value and remedy", errors_name_place_value_and_remedy, root, sent, town)
        case("lists come as table, JSON and CSV", lists_have_three_forms, town)
        case("alerts are filtered", alerts_are_filtered, town)
        case("an alert is explained in both languages", an_alert_is_explained, town)
        case("decisions and units are told in words", decisions_and_units_are_told_in_words, town)
        case("every unit of the pack has Chinese words", every_unit_of_the_pack_has_chinese_words)
        case("tables say what they leave out", tables_say_what_they_leave_out, town)
        case("progress is for terminals only", progress_is_for_terminals_only, root, sent, town)
        case("names are masked until revealed", names_are_masked_until_revealed, town)
        case("screening answers for an earlier day", screening_answers_for_an_earlier_day, town)
        case("quarantined rows come back corrected", quarantined_rows_come_back_corrected, root, town)
        case("what files hold cannot steer the terminal", what_files_hold_cannot_steer_the_terminal, root, town)
        case("refused files say why", refused_files_say_why, root, town)
        case("an envelope is held to its word", an_envelope_is_held_to_its_word, root, town)
        case("the end of the known holidays is told", the_end_of_the_known_holidays_is_told, root)
        case("the pack tests itself", the_pack_tests_itself, root)
        case("a decision is traced in every form", a_decision_is_traced_in_every_form, root)
        case("models are checked in every form", models_are_checked, root)
        case("cases are found and measured", cases_are_found_and_measured, root)
        case("a wrong key is refused", a_wrong_key_is_refused, root)
        case("a full disk loses nothing", a_full_disk_loses_nothing, root, sent, town)
    finish()


main()
