"""Downloads over HTTP. Each checks every byte against the content that the name must have."""

import subprocess

from client import STUCK_SECONDS
from content import HEAD, WrongBytes, of_head
from http1 import Refused, expect


def get(c, name, content):
    """The whole file, perhaps in several requests of one version."""
    position, headers = 0, {}
    while True:
        with c.http() as http:
            response = expect(http.request("GET", f"/files/{name}", headers), 206 if position else 200)
            cut = c.cut_after(position, content.size)
            position = take(c, content, position, response.blocks(), cut)
            if cut is None or position == content.size:
                return content.check_end(position, content.size)
            if c.chance(0.5):
                http.reset()
        if position:
            headers = {"Range": f"bytes={position}-", "If-Match": response.headers["etag"]}


def take(c, content, position, blocks, cut=None):
    """Checks blocks from a position on, until the cut. Returns the position after them."""
    for block in blocks:
        content.check(position, block)
        position += len(block)
        c.bytes += len(block)
        if cut is not None and position >= cut:
            break
    return position


def get_range(c, name, content):
    if content.size == 0:
        return get(c, name, content)
    start = c.random.randrange(content.size)
    end = c.random.randrange(start, content.size) + 1
    suffix = c.chance(0.2)
    with c.http() as http:
        value = f"bytes=-{content.size - start}" if suffix else f"bytes={start}-{end - 1}"
        response = expect(http.request("GET", f"/files/{name}", {"Range": value}), 206)
        content.check_end(take(c, content, start, response.blocks()), content.size if suffix else end)


def get_curl(c, name, content):
    """curl over HTTP/1.1 or 2, sometimes a range."""
    version = c.random.choice(("--http1.1", "--http2-prior-knowledge"))
    start = c.random.randrange(content.size) if content.size and c.chance(0.5) else 0
    command = ["curl", "-sS", "-f", version, *(["-r", f"{start}-"] if start else []),
               f"http://127.0.0.1:{c.ports['http']}/files/{name}"]
    curl = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    cut = c.cut_after(start, content.size)
    position = take(c, content, start, iter(lambda: curl.stdout.read1(1 << 18), b""), cut)
    if cut is not None:
        curl.kill()
        curl.communicate()
        return
    error = curl.communicate(timeout=STUCK_SECONDS)[1]
    if curl.returncode:
        raise Refused(f"curl {curl.returncode}: {error.decode().strip()}")
    content.check_end(position, content.size)


def get_any(c, name):
    """A name that every client replaces and deletes: one whole version, or none."""
    with c.http() as http:
        response = expect(http.request("GET", f"/files/{name}"), 200, 404)
        body = response.body()
    if response.status == 200:
        if len(body) < HEAD.size:
            raise WrongBytes(f"{name}: {len(body)} bytes")
        content = of_head(body)
        content.check_all([body])
        c.bytes += len(body)


def delete(c, name):
    with c.http() as http:
        expect(http.request("DELETE", f"/files/{name}"), 204)
        expect(http.request("GET", f"/files/{name}"), 404).body()


def follow(c, target, content):
    """A running upload, until it ends. Returns whether all of it came; one that was discarded ends visibly, or is not found."""
    with c.http() as http:
        try:
            response = expect(http.request("GET", f"{target}?follow"), 200, 404, 410)
            if response.status != 200:
                return False
            position = take(c, content, 0, response.blocks())
        except ConnectionError:
            return False
        content.check_end(position, content.size)
        return True
