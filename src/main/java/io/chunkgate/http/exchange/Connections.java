package io.chunkgate.http.exchange;

import io.chunkgate.transfer.RequestInfo;
import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.core.net.impl.VertxConnection;
import java.util.Optional;

/** What a handler needs of the connection below a request. */
public final class Connections {
    private static final long INTERNAL_ERROR = 0x2; // RFC 9113, section 7

    private Connections() {}

    /**
     * Ends a response that cannot be finished so that the client sees it: the stream of HTTP/2 is reset, the connection of
     * HTTP/1 closed at once, what still waits for a slow client included.
     */
    public static void abort(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            request.response().reset(INTERNAL_ERROR);
        } else {
            channel(request).close(); // From the end of the channel, Vert.x would wait until all is written.
        }
    }

    /** The client's address as {@code host:port}. */
    public static String peer(HttpServerRequest request) {
        SocketAddress address = request.remoteAddress();
        return address == null ? "unknown" : address.hostAddress() + ":" + address.port();
    }

    /** What the client says of itself. */
    public static RequestInfo requestInfo(HttpServerRequest request) {
        return new RequestInfo(
                peer(request),
                Optional.ofNullable(request.getHeader(HttpHeaders.USER_AGENT)),
                Optional.ofNullable(request.getHeader("traceparent")));
    }

    /** The channel below, of HTTP/1 or HTTP/2, where handlers of Vert.x write to it. */
    public static ChannelHandlerContext channel(HttpServerRequest request) {
        return ((ConnectionBase) request.connection()).channelHandlerContext();
    }

    /** The connection of HTTP/1 with its channel, for what the public interface of Vert.x lacks. */
    public static VertxConnection of(HttpServerRequest request) {
        return (VertxConnection) request.connection();
    }
}
