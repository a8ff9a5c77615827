package io.chunkgate.tcp;

import io.chunkgate.io.SocketReads;
import io.chunkgate.server.PeerCertificate;
import io.chunkgate.server.net.EpollHalfClosure;
import io.chunkgate.transfer.RequestInfo;
import io.chunkgate.transfer.download.RegionSink;
import io.netty.buffer.Unpooled;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.FileRegion;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.streams.WriteStream;
import java.security.cert.X509Certificate;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client's socket, with what this door needs beyond a {@code NetSocket}: the two directions end one by one, reading
 * stops at once when asked to, and a close is either orderly ({@link #finish}) or visibly a break ({@link #reset}). Used
 * from its event loop.
 */
final class TcpConnection implements RegionSink {
    private static final Logger LOG = LoggerFactory.getLogger(TcpConnection.class);
    private static final int MIN_READ_BYTES = 512;
    private static final int FIRST_READ_BYTES = 2048;
    /** Large reads make large writes; Netty's own limit is 64 KiB. */
    private static final int MAX_READ_BYTES = 256 * 1024;

    private final Vertx vertx;
    private final NetSocketInternal socket;
    private final Channel channel;
    private final SocketReads reads =
            new SocketReads(new AdaptiveRecvByteBufAllocator(MIN_READ_BYTES, FIRST_READ_BYTES, MAX_READ_BYTES));
    private final Promise<Void> closed = Promise.promise();
    private Session session;
    private boolean inputEnded;

    private TcpConnection(Vertx vertx, NetSocketInternal socket, Session session) {
        this.vertx = vertx;
        this.socket = socket;
        this.channel = socket.channelHandlerContext().channel();
        this.session = session;
    }

    /** Takes over a socket that was just accepted. Whatever comes before {@link #serve} is ignored. */
    static TcpConnection of(Vertx vertx, NetSocketInternal socket) {
        TcpConnection connection = new TcpConnection(vertx, socket, new Ignored());
        connection.listen();
        return connection;
    }

    private void listen() {
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        channel.config().setRecvByteBufAllocator(reads);
        channel.pipeline().addBefore("handler", "end-of-input", new EndOfInput());
        socket.handler(this::received)
                .exceptionHandler(cause -> LOG.debug("{}: {}", peer(), cause.toString()))
                .closeHandler(v -> closed())
                .shutdownHandler(v -> session.drain());
    }

    /** The client's address as {@code host:port}. */
    String peer() {
        return RequestInfo.peer(socket.remoteAddress());
    }

    /** The client's address. */
    java.net.SocketAddress remote() {
        return channel.remoteAddress();
    }

    /** By which the client has shown who it is, where the connection has TLS. */
    Optional<X509Certificate> certificate() {
        return PeerCertificate.of(socket.sslSession());
    }

    /** Succeeds when the connection is closed. */
    Future<Void> closure() {
        return closed.future();
    }

    /** From now on the session gets what the client does. */
    void serve(Session next) {
        session = next;
    }

    /**
     * From now on bytes come in {@link io.chunkgate.io.SocketBufferPool}, which the session gives back. Not those of TLS:
     * what is read there is not the session's, and its handler might write behind it.
     */
    void useBlocks() {
        if (!socket.isSsl()) {
            reads.enable();
        }
    }

    /** Whether the client has ended its sending side. */
    boolean isInputEnded() {
        return inputEnded;
    }

    /**
     * Stops to read the socket, at the next byte and not some two dozen buffers later as a paused {@code NetSocket} does.
     * Bytes still come when the client has ended its side: then the transport hands on what the kernel has.
     */
    void pause() {
        channel.config().setAutoRead(false);
    }

    void resume() {
        channel.config().setAutoRead(true);
    }

    Future<Void> write(Buffer data) {
        return socket.write(data);
    }

    /** The socket as a stream with back-pressure. */
    WriteStream<Buffer> stream() {
        return socket;
    }

    /** Whether {@link #write(FileRegion)} works on this connection. */
    boolean takesRegions() {
        return !socket.isSsl() && ((VertxInternal) vertx).transport().supportFileRegion();
    }

    @Override
    public Future<Void> write(FileRegion region) {
        return socket.writeMessage(region);
    }

    /** Says the last word, empty for none, and closes so that it arrives. The session that asks hears no more. */
    void finish(Buffer finalFrame) {
        setLinger(-1);
        GracefulClose.begin(vertx, this, finalFrame);
    }

    /** Until {@link #finish}, any end of this connection is a reset, so that a part is never taken for the whole. */
    void resetUnlessFinished() {
        setLinger(0);
    }

    /** Breaks the connection at once, so that the client sees an error. */
    void reset() {
        setLinger(0);
        close();
    }

    @Override
    public void abort() {
        reset();
    }

    /** Sends an end of stream behind what was written; with TLS, said by its own alert before (RFC 8446, section 6.1). */
    void endOutput() {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls == null) {
            shutdownOutput();
        } else {
            tls.closeOutbound().addListener(told -> shutdownOutput());
        }
    }

    private void shutdownOutput() {
        if (channel instanceof DuplexChannel duplex) {
            duplex.shutdownOutput();
        }
    }

    /** Closes without waiting for what is still to be sent: a socket's own close would wait, with a stalled client for ever. */
    void close() {
        socket.channelHandlerContext().close();
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

    /** Tells of the end of the client's side as an empty buffer, which keeps its place behind the bytes. */
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

    private static final class Ignored implements Session {
        @Override
        public void received(Buffer data) {}

        @Override
        public void ended() {}

        @Override
        public void closed() {}

        @Override
        public void drain() {}
    }
}
