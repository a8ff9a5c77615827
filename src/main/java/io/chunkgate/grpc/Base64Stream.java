package io.chunkgate.grpc;

import io.vertx.core.buffer.Buffer;
import java.util.Base64;

/** Decodes base64 that arrives in pieces. Padding may stand wherever the sender flushed, as in gRPC-Web. */
final class Base64Stream {
    private static final int QUAD = 4;

    private Buffer rest = Buffer.buffer();

    /**
     * Decodes as much as is complete.
     *
     * @throws IllegalArgumentException if it is not base64
     */
    Buffer decode(Buffer text) {
        Buffer all = Buffer.buffer().appendBuffer(rest).appendBuffer(text);
        int complete = all.length() - all.length() % QUAD;
        Buffer decoded = Buffer.buffer();
        for (int i = 0; i < complete; i += QUAD) {
            decoded.appendBytes(Base64.getDecoder().decode(all.getBytes(i, i + QUAD)));
        }
        rest = all.getBuffer(complete, all.length());
        return decoded;
    }
}
