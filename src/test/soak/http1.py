"""HTTP/1.1 over a socket, with interim responses, bodies in parts and connections that can be cut at any byte."""

import socket
import struct

BLOCK_BYTES = 256 * 1024


class Refused(Exception):
    """The gateway refused what it should have done, or closed without a response."""


class Response:
    def __init__(self, stream, method, status, headers):
        self.stream, self.method, self.status, self.headers = stream, method, status, headers

    def blocks(self):
        """The body as it arrives; fails if it is truncated."""
        if self.method == "HEAD" or self.status in (204, 304):
            return
        if self.headers.get("transfer-encoding") == "chunked":
            yield from self._chunks()
        else:
            yield from self._exactly(int(self.headers["content-length"]))

    def body(self):
        return b"".join(self.blocks())

    def _chunks(self):
        while length := int(self.stream.readline() or "x", 16):
            yield from self._exactly(length)
            self.stream.readline()
        while self.stream.readline().strip():
            pass

    def _exactly(self, length):
        while length:
            data = self.stream.read1(min(length, BLOCK_BYTES))
            if not data:
                raise ConnectionError(f"truncated, {length} bytes are missing")
            length -= len(data)
            yield data


class Connection:
    """Closes when the block ends."""

    def __init__(self, port, timeout):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.stream = self.socket.makefile("rb", BLOCK_BYTES)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stream.close()
        self.socket.close()

    def head(self, method, target, headers):
        self.method, self.target = method, target
        lines = [f"{method} {target} HTTP/1.1", "Host: localhost", *(f"{key}: {value}" for key, value in headers.items())]
        self.socket.sendall("\r\n".join([*lines, "", ""]).encode())

    def request(self, method, target, headers={}, body=b""):
        self.head(method, target, {**headers, **({"Content-Length": len(body)} if body or method in ("POST", "PATCH") else {})})
        self.socket.sendall(body)
        return self.response()

    def reset(self):
        """Ends the connection as a crash of the client's machine would: without an orderly end."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def response(self):
        """The next final response."""
        while True:
            response = self.next_response()
            if response.status >= 200:
                return response

    def next_response(self):
        """The next response, which may be an interim one."""
        line = self.stream.readline()
        if not line:
            raise Refused(f"{self.method} {self.target}: closed without a response")
        headers = {}
        while field := self.stream.readline().strip():
            key, _, value = field.decode("latin-1").partition(":")
            headers[key.lower()] = value.strip()
        return Response(self.stream, self.method, int(line.split()[1]), headers)


def expect(response, *statuses):
    """Returns the response; fails if it has another status."""
    if response.status not in statuses:
        text = response.body().decode(errors="replace")
        raise Refused(f"{response.method}: {response.status} (expected: {statuses}) {text[:300]}")
    return response
