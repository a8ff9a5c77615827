package io.chunkgate.testkit;

import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Bodies of gRPC: each message behind a byte for its compression, which is none, and its length in four. */
public final class GrpcMessages {
    /** The headers of every request. */
    public static final Map<String, String> HEADERS = Map.of("content-type", "application/grpc", "te", "trailers");

    private static final int PREFIX_BYTES = 5;

    private GrpcMessages() {}

    public static byte[] encode(MessageLite... messages) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (MessageLite message : messages) {
            body.writeBytes(prefix(message.getSerializedSize()));
            body.writeBytes(message.toByteArray());
        }
        return body.toByteArray();
    }

    /** The first {@code byteCount} bytes of a body with one message of zeros, which announces its length. */
    public static byte[] unfinished(int length, int byteCount) {
        return Arrays.copyOf(prefix(length), byteCount);
    }

    public static <A> List<A> decode(byte[] body, Parser<A> parser) throws Exception {
        List<A> messages = new ArrayList<>();
        ByteBuffer rest = ByteBuffer.wrap(body);
        while (rest.hasRemaining()) {
            int length = rest.getInt(rest.position() + 1);
            messages.add(parser.parseFrom(rest.slice(rest.position() + PREFIX_BYTES, length)));
            rest.position(rest.position() + PREFIX_BYTES + length);
        }
        return messages;
    }

    private static byte[] prefix(int length) {
        return ByteBuffer.allocate(PREFIX_BYTES).put((byte) 0).putInt(length).array();
    }
}
