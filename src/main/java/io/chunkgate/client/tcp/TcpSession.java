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
import io.vertx.core.net.NetSocket;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A CGP connection with one transfer. All methods are called on the connection's context. */
final class TcpSession implements FrameReceiver {
    /** The id of the only transfer. */
    static final int TRANSFER = 1;

    private static final String NAME = "chunkgate";
    /** Shorter than the idle timeouts of both sides. */
    private static final long PING_MILLIS = 20_000;

    /** Referenced so that Vert.x does not close the client during the session. */
    @SuppressWarnings({"unused", "FieldCanBeLocal"})
    private final TcpGateway gateway;

    private final Vertx vertx;
    private final BoundContext context;
    private final NetSocket socket;
    private final FrameParser parser = new FrameParser(this);
    private final Promise<Welcome> welcome = Promise.promise();
    private final long pingTimer;
    private boolean broken;
    private @Nullable Listener listener;
    private @Nullable ClientException end;

    /** Receives the frames of the transfer. */
    interface Listener {
        /** A frame of the transfer, other than ERROR. */
        void received(FrameType type, Frame frame);

        /** The transfer failed, or the connection broke. Called at most once, after all frames. */
        void failed(ClientException cause);
    }

    private TcpSession(Vertx vertx, TcpGateway gateway, NetSocket socket) {
        this.vertx = vertx;
        this.gateway = gateway;
        this.context = BoundContext.current(vertx);
        this.socket = socket;
        this.pingTimer = vertx.setPeriodic(PING_MILLIS, tick -> send(Frame.of(FrameType.PING, 0)));
        socket.exceptionHandler(ignored -> {}); // endHandler follows.
        socket.closeHandler(closed -> broken());
        // Called after the last byte was delivered, even if the socket was paused.
        socket.endHandler(end -> fail(new ClientException(ErrorCode.UNAVAILABLE, "connection was closed")));
        socket.handler(parser::feed);
    }

    /** Sends HELLO on a new connection, and completes with its WELCOME. */
    static Future<TcpSession> handshake(Vertx vertx, TcpGateway gateway, NetSocket socket, Optional<String> token) {
        TcpSession session = new TcpSession(vertx, gateway, socket);
        Hello hello = new Hello(Optional.of(NAME), OptionalLong.empty(), token);
        socket.write(Preamble.bytes()
                .appendBuffer(Frame.of(FrameType.HELLO, 0, hello.encode()).encode()));
        return session.welcome.future().map(session);
    }

    BoundContext context() {
        return context;
    }

    /** Sets the listener for the next frames. */
    void listen(Listener newListener) {
        listener = newListener;
        if (end != null) {
            newListener.failed(end);
        }
    }

    /** Sends a frame and completes with its reply. The caller sets the next listener in its handler, so that no frame is lost. */
    Future<Frame> request(Frame request, FrameType expected) {
        Promise<Frame> reply = Promise.promise();
        listen(new Listener() {
            @Override
            public void received(FrameType type, Frame frame) {
                if (type == expected) {
                    reply.tryComplete(frame);
                } else {
                    failed(new ClientException(ErrorCode.INTERNAL, type + " (expected: " + expected + ")"));
                }
            }

            @Override
            public void failed(ClientException cause) {
                reply.tryFail(cause);
            }
        });
        send(request);
        return reply.future();
    }

    /** Completes when the frame was written to the socket. */
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

    /** Closes the connection. Later frames are ignored. */
    void close() {
        vertx.cancelTimer(pingTimer);
        parser.stop();
        listener = null;
        socket.close();
    }

    @Override
    public Payload announced(FrameHeader header) {
        if (header.payloadLength() > Limits.ofPayload(header.type(), Limits.DEFAULT_MAX_PAYLOAD)) {
            fail(new ClientException(
                    ErrorCode.UNAVAILABLE,
                    "frame payload: " + header.payloadLength() + " bytes (expected: within the limit of its type)"));
            return Payload.REFUSE;
        }
        return Payload.KEEP;
    }

    @Override
    public void received(Frame frame, Integrity integrity) {
        if (integrity != Integrity.WHOLE) {
            fail(new ClientException(ErrorCode.UNAVAILABLE, "frame checksum does not match"));
            return;
        }
        FrameType type = FrameType.of(frame.header().type()).orElse(FrameType.PONG);
        try {
            dispatch(type, frame);
        } catch (StoreException malformed) {
            fail(new ClientException(ErrorCode.INTERNAL, type + ": " + malformed.getMessage()));
        }
    }

    private void dispatch(FrameType type, Frame frame) {
        switch (type) {
            case WELCOME -> welcome.tryComplete(Welcome.decode(frame.payload()));
            case ERROR -> fail(failure(ErrorMessage.decode(frame.payload())));
            case PING -> send(Frame.of(FrameType.PONG, 0, frame.offset(), frame.sequence(), frame.payload()));
            case PONG, BYE -> {} // Running transfers may complete after BYE.
            default -> {
                if (frame.transfer() == TRANSFER && listener != null) {
                    listener.received(type, frame);
                }
            }
        }
    }

    /** After an ERROR that is not final the client resumes from another offset. */
    private static ClientException failure(ErrorMessage message) {
        return new ClientException(message.isFinal() ? message.code() : ErrorCode.UNAVAILABLE, message.message());
    }

    /** Delivers the bytes that a paused socket still holds; endHandler follows. */
    private void broken() {
        broken = true;
        socket.resume();
    }

    private void fail(ClientException cause) {
        if (end != null) {
            return;
        }
        end = cause;
        Listener last = listener;
        close();
        welcome.tryFail(cause);
        if (last != null) {
            last.failed(cause);
        }
    }
}
