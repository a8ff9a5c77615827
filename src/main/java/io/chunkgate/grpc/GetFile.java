package io.chunkgate.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import io.chunkgate.proto.demo.Request;
import io.chunkgate.proto.demo.Response;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.StoredFile;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/**
 * A checked {@code demo.Request}.
 *
 * @param name     of the file
 * @param startAt  number of the first chunk that is asked for, 0 or more
 * @param chunking how the file is cut
 */
record GetFile(FileName name, int startAt, Chunking chunking) implements StreamRequest<Response> {

    /** @throws StoreException {@code INVALID_ARGUMENT} when the bytes are no request, or one that nothing could answer */
    static GetFile parse(Buffer message, int chunkSize) {
        Request request;
        try {
            request = Request.parseFrom(message.getBytes());
        } catch (InvalidProtocolBufferException e) {
            throw new StoreException(ErrorCode.INVALID_ARGUMENT, "message: not a demo.Request");
        }
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
    public StreamPlan<Response> plan(StoredFile file) {
        return StreamPlan.of(
                chunking.from(startAt, file.info().size()),
                new MessageFraming(chunking.chunkSize(), MessageLayout.demo(chunking.chunkSize())));
    }
}
