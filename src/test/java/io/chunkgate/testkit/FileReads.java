package io.chunkgate.testkit;

import io.chunkgate.store.StoredFile;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/** Reads files into buffers of their own. */
public final class FileReads {
    private FileReads() {}

    /** Reads at a position; see {@link StoredFile#content}. */
    public static Future<Buffer> read(StoredFile file, long position, int length) {
        return file.content().read(Buffer.buffer(length), 0, position, length);
    }
}
