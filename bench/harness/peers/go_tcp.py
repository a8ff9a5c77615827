"""The article's TCP file server, and its receiving side, with its buffer of 1 KiB or a larger one."""

from harness.process import Server, free_port
from harness.workspace import UPLOADED


def start(workspace, buffer_bytes, file="1g.bin"):
    return run(workspace, "go-tcp", buffer_bytes, file)


def start_receiving(workspace, buffer_bytes):
    return run(workspace, "go-tcp-receive", buffer_bytes, UPLOADED)


def run(workspace, program, buffer_bytes, file):
    port = free_port()
    options = ["-address", f"127.0.0.1:{port}", "-file", workspace.files / file, "-buffer", buffer_bytes]
    command = [workspace.program(program), *options]
    return Server(f"go-tcp-{buffer_bytes // 1024}k", command, workspace.logs / f"{program}.log", {"tcp": port})
