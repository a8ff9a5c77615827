package io.chunkgate.door;

import io.chunkgate.config.LimitsConfig;
import io.chunkgate.transfer.Rejections;
import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.concurrent.TimeUnit;

/** The connections of a server for HTTP, whatever is asked over them: what one may do beside its requests is bounded. */
public final class HttpConnections {
    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(1);

    private HttpConnections() {}

    /** Bounds what the server's own parts look after: resets of streams, in each direction. */
    public static HttpServerOptions bounded(HttpServerOptions options, LimitsConfig limits) {
        return options.setHttp2RstFloodMaxRstFramePerWindow(limits.maxControlFramesPerSecond())
                .setHttp2RstFloodWindowDuration(1)
                .setHttp2RstFloodWindowDurationTimeUnit(TimeUnit.SECONDS);
    }

    /** Watches each connection of a server that does not listen yet. */
    public static void watch(Vertx vertx, Listener listener, LimitsConfig limits, HttpServer server) {
        server.connectionHandler(connection -> {
            HeadTimeout.watch(vertx, listener, connection, limits);
            if (isHttp2(channel(connection))) {
                new ControlFrames(connection, limits.maxControlFramesPerSecond(), Rejections.of(vertx), listener)
                        .watch();
            }
        });
    }

    static Channel channel(HttpConnection connection) {
        return ((ConnectionBase) connection).channelHandlerContext().channel();
    }

    static boolean isHttp2(Channel channel) {
        return channel.pipeline().get(Http2ConnectionHandler.class) != null;
    }

    /**
     * Closes a connection of HTTP/2 for good. Netty says GOAWAY and closes when that is sent, which may be never, and meanwhile
     * reads on: each further frame would be a fault of its own.
     */
    private static void breakOff(Channel channel) {
        channel.config().setAutoRead(false);
        channel.eventLoop().execute(() -> channel.pipeline().firstContext().close());
    }

    /** Frames that cost the client next to nothing and are answered each, and what the server's own parts find. */
    private static final class ControlFrames {
        private final HttpConnection connection;
        private final int max;
        private final Rejections rejections;
        private final Listener listener;
        private long windowStart = System.nanoTime();
        private int count;
        private boolean over;

        ControlFrames(HttpConnection connection, int max, Rejections rejections, Listener listener) {
            this.connection = connection;
            this.max = max;
            this.rejections = rejections;
            this.listener = listener;
        }

        void watch() {
            connection.pingHandler(this::count);
            connection.remoteSettingsHandler(this::count);
            connection.exceptionHandler(this::failed);
        }

        private void count(Object frame) {
            long now = System.nanoTime();
            if (now - windowStart > WINDOW_NANOS) {
                windowStart = now;
                count = 0;
            }
            count++;
            if (count > max) {
                refuse("more than " + max + " pings and settings in a second");
            }
        }

        /** Of the connection, and not of a stream: too many resets, for one. */
        private void failed(Throwable cause) {
            if (cause instanceof Http2Exception fault) {
                refuse(String.valueOf(fault.getMessage()));
            }
        }

        private void refuse(String reason) {
            if (over) {
                return;
            }
            over = true;
            rejections.connection(
                    listener.label(), Rejections.Reason.TOO_MUCH, String.valueOf(connection.remoteAddress()), reason);
            breakOff(channel(connection));
        }
    }
}
