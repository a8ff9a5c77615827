package io.chunkgate.server;

import io.chunkgate.access.Access;
import io.chunkgate.access.Credentials;
import io.chunkgate.access.Grant;
import io.chunkgate.access.GuardedStore;
import io.chunkgate.access.RunningOperations;
import io.chunkgate.access.Usages;
import io.chunkgate.cluster.Cluster;
import io.chunkgate.config.GatewayConfig;
import io.chunkgate.config.LiveConfig;
import io.chunkgate.server.health.ServerHealth;
import io.chunkgate.server.net.Listener;
import io.chunkgate.store.CurrentClient;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.LinkFollowingStore;
import io.chunkgate.store.StoreException;
import io.chunkgate.tls.ServerTls;
import io.chunkgate.transfer.ClientId;
import io.chunkgate.transfer.RequestInfo;
import io.chunkgate.transfer.StoreChanges;
import io.chunkgate.transfer.TransferLimits;
import io.chunkgate.transfer.Transfers;
import io.chunkgate.transfer.rate.MinRate;
import io.chunkgate.transfer.rate.RateWatch;
import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * What a server works with.
 *
 * @param vertx     the user's Vert.x
 * @param live      the whole configuration, some keys of which change while the servers run
 * @param store     the shared store without the limits of a client; the server does not close it
 * @param cluster   the cluster that this node is a member of, if it is one
 * @param usages    bytes used in the store, for quotas
 * @param access    authenticates clients
 * @param tls       the TLS settings of the servers
 * @param transfers the registry of running transfers
 * @param limits    the limits of transfers
 * @param pending   operations that must complete before the store is released
 * @param running   operations that end when their client may no longer do them
 * @param health    of the server
 */
public record ServerContext(
        Vertx vertx,
        LiveConfig live,
        FileStore store,
        Optional<Cluster> cluster,
        Usages usages,
        Access access,
        ServerTls tls,
        Transfers transfers,
        TransferLimits limits,
        PendingOperations pending,
        RunningOperations running,
        ServerHealth health) {
    /** The whole configuration as it is now. */
    public GatewayConfig config() {
        return live.current();
    }

    /**
     * Authenticates a client; where every client has all permissions, credentials are ignored.
     *
     * @throws StoreException {@code UNAUTHENTICATED}
     */
    public Client admit(Listener listener, RequestInfo info, Credentials shown) {
        return access.isOpen()
                ? unrestricted(listener, info)
                : client(listener, info, access.authenticate(shown, tls::trusts));
    }

    /** A client whom the configuration names. */
    public Client asPrincipal(Listener listener, RequestInfo info, String principal) {
        return access.isOpen() ? unrestricted(listener, info) : client(listener, info, access.ofPrincipal(principal));
    }

    /** An anonymous client with all permissions: where every client has them, and for requests that use no store. */
    public Client unrestricted(Listener listener, RequestInfo info) {
        return client(listener, info, Access.ANONYMOUS, LinkFollowingStore::new);
    }

    private Client client(Listener listener, RequestInfo info, Grant grant) {
        return client(listener, info, grant.principal(), observed -> new GuardedStore(observed, usages, grant));
    }

    /** @param permission limits the store to what the client may see and do */
    private Client client(Listener listener, RequestInfo info, String principal, UnaryOperator<FileStore> permission) {
        ClientId id = new ClientId(listener.label(), info.peer(), principal);
        CurrentClient.set(() -> principal + " at " + info.peer() + " (" + listener.label() + ")");
        FileStore observed = new ObservedStore(store, StoreChanges.of(vertx), id, info);
        return new Client(this, permission.apply(observed), id, info);
    }

    /** The least that clients must take of downloads, judged over so long a time; 0 for never. */
    public MinRate minDownloadRate(long periodMillis) {
        return new MinRate(periodMillis, config().limits().minDownloadBytesPerSecond());
    }

    /**
     * Judges how fast a client sends an upload, over so long a time; 0 for never.
     *
     * @param onSlow gets the reason, once a period
     */
    public RateWatch watchUpload(long periodMillis, Consumer<StoreException> onSlow) {
        return new RateWatch(vertx, new MinRate(periodMillis, config().uploads().minBytesPerSecond()), onSlow);
    }
}
