package io.chunkgate.server.net;

import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Stream;
import io.vertx.core.http.HttpServerRequest;

/** The HTTP/2 streams behind requests. */
public final class Http2Streams {
    private Http2Streams() {}

    /**
     * Whether the response's next frame is sent at once instead of waiting in Vert.x for the connection or the client's window.
     * Call this on the connection's event loop.
     *
     * @return true for HTTP/1, and for a stream that is closed
     */
    public static boolean isWritable(HttpServerRequest request) {
        Http2ConnectionHandler http2 =
                HttpConnectionLimits.channel(request.connection()).pipeline().get(Http2ConnectionHandler.class);
        if (http2 == null) {
            return true;
        }
        Http2Connection connection = http2.connection();
        Http2Stream stream = connection.stream(request.response().streamId());
        return stream == null || connection.remote().flowController().isWritable(stream);
    }
}
