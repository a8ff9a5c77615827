package io.chunkgate.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import io.chunkgate.proto.demo.Request;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileName;
import io.chunkgate.store.StoreException;
import io.vertx.core.buffer.Buffer;

/**
 * A checked {@code demo.Request}.
 *
 * @param name    of the file
 * @param startAt number of the first chunk that is asked for, 0 or more
 */
record FileRequest(FileName name, int startAt) {

    /** @throws StoreException {@code INVALID_ARGUMENT} when the bytes are no request, or one that nothing could answer */
    static FileRequest parse(Buffer message) {
        Request request;
        try {
            request = Request.parseFrom(message.getBytes());
        } catch (InvalidProtocolBufferException e) {
            throw new StoreException(ErrorCode.INVALID_ARGUMENT, "message: not a demo.Request");
        }
        if (request.getStartAt() < 0) {
            throw StoreException.unexpected(ErrorCode.INVALID_ARGUMENT, "start_at", request.getStartAt(), "0 or more");
        }
        return new FileRequest(FileName.of(request.getName()), request.getStartAt());
    }
}
