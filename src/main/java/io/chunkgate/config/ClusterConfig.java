package io.chunkgate.config;

/**
 * Section {@code cluster}: several gateways that share one store (docs/cluster.md).
 *
 * @param enabled        whether this node is part of a cluster; {@code serve --cluster} enables it
 * @param sharedStore    whether {@code store.root} is a folder that all nodes share; required for the store {@code
 *                        local}, ignored for {@code s3}
 * @param jgroups        JGroups configuration: a path, or {@code cluster-localhost.xml} or {@code cluster-lan.xml} of
 *                        the program
 * @param secret         file with the secret that every node of the cluster has, at least 32 characters; JGroups and the
 *                        event bus then use TLS, and nodes without it cannot join; empty for neither encryption nor
 *                        authentication
 * @param nodeName       name of this node in {@code GET /cluster}, constant over restarts; empty for a random name
 * @param advertisedHost address at which other nodes reach the event bus of this node; empty for {@code server.host}
 * @param busHost        address on which the event bus listens; empty for {@code cluster.advertisedHost}
 * @param busPort        port of the event bus; 0 for any free port
 * @param busPublicPort  port at which other nodes reach the event bus; 0 for the one on which it listens
 */
public record ClusterConfig(
        @Key.Flag(false) boolean enabled,
        @Key.Flag(false) boolean sharedStore,
        @Key.Text(value = "cluster-localhost.xml", required = true) String jgroups,
        @Key.Text String secret,
        @Key.Text String nodeName,
        @Key.Text String advertisedHost,
        @Key.Text String busHost,
        @Key.Range(value = 0, max = Ranges.MAX_PORT) int busPort,
        @Key.Range(value = 0, max = Ranges.MAX_PORT) int busPublicPort)
        implements ConfigSection {}
