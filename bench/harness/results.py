"""The page of results: dated, with the machine, the versions and the command."""

import datetime
import os
import platform
import re
import subprocess
from dataclasses import dataclass

from harness import fairness, packages, report, slow
from harness.measure import FULL, QUICK

PAGE = """# Results of bench/compare

{date}, commit {commit}, `{command}`.

{machine}

{versions}

Each ratio is chunkgate's figure divided by the other server's: the median over {rounds} rounds of A B C A B C ..., each
run at least {seconds} s, after {warmup} s of warm-up for servers on a JVM; in brackets the lowest and the highest round.
What the columns mean and how it is measured: [README.md](README.md).

{comparison}

## Requests to an S3 server

{store_requests}

## Downloads that share a gRPC connection

{shares}

## Slow downloads

chunkgate with the heap of its launcher (256 MiB), every download on a connection of its own at {rate} KiB/s.

{slow_downloads}
"""

MEASURED = ("nginx", "caddy", "golang-go", "golang-google-grpc-dev", "wrk", "nghttp2-client", "rsync")


@dataclass(frozen=True)
class Page:
    options: object  # of the command line
    comparison: list  # rows of report.HEADINGS
    store_requests: list  # rows of report.STORE_HEADINGS
    shares: list  # rows of fairness.HEADINGS
    slow_outcomes: list  # of slow.SlowOutcome

    def text(self):
        """For the terminal: the tables alone."""
        tables = []
        if self.comparison:
            tables.append(report.as_text(report.HEADINGS, self.comparison))
        if self.store_requests:
            tables.append(report.as_text(report.STORE_HEADINGS, self.store_requests))
        if self.shares:
            tables.append(report.as_text(fairness.HEADINGS, self.shares))
        if self.slow_outcomes:
            tables.append(report.as_text(slow.HEADINGS, self.slow_rows()))
        return "\n\n".join(tables)

    def write(self, workspace):
        """A quick or partial run does not replace the results of a full one."""
        partial = self.options.quick or self.options.only
        path = workspace.build / "RESULTS.md" if partial else workspace.bench / "RESULTS.md"
        path.write_text(self.markdown(workspace))
        return path

    def markdown(self, workspace):
        schedule = QUICK if self.options.quick else FULL
        return PAGE.format(
            date=datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
            commit=first_line("git", "-C", workspace.repository, "rev-parse", "--short", "HEAD"),
            command=self.command(),
            machine=machine(),
            versions=versions(),
            rounds=schedule.rounds,
            seconds=schedule.run_seconds,
            warmup=schedule.warmup_seconds,
            comparison=report.as_markdown(report.HEADINGS, self.comparison),
            store_requests=report.as_markdown(report.STORE_HEADINGS, self.store_requests),
            shares=report.as_markdown(fairness.HEADINGS, self.shares),
            rate=slow.BYTES_PER_SECOND // 1024,
            slow_downloads=report.as_markdown(slow.HEADINGS, self.slow_rows()),
        )

    def slow_rows(self):
        return [outcome.row for outcome in self.slow_outcomes]

    def command(self):
        words = ["bench/compare"]
        if self.options.quick:
            words.append("--quick")
        if self.options.only:
            words += ["--only", self.options.only]
        return " ".join(words)


def machine():
    memory = int(re.search(r"MemTotal:\s+(\d+)", read("/proc/meminfo")).group(1))
    model = re.search(r"model name\s*:\s*(.*)", read("/proc/cpuinfo"))
    load = "{:.1f}, {:.1f}, {:.1f}".format(*os.getloadavg())
    shape = [
        f"{os.cpu_count()} cores" + (f" ({model.group(1)})" if model else ""),
        f"{memory / 1024 / 1024:.0f} GiB of memory",
        f"Linux {platform.release()}",
        f"load average at the end {load}",
    ]
    return "Machine: " + ", ".join(shape) + "."


def versions():
    java = first_line("java", "--version")
    return "Versions: " + ", ".join([java] + [f"{name} {packages.version_of(name)}" for name in MEASURED]) + "."


def first_line(*command):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    return (done.stdout.strip().splitlines() or ["unknown"])[0]


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()
