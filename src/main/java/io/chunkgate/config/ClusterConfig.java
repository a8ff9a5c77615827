package io.chunkgate.config;

/**
 * Section {@code cluster}: several gateways that share one store (docs/cluster.md).
 *
 * @param enabled        whether this node is part of a cluster; {@code serve --cluster} enables it
 * @param sharedStore    whether {@code store.root} is a folder that all nodes share; required for the store {@code
 *                        local}, ignored for {@code s3}
 * @param jgroups        JGroups configuration: a path, or {@code cluster-localhost.xml} or {@code cluster-lan.xml} of
 *                        the program
 * @param nodeName       name of this node in {@code GET /cluster}, constant over restarts; empty for a random name
 * @param advertisedHost address at which other nodes reach the event bus of this node; empty for {@code server.host}
 * @param busPort        port of the event bus; 0 for any free port
 */
public record ClusterConfig(
        @Key.Flag(false) boolean enabled,
        @Key.Flag(false) boolean sharedStore,
        @Key.Text(value = "cluster-localhost.xml", required = true) String jgroups,
        @Key.Text String nodeName,
        @Key.Text String advertisedHost,
        @Key.Range(value = 0, max = Ranges.MAX_PORT) int busPort)
        implements ConfigSection {}
