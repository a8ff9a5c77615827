package io.chunkgate.server.net;

import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Stream;
import io.vertx.core.http.HttpServerRequest;

/** The HTTP/2 streams behind requests. */
public final class Http2Streams {
    private Http2Streams() {}

    /** Whether the socket takes more of any response now. Call this on the connection's event loop. */
    public static boolean isSocketWritable(HttpServerRequest request) {
        return HttpConnectionLimits.channel(request.connection()).isWritable();
    }

    /** Whether the stream of a request is open; true for HTTP/1. Call this on the connection's event loop. */
    public static boolean isOpen(HttpServerRequest request) {
        Http2ConnectionHandler http2 =
                HttpConnectionLimits.channel(request.connection()).pipeline().get(Http2ConnectionHandler.class);
        if (http2 == null) {
            return true;
        }
        Http2Stream stream = http2.connection().stream(request.response().streamId());
        return stream != null && stream.state() != Http2Stream.State.CLOSED;
    }
}
