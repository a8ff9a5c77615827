"""Runs a work: all its servers at once, the load on one after the other, round by round."""

import contextlib
import math
import statistics
from dataclasses import dataclass

from harness.loads import require_whole
from harness.workspace import GIB


@dataclass(frozen=True)
class Schedule:
    """How long it is measured."""

    rounds: int
    run_seconds: float
    warmup_seconds: float  # for servers that are compiled while they run


QUICK = Schedule(rounds=5, run_seconds=1, warmup_seconds=5)
FULL = Schedule(rounds=7, run_seconds=2.5, warmup_seconds=25)


@dataclass(frozen=True)
class Sample:
    """One run of the load on one server."""

    bytes_per_second: float
    requests_per_second: float
    cpu_seconds_per_gib: float
    store_requests: dict  # to an S3 server for each request, by operation


@dataclass(frozen=True)
class Ratio:
    """Ratios of the rounds."""

    median: float
    low: float
    high: float

    @staticmethod
    def of(ours, theirs):
        ratios = [our / their if their else math.inf for our, their in zip(ours, theirs, strict=True)]
        return Ratio(statistics.median(ratios), min(ratios), max(ratios))


@dataclass(frozen=True)
class Figures:
    """What a server did in a work; a sample per round."""

    server: str
    samples: tuple
    peak_bytes: int

    def of(self, name):
        return [getattr(sample, name) for sample in self.samples]

    def median(self, name):
        return statistics.median(self.of(name))


@dataclass(frozen=True)
class Outcome:
    """A work's figures: chunkgate's and those of each peer."""

    work: object
    ours: Figures
    peers: tuple


def measure(workspace, work, schedule):
    """Rounds of A B C A B C ..., so that other load on the machine affects all servers equally."""
    with contextlib.ExitStack() as stack:
        servers = [stack.enter_context(start(workspace)) for start in (*work.peers, work.own)]
        for server in servers:
            require_whole(workspace, server.load or work.load, server)
        for server in servers:
            warm_up(workspace, server.load or work.load, server, schedule)
        samples = {server.name: [] for server in servers}
        for _ in range(schedule.rounds):
            for server in servers:
                samples[server.name].append(sample(workspace, server.load or work.load, server, schedule.run_seconds))
        *peers, ours = [Figures(server.name, tuple(samples[server.name]), server.peak_bytes()) for server in servers]
        return Outcome(work, ours, tuple(peers))


def warm_up(workspace, load, server, schedule):
    """In several short runs, so that a load that cannot be interrupted does not take much longer."""
    spent = 0
    while spent < (schedule.warmup_seconds if server.compiles else schedule.run_seconds):
        spent += load.run(workspace, server, schedule.run_seconds).seconds


def sample(workspace, load, server, seconds):
    requests_before = server.store_requests()
    before = server.cpu_seconds()
    taken = load.run(workspace, server, seconds)
    cpu_seconds = server.cpu_seconds() - before
    requests = server.store_requests()
    return Sample(
        taken.byte_count / taken.seconds,
        taken.requests / taken.seconds,
        cpu_seconds * GIB / taken.byte_count,
        {name: (count - requests_before.get(name, 0)) / taken.requests for name, count in requests.items()},
    )
