"""Runs a gateway at the launcher's defaults with a mix of clients that cut their transfers, resume them and verify every byte.

Prints a line each minute and a verdict. Exit code 0 if that is good, 1 if it is bad, 2 if the soak could not run.
"""

import argparse
import importlib.util
import multiprocessing
import queue
import random
import tempfile
import time

import worker
from gateway import Gateway
from report import Report, check_names

STOP_SECONDS = 300


def main():
    options = parse()
    report = Report(options.json)
    with tempfile.TemporaryDirectory(prefix="chunkgate-soak-", dir=options.folder) as root:
        gateway = Gateway(root, options.java)
        try:
            gateway.start()
            return soak(options, root, gateway, report)
        finally:
            gateway.process.kill()
            gateway.save_log(options.log)


def parse():
    parser = argparse.ArgumentParser(prog="run", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("minutes", type=float)
    parser.add_argument("--seed", type=int, default=random.randrange(2**32), help="repeats the choices of the clients")
    parser.add_argument("--clients", type=int, default=12)
    parser.add_argument("--java", help="the java program to run the gateway with")
    parser.add_argument("--folder", help="where the store is made and removed, on the disk to test")
    parser.add_argument("--log", help="a file for the output of the gateway")
    parser.add_argument("--json", action="store_true", help="JSON lines instead of the table")
    return parser.parse_args()


def soak(options, root, gateway, report):
    has_grpc = importlib.util.find_spec("grpc") is not None
    report.begin({"seed": options.seed, "clients": options.clients, "grpc": has_grpc, "root": root})
    stop, reports = multiprocessing.Event(), multiprocessing.Queue()
    arguments = (options.seed, root, gateway.ports, has_grpc, stop, reports)
    clients = [multiprocessing.Process(target=worker.run, args=(n, *arguments)) for n in range(options.clients)]
    for client in clients:
        client.start()
    collect(reports, report, options.minutes, gateway)
    stop.set()
    names = collect_names(reports, report, clients)
    descriptors, running = gateway.await_idle()
    report.add_sample("end", gateway.sample())
    check_names(root, names, report)
    exit_code = gateway.stop()
    reasons = report.reasons(descriptors, running, exit_code)
    report.end(reasons, gateway.faults())
    return 1 if reasons else 0


def collect(reports, report, minutes, gateway):
    """Counts what the clients report, and adds a sample each minute."""
    begin = time.monotonic()
    for minute in range(1, max(1, round(minutes)) + 1):
        end = begin + 60 * min(minute, minutes)
        while (left := end - time.monotonic()) > 0:
            try:
                report.count(*reports.get(timeout=left)[1:])
            except queue.Empty:
                pass
        if gateway.process.poll() is not None:
            return
        report.add_sample(minute, gateway.sample())


def collect_names(reports, report, clients):
    """What the clients know at their end. A client that does not end is stuck."""
    names, left = {}, len(clients)
    while left:
        try:
            kind, *values = reports.get(timeout=STOP_SECONDS)
        except queue.Empty:
            report.add_fault("stuck", f"{left} clients did not end")
            break
        if kind == "names":
            names.update(values[1])
            left -= 1
        else:
            report.count(*values)
    for client in clients:
        client.terminate()
    return names


if __name__ == "__main__":
    raise SystemExit(main())
