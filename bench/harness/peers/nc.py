"""nc, which sends a file to each client, or writes received bytes to a file; it exits with its connection, so a shell starts it
again."""

from harness.process import Server, free_port
from harness.workspace import UPLOADED

PACKAGES = ["netcat-openbsd"]


def start(workspace, file="1g.bin"):
    return run(workspace, f"nc -N -l 127.0.0.1 $PORT < {workspace.files / file}")


def start_receiving(workspace):
    return run(workspace, f"nc -d -l 127.0.0.1 $PORT 1<> {workspace.files / UPLOADED}")


def run(workspace, once):
    port = free_port()
    command = ["sh", "-c", f"while :; do {once}; done"]
    return Server("nc", command, workspace.logs / "nc.log", {"tcp": port}, {"PORT": str(port)})
