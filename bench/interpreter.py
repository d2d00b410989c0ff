# SPDX-License-Identifier: Apache-2.0
"""The interpreter on the means test of rules/means_test.dmn, beside the same rules as a C loop and in other engines, on one core.
All must give the same sums over the same households. Figures are households per second of CPU time, medians of --runs runs; the
C loop and the interpreter decide --households, the other engines --peer-households. They are installed with npm below build/; where
that cannot be done their rows are left out. With DOUDI_DMN_TCK=peers.FOLDER the time of the conformance kit is measured too."""
import argparse
import json
import os
import re
import statistics
import time
import xml.etree.ElementTree as xml

import peers
from common import DOUDI, RELEASE, ROOT, collect, output_of, print_table, ratio

MODEL = ROOT / "bench" / "rules" / "means_test.dmn"
DMN = {"dmn": "https://www.omg.org/spec/DMN/20230324/MODEL/"}

ROWS = [  # name in the programs' output, words
    ("interpreter", "Doudi, decision after decision as one chain"),
    ("interpreter_traced", "Doudi, with full trace"),
    ("c_loop", "the rules by hand as a C loop"),
    ("zen_call", "zen-engine, one call a household"),
    ("zen_batch", "zen-engine, 1,000 households a call"),
    ("zen_traced", "zen-engine, one call a household, with trace"),
    ("feelin", "feelin, the same FEEL texts one by one"),
]


def texts(element, path):
    return [found.text.strip() for found in element.findall(path, DMN)]


def model_as_json():
    """The model's FEEL texts for an engine that knows no DMN: decisions are in order already."""
    root = xml.parse(MODEL).getroot()
    decisions = []
    for decision in root.findall("dmn:decision", DMN):
        entry = {"name": decision.get("name")}
        table = decision.find("dmn:decisionTable", DMN)
        if table is not None:
            rules = [{"tests": texts(rule, "dmn:inputEntry/dmn:text"), "output": texts(rule, "dmn:outputEntry/dmn:text")[0]}
                     for rule in table.findall("dmn:rule", DMN)]
            entry["table"] = {"inputs": texts(table, "dmn:input/dmn:inputExpression/dmn:text"), "rules": rules}
        elif decision.find("dmn:literalExpression", DMN) is not None:
            entry["text"] = texts(decision, "dmn:literalExpression/dmn:text")[0]
        else:
            continue  # the last puts the results together
        decisions.append(entry)
    booleans = [variable.get("name") for variable in root.findall("dmn:inputData/dmn:variable", DMN)
                if variable.get("typeRef") == "boolean"]
    return {"booleans": booleans, "decisions": decisions}


def measure(asked):
    figures = {}
    has_peers = peers.install()
    peers.FOLDER.mkdir(parents=True, exist_ok=True)
    households = peers.FOLDER / "households.csv"
    (peers.FOLDER / "means_test.json").write_text(json.dumps(model_as_json(), ensure_ascii=False), encoding="utf-8")
    for _ in range(asked.runs):
        out = collect(figures, RELEASE / "bench" / "rules" / "interpreter", MODEL, asked.households, households, asked.peer_households)
        sums = re.search(r"csv_sums grant (\d+) per head (\d+) reason (\d+)", out).groups()
        for driver in ("zen.js", "feelin.js") if has_peers else ():
            collect(figures, "node", peers.FOLDER / driver, households, *sums, peers.FOLDER / "means_test.json")
    return {name: statistics.median(runs) for name, runs in figures.items()}


def measure_kit(folder, runs):
    seconds = []
    for _ in range(runs):
        started = time.monotonic()
        out = output_of(DOUDI, "dmn", "tck", folder)
        seconds.append(time.monotonic() - started)
    print(f"conformance kit: {out.strip().splitlines()[-1]} in {statistics.median(seconds):.2f} s")


def main(arguments):
    options = argparse.ArgumentParser(prog="./dev bench interpreter", description=__doc__)
    options.add_argument("--households", type=int, default=300000)
    options.add_argument("--peer-households", type=int, default=2000)
    options.add_argument("--runs", type=int, default=3)
    asked = options.parse_args(arguments)
    figures = measure(asked)
    own = figures["interpreter"]
    print_table(("means test", "households/s/core", "Doudi is"),
                [(words, f"{figures[name]:,.0f}", ratio(own / figures[name])) for name, words in ROWS if name in figures])
    if "DOUDI_DMN_TCK" in os.environ:
        measure_kit(os.environ["DOUDI_DMN_TCK"], asked.runs)
    zen = f"{own / max(figures['zen_call'], figures['zen_batch']):.1f} x zen-engine" if "zen_call" in figures else "zen-engine not measured"
    print(f"interpreter {own:,.0f} households/s/core, {figures['interpreter_traced']:,.0f} with trace, {zen}, "
          f"{own / figures['c_loop']:.3f} of a C loop")
