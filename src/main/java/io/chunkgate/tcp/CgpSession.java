package io.chunkgate.tcp;

import io.chunkgate.access.Credentials;
import io.chunkgate.cgp.Frame;
import io.chunkgate.cgp.FrameHeader;
import io.chunkgate.cgp.FrameParser;
import io.chunkgate.cgp.FrameReceiver;
import io.chunkgate.cgp.FrameType;
import io.chunkgate.cgp.Hello;
import io.chunkgate.cgp.Integrity;
import io.chunkgate.cgp.Limits;
import io.chunkgate.cgp.Welcome;
import io.chunkgate.io.SocketBufferPool;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection of the framed form behind its preamble: HELLO and WELCOME, then frames for any number of transfers, until a
 * BYE, a fault or silence. What a frame means is the {@link TransferTable}'s to say; this ends the session.
 */
final class CgpSession implements Session, FrameReceiver, TransferTable.Owner {
    private static final Logger LOG = LoggerFactory.getLogger(CgpSession.class);
    private static final String PROTOCOL_VERSION = "1.0";

    private enum State {
        /** Waits for HELLO. */
        GREETING,
        OPEN,
        /** One side has said BYE: what runs may end, nothing begins. */
        LEAVING,
        OVER
    }

    private final TcpContext setup;
    private final Vertx vertx;
    private final TcpConnection connection;
    private final InboundBudget inboundBudget;
    private final FrameOutput output;
    private final FrameParser parser = new FrameParser(this);
    private final IdleTimer idle;
    private long handshakeTimer;
    private State state = State.GREETING;
    private @Nullable TransferTable transfers;

    private CgpSession(TcpContext setup, TcpConnection connection) {
        this.setup = setup;
        this.vertx = setup.server().vertx();
        this.connection = connection;
        this.inboundBudget = new InboundBudget(connection, setup.tcp().window());
        this.output = new FrameOutput(connection, inboundBudget);
        this.idle = new IdleTimer(vertx, setup.tcp().idleTimeoutMs(), this::idled);
    }

    /**
     * @param handshakeMillis what is left of the time for the handshake
     * @param rest            what came together with the preamble
     */
    static void begin(TcpContext setup, TcpConnection connection, long handshakeMillis, Buffer rest) {
        CgpSession session = new CgpSession(setup, connection);
        connection.serve(session);
        connection.useBlocks();
        session.handshakeTimer = session.vertx.setTimer(Math.max(1, handshakeMillis), id -> session.greetingTimedOut());
        session.received(rest);
    }

    @Override
    public void received(Buffer data) {
        parser.feed(data);
        SocketBufferPool.release(data);
        TransferTable table = transfers;
        if (table != null) {
            parser.pending().ifPresent(header -> table.touched(header.transfer(), data.length()));
        }
    }

    @Override
    public Payload announced(FrameHeader header) {
        int maxPayload = transfers == null ? 0 : transfers.maxPayload();
        long limit = Limits.ofPayload(header.type(), maxPayload);
        if (header.payloadLength() > limit) {
            end(StoreException.unexpected(
                    ErrorCode.INVALID_ARGUMENT, "payload length", header.payloadLength(), "at most " + limit));
            return Payload.REFUSE;
        }
        boolean kept = transfers == null ? header.type() == FrameType.HELLO.code() : transfers.wants(header);
        return kept ? Payload.KEEP : Payload.SKIP;
    }

    @Override
    public void received(Frame frame, Integrity integrity) {
        FrameHeader header = frame.header();
        boolean intact = integrity == Integrity.WHOLE
                || (integrity == Integrity.HEADER && (header.flags() & FrameHeader.HEADER_ONLY_CRC) != 0);
        if (!intact) {
            damaged(frame);
            return;
        }
        idle.touch();
        TransferTable table = transfers;
        if (table == null) {
            greeted(frame);
        } else if (!tookOnSession(table, frame)) {
            table.received(frame);
        }
    }

    private void damaged(Frame frame) {
        if (transfers == null || !transfers.tookDamaged(frame)) {
            end(new StoreException(
                    ErrorCode.DATA_LOSS, "checksum: wrong (expected: the CRC-32C of the frame's header and payload)"));
        }
    }

    private void greeted(Frame frame) {
        boolean isHello = frame.header().type() == FrameType.HELLO.code() && frame.transfer() == 0;
        if (!isHello) {
            end(new StoreException(ErrorCode.FAILED_PRECONDITION, "frame: before HELLO (expected: HELLO)"));
        } else if (frame.header().flags() != 0) {
            end(TransferTable.badFlags(frame));
        } else {
            try {
                welcome(Hello.decode(frame.payload()));
            } catch (StoreException e) {
                end(e);
            }
        }
    }

    private void welcome(Hello hello) {
        TcpContext client = setup.admit(Credentials.of(hello.token(), connection.certificate()));
        vertx.cancelTimer(handshakeTimer);
        LOG.debug("{} is {}", connection.peer(), hello.client().orElse("a client without a name"));
        long asked = hello.maxPayload().orElse(Limits.DEFAULT_MAX_PAYLOAD);
        int maxPayload = (int) Math.min(asked, setup.tcp().maxPayload());
        transfers = new TransferTable(client, connection, output, inboundBudget, maxPayload, this);
        state = State.OPEN;
        idle.start();
        Welcome welcome = new Welcome(
                serverName(),
                PROTOCOL_VERSION,
                maxPayload,
                setup.tcp().window(),
                setup.tcp().idleTimeoutMs(),
                setup.server().config().limits().maxFileSize(),
                setup.tcp().maxTransfers());
        output.send(Frame.of(FrameType.WELCOME, 0, welcome.encode()));
    }

    /** Whether the frame was for the session itself. */
    private boolean tookOnSession(TransferTable table, Frame frame) {
        Optional<FrameType> type = FrameType.of(frame.header().type());
        if (frame.transfer() != 0 || frame.header().flags() != 0 || type.isEmpty()) {
            return false;
        }
        switch (type.get()) {
            case PING -> output.send(Frame.of(FrameType.PONG, 0, frame.offset(), frame.sequence(), frame.payload()));
            case PONG -> {} // Nobody asked, and nobody minds.
            case BYE, ERROR -> leave(table);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void leave(TransferTable table) {
        state = State.LEAVING;
        table.refuseMore();
        finishWhenIdle(table);
    }

    private void finishWhenIdle(TransferTable table) {
        if (state == State.LEAVING && table.isIdle()) {
            finish(Buffer.buffer());
        }
    }

    @Override
    public void busy() {
        idle.stop();
    }

    @Override
    public void idle() {
        if (state == State.OPEN) {
            idle.start();
        }
        Optional.ofNullable(transfers).ifPresent(this::finishWhenIdle);
    }

    @Override
    public void broken(StoreException reason) {
        end(reason);
    }

    /** Without a BYE the client still hears the end of what runs; an upload has no more bytes to come. */
    @Override
    public void ended() {
        TransferTable table = transfers;
        if (table == null) {
            finish(Buffer.buffer());
        } else if (state != State.OVER) {
            table.inputEnded();
            leave(table);
        }
    }

    @Override
    public void closed() {
        over();
    }

    @Override
    public void drain() {
        TransferTable table = transfers;
        if (table == null) {
            end(stops());
        } else if (state != State.OVER) {
            output.send(Frame.of(FrameType.BYE, 0));
            vertx.setTimer(setup.drainMillis(), id -> table.stop(stops()));
            leave(table);
        }
    }

    private void greetingTimedOut() {
        if (state == State.GREETING) {
            end(StoreException.unexpected(
                    ErrorCode.DEADLINE_EXCEEDED,
                    "HELLO in " + setup.tcp().handshakeTimeoutMs() + " ms",
                    "none",
                    "one"));
        }
    }

    private void idled() {
        end(StoreException.unexpected(
                ErrorCode.DEADLINE_EXCEEDED, "frames in " + setup.tcp().idleTimeoutMs() + " ms", 0, "at least 1"));
    }

    /** Ends the session for something that the client did, or did not do. */
    private void end(StoreException reason) {
        LOG.debug("{} is sent away: {}", connection.peer(), reason.getMessage());
        if (state == State.GREETING) {
            setup.reject(connection, reason.code(), reason.getMessage());
        }
        finish(FrameOutput.lastError(0, 0, reason).encode());
    }

    private void finish(Buffer finalFrame) {
        if (state != State.OVER) {
            over();
            connection.finish(finalFrame);
        }
    }

    private void over() {
        state = State.OVER;
        parser.stop();
        idle.stop();
        vertx.cancelTimer(handshakeTimer);
        Optional.ofNullable(transfers).ifPresent(TransferTable::lost);
    }

    private static StoreException stops() {
        return new StoreException(ErrorCode.UNAVAILABLE, "the gateway stops");
    }

    private static String serverName() {
        String version = CgpSession.class.getPackage().getImplementationVersion();
        return version == null ? "chunkgate" : "chunkgate/" + version;
    }
}
