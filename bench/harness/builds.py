"""Builds what is measured and what measures, below target/."""

import os
import subprocess

from harness.peers import chunkgate

PACKAGES = ["golang-go", "golang-google-grpc-dev", "golang-goprotobuf-dev", "golang-golang-x-net-dev", "protobuf-compiler"]

MAX_SECONDS = 900

GO_PROGRAMS = {
    "fetch": "clients/fetch",
    "files": "clients/files",
    "cgp": "clients/cgp",
    "getfile": "clients/getfile",
    "send": "clients/send",
    "slow": "clients/slow",
    "go-tcp": "peers/go-tcp",
    "go-tcp-receive": "peers/go-tcp-receive",
    "go-grpc": "peers/go-grpc",
}


def go_programs(workspace):
    """The Go programs, from Debian's packages of Go libraries alone."""
    home = workspace.build / "go"
    stubs = home / "src" / "demo"
    stubs.mkdir(parents=True, exist_ok=True)
    proto = workspace.repository / "proto" / "demo"
    run("protoc", "-I", proto, f"--go_out=plugins=grpc,import_path=demo:{stubs}", "files.proto")
    environment = os.environ | {
        "GO111MODULE": "off",
        "GOPATH": f"{home}:/usr/share/gocode",
        "GOCACHE": str(home / "cache"),
        "GOFLAGS": "",
    }
    for name, folder in GO_PROGRAMS.items():
        sources = sorted((workspace.bench / folder).glob("*.go"))
        run("go", "build", "-o", workspace.programs / name, *sources, environment=environment)


def grpc_java(workspace):
    pom = workspace.bench / "peers" / "grpc-java" / "pom.xml"
    run("mvn", "-q", "-B", "-ntp", "-f", pom, f"-Dbuild.folder={workspace.build / 'grpc-java'}", "package")


def chunkgate_itself(workspace):
    """Its launcher builds it when it has to."""
    run(chunkgate.launcher(workspace), "--version")


def s3_server(workspace):
    """S3Proxy, where the tests have it too."""
    if not (workspace.repository / "target" / "s3" / "s3proxy.jar").exists():
        run("mvn", "-q", "-B", "-ntp", "-f", workspace.repository / "pom.xml", "dependency:copy@s3-server-of-the-tests")


def run(*command, environment=None):
    """Quiet, but for what a build that failed has to say."""
    words = [str(word) for word in command]
    done = subprocess.run(
        words,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=MAX_SECONDS,
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(words)} failed:\n{done.stdout}")
