"""The packaged gateway at the launcher's defaults, and what its process holds."""

import os
import re
import signal
import subprocess
import threading
import urllib.request

HOME = os.path.abspath(os.path.join(os.path.dirname(__file__), "../../.."))
START_SECONDS = 300  # The launcher may build the program.
IDLE_SECONDS = 90  # Transfers of clients that are gone end by their idle timeout at the latest.
ADDRESS = re.compile(r" (http|grpc|tcp) +(?:http://)?127\.0\.0\.1:(\d+)")


class Gateway:
    def __init__(self, root, java):
        environment = dict(os.environ)
        if java:
            environment["JAVA_HOME"] = os.path.dirname(os.path.dirname(os.path.realpath(java)))
        self.root, self.ports, self.warnings, self.errors = root, {}, 0, 0
        self.lines, self.ready = [], threading.Event()
        command = [os.path.join(HOME, "chunkgate"), "serve", root, "--http-port", "0", "--grpc-port", "0", "--tcp-port", "0"]
        self.process = subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def start(self):
        """Waits until it listens; fails if it does not."""
        if not self.ready.wait(START_SECONDS) or len(self.ports) < 3:
            self.process.kill()
            raise SystemExit("the gateway did not start:\n" + "".join(self.lines))
        self.get("/metrics")  # Loads what the first request needs, so that its descriptors count from the beginning.
        self.descriptors = self.sample()["descriptors"]

    def _read(self):
        for line in self.process.stdout:
            if match := ADDRESS.search(line):
                self.ports[match[1]] = int(match[2])
                if len(self.ports) == 3:
                    self.ready.set()
            self.warnings += " WARN " in line
            self.errors += " ERROR " in line
            self.lines.append(line)
        self.ready.set()

    def faults(self):
        """Lines of its log that are not information."""
        return [line.rstrip() for line in self.lines if re.search(" (WARN|ERROR) |LEAK|OutOfMemory|Fault ", line)]

    def get(self, path):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.ports['http']}{path}", timeout=30) as response:
            return response.read().decode()

    def sample(self):
        """Memory, descriptors and threads of the process, and the size of the gateway's own folder."""
        with open(f"/proc/{self.process.pid}/status") as file:
            status = {key: value for key, _, value in (line.partition(":") for line in file)}
        own = list(sizes_below(os.path.join(self.root, ".chunkgate")))
        return {
            "rss_mib": int(status["VmRSS"].split()[0]) // 1024,
            "descriptors": len(os.listdir(f"/proc/{self.process.pid}/fd")),
            "threads": int(status["Threads"]),
            "own_mib": sum(own) >> 20,
            "own_files": len(own),
            "warn": self.warnings,
            "error": self.errors,
        }

    def await_idle(self):
        """After the clients: whether descriptors are back and no transfer runs, within IDLE_SECONDS; returns both counts."""
        for _ in range(IDLE_SECONDS):
            open_now = self.sample()["descriptors"] - self.descriptors
            running = self.get("/transfers").count('"id"')
            if open_now <= 8 and not running:
                break
            threading.Event().wait(1)
        return open_now, running

    def save_log(self, path):
        if path:
            with open(path, "w") as file:
                file.writelines(self.lines)

    def stop(self):
        """Returns the exit code."""
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(60)
        self.reader.join()
        return code


def sizes_below(folder):
    for path, _, files in os.walk(folder):
        for file in files:
            try:
                yield os.stat(os.path.join(path, file)).st_blocks * 512
            except FileNotFoundError:
                pass  # An upload was published.
