"""Requests one file on many connections, over HTTP/1.1, HTTP/2 and gRPC, and reads a trickle from each, or nothing.

Nothing but sockets, so that nothing but the server buffers. Prints "reading" when every connection got its first bytes,
continues until the standard input ends, then prints how many connections the server has still open.

Every other HTTP/2 connection announces the largest windows there are: the server is allowed to send all of the file, and
only TCP holds it back. The others never widen the windows they start with.
"""

import argparse
import selectors
import socket
import struct
import sys

RECEIVE_BUFFER_BYTES = 4096
FIRST_BYTES = 4096  # more than the settings and headers that come before the file
TRICKLE_BYTES = 512
PAUSE_SECONDS = 0.1
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, SETTINGS, WINDOW_UPDATE = 0, 1, 4, 8
END_STREAM, END_HEADERS, ACK = 1, 4, 1
INITIAL_WINDOW_SIZE = 4
LARGEST_WINDOW = 2**31 - 1
DEFAULT_WINDOW = 65535


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--name", required=True, help="name of the file on the server, without special characters")
    parser.add_argument("--http", type=int, metavar="PORT")
    parser.add_argument("--grpc", type=int, metavar="PORT")
    parser.add_argument("--http1-count", type=int, default=0)
    parser.add_argument("--http2-count", type=int, default=0)
    parser.add_argument("--grpc-count", type=int, default=0)
    parser.add_argument("--stalled", action="store_true", help="read nothing after the first bytes")
    options = parser.parse_args()
    alive = set(open_all(options))
    for connection in alive:
        connection.setblocking(False)
    print("reading", flush=True)
    wait_for_end(alive, options.stalled)
    print(len(alive), "open", flush=True)


def open_all(options):
    connections = []
    for _ in range(options.http1_count):
        connections.append(connect(options.http, http1_request(options.name)))
    for number in range(options.http2_count):
        headers = http2_headers("GET", "/files/" + options.name)
        request = frame(HEADERS, END_HEADERS | END_STREAM, 1, headers)
        connections.append(connect_http2(options.http, number, request))
    for number in range(options.grpc_count):
        headers = http2_headers("POST", "/demo.Files/GetFile", {"content-type": "application/grpc", "te": "trailers"})
        request = frame(HEADERS, END_HEADERS, 1, headers) + frame(DATA, END_STREAM, 1, grpc_message(options.name))
        connections.append(connect_http2(options.grpc, number, request))
    return connections


def wait_for_end(alive, stalled):
    """Trickles until the standard input ends; takes the connections that the server ended out of the set."""
    with selectors.DefaultSelector() as selector:
        selector.register(sys.stdin, selectors.EVENT_READ)
        while not selector.select(PAUSE_SECONDS):
            if not stalled:
                alive -= {connection for connection in alive if not trickle(connection)}


def trickle(connection):
    """Reads a little, if there is something; False when the server ended the connection."""
    try:
        return bool(connection.recv(TRICKLE_BYTES))
    except BlockingIOError:
        return True
    except ConnectionError:
        return False


def connect_http2(port, number, request):
    connection = connect(port, http2_start(number) + request)
    connection.sendall(frame(SETTINGS, ACK, 0, b""))
    return connection


def connect(port, request):
    """Sends a request and takes the first bytes of its response."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER_BYTES)
    connection.settimeout(30)
    connection.connect(("127.0.0.1", port))
    connection.sendall(request)
    received = 0
    while received < FIRST_BYTES:
        piece = connection.recv(TRICKLE_BYTES)
        if not piece:
            sys.exit(f"closed after {received} bytes")
        received += len(piece)
    return connection


def http1_request(name):
    return f"GET /files/{name} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()


def http2_start(number):
    if number % 2:
        return PREFACE + frame(SETTINGS, 0, 0, b"")
    stream_window = struct.pack(">HI", INITIAL_WINDOW_SIZE, LARGEST_WINDOW)
    more_for_connection = struct.pack(">I", LARGEST_WINDOW - DEFAULT_WINDOW)
    return PREFACE + frame(SETTINGS, 0, 0, stream_window) + frame(WINDOW_UPDATE, 0, 0, more_for_connection)


def http2_headers(method, path, more=None):
    """A header block of literals without indexing (RFC 7541, section 6.2.2)."""
    fields = {":method": method, ":scheme": "http", ":path": path, ":authority": "localhost", **(more or {})}
    return b"".join(b"\x00" + text(name) + text(value) for name, value in fields.items())


def text(value):
    """A string of HPACK, not compressed, shorter than 127 bytes."""
    return bytes([len(value)]) + value.encode()


def grpc_message(name):
    """demo.Request with the name, behind the five bytes of a gRPC message."""
    request = b"\x0a" + text(name)
    return struct.pack(">BI", 0, len(request)) + request


def frame(kind, flags, stream, payload):
    return struct.pack(">I", len(payload))[1:] + struct.pack(">BBI", kind, flags, stream) + payload


if __name__ == "__main__":
    main()
