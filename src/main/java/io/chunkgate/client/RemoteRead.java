package io.chunkgate.client;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;

/** A running download. It ends at the end of its bytes, by a failure, or by {@link #cancel}. Safe for any thread. */
public interface RemoteRead {
    /** The file, in the version that is being read. */
    RemoteFile file();

    /**
     * The bytes in order, in buffers of any length. The stream starts paused. It ends normally only when the whole requested
     * range arrived (of a followed file: when its upload is complete); otherwise the exception handler is called once, with a
     * {@link ClientException}.
     */
    ReadStream<Buffer> bytes();

    /** Cancels the download. Ignored after its end. */
    void cancel();
}
