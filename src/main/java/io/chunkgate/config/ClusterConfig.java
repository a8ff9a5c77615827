package io.chunkgate.config;

import io.vertx.core.json.JsonObject;

/**
 * Section {@code cluster}: several gateways that share one store.
 *
 * @param enabled        whether this node takes part; the Vert.x it runs in is clustered, else it is a cluster of one
 * @param sharedStore    whether {@code store.root} is a folder that all nodes share; required of a local store. With
 *                       {@code store.type} {@code s3} it says nothing, as the nodes share the bucket
 * @param jgroups        the JGroups file of the cluster that {@code serve} joins: a path, or a name on the class path
 * @param nodeName       shown by {@code GET /cluster}, the same after a restart; empty for a random name
 * @param advertisedHost address under which other nodes reach the event bus of this one; empty for {@code server.host}
 * @param busPort        where the event bus of {@code serve} listens; 0 for any free port
 */
public record ClusterConfig(
        boolean enabled, boolean sharedStore, String jgroups, String nodeName, String advertisedHost, int busPort) {
    static ClusterConfig from(Section section) {
        return new ClusterConfig(
                section.flag("enabled", false),
                section.flag("sharedStore", false),
                section.requiredText("jgroups", "cluster-localhost.xml"),
                section.text("nodeName", ""),
                section.text("advertisedHost", ""),
                section.integer("busPort", 0, 0, Ranges.MAX_PORT));
    }

    /** The section with every key, as in the configuration tree. */
    public JsonObject toJson() {
        return new JsonObject()
                .put("enabled", enabled)
                .put("sharedStore", sharedStore)
                .put("jgroups", jgroups)
                .put("nodeName", nodeName)
                .put("advertisedHost", advertisedHost)
                .put("busPort", busPort);
    }
}
