package io.chunkgate.server.net;

import io.chunkgate.io.MemoryBudget;
import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.AttributeKey;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashSet;
import java.util.Set;

/**
 * The flow-control window of a connection of HTTP/2 for what its client sends. It begins with the 65,535 bytes of the protocol.
 * Each upload that was authorised widens it by more than the window of one stream, until the stream is closed: an upload that is
 * held back fills its own window and leaves that of the connection open for others. The bytes are reserved from the memory
 * budget; without room the window stays as it is. Used on the connection's event loop.
 */
public final class InboundWindows extends Http2ConnectionAdapter {
    /** The default window of one stream. */
    public static final int STREAM_BYTES = 256 * 1024;
    /** Netty renews a window when half of it is used. */
    private static final int RENEWED_PART = 2;

    private static final AttributeKey<InboundWindows> KEY = AttributeKey.valueOf(InboundWindows.class, "windows");

    private final HttpConnection connection;
    private final Http2ConnectionHandler http2;
    private final MemoryBudget.Share memory;
    private final int uploadBytes;
    private final Set<Http2Stream> uploads = new HashSet<>();

    private InboundWindows(
            HttpConnection connection, Http2ConnectionHandler http2, MemoryBudget.Share memory, int streamBytes) {
        this.connection = connection;
        this.http2 = http2;
        this.memory = memory;
        this.uploadBytes = RENEWED_PART * streamBytes;
    }

    /** @param streamBytes the initial window of each stream */
    static void install(HttpConnection connection, Http2ConnectionHandler http2, MemoryBudget budget, int streamBytes) {
        InboundWindows windows = new InboundWindows(connection, http2, budget.open(), streamBytes);
        Channel channel = HttpConnectionLimits.channel(connection);
        channel.attr(KEY).set(windows);
        channel.closeFuture().addListener(closed -> windows.memory.close());
        http2.connection().addListener(windows);
    }

    /** Call for each upload that may begin; does nothing for HTTP/1. */
    public static void widen(HttpServerRequest request) {
        InboundWindows windows =
                HttpConnectionLimits.channel(request.connection()).attr(KEY).get();
        if (windows != null) {
            windows.widen(request.response().streamId());
        }
    }

    private void widen(int streamId) {
        Http2Stream stream = http2.connection().stream(streamId);
        boolean isNew = stream != null && stream.state().remoteSideOpen() && !uploads.contains(stream);
        if (isNew && memory.tryReserve(uploadBytes)) {
            uploads.add(stream);
            resize(uploadBytes);
            HttpConnectionLimits.channel(connection).flush(); // Otherwise the frame waits for another one.
        }
    }

    @Override
    public void onStreamClosed(Http2Stream stream) {
        if (uploads.remove(stream)) {
            memory.unreserve(uploadBytes);
            resize(-uploadBytes);
        }
    }

    private void resize(int byteCount) {
        connection.setWindowSize(connection.getWindowSize() + byteCount);
    }
}
