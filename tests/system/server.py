# SPDX-License-Identifier: Apache-2.0
"""A running `doudi serve`, for the tests that need one."""
import json
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

from common import DOUDI


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    def __init__(self, town):
        self.base = f"http://127.0.0.1:{free_port()}"
        self.process = subprocess.Popen([str(DOUDI), "serve", str(town), "--listen", self.base[7:]], stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT, text=True)
        for _ in range(200):
            try:
                self.get("/api/status")
                return
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.05)
        raise AssertionError("the server does not answer")

    def get(self, path):
        with urllib.request.urlopen(self.base + path, timeout=20) as answer:
            return answer.read().decode()

    def json(self, path):
        return json.loads(self.get(path))

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=10)
