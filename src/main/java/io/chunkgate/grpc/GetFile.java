package io.chunkgate.grpc;

import io.chunkgate.proto.demo.Request;
import io.chunkgate.proto.demo.Response;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.StoredFile;
import io.vertx.core.Future;

/**
 * A checked {@code demo.Request}.
 *
 * @param name     of the file
 * @param startAt  the number of the first chunk, 0 or more
 * @param chunking of the file
 */
record GetFile(FileName name, int startAt, Chunking chunking) implements DownloadMethod<Response> {

    /** @throws StoreException {@code INVALID_ARGUMENT} for an invalid name or a negative start */
    static GetFile of(Request request, int chunkSize) {
        if (request.getStartAt() < 0) {
            throw StoreException.unexpected(ErrorCode.INVALID_ARGUMENT, "start_at", request.getStartAt(), "0 or more");
        }
        return new GetFile(FileName.of(request.getName()), request.getStartAt(), new Chunking(chunkSize));
    }

    @Override
    public Future<StoredFile> open(FileStore store) {
        return store.open(name);
    }

    @Override
    public Plan<Response> plan(StoredFile file) {
        return new Plan<>(
                chunking.from(startAt, file.info().size()),
                new MessageFraming(chunking.chunkSize(), MessageLayout.demo(chunking.chunkSize())));
    }
}
