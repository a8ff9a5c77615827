package io.chunkgate.io;

import io.vertx.core.Future;
import java.io.EOFException;

/** What a {@link ChunkReader} has to know of a file besides its bytes. The defaults are those of a file that does not change. */
public interface ReadPolicy {
    ReadPolicy DEFAULT = new ReadPolicy() {};

    /** Returns the maximum of bytes in a chunk, if that is more than one unit. */
    default int maxBytes() {
        return Integer.MAX_VALUE;
    }

    /**
     * Returns how many bytes there may be from a position on, as soon as there is one; 0 when the file ends there, as the
     * reader does then. Called before memory is reserved.
     */
    default Future<Long> available(long position) {
        return Future.succeededFuture(Long.MAX_VALUE);
    }

    /** Called before the last bytes of a range are emitted; a failure is emitted instead of them. */
    default Future<Void> verify() {
        return Future.succeededFuture();
    }

    /** Returns the failure of a file that ended within the range, at a position. */
    default Throwable truncated(long position) {
        return new EOFException("the file ended at " + position + " while it was read");
    }
}
