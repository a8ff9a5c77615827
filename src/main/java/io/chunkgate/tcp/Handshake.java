package io.chunkgate.tcp;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The start of a connection: waits for the first 8 bytes, which may come one by one, and hands over to what they ask for. */
final class Handshake implements Session {
    private static final Logger LOG = LoggerFactory.getLogger(Handshake.class);

    private final TcpContext setup;
    private final Vertx vertx;
    private final TcpConnection connection;
    private final long startedNanos = System.nanoTime();
    private final long timer;
    private final Buffer first = Buffer.buffer(ProtocolDetector.LENGTH);

    private Handshake(TcpContext setup, TcpConnection connection) {
        this.setup = setup;
        this.vertx = setup.server().vertx();
        this.connection = connection;
        this.timer = vertx.setTimer(setup.tcp().handshakeTimeoutMs(), id -> end(ErrorCode.DEADLINE_EXCEEDED));
    }

    /** The entrance of the listener that speaks both forms. */
    static ConnectionHandler handler(TcpContext setup) {
        return new ConnectionHandler() {
            @Override
            public void serve(TcpConnection connection) {
                connection.serve(new Handshake(setup, connection));
            }

            @Override
            public void refuse(TcpConnection connection, ErrorCode code) {
                connection.finish(RawReply.of(code));
            }
        };
    }

    @Override
    public void received(Buffer data) {
        int wanted = Math.min(ProtocolDetector.LENGTH - first.length(), data.length());
        first.appendBuffer(data, 0, wanted);
        if (first.length() == ProtocolDetector.LENGTH) {
            vertx.cancelTimer(timer);
            open(data.slice(wanted, data.length()));
        }
    }

    /** A probe that connects and leaves without a byte is left alone. */
    @Override
    public void ended() {
        if (first.length() == 0) {
            vertx.cancelTimer(timer);
            connection.finish(Buffer.buffer());
        } else {
            end(ErrorCode.DATA_LOSS);
        }
    }

    @Override
    public void closed() {
        vertx.cancelTimer(timer);
    }

    @Override
    public void drain() {
        end(ErrorCode.UNAVAILABLE);
    }

    private void open(Buffer rest) {
        switch (ProtocolDetector.of(first, setup.server().config().limits().maxFileSize())) {
            case RAW -> raw(rest);
            case CGP -> CgpSession.begin(setup, connection, millisLeft(), rest);
            case HTTP -> connection.finish(HttpOnTcpPort.reply(setup.server()));
            case TLS -> {
                LOG.info("{} tried TLS on the TCP port, which speaks clear text", connection.peer());
                connection.finish(Buffer.buffer());
            }
            case UNKNOWN -> end(ErrorCode.INVALID_ARGUMENT);
        }
    }

    private void raw(Buffer rest) {
        try {
            RawUpload.begin(setup.admitSilent(connection), connection, first.getLong(0), rest);
        } catch (StoreException refusal) {
            end(refusal.code());
        }
    }

    /** The time for the handshake is for all of it. */
    private long millisLeft() {
        long gone = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNanos);
        return setup.tcp().handshakeTimeoutMs() - gone;
    }

    private void end(ErrorCode code) {
        vertx.cancelTimer(timer);
        LOG.debug("{} ended in its handshake: {}", connection.peer(), code);
        setup.reject(connection, code, "handshake: not one");
        connection.finish(RawReply.of(code));
    }
}
