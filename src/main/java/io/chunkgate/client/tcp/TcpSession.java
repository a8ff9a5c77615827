package io.chunkgate.client.tcp;

import io.chunkgate.cgp.ErrorMessage;
import io.chunkgate.cgp.Frame;
import io.chunkgate.cgp.FrameHeader;
import io.chunkgate.cgp.FrameParser;
import io.chunkgate.cgp.FrameReceiver;
import io.chunkgate.cgp.FrameType;
import io.chunkgate.cgp.Hello;
import io.chunkgate.cgp.Limits;
import io.chunkgate.cgp.Preamble;
import io.chunkgate.cgp.Welcome;
import io.chunkgate.client.BoundContext;
import io.chunkgate.client.ClientException;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A connection with one transfer on it. Everything happens on the connection's context. */
final class TcpSession implements FrameReceiver {
    /** The number of the only transfer. */
    static final int TRANSFER = 1;

    private static final String NAME = "chunkgate";
    /** Often enough that neither side takes the other for gone. */
    private static final long PING_MILLIS = 20_000;

    /** Kept from being closed while this session goes on. */
    @SuppressWarnings({"unused", "FieldCanBeLocal"})
    private final TcpSessions sessions;

    private final Vertx vertx;
    private final BoundContext home;
    private final NetSocket socket;
    private final FrameParser parser = new FrameParser(this);
    private final Promise<Welcome> welcome = Promise.promise();
    private final long pingTimer;
    private boolean broken;
    private @Nullable Listener listener;
    private @Nullable ClientException end;

    /** Who takes the transfer's frames. */
    interface Listener {
        /** A frame of the transfer, other than an ERROR that ends it. */
        void received(FrameType type, Frame frame);

        /** The transfer has failed, or the connection is gone; called once, and last. */
        void failed(ClientException cause);
    }

    private TcpSession(Vertx vertx, TcpSessions sessions, NetSocket socket) {
        this.vertx = vertx;
        this.sessions = sessions;
        this.home = BoundContext.current(vertx);
        this.socket = socket;
        this.pingTimer = vertx.setPeriodic(PING_MILLIS, tick -> socket.write(pingFrame()));
        socket.exceptionHandler(known -> {}); // The end follows.
        socket.closeHandler(closed -> broken());
        // Behind the last byte, however long it waited.
        socket.endHandler(end -> fail(new ClientException(ErrorCode.UNAVAILABLE, "connection was closed")));
        socket.handler(parser::feed);
    }

    /** Says HELLO on a new connection. */
    static Future<TcpSession> greet(Vertx vertx, TcpSessions sessions, NetSocket socket, Optional<String> token) {
        TcpSession session = new TcpSession(vertx, sessions, socket);
        Hello hello = new Hello(Optional.of(NAME), OptionalLong.empty(), token);
        socket.write(Preamble.bytes()
                .appendBuffer(Frame.of(FrameType.HELLO, 0, hello.encode()).encode()));
        return session.welcome.future().map(session);
    }

    /** Where everything happens. */
    BoundContext home() {
        return home;
    }

    /** Takes the frames of the transfer from now on. */
    void listen(Listener frames) {
        listener = frames;
        if (end != null) {
            frames.failed(end);
        }
    }

    /** Completes when the kernel has the frame. */
    Future<Void> send(Frame frame) {
        return socket.write(frame.encode());
    }

    void pause() {
        if (!broken) {
            socket.pause();
        }
    }

    void resume() {
        socket.resume();
    }

    /** The transfer has ended: what comes now concerns nobody. */
    void close() {
        vertx.cancelTimer(pingTimer);
        parser.stop();
        listener = null;
        socket.close();
    }

    @Override
    public Payload announced(FrameHeader header) {
        if (header.payloadLength() > Limits.ofPayload(header.type(), Limits.DEFAULT_MAX_PAYLOAD)) {
            fail(new ClientException(ErrorCode.UNAVAILABLE, "frame of " + header.payloadLength() + " bytes"));
            return Payload.REFUSE;
        }
        return Payload.KEEP;
    }

    @Override
    public void received(Frame frame, Integrity integrity) {
        if (integrity != Integrity.WHOLE) {
            fail(new ClientException(ErrorCode.UNAVAILABLE, "a frame's checksum is wrong"));
            return;
        }
        FrameType type = FrameType.of(frame.header().type()).orElse(FrameType.PONG);
        try {
            take(type, frame);
        } catch (StoreException malformed) {
            fail(new ClientException(ErrorCode.INTERNAL, type + ": " + malformed.getMessage()));
        }
    }

    private void take(FrameType type, Frame frame) {
        switch (type) {
            case WELCOME -> welcome.tryComplete(Welcome.decode(frame.payload()));
            case ERROR -> fail(failure(ErrorMessage.decode(frame.payload())));
            case PING -> send(Frame.of(FrameType.PONG, 0, frame.offset(), frame.sequence(), frame.payload()));
            case PONG, BYE -> {} // What runs may end.
            default -> {
                if (frame.transfer() == TRANSFER && listener != null) {
                    listener.received(type, frame);
                }
            }
        }
    }

    /** An ERROR that is not final asks to go on from elsewhere, which is what resuming does. */
    private static ClientException failure(ErrorMessage message) {
        return new ClientException(message.isFinal() ? message.code() : ErrorCode.UNAVAILABLE, message.message());
    }

    /** What came before the connection broke, and waits in a paused socket, is taken first. */
    private void broken() {
        broken = true;
        socket.resume();
    }

    private void fail(ClientException cause) {
        if (end != null) {
            return;
        }
        end = cause;
        Listener told = listener;
        close();
        welcome.tryFail(cause);
        if (told != null) {
            told.failed(cause);
        }
    }

    private static Buffer pingFrame() {
        return Frame.of(FrameType.PING, 0).encode();
    }
}
