package io.chunkgate.server.net;

import io.chunkgate.io.MemoryBudget;
import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.AttributeKey;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashMap;
import java.util.Map;

/**
 * The memory of messages that are assembled from the bodies of a connection's requests. A message is reserved from the memory
 * budget when its length is known, before the first of its bytes is kept; small ones come out of an allowance of the connection.
 * A request has one message at a time. Used on the connection's event loop.
 */
public final class MessageMemory extends Http2ConnectionAdapter {
    /** Enough for the requests of calls without data. */
    private static final long ALLOWANCE_BYTES = 16 * 1024;

    private static final AttributeKey<MessageMemory> KEY = AttributeKey.valueOf(MessageMemory.class, "memory");

    private final MemoryBudget.Share memory;
    /** By the number of the stream; HTTP/1 has one request at a time. */
    private final Map<Integer, Long> reserved = new HashMap<>();

    private MessageMemory(MemoryBudget.Share memory) {
        this.memory = memory;
    }

    /** Returns the memory of a request's connection. */
    public static MessageMemory of(Vertx vertx, HttpServerRequest request) {
        Channel channel = HttpConnectionLimits.channel(request.connection());
        if (channel.attr(KEY).get() == null) {
            MessageMemory created = new MessageMemory(MemoryBudget.of(vertx).open(ALLOWANCE_BYTES));
            channel.attr(KEY).set(created);
            channel.closeFuture().addListener(closed -> created.memory.close());
            Http2ConnectionHandler http2 = channel.pipeline().get(Http2ConnectionHandler.class);
            if (http2 != null) {
                http2.connection().addListener(created);
            }
        }
        return channel.attr(KEY).get();
    }

    /**
     * Reserves the next message of a request instead of the one before; it is released with the stream at the latest.
     *
     * @param streamId of the response; negative for HTTP/1
     * @return false when there is no room; nothing is reserved for the request then
     */
    public boolean reserve(int streamId, long bytes) {
        release(streamId);
        boolean hasRoom = memory.tryReserve(bytes);
        if (hasRoom) {
            reserved.put(streamId, bytes);
        }
        return hasRoom;
    }

    @Override
    public void onStreamClosed(Http2Stream stream) {
        release(stream.id());
    }

    private void release(int streamId) {
        Long bytes = reserved.remove(streamId);
        if (bytes != null) {
            memory.unreserve(bytes);
        }
    }
}
