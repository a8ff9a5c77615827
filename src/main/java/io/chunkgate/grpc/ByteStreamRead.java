package io.chunkgate.grpc;

import io.chunkgate.io.ByteRange;
import io.chunkgate.proto.bytestream.ReadRequest;
import io.chunkgate.proto.bytestream.ReadResponse;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.StoredFile;
import io.vertx.core.Future;

/**
 * A checked {@code google.bytestream.ReadRequest}.
 *
 * @param limit the most bytes to send; 0 for all
 */
record ByteStreamRead(Resource resource, long offset, long limit, int chunkSize)
        implements DownloadMethod<ReadResponse> {

    /** @throws StoreException {@code INVALID_ARGUMENT} for an invalid name or a negative limit */
    static ByteStreamRead of(ReadRequest request, int chunkSize) {
        if (request.getReadLimit() < 0) {
            throw StoreException.unexpected(
                    ErrorCode.INVALID_ARGUMENT, "read_limit", request.getReadLimit(), "0 or more");
        }
        Resource resource = Resource.read(request.getResourceName());
        return new ByteStreamRead(resource, request.getReadOffset(), request.getReadLimit(), chunkSize);
    }

    @Override
    public Future<StoredFile> open(FileStore store) {
        Future<StoredFile> opened = store.open(resource.file());
        return resource.isEmptyContent()
                ? opened.recover(cause -> StoreException.hasCode(cause, ErrorCode.NOT_FOUND)
                        ? Future.succeededFuture(new EmptyContent(resource.file()))
                        : Future.failedFuture(cause))
                : opened;
    }

    @Override
    public Plan<ReadResponse> plan(StoredFile file) {
        long size = file.info().size();
        if (offset < 0 || offset > size) {
            throw StoreException.unexpected(ErrorCode.OUT_OF_RANGE, "read_offset", offset, "0.." + size);
        }
        long rest = size - offset;
        return new Plan<>(
                new ByteRange(offset, limit == 0 ? rest : Math.min(limit, rest)),
                new MessageFraming(chunkSize, MessageLayout.byteStream()));
    }
}
