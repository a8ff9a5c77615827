package io.chunkgate.http.download;

import io.chunkgate.io.internal.VertxInternals;
import io.chunkgate.server.net.Responses;
import io.chunkgate.transfer.download.RegionSink;
import io.netty.channel.FileRegion;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;

/**
 * Writes the body of a clear-text HTTP/1 response as regions. {@code sendFile} of Vert.x would write one large region:
 * without progress, stall detection, and a check of the file before the end.
 *
 * @param request of HTTP/1, with the head of its response written
 * @param context of the request
 */
record HttpRegionSink(HttpServerRequest request, Context context) implements RegionSink {
    @Override
    public Future<Void> write(FileRegion region) {
        // Completes on the context of the request instead of that of the connection.
        return VertxInternals.onContext(context, VertxInternals.write(request.connection(), region));
    }

    @Override
    public void abort() {
        Responses.abort(request);
    }
}
