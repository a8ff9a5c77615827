"""The article's TCP file server, with its buffer of 1 KiB or a larger one."""

from harness.process import Server, free_port


def start(workspace, buffer_bytes, file="1g.bin"):
    port = free_port()
    options = ["-address", f"127.0.0.1:{port}", "-file", workspace.files / file, "-buffer", buffer_bytes]
    command = [workspace.program("go-tcp"), *options]
    return Server(f"go-tcp-{buffer_bytes // 1024}k", command, workspace.logs / "go-tcp.log", {"tcp": port})
