package io.chunkgate.http.download;

import io.chunkgate.http.exchange.Connections;
import io.chunkgate.transfer.download.RegionSink;
import io.netty.channel.FileRegion;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.impl.VertxConnection;

/**
 * Writes the body of a clear-text HTTP/1 response as regions. {@code sendFile} of Vert.x would write one large region:
 * without progress, stall detection, and a check of the file before the end.
 */
final class HttpRegionSink implements RegionSink {
    private final VertxConnection connection;
    private final ContextInternal context = ContextInternal.current();

    /** @param request of HTTP/1, with the head of its response written */
    HttpRegionSink(HttpServerRequest request) {
        connection = Connections.of(request);
    }

    @Override
    public Future<Void> write(FileRegion region) {
        Promise<Void> written = context.promise();
        connection.writeToChannel(region, written);
        return written.future();
    }

    @Override
    public void abort() {
        connection.channel().close();
    }
}
