"""Fetches a file over gRPC: appends the bytes of each message to the output file.

The generated stubs (see ``generate``) are expected on PYTHONPATH.
"""

import argparse
import sys

import grpc
from demo import files_pb2, files_pb2_grpc

DEADLINE_SECONDS = 300


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--address", default="localhost:50051", help="host:port of the server")
    parser.add_argument("--name", required=True, help="name of the file on the server")
    parser.add_argument("--out", required=True, help="file to append to, created when missing")
    parser.add_argument("--start-at", type=int, default=0, help="number of the first requested chunk")
    parser.add_argument("--first-chunk", action="store_true", help="take the first chunk only, then hang up")
    parser.add_argument("--headers", action="store_true", help="print the response headers, a line each")
    options = parser.parse_args()
    try:
        with grpc.insecure_channel(options.address) as channel:
            fetch(files_pb2_grpc.FilesStub(channel), options)
    except grpc.RpcError as error:
        sys.exit(f"{error.code().name}: {error.details()}")


def fetch(files, options):
    request = files_pb2.Request(name=options.name, start_at=options.start_at)
    responses = files.GetFile(request, timeout=DEADLINE_SECONDS, wait_for_ready=True)
    if options.headers:
        for key, value in responses.initial_metadata():
            print(f"{key}: {value}")
    with open(options.out, "ab") as file:
        for response in responses:
            file.write(response.chunk)
            if options.first_chunk:
                responses.cancel()
                return


if __name__ == "__main__":
    main()
