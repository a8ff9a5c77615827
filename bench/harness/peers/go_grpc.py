"""The article's gRPC server, in Go."""

from harness.process import Server, free_port


def start(workspace):
    port = free_port()
    command = [workspace.program("go-grpc"), "-address", f"127.0.0.1:{port}", "-folder", workspace.files]
    return Server("go-grpc", command, workspace.logs / "go-grpc.log", {"grpc": port})
