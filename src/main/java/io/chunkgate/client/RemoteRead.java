package io.chunkgate.client;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;

/** A file that is being read. It ends by the end of its bytes, by a failure, or by {@link #cancel}. Safe for any thread. */
public interface RemoteRead {
    /** The file, as its version was when the read began. */
    RemoteFile file();

    /**
     * The bytes, in order and in pieces of any length, paused until somebody resumes them. They end normally only when all
     * that was asked for arrived (of a followed file: when its upload is complete); otherwise the exception handler gets a
     * {@link ClientException}, once.
     */
    ReadStream<Buffer> bytes();

    /** Ends the read, and its connection where nothing else ends it. Nothing happens when it has ended. */
    void cancel();
}
