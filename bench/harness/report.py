"""The figures as tables: for the terminal and for RESULTS.md."""

import statistics

from harness.measure import Ratio
from harness.workspace import MIB

HEADINGS = (
    "work",
    "server",
    "throughput",
    "chunkgate's",
    "ratio (min-max)",
    "CPU s/GiB",
    "chunkgate's",
    "ratio",
    "peak MiB",
    "chunkgate's",
    "target",
    "met",
)


STORE_HEADINGS = ("work", "requests to the S3 server for each transfer", "together")


def rows_of(outcome):
    """A row for each peer of the work."""
    return [row_of(outcome, peer) for peer in outcome.peers]


def row_of(outcome, peer):
    ours = outcome.ours
    throughput = Ratio.of(ours.of("bytes_per_second"), peer.of("bytes_per_second"))
    cpu = Ratio.of(ours.of("cpu_seconds_per_gib"), peer.of("cpu_seconds_per_gib"))
    target = outcome.work.targets.get(peer.server)
    return (
        outcome.work.title,
        peer.server,
        speed(outcome.work, peer),
        speed(outcome.work, ours),
        f"{throughput.median:.2f} ({throughput.low:.2f}-{throughput.high:.2f})",
        f"{peer.median('cpu_seconds_per_gib'):.2f}",
        f"{ours.median('cpu_seconds_per_gib'):.2f}",
        f"{cpu.median:.2f}",
        f"{peer.peak_bytes / MIB:.0f}",
        f"{ours.peak_bytes / MIB:.0f}",
        describe(target),
        verdict(target, throughput, cpu),
    )


def store_rows_of(outcome):
    """A row for a work whose files are in a bucket: the median of the rounds."""
    samples = outcome.ours.of("store_requests")
    names = sorted({name for sample in samples for name in sample})
    counts = {name: statistics.median(sample.get(name, 0) for sample in samples) for name in names}
    used = [f"{name} {count:.3g}" for name, count in counts.items() if count]
    return [(outcome.work.title, ", ".join(used), f"{sum(counts.values()):.3g}")] if used else []


def speed(work, figures):
    if work.counts_requests:
        return f"{figures.median('requests_per_second') / 1000:.1f} k/s"
    return f"{figures.median('bytes_per_second') / 1e6:.0f} MB/s"


def describe(target):
    if target is None:
        return "-"
    cpu = "" if target.cpu is None else f", CPU <= {target.cpu}"
    return f">= {target.throughput}{cpu}"


def verdict(target, throughput, cpu):
    if target is None:
        return "-"
    met = throughput.median >= target.throughput and (target.cpu is None or cpu.median <= target.cpu)
    return "yes" if met else "NO"


def as_text(headings, rows):
    """Aligned columns."""
    table = [headings, *rows]
    widths = [max(len(row[column]) for row in table) for column in range(len(headings))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in table)


def as_markdown(headings, rows):
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
