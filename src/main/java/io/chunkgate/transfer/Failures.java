package io.chunkgate.transfer;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.Faults;
import io.chunkgate.store.StoreException;
import io.netty.handler.codec.http2.Http2Exception;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.internal.net.NetSocketInternal;
import java.io.IOException;

/** What a client may be told of a failure. */
public final class Failures {
    private Failures() {}

    /**
     * A {@link StoreException} as it is; a connection that was lost as {@code ABORTED} (a store names its own I/O errors,
     * so an {@link IOException} that arrives here is a socket's, and an {@link Http2Exception} is that of a stream whose
     * queued bytes can no longer be sent); anything else as a fault of ours, logged.
     */
    public static StoreException toStoreException(Throwable cause) {
        if (cause instanceof StoreException known) {
            return known;
        }
        boolean connectionLost = cause == NetSocketInternal.CLOSED_EXCEPTION
                || cause instanceof IOException
                || cause instanceof HttpClosedException
                || cause instanceof StreamResetException
                || cause instanceof Http2Exception;
        return connectionLost ? connectionLost() : Faults.internal(cause);
    }

    /** The other side went away. */
    public static StoreException connectionLost() {
        return new StoreException(ErrorCode.ABORTED, "the connection was lost");
    }
}
