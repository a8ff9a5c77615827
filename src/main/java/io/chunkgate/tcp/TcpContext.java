package io.chunkgate.tcp;

import io.chunkgate.access.Credentials;
import io.chunkgate.config.TcpConfig;
import io.chunkgate.server.Listener;
import io.chunkgate.server.NameTemplate;
import io.chunkgate.server.PendingOperations;
import io.chunkgate.server.ServerContext;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.transfer.Rejections;
import io.chunkgate.transfer.RequestInfo;
import org.jspecify.annotations.Nullable;

/**
 * What the sessions of one instance of the door share.
 *
 * @param server  the store, the registry, the configuration
 * @param names how files of the bare form are called
 */
record TcpContext(ServerContext server, NameTemplate names) {
    /**
     * The same for a client of the framed form.
     *
     * @throws io.chunkgate.store.StoreException {@code UNAUTHENTICATED}
     */
    TcpContext admit(Credentials shown) {
        return new TcpContext(server.admit(shown), names);
    }

    /**
     * The same for a client that cannot say who it is: its certificate does, or else the configuration.
     *
     * @throws io.chunkgate.store.StoreException {@code UNAUTHENTICATED}
     */
    TcpContext admitSilent(TcpConnection connection) {
        String principal = tcp().barePrincipal();
        return connection.certificate().isEmpty() && !principal.isEmpty()
                ? new TcpContext(server.asPrincipal(principal), names)
                : admit(Credentials.of(connection.certificate()));
    }

    /** Counts a client that came to no transfer. */
    void reject(TcpConnection client, ErrorCode code, @Nullable String detail) {
        if (code != ErrorCode.ABORTED) {
            Rejections.of(server.vertx())
                    .request(Listener.TCP.label(), code, RequestInfo.silent(client.peer()), String.valueOf(detail));
        }
    }

    TcpConfig tcp() {
        return server.config().tcp();
    }

    /** The connections of this instance, and what the store does for their sessions. */
    PendingOperations pending() {
        return server.pending();
    }

    /** What a drain allows, as a delay of a timer. */
    long drainMillis() {
        return Math.max(1, server.config().server().drainTimeoutMs());
    }
}
