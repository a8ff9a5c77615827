package io.chunkgate.grpc;

import io.chunkgate.proto.demo.Response;
import io.vertx.core.MultiMap;
import io.vertx.grpc.common.GrpcStatus;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The result of a call that ended with a status.
 *
 * @param reason the message of an error
 */
record Reply(MultiMap headers, List<Response> messages, GrpcStatus status, @Nullable String reason) {

    byte[] bytes() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        messages.forEach(message -> all.writeBytes(message.getChunk().toByteArray()));
        return all.toByteArray();
    }

    List<Integer> chunkNumbers() {
        return messages.stream().map(Response::getChunkNumber).toList();
    }

    List<Integer> chunkSizes() {
        return messages.stream().map(message -> message.getChunk().size()).toList();
    }

    /** The numbers of a complete response. */
    List<Integer> numbersFrom(int first) {
        return IntStream.range(first, first + messages.size()).boxed().toList();
    }
}
