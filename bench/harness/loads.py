"""Load on a server: each load runs for some seconds, reports what was transferred, and can verify the content."""

import hashlib
import json
import math
import re
import socket
import subprocess
import time
from dataclasses import dataclass

from harness.workspace import FILES, GIB, UPLOADED

PACKAGES = ["curl", "wrk", "nghttp2-client"]

MAX_SECONDS = 120


@dataclass(frozen=True)
class Taken:
    """What the clients transferred: file bytes, complete requests, and the duration."""

    byte_count: int
    requests: int
    seconds: float


class Client:
    """One of the Go clients: it runs for some seconds, or prints the digest of one download."""

    def run(self, workspace, server, seconds):
        taken = json.loads(output(*self.command(workspace, server), "-seconds", seconds))
        return Taken(taken["bytes"], taken["requests"], taken["seconds"])

    def digest(self, workspace, server):
        return output(*self.command(workspace, server), "-sum").strip()


@dataclass(frozen=True)
class FetchHttp(Client):
    """One connection of HTTP/1.1 that gets one file repeatedly."""

    file: str
    protocol: str = "http"

    def command(self, workspace, server):
        where = [f"-{self.protocol}", server.address(self.protocol)]
        return [workspace.program("fetch"), *where, "-path", server.path(self.file)]


@dataclass(frozen=True)
class FetchTcp(Client):
    """A TCP connection for each download of the file that the server sends on connect."""

    file: str

    def command(self, workspace, server):
        return [workspace.program("fetch"), "-tcp", server.address("tcp")]


@dataclass(frozen=True)
class GetFile(Client):
    """One gRPC connection that calls demo.Files/GetFile repeatedly."""

    file: str

    def command(self, workspace, server):
        return [workspace.program("getfile"), "-address", server.address("grpc"), "-name", self.file]


class Uploader:
    """One of the Go clients: it uploads one file for some seconds; the digest is that of what the server has then."""

    def run(self, workspace, server, seconds):
        taken = json.loads(output(*self.command(workspace, server), "-seconds", seconds))
        return Taken(taken["bytes"], taken["requests"], taken["seconds"])

    def digest(self, workspace, server):
        self.run(workspace, server, 0)
        return digest_of(workspace.files / UPLOADED)

    def syncing(self, workspace, server):
        """An upload counts when it is on the disk."""
        return [] if server.syncs else ["-sync", workspace.files / UPLOADED]


@dataclass(frozen=True)
class Send(Uploader):
    """One client that uploads one file repeatedly: by PUT over one connection, or by TCP with a connection each."""

    file: str
    protocol: str
    without_prefix: bool = False  # without the size prefix

    def command(self, workspace, server):
        command = [workspace.program("send"), f"-{self.protocol}", server.address(self.protocol)]
        if self.protocol == "http":
            command += ["-path", server.path(UPLOADED)]
        if self.without_prefix:
            command += ["-no-prefix"]
        return [*command, *self.syncing(workspace, server), "-file", workspace.files / self.file]


@dataclass(frozen=True)
class S3Put(Send):
    """PUT over one connection to a gateway whose files are not on a disk here."""

    def digest(self, workspace, server):
        self.run(workspace, server, 0)
        fetch = [workspace.program("fetch"), "-http", server.address("http"), "-path", server.path(UPLOADED)]
        return output(*fetch, "-sum").strip()


@dataclass(frozen=True)
class SdkTransfer:
    """One transfer of the AWS SDK after the other; what is put is what is got, and dropped in its process, or sent to here."""

    direction: str  # put, get or send
    file: str = "1g.bin"

    def run(self, workspace, server, seconds):
        begun = time.monotonic()
        byte_count = requests = 0
        while not requests or time.monotonic() < begun + seconds:
            byte_count += self.receive(server) if self.direction == "send" else int(self.query(server, self.direction))
            requests += 1
        return Taken(byte_count, requests, time.monotonic() - begun)

    def digest(self, workspace, server):
        return self.query(server, "sum")

    def query(self, server, what):
        with self.command(server, what) as connection, connection.makefile() as reply:
            return reply.readline().strip()

    def receive(self, server):
        block = bytearray(256 * 1024)
        byte_count = 0
        with self.command(server, "send") as connection:
            while count := connection.recv_into(block):
                byte_count += count
        return byte_count

    def command(self, server, what):
        connection = socket.create_connection(("127.0.0.1", server.ports["control"]), timeout=MAX_SECONDS)
        connection.sendall(f"{what}\n".encode())
        return connection


@dataclass(frozen=True)
class CgpPut(Uploader):
    """One CGP session that uploads one file repeatedly."""

    file: str
    options: tuple = ()

    def command(self, workspace, server):
        what = ["-put", workspace.files / self.file, "-name", UPLOADED]
        return [workspace.program("cgp"), "-address", server.address("tcp"), *what, *self.options]


@dataclass(frozen=True)
class CgpGet(Client):
    """One CGP session that downloads one file repeatedly."""

    file: str
    options: tuple = ()

    def command(self, workspace, server):
        return [workspace.program("cgp"), "-address", server.address("tcp"), "-name", self.file, *self.options]


@dataclass(frozen=True)
class GrpcWrite(Uploader):
    """One gRPC connection that uploads one file repeatedly."""

    file: str
    options: tuple = ()

    def command(self, workspace, server):
        what = ["-put", workspace.files / self.file, "-name", UPLOADED, *self.syncing(workspace, server)]
        return [workspace.program("files"), "-address", server.address("grpc"), *what, *self.options]


@dataclass(frozen=True)
class GrpcRead(Client):
    """One gRPC connection that downloads one file repeatedly."""

    file: str
    options: tuple = ()

    def command(self, workspace, server):
        return [workspace.program("files"), "-address", server.address("grpc"), "-name", self.file, *self.options]


@dataclass(frozen=True)
class Rsync:
    """rsync, one connection for each copy; copies the whole file even if it exists."""

    file: str
    upload: bool

    def run(self, workspace, server, seconds):
        began = time.monotonic()
        count = 0
        while count == 0 or time.monotonic() - began < seconds:
            output("rsync", "--whole-file", "--ignore-times", "--inplace", *self.copy(workspace, server))
            count += 1
        return Taken(count * FILES[self.file], count, time.monotonic() - began)

    def digest(self, workspace, server):
        self.run(workspace, server, 0)
        return digest_of(workspace.files / UPLOADED if self.upload else self.copied(workspace))

    def copy(self, workspace, server):
        if self.upload:
            return "--fsync", workspace.files / self.file, server.url(UPLOADED)
        return server.url(self.file), self.copied(workspace)

    def copied(self, workspace):
        return workspace.scratch / "copied.bin"


@dataclass(frozen=True)
class Wrk:
    """Many connections with keep-alive that get one file repeatedly."""

    file: str
    connections: int
    protocol: str = "http"

    def run(self, workspace, server, seconds):
        script = workspace.bench / "clients" / "wrk-summary.lua"
        threads = ["-t2", f"-c{self.connections}", f"-d{math.ceil(seconds)}s"]
        summary = json.loads(last_line(output("wrk", *threads, "-s", script, server.url(self.protocol, self.file))))
        if summary["errors"]:
            raise RuntimeError(f"{server.name}: {summary['errors']} errors (expected: 0)")
        return Taken(summary["requests"] * FILES[self.file], summary["requests"], summary["seconds"])

    def digest(self, workspace, server):
        return curl_digest(server.url(self.protocol, self.file), "--insecure")


@dataclass(frozen=True)
class H2load:
    """One connection of HTTP/2 without TLS, one request after the other."""

    file: str

    def run(self, workspace, server, seconds):
        count = max(1, round(seconds * GIB / 2 / FILES[self.file]))
        text = output("h2load", "-n", count, "-c1", "-m1", "-w22", "-W24", server.url("h2c", self.file))
        succeeded = int(re.search(r"(\d+) succeeded", text).group(1))
        if succeeded != count:
            raise RuntimeError(f"{server.name}: {succeeded} requests succeeded (expected: {count})")
        return Taken(count * FILES[self.file], count, duration(text))

    def digest(self, workspace, server):
        return curl_digest(server.url("h2c", self.file), "--http2-prior-knowledge")


def require_whole(workspace, load, server):
    """Downloads once and compares the digest with the file's."""
    expected = digest_of(workspace.files / load.file)
    got = load.digest(workspace, server)
    if got != expected:
        raise RuntimeError(f"{server.name}: {load.file} arrived with SHA-256 {got} (expected: {expected})")


def digest_of(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def output(*command):
    words = [str(word) for word in command]
    done = subprocess.run(words, capture_output=True, text=True, timeout=MAX_SECONDS, stdin=subprocess.DEVNULL)
    if done.returncode:
        raise RuntimeError(f"{' '.join(words)}: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout


def curl_digest(url, *options):
    command = ["curl", "-sSf", "--max-time", str(MAX_SECONDS), *options, url]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as curl:
        return hashlib.file_digest(curl.stdout, "sha256").hexdigest()


def duration(text):
    """Seconds out of h2load's "finished in 1.23s" or "812.20ms"."""
    number, unit = re.search(r"finished in ([\d.]+)(ms|us|s)", text).groups()
    return float(number) * {"s": 1, "ms": 1e-3, "us": 1e-6}[unit]


def last_line(text):
    return text.strip().splitlines()[-1]
