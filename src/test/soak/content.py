"""Self-checking content: a number and a size, and bytes that are derived from them."""

import hashlib
import random
import struct

HEAD = struct.Struct(">8sQQ")  # magic, number, size
MAGIC = b"soak\r\n\x00\xff"
STEP_BYTES = 64 * 1024
# A prime, so that bytes in the wrong place are noticed whatever the size of blocks and pages.
POOL_BYTES = 4194301
DOUBLED = memoryview(random.Random(0).randbytes(POOL_BYTES) * 2)


class WrongBytes(Exception):
    """What was stored or sent is not the content."""


class Content:
    def __init__(self, number, size):
        self.number, self.size = number, size
        self.head = HEAD.pack(MAGIC, number, size)[:size]
        self.way = "?"  # How it was uploaded.
        self.start = number * 2654435761 % POOL_BYTES

    def __repr__(self):
        return f"content {self.number:x} of {self.size} bytes by {self.way}"

    def part(self, offset, length):
        """The bytes at an offset, fewer at the end; at most POOL_BYTES."""
        length = min(length, self.size - offset)
        if offset < HEAD.size:
            head = self.head[offset : offset + length]
            return head if len(head) == length else head + bytes(self.part(HEAD.size, length - len(head)))
        begin = (self.start + offset) % POOL_BYTES
        return DOUBLED[begin : begin + length]

    def parts(self, start, end, step=STEP_BYTES):
        for offset in range(start, end, step):
            yield offset, self.part(offset, min(step, end - offset))

    def check(self, offset, data):
        """Fails if these are not the bytes at the offset."""
        for at in range(0, len(data), STEP_BYTES):
            part = memoryview(data)[at : at + STEP_BYTES]
            if offset + at + len(part) > self.size or self.part(offset + at, len(part)) != part:
                raise WrongBytes(f"{self}: other bytes at {offset + at}")

    def check_all(self, blocks):
        """Fails if the blocks together are not the whole content. Returns the size."""
        position = 0
        for block in blocks:
            self.check(position, block)
            position += len(block)
        self.check_end(position, self.size)
        return position

    def check_end(self, position, expected):
        if position != expected:
            raise WrongBytes(f"{self}: ended at {position} (expected: {expected})")

    def sha256(self):
        digest = hashlib.sha256()
        for _, data in self.parts(0, self.size):
            digest.update(data)
        return digest


def of_head(data):
    """The content that begins with these bytes, which are at least HEAD.size; fails for others."""
    magic, number, size = HEAD.unpack_from(data)
    if magic != MAGIC:
        raise WrongBytes("no content of the soak")
    return Content(number, size)
