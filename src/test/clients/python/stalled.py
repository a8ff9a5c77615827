"""Starts downloads over gRPC that are not read, then makes other calls on the same channel, then reads the downloads.

The channel's windows are as small as grpcio makes them. Prints "others finished" when the other calls have ended, and then
the SHA-256 of each download that was stalled.

The generated stubs (see ``generate``) are expected on PYTHONPATH.
"""

import argparse
import hashlib
import sys

import grpc
from chunkgate.v1 import files_pb2 as v1, files_pb2_grpc as v1_grpc
from demo import files_pb2 as demo, files_pb2_grpc as demo_grpc

DEADLINE_SECONDS = 40
OTHERS_DEADLINE_SECONDS = 20
UPLOAD_BYTES = 300_000
PART_BYTES = 64 * 1024
SMALL_WINDOWS = [("grpc.http2.lookahead_bytes", 65536), ("grpc.http2.bdp_probe", 0)]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--address", required=True, help="host:port of the server")
    parser.add_argument("--name", required=True, help="name of the file to download")
    parser.add_argument("--method", choices=["GetFile", "Read"], required=True, help="how to download it")
    parser.add_argument("--count", type=int, default=1, help="how many downloads are stalled")
    parser.add_argument("--upload", required=True, help="name of the file to upload beside them")
    options = parser.parse_args()
    try:
        with grpc.insecure_channel(options.address, options=SMALL_WINDOWS) as channel:
            run(channel, options)
    except grpc.RpcError as error:
        sys.exit(f"{error.code().name}: {error.details()}")


def run(channel, options):
    stalled = [Download(channel, options, DEADLINE_SECONDS) for _ in range(options.count)]
    for download in stalled:
        download.read_one()
    expected = Download(channel, options, OTHERS_DEADLINE_SECONDS).rest()
    service = v1_grpc.FilesServiceStub(channel)
    service.Stat(v1.StatRequest(name=options.name), timeout=OTHERS_DEADLINE_SECONDS)
    for _ in service.Write(upload(options.upload), timeout=OTHERS_DEADLINE_SECONDS):
        pass
    print("others finished", expected, flush=True)
    for download in stalled:
        print(download.rest())


class Download:
    """A call whose messages are read when this is asked to."""

    def __init__(self, channel, options, deadline):
        self.digest = hashlib.sha256()
        if options.method == "GetFile":
            self.call = demo_grpc.FilesStub(channel).GetFile(demo.Request(name=options.name), timeout=deadline)
            self.bytes_of = lambda message: message.chunk
        else:
            self.call = v1_grpc.FilesServiceStub(channel).Read(v1.ReadRequest(name=options.name), timeout=deadline)
            self.bytes_of = lambda message: message.data

    def read_one(self):
        self.digest.update(self.bytes_of(next(self.call)))

    def rest(self):
        """Reads to the end, and returns the digest of the file."""
        for message in self.call:
            self.digest.update(self.bytes_of(message))
        return self.digest.hexdigest()


def upload(name):
    yield v1.WriteRequest(start=v1.WriteStart(name=name))
    for start in range(0, UPLOAD_BYTES, PART_BYTES):
        yield v1.WriteRequest(data=bytes(min(PART_BYTES, UPLOAD_BYTES - start)))
    yield v1.WriteRequest(finish=True)


if __name__ == "__main__":
    main()
