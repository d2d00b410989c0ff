#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the files of the console as a C table of assets, plain and packed, so that the program needs no folder.

Usage: web/embed.py OUTPUT.c FILE...
"""
import gzip
import hashlib
import pathlib
import sys

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".yaml": "application/yaml; charset=utf-8",
}
# Where a file is served when that is not / and its name.
PATHS = {"index.html": "/", "openapi.yaml": "/api/openapi.yaml"}


def array(name, content):
    lines = [",".join(map(str, content[at:at + 24])) for at in range(0, len(content), 24)]
    return f"static const unsigned char {name}[] = {{\n" + ",\n".join(lines) + "};\n"


def main():
    output, files = sys.argv[1], [pathlib.Path(name) for name in sys.argv[2:]]
    code = ["// Made by web/embed.py.\n", '#include "api/assets.h"\n\n']
    rows = []
    for number, file in enumerate(files):
        plain = file.read_bytes()
        packed = gzip.compress(plain, 9, mtime=0)
        etag = hashlib.sha256(plain).hexdigest()[:16]
        path = PATHS.get(file.name, "/" + file.name)
        code += [array(f"PLAIN_{number}", plain), array(f"PACKED_{number}", packed)]
        rows.append(f'    {{"{path}", "{TYPES[file.suffix]}", "\\"{etag}\\"",\n'
                    f"     {{(const char *)PLAIN_{number}, sizeof PLAIN_{number}}},\n"
                    f"     {{(const char *)PACKED_{number}, sizeof PACKED_{number}}}}},\n")
    code += ["\nconst Asset API_ASSETS[] = {\n", *rows, "};\n",
             f"const size_t API_ASSET_COUNT = {len(files)};\n"]
    pathlib.Path(output).write_text("".join(code), encoding="ascii")


main()
