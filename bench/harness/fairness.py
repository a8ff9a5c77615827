"""Many downloads at once on one gRPC connection: does each get its share?"""

import json
from dataclasses import dataclass

from harness.loads import output
from harness.peers import chunkgate
from harness.workspace import MIB

NAME = "grpc-fair"
STREAMS = 32
TARGET = 0.5
FILE = "1g.bin"

HEADINGS = ("streams", "all MB/s", "slowest MiB", "fastest MiB", "slowest / fastest", "target", "met")


def measure(workspace, seconds):
    """The row of the table."""
    with chunkgate.start(workspace, protocols=("grpc",)) as server:
        what = ["-address", server.address("grpc"), "-name", FILE, "-streams", STREAMS]
        output(workspace.program("files"), *what, "-seconds", seconds)  # compiles
        got = json.loads(output(workspace.program("files"), *what, "-seconds", seconds))
    share = got["slowest"] / got["fastest"]
    return (
        str(STREAMS),
        f"{got['bytes'] / got['seconds'] / 1e6:.0f}",
        f"{got['slowest'] / MIB:.0f}",
        f"{got['fastest'] / MIB:.0f}",
        f"{share:.2f}",
        f">= {TARGET}",
        "yes" if share >= TARGET else "NO",
    )
