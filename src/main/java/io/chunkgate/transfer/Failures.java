package io.chunkgate.transfer;

import io.chunkgate.io.internal.VertxInternals;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.Faults;
import io.chunkgate.store.StoreException;
import io.netty.handler.codec.http2.Http2Exception;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.StreamResetException;
import java.io.IOException;

/** Converts failures to errors that clients may see. */
public final class Failures {
    private Failures() {}

    /**
     * Returns a {@link StoreException} unchanged, a lost connection as {@code ABORTED}, and anything else as {@code INTERNAL},
     * which is logged. Stores wrap their I/O errors, so an {@link IOException} comes from a socket; an {@link Http2Exception}
     * comes from a stream whose queued bytes can no longer be sent.
     */
    public static StoreException toStoreException(Throwable cause) {
        if (cause instanceof StoreException known) {
            return known;
        }
        boolean connectionLost = VertxInternals.isConnectionClosed(cause)
                || cause instanceof IOException
                || cause instanceof HttpClosedException
                || cause instanceof StreamResetException
                || cause instanceof Http2Exception;
        return connectionLost ? connectionLost() : Faults.internal(cause);
    }

    /** Returns the error for a client that disconnected. */
    public static StoreException connectionLost() {
        return new StoreException(ErrorCode.ABORTED, "the connection was lost");
    }
}
