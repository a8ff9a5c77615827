package io.chunkgate.tcp;

import io.chunkgate.access.Credentials;
import io.chunkgate.config.TcpConfig;
import io.chunkgate.server.Client;
import io.chunkgate.server.NameTemplate;
import io.chunkgate.server.ServerContext;
import io.chunkgate.server.net.Listener;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import io.chunkgate.transfer.Rejections;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What the connections of one verticle share.
 *
 * @param server the store, the registry of transfers, the configuration
 * @param names  of the files that are uploaded in raw mode
 */
record TcpContext(ServerContext server, NameTemplate names) {
    /** @throws StoreException {@code UNAUTHENTICATED} */
    Client admit(TcpConnection connection, Optional<String> token) {
        return server.admit(Listener.TCP, connection.info(), Credentials.of(token, connection.certificate()));
    }

    /**
     * Admits a client that sends no token: its certificate identifies it, or else {@code tcp.barePrincipal}.
     *
     * @throws StoreException {@code UNAUTHENTICATED}
     */
    Client admitSilent(TcpConnection connection) {
        String principal = tcp().barePrincipal();
        return connection.certificate().isEmpty() && !principal.isEmpty()
                ? server.asPrincipal(Listener.TCP, connection.info(), principal)
                : admit(connection, Optional.empty());
    }

    TcpConfig tcp() {
        return server.config().tcp();
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
                            connection.info(),
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
