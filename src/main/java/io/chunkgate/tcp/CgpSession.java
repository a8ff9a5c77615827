package io.chunkgate.tcp;

import io.chunkgate.access.Grant;
import io.chunkgate.cgp.Frame;
import io.chunkgate.cgp.FrameHeader;
import io.chunkgate.cgp.FrameParser;
import io.chunkgate.cgp.FrameReceiver;
import io.chunkgate.cgp.FrameType;
import io.chunkgate.cgp.Hello;
import io.chunkgate.cgp.Limits;
import io.chunkgate.cgp.Welcome;
import io.chunkgate.io.BufferPool;
import io.chunkgate.io.internal.VertxInternals;
import io.chunkgate.server.Client;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life cycle of a CGP connection after its preamble: HELLO and WELCOME, then frames until a BYE, a protocol error or the
 * idle timeout. After WELCOME the {@link FrameDispatcher} handles the frames.
 */
final class CgpSession implements Session, FrameReceiver {
    private static final Logger LOG = LoggerFactory.getLogger(CgpSession.class);
    private static final String PROTOCOL_VERSION = "1.0";

    private enum State {
        /** Waits for HELLO. */
        GREETING,
        OPEN,
        /** One side has sent BYE: running transfers may end, no transfer begins. */
        LEAVING,
        OVER
    }

    private final TcpContext context;
    private final Vertx vertx;
    private final TcpConnection connection;
    private final InboundBudget budget;
    private final FrameOutput output;
    private final FrameParser parser = new FrameParser(this);
    private final IdleTimer idleTimer;
    private long handshakeTimer;
    private State state = State.GREETING;
    private final Promise<Void> over = VertxInternals.promise();
    private @Nullable FrameDispatcher dispatcher;

    private CgpSession(TcpContext context, TcpConnection connection) {
        this.context = context;
        this.vertx = context.server().vertx();
        this.connection = connection;
        this.budget = new InboundBudget(vertx, connection, context.tcp().window());
        this.output = new FrameOutput(connection, budget);
        this.idleTimer = new IdleTimer(vertx, context.tcp().idleTimeoutMs(), this::idleTimedOut);
    }

    /**
     * @param handshakeMillis the rest of the handshake timeout
     * @param rest            bytes that arrived together with the preamble
     */
    static void begin(TcpContext context, TcpConnection connection, long handshakeMillis, Buffer rest) {
        CgpSession session = new CgpSession(context, connection);
        connection.serve(session);
        session.handshakeTimer =
                session.vertx.setTimer(Math.max(1, handshakeMillis), id -> session.handshakeTimedOut());
        session.received(rest);
    }

    @Override
    public void received(Buffer data) {
        parser.feed(data);
        BufferPool.release(data);
        FrameDispatcher frames = dispatcher;
        if (frames != null) {
            parser.pending().ifPresent(header -> frames.receivedPart(header.transfer(), data.length()));
        }
    }

    @Override
    public Payload announced(FrameHeader header) {
        FrameDispatcher frames = dispatcher;
        long limit = frames == null ? Limits.MAX_HELLO_BYTES : Limits.ofPayload(header.type(), frames.maxPayload());
        if (header.payloadLength() > limit) {
            end(StoreException.unexpected(
                    ErrorCode.INVALID_ARGUMENT, "payload length", header.payloadLength(), "at most " + limit));
            return Payload.REFUSE;
        }
        boolean wanted = frames == null ? header.type() == FrameType.HELLO.code() : frames.wantsPayload(header);
        if (!wanted) {
            return Payload.SKIP;
        }
        return budget.reserve(header.payloadLength(), parser::resume) ? Payload.KEEP : Payload.WAIT;
    }

    @Override
    public void received(Frame frame, Integrity integrity) {
        FrameDispatcher frames = dispatcher;
        budget.remove(frame.payload().length()); // A transfer that keeps the payload counts it again.
        if (!isIntact(frame.header(), integrity)) {
            if (frames == null || !frames.receivedDamaged(frame)) {
                end(new StoreException(
                        ErrorCode.DATA_LOSS,
                        "checksum: wrong (expected: the CRC-32C of the frame's header and payload)"));
            }
            return;
        }
        idleTimer.touch();
        if (frames == null) {
            greet(frame);
        } else {
            frames.received(frame);
        }
    }

    private static boolean isIntact(FrameHeader header, Integrity integrity) {
        return integrity == Integrity.WHOLE
                || (integrity == Integrity.HEADER && (header.flags() & FrameHeader.HEADER_ONLY_CRC) != 0);
    }

    private void greet(Frame frame) {
        try {
            if (frame.header().type() != FrameType.HELLO.code() || frame.transfer() != 0) {
                throw new StoreException(ErrorCode.FAILED_PRECONDITION, "frame: before HELLO (expected: HELLO)");
            }
            FrameDispatcher.requireNoFlags(frame);
            welcome(Hello.decode(frame.payload()));
        } catch (StoreException e) {
            end(e);
        }
    }

    private void welcome(Hello hello) {
        Client client = context.admit(connection, hello.token());
        vertx.cancelTimer(handshakeTimer);
        connection.usePooledBuffers(); // Not before: a few bytes of a HELLO would hold a whole block of the pool.
        LOG.debug("{} is {}", connection.peer(), hello.client().orElse("an unnamed client"));
        long requested = hello.maxPayload().orElse(Limits.DEFAULT_MAX_PAYLOAD);
        int maxPayload = (int) Math.min(requested, context.tcp().maxPayload());
        dispatcher = new FrameDispatcher(this, context, client, connection, output, budget, maxPayload);
        state = State.OPEN;
        client.whileAllowed(Grant::requireValid, over.future(), this::end);
        idleTimer.start();
        Welcome welcome = new Welcome(
                serverName(),
                PROTOCOL_VERSION,
                maxPayload,
                context.tcp().window(),
                context.tcp().idleTimeoutMs(),
                context.server().config().limits().maxFileSize(),
                context.tcp().maxTransfers());
        output.send(Frame.of(FrameType.WELCOME, 0, welcome.encode()));
    }

    /** The first transfer was added. */
    void transfersStarted() {
        idleTimer.stop();
    }

    /** No transfer and no STAT runs any more. */
    void transfersEnded() {
        if (state == State.OPEN) {
            idleTimer.start();
        } else if (state == State.LEAVING) {
            finish(Buffer.buffer());
        }
    }

    /** The client sent BYE, or an ERROR for the session. */
    void receivedBye() {
        Optional.ofNullable(dispatcher).ifPresent(this::leave);
    }

    private void leave(FrameDispatcher frames) {
        state = State.LEAVING;
        frames.refuseNew();
        if (frames.isIdle()) {
            finish(Buffer.buffer());
        }
    }

    /** Without a BYE the client still gets the results of running transfers; uploads without COMMIT end. */
    @Override
    public void ended() {
        FrameDispatcher frames = dispatcher;
        if (frames == null) {
            finish(Buffer.buffer());
        } else if (state != State.OVER) {
            frames.inputEnded();
            leave(frames);
        }
    }

    @Override
    public void closed() {
        over();
    }

    @Override
    public void fault(StoreException reason) {
        end(reason);
    }

    @Override
    public void drain() {
        FrameDispatcher frames = dispatcher;
        if (frames == null) {
            end(TcpContext.stopping());
        } else if (state != State.OVER) {
            output.send(Frame.of(FrameType.BYE, 0));
            context.afterDrain(frames::stop);
            leave(frames);
        }
    }

    private void handshakeTimedOut() {
        if (state == State.GREETING) {
            end(StoreException.unexpected(
                    ErrorCode.DEADLINE_EXCEEDED,
                    "HELLO in " + context.tcp().handshakeTimeoutMs() + " ms",
                    "none",
                    "one"));
        }
    }

    private void idleTimedOut() {
        end(StoreException.unexpected(
                ErrorCode.DEADLINE_EXCEEDED, "frames in " + context.tcp().idleTimeoutMs() + " ms", 0, "at least 1"));
    }

    /** Sends the ERROR that ends the session, and closes the connection. */
    void end(StoreException reason) {
        LOG.debug("{}: session ended: {}", connection.peer(), reason.getMessage());
        if (state == State.GREETING) {
            context.reject(connection, reason);
        }
        finish(FrameOutput.finalError(0, 0, reason).encode());
    }

    private void finish(Buffer finalFrame) {
        if (state != State.OVER) {
            over();
            connection.finish(finalFrame);
        }
    }

    private void over() {
        state = State.OVER;
        over.tryComplete();
        parser.stop();
        idleTimer.stop();
        vertx.cancelTimer(handshakeTimer);
        Optional.ofNullable(dispatcher).ifPresent(FrameDispatcher::connectionLost);
    }

    private static String serverName() {
        String version = CgpSession.class.getPackage().getImplementationVersion();
        return version == null ? "chunkgate" : "chunkgate/" + version;
    }
}
