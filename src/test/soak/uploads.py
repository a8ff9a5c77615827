"""Uploads over HTTP and raw TCP. Each stores one content under a name, or raises Cut."""

import base64
import hashlib
import json
import os
import socket
import struct
import subprocess

from client import STUCK_SECONDS, Cut
from content import HEAD, of_head
from http1 import Refused, expect

TUS = {"Tus-Resumable": "1.0.0"}
DRAFT = {"Upload-Draft-Interop-Version": "8"}


def put(c, name, content):
    with c.http() as http:
        http.head("PUT", f"/files/{name}", {"Content-Length": content.size, "Want-Repr-Digest": "sha-256=1"})
        c.send(http, content, 0, content.size)
        check_digest(c, content, expect(http.response(), 201, 204))


def put_chunked(c, name, content):
    with c.http() as http:
        http.head("PUT", f"/files/{name}", {"Transfer-Encoding": "chunked"})
        cut = c.cut_after(0, content.size)
        for _, data in content.parts(0, content.size if cut is None else cut, c.random.randrange(1000, 200000)):
            http.socket.sendall(b"%x\r\n%b\r\n" % (len(data), data))
            c.bytes += len(data)
        if cut is not None:
            raise Cut()
        http.socket.sendall(b"0\r\n\r\n")
        check_digest(c, content, expect(http.response(), 201, 204))


def put_rest(c, name, content):
    """Resumes a PUT that was cut: a range at a wrong place is refused with the right one."""
    last = content.size - 1
    with c.http() as http:
        http.head("PUT", f"/files/{name}", {"Content-Length": 1, "Content-Range": f"bytes {last}-{last}/{content.size}"})
        http.socket.sendall(content.part(last, 1))
        response = expect(http.response(), 201, 204, 409, 416)
        response.body()
    if response.status < 400:
        return
    offset = int(response.headers.get("upload-offset", 0))
    if offset == content.size:  # Stored and not published; a range cannot be empty.
        raise Cut()
    send_range(c, f"/files/{name}", content, offset)


def id_rest(c, upload, content, acknowledged):
    offset = offset_of(c, upload, content, TUS, acknowledged)
    if offset < content.size:  # Else HEAD has found it complete.
        send_range(c, f"/uploads/{upload}", content, offset)


def send_range(c, target, content, offset):
    """The rest from an offset, at the URL of a file or of an upload."""
    with c.http() as http:
        http.head("PUT", target, {
            "Content-Length": content.size - offset,
            "Content-Range": f"bytes {offset}-{content.size - 1}/{content.size}"})
        _, _, upload = target.rpartition("/uploads/")
        c.send(http, content, offset, content.size, upload if upload != target else None)
        expect(http.response(), 200, 201, 204).body()


def put_curl(c, name, content):
    """curl over HTTP/1.1 or 2, from a pipe; killed to cut."""
    version = c.random.choice(("--http1.1", "--http2-prior-knowledge"))
    command = ["curl", "-sS", "-f", version, "-T", "-", f"http://127.0.0.1:{c.ports['http']}/files/{name}"]
    curl = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE)
    cut = c.cut_after(0, content.size)
    try:
        for _, data in content.parts(0, content.size if cut is None else cut):
            curl.stdin.write(data)
            c.bytes += len(data)
    except BrokenPipeError:
        pass  # curl says why.
    if cut is not None:
        curl.kill()
        curl.communicate()
        raise Cut()
    error = curl.communicate(timeout=STUCK_SECONDS)[1]
    if curl.returncode:
        raise Refused(f"curl {curl.returncode}: {error.decode().strip()}")


def form(c, name, content):
    folder, _, file = name.rpartition("/")
    begin = f'--soak\r\nContent-Disposition: form-data; name="f"; filename="{file}"\r\n\r\n'.encode()
    end = b"\r\n--soak--\r\n"
    with c.http() as http:
        http.head("POST", f"/files/{folder}/", {
            "Content-Type": "multipart/form-data; boundary=soak",
            "Content-Length": len(begin) + content.size + len(end)})
        http.socket.sendall(begin)
        c.send(http, content, 0, content.size)
        http.socket.sendall(end)
        expect(http.response(), 200, 201).body()


def create_by_tus(c, name, content):
    """The id of a new upload without bytes."""
    metadata = "relativePath " + base64.b64encode(name.encode()).decode()
    with c.http() as http:
        headers = {**TUS, "Upload-Length": content.size, "Upload-Metadata": metadata}
        return id_of(expect(http.request("POST", "/uploads", headers), 201))


def tus(c, name, content):
    upload = create_by_tus(c, name, content)
    tus_rest(c, upload, content, 0, 0 if content.size else None)


def tus_rest(c, upload, content, acknowledged, offset=None):
    """PATCH requests on one connection, some with a checksum."""
    if offset is None:
        offset = offset_of(c, upload, content, TUS, acknowledged)
    with c.http() as http:
        while offset < content.size:
            end = min(content.size, offset + c.random.randrange(1, 6 << 20))
            headers = {**TUS, "Content-Type": "application/offset+octet-stream", "Upload-Offset": offset}
            if end - offset < 1 << 20 and c.chance(0.3):
                digest = hashlib.sha256(content.part(offset, end - offset)).digest()
                headers["Upload-Checksum"] = "sha256 " + base64.b64encode(digest).decode()
            http.head("PATCH", f"/uploads/{upload}", {**headers, "Content-Length": end - offset})
            c.send(http, content, offset, end, upload, offset)
            response = expect(http.response(), 204)
            content.check_end(int(response.headers["upload-offset"]), end)
            offset = end


def draft(c, name, content):
    """draft-ietf-httpbis-resumable-upload; the interim response has the upload's URL."""
    with c.http() as http:
        http.head("PUT", f"/files/{name}", {**DRAFT, "Upload-Complete": "?1", "Content-Length": content.size})
        response = http.next_response()
        if response.status == 104:
            c.send(http, content, 0, content.size, id_of(response))
            response = http.response()
        expect(response, 201, 204).body()


def draft_rest(c, upload, content, acknowledged):
    offset = offset_of(c, upload, content, DRAFT, acknowledged)
    with c.http() as http:
        http.head("PATCH", f"/uploads/{upload}", {
            **DRAFT, "Upload-Complete": "?1", "Upload-Offset": offset,
            "Content-Type": "application/partial-upload", "Content-Length": content.size - offset})
        c.send(http, content, offset, content.size, upload, offset)
        expect(http.response(), 200, 201, 204).body()


def offset_of(c, upload, content, headers, acknowledged):
    with c.http() as http:
        response = expect(http.request("HEAD", f"/uploads/{upload}", headers), 200, 204)
    offset = int(response.headers["upload-offset"])
    if not acknowledged <= offset <= content.size:
        raise Refused(f"{content}: resumes at {offset} (expected: {acknowledged} or more)")
    return offset


def raw(c, _, content):
    """Raw mode of TCP. The gateway names the file, which is looked up in the folder, checked and deleted."""
    with socket.create_connection(("127.0.0.1", c.ports["tcp"]), STUCK_SECONDS) as connection:
        connection.sendall(struct.pack(">q", content.size))
        cut = c.cut_after(0, content.size)
        for _, data in content.parts(0, content.size if cut is None else cut):
            connection.sendall(data)
            c.bytes += len(data)
        if cut is not None:
            raise Cut()
        reply = connection.makefile("rb").read(8)
    if len(reply) < 8 or struct.unpack(">q", reply)[0] != content.size:
        raise Refused(f"raw TCP: {reply.hex()} (expected: {content.size:016x})")
    if content.size >= HEAD.size:
        name = find_raw(c, content)
        with c.http() as http:
            expect(http.request("DELETE", f"/files/{name}"), 204)


def find_raw(c, content):
    for file in os.scandir(os.path.join(c.root, "incoming")):
        try:
            with open(file.path, "rb") as stream:
                head = stream.read(HEAD.size)
                if len(head) == HEAD.size and of_head(head).number == content.number:
                    content.check_all([head, *iter(lambda: stream.read(1 << 18), b"")])
                    return f"incoming/{file.name}"
        except FileNotFoundError:
            pass  # Another client has deleted its own.
    raise Refused(f"raw TCP: {content} was acknowledged, and is not there")


def check_digest(c, content, response):
    response.body()
    digest = response.headers.get("repr-digest")
    if digest and c.chance(0.3) and digest != f"sha-256=:{base64.b64encode(content.sha256().digest()).decode()}:":
        raise Refused(f"{content}: Repr-Digest {digest}")


def id_of(response):
    return response.headers["location"].rpartition("/")[2]


def listing(c):
    """The names and sizes in the client's own folder."""
    with c.http() as http:
        response = expect(http.request("GET", f"/files/{c.folder}/?limit=1000", {"Accept": "application/json"}), 200)
        return {f"{c.folder}/{entry['name']}": entry["size"] for entry in json.loads(response.body())["entries"]}
