package io.chunkgate.server;

import io.chunkgate.access.Access;
import io.chunkgate.access.Credentials;
import io.chunkgate.access.Grant;
import io.chunkgate.access.GuardedStore;
import io.chunkgate.access.Usages;
import io.chunkgate.cluster.Cluster;
import io.chunkgate.config.GatewayConfig;
import io.chunkgate.server.net.ClientAddress;
import io.chunkgate.server.net.Listener;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.StoreException;
import io.chunkgate.tls.ServerTls;
import io.chunkgate.transfer.ClientId;
import io.chunkgate.transfer.Direction;
import io.chunkgate.transfer.RequestInfo;
import io.chunkgate.transfer.Transfer;
import io.chunkgate.transfer.TransferLimits;
import io.chunkgate.transfer.Transfers;
import io.chunkgate.transfer.rate.MinRate;
import io.chunkgate.transfer.rate.RateWatch;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a server works with; for an authenticated client, what the server works with for that client.
 *
 * @param vertx     the user's Vert.x
 * @param config    the whole configuration
 * @param store     the shared store, which the server does not close; for a client, limited to what it may see and do
 * @param cluster   the cluster that this node is a member of, if it is one
 * @param usages    bytes used in the store, for quotas
 * @param access    authenticates clients
 * @param tls       the TLS settings of the servers
 * @param transfers the registry of running transfers
 * @param limits    the limits of transfers
 * @param principal the authenticated principal
 * @param pending   operations that must complete before the store is released
 */
public record ServerContext(
        Vertx vertx,
        GatewayConfig config,
        FileStore store,
        Optional<Cluster> cluster,
        Usages usages,
        Access access,
        ServerTls tls,
        Transfers transfers,
        TransferLimits limits,
        String principal,
        PendingOperations pending) {
    /**
     * The context of one client; this one where everybody may do everything.
     *
     * @throws io.chunkgate.store.StoreException {@code UNAUTHENTICATED}
     */
    public ServerContext admit(Credentials shown) {
        return access.isOpen() ? this : as(access.authenticate(shown));
    }

    /** The context of a client whom the configuration names; this one where everybody may do everything. */
    public ServerContext asPrincipal(String principal) {
        return access.isOpen() ? this : as(access.ofPrincipal(principal));
    }

    /** Whether the client may read a file of that name, if there is one. */
    public boolean mayRead(FileName name) {
        return !(store instanceof GuardedStore guarded) || guarded.allowsReading(name);
    }

    /**
     * Registers a transfer of this client; the download or upload that it is handed to ends it. Fails with
     * {@code RESOURCE_EXHAUSTED} when the client has as many as it may; what was opened for the transfer is then the
     * caller's to close.
     *
     * @param peer the client's address as {@code host:port}
     * @return complete already
     */
    public Future<Transfer> begin(Listener listener, Direction direction, FileName name, String peer) {
        return begin(listener, direction, name, RequestInfo.ofPeer(peer));
    }

    /** As {@link #begin(Listener, Direction, FileName, String)}, with all that the client says of itself. */
    public Future<Transfer> begin(Listener listener, Direction direction, FileName name, RequestInfo requestInfo) {
        ClientId clientId = new ClientId(listener.label(), requestInfo.peer(), principal);
        try {
            return Future.succeededFuture(
                    transfers.begin(clientId, requestInfo, direction, name, limits, client(requestInfo.peer())));
        } catch (StoreException refusal) {
            return Future.failedFuture(refusal);
        }
    }

    /** The least that clients must take of downloads, judged over so long a time; 0 for never. */
    public MinRate minDownloadRate(long periodMillis) {
        return new MinRate(periodMillis, config.limits().minDownloadBytesPerSecond());
    }

    /**
     * Judges how fast a client sends an upload, over so long a time; 0 for never.
     *
     * @param onSlow gets the reason, once a period
     */
    public RateWatch watchUpload(long periodMillis, Consumer<StoreException> onSlow) {
        return new RateWatch(vertx, new MinRate(periodMillis, config.uploads().minBytesPerSecond()), onSlow);
    }

    /** Returns what transfers are counted by: the principal, or the address of an anonymous client. */
    private String client(String peer) {
        return principal.equals(Access.ANONYMOUS) ? "address " + ClientAddress.ofPeer(peer) : principal;
    }

    private ServerContext as(Grant grant) {
        return new ServerContext(
                vertx,
                config,
                new GuardedStore(store, usages, grant),
                cluster,
                usages,
                access,
                tls,
                transfers,
                limits,
                grant.principal(),
                pending);
    }
}
