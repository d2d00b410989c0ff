# SPDX-License-Identifier: Apache-2.0
"""The README tells what is: its picture of `./dev run` is what the demo prints, and its tour can be walked as it is written.
UPDATE_README=1 writes the picture anew; the difference is then reviewed."""
import os
import pathlib
import re
import subprocess

from common import DOUDI, ROOT, case, finish, folder

READMES = {"en_US.UTF-8": ROOT / "README.md", "zh_CN.UTF-8": ROOT / "README.zh-CN.md"}
PICTURE = re.compile(r"```text\n(.*?)```", re.S)
COLUMNS = 170
GREETING = {"en_US.UTF-8": "Doudi serves http://127.0.0.1:8080 (this machine only; there are no users and passwords yet). Ctrl-C stops it; "
                           "put new files into demo/county/inbox",
            "zh_CN.UTF-8": "兜底在 http://127.0.0.1:8080 提供服务（只限本机；还没有用户和密码）。Ctrl-C 停止；新文件请放进 demo/county/inbox"}


REPORTS = {"en_US.UTF-8": (r"^truth: (\d+) expected, \1 found, 0 missed, 0 false$", r"^\d+ passed, 0 failed$"),
           "zh_CN.UTF-8": (r"^标准答案：应有 (\d+)，找到 \1，漏掉 0，多出 0$", r"^通过 \d+，失败 0$")}


def demo(root, language):
    """What ./dev run prints, the demo lying in a folder of its own: made in English, opened again in Chinese."""
    done = subprocess.run([str(ROOT / "tools" / "demo"), "--no-serve"], capture_output=True, text=True, check=True,
                          env={**os.environ, "LC_ALL": language, "DOUDI_DEMO": str(root / "demo")})
    return done.stdout.replace(str(root / "demo"), "demo").rstrip("\n").split("\n")


def picture(lines, language):
    """The lines that the README has room for: the first findings and the first alerts; long lines are cut."""
    table = next(at for at, line in enumerate(lines) if line.startswith(("finding", "结论")))
    alerts = next(at for at in range(table, len(lines)) if lines[at].startswith("=="))
    chosen = lines[:table + 4] + ["...", lines[alerts - 1]] + lines[alerts:alerts + 5] + ["...", lines[-1], "", GREETING[language]]
    return "\n".join(line[:COLUMNS - 3] + "..." if len(line) > COLUMNS else line for line in chosen) + "\n"


def without_times(text):
    return re.sub(r"\d+\.\d{3} (s;|秒)", r"TIME \1", text)


def the_picture_is_what_the_demo_prints(root, language):
    readme = READMES[language].read_text(encoding="utf-8")
    wanted = picture(demo(root, language), language)
    shown = PICTURE.search(readme).group(1)
    if os.environ.get("UPDATE_README") and without_times(shown) != without_times(wanted):
        READMES[language].write_text(readme.replace(shown, wanted, 1), encoding="utf-8")
        return
    differing = [line for line in without_times(wanted).split("\n") if line not in without_times(shown).split("\n")]
    assert without_times(shown) == without_times(wanted), f"UPDATE_README=1 {__file__} writes it anew:\n" + "\n".join(differing)


def the_tour_can_be_walked(root, language):
    """The shell blocks of the tour, in order, in an empty folder with the packs and examples beside it."""
    place = root / language
    (place / "bin").mkdir(parents=True)
    (place / "bin" / "doudi").symlink_to(DOUDI)
    for part in ("packs", "examples"):
        (place / part).symlink_to(ROOT / part)
    blocks = re.findall(r"```sh\n(.*?)```", READMES[language].read_text(encoding="utf-8"), re.S)
    tour = [block for block in blocks if block.lstrip().startswith("doudi ")]
    assert len(tour) >= 2, blocks
    done = subprocess.run(["bash", "-euo", "pipefail", "-c", "\n".join(tour)], cwd=place, capture_output=True, text=True, check=False,
                          env={**os.environ, "LC_ALL": language, "PATH": f"{place / 'bin'}:{os.environ['PATH']}"})
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr
    for words in (*REPORTS[language], r"月保障金额.*4760\.00"):
        assert re.search(words, done.stdout, re.M), f"nowhere: {words}"


def main():
    with folder() as temporary:
        root = pathlib.Path(temporary)
        for language in READMES:
            case(f"the picture is what the demo prints ({language})", the_picture_is_what_the_demo_prints, root, language)
            case(f"the tour can be walked ({language})", the_tour_can_be_walked, root, language)
    finish()


main()
