package io.chunkgate.server.launch;

import io.chunkgate.config.ClusterConfig;
import io.chunkgate.config.ConfigException;
import io.chunkgate.config.GatewayConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.ext.cluster.infinispan.InfinispanClusterManager;
import java.nio.file.Files;
import java.nio.file.Path;

/** Creates a Vert.x that is clustered by Infinispan and JGroups. */
final class ClusteredVertx {
    /** The system property with the JGroups file of the cluster manager. */
    private static final String JGROUPS_FILE = "vertx.jgroups.config";

    private ClusteredVertx() {}

    /** Joins the cluster. Blocks while it finds the file, before any event loop runs. */
    static Future<Vertx> create(VertxOptions options, GatewayConfig config) {
        try {
            System.setProperty(JGROUPS_FILE, jgroupsFile(config.cluster()));
        } catch (ConfigException e) {
            return Future.failedFuture(e);
        }
        options.setEventBusOptions(new EventBusOptions()
                .setHost(config.advertisedHost())
                .setPort(config.cluster().busPort()));
        return Vertx.builder()
                .with(options)
                .withClusterManager(new InfinispanClusterManager())
                .buildClustered()
                .recover(cause -> Future.failedFuture(
                        new StartException("cluster.jgroups: cannot join the cluster: " + rootMessage(cause), cause)));
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
