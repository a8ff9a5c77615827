package io.chunkgate.server.launch;

import io.chunkgate.cluster.secret.ClusterSecret;
import io.chunkgate.config.ClusterConfig;
import io.chunkgate.config.ConfigException;
import io.chunkgate.config.GatewayConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.spi.cluster.ClusterManager;
import io.vertx.ext.cluster.infinispan.InfinispanClusterManager;
import java.nio.file.Files;
import java.nio.file.Path;

/** Creates a Vert.x that is clustered by Infinispan and JGroups. */
final class ClusteredVertx {
    /** The system property with the JGroups file of the cluster manager. */
    private static final String JGROUPS_FILE = "vertx.jgroups.config";

    private ClusteredVertx() {}

    /** Joins the cluster. Blocks while it reads files, before any event loop runs. */
    static Future<Vertx> create(VertxOptions options, GatewayConfig config) {
        ClusterManager manager;
        try {
            options.setEventBusOptions(eventBus(config));
            manager = clusterManager(options.getEventBusOptions(), config.cluster());
        } catch (ConfigException e) {
            return Future.failedFuture(e);
        }
        return Vertx.builder()
                .with(options)
                .withClusterManager(manager)
                .buildClustered()
                .recover(cause -> Future.failedFuture(
                        new StartException("cluster.jgroups: cannot join the cluster: " + rootMessage(cause), cause)));
    }

    private static EventBusOptions eventBus(GatewayConfig config) {
        ClusterConfig cluster = config.cluster();
        EventBusOptions bus = new EventBusOptions()
                .setHost(config.busHost())
                .setPort(cluster.busPort())
                .setClusterPublicHost(config.advertisedHost());
        return cluster.busPublicPort() == 0 ? bus : bus.setClusterPublicPort(cluster.busPublicPort());
    }

    private static ClusterManager clusterManager(EventBusOptions bus, ClusterConfig cluster) {
        String file = jgroupsFile(cluster);
        if (cluster.secret().isEmpty()) {
            System.setProperty(JGROUPS_FILE, file);
            return new InfinispanClusterManager();
        }
        ClusterSecret secret = ClusterSecret.read(Path.of(cluster.secret()));
        secret.secure(bus);
        return secret.clusterManager(file);
    }

    private static String jgroupsFile(ClusterConfig cluster) {
        Path file = Path.of(cluster.jgroups()).toAbsolutePath();
        if (Files.isRegularFile(file)) {
            return file.toString();
        }
        if (ClusteredVertx.class.getClassLoader().getResource(cluster.jgroups()) != null) {
            return cluster.jgroups();
        }
        throw new ConfigException("cluster.jgroups: " + cluster.jgroups()
                + " (expected: a file, or cluster-localhost.xml or cluster-lan.xml)");
    }

    private static String rootMessage(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }
}
