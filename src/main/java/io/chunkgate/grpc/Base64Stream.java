package io.chunkgate.grpc;

import io.vertx.core.buffer.Buffer;
import java.util.Base64;

/** Decodes base64 that arrives in parts. As in gRPC-Web, padding may follow each part that the sender flushed. */
final class Base64Stream {
    private static final int GROUP_CHARACTERS = 4;

    private Buffer rest = Buffer.buffer();

    /**
     * Decodes the complete groups of four characters.
     *
     * @throws IllegalArgumentException for invalid base64
     */
    Buffer decode(Buffer text) {
        Buffer all = Buffer.buffer().appendBuffer(rest).appendBuffer(text);
        int complete = all.length() - all.length() % GROUP_CHARACTERS;
        Buffer decoded = Buffer.buffer();
        for (int i = 0; i < complete; i += GROUP_CHARACTERS) {
            decoded.appendBytes(Base64.getDecoder().decode(all.getBytes(i, i + GROUP_CHARACTERS)));
        }
        rest = all.getBuffer(complete, all.length());
        return decoded;
    }
}
