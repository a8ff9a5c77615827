package io.chunkgate.transfer.download;

import io.netty.channel.FileRegion;
import io.vertx.core.Future;

/** A connection that can take a part of a file as it lies on disk. */
public interface RegionSink {
    /** Hands a region to the socket and releases it afterwards; the result comes when the socket took all of it. */
    Future<Void> write(FileRegion region);

    /** Breaks the connection at once, so that the client sees an error and a region under way comes back. */
    void abort();
}
