"""Writers of one name over two gateways that share a bucket: of those that create it, or replace one version of it, exactly one wins.

A gateway is killed (SIGKILL) in every tenth round. A request that it cut may have won or lost: then at most one other writer may say that it won.
"""

import argparse
import collections
import http.client
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time

HOME = os.path.abspath(os.path.join(os.path.dirname(__file__), "../../.."))
ADDRESS = re.compile(r" http +(?:http://)?127\.0\.0\.1:(\d+)")
START_SECONDS = 300
NAME = "/files/races/name.bin"
LONG = 9_000_000  # More than one block, so that it is a multipart upload.


class Gateway:
    """One process of the packaged gateway, with ports of its own choice after each start."""

    def __init__(self, settings):
        self.command = [os.path.join(HOME, "chunkgate"), "serve", "--http-port", "0", "--grpc-port", "0", "--tcp-port", "0"]
        self.command += [f"--set={setting}" for setting in settings]
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            self.command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        deadline = time.monotonic() + START_SECONDS
        lines = []
        for line in self.process.stdout:
            lines.append(line)
            if match := ADDRESS.search(line):
                self.port = int(match[1])
                threading.Thread(target=lambda: collections.deque(self.process.stdout, 0), daemon=True).start()
                return
            if time.monotonic() > deadline:
                break
        raise SystemExit("the gateway did not start:\n" + "".join(lines))

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        self.process.terminate()
        self.process.wait(60)

    def request(self, method, body=None, headers=None):
        """The status, headers and body; status 0 when the connection was cut."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, NAME, body=body, headers=headers or {})
            response = connection.getresponse()
            return response.status, response.headers, response.read()
        except (OSError, http.client.HTTPException):
            return 0, {}, b""
        finally:
            connection.close()


def content(writer, size):
    return bytes([writer]) * size


def race(gateways, writers, headers, size, kill):
    """What each writer got, in the order of the writers."""
    results = [0] * writers
    begin = threading.Barrier(writers + (1 if kill else 0))

    def write(writer):
        begin.wait()
        results[writer] = gateways[writer % len(gateways)].request("PUT", content(writer, size), headers)[0]

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(writers)]
    for thread in threads:
        thread.start()
    if kill:
        begin.wait()
        time.sleep(random.uniform(0, 0.1 if size < LONG else 0.6))
        kill.kill()
    for thread in threads:
        thread.join()
    if kill:
        kill.start()
    return results


def wrong(results, found, size, previous):
    """Why a round broke the rule; empty when it did not."""
    winners = [writer for writer, status in enumerate(results) if status in (200, 201, 204)]
    cut = [writer for writer, status in enumerate(results) if status == 0 or status >= 500]
    if found == previous:
        return "" if not winners and cut else "no writer won"
    if len(found) != size or len(set(found)) > 1:
        return "a mixture"
    if len(winners) > 1:
        return f"{len(winners)} winners"
    if winners and found[0] != winners[0]:
        return f"the bytes of {found[0]}, not of the winner {winners[0]}"
    if not winners and found[0] not in cut:
        return "the bytes of a loser"
    return ""


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("settings", nargs="+", help="of the gateway, such as s3.bucket=test")
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--writers", type=int, default=16)
    options = parser.parse_args()
    gateways = [Gateway(options.settings), Gateway(options.settings)]
    failures, outcomes, began = [], collections.Counter(), time.monotonic()
    try:
        for number in range(options.rounds):
            size = LONG if number % 5 == 4 else 1000 + number
            create = number % 2 == 0
            if create:
                gateways[0].request("DELETE")
                previous, headers = None, {"If-None-Match": "*"}
            else:
                _, found, previous = gateways[0].request("GET")
                headers = {"If-Match": found["ETag"]}
            kill = gateways[1] if number % 10 in (2, 5, 9) else None
            results = race(gateways, options.writers, headers, size, kill)
            status, _, body = gateways[0].request("GET")
            reason = wrong(results, body if status == 200 else None, size, previous)
            outcomes.update(results)
            if reason:
                failures.append(f"round {number} ({'create' if create else 'replace'}, {size} bytes): {reason}: {results}")
            if sys.stderr.isatty() or number % 25 == 24:
                print(f"round {number + 1} of {options.rounds}, {len(failures)} wrong", file=sys.stderr)
    finally:
        for gateway in gateways:
            gateway.stop()
    print("\n".join(failures))
    print(f"{options.rounds} rounds of {options.writers} writers in {time.monotonic() - began:.0f} s, {len(failures)} wrong; "
          f"statuses {dict(sorted(outcomes.items()))}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
