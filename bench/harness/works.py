"""What is measured: each work, its servers, and what is asked of the ratio to each of them."""

from dataclasses import dataclass, field
from functools import partial

from harness import builds
from harness.loads import FetchHttp, FetchTcp, GetFile, H2load, Send, Wrk
from harness.peers import caddy, chunkgate, go_grpc, go_tcp, grpc_java, nginx


@dataclass(frozen=True)
class Target:
    """Bounds for chunkgate's figures divided by the peer's."""

    throughput: float
    cpu: float | None = None  # CPU seconds per GiB


@dataclass(frozen=True)
class Work:
    name: str
    title: str
    load: object
    peers: tuple  # functions that start a server
    own: object  # the function that starts chunkgate
    targets: dict = field(default_factory=dict)  # by name of the server
    counts_requests: bool = False  # shown in requests, not in bytes, a second
    builds: tuple = ()  # what it needs beyond chunkgate and the Go programs


HTTP_PEERS = (nginx.start, caddy.start)
TCP_PEERS = (partial(go_tcp.start, buffer_bytes=1024), partial(go_tcp.start, buffer_bytes=256 * 1024))
GRPC_PEERS = (go_grpc.start, grpc_java.start)
HTTP_DOOR = partial(chunkgate.start, protocols=("http", "h2c"))
TCP_RECEIVERS = tuple(partial(go_tcp.start_receiving, buffer_bytes=size) for size in (1024, 256 * 1024))


def receiving(protocol, **options):
    return partial(chunkgate.start_receiving, protocols=(protocol,), **options)


WORKS = (
    Work(
        "http-1g",
        "GET 1 GiB, 1 connection",
        FetchHttp("1g.bin"),
        HTTP_PEERS,
        HTTP_DOOR,
        {"nginx": Target(1.0, cpu=1.2)},
    ),
    Work("http-1m", "GET 1 MiB, 32 connections", Wrk("1m.bin", 32), HTTP_PEERS, HTTP_DOOR, {"nginx": Target(0.9)}),
    Work(
        "http-10k",
        "GET 10 KiB, 32 connections",
        Wrk("10k.bin", 32),
        HTTP_PEERS,
        HTTP_DOOR,
        {"nginx": Target(0.75)},
        counts_requests=True,
    ),
    Work("h2c-1g", "h2c GET 1 GiB", H2load("1g.bin"), HTTP_PEERS, HTTP_DOOR, {"nginx": Target(0.7)}),
    Work(
        "tcp-1g",
        "TCP on connect, 1 GiB",
        FetchTcp("1g.bin"),
        TCP_PEERS,
        partial(chunkgate.start, protocols=("tcp",)),
        {"go-tcp-1k": Target(5), "go-tcp-256k": Target(1.0)},
    ),
    Work(
        "grpc-1g",
        "gRPC GetFile 1 GiB, 32 KiB chunks",
        GetFile("1g.bin"),
        GRPC_PEERS,
        partial(chunkgate.start, protocols=("grpc",)),
        {"go-grpc": Target(1.3), "grpc-java": Target(1.3)},
        builds=(builds.grpc_java,),
    ),
    Work(
        "http-put-1g",
        "PUT 1 GiB, then fsync",
        Send("1g.bin", "http"),
        (nginx.start, receiving("http", digest=False)),
        receiving("http"),
        {"nginx": Target(1.0)},
    ),
    Work(
        "tcp-put-1g",
        "TCP upload of 1 GiB, then fsync",
        Send("1g.bin", "tcp"),
        (*TCP_RECEIVERS, receiving("tcp", digest=False)),
        receiving("tcp"),
        {"go-tcp-1k": Target(2), "go-tcp-256k": Target(0.9)},
    ),
)
