#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The live page in a real browser: alerts appear by themselves, filters, detail, both languages, keyboard, narrow
screens, a server that goes away and comes back.

Usage: test_page.py SERVE_FAKE [FOLDER]    with FOLDER, screenshots are left there
Speaks the DevTools protocol over a pipe, so that nothing but Chromium and Python is needed; without Chromium the
test is skipped.
"""
import base64
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

PATIENCE_S = 20
# Colours of text and of what is behind it, for every element that shows text itself.
CONTRAST = """(() => {
  const parse = (c) => (c.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => { const f = (v) => { v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; };
    return .2126 * f(r) + .7152 * f(g) + .0722 * f(b); };
  const over = (top, under) => { const a = top[3] ?? 1; return [0, 1, 2].map((i) => top[i] * a + under[i] * (1 - a)); };
  const behind = (e) => { const layers = []; for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor);
      if ((c[3] ?? 1) > 0) layers.push(c); if ((c[3] ?? 1) === 1) break; }
    return layers.reduceRight((under, top) => over(top, under), [255, 255, 255]); };
  const bad = [];
  for (const e of document.querySelectorAll('body *')) {
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    if (!own || e.closest('.hidden, .skip, [hidden], noscript') || !e.checkVisibility()) continue;
    const back = behind(e), front = over(parse(getComputedStyle(e).color), back);
    const [a, b] = [light(front), light(back)].sort((x, y) => y - x);
    if ((a + .05) / (b + .05) < 4.5) bad.push(`${e.className || e.tagName}: ${e.textContent.trim().slice(0, 20)} ${((a + .05) / (b + .05)).toFixed(2)}`);
  }
  return bad.join('\\n'); })()"""
SMALL = """[...document.querySelectorAll('button, select, .chip > span, .alert a, summary')]
  .filter((e) => e.checkVisibility()).filter((e) => e.getBoundingClientRect().height < 44)
  .map((e) => e.outerHTML.slice(0, 60)).join('\\n')"""
# Text that stands letter under letter, because its neighbour takes the line.
SQUEEZED = """[...document.querySelectorAll('body *')].filter((e) => e.checkVisibility() && !e.closest('.hidden, .skip'))
  .filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim().length > 5))
  .filter((e) => getComputedStyle(e).display !== 'inline' && e.clientWidth < 56 && e.clientHeight > 60)
  .map((e) => e.textContent.slice(0, 40)).join('\\n')"""
WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


class Browser:
    def __init__(self, folder):
        to_read, self.out = os.pipe()
        self.inp, to_write = os.pipe()

        def arrange():  # Chromium reads on 3 and writes on 4
            spare = [os.dup(to_read), os.dup(to_write)]
            os.dup2(spare[0], 3)
            os.dup2(spare[1], 4)

        self.process = subprocess.Popen(
            [shutil.which("chromium"), "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
             "--hide-scrollbars", f"--user-data-dir={folder}", "--remote-debugging-pipe", "about:blank"],
            preexec_fn=arrange, close_fds=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_read)
        os.close(to_write)
        self.buffer, self.count, self.session = b"", 0, None
        self.errors = []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.call("Page.enable")
        self.call("Runtime.enable")
        self.call("Log.enable")

    def call(self, method, **parameters):
        self.count += 1
        message = {"id": self.count, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.out, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.receive()
            if answer.get("id") == self.count:
                assert "error" not in answer, answer
                return answer["result"]
            self.note(answer)

    def receive(self):
        while b"\0" not in self.buffer:
            piece = os.read(self.inp, 1 << 20)
            assert piece, "the browser has gone"
            self.buffer += piece
        line, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(line)

    def note(self, event):
        if event.get("method") == "Runtime.exceptionThrown":
            self.errors.append(json.dumps(event["params"])[:400])
        if event.get("method") == "Log.entryAdded" and event["params"]["entry"]["level"] == "error":
            self.errors.append(event["params"]["entry"]["text"])

    def run(self, script):
        result = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in result, (script, result)
        return result["result"].get("value")

    def wait(self, script):
        until = time.monotonic() + PATIENCE_S
        while not self.run(script):
            assert time.monotonic() < until, f"never true: {script}\n{self.run('document.body.innerText')}\n{self.errors}"
            time.sleep(0.02)

    def size(self, width, height):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1,
                  mobile=width < 600)

    def key(self, key, code):
        for kind in ("rawKeyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code)

    def shoot(self, folder, name):
        if folder:
            picture = self.call("Page.captureScreenshot", format="png")["data"]
            (pathlib.Path(folder) / f"{name}.png").write_bytes(base64.b64decode(picture))

    def close(self):
        self.session = None
        self.call("Browser.close")
        self.process.wait(timeout=PATIENCE_S)


class Server:
    def __init__(self, program, port=0):
        self.process = subprocess.Popen([program, str(port)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())

    def say(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def stop(self):
        self.say("quit")
        assert self.process.wait(timeout=PATIENCE_S) == 0


def text_of(selector):
    return f"(document.querySelector({json.dumps(selector)})?.innerText ?? '')"


def count_of(selector):
    return f"document.querySelectorAll({json.dumps(selector)}).length"


def check_looks(browser, what):
    for name, script in (("contrast below 4.5", CONTRAST), ("smaller than 44 px", SMALL), ("squeezed", SQUEEZED)):
        found = browser.run(script)
        assert not found, f"{what}: {name}:\n{found}"
    assert not browser.run(WIDE), f"{what}: wider than the screen"


def step_empty(browser, server, folder):
    browser.call("Page.navigate", url=f"http://localhost:{server.port}/?lang=zh")
    browser.wait(text_of("#link-words") + " === '实时连接'")
    browser.wait("document.querySelector('#empty')?.checkVisibility()")
    assert "只在这台机器上可见" in browser.run("document.body.innerText")
    check_looks(browser, "empty")
    browser.shoot(folder, "empty")


def step_alerts_appear(browser, server, folder):
    began = time.monotonic()
    server.say("raise 1")
    browser.wait(count_of(".alert") + " === 1")
    print(f"an alert was on the screen after {1000 * (time.monotonic() - began):.0f} ms")
    card = browser.run(text_of(".alert"))
    for word in ("红色", "医疗支出增加", "W01", "永中街道", "330303001234", "75,000 元", "2025年8月28日", "新"):
        assert word in card, (word, card)
    server.say("raise 5")
    browser.wait(count_of(".alert") + " === 6")
    ids = browser.run("[...document.querySelectorAll('.alert')].map((e) => e.dataset.id).join()")
    assert ids == "6,5,4,3,2,1", ids
    assert browser.run(count_of(".alert.glow")) > 0
    browser.wait("document.querySelector('#status').innerText.includes('6')")
    browser.shoot(folder, "new")
    browser.wait(count_of(".alert.glow") + " === 0")
    assert browser.run(count_of(".alert.new .new-mark")) == 6
    check_looks(browser, "list")


def step_filters(browser):
    browser.run("document.querySelector('input[value=red]').click()")
    browser.wait(count_of(".alert") + " === 2")
    browser.run("const s = document.querySelector('#rule'); s.value = 'W29'; s.dispatchEvent(new Event('change'))")
    browser.wait(count_of(".alert") + " === 1")
    browser.run("document.querySelector('input[value=yellow]').click()")
    browser.wait("document.querySelector('#empty').checkVisibility()")
    assert browser.run(text_of("#empty-title")) == "没有符合筛选的预警"
    browser.run("document.querySelector('input[value=\"\"]').click()")
    browser.run("const r = document.querySelector('#rule'); r.value = ''; r.dispatchEvent(new Event('change'))")
    browser.wait(count_of(".alert") + " === 6")


def step_detail(browser, folder):
    browser.run("document.querySelector('.alert[data-id=\"1\"] a').focus()")
    browser.key("ArrowUp", 38)
    assert browser.run("document.activeElement.closest('.alert').dataset.id") == "2"
    browser.key("ArrowDown", 40)
    browser.run("document.activeElement.click()")
    browser.wait(text_of("#detail") + ".includes('收入型低保')")
    assert browser.run(count_of(".alert.new")) == 5
    words = browser.run(text_of("#detail"))
    for word in ("为什么发出", "Chen* paid", "浙民助〔2023〕1号 第三条", "F01-20250825.csv", "第 1042 行", "户主"):
        assert word in words, (word, words)
    check_looks(browser, "detail")
    browser.shoot(folder, "detail")
    browser.key("Escape", 27)
    browser.wait("document.querySelector('#detail').hidden")
    assert browser.run("document.activeElement.closest('.alert').dataset.id") == "1"


def step_language(browser, folder):
    browser.run("document.querySelector('#lang').click()")
    browser.wait(text_of(".alert[data-id='1'] .name") + ".startsWith('Medical spending up')")
    assert browser.run("document.documentElement.lang") == "en"
    browser.wait(text_of("#link-words") + " === 'Live'")
    browser.run("history.replaceState(null, '', '/')")
    browser.call("Page.reload")
    browser.wait(text_of(".brand h1") + " === 'Doudi'")
    browser.wait(count_of(".alert") + " === 6")
    check_looks(browser, "English")
    browser.shoot(folder, "english")


def step_narrow(browser, folder):
    browser.size(360, 780)
    browser.wait("innerWidth === 360")
    check_looks(browser, "360 px")
    browser.shoot(folder, "narrow-english")
    browser.run("document.querySelector('.alert[data-id=\"1\"] a').click()")
    browser.wait(text_of("#detail") + ".includes('The figures')")
    check_looks(browser, "360 px, detail")
    browser.shoot(folder, "narrow-detail")
    assert browser.run("document.querySelector('#list').inert"), "what the detail covers is out of reach"
    browser.run("document.querySelector('.close').click()")
    assert not browser.run("document.querySelector('#list').inert")
    browser.size(1280, 900)
    browser.wait("document.querySelector('#hint').checkVisibility()")


def step_dark(browser, folder):
    browser.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark"}])
    check_looks(browser, "dark")
    browser.shoot(folder, "dark")
    browser.call("Emulation.setEmulatedMedia", features=[])


def step_server_goes_and_comes_back(browser, server, program, folder):
    errors = list(browser.errors)
    server.stop()
    browser.wait(text_of("#link-words") + " === 'Connection lost, trying again'")
    check_looks(browser, "lost")
    browser.shoot(folder, "lost")
    server = Server(program, server.port)
    server.say("raise 7")
    browser.wait(text_of("#link-words") + " === 'Live'")
    browser.wait(count_of(".alert") + " === 7")
    browser.errors = errors  # refused connections are what this step is about
    return server


def main():
    program, folder = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None
    if not shutil.which("chromium"):
        print("skipped: there is no chromium")
        return 77
    server = Server(program)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        browser = Browser(profile)
        browser.size(1280, 900)
        step_empty(browser, server, folder)
        step_alerts_appear(browser, server, folder)
        step_filters(browser)
        step_detail(browser, folder)
        step_language(browser, folder)
        step_narrow(browser, folder)
        step_dark(browser, folder)
        server = step_server_goes_and_comes_back(browser, server, program, folder)
        assert not browser.errors, browser.errors
        browser.close()
    server.stop()
    print("the page works")
    return 0


sys.exit(main())
