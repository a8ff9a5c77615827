"""One client of the soak, a process of its own: random operations, one after the other, until it is stopped."""

import threading

import cgp_client
import downloads
import uploads
from client import MAX_CUTS, Client, Cut
from content import HEAD, WrongBytes
from http1 import Refused

NAMES = 12
MAX_RETRIES = 3
SHARED = [f"shared/{number}" for number in range(4)]


class Protocols:
    """What a client chooses from: how to begin an upload, how to resume one by its id or by its name, how to read."""

    def __init__(self, grpc):
        # By name: these have no id for the client, so each of their names is used once.
        self.by_name = {uploads.put: uploads.put_rest, uploads.put_chunked: uploads.put_rest, uploads.put_curl: None}
        self.by_id = [uploads.form, uploads.raw, uploads.tus, uploads.draft, cgp_client.put]
        self.rest = [uploads.tus_rest, uploads.draft_rest, uploads.id_rest, cgp_client.put_rest]
        self.readers = [downloads.get, downloads.get_range, downloads.get_curl, cgp_client.get]
        self.grpc, self.errors = grpc, [grpc.grpc.RpcError] if grpc else []
        if grpc:
            self.by_name[grpc.bytestream_write] = grpc.bytestream_rest
            self.by_id += [grpc.write]
            self.rest += [grpc.write_rest]
            self.readers += [grpc.read, grpc.bytestream_read, grpc.get_file]


def run(number, seed, root, ports, has_grpc, stop, reports):
    """Reports ("operation", number, kind, bytes, cuts, late, fault or None) for each, at the end ("names", number, names)."""
    grpc = __import__("grpc_client") if has_grpc else None
    client, protocols = Client(number, seed, root, ports), Protocols(grpc)
    while not stop.is_set():
        operation = choose(client)
        client.bytes = client.cuts = 0
        client.cuts_left, client.late = MAX_CUTS, []
        client.kind, client.subject, fault = operation.__name__, "", None
        try:
            operation(client, protocols)
        except (WrongBytes, Refused, OSError, EOFError, ValueError, KeyError, *protocols.errors) as error:
            fault = fault_of(error, client.subject)
        reports.put(("operation", number, client.kind, client.bytes, client.cuts, client.late, fault))
    reports.put(("names", number, {name: (content.number, content.size) for name, content in client.names.items()}))


def fault_of(error, subject):
    """(kind, text): wrong bytes, stuck without progress, or refused."""
    is_late = isinstance(error, TimeoutError) or "DEADLINE_EXCEEDED" in str(error)
    kind = "wrong" if isinstance(error, WrongBytes) else "stuck" if is_late else "refused"
    return kind, f"{subject}{type(error).__name__}: {' '.join(str(error).split())}"


def choose(c):
    if not c.names:
        return store
    operations = [store, load, follow, remove, enumerate_names, discard, share, load_shared]
    return c.random.choices(operations, [40, 40, 5, 4, 4, 2, 2, 5])[0]


def store(c, protocols):
    is_by_name = c.chance(0.4)
    upload = c.random.choice(list(protocols.by_name) if is_by_name else protocols.by_id)
    content = c.content(cgp_client.MOST_BYTES if upload is cgp_client.put else 4 << 20)
    c.kind, content.way = upload.__name__, upload.__name__
    is_replaced = len(c.names) == NAMES and not is_by_name
    name = c.some_name() if is_replaced else c.new_name()
    old = c.names.pop(name, None)  # After a fault nobody knows which version the name has.
    begin(c, protocols, upload, name, content, old)
    if upload is not uploads.raw:
        c.names[name] = content
    elif old:
        c.names[name] = old
    if len(c.names) > NAMES:
        remove(c, protocols)


def begin(c, protocols, upload, name, content, old=None):
    """Uploads, and resumes after each cut by any protocol that can."""
    resume(c, protocols, lambda: upload(c, name, content), upload, name, content, old)


def resume(c, protocols, step, upload, name, content, old=None):
    """Runs a step of an upload, and others after it, until the content is published."""
    is_resumed, retries = False, MAX_RETRIES
    while True:
        try:
            return step()
        except Cut as cut:
            is_resumed, step = True, after(c, protocols, upload, name, content, cut)
            if old and c.chance(0.2):
                c.random.choice(protocols.readers)(c, name, old)
        except (Refused, *protocols.errors) as error:
            if not is_resumed or not retries or not is_late(error):
                raise
            retries -= 1
            c.late.append(fault_of(error, f"{content} by {c.kind}, ")[1])


def is_late(error):
    """Whether the request that was cut was served after the next one: it moved the offset, took the upload over or holds it."""
    return any(text in str(error) for text in (": 409 ", ": 503 ", "FAILED_PRECONDITION", "ABORTED", "UNAVAILABLE"))


def after(c, protocols, upload, name, content, cut):
    if cut.upload:
        rest = c.random.choice(protocols.rest)
        if rest is cgp_client.put_rest and content.size > cgp_client.MOST_BYTES:
            rest = uploads.tus_rest
        return lambda: rest(c, cut.upload, content, cut.acknowledged)
    rest = protocols.by_name.get(upload)
    if rest and c.chance(0.7):
        return lambda: rest(c, name, content)
    return lambda: upload(c, name, content)


def load(c, protocols):
    read, name = c.random.choice(protocols.readers), c.some_name()
    c.kind, c.subject = read.__module__ + "." + read.__name__, f"{name} {c.names[name]}, "
    read(c, name, c.names[name])


def follow(c, protocols):
    """A follower beside the upload, which is sometimes discarded: then the follower must not see a normal end."""
    content, name = c.content(), c.new_name()
    upload = uploads.create_by_tus(c, name, content)
    is_grpc = protocols.grpc and c.chance(0.5)
    if content.size == 0:
        c.names[name] = content
        return
    is_discarded, ends = c.chance(0.3), []

    def run_follower():
        try:
            ends.append(protocols.grpc.follow(c, upload, content) if is_grpc
                        else downloads.follow(c, f"/uploads/{upload}", content))
        except Exception as error:  # Reported by the client.
            ends.append(error)

    follower = threading.Thread(target=run_follower, daemon=True)
    follower.start()
    if is_discarded:
        send_part_and_discard(c, upload, content)
    else:
        resume(c, protocols, lambda: uploads.tus_rest(c, upload, content, 0), None, name, content)
        c.names[name] = content
    follower.join()
    if isinstance(ends[0], Exception):
        raise ends[0]
    if ends[0] and is_discarded:
        raise WrongBytes(f"{content}: followed to its end, but it was discarded")
    if not ends[0] and not is_discarded:
        raise Refused(f"{content}: a follower did not get it, but it was published")


def send_part_and_discard(c, upload, content):
    with c.http() as http:
        end = c.random.randrange(content.size)
        headers = {**uploads.TUS, "Content-Type": "application/offset+octet-stream", "Upload-Offset": 0}
        http.head("PATCH", f"/uploads/{upload}", {**headers, "Content-Length": end})
        for _, data in content.parts(0, end):
            http.socket.sendall(data)
        uploads.expect(http.response(), 204)
        uploads.expect(http.request("DELETE", f"/uploads/{upload}", uploads.TUS), 204)


def discard(c, protocols):
    content = c.content()
    if content.size:
        send_part_and_discard(c, uploads.create_by_tus(c, c.new_name(), content), content)


def remove(c, protocols):
    name = c.some_name()
    del c.names[name]
    downloads.delete(c, name)


def enumerate_names(c, protocols):
    found, expected = uploads.listing(c), {name: content.size for name, content in c.names.items()}
    missing = {name for name in expected if found.get(name) != expected[name]}
    if missing:
        raise WrongBytes(f"listing: {sorted(missing)} missing or of another size")


def share(c, protocols):
    """Replaces or deletes a name that all clients use."""
    name = c.random.choice(SHARED)
    if c.chance(0.2):
        with c.http() as http:
            uploads.expect(http.request("DELETE", f"/files/{name}"), 204, 404).body()
        return
    content = c.content()
    if content.size >= HEAD.size:
        begin(c, protocols, c.random.choice([uploads.tus, uploads.draft, cgp_client.put])
              if content.size < cgp_client.MOST_BYTES else uploads.tus, name, content)


def load_shared(c, protocols):
    downloads.get_any(c, c.random.choice(SHARED))
