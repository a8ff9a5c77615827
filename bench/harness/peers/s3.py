"""One S3 server, S3Proxy over a folder, and before it chunkgate, and the AWS SDK's own transfers. The S3 server's work counts
for neither."""

import re
import shutil
import subprocess
import urllib.request

from harness.peers import chunkgate
from harness.process import Server, free_port
from harness.workspace import UPLOADED

BUCKET = "bench"
KEYS = {"AWS_ACCESS_KEY_ID": "bench", "AWS_SECRET_ACCESS_KEY": "of-the-bench"}

JVM_OPTIONS = ["-Xmx256m", "-XX:+UseSerialGC", "-XX:+IgnoreUnrecognizedVMOptions", "-XX:UseAVX=2"]


class AwsSdk(Server):
    """A JVM with the options of chunkgate's launcher, and the S3 server of the work, which it outlives by nothing."""

    syncs = True
    compiles = True

    # The S3 server.
    store = None

    def stop(self):
        super().stop()
        if self.store:
            self.store.stop()


class ChunkgateWithBucket(chunkgate.Chunkgate):
    def store_requests(self):
        with urllib.request.urlopen(f"http://{self.address('http')}/metrics", timeout=10) as page:
            counts = re.findall(r'chunkgate_store_requests_total{operation="(\w+)"} (\S+)', page.read().decode())
        return {operation: float(count) for operation, count in counts}


def start_sdk(workspace):
    """Starts the S3 server as well, for the other servers of the work too."""
    store = start_store(workspace)
    try:
        workspace.s3_url = f"http://{store.address('s3')}"
        sdk = run_sdk(workspace)
        sdk.store = store
        return sdk
    except BaseException:
        store.stop()
        raise


def run_sdk(workspace):
    """Behind start_sdk."""
    port = free_port()
    libraries = workspace.repository / "target" / "lib" / "*"
    peer = workspace.bench / "peers" / "aws-sdk"
    command = ["java", *JVM_OPTIONS, f"-Dlogback.configurationFile={peer / 'logback.xml'}", "-cp", libraries]
    command += [peer / "SdkTransfers.java", port, workspace.s3_url, BUCKET, workspace.files / "1g.bin"]
    return AwsSdk("aws-sdk", command, workspace.logs / f"aws-sdk-{port}.log", {"control": port}, KEYS)


def start_store(workspace):
    port = free_port()
    objects = workspace.scratch / "objects"
    shutil.rmtree(objects, ignore_errors=True)  # of another work
    objects.mkdir()
    options = {
        "s3proxy.endpoint": f"http://127.0.0.1:{port}",
        "s3proxy.authorization": "aws-v2-or-v4",
        "s3proxy.identity": KEYS["AWS_ACCESS_KEY_ID"],
        "s3proxy.credential": KEYS["AWS_SECRET_ACCESS_KEY"],
        "s3proxy.ignore-unknown-headers": "true",  # such as the size that the SDK sends at the end of its upload
        "jclouds.provider": "filesystem",
        "jclouds.filesystem.basedir": objects,
    }
    properties = [f"-D{name}={value}" for name, value in options.items()]
    jar = workspace.repository / "target" / "s3" / "s3proxy.jar"
    command = ["java", *JVM_OPTIONS, *properties, "-jar", jar, "--properties", "/dev/null"]
    return Server("s3proxy", command, workspace.logs / "s3proxy.log", {"s3": port})


def start_chunkgate(workspace):
    """Behind start_sdk, with the file of the works in the bucket."""
    settings = {
        "store.type": "s3",
        "s3.endpoint": workspace.s3_url,
        "s3.bucket": BUCKET,
        "s3.prefix": "chunkgate/",
        "s3.pathStyle": "true",
    }
    server = chunkgate.run(workspace, "chunkgate", ("http",), 0, settings, KEYS, ChunkgateWithBucket)
    try:
        for name in ("1g.bin", UPLOADED):
            url = f"http://{server.address('http')}{server.path(name)}"
            subprocess.run(["curl", "-sSf", "-T", workspace.files / "1g.bin", url], check=True, timeout=300)
        return server
    except BaseException:
        server.stop()
        raise
