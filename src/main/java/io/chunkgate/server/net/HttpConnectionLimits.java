package io.chunkgate.server.net;

import io.chunkgate.config.LimitsConfig;
import io.chunkgate.io.MemoryBudget;
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
import java.util.function.Supplier;

/** Limits what an HTTP connection may do beside its requests: control frames, time for heads, kernel buffers. */
public final class HttpConnectionLimits {
    /** gRPC clients send a ping per round trip while they receive, which are many on a fast network. */
    private static final int PINGS_PER_FRAME = 100;

    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(1);

    private HttpConnectionLimits() {}

    /**
     * Sets the limits that Vert.x enforces itself: sizes of heads, and stream resets in each direction. Switches WebSocket
     * extensions off.
     *
     * @param maxHeaderSize of HTTP/1 and, as announced, of a header list of HTTP/2, in bytes
     */
    public static HttpServerOptions bounded(HttpServerOptions options, LimitsConfig limits, int maxHeaderSize) {
        AnnouncedSettings.enforce(options, maxHeaderSize);
        return options.setHttp2RstFloodMaxRstFramePerWindow(limits.maxControlFramesPerSecond())
                .setHttp2RstFloodWindowDuration(1)
                .setHttp2RstFloodWindowDurationTimeUnit(TimeUnit.SECONDS)
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false);
    }

    /** Applies the limits to each connection of a server; call before it listens. */
    public static void watch(
            Vertx vertx,
            Listener listener,
            Supplier<LimitsConfig> current,
            HttpServerOptions options,
            HttpServer server) {
        Rejections rejections = Rejections.of(vertx);
        int streamBytes = options.getInitialSettings().getInitialWindowSize();
        server.connectionHandler(connection -> {
            LimitsConfig limits = current.get();
            Channel channel = channel(connection);
            SendBufferLimit.bound(channel, limits);
            Http1Requests.install(channel, listener, options, rejections);
            Http1HeadTimeout.watch(listener, connection, limits, rejections);
            Http2HeadTimeout.settle(channel, vertx, listener, limits);
            Http2ConnectionHandler http2 = channel.pipeline().get(Http2ConnectionHandler.class);
            if (http2 == null) {
                AnnouncedSettings.remove(channel.pipeline());
            } else {
                DrainDeadline.installHttp2(http2);
                new ControlFrames(connection, rejections, listener).watch(limits.maxControlFramesPerSecond());
                FairFlowController.install(http2.connection());
                InboundWindows.install(connection, http2, MemoryBudget.of(vertx), streamBytes);
                GracefulGoAway.install(connection, http2);
            }
        });
    }

    static Channel channel(HttpConnection connection) {
        return ((ConnectionBase) connection).channelHandlerContext().channel();
    }

    static boolean isHttp2(Channel channel) {
        return channel.pipeline().get(Http2ConnectionHandler.class) != null;
    }

    /** Counts control frames, which are cheap to send and each need a reply, and closes a connection with too many. */
    private static final class ControlFrames {
        private final HttpConnection connection;
        private final Rejections rejections;
        private final Listener listener;
        private boolean closing;

        ControlFrames(HttpConnection connection, Rejections rejections, Listener listener) {
            this.connection = connection;
            this.rejections = rejections;
            this.listener = listener;
        }

        void watch(int maxPerSecond) {
            Window settings = new Window(maxPerSecond);
            Window pings = new Window((long) maxPerSecond * PINGS_PER_FRAME);
            connection.remoteSettingsHandler(frame -> count(settings, "settings"));
            connection.pingHandler(frame -> count(pings, "pings"));
            connection.exceptionHandler(this::failed);
        }

        private void count(Window window, String what) {
            if (!window.enter()) {
                refuse("more than " + window.max + " " + what + " in a second");
            }
        }

        /** Handles errors of the whole connection, for example too many resets. */
        private void failed(Throwable cause) {
            if (cause instanceof Http2Exception fault) {
                refuse(String.valueOf(fault.getMessage()));
            }
        }

        private void refuse(String reason) {
            if (closing) {
                return;
            }
            closing = true;
            rejections.connection(
                    listener.label(), Rejections.Reason.TOO_MUCH, ClientAddress.peer(channel(connection)), reason);
            DelayedClose.begin(channel(connection));
        }
    }

    /** Counts events within a second. */
    private static final class Window {
        private final long max;
        private long start = System.nanoTime();
        private long count;

        Window(long max) {
            this.max = max;
        }

        boolean enter() {
            long now = System.nanoTime();
            if (now - start > WINDOW_NANOS) {
                start = now;
                count = 0;
            }
            count++;
            return count <= max;
        }
    }
}
