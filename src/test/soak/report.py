"""The table of a soak, and its verdict."""

import collections
import json
import os

from content import HEAD, Content, WrongBytes, of_head

COLUMNS = {
    "minute": 6, "operations": 10, "gib": 7, "cuts": 6, "late": 5, "wrong": 5, "stuck": 5, "refused": 7, "rss_mib": 7,
    "descriptors": 11, "threads": 7, "own_mib": 7, "own_files": 9, "warn": 5, "error": 5,
}
WARM_UP_MINUTES = 10
MOST_SHOWN = 10
# Requests on two connections may be served in either order, whatever the order in which they were sent. A client of these
# protocols queries the offset again.
MOST_LATE = 0.1


class Report:
    def __init__(self, is_json):
        self.is_json = is_json
        self.samples, self.kinds, self.faults = [], collections.Counter(), []
        self.operations = self.bytes = self.cuts = 0
        self.counts = collections.Counter()

    def count(self, client, kind, byte_count, cuts, late, fault):
        self.operations += 1
        self.bytes += byte_count
        self.cuts += cuts
        self.kinds[kind] += 1
        for text in late:
            self.add_fault("late", f"client {client}, {text}")
        if fault:
            self.add_fault(fault[0], f"client {client}, {kind}: {fault[1]}")

    def add_fault(self, kind, text):
        self.counts[kind] += 1
        self.faults.append({"fault": kind, "text": text})
        if self.is_json or self.counts[kind] <= MOST_SHOWN:
            self.show(self.faults[-1], f"{kind}: {text}")

    def show(self, values, text):
        print(json.dumps(values) if self.is_json else text, flush=True)

    def begin(self, values):
        self.show(values, "  ".join(f"{key} {value}" for key, value in values.items()))
        if not self.is_json:
            print(" ".join(f"{name:>{width}}" for name, width in COLUMNS.items()), flush=True)

    def add_sample(self, minute, sample):
        row = {
            "minute": minute, "operations": self.operations, "gib": round(self.bytes / 2**30, 2), "cuts": self.cuts,
            **{kind: self.counts[kind] for kind in ("late", "wrong", "stuck", "refused")}, **sample,
        }
        self.samples.append(row)
        self.show(row, " ".join(f"{row[name]:>{width}}" for name, width in COLUMNS.items()))

    def reasons(self, descriptors, running, exit_code):
        """Why the soak is not good; empty when it is."""
        found = [f"{count} {kind}" for kind, count in self.counts.items() if kind != "late"]
        if descriptors > 8:
            found.append(f"descriptors: {descriptors} more than before (expected: at most 8)")
        if self.counts["late"] > self.cuts * MOST_LATE:
            late, most = self.counts["late"], int(self.cuts * MOST_LATE)
            found.append(f"late: {late} resumes met the request that was cut (expected: at most {most})")
        if running:
            found.append(f"transfers that still run without clients: {running}")
        if exit_code not in (0, 143):
            found.append(f"exit code of the gateway: {exit_code}")
        if self.samples[-1]["error"]:
            found.append(f"errors in the log: {self.samples[-1]['error']}")
        if not self.operations:
            found.append("operations: 0")
        return found + self._growth()

    def _growth(self):
        """Memory after the first ten minutes; the gateway's own folder, beside a line for each of the finished uploads."""
        found, last = [], self.samples[-1]
        usual = max(row["rss_mib"] for row in self.samples[:WARM_UP_MINUTES])
        if last["rss_mib"] > usual * 1.25:
            found.append(f"resident memory: {last['rss_mib']} MiB (expected: some {usual}, as in the first ten minutes)")
        most = 256 + self.operations // 1024
        if last["own_mib"] > most:
            found.append(f"the folder .chunkgate: {last['own_mib']} MiB (expected: at most {most})")
        return found

    def end(self, reasons, lines):
        values = {"verdict": "bad" if reasons else "good", "reasons": reasons, "log": lines[:100], "operations": self.kinds}
        kinds = ", ".join(f"{kind} {count}" for kind, count in sorted(self.kinds.items()))
        text = [*lines[:MOST_SHOWN], f"operations: {kinds}", *(f"bad: {reason}" for reason in reasons),
                f"verdict: {values['verdict']}"]
        self.show(values, "\n".join(text))


def check_names(root, names, report):
    """Every acknowledged name is there, whole; every published file is whole, whoever knows it."""
    for name, (number, size) in names.items():
        check_file(os.path.join(root, name), Content(number, size), report)
    for path, folders, files in os.walk(root):
        folders[:] = [folder for folder in folders if folder != ".chunkgate"]
        for file in files:
            check_file(os.path.join(path, file), None, report)


def check_file(path, content, report):
    try:
        with open(path, "rb") as file:
            head = file.read(HEAD.size)
            if content is None and len(head) < HEAD.size:
                return  # Too small to say what it is; its owner knew.
            (content or of_head(head)).check_all([head, *blocks(file)])
    except (OSError, WrongBytes) as error:
        report.add_fault("wrong", f"{path}: {error}")


def blocks(file):
    return iter(lambda: file.read(1 << 18), b"")
