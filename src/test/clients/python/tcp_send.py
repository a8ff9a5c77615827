"""Sends a file over TCP: its size as eight bytes, its bytes, then reads the eight bytes of the reply and prints them.

With --cut-after, ends the connection after so many bytes of the file.
"""

import argparse
import os
import socket
import struct

CHUNK_BYTES = 256 * 1024
TIMEOUT_SECONDS = 60


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("host")
    parser.add_argument("port", type=int)
    parser.add_argument("file")
    parser.add_argument("--cut-after", type=int, metavar="BYTES")
    options = parser.parse_args()
    with socket.create_connection((options.host, options.port), TIMEOUT_SECONDS) as connection:
        send(connection, options.file, options.cut_after)
        connection.shutdown(socket.SHUT_WR)
        print(read_reply(connection))


def send(connection, path, cut_after):
    size = os.path.getsize(path)
    connection.sendall(struct.pack(">q", size))
    left = size if cut_after is None else cut_after
    with open(path, "rb") as file:
        while left > 0:
            chunk = file.read(min(CHUNK_BYTES, left))
            connection.sendall(chunk)
            left -= len(chunk)


def read_reply(connection):
    reply = b""
    while len(reply) < 8:
        chunk = connection.recv(8 - len(reply))
        if not chunk:
            return f"closed after {len(reply)} bytes"
        reply += chunk
    rest = connection.recv(1)
    return struct.unpack(">q", reply)[0] if not rest else "more than 8 bytes"


if __name__ == "__main__":
    main()
