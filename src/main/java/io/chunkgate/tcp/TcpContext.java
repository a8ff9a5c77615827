package io.chunkgate.tcp;

import io.chunkgate.access.Credentials;
import io.chunkgate.config.TcpConfig;
import io.chunkgate.server.NameTemplate;
import io.chunkgate.server.ServerContext;
import io.chunkgate.server.net.Listener;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileName;
import io.chunkgate.store.StoreException;
import io.chunkgate.transfer.Direction;
import io.chunkgate.transfer.Rejections;
import io.chunkgate.transfer.RequestInfo;
import io.chunkgate.transfer.Transfer;
import io.vertx.core.Future;
import java.util.function.Consumer;

/**
 * What the connections of one verticle share.
 *
 * @param server the store, the registry of transfers, the configuration
 * @param names  of the files that are uploaded in raw mode
 */
record TcpContext(ServerContext server, NameTemplate names) {
    /**
     * Returns the context of a CGP client.
     *
     * @throws StoreException {@code UNAUTHENTICATED}
     */
    TcpContext admit(Credentials shown) {
        return new TcpContext(server.admit(shown), names);
    }

    /**
     * Returns the context of a client that sends no token: its certificate identifies it, or else {@code tcp.barePrincipal}.
     *
     * @throws StoreException {@code UNAUTHENTICATED}
     */
    TcpContext admitSilent(TcpConnection connection) {
        String principal = tcp().barePrincipal();
        return connection.certificate().isEmpty() && !principal.isEmpty()
                ? new TcpContext(server.asPrincipal(principal), names)
                : admit(Credentials.of(connection.certificate()));
    }

    TcpConfig tcp() {
        return server.config().tcp();
    }

    /** Registers a transfer, or fails with {@code RESOURCE_EXHAUSTED}. */
    Future<Transfer> begin(TcpConnection connection, Direction direction, FileName name) {
        return server.begin(Listener.TCP, direction, name, connection.peer());
    }

    /** Keeps the store open until the operation is complete, even when the connection is gone. */
    <T> Future<T> track(Future<T> operation) {
        server.pending().add(operation);
        return operation;
    }

    /** Counts a client that failed before a transfer was registered. */
    void reject(TcpConnection connection, StoreException reason) {
        if (reason.code() != ErrorCode.ABORTED) {
            Rejections.of(server.vertx())
                    .request(
                            Listener.TCP.label(),
                            reason.code(),
                            RequestInfo.ofPeer(connection.peer()),
                            String.valueOf(reason.getMessage()));
        }
    }

    /** Calls {@code cancel} with {@code UNAVAILABLE} when the drain time has passed. */
    void afterDrain(Consumer<StoreException> cancel) {
        long millis = Math.max(1, server.config().server().drainTimeoutMs());
        server.vertx().setTimer(millis, id -> cancel.accept(stopping()));
    }

    static StoreException stopping() {
        return new StoreException(ErrorCode.UNAVAILABLE, "the gateway stops");
    }
}
