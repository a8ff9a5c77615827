package io.chunkgate.http.exchange;

import io.chunkgate.io.internal.VertxInternals;
import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;

/** The connection of a request, beyond the public interface of Vert.x. */
public final class Connections {
    private Connections() {}

    /**
     * Stops or continues reading a connection of HTTP/1, at once: while a request is only paused, Vert.x reads some two dozen
     * more buffers of its body.
     */
    public static void setReading(HttpServerRequest request, boolean reading) {
        if (request.version() != HttpVersion.HTTP_2) {
            channel(request).channel().config().setAutoRead(reading);
        }
    }

    /** Closes a connection of HTTP/1 when the response has ended, and announces it; call before the response is sent. */
    static void closeAfterResponse(HttpServerRequest request) {
        request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE).endHandler(ended -> request.connection()
                .close());
    }

    /** The channel of the connection, at the position of Vert.x's own handler. */
    public static ChannelHandlerContext channel(HttpServerRequest request) {
        return VertxInternals.channelContext(request.connection());
    }
}
