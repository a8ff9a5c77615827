"""Writes the results down: dated, with the machine and the versions."""

import datetime
import os
import platform
import re
import subprocess

from harness import packages, report
from harness.measure import FULL, QUICK

PAGE = """# Results of bench/compare

{date}, commit {commit}, `{command}`.

{machine}

{versions}

Each ratio is the median over {rounds} rounds of A B C A B C ... runs of {seconds} s, after {warmup} s of warm-up for
each server, and in brackets the lowest and the highest round; it is chunkgate's figure divided by the other server's.
How it is measured: [README.md](README.md).

{table}
"""

MEASURED = ("nginx", "caddy", "golang-go", "golang-google-grpc-dev", "wrk", "nghttp2-client")


def write(workspace, options, outcomes, rows):
    """A quick or partial run must not replace the results of a full one."""
    partial = options.quick or options.only
    path = workspace.build / "RESULTS.md" if partial else workspace.bench / "RESULTS.md"
    pace = QUICK if options.quick else FULL
    path.write_text(
        PAGE.format(
            date=datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
            commit=first_line("git", "-C", workspace.repository, "rev-parse", "--short", "HEAD"),
            command=" ".join(["bench/compare"] + ["--quick"] * options.quick + ["--only " + options.only] * bool(options.only)),
            machine=machine(),
            versions=versions(),
            rounds=pace.rounds,
            seconds=pace.run_seconds,
            warmup=pace.warmup_seconds,
            table=report.as_markdown(rows),
        )
    )
    return path


def machine():
    memory = re.search(r"MemTotal:\s+(\d+)", read("/proc/meminfo")).group(1)
    model = re.search(r"model name\s*:\s*(.*)", read("/proc/cpuinfo"))
    shape = [
        f"{os.cpu_count()} cores" + (f" ({model.group(1)})" if model else ""),
        f"{int(memory) / 1024 / 1024:.0f} GiB of memory",
        f"Linux {platform.release()}",
        "load average before the end {:.1f}, {:.1f}, {:.1f}".format(*os.getloadavg()),
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
