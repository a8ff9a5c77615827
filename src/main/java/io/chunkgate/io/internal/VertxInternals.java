package io.chunkgate.io.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.buffer.impl.BufferImpl;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.core.net.impl.VertxConnection;
import io.vertx.core.spi.cluster.ClusterManager;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The few internals of Vert.x 5.0 that reading and writing without copies need, and the cluster. Everything else uses the public
 * interfaces, except the guards in {@code server.net}.
 */
public final class VertxInternals {
    private VertxInternals() {}

    /** Creates a promise whose future completes on the context, whatever thread completes the promise. */
    public static <T> Promise<T> promise(Context context) {
        return ((ContextInternal) context).promise();
    }

    /**
     * As {@link #promise(Context)}, for the current context, if there is one. A future without a context drops what its handlers
     * throw, if they are several; one with a context passes it to the handler of exceptions.
     */
    public static <T> Promise<T> promise() {
        Context current = Vertx.currentContext();
        return current == null ? Promise.promise() : promise(current);
    }

    /** The start of a chain of futures of the current context, for the reason at {@link #promise()}. */
    public static <T> Future<T> succeeded(@Nullable T value) {
        Context current = Vertx.currentContext();
        return current == null ? Future.succeededFuture(value) : ((ContextInternal) current).succeededFuture(value);
    }

    /** Returns what connects the event buses of a cluster; empty for a Vert.x alone. */
    public static Optional<ClusterManager> clusterManager(Vertx vertx) {
        return Optional.ofNullable(((VertxInternal) vertx).clusterManager());
    }

    /** Returns the result on a context, whatever thread completes it. */
    public static <T> Future<T> onContext(Context context, Future<T> result) {
        Promise<T> here = promise(context);
        result.onComplete(here);
        return here.future();
    }

    /** Creates a context of the same event loop and verticle, with local data of its own. */
    public static Context duplicate(Context context) {
        return ((ContextInternal) context).duplicate();
    }

    /** Whether a context is of one request, or was made by {@link #duplicate}. */
    public static boolean isDuplicate(Context context) {
        return ((ContextInternal) context).isDuplicate();
    }

    /** Runs a handler as an event of a context, on whose event loop the caller is. */
    public static <T> void dispatch(Context context, T event, Handler<T> handler) {
        ((ContextInternal) context).dispatch(event, handler);
    }

    /** Sets the one value of a type that the context, not its duplicates, has. A key would have to be known before Vert.x starts. */
    @SuppressWarnings("removal")
    public static <T> void putLocal(Context context, Class<T> type, T value) {
        locals(context).put(type, value);
    }

    /** Returns the value of {@link #putLocal}. */
    @SuppressWarnings("removal")
    public static <T> @Nullable T local(Context context, Class<T> type) {
        return type.cast(locals(context).get(type));
    }

    /** A key of our own would have to be registered before the user's Vert.x is created. */
    private static Map<Object, Object> locals(Context context) {
        return context.getLocal(ContextInternal.LOCAL_MAP, ConcurrentHashMap::new);
    }

    /** Creates a context of an event loop that belongs to no verticle, so that it outlives all of them. */
    public static Context createEventLoopContext(Vertx vertx) {
        return ((VertxInternal) vertx).createEventLoopContext();
    }

    /** Returns the event loop of a context. */
    public static EventLoop eventLoop(Context context) {
        return ((ContextInternal) context).nettyEventLoop();
    }

    /** Wraps a buffer of Netty without a copy; the caller keeps its reference. */
    public static Buffer buffer(ByteBuf bytes) {
        return BufferInternal.buffer(bytes);
    }

    /** Returns the buffer of Netty below a buffer, without a copy and without a reference of its own. */
    public static ByteBuf byteBuf(Buffer buffer) {
        return ((BufferInternal) buffer).getByteBuf();
    }

    /** Wraps memory from its position to its limit as an empty buffer, without a copy. */
    public static Buffer buffer(ByteBuffer memory) {
        return buffer(Unpooled.wrappedBuffer(memory).clear());
    }

    /** Returns the memory of a buffer: unlike {@link #byteBuf}, its indices are the buffer's, and it counts references. */
    public static ByteBuf memory(Buffer buffer) {
        return ((BufferImpl) buffer).byteBuf();
    }

    /** Whether an error is the one that writes to a closed TCP connection fail with. */
    public static boolean isConnectionClosed(Throwable cause) {
        return cause == NetSocketInternal.CLOSED_EXCEPTION;
    }

    /** Returns the handler context of a connection, through which its channel is reached. */
    public static ChannelHandlerContext channelContext(HttpConnection connection) {
        return ((ConnectionBase) connection).channelHandlerContext();
    }

    /** Returns the handler context of a socket, through which its channel is reached. */
    public static ChannelHandlerContext channelContext(NetSocket socket) {
        return ((NetSocketInternal) socket).channelHandlerContext();
    }

    /** Writes a message of Netty, such as a region of a file, to a connection of HTTP/1. */
    public static Future<Void> write(HttpConnection connection, Object message) {
        VertxConnection http1 = (VertxConnection) connection;
        Promise<Void> written = http1.context().promise();
        http1.writeToChannel(message, written);
        return written.future();
    }

    /** Writes a message of Netty to a socket. */
    public static Future<Void> write(NetSocket socket, Object message) {
        return ((NetSocketInternal) socket).writeMessage(message);
    }

    /** Whether the kernel can copy regions of files to sockets without TLS. */
    public static boolean supportsRegions(Vertx vertx) {
        return ((VertxInternal) vertx).transport().supportFileRegion();
    }
}
