package io.chunkgate.server.net;

import io.chunkgate.io.internal.VertxInternals;
import io.netty.handler.codec.http2.Http2Error;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;

/** Responses of HTTP, beyond the public interface of Vert.x. */
public final class Responses {
    private Responses() {}

    /**
     * Aborts a response so that the client notices: resets the stream of HTTP/2, closes the connection of HTTP/1 at once and
     * drops the bytes that are still queued for a slow client.
     */
    public static void abort(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            request.response().reset(Http2Error.INTERNAL_ERROR.code());
        } else {
            // The head goes out before; connection().close() would wait until everything is written.
            VertxInternals.channelContext(request.connection()).flush().close();
        }
    }
}
