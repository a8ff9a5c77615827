#!/usr/bin/env python3
"""A client of CGP, the multiplexed TCP protocol (docs/tcp-protocol.md) in Python, with the standard library alone.

  cgp.py put HOST PORT FILE NAME [--upload ID] [--stop-after BYTES]   uploads a file, or resumes; prints the id, then DONE
  cgp.py get HOST PORT NAME FILE                                      fetches a file, or the rest of it
"""
import argparse, hashlib, json, os, socket, struct

HEADER = struct.Struct(">BBHIQII")  # type, flags, transfer, payload length, offset, sequence, CRC-32C
HELLO, WELCOME, PUT, GET, ACCEPT, CHUNK, ACK, COMMIT, DONE, ERROR = 0x01, 0x81, 0x02, 0x03, 0x82, 0x04, 0x84, 0x05, 0x85, 0xFF
TABLE = []
for byte in range(256):
    for _ in range(8):
        byte = byte >> 1 ^ (0x82F63B78 if byte & 1 else 0)
    TABLE.append(byte)


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc = TABLE[(crc ^ byte) & 0xFF] ^ crc >> 8
    return crc ^ 0xFFFFFFFF


class Session:
    def __init__(self, host, port):
        self.stream = socket.create_connection((host, port), timeout=30).makefile("rwb")
        self.stream.write(b"\x93CGP\r\n\x01\x00")
        self.send(HELLO, 0, payload={"client": "cgp.py/1.0"})
        self.welcome = json.loads(self.receive(WELCOME)[1])

    def send(self, kind, transfer, offset=0, sequence=0, payload=b""):
        data = json.dumps(payload).encode() if isinstance(payload, dict) else payload
        head = HEADER.pack(kind, 0, transfer, len(data), offset, sequence, 0)[:20]
        self.stream.write(head + struct.pack(">I", crc32c(head + data)) + data)
        self.stream.flush()

    def receive(self, *kinds):
        """Returns the offset and payload of the next frame of these types, preceded by its type if there are several."""
        while True:
            head = self.stream.read(24)
            if len(head) < 24:
                raise SystemExit("the gateway hung up")
            kind, flags, _, length, offset, _, crc = HEADER.unpack(head)
            data = self.stream.read(length)
            if crc32c(head[:20] + (b"" if flags & 1 else data)) != crc:
                raise SystemExit("wrong checksum")
            if kind == ERROR:
                raise SystemExit(f"error: {data.decode()}, offset {offset}")
            if kind in kinds:
                return (kind, offset, data) if len(kinds) > 1 else (offset, data)

    def put(self, path, name, upload=None, stop_after=None):
        size = os.path.getsize(path)
        self.send(PUT, 1, payload={"name": name, "size": size, **({"upload": upload} if upload else {})})
        offset, accept = self.receive(ACCEPT)
        accept = json.loads(accept)
        print("upload", accept["upload"], "from", offset, flush=True)
        credit, number = accept["credit"], 0
        with open(path, "rb") as file:
            digest = hashlib.file_digest(file, "sha256") if hasattr(hashlib, "file_digest") else hashlib.sha256(file.read())
            file.seek(offset)
            end = min(size, stop_after) if stop_after else size
            while offset < end:
                data = file.read(min(accept["maxPayload"], 65536, credit - offset, end - offset))
                if data:
                    self.send(CHUNK, 1, offset, number, data)
                    offset, number = offset + len(data), number + 1
                if offset == credit or (offset == end and end < size):
                    stored, ack = self.receive(ACK)
                    credit = struct.unpack(">QQ", ack)[1]
        while offset < size and stored < offset:
            stored, _ = self.receive(ACK)
        if offset == size:
            self.send(COMMIT, 1, size, payload={"sha256": digest.hexdigest()})
            print("done", self.receive(DONE)[1].decode())

    def get(self, name, path):
        with open(path, "ab") as file:
            position = file.tell()
            self.send(GET, 1, position, payload={"name": name})
            accept = json.loads(self.receive(ACCEPT)[1])
            print("size", accept["size"], "from", position, flush=True)
            while True:
                kind, offset, data = self.receive(CHUNK, DONE)
                if kind == DONE:
                    break
                assert offset == file.tell()
                file.write(data)
            print("done", data.decode())


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("command", choices=("put", "get"))
    arguments.add_argument("host")
    arguments.add_argument("port", type=int)
    arguments.add_argument("source")
    arguments.add_argument("target")
    arguments.add_argument("--upload")
    arguments.add_argument("--stop-after", type=int)
    options = arguments.parse_args()
    session = Session(options.host, options.port)
    if options.command == "put":
        session.put(options.source, options.target, options.upload, options.stop_after)
    else:
        session.get(options.source, options.target)
