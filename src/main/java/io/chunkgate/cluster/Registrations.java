package io.chunkgate.cluster;

import io.chunkgate.io.internal.VertxInternals;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.spi.cluster.ClusterManager;
import io.vertx.core.spi.cluster.NodeInfo;
import io.vertx.core.spi.cluster.RegistrationInfo;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the cluster knows of this node's consumers on the event bus. The cluster manager deletes it when the node is taken for
 * dead, as after a pause or a partition, and does not restore it when the node is a member again (Vert.x issue 4394, with
 * vertx-infinispan 5.0.7).
 */
final class Registrations {
    private static final Logger LOG = LoggerFactory.getLogger(Registrations.class);
    /** Differs from the number of any consumer, which the event bus counts from 0. */
    private static final long SEQUENCE = Long.MAX_VALUE;

    private final ClusterManager manager;
    private final List<String> addresses;
    private Future<?> restoring = Future.succeededFuture();

    /** @param addresses of all consumers of this node; the last one stands for all when they are checked */
    private Registrations(ClusterManager manager, List<String> addresses) {
        this.manager = manager;
        this.addresses = List.copyOf(addresses);
    }

    /** Returns those of a Vert.x, none when it is not clustered. */
    static Optional<Registrations> of(Vertx vertx, List<String> addresses) {
        return VertxInternals.clusterManager(vertx).map(manager -> new Registrations(manager, addresses));
    }

    /** How many nodes the cluster has, this one included. */
    int nodeCount() {
        return manager.getNodes().size();
    }

    /**
     * Registers this node's address and consumers again, if the cluster does not know them. Only the node that was removed writes:
     * nodes that wrote the same keys at the same time, after a merge, would wait for each other's locks.
     */
    void restoreIfMissing() {
        if (restoring.isComplete()) {
            restoring = isKnown()
                    .compose(known -> known ? Future.succeededFuture() : restore())
                    .onFailure(failure -> LOG.debug("Cannot register again", failure));
        }
    }

    private Future<Boolean> isKnown() {
        String self = manager.getNodeId();
        Future<NodeInfo> address = completed(completion -> manager.getNodeInfo(self, completion));
        Future<List<RegistrationInfo>> consumers =
                completed(completion -> manager.getRegistrations(addresses.get(addresses.size() - 1), completion));
        return consumers.compose(all -> address.transform(found -> Future.succeededFuture(
                found.succeeded() && all.stream().anyMatch(consumer -> self.equals(consumer.nodeId())))));
    }

    private Future<Void> restore() {
        LOG.info("The cluster had taken this node for dead: it registers again");
        RegistrationInfo registration = new RegistrationInfo(manager.getNodeId(), SEQUENCE, false);
        Future<Void> done = completed(completion -> manager.setNodeInfo(manager.getNodeInfo(), completion));
        for (String address : addresses) {
            done = done.compose(
                    before -> completed(completion -> manager.addRegistration(address, registration, completion)));
        }
        return done;
    }

    private static <T> Future<T> completed(Consumer<Completable<T>> call) {
        Promise<T> promise = VertxInternals.promise();
        call.accept(promise);
        return promise.future();
    }
}
