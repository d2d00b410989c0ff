# SPDX-License-Identifier: Apache-2.0
"""A running `doudi serve`, for the tests that need one."""
import json
import re
import signal
import subprocess
import urllib.request

from common import DOUDI


class Server:
    def __init__(self, town):
        self.process = subprocess.Popen([str(DOUDI), "serve", str(town), "--listen", "127.0.0.1:0"], stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT, text=True)
        greeting = self.process.stdout.readline()  # told once it is ready
        found = re.search(r"http://[\d.:]+", greeting)
        assert found, f"the server did not start: {greeting}{self.process.communicate()[0]}"
        self.base = found[0]
        self.get("/api/status")

    def get(self, path):
        with urllib.request.urlopen(self.base + path, timeout=20) as answer:
            return answer.read().decode()

    def json(self, path):
        return json.loads(self.get(path))

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=10)
