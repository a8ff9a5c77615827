"""A thousand concurrent slow downloads: how much memory does chunkgate need, and does every download complete?"""

import json
import subprocess
from dataclasses import dataclass

from harness.loads import output
from harness.peers import chunkgate
from harness.workspace import FILES, MIB

LISTENERS = ("http", "h2c", "tcp", "grpc")

DOWNLOADS = 1000
FILE = "4m.bin"
BYTES_PER_SECOND = 32 * 1024

HEADINGS = ("listener", "downloads", "whole", "failed", "peak MiB", "target", "met")


@dataclass(frozen=True)
class SlowOutcome:
    listener: str
    whole: int
    failed: int
    error: str
    peak_bytes: int

    @property
    def row(self):
        met = "yes" if self.failed == 0 else f"NO: {self.error}"
        return (self.listener, str(DOWNLOADS), str(self.whole), str(self.failed), f"{self.peak_bytes / MIB:.0f}", "all whole", met)


def measure(workspace, protocol, seconds):
    """On a separate gateway, with the heap of the launcher, 256 MiB."""
    with chunkgate.start(workspace, protocols=(protocol,), file=FILE) as server:
        what = ["-protocol", protocol, "-address", server.address(protocol), "-path", path(server, protocol)]
        how = ["-size", FILES[FILE], "-connections", DOWNLOADS, "-rate", BYTES_PER_SECOND, "-seconds", seconds]
        try:
            report = json.loads(output(workspace.program("slow"), *what, *how))
        except subprocess.TimeoutExpired:
            report = {"whole": 0, "failed": DOWNLOADS, "error": "some downloads never ended"}
        return SlowOutcome(protocol, report["whole"], report["failed"], report["error"], server.peak_bytes())


def path(server, protocol):
    return FILE if protocol == "grpc" else server.path(FILE)
