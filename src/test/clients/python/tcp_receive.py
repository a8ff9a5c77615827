"""Connects and takes the file that the listener sends: a size as eight bytes, then as many bytes, then the end.

With --no-prefix, the listener sends no size and the end of the connection is the end of the file.
"""

import argparse
import socket
import struct
import sys

CHUNK_BYTES = 256 * 1024
TIMEOUT_SECONDS = 60


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("host")
    parser.add_argument("port", type=int)
    parser.add_argument("out")
    parser.add_argument("--no-prefix", action="store_true")
    options = parser.parse_args()
    with socket.create_connection((options.host, options.port), TIMEOUT_SECONDS) as connection:
        stream = connection.makefile("rb")
        size = None if options.no_prefix else read_size(stream)
        received = copy(stream, options.out)
    if size is not None and received != size:
        sys.exit(f"size announced: {size}, bytes received: {received}")


def read_size(stream):
    prefix = stream.read(8)
    if len(prefix) < 8:
        sys.exit(f"closed after {len(prefix)} bytes of the size")
    size = struct.unpack(">q", prefix)[0]
    if size < 0:
        sys.exit(f"error word {size}")
    return size


def copy(stream, path):
    received = 0
    with open(path, "wb") as file:
        while chunk := stream.read(CHUNK_BYTES):
            file.write(chunk)
            received += len(chunk)
    return received


if __name__ == "__main__":
    main()
