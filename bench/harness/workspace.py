"""Where the comparison keeps things: builds and logs below target/, the served files in the temporary folder."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

PACKAGES = ["openssl"]

KIB = 1024
MIB = 1024 * KIB
GIB = 1024 * MIB

FILES = {"10k.bin": 10 * KIB, "1m.bin": MIB, "4m.bin": 4 * MIB, "64m.bin": 64 * MIB, "1g.bin": GIB}

# What uploads write, beside the files.
UPLOADED = "uploaded.bin"


class Workspace:
    """Use in a with statement: the served files are removed at its end."""

    def __init__(self):
        self.repository = Path(__file__).resolve().parents[2]
        self.bench = self.repository / "bench"
        self.build = self.repository / "target" / "bench"
        self.logs = self.build / "logs"
        self.programs = self.build / "go" / "bin"

    def __enter__(self):
        self.logs.mkdir(parents=True, exist_ok=True)
        self.scratch = Path(tempfile.mkdtemp(prefix="chunkgate-bench-"))
        self.scratch.chmod(0o755)
        self.files = self.scratch / "files"
        self.files.mkdir()
        self.certificate, self.key = self.scratch / "cert.pem", self.scratch / "key.pem"
        try:
            certify(self.certificate, self.key)
            for name, size in FILES.items():
                write_random(self.files / name, size)
        except BaseException:
            shutil.rmtree(self.scratch)
            raise
        return self

    def __exit__(self, *error):
        shutil.rmtree(self.scratch, ignore_errors=True)

    def program(self, name):
        """Path of a Go program that was built by the comparison."""
        return str(self.programs / name)


def certify(certificate, key):
    """A self-signed certificate for loopback, of the kind of key that is common today."""
    options = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    command = ["openssl", "req", *options, *names, "-out", certificate, "-keyout", key]
    subprocess.run(command, check=True, capture_output=True)


def write_random(path, size):
    """Writes random bytes and waits for the disk, so that it is quiet later; the page cache keeps them."""
    with open(path, "wb") as file:
        left = size
        while left:
            left -= file.write(os.urandom(min(left, MIB)))
        file.flush()
        os.fsync(file.fileno())
