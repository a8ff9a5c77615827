"""The works: each with its load, its servers, and the target for the ratio to each server."""

from dataclasses import dataclass, field
from functools import partial

from harness import builds
from harness.loads import (
    FetchHttp,
    FetchTcp,
    CgpGet,
    CgpPut,
    GetFile,
    GrpcRead,
    GrpcWrite,
    H2load,
    Rsync,
    S3Put,
    SdkTransfer,
    Send,
    Wrk,
)
from harness.peers import caddy, chunkgate, go_grpc, go_tcp, grpc_java, nc, nginx, rsync, s3
from harness.process import driven


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
    quick: bool = True  # whether a quick run has it too


HTTP_PEERS = (nginx.start, caddy.start)
TCP_PEERS = (partial(go_tcp.start, buffer_bytes=1024), partial(go_tcp.start, buffer_bytes=256 * 1024))
GRPC_PEERS = (go_grpc.start, grpc_java.start)
HTTP_SERVER = partial(chunkgate.start, protocols=("http", "h2c"))
TCP_RECEIVERS = tuple(partial(go_tcp.start_receiving, buffer_bytes=size) for size in (1024, 256 * 1024))


def receiving(protocol, **options):
    return partial(chunkgate.start_receiving, protocols=(protocol,), **options)


TCP_SERVER = partial(chunkgate.start, protocols=("tcp",))
CGP_SERVER = receiving("tcp")
GRPC_SERVER = partial(chunkgate.start, protocols=("grpc",))
LINE = ("-delay", "50ms")
AHEAD = ("-window", 8 * 1024 * 1024)  # the default of an upload
LOCK_STEP = ("-chunk", 64 * 1024, "-window", 64 * 1024)


def grpc_work(name, title, load, own, target, quick=False):
    """Against grpc-java; a target of 0 means no target."""
    targets = {"grpc-java": Target(target)} if target else {}
    return Work(name, title, load, (grpc_java.start,), own, targets, builds=(builds.grpc_java,), quick=quick)


WORKS = (
    Work(
        "http-1g",
        "GET 1 GiB, 1 connection",
        FetchHttp("1g.bin"),
        HTTP_PEERS,
        HTTP_SERVER,
        {"nginx": Target(1.0, cpu=1.2)},
    ),
    Work("http-1m", "GET 1 MiB, 32 connections", Wrk("1m.bin", 32), HTTP_PEERS, HTTP_SERVER, {"nginx": Target(0.9)}),
    Work(
        "http-10k",
        "GET 10 KiB, 32 connections",
        Wrk("10k.bin", 32),
        HTTP_PEERS,
        HTTP_SERVER,
        {"nginx": Target(0.75)},
        counts_requests=True,
    ),
    Work(
        "https-1g",
        "TLS 1.3 GET 1 GiB, 1 connection",
        FetchHttp("1g.bin", "https"),
        (nginx.start,),
        chunkgate.start_with_tls,
        {"nginx": Target(0.8)},
    ),
    Work(
        "https-10k",
        "TLS GET 10 KiB, 32 connections",
        Wrk("10k.bin", 32, "https"),
        (nginx.start,),
        chunkgate.start_with_tls,
        {"nginx": Target(0.7)},
        counts_requests=True,
    ),
    Work(
        "metrics-1g",
        "GET 1 GiB, metrics on",
        FetchHttp("1g.bin"),
        (chunkgate.start_without_metrics,),
        HTTP_SERVER,
        {"without metrics": Target(0.98, cpu=1.02)},
        quick=False,
    ),
    Work(
        "metrics-10k",
        "GET 10 KiB, metrics on",
        Wrk("10k.bin", 32),
        (chunkgate.start_without_metrics,),
        HTTP_SERVER,
        {"without metrics": Target(0.98)},
        counts_requests=True,
        quick=False,
    ),
    Work("h2c-1g", "h2c GET 1 GiB", H2load("1g.bin"), HTTP_PEERS, HTTP_SERVER, {"nginx": Target(0.7)}),
    Work(
        "tcp-1g",
        "TCP on connect, 1 GiB",
        FetchTcp("1g.bin"),
        TCP_PEERS,
        TCP_SERVER,
        {"go-tcp-1k": Target(5), "go-tcp-256k": Target(1.0)},
    ),
    Work(
        "grpc-1g",
        "gRPC GetFile 1 GiB, 32 KiB chunks",
        GetFile("1g.bin"),
        GRPC_PEERS,
        GRPC_SERVER,
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
        "s3-put-1g",
        "PUT 1 GiB into a bucket",
        S3Put("1g.bin", "http"),
        (driven(s3.start_sdk, SdkTransfer("put")),),
        s3.start_chunkgate,
        {"aws-sdk": Target(1.3)},
        builds=(builds.s3_server,),
        quick=False,
    ),
    Work(
        "s3-get-1g",
        "GET 1 GiB out of a bucket",
        FetchHttp("1g.bin"),
        (driven(s3.start_sdk, SdkTransfer("get")), driven(s3.run_sdk, SdkTransfer("send"), "aws-sdk to a client")),
        s3.start_chunkgate,
        {"aws-sdk": Target(0.9, 1.3), "aws-sdk to a client": Target(0.9, 1.3)},
        builds=(builds.s3_server,),
        quick=False,
    ),
    Work(
        "tcp-put-1g",
        "TCP upload of 1 GiB, then fsync",
        Send("1g.bin", "tcp"),
        (*TCP_RECEIVERS, receiving("tcp", digest=False)),
        receiving("tcp"),
        {"go-tcp-1k": Target(2), "go-tcp-256k": Target(0.9)},
    ),
    Work(
        "cgp-get-1g",
        "CGP/1 GET 1 GiB, CRC of the headers",
        CgpGet("1g.bin", ("-header-crc",)),
        (
            driven(TCP_SERVER, FetchTcp("1g.bin"), "raw mode"),
            driven(CGP_SERVER, CgpGet("1g.bin"), "CRC of all bytes"),
            driven(nc.start, FetchTcp("1g.bin")),
            driven(rsync.start, Rsync("1g.bin", upload=False)),
        ),
        CGP_SERVER,
        {"raw mode": Target(0.9)},
        quick=False,
    ),
    Work(
        "cgp-put-1g",
        "CGP/1 PUT 1 GiB, on the disk",
        CgpPut("1g.bin"),
        (
            driven(CGP_SERVER, Send("1g.bin", "tcp"), "raw mode"),
            driven(nc.start_receiving, Send("1g.bin", "tcp", without_prefix=True)),
            driven(rsync.start, Rsync("1g.bin", upload=True)),
        ),
        CGP_SERVER,
        {"raw mode": Target(0.9)},
        quick=False,
    ),
    Work(
        "far-get",
        "CGP/1 GET 64 MiB, round trip of 100 ms",
        CgpGet("64m.bin", (*LINE, *AHEAD)),
        (driven(CGP_SERVER, CgpGet("1m.bin", (*LINE, *LOCK_STEP)), "lock-step"),),
        CGP_SERVER,
        {"lock-step": Target(20)},
        quick=False,
    ),
    Work(
        "far-put",
        "CGP/1 PUT 64 MiB, round trip of 100 ms",
        CgpPut("64m.bin", LINE),
        (driven(CGP_SERVER, CgpPut("1m.bin", (*LINE, *LOCK_STEP)), "lock-step"),),
        CGP_SERVER,
        {"lock-step": Target(20)},
        quick=False,
    ),
    grpc_work(
        "grpc-write-1g", "gRPC Write 1 GiB, 64 KiB messages", GrpcWrite("1g.bin"), receiving("grpc"), 1.2, quick=True
    ),
    grpc_work("grpc-read-64k", "gRPC Read 1 GiB, 64 KiB chunks", GrpcRead("1g.bin"), GRPC_SERVER, 1.3),
    grpc_work(
        "grpc-read-1m", "gRPC Read 1 GiB, 1 MiB chunks", GrpcRead("1g.bin", ("-chunk", 1024 * 1024)), GRPC_SERVER, 1.3
    ),
    grpc_work(
        "bytestream-write-1g", "ByteStream Write 1 GiB", GrpcWrite("1g.bin", ("-bytestream",)), receiving("grpc"), 0
    ),
    grpc_work("bytestream-read-1g", "ByteStream Read 1 GiB", GrpcRead("1g.bin", ("-bytestream",)), GRPC_SERVER, 0),
)
