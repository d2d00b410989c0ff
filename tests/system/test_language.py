# SPDX-License-Identifier: Apache-2.0
"""Under --lang zh every mistake is answered in Chinese: real mistakes against the program, and no English sentence in what it says."""
import pathlib
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import time

from common import DOUDI, PACK, ROOT, case, doudi, finish, folder, new_county

# Words that are no English sentence: commands, keys and names that are typed as they stand.
TYPED = re.compile(r"`[^`]*`|doudi [a-z]+( [A-Z./]+| --[a-z]+)*|[\w./-]*/[\w./ -]+|[\w-]+\.(yaml|csv|xlsx|jsonl|dmn|gz|db|json)\b|--?[a-z]+"
                   r"|sqlite|postgresql|UTF-8|GB18030|list<number>|\b(number|string|null|true|false)\b|\"[^\"]*\"|“[^”]*”|\d{4}-\d\d-\d\d\S*")


def no_english(words):
    """At most two English words beside each other, once what is typed as it stands is taken out."""
    left = TYPED.sub("·", words.removeprefix("doudi: "))
    found = re.search(r"[a-z]{2,}[ ,;:]+[a-z']{2,}[ ,;:]+[a-z]{2,}", left, re.IGNORECASE)
    assert not found, f"English: {found.group()!r} in {words!r}"
    assert re.search(r"[\u4e00-\u9fff]", words), f"no Chinese: {words!r}"


def refused(*arguments, code=None, has=()):
    done = doudi("--lang", "zh", *arguments, code=code)
    assert done.returncode != 0, arguments
    for line in done.stderr.strip().split("\n"):
        if line.startswith("doudi:"):
            no_english(line)
    assert done.stderr.startswith("doudi:"), (arguments, done.stderr)
    for part in has:
        assert part in done.stderr, (part, done.stderr)
    return done.stderr


def mistakes_at_the_command_line(town):
    refused("status", "/没有 这里", has=["/没有 这里 不是县的文件夹", "doudi init"])
    refused("init", "/tmp/x", "--pack", "/没有", has=["没有这个文件夹"])
    refused("init", town, "--pack", PACK, has=["已经是一个县的文件夹"])
    refused("alerts", town, "--nothing", code=2, has=["没有这个选项"])
    refused("alerts", town, "--from", "2025-13-01", has=["--from", "“2025-13-01”不是日期", "2025-08-22"])
    refused("alerts", town, "--from", "2025-03-01", "--to", "2025-01-01", has=["请对调"])
    refused("alerts", town, "--limit", "0", has=["不小于 1 的整数"])
    refused("alerts", town, "--region", "33x", has=["区划代码"])
    refused("alerts", town, "--rule", "W99", has=["W99", "W01"])
    refused("alerts", town, "--urgency", "loud", has=["红、橙、黄、蓝"])
    refused("explain", town, "17", has=["没有编号为 17 的预警"])
    refused("household", town, "张三", has=["没有 张三 这一户"])
    refused("screen", town, has=["doudi load"])
    refused("load", town, "/没有.csv", has=["没有这个文件或文件夹"])
    refused("generate", town / "out", "--persons", "1", has=["1 人"])
    refused("quarantine", town, "--feed", "F88", "--export", town / "out.csv", has=["政策包里没有数据项 F88"])
    refused("quarantine", town, "--reload", PACK / "regions.csv", has=["首行没有 quarantine_id 列"])


def a_wrong_key(town, root):
    other = root / "锁错 的"
    shutil.copytree(town, other)
    (other / "key").write_text("0" * 64 + "\n", encoding="utf-8")
    refused("status", other, has=["密钥不是建立这个数据库时的密钥", "备份"])
    (other / "key").write_text("short\n", encoding="utf-8")
    refused("status", other, has=["十六进制"])
    (other / "county.db").write_bytes(b"this is no database at all, but it is long enough to look like one" * 20)
    (other / "key").write_bytes((town / "key").read_bytes())
    refused("status", other, has=["文件不是数据库"])


def files_that_cannot_be_loaded(town, root):
    for name, text, said in (
            ("F01-20250825.csv", "甲,乙\n1,2\n", "都不是数据项 F01 的表头"),
            ("F01-20250826.csv", "", "文件是空的"),
            ("F99-20250825.csv", "a,b\n1,2\n", "没有数据项 F99 的契约"),
            ("notes.csv", "a,b\n1,2\n", "请把文件命名为"),
            ("F01-20990101.csv", "a,b\n1,2\n", "今天是"),
            ("F01-20250827.csv", "PK\3\4", "工作簿；请把文件名改成 .xlsx 结尾"),
            ("F01-20250828.xlsx", "not a workbook at all", "工作簿"),
            ("F01-20250829.jsonl", "[1]\n", "JSON 对象")):
        path = root / "来 文" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        refused("load", town, path, has=[said])


def mistakes_in_a_pack(root):
    def broken(file, old, new, said):
        pack = root / "包 一"
        shutil.rmtree(pack, ignore_errors=True)
        shutil.copytree(PACK, pack)
        text = (pack / file).read_text(encoding="utf-8")
        assert old in text, (file, old)
        (pack / file).write_text(text.replace(old, new, 1), encoding="utf-8")
        told = refused("pack", "test", pack, has=[said, file])
        assert re.search(rf"{re.escape(file)}:\d+: ", told), told

    broken("parameters.yaml", "unit:", "unity:", "没有键 \"unity\"")
    broken("facts.yaml", "feed: F01", "feed: F77", "没有数据项 F77")
    broken("alerts.yaml", "direction: help", "direction: sideways", "\"sideways\" 不是")
    broken("decisions.dmn", "<text>", "<text>1 + ( ", "这里应是")
    broken("alerts.yaml", "about: row", "about: [row", "这里应是“,”或“]”")


def mistakes_in_a_decision_model(root):
    model = root / "模型 一.dmn"
    text = (ROOT / "tests" / "dmn" / "models" / "means_test.dmn").read_text(encoding="utf-8")
    for old, new, said in (("</definitions>", "", "没有元素"), ("<text>", "<text>foo bar baz + ", "这里没有名称"),
                           ("<text>", "<text>if then ", "这里应是"), ("typeRef=\"", "typeRef=\"x", "没有类型")):
        assert old in text, old
        model.write_text(text.replace(old, new, 1), encoding="utf-8")
        told = refused("dmn", "eval", model, "--input", "/dev/null", has=[said])
        assert re.search(r"模型 一\.dmn:\d+: ", told), told


def mistakes_in_an_expression():
    refused("feel", "1 +", has=["这里应是表达式", "表达式的结尾"])
    refused("feel", "foo + 1", has=["这里没有名称“foo”"])
    refused("feel", "\"open", has=["缺少结尾"])


def a_port_in_use(town):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused("serve", town, "--listen", f"127.0.0.1:{port}", has=[f"不能监听 127.0.0.1:{port}", "被别的程序占用", "换一个端口"])
    refused("serve", town, "--listen", "0.0.0.0:8080", has=["127.0.0.1"])


def reports_of_what_is_wrong(town, root):
    pack = root / "包 二"
    shutil.copytree(PACK, pack)
    cases = pack / "tests" / "alerts.yaml"
    cases.write_text(cases.read_text(encoding="utf-8").replace(", 橙]", ", 红]", 1), encoding="utf-8")
    told = doudi("--lang", "zh", "pack", "test", pack, code=1).stdout
    assert re.search(r"^tests/alerts\.yaml:\d+: .*：应得 红，实得 橙\n通过 \d+，失败 1\n$", told), told
    told = doudi("--lang", "zh", "verify", town).stdout
    assert re.search(r"^相符    审计行，链条完整：\d+\n核验：.*不符 0 处\n\Z", told, re.M), told
    damaged = root / "县 二"
    shutil.copytree(town, damaged)
    with sqlite3.connect(damaged / "county.db") as store:
        store.execute("UPDATE audit SET actor = 'nobody' WHERE seq = 1")
    told = doudi("--lang", "zh", "verify", damaged, code=1).stdout
    assert "不符    审计链：审计行 1 被改动过" in told, told
    for line in told.strip().split("\n"):
        no_english(line)


def a_refused_file_of_the_inbox(town):
    inbox = town / "inbox"
    inbox.mkdir(exist_ok=True)
    (inbox / "F01-20250825.csv").write_text("甲,乙\n1,2\n", encoding="utf-8")
    with subprocess.Popen([str(DOUDI), "serve", str(town), "--lang", "zh", "--listen", "127.0.0.1:0"], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True) as process:
        reason = inbox / "refused" / "F01-20250825.csv.reason.txt"
        for _ in range(300):
            if reason.exists():
                break
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=30)[0]
    words = reason.read_text(encoding="utf-8")
    assert "都不是数据项 F01 的表头" in words and words.endswith("\n"), words
    no_english(words)
    assert "F01-20250825.csv: 拒收：" in said and "都不是数据项 F01 的表头" in said, said


def main():
    with folder() as place:

        root = pathlib.Path(place)
        town = new_county(root / "县 一")
        case("mistakes at the command line", mistakes_at_the_command_line, town)
        case("a wrong key, a broken store", a_wrong_key, town, root)
        case("files that cannot be loaded", files_that_cannot_be_loaded, town, root)
        case("mistakes in a pack, with file and line", mistakes_in_a_pack, root)
        case("mistakes in a decision model, with file and line", mistakes_in_a_decision_model, root)
        case("mistakes in an expression", mistakes_in_an_expression)
        case("a port in use", a_port_in_use, town)
        case("reports of what is wrong", reports_of_what_is_wrong, town, root)
        case("a refused file of the inbox", a_refused_file_of_the_inbox, town)
    finish()


main()
