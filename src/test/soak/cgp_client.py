"""Uploads and downloads over CGP/1, with the frames of src/test/clients/python/cgp.py."""

import json
import socket
import struct

import cgp
from client import STUCK_SECONDS, Cut
from downloads import take
from http1 import Refused

# The checksums of an upload are computed in Python, at some MB a second.
MOST_BYTES = 512 * 1024


class Session(cgp.Session):
    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), STUCK_SECONDS)
        self.stream = self.socket.makefile("rwb")
        self.stream.write(b"\x93CGP\r\n\x01\x00")
        self.send(cgp.HELLO, 0, payload={"client": "soak/1.0"})
        self.receive(cgp.WELCOME)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()
        try:
            self.stream.close()
        except OSError:
            pass  # The connection was cut.

    def receive(self, *kinds):
        try:
            return super().receive(*kinds)
        except SystemExit as error:
            raise Refused(f"CGP: {error}") from None


def put(c, name, content, upload=None, acknowledged=0):
    """Begins an upload or resumes one."""
    with Session(c.ports["tcp"]) as session:
        session.send(cgp.PUT, 1, payload={"upload": upload} if upload else {"name": name, "size": content.size})
        offset, accept = session.receive(cgp.ACCEPT)
        accept = json.loads(accept)
        if offset < acknowledged:
            raise Refused(f"{content}: resumes at {offset} (expected: {acknowledged} or more)")
        cut = c.cut_after(offset, content.size)
        offset = send_chunks(c, session, content, offset, content.size if cut is None else cut, accept["credit"])
        if cut is not None:
            raise Cut(accept["upload"], acknowledged)
        session.send(cgp.COMMIT, 1, content.size, payload={"sha256": content.sha256().hexdigest()})
        content.check_end(session.receive(cgp.DONE)[0], content.size)


def send_chunks(c, session, content, offset, end, credit):
    number = 0
    while offset < end:
        while offset == credit:
            credit = struct.unpack(">QQ", session.receive(cgp.ACK)[1])[1]
        data = bytes(content.part(offset, min(65536, credit - offset, end - offset)))
        session.send(cgp.CHUNK, 1, offset, number, data)
        offset, number = offset + len(data), number + 1
        c.bytes += len(data)
    return offset


def put_rest(c, upload, content, acknowledged):
    put(c, None, content, upload, acknowledged)


def get(c, name, content):
    start = c.random.randrange(content.size + 1)
    with Session(c.ports["tcp"]) as session:
        session.send(cgp.GET, 1, start, payload={"name": name, "checksum": "header"})
        session.receive(cgp.ACCEPT)
        cut = c.cut_after(start, content.size)
        position = take(c, content, start, chunks(session), cut)
        if cut is None:
            content.check_end(position, content.size)


def chunks(session):
    while True:
        kind, _, data = session.receive(cgp.CHUNK, cgp.DONE)
        if kind == cgp.DONE:
            return
        yield data
