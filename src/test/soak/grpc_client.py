"""Uploads and downloads over gRPC: the gateway's own service, ByteStream, and Files of the article."""

import threading

import grpc
from chunkgate.v1 import files_pb2 as v1, files_pb2_grpc as v1_grpc
from demo import files_pb2 as demo, files_pb2_grpc as demo_grpc
from google.bytestream import bytestream_pb2 as bs, bytestream_pb2_grpc as bs_grpc

from client import STUCK_SECONDS, Cut
from downloads import take
from http1 import Refused

DEADLINE_SECONDS = 4 * STUCK_SECONDS


def stub(c, kind):
    """Of the client's one channel, which lives until a cut closes it."""
    if c.channel is None:
        c.channel = connect(c)
    return kind(c.channel)


def connect(c):
    return grpc.insecure_channel(f"127.0.0.1:{c.ports['grpc']}", [("grpc.use_local_subchannel_pool", 1)])


def abort(c, call):
    """Ends a call, or the whole connection."""
    call.cancel()
    if c.chance(0.3):
        c.channel.close()
        c.channel = None


def start_of(name, content, upload):
    return v1.WriteStart(upload_id=upload) if upload else v1.WriteStart(name=name, size=content.size)


def write(c, name, content, upload=None, acknowledged=0):
    """FilesService.Write, which begins an upload or resumes one."""
    opened, first, cut, call = threading.Event(), None, None, None

    def requests():
        yield v1.WriteRequest(start=start_of(name, content, upload))
        if not opened.wait(STUCK_SECONDS) or first is None:
            return
        for offset, data in content.parts(first.stored_offset, content.size if cut is None else cut):
            c.bytes += len(data)
            yield v1.WriteRequest(offset=offset, data=bytes(data))
        if cut is None:
            yield v1.WriteRequest(finish=True, sha256=content.sha256().hexdigest() if content.size < 1 << 20 else "")
        else:
            call.cancel()

    call = stub(c, v1_grpc.FilesServiceStub).Write(requests(), timeout=DEADLINE_SECONDS)
    try:
        first = last = next(call)
        if first.stored_offset < acknowledged:
            raise Refused(f"{content}: resumes at {first.stored_offset} (expected: {acknowledged} or more)")
        cut = c.cut_after(first.stored_offset, content.size)
        opened.set()
        for last in call:
            pass
        content.check_end(last.file.size, content.size)
    except grpc.RpcError as error:
        if cut is None or error.code() != grpc.StatusCode.CANCELLED:
            raise
        abort(c, call)
        raise Cut(last.upload_id, last.stored_offset) from None
    finally:
        opened.set()


def write_rest(c, upload, content, acknowledged):
    write(c, None, content, upload, acknowledged)


def bytestream_write(c, name, content, offset=0):
    cut, call = c.cut_after(offset, content.size), None

    def requests():
        for position, data in content.parts(offset, content.size if cut is None else cut):
            c.bytes += len(data)
            yield bs.WriteRequest(resource_name=name, write_offset=position, data=bytes(data))
        if cut is None:
            yield bs.WriteRequest(resource_name=name, write_offset=content.size, finish_write=True)
        else:
            call.cancel()

    call = stub(c, bs_grpc.ByteStreamStub).Write.future(requests(), timeout=DEADLINE_SECONDS)
    try:
        content.check_end(call.result().committed_size, content.size)
    except (grpc.RpcError, grpc.FutureCancelledError):
        if cut is None:
            raise
        abort(c, call)
        raise Cut() from None


def bytestream_rest(c, name, content):
    try:
        status = stub(c, bs_grpc.ByteStreamStub).QueryWriteStatus(bs.QueryWriteStatusRequest(resource_name=name))
    except grpc.RpcError as error:
        if error.code() != grpc.StatusCode.NOT_FOUND:
            raise
        return bytestream_write(c, name, content)  # Nothing had arrived.
    bytestream_write(c, name, content, status.committed_size)


def receive(c, content, call, position, end, data_of):
    """Checks the messages of a call up to its end, or cuts it."""
    cut = c.cut_after(position, end)
    position = take(c, content, position, map(data_of, call), cut)
    if cut is None:
        content.check_end(position, end)
    else:
        abort(c, call)


def a_range(c, content):
    start = c.random.randrange(content.size + 1)
    return start, c.random.randrange(start, content.size + 1)


def read(c, name, content):
    start, end = a_range(c, content)
    request = v1.ReadRequest(name=name, offset=start, length=end - start)
    call = stub(c, v1_grpc.FilesServiceStub).Read(request, timeout=DEADLINE_SECONDS)
    receive(c, content, call, start, end, lambda response: response.data)


def bytestream_read(c, name, content):
    start, _ = a_range(c, content)
    call = stub(c, bs_grpc.ByteStreamStub).Read(
        bs.ReadRequest(resource_name=name, read_offset=start), timeout=DEADLINE_SECONDS)
    receive(c, content, call, start, content.size, lambda response: response.data)


def get_file(c, name, content):
    call = stub(c, demo_grpc.FilesStub).GetFile(demo.Request(name=name), timeout=DEADLINE_SECONDS)
    receive(c, content, call, 0, content.size, lambda response: response.chunk)


def follow(c, upload, content):
    """As downloads.follow, by the upload's id."""
    request = v1.ReadRequest(upload_id=upload, follow=True)
    try:
        with connect(c) as channel:  # Its own, as a cut of the upload may close the other.
            call = v1_grpc.FilesServiceStub(channel).Read(request, timeout=DEADLINE_SECONDS)
            position = take(c, content, 0, (response.data for response in call))
    except grpc.RpcError as error:
        if error.code() not in (grpc.StatusCode.ABORTED, grpc.StatusCode.NOT_FOUND):
            raise
        return False
    content.check_end(position, content.size)
    return True
