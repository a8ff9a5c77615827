"""What one client of the soak knows: its names and their contents, its random choices, and what it counts."""

import random

import http1
from content import Content

# A connection without a byte for this long is stuck.
STUCK_SECONDS = 60
SIZES = (0, 1, 23, 24, 25, 65535, 65536, 65537)
MAX_CUTS = 3


class Cut(Exception):
    """The client cut its upload. Without an upload's id it can only begin again."""

    def __init__(self, upload=None, acknowledged=0):
        super().__init__("cut")
        self.upload, self.acknowledged = upload, acknowledged


class Client:
    """Its folder belongs to it alone, so it knows what each name there must have."""

    def __init__(self, number, seed, root, ports):
        self.number, self.root, self.ports = number, root, ports
        self.random = random.Random(f"{seed}/{number}")
        self.folder = f"c{number:02}"
        self.names = {}
        self.made = 0
        self.bytes = self.cuts = self.cuts_left = 0
        self.late = []
        self.channel = None

    def content(self, most=4 << 20):
        """A new content; most of them are small, some larger than every buffer."""
        self.made += 1
        choice = self.random.random()
        if choice < 0.1:
            size = self.random.choice(SIZES)
        elif choice < 0.95 or most < 4 << 20:
            size = self.random.randrange(1, self.random.randrange(2, most))
        else:
            size = self.random.randrange(most, most * 8)
        return Content(self.number << 32 | self.made, size)

    def new_name(self):
        return f"{self.folder}/n{self.made}"

    def some_name(self):
        return self.random.choice(list(self.names))

    def chance(self, probability):
        return self.random.random() < probability

    def cut_after(self, start, end):
        """Where to cut a transfer of these bytes, before its last one; None for not at all."""
        if start >= end or not self.cuts_left or not self.chance(0.3):
            return None
        self.cuts_left -= 1
        self.cuts += 1
        return self.random.randrange(start, end)

    def http(self):
        return http1.Connection(self.ports["http"], STUCK_SECONDS)

    def send(self, connection, content, start, end, upload=None, acknowledged=0):
        """Sends bytes of a content over a socket, and perhaps cuts the connection."""
        cut = self.cut_after(start, end)
        for _, data in content.parts(start, end if cut is None else cut):
            connection.socket.sendall(data)
            self.bytes += len(data)
        if cut is not None:
            if self.chance(0.5):
                connection.reset()
            raise Cut(upload, acknowledged)
