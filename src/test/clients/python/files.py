"""Uploads and downloads over gRPC, with the gateway's own service or with ByteStream.

    files.py put      sends a file; a cut one is left where --cut-after says, and gone on with by --resume
    files.py get      appends the bytes of a file to the output file
    files.py query    prints how far an upload is, as a number and "complete" or "running"

and with the gateway's own service alone

    files.py stat     prints name, size and SHA-256
    files.py ls       prints the names in a folder, two a page, a line for each page
    files.py rm       deletes a file
    files.py cancel   ends the upload that --resume names

The generated stubs (see ``generate``) are expected on PYTHONPATH.
"""

import argparse
import os
import queue
import sys
import threading

import grpc
from chunkgate.v1 import files_pb2 as v1, files_pb2_grpc as v1_grpc
from google.bytestream import bytestream_pb2 as bs, bytestream_pb2_grpc as bs_grpc

DEADLINE_SECONDS = 300
PIECE_BYTES = 64 * 1024
PAGE_ENTRIES = 2


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("command", choices=["put", "get", "query", "stat", "ls", "rm", "cancel"])
    parser.add_argument("--address", required=True, help="host:port of the server")
    parser.add_argument("--service", choices=["files", "bytestream"], default="files")
    parser.add_argument("--name", default="", help="name of the file on the server")
    parser.add_argument("--file", help="file to send, or to append to")
    parser.add_argument("--cut-after", type=int, help="break the upload off when so many bytes were sent")
    parser.add_argument("--resume", help="go on with an upload: its id, or any text for ByteStream")
    parser.add_argument("--follow", action="store_true", help="read along with an upload")
    parser.add_argument("--offset", type=int, help="position of the first byte to get")
    parser.add_argument("--chunk", type=int, help="number of the first chunk to get, with --chunk-size")
    parser.add_argument("--chunk-size", type=int, default=0, help="bytes in a message")
    parser.add_argument("--length", type=int, help="the most bytes to get")
    options = parser.parse_args()
    action = {
        ("put", "files"): put_files,
        ("put", "bytestream"): put_bytestream,
        ("get", "files"): get_files,
        ("get", "bytestream"): get_bytestream,
        ("query", "files"): query_files,
        ("query", "bytestream"): query_bytestream,
        ("stat", "files"): stat,
        ("ls", "files"): ls,
        ("rm", "files"): rm,
        ("cancel", "files"): cancel,
    }[options.command, options.service]
    try:
        with grpc.insecure_channel(options.address) as channel:
            action(channel, options)
    except grpc.RpcError as error:
        sys.exit(f"{error.code().name}: {error.details()}")


def pieces(path, offset, end):
    with open(path, "rb") as file:
        file.seek(offset)
        while offset < end:
            data = file.read(min(PIECE_BYTES, end - offset))
            yield offset, data
            offset += len(data)


def put_files(channel, options):
    requests = queue.Queue(maxsize=16)
    call = v1_grpc.FilesServiceStub(channel).Write(iter(requests.get, None), timeout=DEADLINE_SECONDS)
    start = v1.WriteStart(upload_id=options.resume) if options.resume else v1.WriteStart(name=options.name)
    requests.put(v1.WriteRequest(start=start))
    opened = next(call)
    print(opened.upload_id, flush=True)
    size = os.path.getsize(options.file)
    end = size if options.cut_after is None else options.cut_after

    def send():
        for offset, data in pieces(options.file, opened.stored_offset, end):
            requests.put(v1.WriteRequest(offset=offset, data=data))
        if options.cut_after is None:
            requests.put(v1.WriteRequest(finish=True))
            requests.put(None)

    threading.Thread(target=send, daemon=True).start()
    for reply in call:
        if options.cut_after is not None and reply.stored_offset >= end:
            call.cancel()
            return
        if reply.HasField("file"):
            print(reply.file.sha256)


def put_bytestream(channel, options):
    stub = bs_grpc.ByteStreamStub(channel)
    offset = 0
    if options.resume:
        status = stub.QueryWriteStatus(bs.QueryWriteStatusRequest(resource_name=options.name))
        offset = status.committed_size
    size = os.path.getsize(options.file)
    end = size if options.cut_after is None else options.cut_after

    def requests():
        name = options.name
        for position, data in pieces(options.file, offset, end):
            yield bs.WriteRequest(resource_name=name, write_offset=position, data=data)
            name = ""
        if options.cut_after is None:
            yield bs.WriteRequest(resource_name=name, write_offset=size, finish_write=True)

    print(stub.Write(requests(), timeout=DEADLINE_SECONDS).committed_size)


def get_files(channel, options):
    request = v1.ReadRequest(
        name=options.name,
        offset=options.offset,
        chunk_index=options.chunk,
        chunk_size=options.chunk_size,
        length=options.length,
        follow=options.follow,
        crc32c=True,
    )
    responses = v1_grpc.FilesServiceStub(channel).Read(request, timeout=DEADLINE_SECONDS)
    print(next(responses).header.file.name, flush=True)
    with open(options.file, "ab") as file:
        for response in responses:
            file.write(response.data)


def get_bytestream(channel, options):
    request = bs.ReadRequest(resource_name=options.name, read_offset=options.offset, read_limit=options.length)
    with open(options.file, "ab") as file:
        for response in bs_grpc.ByteStreamStub(channel).Read(request, timeout=DEADLINE_SECONDS):
            file.write(response.data)


def query_files(channel, options):
    upload = v1_grpc.FilesServiceStub(channel).QueryUpload(v1.QueryUploadRequest(upload_id=options.resume))
    print(upload.stored_offset, "complete" if upload.state == v1.UPLOAD_STATE_COMPLETE else "running")


def query_bytestream(channel, options):
    status = bs_grpc.ByteStreamStub(channel).QueryWriteStatus(bs.QueryWriteStatusRequest(resource_name=options.name))
    print(status.committed_size, "complete" if status.complete else "running")


def stat(channel, options):
    file = v1_grpc.FilesServiceStub(channel).Stat(v1.StatRequest(name=options.name, compute_sha256=True)).file
    print(file.name, file.size, file.sha256)


def ls(channel, options):
    request = v1.ListRequest(folder=options.name, page_size=PAGE_ENTRIES)
    while True:
        page = v1_grpc.FilesServiceStub(channel).List(request)
        print(*(getattr(entry, entry.WhichOneof("entry")).name for entry in page.entries))
        if not page.next_page_token:
            return
        request.page_token = page.next_page_token


def rm(channel, options):
    v1_grpc.FilesServiceStub(channel).Delete(v1.DeleteRequest(name=options.name))


def cancel(channel, options):
    v1_grpc.FilesServiceStub(channel).CancelUpload(v1.CancelUploadRequest(upload_id=options.resume))


if __name__ == "__main__":
    main()
