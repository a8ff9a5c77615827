package io.chunkgate.tcp;

import io.chunkgate.config.LimitsConfig;
import io.chunkgate.io.BufferPool;
import io.chunkgate.io.SocketReads;
import io.chunkgate.io.internal.VertxInternals;
import io.chunkgate.server.FaultScope;
import io.chunkgate.server.PeerCertificate;
import io.chunkgate.server.net.ClientSocket;
import io.chunkgate.server.net.EpollHalfClosure;
import io.chunkgate.server.net.HandshakeTimeout;
import io.chunkgate.server.net.SendBufferLimit;
import io.chunkgate.transfer.RequestInfo;
import io.chunkgate.transfer.download.RegionSink;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.FileRegion;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The socket of a client. Unlike a {@code NetSocket} its two directions end separately, reading stops at once, and a close is
 * either graceful ({@link #finish}) or a reset ({@link #reset}). Used from its event loop.
 */
final class TcpConnection implements RegionSink {
    private static final Logger LOG = LoggerFactory.getLogger(TcpConnection.class);
    private static final int MIN_READ_BYTES = 512;
    private static final int FIRST_READ_BYTES = 2048;
    /** Large reads lead to large writes to the store; Netty's default is 64 KiB. */
    private static final int MAX_READ_BYTES = 256 * 1024;

    private final Vertx vertx;
    private final NetSocket socket;
    private final Context context;
    private final Channel channel;
    private final SocketReads reads;
    private final Promise<Void> closed = Promise.promise();
    private Session session = ignored -> {};
    private boolean inputEnded;

    private TcpConnection(Vertx vertx, NetSocket socket) {
        this.vertx = vertx;
        this.socket = socket;
        this.context = VertxInternals.duplicate(vertx.getOrCreateContext());
        this.channel = VertxInternals.channelContext(socket).channel();
        this.reads = new SocketReads(
                BufferPool.of(vertx),
                channel.eventLoop(),
                new AdaptiveRecvByteBufAllocator(MIN_READ_BYTES, FIRST_READ_BYTES, MAX_READ_BYTES));
    }

    /** Wraps a socket that was just accepted. Events before {@link #serve} are ignored. */
    static TcpConnection of(Vertx vertx, NetSocket socket, LimitsConfig limits) {
        TcpConnection connection = new TcpConnection(vertx, socket);
        HandshakeTimeout.over(connection.channel);
        SendBufferLimit.bound(connection.channel, limits);
        connection.register();
        return connection;
    }

    private void register() {
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        channel.config().setRecvByteBufAllocator(reads);
        channel.pipeline()
                .addBefore("handler", "end-of-input", new EndOfInput())
                .addBefore("handler", "region-frames", new RegionFrameWriter());
        ClientSocket.serve(context, channel);
        FaultScope.open(context, reason -> session.fault(reason), this::reset);
        socket.handler(onContext(this::received))
                .exceptionHandler(cause -> LOG.debug("{}: {}", peer(), cause.toString()))
                .closeHandler(onContext(v -> closed()))
                .shutdownHandler(onContext(v -> session.drain()));
    }

    /** Events of a socket have the context of the verticle; a fault must find the connection that it belongs to. */
    private <T> Handler<T> onContext(Handler<T> handler) {
        return event -> VertxInternals.dispatch(context, event, handler);
    }

    /** Runs what serves this connection, as an event of it. */
    void run(Runnable serving) {
        VertxInternals.dispatch(context, serving, Runnable::run);
    }

    /** The client's address as {@code host:port}. */
    String peer() {
        return RequestInfo.peer(socket.remoteAddress());
    }

    /** All that is known of the client before it says something. */
    RequestInfo info() {
        return RequestInfo.ofPeer(peer());
    }

    /** The client's address. */
    java.net.SocketAddress remote() {
        return channel.remoteAddress();
    }

    /** The certificate of a TLS client that sent one. */
    List<X509Certificate> certificate() {
        return PeerCertificate.of(socket.sslSession());
    }

    /** Succeeds when the connection is closed. */
    Future<Void> closure() {
        return closed.future();
    }

    /** Makes {@code next} the session that gets the events of this connection. */
    void serve(Session next) {
        session = next;
    }

    /**
     * Reads into buffers of the {@link BufferPool}, which the session releases. TLS connections are left
     * alone: the buffers that are read there belong to the TLS handler.
     */
    void usePooledBuffers() {
        if (!socket.isSsl()) {
            reads.enable();
        }
    }

    /** Whether the client has ended its sending side. */
    boolean isInputEnded() {
        return inputEnded;
    }

    /**
     * Stops reading the socket at once; a paused {@code NetSocket} would read some two dozen more buffers. When the client has
     * ended its side, the transport still delivers the bytes that the kernel has.
     */
    void pause() {
        channel.config().setAutoRead(false);
    }

    void resume() {
        channel.config().setAutoRead(true);
    }

    Future<Void> write(Buffer data) {
        return VertxInternals.onContext(context, socket.write(data));
    }

    /** Whether the socket takes no more bytes before {@link #whenDrained}. */
    boolean isQueueFull() {
        return socket.writeQueueFull();
    }

    /** Runs the handler whenever the socket takes bytes again after it was full. */
    void whenDrained(@Nullable Handler<Void> handler) {
        socket.drainHandler(handler == null ? null : onContext(handler));
    }

    /** Runs the handler, instead of the one before, when the socket fails. */
    void whenBroken(@Nullable Handler<Throwable> handler) {
        socket.exceptionHandler(handler == null ? null : onContext(handler));
    }

    /** Whether this connection supports {@link #write(FileRegion)}. */
    boolean takesRegions() {
        return !socket.isSsl() && VertxInternals.supportsRegions(vertx);
    }

    @Override
    public Future<Void> write(FileRegion region) {
        return VertxInternals.onContext(context, VertxInternals.write(socket, region));
    }

    /** Writes a region behind its header, with nothing of another transfer between them. */
    Future<Void> write(Buffer header, FileRegion region) {
        RegionFrame frame = new RegionFrame(VertxInternals.byteBuf(header), region);
        return VertxInternals.onContext(context, VertxInternals.write(socket, frame));
    }

    /** Sends the final bytes, which may be none, and closes gracefully. The current session gets no further event. */
    void finish(Buffer finalBytes) {
        setLinger(-1);
        GracefulClose.begin(vertx, this, finalBytes);
    }

    /** Turns every close before {@link #finish} into a reset, so that a truncated file never looks complete. */
    void resetUnlessFinished() {
        setLinger(0);
    }

    /** Resets the connection at once, so that the client sees an error. */
    void reset() {
        setLinger(0);
        close();
    }

    @Override
    public void abort() {
        reset();
    }

    /** Ends the sending side after the written bytes; with TLS, after a close_notify alert (RFC 8446, section 6.1). */
    void endOutput() {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls == null) {
            shutdownOutput();
        } else {
            tls.closeOutbound().addListener(notified -> shutdownOutput());
        }
    }

    private void shutdownOutput() {
        if (channel instanceof DuplexChannel duplex) {
            duplex.shutdownOutput();
        }
    }

    /** Closes without waiting for unsent bytes; a {@code NetSocket} would wait, and with a stalled client for ever. */
    void close() {
        VertxInternals.channelContext(socket).close();
    }

    private void setLinger(int seconds) {
        if (channel.isOpen()) {
            channel.config().setOption(ChannelOption.SO_LINGER, seconds);
        }
    }

    private void received(Buffer data) {
        if (data.length() > 0) {
            session.received(data);
        } else {
            inputEnded();
        }
    }

    private void closed() {
        inputEnded();
        session.closed();
        closed.tryComplete();
    }

    private void inputEnded() {
        if (!inputEnded) {
            inputEnded = true;
            session.ended();
        }
    }

    /** Delivers the end of the client's side as an empty buffer, in order after the bytes. */
    private static final class EndOfInput extends ChannelInboundHandlerAdapter {
        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
            if (event instanceof ChannelInputShutdownEvent) {
                EpollHalfClosure.survive(context.channel());
                context.fireChannelRead(Unpooled.EMPTY_BUFFER);
                context.fireChannelReadComplete();
            } else {
                super.userEventTriggered(context, event);
            }
        }
    }

    private record RegionFrame(ByteBuf header, FileRegion region) {}

    /**
     * Writes the two parts of a frame at once. Between two writes to the socket other transfers may write: the first may complete
     * an earlier write of theirs.
     */
    private static final class RegionFrameWriter extends ChannelOutboundHandlerAdapter {
        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            if (message instanceof RegionFrame frame) {
                context.write(frame.header());
                context.write(frame.region(), promise);
            } else {
                context.write(message, promise);
            }
        }
    }
}
