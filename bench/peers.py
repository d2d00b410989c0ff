# SPDX-License-Identifier: Apache-2.0
"""The other engines: installed with npm below build/, from the versions that bench/peers names."""
import functools
import shutil
import subprocess

from common import ROOT

SOURCE = ROOT / "bench" / "peers"
FOLDER = ROOT / "build" / "peers"


@functools.cache
def install():
    """Whether the other engines are there; says why not."""
    if shutil.which("npm") is None:
        print("the other engines are left out: npm is not installed")
        return False
    FOLDER.mkdir(parents=True, exist_ok=True)
    for file in SOURCE.iterdir():
        shutil.copy(file, FOLDER)
    done = subprocess.run(["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"], cwd=FOLDER,
                          capture_output=True, text=True, check=False)
    if done.returncode != 0:
        print(f"the other engines are left out: npm install fails: {done.stderr.strip()[:300]}")
    return done.returncode == 0
