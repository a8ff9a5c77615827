"""chunkgate as it is shipped; CHUNKGATE names another launcher to measure than this repository's."""

import os

from harness.process import Server, free_port, scheme
from harness.workspace import UPLOADED


class Chunkgate(Server):
    syncs = True
    compiles = True

    def url(self, protocol, file):
        return f"{scheme(protocol)}://{self.address(protocol)}{self.path(file)}"

    def path(self, file):
        return f"/files/{file}"


def launcher(workspace):
    return os.environ.get("CHUNKGATE", str(workspace.repository / "chunkgate"))


def start(workspace, protocols=("http", "h2c", "grpc", "tcp"), file="1g.bin"):
    """protocols: the listeners to start, so that a build without one of them can be measured."""
    tcp = free_port()
    listener = {"tcp.port": 0, "tcp.downloadPort": tcp, "tcp.downloadFile": file, "tcp.downloadPrefix": "false"}
    return run(workspace, "chunkgate", protocols, tcp, listener)


def start_with_tls(workspace):
    encrypted = {"tls.certificate": workspace.certificate, "tls.key": workspace.key, "tcp.clear": "false"}
    return run(workspace, "chunkgate", ("https",), free_port(), encrypted)


def start_without_metrics(workspace):
    return run(workspace, "without metrics", ("http",), free_port(), {"metrics.enabled": "false"})


def start_receiving(workspace, protocols, digest=True):
    """digest: whether the SHA-256 of uploads is computed, as it is by default."""
    tcp = free_port()
    uploads = {"tcp.port": tcp, "tcp.bareNameTemplate": UPLOADED, "uploads.digest": str(digest).lower()}
    return run(workspace, "chunkgate" if digest else "without SHA-256", protocols, tcp, uploads)


def run(workspace, name, protocols, tcp, more, environment=None, kind=Chunkgate):
    http, grpc = free_port(), free_port()
    ports = {"http": http, "h2c": http, "https": http, "grpc": grpc, "tcp": tcp}
    settings = {
        "http.port": http,
        "grpc.port": grpc,
        "grpc.enabled": str("grpc" in protocols).lower(),
        "tcp.enabled": str("tcp" in protocols).lower(),
        **more,
    }
    command = [launcher(workspace), "serve", workspace.files]
    for setting, value in settings.items():
        command += ["--set", f"{setting}={value}"]
    wanted = {protocol: ports[protocol] for protocol in protocols}
    return kind(name, command, workspace.logs / f"{name}.log", wanted, environment)
