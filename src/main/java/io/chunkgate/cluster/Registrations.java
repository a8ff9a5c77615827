package io.chunkgate.cluster;

import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.spi.cluster.ClusterManager;
import io.vertx.core.spi.cluster.RegistrationInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the cluster knows of this node's consumers on the event bus. The cluster manager deletes it when the node is taken for dead,
 * as after a pause or a partition, and does not restore it when the node is a member again (Vert.x issue 4394, with
 * vertx-infinispan 5.0.7). Repeating it also makes this node read the registrations of the others again.
 */
final class Registrations {
    private static final Logger LOG = LoggerFactory.getLogger(Registrations.class);
    /** Differs from the number of any consumer, which the event bus counts from 0. */
    private static final long SEQUENCE = Long.MAX_VALUE;

    /** Null when Vert.x is not clustered. */
    private final @Nullable ClusterManager manager;

    private final List<String> addresses;

    /** @param addresses of all consumers of this node */
    Registrations(Vertx vertx, List<String> addresses) {
        this.manager = ((VertxInternal) vertx).clusterManager();
        this.addresses = List.copyOf(addresses);
    }

    /** How many nodes the cluster has, this one included. */
    int nodeCount() {
        return manager == null ? 1 : manager.getNodes().size();
    }

    /** Registers this node's address and consumers again. Does no harm when they are registered. */
    void repeat() {
        if (manager == null) {
            return;
        }
        RegistrationInfo registration = new RegistrationInfo(manager.getNodeId(), SEQUENCE, false);
        manager.setNodeInfo(manager.getNodeInfo(), Registrations::completed);
        addresses.forEach(address -> manager.addRegistration(address, registration, Registrations::completed));
    }

    private static void completed(@Nullable Void result, @Nullable Throwable failure) {
        if (failure != null) {
            LOG.debug("Cannot register again", failure);
        }
    }
}
