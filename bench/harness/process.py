"""Server processes: started on loopback, watched, and stopped by their ids."""

import os
import signal
import socket
import subprocess
import time
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")

# A server ends by itself after this time, even when the comparison was killed and could not stop it.
LIFETIME_SECONDS = 3600


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def scheme(protocol):
    return "https" if protocol == "https" else "http"


def driven(start, load, name=None):
    """Starts a server that has a client of its own in its work."""

    def begin(workspace):
        server = start(workspace)
        server.load = load
        server.name = name or server.name
        return server

    return begin


class Server:
    """A running server. Use in a with statement: it is stopped at its end."""

    # Whether an upload is on the disk when the server says that it has it.
    syncs = False

    # Whether it is compiled while it runs, and reaches its speed only then.
    compiles = False

    # The client that it needs, where the work's does not speak its protocol.
    load = None

    def __init__(self, name, command, log, ports, environment=None):
        """ports: by protocol, those that it will listen on; the constructor waits for all of them."""
        self.name = name
        self.command = [str(word) for word in command]
        self.ports = ports
        bounded = ["timeout", "--kill-after=10", str(LIFETIME_SECONDS), *self.command]
        with open(log, "wb") as output:
            self.process = subprocess.Popen(
                bounded,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=os.environ | (environment or {}),
            )
        try:
            for port in ports.values():
                self.wait_for(port, log)
        except BaseException:
            self.stop()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.stop()

    def address(self, protocol):
        return f"127.0.0.1:{self.ports[protocol]}"

    def wait_for(self, port, log, seconds=60):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return
            time.sleep(0.05)
        raise RuntimeError(f"{self.name} does not listen on port {port}; its output is in {log}")

    def stop(self):
        if self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGTERM)  # timeout hands it on to the server
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            for pid in reversed(self.pids()):
                os.kill(pid, signal.SIGKILL)
            self.process.wait(5)

    def pids(self):
        """The server and all of its descendants."""
        found = [self.process.pid]
        for pid in found:
            found.extend(children_of(pid))
        return found

    def cpu_seconds(self):
        """User and system time of all processes so far, ended ones included."""
        return sum(cpu_ticks(pid) for pid in self.pids()) / TICKS

    def store_requests(self):
        """Requests to the S3 server so far, by operation; empty for a server that has none."""
        return {}

    def peak_bytes(self):
        """The sum over all processes of the most memory that each had resident."""
        return sum(peak_kib(pid) for pid in self.pids()) * 1024


def children_of(pid):
    pids = []
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        pids.extend(int(child) for child in path.read_text().split())
    return pids


def cpu_ticks(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(int(field) for field in fields[11:15])  # utime to cstime, fields 14 to 17 in proc(5)


def peak_kib(pid):
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1])
    return 0
