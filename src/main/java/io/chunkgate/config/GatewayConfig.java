package io.chunkgate.config;

import io.vertx.core.json.JsonObject;
import java.util.Set;

/**
 * The complete and validated configuration, one record per section. Its JSON form is the {@code config()} of the
 * verticles and the content of {@code conf/chunkgate.json}.
 */
public record GatewayConfig(
        ServerConfig server,
        StoreConfig store,
        S3Config s3,
        HttpConfig http,
        GrpcConfig grpc,
        TcpConfig tcp,
        UploadsConfig uploads,
        LimitsConfig limits,
        AccessConfig access,
        TlsConfig tls,
        MetricsConfig metrics,
        AccessLogConfig accessLog,
        TracingConfig tracing,
        ClusterConfig cluster)
        implements ConfigSection {

    private static final Set<String> WILDCARDS = Set.of("0.0.0.0", "::");

    public static GatewayConfig defaults() {
        return from(new JsonObject());
    }

    /**
     * Reads a tree; missing sections and keys have their defaults.
     *
     * @throws ConfigException for an unknown section or key, a value of another type, one out of its range, or values of
     *     several sections that do not fit each other
     */
    public static GatewayConfig from(JsonObject tree) {
        GatewayConfig config = fromPart(tree);
        config.requireReachable();
        config.requireSharedStore();
        return config;
    }

    /** As {@link #from}, of a tree that others complete: whether the sections fit each other is not checked. */
    static GatewayConfig fromPart(JsonObject tree) {
        return new Section("", tree).read(GatewayConfig.class);
    }

    /** The address under which the other nodes of a cluster reach this one. */
    public String advertisedHost() {
        return cluster.advertisedHost().isEmpty() ? server.host() : cluster.advertisedHost();
    }

    /** The address on which the event bus of a cluster listens. */
    public String busHost() {
        return cluster.busHost().isEmpty() ? advertisedHost() : cluster.busHost();
    }

    private void requireReachable() {
        if (cluster.enabled() && WILDCARDS.contains(advertisedHost())) {
            throw new ConfigException("cluster.advertisedHost: \"" + cluster.advertisedHost()
                    + "\" (expected: an address of this machine, as server.host is " + server.host() + ")");
        }
    }

    /** A bucket is always shared; whether a folder is, only the operator knows. */
    private void requireSharedStore() {
        if (cluster.enabled() && store.type().equals("local") && !cluster.sharedStore()) {
            throw new ConfigException(
                    "cluster.sharedStore: false (expected: true, as all nodes of a cluster need the same"
                            + " store; store.root must then be a file system that they share)");
        }
    }
}
