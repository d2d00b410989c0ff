# SPDX-License-Identifier: Apache-2.0
"""The server: starts, answers, pushes an alert that a file in the inbox raises, stops cleanly."""
import json
import os
import pathlib
import re
import shutil
import socket
import threading
import time
import urllib.error
import urllib.request

from common import ROOT, case, doudi, doudi_json, finish, folder, generate, new_county
from server import Server


def endpoints_answer(server, town):
    own, other = server.json("/api/status"), doudi_json("status", town)
    assert own.pop("facts_bytes") >= other.pop("facts_bytes")  # a server also holds the identity numbers, ready to load
    assert own == other
    alerts = server.json("/api/alerts?limit=5&lang=en")["alerts"]
    assert [alert["alert_id"] for alert in alerts] == [alert["alert_id"] for alert in doudi_json("alerts", town, "--limit", 5)]
    one = server.json(f"/api/alerts/{alerts[0]['alert_id']}")
    assert one["reason_zh"] and one["reason_en"]
    household = server.json(f"/api/households/{alerts[0]['household_id']}")
    assert household["household_number"] == alerts[0]["household_number"]
    assert server.json("/api/batches")["batches"] and server.json("/api/quarantine")["rows"]
    page = server.get("/")
    assert "<html" in page and "lang" in page


def errors_are_json(server):
    for path, code in (("/api/alerts/999999999", 404), ("/api/alerts?urgency=purple", 400), ("/api/nothing", 404)):
        try:
            server.get(path)
            raise AssertionError(f"{path} answered")
        except urllib.error.HTTPError as error:
            assert error.code == code, (path, error.code)
            assert json.loads(error.read())["error"]["message"], path
    request = urllib.request.Request(server.base + "/api/alerts", data=b"{}", method="POST")
    try:
        urllib.request.urlopen(request, timeout=10)
        raise AssertionError("POST answered")
    except urllib.error.HTTPError as error:
        assert error.code == 405, error.code


def openapi_names_every_route(server):
    spec = server.get("/api/openapi.yaml")
    assert spec == (ROOT / "src" / "api" / "openapi.yaml").read_text(encoding="utf-8")
    for path in re.findall(r"^  (/[\w/{}.]*):$", spec, re.M):
        assert path.startswith(("/api/", "/")), path


def other_hosts_are_refused(server):
    request = urllib.request.Request(server.base + "/api/status", headers={"Host": "evil.example"})
    try:
        urllib.request.urlopen(request, timeout=10)
        raise AssertionError("a foreign Host header was served")
    except urllib.error.HTTPError as error:
        assert error.code in (400, 403, 421), error.code


def a_checkpoint_that_is_cut_is_not_felt(server, town):
    maps = pathlib.Path(f"/proc/{server.process.pid}/maps")
    wait_for(lambda: "facts.checkpoint" not in maps.read_text())  # the state is taken out of it while pages are answered
    os.truncate(town / "facts.checkpoint", 0)
    alert = server.json("/api/alerts?limit=1&lang=en")["alerts"][0]
    assert server.json(f"/api/households/{alert['household_id']}")["household_number"] == alert["household_number"]
    assert server.json("/api/simulation?set=standard=1250&lang=en")["total"]


def a_file_in_the_inbox_appears_live(server, town, late):
    heard = []

    def listen():
        with urllib.request.urlopen(server.base + "/api/events", timeout=60) as events:
            for line in events:
                if line.startswith(b"data: ") and b"alert_id" in line:
                    heard.append(json.loads(line[6:]))
                    return

    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    time.sleep(0.5)
    for path in late:
        shutil.copy(path, town / "inbox" / f".{path.name}")
        (town / "inbox" / f".{path.name}").rename(town / "inbox" / path.name)
    listener.join(30)
    assert heard, "no alert was pushed within 30 s"
    shown = server.json("/api/alerts?limit=1000&lang=zh")["alerts"] + server.json("/api/alerts?limit=1000&lang=en")["alerts"]
    assert heard[0] in shown, heard[0]["alert_id"]
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and any((town / "inbox" / path.name).exists() for path in late):
        time.sleep(0.1)
    assert all((town / "inbox" / "accepted" / path.name).exists() for path in late)


def what_is_urgent_does_not_wait(server, town, bulk, urgent):
    """While many files are loaded from the inbox, one that is moved into inbox/urgent is taken between two of them."""
    for number in range(300):
        copy = town / "inbox" / f"F01-20260201-{100 + number}.csv"
        copy.with_name(f".{copy.name}").write_bytes(bulk.read_bytes() + b"\n" * number)  # other bytes, the same rows
        os.utime(copy.with_name(f".{copy.name}"), (1e9, 1e9))
        copy.with_name(f".{copy.name}").rename(copy)
    accepted = town / "inbox" / "accepted"
    wait_for(lambda: (accepted / "F01-20260201-100.csv").exists())
    lines = urgent.read_bytes().splitlines(keepends=True)
    hidden = town / "inbox" / "urgent" / ".F01-20260201-99.csv"
    hidden.write_bytes(b"".join(lines[:2]))
    hidden.rename(hidden.with_name("F01-20260201-99.csv"))
    wait_for(lambda: (accepted / "F01-20260201-99.csv").exists())
    assert not (town / "inbox" / "urgent" / "F01-20260201-99.csv").exists()
    wait_for(lambda: not list((town / "inbox").glob("F01-20260201-*")), 60)
    numbers = {batch["file"]: batch["batch"] for batch in doudi_json("batches", town, "--limit", 1000)}
    assert numbers["F01-20260201-99.csv"] < numbers["F01-20260201-399.csv"], "it waited for the others"
    quiet = town / "inbox" / "urgent" / "notes.csv"  # refused like any other
    quiet.write_text("a,b\n3,4\n")
    refused = town / "inbox" / "refused"
    wait_for(lambda: (refused / "2" / "notes.csv.reason.txt").exists() and not quiet.exists())
    kept = [(refused / "notes.csv").read_text(), (refused / "2" / "notes.csv").read_text()]
    assert kept == ["a,b\n1,2\n", "a,b\n3,4\n"], "a refused file was replaced by another of its name"


def a_bad_file_is_refused_with_reason(town):
    (town / "inbox" / "notes.csv").write_text("a,b\n1,2\n")
    reason = town / "inbox" / "refused" / "notes.csv.reason.txt"
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline and not reason.exists():
        time.sleep(0.1)
    assert "F01-20250825" in reason.read_text()


def wait_for(condition, seconds=15):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "never came true"
        time.sleep(0.05)


def a_file_that_comes_slowly_is_loaded_whole(town, slow):
    """Written with a pause longer than a look: taken only when it rests, and then all of it."""
    content = b"".join(slow.read_bytes().splitlines(keepends=True)[:-1])  # other bytes than were loaded already
    inbox = town / "inbox" / "F01-20260203-9.csv"
    with open(inbox, "wb") as out:
        for at in range(0, len(content), len(content) // 3 + 1):
            out.write(content[at:at + len(content) // 3 + 1])
            out.flush()
            time.sleep(0.7)
            assert inbox.exists(), "taken while it was still written"
    wait_for(lambda: not inbox.exists())
    assert (town / "inbox" / "accepted" / inbox.name).read_bytes() == content
    batch = next(batch for batch in doudi_json("batches", town, "--limit", 5) if batch["file"] == inbox.name)
    rows = len(content.decode("utf-8-sig", "replace").strip().split("\n")) - 1
    assert batch["read"] == rows, (batch, rows)


def what_is_no_file_is_left_alone(server, town, late):
    """A pipe would keep the reader for ever; a folder is nobody's delivery."""
    os.mkfifo(town / "inbox" / "F01-20260204.csv")
    (town / "inbox" / "kept").mkdir()
    os.utime(shutil.copy(late, town / "inbox" / "F01-20260205-9.csv"), (1e9, 1e9))
    wait_for(lambda: (town / "inbox" / "accepted" / "F01-20260205-9.csv").exists())
    assert (town / "inbox" / "F01-20260204.csv").exists() and (town / "inbox" / "kept").exists()
    assert server.json("/api/status")["batches"] > 0


def it_stops_cleanly(server, town):
    with socket.create_connection(("127.0.0.1", int(server.base.rsplit(":", 1)[1]))) as half, \
            urllib.request.urlopen(server.base + "/api/events", timeout=20) as events:
        half.sendall(b"GET /api/status HTTP/1.1\r\nHost: localhost\r\n")  # a client that never finishes asking
        assert server.stop() == 0
        assert events.read().startswith(b"retry:"), "the stream ends, not breaks"
    assert " 0 failures" in doudi("verify", town).stdout


def only_loopback(town):
    told = doudi("serve", town, "--listen", "0.0.0.0:8080", code=3).stderr
    assert "127.0.0.1" in told, told


def main():
    with folder() as temporary:
        root = pathlib.Path(temporary)
        sent = generate(root / "sent", 1500)
        files = sorted((path for path in (sent / "feeds").iterdir()), key=lambda path: path.name.split("-")[1])
        late = [path for path in files if path.name.startswith("F01-")][-15:]
        town = new_county(root / "town")
        early = root / "early"
        early.mkdir()
        for path in files:
            if path not in late:
                (early / path.name).symlink_to(path)
        doudi("load", town, early)
        server = Server(town)
        case("endpoints answer as the command line does", endpoints_answer, server, town)
        case("errors are JSON with the right code", errors_are_json, server)
        case("openapi.yaml is served as it stands in the tree", openapi_names_every_route, server)
        case("other host names are refused", other_hosts_are_refused, server)
        case("a checkpoint that is cut under the server is not felt", a_checkpoint_that_is_cut_is_not_felt, server, town)
        case("a file in the inbox appears live", a_file_in_the_inbox_appears_live, server, town, late)
        case("a bad file in the inbox is refused with its reason", a_bad_file_is_refused_with_reason, town)
        plain = next(path for path in late if path.suffix == ".csv")
        case("what is urgent does not wait", what_is_urgent_does_not_wait, server, town, plain, plain)
        case("a file that comes slowly is loaded whole", a_file_that_comes_slowly_is_loaded_whole, town, plain)
        case("pipes and folders in the inbox are left alone", what_is_no_file_is_left_alone, server, town, plain)
        case("Ctrl-C stops it cleanly", it_stops_cleanly, server, town)
        case("it listens on loopback only", only_loopback, town)
    finish()


main()
