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
 * The body of an HTTP/1 response in clear text, written as regions between its head and its end. Vert.x' own
 * {@code sendFile} would do the same, but as one piece: no progress, no stall seen, no look at the file before the end.
 */
final class HttpRegionSink implements RegionSink {
    private final VertxConnection connection;
    private final ContextInternal context = ContextInternal.current();

    /** @param request of HTTP/1, whose response has its head written */
    HttpRegionSink(HttpServerRequest request) {
        connection = Connections.of(request);
    }

    @Override
    public Future<Void> write(FileRegion region) {
        Promise<Void> taken = context.promise();
        connection.writeToChannel(region, taken);
        return taken.future();
    }

    @Override
    public void abort() {
        connection.channel().close();
    }
}
