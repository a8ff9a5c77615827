package io.chunkgate.tcp;

import io.chunkgate.server.Endpoint;
import io.chunkgate.server.Endpoints;
import io.chunkgate.server.ServerContext;
import io.chunkgate.server.net.Listener;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The start of a connection: waits for the first 8 bytes, which may come one by one, and starts the session that they select. */
final class Handshake implements Session {
    private static final Logger LOG = LoggerFactory.getLogger(Handshake.class);

    private final TcpContext context;
    private final Vertx vertx;
    private final TcpConnection connection;
    private final long startedNanos = System.nanoTime();
    private final long timer;
    private final Buffer first = Buffer.buffer(ClientProtocol.BYTES);

    private Handshake(TcpContext context, TcpConnection connection) {
        this.context = context;
        this.vertx = context.server().vertx();
        this.connection = connection;
        this.timer = vertx.setTimer(context.tcp().handshakeTimeoutMs(), id -> end(ErrorCode.DEADLINE_EXCEEDED));
    }

    /** The handler of the listeners that take raw mode and CGP. */
    static ConnectionHandler handler(TcpContext context) {
        return new ConnectionHandler() {
            @Override
            public void serve(TcpConnection connection) {
                connection.serve(new Handshake(context, connection));
            }

            @Override
            public void refuse(TcpConnection connection, ErrorCode code) {
                connection.finish(RawReply.of(code));
            }
        };
    }

    @Override
    public void received(Buffer data) {
        int length = Math.min(ClientProtocol.BYTES - first.length(), data.length());
        first.appendBuffer(data, 0, length);
        if (first.length() == ClientProtocol.BYTES) {
            vertx.cancelTimer(timer);
            open(data.slice(length, data.length()));
        }
    }

    /** A client that connects and leaves without a byte, such as a health check, is not an error. */
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
    public void fault(StoreException reason) {
        end(reason.code());
    }

    @Override
    public void drain() {
        end(ErrorCode.UNAVAILABLE);
    }

    private void open(Buffer rest) {
        switch (ClientProtocol.of(first, context.server().config().limits().maxFileSize())) {
            case RAW -> openRaw(rest);
            case CGP -> CgpSession.begin(context, connection, millisLeft(), rest);
            case HTTP -> connection.finish(httpResponse(context.server()));
            case TLS -> {
                LOG.info("{} tried TLS on the TCP port, which takes clear text only", connection.peer());
                connection.finish(Buffer.buffer());
            }
            case UNKNOWN -> end(ErrorCode.INVALID_ARGUMENT);
        }
    }

    private void openRaw(Buffer rest) {
        try {
            RawUpload.begin(context, context.admitSilent(connection), connection, first.getLong(0), rest);
        } catch (StoreException refusal) {
            end(refusal.code());
        }
    }

    /** The handshake timeout covers HELLO too. */
    private long millisLeft() {
        long passed = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNanos);
        return context.tcp().handshakeTimeoutMs() - passed;
    }

    private void end(ErrorCode code) {
        vertx.cancelTimer(timer);
        LOG.debug("{}: handshake failed: {}", connection.peer(), code);
        context.reject(connection, new StoreException(code, "handshake failed"));
        connection.finish(RawReply.of(code));
    }

    /** The response to an HTTP client: a 400 that names the HTTP port. */
    private static Buffer httpResponse(ServerContext context) {
        String line = "This is the gateway's TCP port; " + httpPort(context) + ".\n";
        return Buffer.buffer("HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\n"
                + "X-Content-Type-Options: nosniff\r\nContent-Length: " + line.length()
                + "\r\nConnection: close\r\n\r\n" + line);
    }

    /** The port that is open in this Vert.x, else the configured one, since another Vert.x may serve HTTP. */
    private static String httpPort(ServerContext context) {
        int configured =
                context.config().http().enabled() ? context.config().http().port() : 0;
        int port = Endpoints.of(context.vertx())
                .find(Listener.HTTP)
                .map(Endpoint::port)
                .orElse(configured);
        return port == 0 ? "HTTP is switched off" : "HTTP is on port " + port;
    }
}
