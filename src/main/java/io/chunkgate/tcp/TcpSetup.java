package io.chunkgate.tcp;

import io.chunkgate.access.Credentials;
import io.chunkgate.config.TcpConfig;
import io.chunkgate.door.DoorContext;
import io.chunkgate.door.Listener;
import io.chunkgate.door.NameTemplate;
import io.chunkgate.door.Underway;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.transfer.Caller;
import io.chunkgate.transfer.Rejections;
import org.jspecify.annotations.Nullable;

/**
 * What the sessions of one instance of the door share.
 *
 * @param door  the store, the registry, the configuration
 * @param names how files of the bare form are called
 */
record TcpSetup(DoorContext door, NameTemplate names) {
    /**
     * The same for a client of the framed form.
     *
     * @throws io.chunkgate.store.StoreException {@code UNAUTHENTICATED}
     */
    TcpSetup admit(Credentials shown) {
        return new TcpSetup(door.admit(shown), names);
    }

    /**
     * The same for a client that cannot say who it is: its certificate does, or else the configuration.
     *
     * @throws io.chunkgate.store.StoreException {@code UNAUTHENTICATED}
     */
    TcpSetup admitSilent(Connection connection) {
        String principal = tcp().barePrincipal();
        return connection.certificate().isEmpty() && !principal.isEmpty()
                ? new TcpSetup(door.asPrincipal(principal), names)
                : admit(Credentials.of(connection.certificate()));
    }

    /** Counts a client that came to no transfer. */
    void reject(Connection client, ErrorCode code, @Nullable String detail) {
        if (code != ErrorCode.ABORTED) {
            Rejections.of(door.vertx())
                    .request(Listener.TCP.label(), code, Caller.silent(client.peer()), String.valueOf(detail));
        }
    }

    TcpConfig tcp() {
        return door.config().tcp();
    }

    /** The connections of this instance, and what the store does for their sessions. */
    Underway underway() {
        return door.underway();
    }

    /** What a drain allows, as a delay of a timer. */
    long drainMillis() {
        return Math.max(1, door.config().server().drainTimeoutMs());
    }
}
