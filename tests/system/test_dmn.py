# SPDX-License-Identifier: Apache-2.0
"""`doudi dmn eval`, `doudi dmn convert` and `doudi feel` as a person uses them: files, pipes, the prompt on a terminal."""
import csv
import io
import json
import os
import pathlib
import pty
import re
import select
import shutil
import signal
import subprocess
import time

from common import DOUDI, ROOT, case, doudi, doudi_json, finish, folder

MODEL = ROOT / "examples" / "means_test.dmn"
FAMILY = {"人数": 3, "家庭月收入": 1250.5, "保障标准": 1240}


def piped(text, *arguments, code=0, language="en"):
    """Runs doudi with text on its standard input."""
    done = subprocess.run([str(DOUDI), *map(str, arguments), "--lang", language], input=text, capture_output=True, text=True,
                          timeout=60, check=False)
    assert code in (None, done.returncode), (arguments, done.returncode, done.stdout, done.stderr)
    return done


class Terminal:
    """doudi on a terminal of its own, typed at like a person does."""

    def __init__(self, *arguments, **environment):
        self.child, self.master = pty.fork()
        if self.child == 0:
            os.environ.update({"TERM": "xterm", "LANG": "en_US.UTF-8", "LC_ALL": "C", **environment})
            os.execv(DOUDI, [str(DOUDI), *arguments])
        self.seen = ""

    def wait_for(self, words, seconds=20):
        """What came until the words did, without the marks that move the cursor."""
        end = time.monotonic() + seconds
        while words not in self.seen:
            if not select.select([self.master], [], [], max(0.0, end - time.monotonic()))[0]:
                raise AssertionError(f"waited for {words!r}, saw {self.seen!r}")
            self.seen += re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", os.read(self.master, 65536).decode("utf-8", "replace"))
        before, _, self.seen = self.seen.partition(words)
        return before

    def type(self, text):
        os.write(self.master, text.encode("utf-8"))

    def finish(self, seconds=20):
        """The exit code; a program that stays is ended, and the case fails."""
        end = time.monotonic() + seconds
        gone, status = 0, 0
        while gone == 0 and time.monotonic() < end:
            try:
                if select.select([self.master], [], [], 0.1)[0]:
                    os.read(self.master, 65536)
            except OSError:
                time.sleep(0.05)  # the terminal is gone when the program is
            gone, status = os.waitpid(self.child, os.WNOHANG)
        if gone == 0:
            os.kill(self.child, signal.SIGKILL)
            os.waitpid(self.child, 0)
            raise AssertionError(f"still there after {seconds} s")
        os.close(self.master)
        return os.waitstatus_to_exitcode(status)


# ---- dmn eval

def without_a_question_the_model_is_listed():
    rows = doudi_json("dmn", "eval", MODEL)
    assert [row["name"] for row in rows if row["part"] == "input"] == ["人数", "家庭月收入", "保障标准"], rows
    assert {"part": "decision", "name": "救助类别", "type": "string"} in rows, rows
    assert [row["name"] for row in rows if row["part"] == "service"] == ["家庭救助"], rows
    assert "决策服务" in doudi("dmn", "eval", MODEL, "--lang", "zh").stdout


def a_decision_is_made_from_a_file_and_from_standard_input(root):
    (root / "family.json").write_text(json.dumps(FAMILY, ensure_ascii=False), encoding="utf-8")
    told = doudi_json("dmn", "eval", MODEL, "--decision", "月补助金额", "--input", root / "family.json")
    assert told == {"decision": "月补助金额", "value": 2469.5, "reasons": []}, told
    table = piped(json.dumps(FAMILY), "dmn", "eval", MODEL, "--decision", "月补助金额", "--input", "-").stdout
    assert table == "月补助金额\n    2469.5\n", table


def a_service_answers_in_three_forms():
    ask = ("dmn", "eval", MODEL, "--service", "家庭救助", "--input", "-")
    told = json.loads(piped(json.dumps(FAMILY), *ask, "--format", "json").stdout)
    assert told == {"service": "家庭救助", "value": {"救助类别": "低保", "月补助金额": 2469.5}, "reasons": []}, told
    cells = list(csv.reader(io.StringIO(piped(json.dumps(FAMILY), *ask, "--format", "csv").stdout)))
    assert cells == [["救助类别", "月补助金额"], ["低保", "2469.5"]], cells
    assert piped(json.dumps(FAMILY), *ask).stdout.split() == ["救助类别", "月补助金额", "低保", "2469.5"]


def all_that_is_missing_or_misspelt_is_told_at_once():
    ask = ("dmn", "eval", MODEL, "--input", "-", "--decision")
    told = piped('{"人口": 3, "家庭月收入": 1}', *ask, "月补助金额", code=3).stderr
    assert "missing: '人数' (number), '保障标准' (number)" in told and "'人口' (is '人数' meant?)" in told, told
    told = piped("{}", *ask, "月救助金额", code=3).stderr
    assert "no decision '月救助金额' (is '月补助金额' meant?)" in told, told
    told = piped("{", *ask, "月补助金额", code=3).stderr
    assert "standard input: line 1, column 2" in told, told
    assert "missing" in doudi("dmn", "eval", MODEL, "--decision", "保障线", code=3).stderr


def what_is_not_known_stays_undetermined():
    family = json.dumps({**FAMILY, "家庭月收入": None})
    ask = ("dmn", "eval", MODEL, "--decision", "救助类别", "--input", "-", "--strict")
    done = piped(family, *ask, code=1)
    assert done.stdout.split() == ["救助类别", "null"] and "input '家庭月收入' is not known (line 6)" in done.stderr, done
    assert "输入“家庭月收入”未知（第 6 行）" in piped(family, *ask, code=1, language="zh").stderr
    told = json.loads(piped(family, *ask, "--format", "json", code=1).stdout)
    assert told["value"] is None and told["reasons"][0]["line"] == 6, told


def a_trace_has_every_step():
    ask = ("dmn", "eval", MODEL, "--decision", "救助类别", "--input", "-", "--trace")
    told = json.loads(piped(json.dumps(FAMILY), *ask, "--format", "json").stdout)["trace"]
    assert [node["name"] for node in told["nodes"] if node["kind"] == "decision"] == ["保障线", "救助类别"], told
    assert "第 1 条规则符合：收入不高于保障标准" in piped(json.dumps(FAMILY), *ask, language="zh").stdout


def what_is_reported_over_and_over_is_told_once(root):
    (root / "deep.dmn").write_text("""<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/' namespace='n' name='m'>
<inputData id='n' name='n'/><businessKnowledgeModel id='f' name='f'><encapsulatedLogic><formalParameter name='x'/>
<literalExpression><text>if x = 0 then 0 else 1 + f(x - 1)</text></literalExpression></encapsulatedLogic></businessKnowledgeModel>
<decision id='d' name='d'><informationRequirement><requiredInput href='#n'/></informationRequirement><knowledgeRequirement>
<requiredKnowledge href='#f'/></knowledgeRequirement><literalExpression><text>f(n)</text></literalExpression></decision>
</definitions>""", encoding="utf-8")
    ask = ("dmn", "eval", root / "deep.dmn", "--decision", "d", "--input", "-")
    assert piped('{"n": 100}', *ask).stdout.split() == ["d", "100"]
    told = piped('{"n": 1000}', *ask, code=1).stderr
    assert "more than 256 calls" in told and "30 more of the same" in told and "and 96 more" in told, told
    assert told.count("because") == 2, told
    answer = json.loads(piped('{"n": 1000}', *ask, "--format", "json", "--trace", "--strict", code=1).stdout)
    assert len(answer["reasons"]) == 32 and answer["reasons_left_out"] == 96, answer
    assert answer["trace"]["reasons_left_out"] == 96, answer["trace"]
    assert "\nand 96 more\n" in piped('{"n": 1000}', *ask, "--trace", "--strict", code=1).stdout


def a_service_is_traced_as_a_decision_is():
    ask = ("dmn", "eval", MODEL, "--service", "家庭救助", "--input", "-", "--trace")
    told = json.loads(piped(json.dumps(FAMILY), *ask, "--format", "json").stdout)
    service, = told["trace"]["nodes"]
    assert service["kind"] == "decision service" and service["result"] == told["value"], service
    assert [node["kind"] for node in service["nodes"]] == ["input"] * 3 + ["decision"] * 3, service
    assert told["trace"]["missing"] == told["trace"]["reasons"] == []
    for language, words in (("zh", "决策表第 1 条规则符合"), ("en", "rule 1")):
        lines = piped(json.dumps(FAMILY), *ask, language=language).stdout.splitlines()
        tree = [line for line in lines if "家庭救助 = " in line or line.startswith("  ")]
        assert len(tree) == 4 and words in tree[1] and tree[2].startswith("    保障线 = "), lines
    lacking = json.dumps({**FAMILY, "家庭月收入": None})
    told = json.loads(piped(lacking, *ask, "--strict", "--format", "json", code=None).stdout)["trace"]
    assert told["missing"] == ["家庭月收入"], told["missing"]
    causes = told["reasons"][0]["because"]
    assert [cause["element"] for cause in causes] == ["救助类别", "月补助金额"], causes
    assert causes[0]["because"][0]["code"] == "INPUT_UNKNOWN", causes
    assert "missing inputs: 家庭月收入" in piped(lacking, *ask, "--strict", code=None).stdout


def models_may_import_each_other(root):
    (root / "year.dmn").write_text(f"""<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/' namespace='n' name='m'>
<import importType='https://www.omg.org/spec/DMN/20230324/MODEL/' name='核定' namespace='https://doudi.example/means-test'/>
<decision id='d' name='全年'><variable name='全年' typeRef='number'/><informationRequirement>
<requiredDecision href='https://doudi.example/means-test#amount'/></informationRequirement>
<literalExpression><text>核定.月补助金额 * 12</text></literalExpression></decision></definitions>""", encoding="utf-8")
    ask = ("--decision", "全年", "--input", "-", "--format", "json")
    assert json.loads(piped(json.dumps(FAMILY), "dmn", "eval", root / "year.dmn", MODEL, *ask).stdout)["value"] == 29634
    assert "year.dmn" in piped("{}", "dmn", "eval", root / "year.dmn", *ask, code=3).stderr


def wrong_command_lines_are_refused(root):
    doudi("dmn", "eval", code=2)
    doudi("dmn", code=2)
    doudi("dmn", "eval", MODEL, "--decision", "a", "--service", "b", code=2)
    doudi("dmn", "eval", MODEL, "--trace", code=2)
    doudi("dmn", "eval", root / "none.dmn", code=3)
    (root / "broken.dmn").write_text(MODEL.read_text(encoding="utf-8").replace("保障标准 * 人数<", "保障标准 * <"), encoding="utf-8")
    told = doudi("dmn", "eval", root / "broken.dmn", code=3).stderr
    assert "broken.dmn:" in told and "'保障线'" in told and "^" in told, told


def lists_of_contexts_are_tables(root):
    (root / "rows.dmn").write_text("""<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/' namespace='n' name='m'>
<decision id='d' name='名册'><variable name='名册'/><literalExpression>
<text>[{姓名: "甲", 年龄: 7}, {年龄: 70, 住址: "x, y"}, {姓名: null}]</text></literalExpression></decision>
<decision id='e' name='杂'><variable name='杂'/><literalExpression><text>[1, {a: 1}, "x"]</text></literalExpression></decision>
<decision id='f' name='空'><variable name='空'/><literalExpression><text>[]</text></literalExpression></decision>
</definitions>""", encoding="utf-8")
    def cells(name):
        return list(csv.reader(io.StringIO(doudi("dmn", "eval", root / "rows.dmn", "--decision", name, "--format", "csv").stdout)))
    assert cells("名册") == [["姓名", "年龄", "住址"], ["甲", "7", "null"], ["null", "70", "x, y"], ["null", "null", "null"]], cells("名册")
    assert cells("杂") == [["杂"], ["1"], ["{a: 1}"], ["x"]], cells("杂")
    assert cells("空") == [["空"]], cells("空")


# ---- feel

def expressions_are_printed_as_feel_writes_them():
    for expression, value in (("1.10 + 1.1", "2.20"), ('"甲" + "乙"', '"甲乙"'), ('date("2025-08-22") + @"P1M"', "2025-09-22"),
                              ("[1, {a: null}]", "[1, {a: null}]"), ("1 = 2", "false"), ("null", "null"), ("-.5", "-0.5"), ("-(1 + 1)", "-2")):
        assert doudi("feel", expression).stdout == value + "\n", (expression, value)
    assert doudi_json("feel", "[1.50, @\"P1Y\"]") == {"value": [1.5, "P1Y"], "type": "list", "reasons": []}
    assert doudi("feel", "today() >= @\"2026-01-01\"").stdout == "true\n"


def a_context_gives_names(root):
    context = {"申请 人": {"first-name": "甲"}, "收入": 10.5, "成员": [{"月-收入": 1}, {"月-收入": 2}]}
    (root / "context.json").write_text(json.dumps(context), encoding="utf-8")
    assert doudi("feel", "申请 人.first-name", "--context", root / "context.json").stdout == '"甲"\n'
    assert piped(json.dumps(context), "feel", "sum(成员.月-收入) + 收入", "--context", "-").stdout == "13.5\n"
    assert "must be an object" in piped("[1]", "feel", "1", "--context", "-", code=3).stderr
    doudi("feel", "--context", "-", code=2)
    doudi("feel", "1", "2", code=2)


def faults_have_a_caret():
    told = doudi("feel", '"标准" + )', code=3).stderr
    assert told == 'doudi: 1:8: expected an expression but found \')\'\n  "标准" + )\n           ^\n', told
    done = doudi("feel", '"标准" + 1', code=1)
    assert done.stdout == "null\n" and done.stderr.endswith('\n    "标准" + 1\n           ^\n'), done
    assert "数" in doudi("feel", '"标准" + 1', "--lang", "zh", code=1).stderr


def lines_from_a_pipe_are_evaluated_one_by_one():
    lines = "标准 = 1240\nf = function(x)\n  x * 2\nf(标准)\n{a: 1,\n\n 标准 = 标准 + 1\n(标准 = 1241)\n\"a\nb\"\n:names\n:quit\n1\n"
    done = piped(lines, "feel", code=1)  # the context that was given up
    assert done.stdout.split("\n")[:8] == ["1240", "function", "2480", "1241", "true", '"a\\nb"', "f = function", "标准 = 1241"], done.stdout
    assert "expected" in done.stderr and "^" in done.stderr, done.stderr
    assert piped("1 +\n 1\n", "feel").stdout == "2\n"
    assert "expected an expression" in piped("1 +", "feel", code=1).stderr


def values_that_would_unfold_without_end_are_not_shown():
    lines = "a = [1, 1]\n" + "a = [a, a]\n" * 22 + "count(a)\n"
    shown = piped(lines, "feel").stdout.split("\n")
    assert shown[1] == "[[1, 1], [1, 1]]" and shown[-3:] == ["(too long to be shown)", "2", ""], shown[-3:]


def the_prompt_is_typed_at(root):
    (root / "context.json").write_text('{"标准": 1240}', encoding="utf-8")
    terminal = Terminal("feel", "--context", str(root / "context.json"))
    terminal.wait_for("feel> ")
    terminal.type("人数 = 标准 / 620\r")
    terminal.wait_for("\r\n2\r\n")
    terminal.wait_for("feel> ")
    terminal.type("[人数,\r")
    terminal.wait_for("....> ")
    terminal.type("标准]\r")
    terminal.wait_for("[2, 1240]")
    terminal.wait_for("feel> ")
    terminal.type("人数 + )\r")
    terminal.wait_for("expected an expression")
    terminal.wait_for("^")
    terminal.wait_for("feel> ")
    terminal.type("12\x7f1\r")  # backspace
    terminal.wait_for("\r\n11\r\n")
    terminal.wait_for("feel> ")
    terminal.type('"好\x7f中"\r')  # a character of three bytes is taken back as one
    terminal.wait_for('\r\n"中"\r\n')
    terminal.wait_for("feel> ")
    terminal.type("\x1b[A\x1b[A\r")  # the line before the last once more
    terminal.wait_for("\r\n11\r\n")
    terminal.type(":help\r")
    terminal.wait_for(":quit")
    terminal.type(":quit\r")
    assert terminal.finish() == 0


def control_d_ends_the_prompt():
    for _ in range(10):  # also when it is pressed the moment the prompt is there
        terminal = Terminal("feel", "--lang", "zh")
        terminal.wait_for("feel> ")
        terminal.type("\x04")
        assert terminal.finish() == 0


# ---- the tables of commands


# ---- dmn convert
VERSIONS = {  # of the namespaces that differ: model, FEEL, diagrams
    "1.1": ("http://www.omg.org/spec/DMN/20151101/dmn.xsd", "http://www.omg.org/spec/FEEL/20140401",
            "https://www.omg.org/spec/DMN/20230324/DMNDI/"),
    "1.2": tuple(f"http://www.omg.org/spec/DMN/20180521/{part}/" for part in ("MODEL", "FEEL", "DMNDI")),
    "1.3": tuple(f"https://www.omg.org/spec/DMN/20191111/{part}/" for part in ("MODEL", "FEEL", "DMNDI")),
    "1.4": ("https://www.omg.org/spec/DMN/20211108/MODEL/", "https://www.omg.org/spec/DMN/20211108/FEEL/",
            "https://www.omg.org/spec/DMN/20191111/DMNDI/"),
    "1.6": ("https://www.omg.org/spec/DMN/20240513/MODEL/", "https://www.omg.org/spec/DMN/20240513/FEEL/",
            "https://www.omg.org/spec/DMN/20230324/DMNDI/"),
    "1.5": tuple(f"https://www.omg.org/spec/DMN/20230324/{part}/" for part in ("MODEL", "FEEL", "DMNDI")),
}
KIT = os.environ.get("DOUDI_DMN_TCK")


def as_version(text, version):
    """A model of 1.5 with the namespaces of another version."""
    for now, old in zip(VERSIONS["1.5"], VERSIONS[version]):
        text = text.replace(now, old)
    return text


def check_schema(path):
    """Against the standard's own schema, where it lies beside the conformance kit and xmllint is there."""
    schema = pathlib.Path(KIT or "/nowhere") / "xsd" / "DMN15.xsd"
    if not schema.exists() or shutil.which("xmllint") is None:
        return True
    done = subprocess.run(["xmllint", "--noout", "--schema", schema, path], capture_output=True, text=True, check=False)
    return done.returncode == 0


def models_of_all_versions_become_1_5(root):
    paths = [path for part in ("tests", "packs", "examples", "bench") for path in sorted((ROOT / part).rglob("*.dmn"))
             if "corpus" not in path.parts]
    assert len(paths) > 10, paths
    for path in paths:
        done = doudi("dmn", "convert", path, "--out", root / "new.dmn")
        assert done.stdout == "" and f"{path.name}: DMN 1." in done.stderr and "written as DMN 1.5" in done.stderr, done.stderr
        converted = (root / "new.dmn").read_text(encoding="utf-8")
        assert check_schema(root / "new.dmn") or not check_schema(path), path
        assert VERSIONS["1.5"][0] in converted
        for version in VERSIONS:
            again = piped(as_version(converted, version), "dmn", "convert", "-").stdout
            if version == "1.1":  # its elements are put in the order of 1.5
                assert sorted(re.findall("<[^>]+>", again)) == sorted(re.findall("<[^>]+>", converted)), path
            else:
                assert again == converted, (path, version)


def a_converted_model_answers_the_same(root):
    ask = ("--decision", "月补助金额", "--input", "-")
    (root / "old.dmn").write_text(as_version(MODEL.read_text(encoding="utf-8"), "1.1"), encoding="utf-8")
    doudi("dmn", "convert", root / "old.dmn", "--out", root / "old.dmn")
    assert (root / "old.dmn").read_bytes() == MODEL.read_bytes()
    assert piped(json.dumps(FAMILY), "dmn", "eval", root / "old.dmn", *ask).stdout == \
        piped(json.dumps(FAMILY), "dmn", "eval", MODEL, *ask).stdout


def what_1_5_does_not_have_is_refused(root):
    old = root / "onnx.dmn"
    old.write_text(f"""<definitions xmlns='{VERSIONS["1.6"][0]}' namespace='n' name='m'>
<businessKnowledgeModel name='打分'><encapsulatedLogic kind='ONNX'/></businessKnowledgeModel></definitions>""", encoding="utf-8")
    told = doudi("dmn", "convert", old, "--out", root / "never.dmn", code=3).stderr
    assert "onnx.dmn:2: businessKnowledgeModel '打分'" in told and "ONNX" in told and "keep the model in DMN 1.6" in told, told
    assert not (root / "never.dmn").exists()
    assert "standard input:1:" in piped("<a/>", "dmn", "convert", "-", code=3).stderr
    assert "none.dmn" in doudi("dmn", "convert", root / "none.dmn", code=3).stderr
    assert "directory" in doudi("dmn", "convert", root, code=3).stderr
    doudi("dmn", "convert", code=2)
    doudi("dmn", "convert", MODEL, MODEL, code=2)


def the_conformance_kit_converts(root):
    """Every model of the kit as every version, then 1.5 again: valid where it was, and the same results."""
    if KIT is None:
        print("# the kit is skipped: DOUDI_DMN_TCK names no folder")
        return
    kit = pathlib.Path(KIT)
    wanted = doudi("dmn", "tck", kit, "--format", "csv", code=None).stdout
    versions = list(VERSIONS)
    copied = root / "kit"
    for number, path in enumerate(sorted(kit.rglob("*"))):
        target = copied / path.relative_to(kit)
        target.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".dmn":
            old = root / "old.dmn"
            old.write_text(as_version(path.read_text(encoding="utf-8-sig"), versions[number % len(versions)]), encoding="utf-8")
            doudi("dmn", "convert", old, "--out", target)
            assert check_schema(target) or not check_schema(path), path
        elif path.is_file():
            shutil.copyfile(path, target)
    assert doudi("dmn", "tck", copied, "--format", "csv", code=None).stdout == wanted


def completion_knows_commands_of_two_words():
    def complete(*words):
        script = doudi("completion").stdout + f"\nCOMP_WORDS=({' '.join(words)}); COMP_CWORD={len(words) - 1}; _doudi; echo ${{COMPREPLY[@]}}"
        return subprocess.run(["bash", "-u", "-c", script], capture_output=True, text=True, check=True).stdout.split()
    assert complete("doudi", "dm") == ["dmn"]
    assert {"eval", "tck"} <= set(complete("doudi", "dmn", "''"))
    assert "--strict" in complete("doudi", "dmn", "eval", "--")
    assert "--level" in complete("doudi", "dmn", "tck", "--") and "--strict" not in complete("doudi", "dmn", "tck", "--")
    assert "--context" in complete("doudi", "feel", "--")
    assert "--reveal" in complete("doudi", "household", "--")
    assert complete("doudi", "pack", "t") == ["test"]


def the_manual_page_names_every_command():
    commands = re.findall(r"^  (\S+(?: \S+)?)  ", doudi("help", "--lang", "en").stdout, re.MULTILINE)
    assert len(commands) > 15, commands
    for language in ("en", "zh"):
        page = doudi("manual", "--lang", language).stdout
        for command in commands:
            assert f'.SS "doudi {command}'.replace("-", "\\-") in page, command
        options = doudi("help", "dmn", "eval", "--lang", language).stdout
        for option in re.findall(r"^  --(\S+)", options, re.MULTILINE):
            assert f"\\fB\\-\\-{option}\\fR" in page, option


def main():
    with folder() as temporary:
        root = pathlib.Path(temporary)
        case("without a question the model is listed", without_a_question_the_model_is_listed)
        case("a decision is made from a file and from standard input", a_decision_is_made_from_a_file_and_from_standard_input, root)
        case("a service answers in three forms", a_service_answers_in_three_forms)
        case("all that is missing or misspelt is told at once", all_that_is_missing_or_misspelt_is_told_at_once)
        case("what is not known stays undetermined", what_is_not_known_stays_undetermined)
        case("a trace has every step", a_trace_has_every_step)
        case("what is reported over and over is told once", what_is_reported_over_and_over_is_told_once, root)
        case("a service is traced as a decision is", a_service_is_traced_as_a_decision_is)
        case("models may import each other", models_may_import_each_other, root)
        case("wrong command lines are refused", wrong_command_lines_are_refused, root)
        case("lists of contexts are tables", lists_of_contexts_are_tables, root)
        case("expressions are printed as FEEL writes them", expressions_are_printed_as_feel_writes_them)
        case("a context gives names", a_context_gives_names, root)
        case("faults have a caret", faults_have_a_caret)
        case("lines from a pipe are evaluated one by one", lines_from_a_pipe_are_evaluated_one_by_one)
        case("values that would unfold without end are not shown", values_that_would_unfold_without_end_are_not_shown)
        case("the prompt is typed at", the_prompt_is_typed_at, root)
        case("control-D ends the prompt", control_d_ends_the_prompt)
        case("models of all versions become 1.5", models_of_all_versions_become_1_5, root)
        case("a converted model answers the same", a_converted_model_answers_the_same, root)
        case("what 1.5 does not have is refused", what_1_5_does_not_have_is_refused, root)
        case("the conformance kit converts", the_conformance_kit_converts, root)
        case("completion knows commands of two words", completion_knows_commands_of_two_words)
        case("the manual page names every command", the_manual_page_names_every_command)
    finish()


main()
