package io.chunkgate.transfer.download;

import io.netty.channel.FileRegion;
import io.vertx.core.Future;

/** A connection that sends regions of files without copying them to user space. */
public interface RegionSink {
    /** Writes a region and releases it; completes when the socket took all of it. */
    Future<Void> write(FileRegion region);

    /** Closes the connection at once, so that the client sees an error and a pending region is released. */
    void abort();
}
